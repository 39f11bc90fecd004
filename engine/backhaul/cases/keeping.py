"""Which cases a recording may rewrite: never what a version expects that was not asked for, or that was released."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from backhaul.cases.ranges import Range, numbers
from backhaul.cases.run import Result
from backhaul.cases.splitting import Place, Split
from backhaul.cases.table import VERSIONS
from backhaul.diagnostics import Diagnostic
from backhaul.frozen import frozen

#: what came of one case, by version
Runs = Mapping[str, Result]


@frozen
class Rewritable:
    """What is done with the cases of a file: rewritten, split in two before that, or left, each with why."""

    rewritten: tuple[Result, ...]
    splits: Mapping[Place, Split]
    #: names of the cases that are split, those of rows too
    names: tuple[str, ...]
    #: the name of a case and that it stays as it is, with why
    left: tuple[tuple[str, Diagnostic], ...]


def plan(
    results: Sequence[tuple[str, Result]], kept: Collection[str], released: Collection[str]
) -> Rewritable:
    """What is to be done where *kept* versions keep what they expect; some of these were *released*.

    *results* are those of every case with every version, of which only the others may be rewritten.
    """
    cases: dict[tuple[int, int | None], dict[str, Result]] = {}
    for version, result in results:
        cases.setdefault((result.case.entry, result.case.row), {})[version] = result
    rewritten: list[Result] = []
    splits: dict[Place, Split] = {}
    names: list[str] = []
    left: list[tuple[str, Diagnostic]] = []
    for runs in cases.values():
        failed = [version for version, result in runs.items() if not result.passed]
        changed = [version for version in failed if version not in kept]
        if wrong := [version for version in failed if version in kept]:
            left.append(_left(runs, _wrong(wrong, released)))
        elif changed and len(changed) == len(runs):
            if all(map(_writable, runs.values())):
                rewritten += runs.values()
            else:
                left.append(_left(runs, "what comes of it has to be written by hand"))
        elif changed:
            how = _split(runs, changed)
            place = _place(runs)
            if how is None or splits.get(place, how) != how:
                left.append(_left(runs, _mixed(runs, changed)))
            else:
                splits[place] = how
                names.append(_name(runs))
    return Rewritable(tuple(rewritten), splits, tuple(names), tuple(left))


def _writable(result: Result) -> bool:
    """Whether everything that differs has a place where what came can be written; half a case is not rewritten."""
    row = result.case.row is not None
    return all(
        problem.path is not None and (not row or problem.path in result.case.cells)
        for problem in result.found
    )


def _name(runs: Runs) -> str:
    return next(iter(runs.values())).case.name


def _left(runs: Runs, why: str) -> tuple[str, Diagnostic]:
    name = _name(runs)
    message = f"`{name}` stays as it is: {why}"
    return name, Diagnostic("case-failed", message, severity="note")


def _place(runs: Runs) -> Place:
    """The entry; the row alone where it says by itself for which versions it is."""
    case = next(iter(runs.values())).case
    return case.entry, case.row if VERSIONS in case.cells else None


def _split(runs: Runs, changed: Sequence[str]) -> Split | None:
    """The versions on both sides of one number, or nothing where they are mixed."""
    others = [numbers(version) for version in runs if version not in changed]
    new = [numbers(version) for version in changed]
    if max(others) < min(new):
        return Split(Range(end=min(new)), Range(min(new)))
    if max(new) < min(others):
        return Split(Range(min(others)), Range(end=min(others)))
    return None


def _wrong(versions: Sequence[str], released: Collection[str]) -> str:
    if unlike := [version for version in versions if version in released]:
        help = "which decides as it did when it was released: correct the case by hand"
        return f"it fails with {', '.join(unlike)}, {help}"
    return f"it fails with {', '.join(versions)}, too, which this run is not about"


def _mixed(runs: Runs, changed: Sequence[str]) -> str:
    listed = ", ".join(sorted(runs, key=numbers))
    return f"it is for {listed}, and {', '.join(changed)} cannot be told from the others by a range"
