"""What the commands that take files of records have in common."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from backhaul.cli import output

if TYPE_CHECKING:
    from backhaul.policy import Policy


def add_cell_arguments(parser: argparse._ActionsContainer) -> None:
    """Declare `--null` and `--naive`."""
    help = (
        "what an empty cell of CSV or a null of Parquet says of an optional fact (default: unknown)"
    )
    parser.add_argument("--null", choices=("absent", "unknown"), default="unknown", help=help)
    help = "the offset from UTC of times in cells that do not say theirs: UTC, or such as +07:00"
    parser.add_argument("--naive", metavar="OFFSET", help=help)


def tell_unknown_names(
    files: Sequence[str], policy: Policy, color: str, expected: Collection[str] = ()
) -> None:
    """Say once on standard error which names in the files no fact has; raises BackhaulError where no column is one."""
    from backhaul.records.headers import unknown_names

    model = policy.model
    if notes := unknown_names(files, model.id, model.facts, expected):
        output.complain(notes, color)
