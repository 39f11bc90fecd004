"""The same comparison by columns and row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import backhaul
import small
from backhaul.comparison import like_rows, replay
from backhaul.comparison.chunk_judge import Terms
from backhaul.comparison.compare import Comparison
from comparison.comparing import compared

OLD, NEW = small.policy("count > `3`"), small.policy("count > `5`")
TERMS = (
    Terms(),
    Terms(amount="freight", examples=3),
    Terms(amount="freight", examples=0, null_is_absent=True),
)
#: several blocks, the last one short
SMALL_BLOCK = 17


@contextmanager
def small_blocks() -> Iterator[list[int]]:
    """Meanwhile blocks are small; the list says how many rows of each one columns settle."""
    settled: list[int] = []

    class Noted(like_rows.Block):
        def __init__(self, file: str, start: int, cases: Any, groups: Any) -> None:
            super().__init__(file, start, cases, groups)
            settled.append(sum(group.worth.count for group in groups if group.key is not None))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(like_rows, "BLOCK", SMALL_BLOCK)
        patch.setattr(like_rows, "Block", Noted)
        yield settled


def seen(comparison: Comparison) -> dict[str, Any]:
    """Everything in the tally, in its order, sums with their digits."""
    found: dict[str, Any] = {}
    for name, value in vars(comparison.tally).items():
        if name in ("flips", "standings"):
            found[name] = [
                (key, cell.count, str(cell.sums), cell.without, [e[:3] for e in cell.examples])
                for key, cell in value.items()
            ]
        else:
            found[name] = list(value.items()) if isinstance(value, dict) else value
    return found


def both(
    old: backhaul.Policy, new: backhaul.Policy, *files: Path, terms: Terms, jobs: int = 1
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tally by columns, and row by row."""
    by_columns = seen(compared(old, new, *files, terms=terms, jobs=jobs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "_columns", lambda *_: None)
        return by_columns, seen(compared(old, new, *files, terms=terms))


def written(path: Path, table: Any) -> Path:
    pq.write_table(table, path)
    return path
