"""`backhaul batch`: the decisions on many cases, out of files and into files, of any size."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cli import options
from backhaul.cli.exit_status import NO, YES
from backhaul.cli.output import safe
from backhaul.cli.patterns import written_out
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.records_input import add_cell_arguments, tell_unknown_names
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.policy import Policy
    from backhaul.tables.batch import Done, Order
    from backhaul.tables.batch_rows import Rows
    from backhaul.tables.block import Blocks
    from backhaul.tables.kept_columns import Kept

EXAMPLES = """\
examples:
  backhaul batch tiktok-shop-sea-failed-delivery parcels.parquet decisions.parquet
  backhaul batch mine@1.0.0 "year/*.parquet" decisions/
  backhaul batch policies/mine/2.0.0.yaml parcels.csv decisions.csv --keep parcel_id

A file has a column (.parquet, .csv) or a name (.jsonl) for each fact; OUT is a .parquet, .csv or .jsonl file, or a
folder of Parquet files. What is called *.csv.gz or *.jsonl.gz is packed with gzip. What is refused goes to a file of its own, with the reason. A batch that was stopped is taken
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
    options.add_source(parser)
    add_cell_arguments(parser)
    help = "columns that stand beside the decisions (default: of tables all that are no facts)"
    add("--keep", metavar="NAMES", help=help)
    add("--rejects", metavar="FILE", help="where to put what is refused (default: beside OUT)")
    help = "in CSV, put ' before a text that a spreadsheet takes for a formula: one that begins with = + - @, a tab or a return (default: escape)"
    add("--formulas", choices=("escape", "keep"), default="escape", help=help)
    options.add_jobs(parser)
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(given: argparse.Namespace) -> int:
    """Decide all cases; no where one was refused."""
    from backhaul.cli.progress import progress

    needed("tables", "`batch`", "duckdb", "pyarrow", "sqlglot")
    from backhaul.records.files import check_files
    from backhaul.tables import batch

    policy = apply(open_policy(given.policy), given.parameters)
    order = _order(given)
    check_files(order.files)
    batch.check(order)
    if order.source is None:
        tell_unknown_names(order.files, policy, given.color, order.keep or ())
    beside = batch.kept(policy.model, order)
    work = batch.Work(partial(_blocks, policy, order), partial(Making, policy, order))
    with progress() as told:
        done = batch.run(policy.model, order, beside, work, told)
    sys.stdout.write(_summary(done, order, beside) + "\n")
    return NO if done.rejects else YES


def _order(given: argparse.Namespace) -> Order:
    from backhaul import __version__
    from backhaul.records.reading import naive_offset
    from backhaul.tables.batch import Order

    out = Path(given.out)
    bare = out.with_suffix("") if out.suffix.lower() == ".gz" else out
    keep = None if given.keep is None else dict.fromkeys(filter(None, given.keep.split(",")))
    return Order(
        __version__,
        tuple(written_out(given.files)),
        out,
        Path(given.rejects) if given.rejects else out.with_name(f"{bare.stem}.rejects.jsonl"),
        given.null,
        naive_offset(given.naive),
        None if keep is None else tuple(keep),
        given.source,
        given.jobs or os.cpu_count() or 1,
        escape=given.formulas == "escape",
    )


def _blocks(policy: Policy, order: Order) -> Blocks:
    from backhaul.tables.block import Blocks
    from backhaul.tables.cells import lower_cells

    lowers = partial(lower_cells, naive=order.naive)
    return Blocks(policy.model, partial(policy.deciding.case, hide=True), order.null, lowers)


class Making:
    """Makes what decides records one by one, from what can be sent to another process."""

    def __init__(self, policy: Policy, order: Order, keep: Mapping[str, str]) -> None:
        self.policy, self.order, self.keep = policy, order, dict(keep)

    def __call__(self) -> Rows:
        """The rows of one process."""
        from backhaul.records.reading import Reading
        from backhaul.tables.batch_rows import Rows

        order = self.order
        read = None if order.source is None else self.policy.reader(order.source)
        absent, naive = order.null == "absent", order.naive
        reading = Reading(self.policy.model, read, null_is_absent=absent, naive=naive)
        escape = order.escape and order.suffix == ".csv"
        return Rows(
            reading, partial(self.policy.deciding.case, hide=True), self.keep, escape=escape
        )


def _summary(done: Done, order: Order, beside: Kept) -> str:
    """What was done, in one line, and below it what was done otherwise than may be expected."""
    total = sum(done.statuses.values()) + done.rejects
    parts = [f"{count:,} {status}" for status, count in sorted(done.statuses.items())]
    if done.rejects:
        parts.append(f"{done.rejects:,} refused (see {order.rejects})")
    again = f"; {done.kept:,} parts were finished before" if done.kept else ""
    lines = [f"{total:,} records: {', '.join(parts) or 'none'}; {order.out}{again}"]
    if done.anew:
        lines.append("a batch of other inputs was stopped here; its parts were let go")
    if order.null == "unknown" and "undetermined" in done.statuses and order.tables:
        lines.append("an empty cell is unknown; --null absent says that there is no such thing")
    lines += [
        f"the column {old} stands as {new}, as the decisions have one that is called so"
        for old, new in beside.renamed.items()
    ]
    return safe("\n".join(lines))
