"""`backhaul check` on case and source files: what no version can be like, each at its line, and once."""

import json
from pathlib import Path

import pytest

import small
from cli.calling import Call

CASES = """\
policy: small
facts: {flagg: true, count: "5", colour: purple, start: "2026-03-01T00:00:00+25:00"}
cases:
  - name: One
    facts: {price: {from: cheap}, length: 2 weeks, maybe: null, flag: null}
    expect:
      rules: {route: rulee, rout: rule}
      outcome: {route: {answer: perhaps, answr: yes}}
  - name: Two
    expect:
      outcome: {route: {answer: null}}
      says: {fr: Oui}
  - name: Three
    expect: {needs: [flagg], possible: {route: {answer: [yes, maybe]}}, status: undetermined}
  - name: Four
    without: [count, colour, start, flagg]
    expect: {status: decided}
    table:
      columns: [price, colur, status, rules.route, route.answer, possible.route.answer]
      rows:
        - [1, red, decided, rule, yes, ...]
        - ["a lot", red, decidedd, other, 5, {from: yes}]
"""
SOURCE = "language: 1\nsource: desk\npolicy: small\nfacts:\n  flag: {read: a}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    for name in ("cases", "sources"):
        (folder / name).mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(small.text())
    (folder / "sources" / "desk.yaml").write_text(SOURCE)
    return folder


def write(home: Path, cases: str, name: str = "all.yaml") -> None:
    (home / "cases" / name).write_text(cases)


def told(call: Call, home: Path) -> list[tuple[str, int, int]]:
    said = json.loads(call("check", home, "--format", "json").out)
    return [
        (each["code"], each["line"], each["column"])
        for each in said["diagnostics"]
        if "/cases/" in each["file"] and each["severity"] == "error"
    ]


def test_every_mistake_of_a_case_file_is_told_once_at_its_line(call: Call, home: Path) -> None:
    write(home, CASES)

    assert told(call, home) == [
        ("unknown-fact", 2, 9),
        ("wrong-kind", 2, 29),
        ("unknown-choice", 2, 42),
        ("bad-instant", 2, 57),
        ("wrong-kind", 5, 20),
        ("bad-duration", 5, 43),
        ("not-optional", 5, 71),
        ("unknown-rule", 7, 22),
        ("unknown-decision", 7, 29),
        ("unknown-choice", 8, 33),
        ("unknown-output", 8, 42),
        ("not-optional", 11, 33),
        ("unknown-language", 12, 14),
        ("unknown-fact", 14, 22),
        ("unknown-choice", 14, 63),
        ("unknown-fact", 19, 24),
        ("wrong-kind", 22, 12),
        ("unknown-choice", 22, 26),
        ("unknown-rule", 22, 36),
        ("wrong-kind", 22, 43),
        ("wrong-kind", 22, 46),
    ]
    results = json.loads(call("check", home, "--format", "sarif").out)["runs"][0]["results"]
    results = [each for each in results if each["level"] == "error"]
    assert len(results) == 21
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_facts_that_are_expected_to_be_refused_are_no_mistake(call: Call, home: Path) -> None:
    write(
        home,
        """\
policy: small
facts: {count: "5"}
cases:
  - name: A number in quotes is refused
    expect: {refused: [wrong-kind]}
  - name: A table may expect it, too
    facts: {count: 5}
    table:
      columns: [colour, refused]
      rows: [[purple, unknown-choice], [pink, [unknown-choice]]]
""",
    )

    assert told(call, home) == []
    assert call("test", home).status == 0


def test_what_one_version_knows_and_another_does_not_names_the_version(
    call: Call, home: Path
) -> None:
    newer = small.text(facts=small.FACTS + "  fresh: {type: boolean}\n")
    (home / "1.1.0.yaml").write_text(newer.replace('"1.0.0"', '"1.1.0"\ndraft: true'))
    cases = "policy: small\ncases:\n  - name: A\n    facts: {fresh: true}\n    expect: {status: undetermined}\n"
    write(home, cases)

    assert "`fresh`, in 1.0.0\n" in call("check", home).out
    write(home, 'versions: ">=1.1.0"\n' + cases)
    assert told(call, home) == []


@pytest.mark.parametrize(
    ("head", "name", "code", "line"),
    [
        ("policy: smal", "all.yaml", "unknown-policy", 1),
        ('policy: small\nversions: ">=2.0.0"', "all.yaml", "unknown-version", 2),
        ('policy: small\nversions: "1.0.1"', "all.yaml", "unknown-version", 2),
        ("policy: small", "all.yml", "wrong-suffix", 1),
        ("policy: small", "all.YAML", "wrong-suffix", 1),
    ],
)
def test_a_case_file_that_would_never_run_is_told_of_and_fails_the_tests(
    head: str, name: str, code: str, line: int, call: Call, home: Path
) -> None:
    body = "\ncases:\n  - name: A\n    facts: {flag: true}\n    expect: {rules: {route: rule}}\n"
    write(home, "policy: small" + body, "that-runs.yaml")
    assert call("test", "--policy", home / "1.0.0.yaml").status == 0
    write(home, head + body, name)

    assert [(told_code, at) for told_code, at, _ in told(call, home)] == [(code, line)]
    for arguments in (["--policy", home / "1.0.0.yaml"], [home], [home / "cases" / name]):
        said = call("test", *arguments)
        assert said.status == 2
        assert f"[{code}]" in said.err


def test_cases_for_other_versions_may_be_passed_over(call: Call, home: Path) -> None:
    (home / "2.0.0.yaml").write_text(small.text().replace('"1.0.0"', '"2.0.0"\ndraft: true'))
    body = "\ncases:\n  - name: A\n    facts: {flag: true}\n    expect: {rules: {route: rule}}\n"
    write(home, "policy: small" + body, "all.yaml")
    write(home, 'policy: small\nversions: ">=2.0.0"' + body, "new.yaml")

    said = call("test", "--policy", home / "1.0.0.yaml")

    assert (said.status, said.out, said.err) == (0, "1 passed, 0 failed\n", "")


def test_a_policy_by_its_misspelt_id_is_looked_for_in_its_directory_first(
    call: Call, home: Path
) -> None:
    write(home, "policy: sm\ncases:\n  - name: A\n    expect: {status: undetermined}\n")

    assert "help: did you mean `small`? The file stands in its directory" in call("check", home).out


def test_a_case_file_by_itself_is_a_warning(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "alone.yaml"
    file.write_text("policy: small\ncases:\n  - name: A\n    expect: {status: undetermined}\n")

    said = call("check", file)

    assert (said.status, "warning[unknown-policy]" in said.out) == (0, True)


@pytest.mark.parametrize("drafts", [("1.0.0",), ("1.0.0", "1.1.0")])
def test_a_source_beside_drafts_is_held_against_the_newest(
    drafts: tuple[str, ...], call: Call, home: Path
) -> None:
    for version in drafts:
        text = small.text().replace('"1.0.0"', f'"{version}"\ndraft: true')
        (home / f"{version}.yaml").write_text(text)

    assert (call("check", home).status) == 0
    (home / "sources" / "desk.yaml").write_text(SOURCE.replace("  flag:", "  flagg:"))
    assert "error[unknown-fact]" in call("check", home).out


def test_a_version_whose_name_does_not_end_in_yaml_is_told_of(call: Call, home: Path) -> None:
    (home / "1.0.0.yaml").rename(home / "1.0.0.yml")

    assert "[wrong-suffix]: `1.0.0.yml` is passed over" in call("check", home / "1.0.0.yml").out


@pytest.mark.parametrize(
    ("folder", "path"),
    [(".", "."), ("cases", "all.yaml"), ("cases", ".."), ("sources", "desk.yaml")],
)
def test_the_policy_of_a_file_is_found_from_inside_its_directory(
    folder: str, path: str, call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "policy: small\ncases:\n  - name: A\n    facts: {flag: true}\n"
    write(home, body + "    expect: {rules: {route: rule}}\n")
    monkeypatch.chdir(home / folder)

    assert call("check", path).status == 0
    assert call("test", "--policy", home / "1.0.0.yaml").status == 0
    if path != "desk.yaml":
        assert call("test", path).status == 0


def test_a_case_for_no_version_is_told_by_check_and_fails_the_test(call: Call, home: Path) -> None:
    cases = '  - {name: Later, versions: ">=2.0.0", expect: {status: decided}}\n'
    write(home, "policy: small\ncases:\n  - {name: Now, expect: {status: undetermined}}\n" + cases)

    for command in ("check", "test"):
        said = call(command, home)
        assert said.status != 0
        assert "error[unknown-version]: `small` has no version that the case `Later` is" in (
            said.out + said.err
        )
        assert "cases/all.yaml:4:29" in said.out + said.err


def test_a_copied_case_file_is_told_once_with_the_file_that_it_repeats(
    call: Call, tmp_path: Path
) -> None:
    call("new", "late", "--directory", tmp_path / "policies")
    cases = tmp_path / "policies" / "late" / "cases"
    assert "duplicate-id" not in call("check", tmp_path / "policies").out
    (cases / "second.yaml").write_bytes((cases / "first.yaml").read_bytes())
    said = call("check", tmp_path / "policies")

    assert said.status == 0
    assert said.out.count("duplicate-id") == 1
    assert "second.yaml:7:11: warning[duplicate-id]: 2 cases have the names of" in said.out
    # under another name, or for other versions, it is no copy
    text = (cases / "first.yaml").read_text()
    (cases / "first.yaml").write_text(text.replace("cases:\n", 'versions: "<2.0.0"\ncases:\n', 1))
    (cases / "second.yaml").write_text(text.replace("cases:\n", 'versions: ">=2.0.0"\ncases:\n', 1))
    assert "duplicate-id" not in call("check", tmp_path / "policies").out
    (cases / "first.yaml").write_text(text)
    (cases / "second.yaml").write_text(text.replace("A parcel that", "Another one that"))
    assert "duplicate-id" not in call("check", tmp_path / "policies").out
