"""`backhaul check`: every mistake in policy, source and case files, and in what was released."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import NO, YES
from backhaul.diagnostics import Diagnostic, PolicyError, Severity, as_text, in_file_order

if TYPE_CHECKING:
    from backhaul.cli.documents import Load
    from backhaul.cli.find_files import Found
    from backhaul.policy import Policy

EXAMPLES = """\
examples:
  backhaul check
  backhaul check policies/mine/2.0.0.yaml
  backhaul check policies --fail-on warning --format github

With the extra `analysis` it is also proved what a policy without errors can never do: rules that
never answer, parts of conditions that make no difference, facts that no rule covers, and more.
"""
#: the weightiest first
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    help = "files and directories (default: policies, or else the shipped policies)"
    add("paths", metavar="PATH", nargs="*", help=help)
    help = "the lightest finding that makes the answer no (default: error)"
    add("--fail-on", choices=SEVERITIES, default="error", help=help)
    strict = "warnings count as errors: `--fail-on warning`"
    add("--strict", action="store_const", const="warning", dest="fail_on", help=strict)
    add("--no-proof", action="store_true", help="prove nothing, even where Z3 is installed")
    add(
        "--notes",
        action="store_true",
        help="show notes in the text, too, and do not only count them",
    )
    add("--format", choices=("text", "json", "github", "sarif"), default="text")
    add("--output", metavar="FILE", help="write to a file, whole or not at all")
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(given: argparse.Namespace) -> int:
    """Check every file and every lock, and print what was found; no where there is what it is to fail on."""
    from backhaul.packages import install, installed

    proof = not given.no_proof and installed("z3")
    count, found = look(given.paths, proof=proof)
    counts = Counter(diagnostic.severity for diagnostic in found)
    shown = given.notes or given.fail_on == "note"
    closing = _closing(count, counts, shown=shown)
    if not proof and not given.no_proof:
        closing += f"\nnothing was proved; for that run `{install('analysis')}`"
    _show(found, closing, given, notes=shown)
    counted = SEVERITIES[: SEVERITIES.index(given.fail_on) + 1]
    return NO if any(counts[severity] for severity in counted) else YES


def look(paths: Sequence[str], *, proof: bool = False) -> tuple[int, list[Diagnostic]]:
    """How many files there are, and everything that is found in them, in file order."""
    from backhaul.cli.check_releases import is_lock, release_mistakes
    from backhaul.cli.find_files import find
    from backhaul.policy import from_text

    others = [path for path in paths if not is_lock(path)]
    files = find(others) if others or not paths else []
    load = cache(from_text)
    found = [each for file in files for each in mistakes(file, load, proof=proof)]
    return len(files), in_file_order(found + release_mistakes(paths, files))


def mistakes(file: Found, load: Load, *, proof: bool = False) -> Sequence[Diagnostic]:
    """Errors and warnings of one file; *proof*: and what is proved of a policy without errors.

    *load* reads the versions that cases are for.
    """
    try:
        match file.kind:
            case "policy":
                from backhaul.cli.documents import misnamed
                from backhaul.policy import loads
                from backhaul.versions.released import misplaced

                policy = loads(file.data, str(file.path))
                wrong = misplaced(file.path, policy, folder=False)
                told = (*policy.warnings, *_contradictions(file, policy))
                if named := [*misnamed(file), *([wrong] if wrong else ())]:
                    return (*named, *told)
                return (*told, *(_proved(policy) if proof else ()))
            case "source":
                from backhaul.cli.documents import check_source

                check_source(file)
            case "cases":
                from backhaul.cli.documents import check_cases

                return check_cases(file, load)
    except PolicyError as error:
        return error.diagnostics
    return ()


def _contradictions(file: Found, policy: Policy) -> Sequence[Diagnostic]:
    """Where the words of a policy say otherwise than it decides."""
    from backhaul.document.reader import read
    from backhaul.language.contradictions import contradictions

    document, _ = read(file.data, str(file.path))
    return tuple(contradictions(policy.model, document.root)) if document else ()


def _proved(policy: Policy) -> Sequence[Diagnostic]:
    from backhaul.analysis.findings import diagnostics

    return diagnostics(policy.model)


def _show(
    found: Sequence[Diagnostic], closing: str, given: argparse.Namespace, *, notes: bool
) -> None:
    from backhaul import __version__
    from backhaul import diagnostic_forms as forms

    match given.format:
        case "json":
            text = forms.as_json(found)
        case "sarif":
            text = forms.as_sarif(found, __version__)
        case "github":
            text = "\n".join(part for part in (forms.as_github(found), closing) if part)
        case _:
            # how much was not settled is told, or nobody would ask
            told = [d for d in found if notes or d.severity != "note" or d.code == "not-settled"]
            words = output.safe(as_text(told))
            text = "\n".join(part for part in (words, closing) if part)
            if given.output is None and output.wants_color(given.color, sys.stdout):
                from backhaul.cli import paint

                text = paint.diagnostics(text)
    output.write(text, given.output)


def _closing(files: int, counts: Mapping[Severity, int], *, shown: bool) -> str:
    parts = [_count(files, "file"), _count(counts["error"], "error")]
    parts.append(_count(counts["warning"], "warning"))
    if counts["note"]:
        parts.append(_count(counts["note"], "note") + ("" if shown else " (`--notes` shows them)"))
    return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
