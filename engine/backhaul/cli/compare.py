"""`backhaul compare`: what two policies decide otherwise, on records and on generated facts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backhaul.cli import options, output
from backhaul.cli.exit_status import FAILED, NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.records_input import add_cell_arguments
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import wrong_usage

if TYPE_CHECKING:
    from backhaul.policy import Policy

EXAMPLES = """\
examples:
  backhaul compare policies/mine/1.0.0.yaml policies/mine/2.0.0.yaml --on parcels.jsonl
  backhaul compare mine@1.0.0 mine@2.0.0 --on parcels.csv --amount freight --format html --output report.html
  backhaul compare mine@1.0.0 --set hold_period="10 days" --on decisions.jsonl --expect same
  backhaul compare mine@1.0.0 mine@1.0.1 --prove --expect same

FILE holds one record a line: facts as JSON (.jsonl), or a log of decisions; or a table (.csv, .parquet).
In a table an empty cell is not recorded (see --null), and the text null is absent. Without FILE, generated facts are compared, and with
--prove alone no records at all: it is settled for every case what can change, and shown by the plainest one.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("old", metavar="OLD", help=POLICY_HELP)
    add("new", metavar="NEW", nargs="?", help="likewise (default: OLD, with what `--set` sets)")
    add_set_argument(parser)
    group = parser.add_argument_group("records")
    records, count = group.add_argument, options.number("things")
    help = ".jsonl, .csv or .parquet files; - reads JSON Lines from a pipe"
    records("--on", metavar="FILE", nargs="+", action="extend", default=[], help=help)
    help = "compare on the facts of worked cases of OLD: case files, or folders with such"
    records("--cases", metavar="FILE", nargs="+", action="extend", default=[], help=help)
    help = "compare N generated facts, too (default: 1,000 where there is no FILE)"
    records("--generated", metavar="N", type=count, help=help)
    options.add_source(group)
    add_cell_arguments(group)
    help = "add up the money that the records hold under this name, or that is this output, for each flip"
    records("--amount", metavar="COLUMN", help=help)
    help = "names in the records that are facts on neither side (default: ignore, and say so)"
    records("--extra", choices=("refuse", "ignore"), default="ignore", help=help)
    help = "records that are told in full for each flip (default: 2)"
    records("--examples", metavar="N", type=count, default=2, help=help)
    options.add_jobs(group)
    proof = parser.add_argument_group("proof")
    help = "prove of every case what can change, and what cannot"
    proof.add_argument("--prove", action="store_true", help=help)
    options.add_work(proof)
    shown = options.add_output(parser, "text", "json", "markdown", "html", lang=True, color=True)
    help = "also the identifiers, expressions and tables that the note is made of"
    shown.add_argument("--details", action="store_true", help=help)
    help = "exit with 1 where anything is decided otherwise"
    shown.add_argument("--expect", choices=("same",), help=help)


def run(given: argparse.Namespace) -> int:
    """Compare and print; no where something changed that was expected to stay."""
    from datetime import UTC, datetime

    from backhaul.cli.progress import progress
    from backhaul.explanation.words import catalogue
    from backhaul.questions.compare import compare

    old, new = _policies(given)
    for policy in (old, new) if given.lang else ():
        catalogue(policy.model, given.lang)
    with progress() as told:
        compared = compare(
            old,
            new,
            given.on,
            cases=given.cases,
            generated=given.generated,
            source=given.source,
            null=given.null,
            naive=given.naive,
            amount=given.amount,
            extra=given.extra,
            examples=given.examples,
            prove=given.prove,
            work=given.work,
            jobs=given.jobs,
            progress=told,
        )
    now, form, details = datetime.now(UTC), given.format, given.details
    output.write_answer(
        given,
        lambda: compared.to_dict(given.lang, now=now),
        lambda: compared.explain(given.lang, form=form, details=details, now=now),
    )
    if compared.unreadable:
        output.complain(compared.unreadable, given.color, given.lang)
        return FAILED
    if given.expect != "same":
        return YES
    return {True: NO, False: YES, None: OPEN}[compared.changed]


def _policies(given: argparse.Namespace) -> tuple[Policy, Policy]:
    """The two sides; what `--set` sets is set on the new one."""
    if given.new is None and not given.parameters:
        help = "name a second policy, or set a parameter of the first with `--set`"
        raise wrong_usage("one policy is named, and two are compared", help)
    old = open_policy(given.old)
    new = old if given.new is None else open_policy(given.new)
    return old, apply(new, given.parameters)
