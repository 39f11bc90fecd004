"""The rules of the house that CONTRIBUTING.md states: small files and functions, no circles, one name for one thing."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conftest import DEEP

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "engine" / "backhaul"
TESTS = ROOT / "tests"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 40
#: what does not keep the rules today: none may be added, and what keeps them is taken out
LONG_FILES = {
    "tests/analysis/test_cases.py",
    *("tests/bench/harness/run.py", "tests/cli/test_ask.py", "tests/cli/test_decide.py"),
    *("tests/docs/test_language.py", "tests/document/test_reader.py"),
    *("tests/document/test_schema.py", "tests/foreign/test_foreign_values.py"),
    *("tests/receipts/test_log.py", "tests/report/test_writers.py"),
}
LONG_FUNCTIONS = {f"backhaul.report.{form}._block" for form in ("html", "markdown", "text")}
CIRCLE = {"backhaul.comparison.compare", "backhaul.comparison.report"}
SHARED_NAMES = {
    "Answer",
    "Block",
    "Case",
    "Change",
    "Checked",
    "Chosen",
    "Clause",
    "Columns",
    "Comparing",
    "Comparison",
    "Decision",
    "Difference",
    "Expressions",
    "Failure",
    "Found",
    "Item",
    "Link",
    "Making",
    "Mistakes",
    "Name",
    "Open",
    "Pair",
    "Pairs",
    "Part",
    "Policy",
    "Query",
    "Reading",
    "Reason",
    "Refusal",
    "Refused",
    "Regions",
    "Remark",
    "Result",
    "Row",
    "Section",
    "Source",
    "Tally",
    "Text",
    "Told",
    "Tree",
    "Value",
    "Verdict",
    "Witnesses",
    "Work",
    "Writer",
}


@cache
def trees() -> dict[str, ast.Module]:
    """Every file of the engine, parsed, by its name as a module."""
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        name = ".".join(path.relative_to(ENGINE.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def test_a_file_has_at_most_300_lines() -> None:
    files = [*ENGINE.rglob("*.py"), *TESTS.rglob("*.py")]
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if (lines := path.read_bytes().count(b"\n")) > MOST_LINES
    }

    assert f"at most {MOST_LINES} lines" in CONTRIBUTING
    assert sorted(long) == sorted(LONG_FILES)


def test_a_function_has_at_most_40_lines() -> None:
    long = {
        f"{name}.{node.name}": lines
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _lines(node)) > MOST_LINES_OF_A_FUNCTION
    }

    assert f"functions at most {MOST_LINES_OF_A_FUNCTION}" in CONTRIBUTING
    assert sorted(long) == sorted(LONG_FUNCTIONS)


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function below its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def _imports(tree: ast.Module, modules: set[str]) -> Iterator[str]:
    """What a file imports of the engine, also where a function needs it, but for annotations alone."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from (names & modules) or ({node.module} & modules)
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & modules


def test_no_files_import_each_other_in_a_circle() -> None:
    modules = set(trees())
    below = {name: set(_imports(tree, modules)) - {name} for name, tree in trees().items()}
    while free := [name for name, needs in below.items() if not needs]:
        for name in free:
            del below[name]
        for needs in below.values():
            needs.difference_update(free)

    circles = _in_circles(below)
    assert {name: needs for name, needs in circles.items() if name not in CIRCLE} == {}


def _in_circles(below: dict[str, set[str]]) -> dict[str, set[str]]:
    """Without the files that only lead to a circle."""
    while below:
        needed = {name for needs in below.values() for name in needs}
        outer = [name for name in below if name not in needed]
        if not outer:
            break
        for name in outer:
            del below[name]
    return below


def test_a_public_class_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for name, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name)

    shared = {name: where for name, where in places.items() if len(where) > 1}
    assert sorted(shared) == sorted(SHARED_NAMES)


def _rooms() -> set[str]:
    """The folders and the files at the top, but for those that only say what the package is."""
    folders = {path.name for path in ENGINE.iterdir() if (path / "__init__.py").exists()}
    return folders | {path.name for path in ENGINE.glob("*.py") if not path.name.startswith("__")}


def test_the_table_of_rooms_lists_every_room_and_no_other() -> None:
    listed = [name.removesuffix("/") for row in _rows() for name in row]

    assert len(listed) == len(set(listed))
    assert set(listed) == _rooms()


def _rows() -> list[list[str]]:
    """The rooms of each row of the table."""
    rows = re.findall(r"^\| (`.+?`) \|", CONTRIBUTING, flags=re.MULTILINE)
    return [re.findall(r"`([^`]+)`", row) for row in rows]


def _layers() -> list[set[str]]:
    """The rooms of each layer of imports, the highest first."""
    layers = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("layers = [")[1]
    lines = layers.split("]")[0].splitlines()
    return [found for line in lines if (found := set(re.findall(r"backhaul\.(\w+)", line)))]


def test_the_layers_of_imports_name_every_room() -> None:
    assert set().union(*_layers()) == {name.removesuffix(".py") for name in _rooms()}


def test_the_table_of_rooms_stands_in_the_order_of_the_layers() -> None:
    layer_of = {name: place for place, layer in enumerate(_layers()) for name in layer}
    listed = [name.removesuffix("/").removesuffix(".py") for row in _rows() for name in row]
    places = [layer_of[name] for name in listed]

    assert places == sorted(places)


def test_folders_on_one_line_of_the_table_are_of_one_layer() -> None:
    folders = [{name.removesuffix("/") for name in row if name.endswith("/")} for row in _rows()]

    assert all(any(row <= layer for layer in _layers()) for row in folders)


def test_a_test_that_starts_a_program_does_not_wait_for_ever() -> None:
    options = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert re.search(r"^faulthandler_timeout = \d+$", options, flags=re.MULTILINE)
    assert "faulthandler_exit_on_timeout = true" in options


def test_how_often_something_is_tried_at_random_is_a_factor_of_the_environment() -> None:
    fixed = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TESTS.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"max_examples=\d", line)
    ]
    told = "import effort; print(effort.trials(90), effort.SEED)"
    environment = {
        **os.environ,
        "BACKHAUL_TRIALS": "10",
        "BACKHAUL_SEED": "7",
        "PYTHONPATH": str(TESTS),
    }
    said = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, check=True
    )

    assert fixed == []
    assert said.stdout.split() == [b"900", b"7"]


def test_every_path_of_the_deep_tier_is_there() -> None:
    assert [path for path in DEEP if not (TESTS / path).exists()] == []
