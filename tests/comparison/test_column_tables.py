"""Parquet of any make is compared by columns as it is row by row: types, names, amounts, blocks, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import small
from backhaul.comparison import like_rows, replay, tally
from backhaul.comparison.chunk_judge import ChunkJudge, Terms
from backhaul.comparison.labels import OTHERS
from comparison.by_columns import NEW, OLD, TERMS, both, small_blocks, written
from comparison.comparing import compared, standings
from comparison.random_tables import complete

SUMS = ("count", "'plus(count, count)'")
SUM = """\
decisions:
  sum:
    outputs:
      total: {type: integer}
    otherwise: {then: {total: TOTAL}}
    rules: [{id: none, when: "!flag && flag", then: {total: 0}}]
"""


@pytest.fixture(autouse=True)
def settled() -> Iterator[list[int]]:
    """How many rows of each block, all of which are small, columns settle."""
    with small_blocks() as found:
        yield found


def test_rows_that_columns_settle_are_judged_once_for_all_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    judge = ChunkJudge.verdicts

    def counted(bench: Any, sample: Any) -> Any:
        judged.append(len(sample.records))
        return judge(bench, sample)

    monkeypatch.setattr(ChunkJudge, "verdicts", counted)

    found = compared(OLD, NEW, written(tmp_path / "r.parquet", complete(70))).tally

    # yes and yes, yes and no, no and no: each once, though there are five blocks
    assert [3, 0, 0, 0, 0] == judged
    assert found.records == 70


@pytest.mark.parametrize("extra", ["refuse", "ignore"])
def test_names_that_are_no_facts_are_told_as_they_come_up(extra: Any, tmp_path: Path) -> None:
    late = pa.array([None] * 20 + [1] * 50)
    table = complete(70, late=late, always=pa.array(range(70)), never=pa.nulls(70))

    found, expected = both(
        OLD, NEW, written(tmp_path / "r.parquet", table), terms=Terms(extra=extra)
    )

    assert expected == found
    assert [("always", 70), ("late", 50)] == found["extra"]


@pytest.mark.parametrize("size", [7, 20, 200])
def test_row_groups_of_any_size_give_the_same(size: int, tmp_path: Path) -> None:
    table = complete(70, freight=pa.array([n / 4 for n in range(70)]))
    pq.write_table(table, tmp_path / "r.parquet", row_group_size=size)

    found, expected = both(OLD, NEW, tmp_path / "r.parquet", terms=TERMS[1])

    assert expected == found


def test_rows_that_are_too_little_alike_come_in_smaller_blocks(
    settled: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(like_rows, "MOST_GROUPS", 4)
    late = pa.array([None] * 20 + [1] * 50)
    counts = pa.array([n if n < 9 else None if n < 50 else 4 for n in range(70)])
    table = complete(70, count=counts, price=pa.array([n / 8 for n in range(70)]), late=late)

    found, expected = both(OLD, NEW, written(tmp_path / "r.parquet", table), terms=Terms())

    assert expected == found
    # three blocks are cut into five; from row 50 on all is settled
    assert [4, 4, 1, 0, 0, *[0] * 9, 1, 17, 2] == settled


@pytest.mark.parametrize("type", [pa.string(), pa.large_string(), pa.string_view()])
def test_texts_of_any_type_are_read_alike(type: Any, settled: list[int], tmp_path: Path) -> None:
    table = complete(
        70,
        flag=pa.array([("true", " FALSE", "no")[n % 3] for n in range(70)]),
        count=pa.array([str(n % 9) if n % 10 else '{"from": 3}' for n in range(70)]),
        freight=pa.array([f"{n}.25" for n in range(70)]),
    )
    typed = pa.table({name: table[name].cast(type) for name in table.column_names})

    found, expected = both(OLD, NEW, written(tmp_path / "r.parquet", typed), terms=TERMS[1])

    assert expected == found
    assert any(settled)


def test_what_is_cut_does_not_hang_on_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in ("MOST_FLIPS", "MOST_KEPT", "MOST_REASONS", "MOST_NAMES"):
        monkeypatch.setattr(tally, most, 4)
    old, new = (small.policy(decisions=SUM.replace("TOTAL", total)) for total in SUMS)
    late = {f"x{n}": pa.array([None] * (30 - 4 * n) + [1] * (40 + 4 * n)) for n in range(7)}
    mixed = pa.array([n * 37 % 11 for n in range(70)])
    file = written(tmp_path / "r.parquet", complete(70, count=mixed, **late))

    found, expected = both(old, new, file, terms=Terms(examples=3))

    assert expected == found
    assert OTHERS in [flip.old for flip, *_ in found["flips"]]
    assert ["x6", "x5", "x4", "x3"] == [name for name, _ in found["extra"]]


@pytest.mark.parametrize("amount", ["paid.freight", "paid", "none", "count", "length"])
def test_an_amount_is_found_where_rows_find_it(amount: str, tmp_path: Path) -> None:
    table = complete(70, paid=pa.array([{"freight": n} for n in range(70)]))
    file = written(tmp_path / "r.parquet", table)

    found, expected = both(OLD, NEW, file, terms=Terms(amount=amount))

    assert expected == found


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_files_and_processes_keep_the_order(jobs: int, tmp_path: Path) -> None:
    first = written(tmp_path / "a.parquet", complete(70, freight=pa.array([1.25] * 70)))
    (tmp_path / "b.csv").write_text("count,freight\n4,2\n,1\n")
    last = written(tmp_path / "c.parquet", complete(70, count=pa.array([None, 4] * 35)))
    terms = Terms(amount="freight", examples=30)

    found, expected = both(OLD, NEW, first, tmp_path / "b.csv", last, terms=terms, jobs=jobs)

    assert expected == found


def test_values_that_python_does_not_have_are_refused_in_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = pa.array([2**62] * 70, pa.timestamp("us", "UTC"))
    file = written(tmp_path / "r.parquet", complete(70, start=far))

    refused = compared(OLD, NEW, file)
    monkeypatch.setattr(replay, "_columns", lambda *_: None)
    expected = compared(OLD, NEW, file)

    assert standings(expected) == standings(refused) == {"refused": 70}
