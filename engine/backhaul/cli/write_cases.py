"""`backhaul cases`: cases that show what a policy does, written for people to review."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.analysis.case_finder import CaseFinder
    from backhaul.analysis.obligations import Obligation
    from backhaul.analysis.value_pairs import Pairs, Value
    from backhaul.cases.written_file import Entry
    from backhaul.language.model import Policy

EXAMPLES = """\
examples:
  backhaul cases tiktok-shop-sea-failed-delivery --output review.yaml
  backhaul cases policies/mine/2.0.0.yaml --mcdc
  backhaul cases policies/mine/2.0.0.yaml --pairs --output pairs.yaml

Every case says what the policy decides now: whether that is right is for people to say. Without an option both sides
and the edge of every comparison are shown, and every condition where it alone decides. What no case can show is proved,
and listed at the end of the file.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    help = "the edge of every comparison, and both sides of it"
    add("--boundaries", action="store_true", help=help)
    help = "of every condition two cases in which it alone decides: true in one, false in the other"
    add("--mcdc", action="store_true", help=help)
    help = "every two values of two facts in one case"
    add("--pairs", action="store_true", help=help)
    add("--version", metavar="V", help="the version, such as 1.0.0 (default: the newest released)")
    help = "steps of the solver for each question (default: 50000000), and twice as many for all"
    add("--work", metavar="N", type=_count, help=help)
    add("--output", metavar="FILE", help="write to a file, whole or not at all")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**32:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of steps")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """Find the cases and write them; open where the bound on work was met."""
    needed("analysis", "`cases`", "z3")
    from backhaul.analysis.case_finder import CaseFinder
    from backhaul.analysis.solving import MOST_WORK
    from backhaul.analysis.witness import as_given
    from backhaul.cases.written_file import case_file

    policy = open_policy(given.policy, given.version).model
    finder = CaseFinder(policy, given.work or MOST_WORK)
    both = not (given.boundaries or given.mcdc or given.pairs)
    parts = []
    if given.boundaries or both:
        finder.meet(finder.obligations.boundaries())
        parts.append("both sides and the edge of every comparison")
    if given.mcdc or both:
        finder.meet(finder.obligations.mcdc())
        parts.append("every condition where it alone decides")
    pairs = finder.pairs() if given.pairs else None
    entries = [*_entries(finder, policy)]
    if pairs:
        entries += _pair_entries(pairs)
        parts.append("every two values of two facts")
    title = " and ".join(parts)
    title = f"{title[0].upper()}{title[1:]}"
    notes = [*_notes(finder, pairs)]
    base = as_given(policy, finder.plain)
    output.write(case_file(policy, title, base, entries, notes), given.output)
    return _summary(finder, pairs, len(entries))


def _entries(finder: CaseFinder, policy: Policy) -> Iterator[Entry]:
    from backhaul.analysis.agreement import evaluation
    from backhaul.analysis.witness import as_given
    from backhaul.cases.written_file import Entry
    from backhaul.diagnostics import BackhaulError

    for found in finder.cases:
        try:
            came = evaluation(policy, found.facts)
        except BackhaulError as error:
            code = error.diagnostics[0].code
            yield Entry(as_given(policy, found.facts), [*map(_told, found.shows)], code)
        else:
            yield Entry(as_given(policy, found.facts), [*map(_told, found.shows)], came)


def _pair_entries(pairs: Pairs) -> Iterator[Entry]:
    from backhaul.cases.written_file import Entry

    for number, (witness, new) in enumerate(pairs.cases(), 1):
        name = f"pairs {number}: {new} that no case above has"
        yield Entry(witness.given, [name], witness.evaluation)


def _told(obligation: Obligation) -> str:
    """What an obligation asks for, in one line."""
    from backhaul.language.nodes import written

    shows = obligation.shows
    come = f"is {shows} and alone decides" if shows in ("true", "false") else f"at {shows}"
    if shows in ("below the edge", "above the edge"):
        come = shows
    return f"{obligation.place}: `{written(obligation.condition)}` {come}"


def _notes(finder: CaseFinder, pairs: Pairs | None) -> Iterator[str]:
    parts = [
        ("proved to hold of no case:", [_told(each) for each in finder.impossible]),
        ("not settled, for the bound on work was met:", [_told(each) for each in finder.open]),
    ]
    if pairs:
        parts += [
            ("proved that no case has both:", [_both(*pair) for pair in pairs.impossible]),
            ("not settled whether a case has both:", [_both(*pair) for pair in pairs.open]),
        ]
    for head, lines in parts:
        if lines:
            yield head
            yield from (f"  {line}" for line in lines)


def _both(one: Value, other: Value) -> str:
    return " and ".join(_value(each) for each in (one, other))


def _value(value: Value) -> str:
    from backhaul.cases.written import plainly

    return f"`{value.fact}` {'there' if value.any else plainly(value.value)}"


def _summary(finder: CaseFinder, pairs: Pairs | None, count: int) -> int:
    """One line about what was found, on standard error; the exit status."""
    shown = sum(len(case.shows) for case in finder.cases)
    impossible = len(finder.impossible) + (len(pairs.impossible) if pairs else 0)
    unsettled = len(finder.open) + (len(pairs.open) if pairs else 0)
    parts = [f"{count:,} cases"]
    if shown:
        parts.append(f"{shown:,} things shown of conditions")
    parts.append(f"{impossible:,} proved to be impossible")
    if unsettled:
        parts.append(f"{unsettled:,} not settled")
    sys.stderr.write(", ".join(parts) + "\n")
    return OPEN if unsettled else YES
