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


def record(
    files: Sequence[Found],
    results: Sequence[tuple[Policy, Result]],
    runs: Runs,
    given: argparse.Namespace,
) -> list[tuple[Policy, Result]]:
    """The results of the files after what differed in them was rewritten and shown.

    A file that could not be run has no results, and stays as it is.
    """
    from backhaul.cases.record import record as rewrite

    after: list[tuple[Policy, Result]] = []
    for file in files:
        own = [each for each in results if each[1].case.span.file == str(file.path)]
        if not own:
            continue
        source = file.data.decode("utf-8-sig")
        # what stands there holds for the other versions, too
        differs = any(not result.passed for _, result in own)
        run = {policy.version for policy, _ in own}
        others = [*runs.others(file, run)] if differs else []
        whole = [result for _, result in (*own, *others)]
        recording = rewrite(source.replace("\r\n", "\n"), whole)
        for name in recording.torn:
            _say(_refusal(name, [policy.version for policy, _ in (*own, *others)]))
        if not recording.changes:
            after += own
            continue
        text = recording.text.replace("\n", "\r\n") if "\r\n" in source else recording.text
        _replace(file, text)
        name = str(file.path)
        old = source.replace("\r\n", "\n").splitlines()
        _tell(
            "\n".join(unified_diff(old, recording.text.splitlines(), name, name, n=2, lineterm="")),
            given,
        )
        after += runs.of(Found(file.path, file.kind, text.encode()))
    return after


def _refusal(name: str, versions: Sequence[str]) -> str:
    """That a case stays as it is, since it is for versions that do not come out alike."""
    known = ", ".join(dict.fromkeys(versions))
    return (
        f"`{name}` stays as it is: it is for {known}, which do not come out alike\n"
        '  help: write what a version decides otherwise into a file with its own `versions`, such as ">=2.0.0"'
    )


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
