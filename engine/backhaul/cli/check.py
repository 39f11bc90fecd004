"""`backhaul check`: every mistake in policy, source and case files, and in what was released."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import NO, YES
from backhaul.diagnostics import Diagnostic, PolicyError, as_text, in_file_order

if TYPE_CHECKING:
    from backhaul.cli.find_files import Found

EXAMPLES = """\
examples:
  backhaul check
  backhaul check policies/mine/2.0.0.yaml
  backhaul check policies --strict --format github
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    help = "files and directories (default: policies, or else the shipped policies)"
    add("paths", metavar="PATH", nargs="*", help=help)
    add("--strict", action="store_true", help="warnings count as errors")
    add("--format", choices=("text", "json", "github", "sarif"), default="text")
    add("--output", metavar="FILE", help="write to a file, whole or not at all")
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(given: argparse.Namespace) -> int:
    """Check every file and every lock, and print what was found; no where there are errors."""
    count, found = look(given.paths)
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    warnings = len(found) - errors
    closing = f"{_count(count, 'file')}, {_count(errors, 'error')}, "
    closing += _count(warnings, "warning")
    _show(found, closing, given)
    return NO if errors or (given.strict and warnings) else YES


def look(paths: Sequence[str]) -> tuple[int, list[Diagnostic]]:
    """How many files there are, and everything that is wrong with them, in file order."""
    from backhaul.cli.check_releases import is_lock, release_mistakes
    from backhaul.cli.find_files import find

    others = [path for path in paths if not is_lock(path)]
    files = find(others) if others or not paths else []
    found = [diagnostic for file in files for diagnostic in mistakes(file)]
    return len(files), in_file_order(found + release_mistakes(paths, files))


def mistakes(file: Found) -> Sequence[Diagnostic]:
    """Errors and warnings of one file."""
    try:
        match file.kind:
            case "policy":
                from backhaul.policy import loads
                from backhaul.versions.released import misplaced

                policy = loads(file.data, str(file.path))
                wrong = misplaced(file.path, policy, folder=False)
                return (wrong, *policy.warnings) if wrong else policy.warnings
            case "source":
                from backhaul.cli.documents import check_source

                check_source(file)
            case "cases":
                from backhaul.cli.documents import read_suite

                read_suite(file)
    except PolicyError as error:
        return error.diagnostics
    return ()


def _show(found: Sequence[Diagnostic], closing: str, given: argparse.Namespace) -> None:
    from backhaul import diagnostic_forms as forms

    match given.format:
        case "json":
            text = forms.as_json(found)
        case "sarif":
            text = forms.as_sarif(found)
        case "github":
            text = "\n".join(part for part in (forms.as_github(found), closing) if part)
        case _:
            words = output.safe(as_text(found))
            text = "\n".join(part for part in (words, closing) if part)
            if given.output is None and output.wants_color(given.color, sys.stdout):
                from backhaul.cli import paint

                text = paint.diagnostics(text)
    output.write(text, given.output)


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
