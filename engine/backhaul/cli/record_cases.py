"""What came is written into the case files instead of what was expected."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from difflib import unified_diff
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.questions.find_files import Found

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.cli.run_cases import Runs
    from backhaul.policy import Policy

    Results = Sequence[tuple[Policy, Result]]


def record(
    files: Sequence[Found],
    results: Results,
    runs: Runs,
    given: argparse.Namespace,
) -> list[tuple[Policy, Result]]:
    """The results of the files after what differed in them was rewritten and shown.

    A file that could not be run has no results, and stays as it is. What a version expects that was released, or was not
    asked for, stays, too: such a case is split in two, or left.
    """
    after: list[tuple[Policy, Result]] = []
    for file in files:
        own = [each for each in results if each[1].case.span.file == str(file.path)]
        if all(result.passed for _, result in own):
            after += own
            continue
        source = file.data.decode("utf-8-sig")
        text = _recorded(file, source.replace("\r\n", "\n"), own, runs)
        if text == source.replace("\r\n", "\n"):
            after += own
            continue
        _replace(file, text.replace("\n", "\r\n") if "\r\n" in source else text)
        name = str(file.path)
        old = source.replace("\r\n", "\n").splitlines()
        _tell("\n".join(unified_diff(old, text.splitlines(), name, name, n=2, lineterm="")), given)
        after += runs.of(Found(file.path, file.kind, text.encode()))
    return after


def _recorded(file: Found, source: str, own: Results, runs: Runs) -> str:
    """The file with what came of its cases, those first split that another version keeps; what is left is told."""
    from backhaul.cases.keeping import plan
    from backhaul.cases.record import record as rewrite
    from backhaul.cases.splitting import split
    from backhaul.questions.documents import released_of

    run = {policy.version for policy, _ in own}
    released = released_of(file, own[0][0].id)
    others = [*runs.others(file, run)]
    kept = {*released, *(policy.version for policy, _ in others)}
    done = plan(_by_version([*own, *others]), kept, released)
    where = file.path.name
    left = dict(done.left)
    text = split(source, done.splits) if done.splits else source
    if text is None:
        _say(
            f"{_listed(done.names)}: not split, as the file is not written in lines; split by hand"
        )
        text = source
    elif done.splits:
        for how in dict.fromkeys(done.splits.values()):
            of_this = f"as expected so far for `{how.kept}`, and in a copy for `{how.changed}`"
            _say(f"{where}: {_listed(done.names)}: {of_this}")
        parts = Found(file.path, file.kind, text.encode())
        again = [*runs.of(parts), *runs.others(parts, run)]
        done = plan(_by_version(again), kept, released)
        left |= dict(done.left)
    for name, why in left.items():
        _say(f"{where}: `{name}` stays as it is: {why}")
    recording = rewrite(text, done.rewritten)
    for name in recording.torn:
        _say(
            f"{where}: `{name}` stays as it is: the versions do not come out alike; record one at a time"
        )
    return recording.text


def _by_version(results: Results) -> list[tuple[str, Result]]:
    return [(policy.version, result) for policy, result in results]


def _listed(names: Sequence[str]) -> str:
    """The names of cases, or how many there are."""
    return f"`{names[0]}`" if len(names) == 1 else f"{len(names)} cases"


def _replace(file: Found, text: str) -> None:
    """Write a case file anew; raises BackhaulError where somebody has changed it since it was read."""
    from backhaul.cli.exclusive import exclusive
    from backhaul.opening import read_file

    with exclusive(file.path.parent):
        if read_file(file.path) != file.data:
            message = f"`{file.path}` was changed while its cases ran, and it stays as it is now"
            raise BackhaulError([Diagnostic("output-unwritable", message, "record it again")])
        output.write_file(text, str(file.path))


def _tell(text: str, given: argparse.Namespace) -> None:
    """Show a change where it does not stand among the results for a program."""
    if given.format == "text" and given.output is None:
        output.write(output.safe(text) + "\n")
    else:
        _say(text)


def _say(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(output.safe(text) + "\n")
