"""Forty slips of a careless colleague in policy 2.0.0 and its source are noticed by `check`, `test` or `prove`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

import backhaul
from backhaul.analysis.claims import Prover
from backhaul.cases.run import run
from backhaul.cases.suite import Case, Suite
from backhaul.cli.main import main
from backhaul.document.node import MapNode
from backhaul.frozen import with_fields
from backhaul.questions.case_sources import Sources, checked, explain
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import find
from effort import some
from mutations.faults import FAULTS, POLICY, SOURCE, Fault

SHIPPED = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"
NAME = "tiktok-shop-open-api"


WORDS = {"says", "explains"}
KINDS = (
    "number",
    "sign",
    "bearer",
    "order",
    "label",
    "clause",
    "language",
    "date",
    "table",
    "path",
)


@cache
def suites() -> list[Suite]:
    """Every shipped case of this version as a suite of its own: without words, which take longest, then those with words."""
    policy = backhaul.load(SHIPPED / POLICY)
    files = [read_suite(file, (policy,)) for file in find([str(SHIPPED / "cases")])]
    every = [(s, case) for s in files if s.covers(policy.version) for case in s.cases]
    wordy = [suite.only([case]) for suite, case in every if WORDS & keys(case.expect)]
    return [*(suite.only([without_words(case)]) for suite, case in every), *reversed(wordy)]


def keys(node: MapNode) -> set[str]:
    """The keys of a mapping."""
    return {str(key.value) for key, _ in node.entries}


def without_words(case: Case) -> Case:
    """The case without what it says of the answer's words."""
    left = tuple((key, node) for key, node in case.expect.entries if str(key.value) not in WORDS)
    return with_fields(case, expect=MapNode(left, case.expect.span))


def is_noticed_by_check(path: Path) -> bool:
    """Whether `check` has something to say of the file, be it a warning."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        main(["check", str(path)])
    return "no errors, no warnings" not in said.getvalue()


def is_noticed_by_prove(path: Path) -> bool:
    """Whether an invariant of the policy no longer holds."""
    policy = backhaul.load(path).model
    prover = Prover(policy)
    return any(prover.prove(claim).answer == "false" for claim in policy.invariants)


def is_noticed_by_test(path: Path) -> bool:
    """Whether a shipped case fails; that one is tried first from then on."""
    (home,) = (folder for folder in path.parents if folder.name == SHIPPED.name)
    policy = backhaul.load(home / POLICY).model
    read = Sources({NAME: checked(policy, NAME)})
    for number, suite in enumerate(suites()):
        if any(not result.passed for result in run(suite, policy, explain, read)):
            suites().insert(0, suites().pop(number))
            return True
    return False


COMMANDS: dict[str, Callable[[Path], bool]] = {
    "check": is_noticed_by_check,
    "test": is_noticed_by_test,
    "prove": is_noticed_by_prove,
}


def copied(home: Path, fault: Fault | None = None) -> Path:
    """The policy and its source under *home*, with a slip; the file that has it."""
    for name in (POLICY, SOURCE):
        text = (SHIPPED / name).read_text("utf-8")
        path = home / SHIPPED.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        changed = fault.made_in(text) if fault and fault.file == name else text
        path.write_text(changed, encoding="utf-8")
    return home / SHIPPED.name / (fault.file if fault else POLICY)


@pytest.mark.parametrize("name", some(FAULTS, 20))
def test_a_slip_is_noticed_by_the_command_beside_it(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]

    assert COMMANDS[fault.by](copied(tmp_path, fault))


def test_there_are_forty_slips_four_of_each_kind() -> None:
    assert Counter(fault.kind for fault in FAULTS.values()) == dict.fromkeys(KINDS, 4)


@pytest.mark.parametrize("command", ["check", "prove"])
def test_without_a_slip_no_command_has_anything_to_say(command: str, tmp_path: Path) -> None:
    assert not COMMANDS[command](copied(tmp_path))
