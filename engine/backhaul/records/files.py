"""Records out of files, a few at a time: JSON Lines, CSV, Parquet. No file is ever held whole."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen
from backhaul.records.csv_records import csv_records
from backhaul.records.raw import Found, Raw
from backhaul.records.streams import is_packed, opened, opened_raw, suffix

#: records that are judged together; the same for any number of processes
CHUNK = 200
_PARQUET = (".parquet", ".pq")
FORMATS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", *_PARQUET)


@frozen
class Chunk:
    """Records that are judged together, and how far into the input they reach (0 to 1)."""

    records: tuple[Raw, ...]
    done: float | None


def chunks(files: Sequence[str]) -> Iterator[Chunk]:
    """All records of the files, in their order."""
    for place, file in enumerate(files):
        yield from file_chunks(file, place, len(files))


def file_chunks(file: str, place: int, shares: int) -> Iterator[Chunk]:
    """The records of one file, which is one of so many equal shares."""
    return _chunks(_reader(file)(file), place, shares)


def made_chunks(made: Iterable[Raw], count: int, place: int, shares: int) -> Iterator[Chunk]:
    """So many records that stand in no file, which are one of so many equal shares."""
    return _chunks(((raw, n / count) for n, raw in enumerate(made, 1)), place, shares)


def _chunks(found: Found, place: int, shares: int) -> Iterator[Chunk]:
    for records, part in _grouped(found):
        yield Chunk(records, None if part is None else (place + part) / shares)


def _grouped(found: Found) -> Iterator[tuple[tuple[Raw, ...], float | None]]:
    held: list[Raw] = []
    part: float | None = None
    for raw, part in found:
        held.append(raw)
        if len(held) == CHUNK:
            yield tuple(held), part
            held = []
    if held:
        yield tuple(held), part


def check_files(files: Sequence[str]) -> None:
    """Nothing, if all can be opened; raises BackhaulError with every one that cannot."""
    mistakes: list[Diagnostic] = []
    for file in files:
        try:
            _reader(file)
            with (opened_raw if is_parquet(file) else opened)(file):
                pass
        except BackhaulError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise BackhaulError(mistakes)


def _reader(file: str) -> Callable[[str], Found]:
    """What reads a file, by its name."""
    if file == "-":
        return json_lines
    if is_csv(file):
        return csv_records
    if is_parquet(file):
        from backhaul.records.parquet_records import parquet_records

        return parquet_records
    if suffix(file) in FORMATS and not (is_packed(file) and suffix(file) in _PARQUET):
        return json_lines
    if not Path(file).is_file():
        # what opens it says so
        return json_lines
    message = f"`{file}` has no name that tells what is in it"
    help = f"call it {', '.join(f'`*{suffix}`' for suffix in FORMATS)}; or `-` reads JSON Lines from a pipe"
    if is_packed(file):
        help = "call it `*.csv.gz` or `*.jsonl.gz`, or unpack it"
    raise BackhaulError([Diagnostic("usage", message, help)])


def is_csv(file: str) -> bool:
    """Whether a file is CSV, by its name."""
    return suffix(file) in (".csv", ".tsv")


def is_parquet(file: str) -> bool:
    """Whether a file is Parquet, by its name."""
    return suffix(file) in _PARQUET and not is_packed(file)


def json_lines(file: str) -> Found:
    """The lines of a file, each one record; blank ones are passed over."""
    with opened(file) as stream:
        for number, line, part in stream.lines():
            if isinstance(line, Diagnostic):
                yield Raw(file, number, line), part
                continue
            # some editors begin a file with a mark
            told = line.removeprefix(BOM_UTF8) if number == 1 else line
            if told.strip():
                yield Raw(file, number, told), part
