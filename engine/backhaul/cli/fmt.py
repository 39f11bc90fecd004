"""`backhaul fmt`: policy, source and case files in the house style."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING

from backhaul.cli import options, output
from backhaul.cli.exit_status import FAILED, NO, YES
from backhaul.cli.usage import wrong_usage

if TYPE_CHECKING:
    from backhaul.questions.formatting import Formatted, State

EXAMPLES = """\
examples:
  backhaul fmt
  backhaul fmt policies/mine/2.1.0.yaml policies/mine/cases
  backhaul fmt mine --check
  backhaul fmt mine --diff
  backhaul fmt - < draft.yaml

Comments, values and what a policy decides stay. Released versions are passed over: they never change.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    help = "files, directories, names of policies (default: policies), or - for standard input"
    add("paths", metavar="PATH", nargs="*", help=help)
    help = "write nothing, name the files that are not in the house style, and exit with 1 where there are any"
    add("--check", action="store_true", help=help)
    add("--diff", action="store_true", help="the same, and show what would change")
    options.add_color(parser)


def run(given: argparse.Namespace) -> int:
    """Format every file in place, or say which ones are to be."""
    from backhaul.questions.formatting import format_files

    if "-" in given.paths:
        return _standard_input(given)
    files = format_files(given.paths)
    lines: list[str] = []
    asked = given.check or given.diff
    for file in files:
        if file.state == "changed":
            if given.diff:
                lines += _diff(file)
            if not asked:
                output.write_file(file.after, str(file.path))
            lines.append(f"{'to be formatted' if asked else 'formatted'}: {file.path}")
    lines.append(_closing(files, asked=asked))
    output.write(output.safe("\n".join(lines)))
    wrong = [mistake for file in files for mistake in file.diagnostics]
    if wrong:
        output.complain(wrong, given.color)
        return FAILED
    return NO if asked and any(file.state == "changed" for file in files) else YES


def _standard_input(given: argparse.Namespace) -> int:
    """Format what is read, and write it to standard output; or say that it is to be formatted."""
    from pathlib import Path

    from backhaul.questions.formatting import Formatted, format_text

    if len(given.paths) > 1:
        raise wrong_usage("`-` stands beside other paths", "format the files in a run of their own")
    data = sys.stdin.buffer.read()
    text = format_text(data, "standard input")
    if not given.check and not given.diff:
        output.write(text)
        return YES
    if text.encode() == data:
        return YES
    lines = ["to be formatted: standard input"]
    if given.diff:
        lines = _diff(Formatted(Path("standard input"), "changed", data, text)) + lines
    output.write(output.safe("\n".join(lines)))
    return NO


def _diff(file: Formatted) -> list[str]:
    """What would change, as a unified diff."""
    from difflib import unified_diff

    before = file.before.decode("utf-8", "replace").splitlines()
    after = file.after.splitlines()
    name = file.path.as_posix()
    return list(unified_diff(before, after, name, name, lineterm=""))


def _closing(files: tuple[Formatted, ...], *, asked: bool) -> str:
    words: dict[State, str] = {
        "changed": "to be formatted" if asked else "formatted",
        "clean": "in the house style",
        "released": "passed over, since released",
        "wrong": "left alone, with mistakes",
    }
    counts = Counter(file.state for file in files)
    parts = [f"{counts[state]} {said}" for state, said in words.items() if counts[state]]
    return f"{len(files)} file{'' if len(files) == 1 else 's'}: " + ", ".join(parts)
