"""`backhaul check`: every mistake in policy, source and case files, and in what was released."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, YES
from backhaul.cli.usage import wrong_usage
from backhaul.diagnostics import Diagnostic, Severity, as_text

EXAMPLES = """\
examples:
  backhaul check
  backhaul check policies/mine/2.0.0.yaml
  backhaul check policies --fail-on warning --format github
  backhaul check policies/mine --watch

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
    add("--watch", action="store_true", help="check again whenever a file changes; Ctrl-C ends it")
    add("--no-proof", action="store_true", help="prove nothing, even where Z3 is installed")
    add(
        "--notes",
        action="store_true",
        help="show notes in the text, too, and do not only count them",
    )
    options.add_output(parser, "text", "json", "github", "sarif", lang=True, color=True)


def run(given: argparse.Namespace) -> int:
    """Check every file and every lock, and print what was found; no where there is what it is to fail on."""
    if not given.watch:
        return _check(given)
    from backhaul.cli.watch import watch

    if given.format != "text" or given.output:
        message = "`--watch` shows what is found as text at the terminal"
        raise wrong_usage(message, "leave `--format` and `--output` out")
    return watch(given.paths, given.lang, lambda: _check(given))


def _check(given: argparse.Namespace) -> int:
    from backhaul.diagnostic_words import in_language, need_language, told
    from backhaul.packages import install, installed
    from backhaul.questions.check import check

    language = need_language(given.lang)
    proof = not given.no_proof and installed("z3")
    checked = check(given.paths, proof=proof)
    counts = Counter(diagnostic.severity for diagnostic in checked.diagnostics)
    shown = given.notes or given.fail_on == "note"
    parts = _closing(checked.files, counts, shown=shown)
    closing = told(", ", language).join(told(part, language) for part in parts)
    if not proof and not given.no_proof:
        unproved = told(f"nothing was proved; for that run `{install('analysis')}`", language)
        closing += f"\n{unproved}"
    _show(in_language(checked.diagnostics, language), closing, given, notes=shown)
    counted = SEVERITIES[: SEVERITIES.index(given.fail_on) + 1]
    return NO if any(counts[severity] for severity in counted) else YES


def _show(
    found: Sequence[Diagnostic], closing: str, given: argparse.Namespace, *, notes: bool
) -> None:
    from backhaul import __version__
    from backhaul import diagnostic_forms as forms
    from backhaul.diagnostic_words import translator

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
            words = output.safe(as_text(told, translator(given.lang)))
            text = "\n".join(part for part in (words, closing) if part)
            if given.output is None and output.wants_color(given.color, sys.stdout):
                from backhaul.cli import paint

                text = paint.diagnostics(text)
    output.write(text, given.output)


def _closing(files: int, counts: Mapping[Severity, int], *, shown: bool) -> list[str]:
    parts = [
        _count(files, "no files", "1 file", "{count} files"),
        _count(counts["error"], "no errors", "1 error", "{count} errors"),
        _count(counts["warning"], "no warnings", "1 warning", "{count} warnings"),
    ]
    if counts["note"]:
        notes = _count(counts["note"], "", "1 note", "{count} notes")
        parts.append(notes if shown else f"{notes} (`--notes` shows them)")
    return parts


def _count(number: int, none: str, one: str, many: str) -> str:
    return many.format(count=number) if number > 1 else one if number else none
