"""`backhaul coverage`: what of a policy many records touch, and what none of them does."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import FAILED, NO, YES
from backhaul.cli.patterns import written_out
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.records_input import add_cell_arguments, tell_unknown_names

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
    help = ".parquet, .csv or .jsonl files, or patterns of them"
    add("files", metavar="FILE", nargs="+", help=help)
    options.add_source(parser)
    add_cell_arguments(parser)
    help = "exit with 1 where a measure is covered less than this"
    add("--threshold", metavar="PERCENT", help=help)
    options.add_jobs(parser)
    options.add_output(parser, "text", "source", "json", "html", color=True)


def run(given: argparse.Namespace) -> int:
    """Count and print; no where less is covered than was asked for."""
    from backhaul.cli.progress import progress
    from backhaul.questions.coverage import below, coverage
    from backhaul.records.files import check_files

    least = options.percentage(given.threshold)
    policy = open_policy(given.policy)
    files = list(written_out(given.files))
    check_files(files)
    if given.source is None:
        tell_unknown_names(files, policy, given.color)
    with progress() as told:
        touched = coverage(
            policy,
            files,
            source=given.source,
            null=given.null,
            naive=given.naive,
            jobs=given.jobs,
            progress=told,
        )
    output.write_answer(given, touched.to_dict, lambda: touched.explain(given.format))
    if touched.tally.mistakes:
        output.complain(touched.tally.mistakes, given.color)
        return FAILED
    missing = [] if least is None else below(touched.coverage, least)
    for line in missing:
        output.write(line)
    return NO if missing else YES
