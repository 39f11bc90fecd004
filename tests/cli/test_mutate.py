"""`backhaul mutate`: what no case notices is shown by a case that does, or proved to change nothing."""

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

import small
from backhaul import packages
from cli.calling import Call

DECISIONS = small.DECISIONS.replace("CONDITION", '{all: [flag, "count > `3`"]}')


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A policy with a single case."""
    home = tmp_path / "small"
    (home / "cases").mkdir(parents=True)
    (home / "1.0.0.yaml").write_text(small.text(decisions=DECISIONS))
    facts = "".join(f"  {n}: {json.dumps(v)}\n" for n, v in small.COMPLETE.items())
    (home / "cases" / "one.yaml").write_text(
        f"policy: small\nfacts:\n{facts}cases:\n"
        "- {name: yes, expect: {status: decided, outcome: {route: {answer: yes}}}}\n"
    )
    return home


def tried(call: Call, home: Path, *more: object) -> dict[str, Any]:
    said = call("mutate", home / "1.0.0.yaml", "--format", "json", "--jobs", "1", *more)
    found: dict[str, Any] = json.loads(said.out)
    assert said.status == 0
    return found


def test_what_no_case_notices_is_shown_by_a_case_that_does(call: Call, home: Path) -> None:
    before = tried(call, home)
    survivors = {one["change"]: one for one in before["survivors"]}
    edge = survivors["route rule: count > `3` -> count >= `3`"]
    with (home / "cases" / "one.yaml").open("a") as file:
        file.write(indent(edge["case"], "") + "\n")
    after = tried(call, home)

    assert edge["answer"] == "possible"
    assert "count: 3" in edge["case"]
    assert edge["line"] > 0
    assert call("test", "--policy", home / "1.0.0.yaml").status == 0
    assert edge["change"] not in {one["change"] for one in after["survivors"]}
    assert float(before["score"]) < float(after["score"]) < 100


def test_a_case_that_fails_anyway_notices_no_change(call: Call, home: Path) -> None:
    before = tried(call, home)
    with (home / "cases" / "one.yaml").open("a") as file:
        file.write("- {name: wrong, expect: {outcome: {route: {answer: no}}}}\n")

    assert tried(call, home) == before


def test_the_cases_that_are_found_by_proof_notice_every_change(call: Call, home: Path) -> None:
    call("cases", home / "1.0.0.yaml", "--output", home / "cases" / "found.yaml")
    found = tried(call, home)

    assert found["score"] == "100"
    assert {one["answer"] for one in found["survivors"]} <= {"equivalent"}
    assert found["changes"] == found["noticed"] + found["equivalent"] >= 10


def test_a_change_that_changes_nothing_does_not_count(call: Call, home: Path) -> None:
    twice = DECISIONS.replace(
        "    otherwise:",
        '      - {id: never, when: {all: [flag, "count > `4`"]}, then: {answer: no}}\n    otherwise:',
    )
    (home / "1.0.0.yaml").write_text(small.text(decisions=twice))
    found = tried(call, home, "--only", "route never: count > `4` -> count >= `4`")

    assert (found["survivors"][0]["answer"], found["equivalent"]) == ("equivalent", 1)


def test_the_text_says_what_to_do_and_the_threshold_fails(call: Call, home: Path) -> None:
    said = call("mutate", home / "1.0.0.yaml", "--threshold", "100", "--jobs", "2")

    assert said.status == 1
    assert said.out.startswith("Not noticed (")
    assert "\nrule rule (route), line " in said.out
    assert "\nanother comparison (" in said.out
    assert (
        "\n  - count > `3` → count >= `3`\n      route.answer: no, and in the changed policy yes\n"
        in said.out
    )
    assert "percent of the changes that matter\n" in said.out


def test_what_is_not_settled_is_said(call: Call, home: Path) -> None:
    said = call("mutate", home / "1.0.0.yaml", "--work", "1", "--only", "count > `3`")

    assert said.status == 3
    assert "Not settled whether it matters (" in said.out


def test_what_is_not_settled_is_in_neither_side_of_the_score(call: Call, home: Path) -> None:
    said = call("mutate", home / "1.0.0.yaml", "--work", "1", "--threshold", "100", "--jobs", "1")
    given = ("--work", "1", "--format", "json", "--jobs", "1")
    found = json.loads(call("mutate", home / "1.0.0.yaml", *given).out)
    answers = [each["answer"] for each in found["survivors"]]

    assert found["noticed"] > 0
    assert found["not_settled"] == answers.count("not_settled") > 0
    assert "possible" not in answers
    assert (said.status, found["score"]) == (3, "100")
    left_out = f"without {found['not_settled']} that are not settled"
    assert f"score: 100 percent of the changes that matter, {left_out}\n" in said.out


def test_where_nothing_that_matters_is_settled_there_is_no_score(call: Call, home: Path) -> None:
    given = ("mutate", home / "1.0.0.yaml", "--work", "1", "--only", "count > `3` -> count >=")

    assert "score: none, for no change that matters is settled\n" in call(*given).out
    assert json.loads(call(*given, "--format", "json").out)["score"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "nothing like this"), "no change of `small` is called like"),
        (("--threshold", "many"), "is no percentage"),
    ],
)
def test_bad_input_is_refused(
    arguments: tuple[str, ...], words: str, call: Call, home: Path
) -> None:
    assert words in call.refused("mutate", home / "1.0.0.yaml", *arguments)


def test_a_policy_without_cases_is_refused(call: Call, home: Path) -> None:
    (home / "cases" / "one.yaml").unlink()

    assert "there are no cases of `small` 1.0.0 here" in call.refused("mutate", home / "1.0.0.yaml")


def test_a_missing_package_is_told(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)

    assert packages.install("analysis") in call.refused("mutate", home / "1.0.0.yaml")


def test_the_cases_to_add_are_written_to_a_file_that_notices_them(call: Call, home: Path) -> None:
    path = home / "cases" / "missing.yaml"
    said = call("mutate", home / "1.0.0.yaml", "--jobs", "1", "--output", path)
    after = tried(call, home)

    assert "Not noticed (" in said.out
    assert " not noticed, " in said.err or " not noticed\n" in said.err
    assert call("test", "--policy", home / "1.0.0.yaml").status == 0
    assert after["score"] == "100"
    again = call("mutate", home / "1.0.0.yaml", "--jobs", "1", "--format", "yaml")
    assert again.out.startswith("# no case is to be added")


def test_a_sample_is_the_same_for_the_same_seed_and_says_so(call: Call, home: Path) -> None:
    whole, one = tried(call, home), tried(call, home, "--sample", "5", "--seed", "7")

    assert one == tried(call, home, "--sample", "5", "--seed", "7")
    assert (one["changes"], one["sample"]) == (5, {"of": whole["changes"], "seed": "7"})
    assert "sample" not in tried(call, home, "--sample", "1000")
    said = call("mutate", home / "1.0.0.yaml", "--jobs", "1", "--sample", "5", "--seed", "7").out
    assert f"5 of {whole['changes']} changes, drawn with the seed 7" in said


def test_the_changes_are_told_in_the_other_language(call: Call, home: Path) -> None:
    path = home / "1.0.0.yaml"
    path.write_text(path.read_text().replace("title: {en: Small}", "title: {en: Small, zh: 小}"))
    said = call("mutate", home / "1.0.0.yaml", "--jobs", "1", "--lang", "zh").out

    assert said.startswith("没有案例发现（")
    assert "；改动后：" in said
    assert "得分：有影响的改动中，" in said
