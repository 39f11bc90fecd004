"""The pytest plugin: case files are collected in a user's own repository, and say what failed."""

import os
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import backhaul
from backhaul.versions.catalogue import shipped
from small import COMPLETE, policy
from small import text as small

pytest_plugins = ["pytester"]

#: by its module, so that it does not matter whether the package is installed
ON = ("-p", "no:backhaul", "-p", "backhaul.testing.plugin", "-p", "no:cacheprovider")
#: it would be imported anew by each run inside ours
QUICK = ("-p", "no:hypothesispytest")
CASES = """\
policy: small
versions: ">=1.0.0"
title: A flag says yes
facts: {flag: true, count: 5}
cases:
  - name: A flag gives yes
    expect: {rules: {route: rule}}
  - name: Without the flag, no
    facts: {flag: false}
    expect: {outcome: {route: {answer: no}}}
  - name: Counts
    expect: {status: decided}
    table:
      columns: [count, route.answer]
      rows:
        - [1, yes]
        - [2, yes]
"""


@pytest.fixture(scope="module", autouse=True)
def _all_imported() -> None:
    """Nothing is left to import: what a run inside ours imports first it takes away again."""
    for module in walk_packages(backhaul.__path__, "backhaul."):
        if module.name.rpartition(".")[2] not in ("__main__", "plugin"):
            import_module(module.name)
    policy().decide(COMPLETE).explain(why="full")


class Repository:
    """A user's repository with a policy of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.folder = pytester.path / "rules" / "small"
        self.write("1.0.0.yaml", small())

    def write(self, name: str, text: str) -> Path:
        """A file beside the policy."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str) -> pytest.RunResult:
        """What pytest says."""
        return self.pytester.runpytest_inprocess(*ON, *QUICK, *arguments)


@pytest.fixture
def repository(pytester: pytest.Pytester) -> Repository:
    found = Repository(pytester)
    found.write("cases/flag.yaml", CASES)
    return found


def test_every_case_is_a_test_with_the_name_of_its_file_and_its_own(
    repository: Repository,
) -> None:
    result = repository.run("--collect-only", "-q")

    assert [
        "rules/small/cases/flag.yaml::A flag gives yes",
        "rules/small/cases/flag.yaml::Without the flag, no",
        "rules/small/cases/flag.yaml::Counts: count 1",
        "rules/small/cases/flag.yaml::Counts: count 2",
    ] == [line for line in result.outlines if "::" in line]


def test_cases_pass_are_chosen_by_name_and_by_node_id(repository: Repository) -> None:
    repository.run().assert_outcomes(passed=4)
    repository.run("-k", "Counts").assert_outcomes(passed=2, deselected=2)
    repository.run("rules/small/cases/flag.yaml::Counts: count 2").assert_outcomes(passed=1)


def test_a_case_is_run_with_every_version_that_it_is_for(repository: Repository) -> None:
    repository.write("1.1.0.yaml", small("!flag").replace("1.0.0", "1.1.0"))
    result = repository.run("-k", "gives")

    result.assert_outcomes(passed=1, failed=1, deselected=6)
    assert "_ A flag gives yes [1.1.0] _" in result.stdout.str()
    again = repository.run("rules/small/cases/flag.yaml::A flag gives yes [1.0.0]")
    again.assert_outcomes(passed=1)


def test_a_failure_tells_what_was_expected_and_why_it_came_otherwise(
    repository: Repository,
) -> None:
    repository.write("cases/flag.yaml", CASES.replace("answer: no", "answer: yes"))
    result = repository.run()
    said = result.stdout.str()

    result.assert_outcomes(passed=3, failed=1)
    place = str(Path("rules/small/cases/flag.yaml"))
    assert f"{place}:10:40: error[case-failed]: `route.answer`: expected yes, came no" in said
    assert "Every rule that was looked at" in said
    assert "Traceback" not in said
    assert ".py:" not in said


def test_a_rule_that_was_never_looked_at_is_a_failure(repository: Repository) -> None:
    more = 'when: flag\n        then: {answer: yes}\n      - {id: late, when: "!flag", then: {answer: no}}'
    rules = small().replace('when: "flag"\n        then: {answer: yes}', more)
    assert "late" in rules
    repository.write("1.0.0.yaml", rules)
    repository.write("cases/flag.yaml", CASES.replace("{route: rule}", "{route: late}"))
    result = repository.run("-k", "gives")

    result.assert_outcomes(failed=1, deselected=3)
    assert "error[never-looked-at]" in result.stdout.str()


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("cases/flag.yaml", ("expect: {rules", "expects: {rules"), "error[unknown-key]"),
        ("cases/flag.yaml", ("\ncases:", "\ncaes:"), "error[unknown-key]"),
        ("cases/flag.yaml", ("policy: small", "policy: smal"), "there is no policy `smal`"),
        ("cases/flag.yaml", (">=1.0.0", ">=2.0.0"), "no version that the cases of"),
        ("1.0.0.yaml", ("decisions:", "decision:"), "error[unknown-key]"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[1].strip(),
)
def test_what_cannot_be_read_is_an_error_of_collection_with_our_words(
    repository: Repository, name: str, change: tuple[str, str], said: str
) -> None:
    before = (repository.folder / name).read_text(encoding="utf-8")
    repository.write(name, before.replace(*change))
    result = repository.run()

    result.assert_outcomes(errors=1)
    assert said in result.stdout.str()
    assert "Traceback" not in result.stdout.str()
    assert ".py:" not in result.stdout.str()


def test_yaml_of_others_is_not_collected(repository: Repository) -> None:
    others = {
        "other/cases/build.yaml": "steps: [a, b]\n",
        "other/cases/kyverno.yaml": "policies: [a]\ncases: [b]\n",
        "other/cases/half.yaml": "cases: [b]\n",
        "other/cases/notes.txt": CASES,
        "other/cases/.hidden.yaml": CASES,
        "other/elsewhere.yaml": CASES,
        "cases/notes.yml": "hello: there\n",
    }
    for name, text in others.items():
        repository.write(name, text)

    repository.run().assert_outcomes(passed=4)


def test_a_case_file_elsewhere_is_collected_when_its_path_is_given(
    repository: Repository,
) -> None:
    repository.write("more.yaml", CASES)

    repository.run().assert_outcomes(passed=4)
    repository.run("rules/small/more.yaml").assert_outcomes(passed=4)


def test_cases_are_switched_off_by_a_flag_and_by_the_ini_file(repository: Repository) -> None:
    repository.run("--no-backhaul-cases").assert_outcomes()
    repository.pytester.makeini("[pytest]\nbackhaul_cases = false\n")
    repository.run().assert_outcomes()


def test_the_first_failure_stops_with_x(repository: Repository) -> None:
    repository.write("cases/flag.yaml", CASES.replace("yes]", "no]"))

    repository.run("-x").assert_outcomes(passed=2, failed=1)


def test_a_run_in_two_processes_reports_the_same(repository: Repository) -> None:
    pytest.importorskip("xdist")
    repository.write("cases/flag.yaml", CASES.replace("[2, yes]", "[2, no]"))
    result = repository.run("-n", "1", "-p", "xdist")

    result.assert_outcomes(passed=3, failed=1)
    assert "expected no, came yes" in result.stdout.str()


def test_the_shipped_cases_pass_and_are_found_from_their_own_place(
    pytester: pytest.Pytester,
) -> None:
    folder = shipped().root / "tiktok-shop-sea-failed-delivery" / "cases"
    (first, *_) = sorted(folder.glob("*.yaml"))
    result = pytester.runpytest_inprocess(*ON, *QUICK, str(first))

    assert result.ret == 0
    assert result.parseoutcomes()["passed"] > 10


def test_the_entry_point_finds_the_plugin_and_where_nothing_matches_no_engine_is_imported(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = pytester.path / "site" / "some_name-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-name\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pytest11]\nbackhaul = backhaul.testing.plugin\n")
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_imported(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("backhaul")
            ours = {name for name in sys.modules if name.startswith("backhaul.")}
            assert not {"backhaul.evaluation", "backhaul.document", "backhaul.cli"} & ours
            assert not {"yaml", "jsonschema", "jmespath"} & set(sys.modules)
        """
    )
    roots = (info.parent, Path(backhaul.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, roots)))
    result = pytester.runpytest_subprocess("-p", "no:hypothesispytest", "-p", "no:xdist")

    result.assert_outcomes(passed=1)
