"""`backhaul coverage`: what of a policy many records touch, and what none of them does."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.case_coverage import below, source_of, threshold
from backhaul.cli.exit_status import FAILED, NO, YES
from backhaul.cli.patterns import written_out
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.records_input import add_null_argument, tell_unknown_names
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.cases.coverage import Coverage
    from backhaul.cases.records import Tally
    from backhaul.policy import Policy
    from backhaul.records.reading import Reading

EXAMPLES = """\
examples:
  backhaul coverage tiktok-shop-sea-failed-delivery parcels.parquet
  backhaul coverage mine@2.0.0 "year/*.parquet" --format source
  backhaul coverage mine@2.0.0 orders.jsonl --source tiktok-shop-open-api --format html --output coverage.html

A file has a column (.parquet, .csv) or a name (.jsonl) for each fact, as for `backhaul batch`.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add(
        "files",
        metavar="FILE",
        nargs="+",
        help=".parquet, .csv or .jsonl files, or patterns of them",
    )
    help = "the records are a platform's documents: read them by this source"
    add("--source", metavar="NAME", help=help)
    add_null_argument(parser)
    help = "exit with 1 where a measure is covered less than this"
    add("--threshold", metavar="PERCENT", help=help)
    help = "a table and what is missing, the same over the source, or all counts (default: text)"
    add("--format", choices=("text", "source", "json", "html"), default="text", help=help)
    add("--output", metavar="FILE", help="write to a file, whole or not at all")
    add("--jobs", metavar="N", type=_count, default=0, help="processes (default: one a core)")
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of processes")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """Count and print; no where less is covered than was asked for."""
    from backhaul.cases.records import replayed
    from backhaul.cli.progress import progress
    from backhaul.records.files import check_files, is_parquet

    least = threshold(given.threshold)
    policy = open_policy(given.policy)
    files = list(written_out(given.files))
    check_files(files)
    if any(map(is_parquet, files)):
        needed("tables", "`coverage` of Parquet", "duckdb", "pyarrow", "sqlglot")
    if given.source is None:
        tell_unknown_names(files, policy, given.color)
    make = Making(policy, given.source, null_is_absent=given.null == "absent")
    with progress() as told:
        tally = replayed(make, files, given.jobs or os.cpu_count() or 1, told)
    coverage = tally.coverage(policy.model)
    output.write(_written(coverage, tally, given.format), given.output)
    if tally.mistakes:
        output.complain(tally.mistakes, given.color)
        return FAILED
    missing = [] if least is None else below(coverage, least)
    for line in missing:
        output.write(line)
    return NO if missing else YES


class Making:
    """Makes the reading of one process, from what can be sent there."""

    def __init__(self, policy: Policy, source: str | None, *, null_is_absent: bool) -> None:
        self.policy, self.source, self.null_is_absent = policy, source, null_is_absent

    def __call__(self) -> Reading:
        """How records are read."""
        from backhaul.records.reading import Reading

        read = None if self.source is None else self.policy.reader(self.source)
        return Reading(self.policy.model, read, null_is_absent=self.null_is_absent)


def _written(coverage: Coverage, tally: Tally, form: str) -> str:
    from backhaul.cases.coverage_report import over_source, page, table
    from backhaul.cases.reports import coverage_as_data

    if form == "json":
        items = [
            {
                "measure": item.measure,
                "message": f"{item.what} {item.missing}",
                "line": item.span.line,
                "column": item.span.column,
                "cases": item.cases,
            }
            for item in coverage.items
        ]
        counts = {"refused": tally.refused, "unreadable": tally.unreadable, "items": items}
        return output.as_json({**coverage_as_data(coverage), **counts})
    source = source_of(coverage)
    if form == "html":
        return page([(coverage, source)])
    text = table(coverage)
    if form == "source":
        text = f"{over_source(coverage, source)}\n\n{text}"
    told = []
    if count := tally.refused:
        told.append(f"{count:,} {'case was' if count == 1 else 'cases were'} refused")
    if count := tally.unreadable:
        told.append(f"{count:,} {'record' if count == 1 else 'records'} could not be read")
    return output.safe("\n".join([text, *([""] if told else []), *told]))
