"""`backhaul draft`: the next version of a policy, begun as a copy of the newest."""

from __future__ import annotations

import argparse
import sys

from backhaul.cli import options, output
from backhaul.cli.exit_status import YES
from backhaul.diagnostics import PolicyError

EXAMPLES = """\
examples:
  backhaul draft tiktok-shop-sea-failed-delivery --from 2026-06-01
  backhaul draft policies/mine patch
  backhaul draft policies/mine 2.1.0
  backhaul draft policies/mine 3.0.0 --of 2.1.0

The number promises something: a major one (the default) may decide anything otherwise, a minor one decides every case
that was accepted as before, a patch decides every case as before. `backhaul release` holds it to that.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help="a policy's directory, or its name below policies")
    help = "its number, or major, minor or patch (default: major)"
    add("version", metavar="VERSION", nargs="?", help=help)
    help = "the day, or the instant, from which it is in force, such as 2026-06-01"
    add("--from", metavar="DAY", dest="begins", help=help)
    help = "the version to copy, such as a draft whose number is too low (default: the one before)"
    add("--of", metavar="VERSION", help=help)
    options.add_output(parser, "text", "json")


def run(given: argparse.Namespace) -> int:
    """Write the draft, and what it needs of the cases; nothing where anything is in the way."""
    from backhaul.cli.exclusive import exclusive
    from backhaul.questions.drafting import draft
    from backhaul.questions.releasing import folder_of

    begins = given.begins
    with exclusive(folder_of(given.policy)):
        try:
            drafted = draft(given.policy, given.version, begins=begins, of=given.of)
        except PolicyError as error:
            asked = [each for each in error.diagnostics if each.code == "no-first-day"]
            if not asked or sys.stdin is None or not sys.stdin.isatty():
                raise
            sys.stderr.write(
                output.safe(f"{asked[0].message}.\nFrom which day, such as 2026-06-01? ")
            )
            sys.stderr.flush()
            begins = sys.stdin.readline().strip()
            if not begins:
                raise
            drafted = draft(given.policy, given.version, begins=begins, of=given.of)
        for path, text in drafted.files.items():
            output.write_file(text, str(path))
    steps = f"now edit it, and then: backhaul check {drafted.path}"
    output.write_answer(given, drafted.to_dict, lambda: f"{drafted.explain()}\n{steps}")
    return YES
