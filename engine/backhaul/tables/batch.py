"""Many files of cases decided part by part: larger than memory, and taken up again where they were stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.records.parquet_records import open_parquet
from backhaul.tables.batch_folder import Folder, whole
from backhaul.tables.batch_rows import Chosen, RowWork, parts_of_rows
from backhaul.tables.block import BLOCK, Blocks, Null
from backhaul.tables.part_files import SUFFIXES, join, write
from backhaul.tables.results import Results

Told = Callable[[float | None, int], None]
_PARQUET = (".parquet", ".pq")


@frozen
class Order:
    """What a batch is to do."""

    #: of the engine: parts that another one made are not taken over
    version: str
    files: tuple[str, ...]
    out: Path
    rejects: Path
    null: Null = "absent"
    #: columns that stand beside the decisions; None: all that are no facts
    keep: tuple[str, ...] | None = None
    source: str | None = None
    jobs: int = 1


@frozen
class Done:
    """What a batch has done."""

    statuses: Mapping[str, int]
    rejects: int
    #: parts that were there from a run before
    kept: int


@frozen
class Part:
    """Some row groups of a Parquet file."""

    file: str
    groups: tuple[int, ...]
    #: the number of the first row
    start: int
    rows: int


def run(
    policy: Policy, order: Order, blocks: Callable[[], Blocks], work: RowWork, told: Told
) -> Done:
    """The batch, from where it was stopped; raises BackhaulError where it cannot go on."""
    suffix = order.out.suffix.lower() or ".parquet"
    if suffix not in SUFFIXES:
        message = f"`{order.out}` has no name that tells its format"
        help = f"call it {', '.join(f'`*{s}`' for s in SUFFIXES)}, or give a folder"
        raise BackhaulError([Diagnostic("usage", message, help)])
    if not order.out.suffix and order.out.exists():
        help = "delete it, or give another OUT"
        raise BackhaulError([Diagnostic("usage", f"`{order.out}` is there already", help)])
    folder = Folder(order.out, suffix)
    folder.open(_about(policy, order))
    if order.source is None and all(Path(f).suffix.lower() in _PARQUET for f in order.files):
        made = _by_columns(order, blocks(), folder, told)
    else:
        made = _by_rows(policy, order, work, folder, told)
    parts = kept = 0
    for finished_before in made:
        parts += 1
        kept += finished_before
    return _finish(order, folder, parts, kept)


def _about(policy: Policy, order: Order) -> dict[str, object]:
    """What makes two runs the same batch."""
    files = [(str(Path(file).resolve()), *_state(file)) for file in order.files]
    return {
        "backhaul": order.version,
        "digest": policy.digest,
        "files": [list(file) for file in files],
        "keep": order.keep,
        "null": order.null,
        "source": order.source,
    }


def _state(file: str) -> tuple[int, int]:
    try:
        found = Path(file).stat()
    except OSError:
        # what opens it says why
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _finish(order: Order, folder: Folder, parts: int, kept: int) -> Done:
    """Everything put in its place, the output last."""
    statuses: Counter[str] = Counter()
    files = [folder.part(number) for number in range(parts)]
    for number in range(parts):
        statuses.update(folder.counts(number))
    rejects = folder.join_rejects(parts, order.rejects)
    if order.out.suffix:
        with folder.whole(order.out) as unfinished:
            join(files, unfinished, folder.suffix)
        folder.remove()
    else:
        folder.become(order.out)
    return Done(dict(statuses), rejects, kept)


def plan(files: Sequence[str]) -> Iterator[Part]:
    """The parts of Parquet files: row groups in a row, a block or more."""
    for file in files:
        about = open_parquet(file).metadata
        start = rows = 0
        groups: list[int] = []
        for group in range(about.num_row_groups):
            groups.append(group)
            rows += about.row_group(group).num_rows
            if rows >= BLOCK:
                yield Part(file, tuple(groups), start, rows)
                start, rows, groups = start + rows, 0, []
        if groups or not about.num_row_groups:
            yield Part(file, tuple(groups), start, rows)


def _by_columns(order: Order, blocks: Blocks, folder: Folder, told: Told) -> Iterator[bool]:
    """Every part, whether it was finished before."""
    parts = list(plan(order.files))
    total, done = sum(part.rows for part in parts), 0
    keep = order.keep
    if keep is None:
        names = open_parquet(order.files[0]).schema_arrow.names
        keep = tuple(name for name in names if name not in blocks.policy.facts)
    for number, part in enumerate(parts):
        finished = folder.has(number)
        if not finished:
            _write(folder, number, *_decided(part, keep, blocks))
        done += part.rows
        told(done / total if total else 1.0, done)
        yield finished


def _decided(
    part: Part, keep: Sequence[str], blocks: Blocks
) -> tuple[Any, list[dict[str, object]]]:
    """The table of a part, and what it refuses."""
    tables, rejects = [], []
    row = part.start
    for batch in _batches(part):
        table = pa.table(batch)
        decided = blocks.decided(table)
        refused = pc.equal(decided["status"].cast(pa.string()), "refused")
        chosen = pa.table({name: table[name] for name in keep if name in table.column_names})
        missing = {n: pa.nulls(table.num_rows) for n in keep if n not in table.column_names}
        for name, column in (*missing.items(), *_columns(decided)):
            chosen = chosen.append_column(name, column)
        if pc.any(refused).as_py():
            rejects += _rejects(blocks.policy, part.file, row, table, decided, refused)
            chosen = chosen.filter(pc.invert(refused))
        tables.append(chosen)
        row += table.num_rows
    return pa.concat_tables(tables), rejects


def _columns(table: Any) -> list[tuple[str, Any]]:
    return list(zip(table.column_names, table.columns, strict=True))


def _batches(part: Part) -> Iterator[Any]:
    """The rows of a part, a block at a time; an empty one where there are none."""
    source = open_parquet(part.file)
    seen = False
    if part.groups:
        for batch in source.iter_batches(BLOCK, row_groups=list(part.groups)):
            seen = True
            yield batch
    if not seen:
        yield source.schema_arrow.empty_table()


def _rejects(
    policy: Policy, file: str, start: int, table: Any, decided: Any, refused: Any
) -> list[dict[str, object]]:
    places = pc.indices_nonzero(refused)
    rows = table.take(places).to_pylist()
    reasons = decided["reason"].take(places).to_pylist()
    return [
        {"file": file, "row": start + place + 1, "reason": reason, "record": shown(policy, row)}
        for place, reason, row in zip(places.to_pylist(), reasons, rows, strict=True)
    ]


def shown(policy: Policy, record: Mapping[str, object]) -> dict[str, object]:
    """A record without what is masked."""
    masked = {fact.name for fact in policy.facts.values() if fact.masked}
    return {
        name: {"masked": True} if name in masked and value is not None else value
        for name, value in record.items()
    }


def _by_rows(
    policy: Policy, order: Order, work: RowWork, folder: Folder, told: Told
) -> Iterator[bool]:
    """Every part of records that are read one by one, in several processes."""
    results = Results(policy, 1)
    for number, found in parts_of_rows(work, order.files, order.jobs, folder.has, told):
        if found is not None:
            _write(folder, number, *_chosen(results, found))
        yield found is None


def _chosen(results: Results, found: Chosen) -> tuple[Any, list[dict[str, object]]]:
    kept = {name: pa.array(values, pa.string()) for name, values in found.kept.items()}
    table = pa.table(kept)
    for name, column in _columns(results.only(found.decided)):
        table = table.append_column(name, column)
    return table, found.rejects


def _write(folder: Folder, number: int, table: Any, rejects: list[dict[str, object]]) -> None:
    """Keep a part; its own file comes last, so that where it is, all of it is."""
    folder.write_rejects(number, rejects)
    counts = pc.value_counts(table["status"].combine_chunks().cast(pa.string())).to_pylist()
    folder.write_counts(number, {one["values"]: one["counts"] for one in counts})
    with whole(folder.part(number)) as unfinished:
        write(table, unfinished, folder.suffix, first=number == 0)
