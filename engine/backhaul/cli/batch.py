"""`backhaul batch`: the decisions on many cases, out of files and into files, of any size."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cli.exit_status import NO, YES
from backhaul.cli.patterns import written_out
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.packages import needed
from backhaul.policy import decide_case

if TYPE_CHECKING:
    from backhaul.policy import Policy
    from backhaul.tables.batch import Done, Order
    from backhaul.tables.batch_rows import Rows
    from backhaul.tables.block import Null

EXAMPLES = """\
examples:
  backhaul batch tiktok-shop-sea-failed-delivery parcels.parquet decisions.parquet
  backhaul batch mine@1.0.0 "year/*.parquet" decisions/
  backhaul batch policies/mine/2.0.0.yaml parcels.csv decisions.csv --keep parcel_id

A file has a column (.parquet, .csv) or a name (.jsonl) for each fact; OUT is a .parquet, .csv or .jsonl file, or a
folder of Parquet files. What is refused goes to a file of its own, with the reason. A batch that was stopped is taken
up again by the same command.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add(
        "files", metavar="IN", nargs="+", help=".parquet, .csv or .jsonl files, or patterns of them"
    )
    add("out", metavar="OUT", help="a .parquet, .csv or .jsonl file, or a folder")
    add_set_argument(parser)
    help = "the records are a platform's documents: read them by this source"
    add("--source", metavar="NAME", help=help)
    help = "what a null or an empty cell says of an optional fact (default: absent)"
    add("--null", choices=("absent", "unknown"), default="absent", help=help)
    help = "columns that stand beside the decisions (default: of tables all that are no facts)"
    add("--keep", metavar="NAMES", help=help)
    add("--rejects", metavar="FILE", help="where to put what is refused (default: beside OUT)")
    add("--jobs", metavar="N", type=_count, default=0, help="processes (default: one a core)")
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of processes")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """Decide all cases; no where one was refused."""
    from backhaul import __version__
    from backhaul.cli.progress import progress

    needed("tables", "`batch`", "duckdb", "pyarrow", "sqlglot")
    from backhaul.records.files import check_files
    from backhaul.tables import batch
    from backhaul.tables.block import Blocks

    policy = apply(open_policy(given.policy), given.parameters)
    files = list(written_out(given.files))
    check_files(files)
    out = Path(given.out)
    order = batch.Order(
        __version__,
        tuple(files),
        out,
        Path(given.rejects) if given.rejects else out.with_name(f"{out.stem}.rejects.jsonl"),
        given.null,
        None if given.keep is None else tuple(filter(None, given.keep.split(","))),
        given.source,
        given.jobs or os.cpu_count() or 1,
    )
    work = Making(policy, given.source, order.keep or (), order.null)
    decide = partial(decide_case, policy)
    with progress() as told:
        done = batch.run(
            policy.model, order, lambda: Blocks(policy.model, decide, order.null), work, told
        )
    sys.stdout.write(_summary(done, order) + "\n")
    return NO if done.rejects else YES


class Making:
    """Makes what decides records one by one, from what can be sent to another process."""

    def __init__(
        self, policy: Policy, source: str | None, keep: tuple[str, ...], null: Null
    ) -> None:
        self.policy, self.source, self.keep, self.null = policy, source, keep, null

    def __call__(self) -> Rows:
        """The rows of one process."""
        from backhaul.records.reading import Reading
        from backhaul.tables.batch_rows import Rows

        read = None if self.source is None else self.policy.reader(self.source)
        reading = Reading(self.policy.model, read, null_is_absent=self.null == "absent")
        return Rows(reading, partial(decide_case, self.policy), self.keep)


def _summary(done: Done, order: Order) -> str:
    """What was done, in one line."""
    total = sum(done.statuses.values()) + done.rejects
    parts = [f"{count:,} {status}" for status, count in sorted(done.statuses.items())]
    if done.rejects:
        parts.append(f"{done.rejects:,} refused (see {order.rejects})")
    again = f"; {done.kept:,} parts were finished before" if done.kept else ""
    return f"{total:,} records: {', '.join(parts) or 'none'}; {order.out}{again}"
