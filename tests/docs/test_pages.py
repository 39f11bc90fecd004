"""README and its neighbours tell the truth: examples run, links lead somewhere, commands exist."""

import doctest
import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import backhaul
from backhaul.cli.arguments import parse
from docs.pages import PAGES, README, ROOT, blocks

#: the modules of public functions, and two of public classes
PUBLIC = {
    getattr(backhaul, name).__module__
    for name in backhaul.__all__
    if name.islower() and name[0] != "_"
}
LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#]*)(?:#(?P<heading>[^)]*))?\)")
SHELL = [block for page in PAGES for block in blocks(page) if block.kind == "sh"]
#: the two commands of the README: one decides, one tests
DECIDE, TEST = (block.text for block in SHELL if block.text.startswith("python3 -m venv .venv"))


def run_doctest(text: str, name: str, names: dict[str, object]) -> None:
    """Run the examples in a text; the names they make stay."""
    test = doctest.DocTestParser().get_doctest(text, names, name, name, 0)
    said: list[str] = []
    failed = doctest.DocTestRunner().run(test, out=said.append, clear_globs=False).failed
    names.update(test.globs)

    assert test.examples
    assert not failed, "".join(said)


def test_the_examples_of_the_readme_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    for block in blocks(README):
        if block.kind == "python":
            run_doctest(block.text, f"README.md:{block.line}", names)


@pytest.mark.parametrize(
    "name", ["backhaul", "backhaul.decision", "backhaul.diagnostics", *sorted(PUBLIC)]
)
def test_the_examples_in_public_modules_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    module = import_module(name)
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    said: list[str] = []
    failed = sum(doctest.DocTestRunner().run(test, out=said.append).failed for test in tests)

    assert tests
    assert not failed, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_of_a_kind_that_is_tested(page: Path) -> None:
    assert {block.kind for block in blocks(page)} <= {"yaml", "python", "sh", "text"}
    assert all(block.test for block in blocks(page) if block.kind == "yaml")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in LINK.finditer(page.read_text(encoding="utf-8")):
        target = page.parent / link["path"] if link["path"] else page

        assert target.exists(), link[0]
        if link["heading"]:
            assert link["heading"] in headings(target), link[0]


def headings(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in found}


def commands() -> list[list[str]]:
    """The arguments of every call of `backhaul` on the pages."""
    lines = [line for block in SHELL for line in block.text.replace("&&", "\n").splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    quoted = [
        shlex.split(found)
        for page in PAGES
        for found in re.findall(r"`(backhaul [a-z][^`]*)`", page.read_text(encoding="utf-8"))
    ]
    called = [line[1:] for line in [*words, *quoted] if line and line[0].endswith("backhaul")]
    return [line for line in called if line and not line[0].isupper()]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_of_the_pages_exists(arguments: list[str]) -> None:
    needed = {
        "ask": ["policy"],
        "mutate": ["policy"],
        "cases": ["policy"],
        "batch": ["policy", "in.parquet", "out.parquet"],
        "compare": ["old", "new"],
        "coverage": ["policy", "in.parquet"],
        "decide": ["policy"],
        "draft": ["policy"],
        "new": ["id"],
        "prove": ["policy"],
        "schema": ["policy"],
        "stubs": ["policy"],
        "timeline": ["policy"],
        "table export": ["policy", "decision"],
        "table import": ["policy", "decision", "in.csv"],
        "import zen": ["in.json"],
        "readings": ["policy"],
        "verify": ["receipt"],
        "zone": ["UTC"],
        "release": ["policy", "1.0.0"],
        "review": ["policy", "1.0.0"],
    }
    alone = needed.get(" ".join(arguments))
    words = [*arguments, *alone] if alone else arguments

    assert parse([word for word in words if word != "--help"]) is not None


def test_the_two_commands_of_the_readme_name_what_is_there() -> None:
    extras = re.findall(r"\.\[(\w+)\]", DECIDE + TEST)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert extras == ["cli", "dev"]
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras)


def test_what_the_readme_installs_first_is_enough_for_the_edit_that_it_shows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    assert "--record" in README.read_text(encoding="utf-8")
    assert set(extras["record"]) <= set(extras["cli"])


def test_the_readme_says_what_its_test_command_takes_before_it_is_run() -> None:
    before = README.read_text(encoding="utf-8").split(TEST)[0].split(DECIDE)[1]

    assert re.search(r"`dev` makes a `\.venv` of about \d\.\d GB", before)
    assert re.search(r"about \d minutes on two idle cores", before)


def test_the_checks_run_the_very_test_command_of_the_readme() -> None:
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    taken = re.search(r"^tests=\$\(grep -m 1 -E '(.+)' README\.md\)$", checks, re.MULTILINE)

    assert taken
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    found = [line for line in readme if re.search(taken[1], line)]
    assert found == [TEST.strip()]
    assert 'bash -c "$tests"' in checks


def test_the_first_command_of_the_readme_decides(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    given = parse(commands()[0])
    assert given is not None

    assert given.run(given) == 0
    assert capsys.readouterr().out.startswith("To the provider's warehouse")


def test_the_changelog_names_the_version_and_the_language() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)\n\nLanguage: \d+\.$", changelog, re.MULTILINE)

    assert newest
    assert newest[1] == backhaul.__version__
