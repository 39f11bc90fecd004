"""Many files of cases decided part by part: larger than memory, and taken up again where they were stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.records.files import is_csv, is_parquet
from backhaul.records.streams import is_packed, suffix
from backhaul.tables.batch_columns import Columns, Some
from backhaul.tables.batch_folder import Counts, Folder, whole
from backhaul.tables.batch_rows import PLACE, Chosen, Reject, RowWork, decided_rows, together
from backhaul.tables.block import BLOCK, Blocks, Null
from backhaul.tables.kept_columns import Kept, kept_of_records, kept_of_tables
from backhaul.tables.part_files import SUFFIXES, Types, join, join_to_folder, write
from backhaul.tables.results import Results

Told = Callable[[float | None, int], None]
#: the seconds after which a part is written
SECONDS = 3.0


@frozen
class Order:
    """What a batch is to do."""

    #: of the engine: parts that another one made are not taken over
    version: str
    files: tuple[str, ...]
    out: Path
    rejects: Path
    null: Null = "unknown"
    #: how many microseconds east of UTC times are in cells that do not say their offset
    naive: int | None = None
    #: columns that stand beside the decisions; None: all that are no facts
    keep: tuple[str, ...] | None = None
    source: str | None = None
    jobs: int = 1
    #: whether texts in CSV are kept from being formulas
    escape: bool = True

    @property
    def by_columns(self) -> bool:
        """Whether all is decided in columns."""
        return self.source is None and all(map(is_parquet, self.files))

    @property
    def tables(self) -> bool:
        """Whether some input has cells."""
        return self.source is None and any(is_parquet(f) or is_csv(f) for f in self.files)

    @property
    def suffix(self) -> str:
        """What tells the format of the output; a folder is one of Parquet."""
        return suffix(self.out) or ".parquet"


@frozen
class Done:
    """What a batch has done."""

    statuses: Mapping[str, int]
    rejects: int
    #: parts that were there from a run before
    kept: int
    #: whether there were parts of other inputs, which were let go
    anew: bool


@frozen
class Work:
    """What decides: blocks of rows, and, made in each process, rows one by one."""

    blocks: Callable[[], Blocks]
    rows: Callable[[Mapping[str, str]], RowWork]


def check(order: Order) -> None:
    """Nothing, if the output has a place and a format; raises BackhaulError where it has not."""
    out, packed = order.out, is_packed(str(order.out))
    if order.suffix not in SUFFIXES or (packed and order.suffix == ".parquet"):
        names = [*SUFFIXES, *(f"{s}.gz" for s in SUFFIXES if s != ".parquet")]
        help = f"call it {', '.join(f'`*{name}`' for name in names)}, or give a folder"
        raise _usage(f"`{out}` has no name that tells its format", help)
    if out.is_dir() or (not out.suffix and out.exists()):
        raise _usage(f"`{out}` is there already", "delete it, or give another OUT")
    inputs = {Path(file).resolve() for file in order.files}
    if out.resolve() in inputs or order.rejects.resolve() in inputs:
        raise _usage("a file is both read and written", "give another OUT")
    if out.resolve() == order.rejects.resolve():
        raise _usage("OUT is where the rejects go, too", "give another path to `--rejects`")
    folder = order.rejects.parent
    if order.rejects.is_dir() or not (folder == out.parent or folder.is_dir()):
        raise _usage(
            f"`{order.rejects}` is no place for a file", "give another path to `--rejects`"
        )


def _usage(message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic("usage", message, help)])


def kept(policy: Policy, order: Order) -> Kept:
    """The columns that stand beside the decisions."""
    taken = Results(policy, 1).only([]).column_names
    if order.by_columns:
        return kept_of_tables(order.files, policy.facts, order.keep, taken)
    return kept_of_records(order.files, order.keep or (), (*PLACE, *taken))


def run(policy: Policy, order: Order, beside: Kept, work: Work, told: Told) -> Done:
    """The batch, from where it was stopped; raises BackhaulError where it cannot go on."""
    folder = Folder(order.out, order.suffix)
    anew = folder.open(_about(policy, order), [_state(file) for file in order.files])
    try:
        finished = folder.finished()
        stream = _stream(policy, order, beside, work, sum(part.records for part in finished))
        _decide(folder, stream, finished, told)
        return _finish(order, folder, len(finished), anew=anew)
    finally:
        folder.close()


def _about(policy: Policy, order: Order) -> dict[str, object]:
    """What makes two runs the same batch, but for the state of the files."""
    return {
        "backhaul": order.version,
        "digest": policy.digest,
        "escape": order.escape,
        "files": [str(Path(file).resolve()) for file in order.files],
        "keep": order.keep,
        "null": order.null,
        "naive": order.naive,
        "source": order.source,
    }


def _state(file: str) -> tuple[int, int]:
    try:
        found = Path(file).stat()
    except OSError:
        # what opens it says why
        return (0, 0)
    return found.st_size, found.st_mtime_ns


@frozen
class _Stream:
    """Pieces of the output: of how many records each, how far into the input, and what was made of them."""

    pieces: Iterator[tuple[int, float | None, Any]]
    #: the table of some pieces, and what they refuse
    together: Callable[[Sequence[Any]], tuple[Any, list[Reject]]]
    #: columns in which formulas are seen to already; None: they are let be
    as_they_stand: tuple[str, ...] | None
    types: Types


def _stream(policy: Policy, order: Order, beside: Kept, work: Work, skip: int) -> _Stream:
    escape = order.escape and order.suffix == ".csv"
    rows, results = work.rows(beside.names), Results(policy, 1)
    if order.by_columns:
        columns = Columns(work.blocks(), rows, beside, order.jobs)

        def one_table(some: Sequence[Some]) -> tuple[Any, list[Reject]]:
            some = some or [columns.none(order.files)]
            return pa.concat_tables([s.table for s in some]), [r for s in some for r in s.rejects]

        stands = () if escape else None
        return _Stream(columns.decided(order.files, skip), one_table, stands, results.types)
    names = (*PLACE, *beside.names.values())

    def of_rows(some: Sequence[Chosen]) -> tuple[Any, list[Reject]]:
        found = together(some, names)
        decided = results.only(found.decided)
        made = {name: pa.array(values, pa.string()) for name, values in found.kept.items()}
        made |= dict(zip(decided.column_names, decided.columns, strict=True))
        return pa.table(made), found.rejects

    pieces = decided_rows(rows, order.files, order.jobs, skip)
    return _Stream(pieces, of_rows, names if escape else None, results.types)


def _decide(folder: Folder, stream: _Stream, finished: Sequence[Counts], told: Told) -> None:
    """Write part after part, each of a few seconds' work."""
    number, total = len(finished), sum(part.records for part in finished)
    held: list[Any] = []
    count, since = 0, monotonic()
    for records, done, piece in stream.pieces:
        held.append(piece)
        count, total = count + records, total + records
        told(done, total)
        if count >= BLOCK or monotonic() - since >= SECONDS:
            _write(folder, number, count, stream, held)
            number, count, held, since = number + 1, 0, [], monotonic()
    if held or not number:
        _write(folder, number, count, stream, held)


def _write(folder: Folder, number: int, count: int, stream: _Stream, held: list[Any]) -> None:
    """Keep a part; its own file comes last, so that where it is, all of it is."""
    table, rejects = stream.together(held)
    folder.write_rejects(number, rejects)
    statuses = pc.value_counts(table["status"].cast(pa.string()).combine_chunks()).to_pylist()
    counts = {each["values"]: each["counts"] for each in statuses}
    folder.write_counts(number, Counts(count, counts))
    with whole(folder.part(number)) as unfinished:
        first = number == 0
        stands = stream.as_they_stand
        write(table, unfinished, folder.suffix, stream.types, first=first, as_they_stand=stands)


def _finish(order: Order, folder: Folder, kept: int, *, anew: bool) -> Done:
    """Everything put in its place, the output last."""
    finished = folder.finished()
    statuses: Counter[str] = Counter()
    for part in finished:
        statuses.update(part.statuses)
    files = [folder.part(number) for number in range(len(finished))]
    rejects = folder.join_rejects(len(finished), order.rejects)
    with folder.whole(order.out) as unfinished:
        if order.out.suffix:
            join(files, unfinished, folder.suffix, packed=is_packed(str(order.out)))
        else:
            join_to_folder(files, unfinished)
    folder.remove()
    return Done(dict(statuses), rejects, kept, anew)
