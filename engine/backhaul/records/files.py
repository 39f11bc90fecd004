"""Records out of files, a few at a time: JSON Lines, CSV, Parquet. No file is ever held whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from backhaul.diagnostics import BackhaulError, Diagnostic, Span, nearest
from backhaul.frozen import frozen

#: records that are judged together; the same for any number of processes
CHUNK = 200
#: bytes of one line, which is one record
LONGEST = 1 << 20
FORMATS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".pq")


class Raw(NamedTuple):
    """One record as it was found: a line of JSON, cells, values; or why it cannot be read."""

    file: str
    line: int
    found: bytes | Mapping[str, object] | Diagnostic
    #: whether `found` are texts that stand for values
    cells: bool = False


@frozen
class Chunk:
    """Records that are judged together, and how far into the input they reach (0 to 1)."""

    records: tuple[Raw, ...]
    done: float | None


Found = Iterator[tuple[Raw, float | None]]


def chunks(
    files: Sequence[str], generated: Iterator[Mapping[str, object]], count: int
) -> Iterator[Chunk]:
    """All records of the files, in their order, and then *count* generated ones."""
    shares = len(files) + bool(count)
    for place, file in enumerate(files):
        yield from file_chunks(file, place, shares)
    yield from made_chunks(generated, count, len(files), shares)


def file_chunks(file: str, place: int, shares: int) -> Iterator[Chunk]:
    """The records of one file, which is one of so many equal shares."""
    return _chunks(_reader(file)(file), place, shares)


def made_chunks(
    generated: Iterator[Mapping[str, object]], count: int, place: int, shares: int
) -> Iterator[Chunk]:
    """So many generated records, which are one of so many equal shares."""
    made = (
        (Raw("generated", number, facts), number / count)
        for number, facts in enumerate(generated, 1)
    )
    return _chunks(made, place, shares)


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
            with opened(file) as _:
                pass
        except BackhaulError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise BackhaulError(mistakes)


def _reader(file: str) -> Callable[[str], Found]:
    """What reads a file, by its name."""
    if file == "-":
        return json_lines
    suffix = Path(file).suffix.lower()
    if suffix in (".csv", ".tsv"):
        from backhaul.records.csv_records import csv_records

        return csv_records
    if is_parquet(file):
        from backhaul.records.parquet_records import parquet_records

        return parquet_records
    if suffix in FORMATS or not Path(file).is_file():
        return json_lines
    message = f"`{file}` has no name that tells what is in it"
    help = f"call it {', '.join(f'`*{suffix}`' for suffix in FORMATS)}; or `-` reads JSON Lines from a pipe"
    raise BackhaulError([Diagnostic("usage", message, help)])


def is_parquet(file: str) -> bool:
    """Whether a file is Parquet, by its name."""
    return Path(file).suffix.lower() in (".parquet", ".pq")


def json_lines(file: str) -> Found:
    """The lines of a file, each one record; blank ones are passed over."""
    with opened(file) as stream:
        for number, line, part in lines(stream, file):
            if isinstance(line, Diagnostic) or line.strip():
                yield Raw(file, number, line), part


def lines(stream: IO[bytes], file: str) -> Iterator[tuple[int, bytes | Diagnostic, float | None]]:
    """Every line with its number, and how far into the file it reaches; too long a one is a mistake."""
    size = 0 if file == "-" else os.fstat(stream.fileno()).st_size
    number = read = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        read += len(line)
        part = min(1.0, read / size) if size else None
        if len(line) <= LONGEST or line.endswith(b"\n"):
            yield number, line, part
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)
            read += len(line)
        message = f"the line is longer than {LONGEST >> 20} MiB"
        yield number, unreadable(file, number, message, "give one record a line"), part


def unreadable(file: str, line: int, message: str, help: str = "") -> Diagnostic:
    """The diagnostic of a record that cannot be read."""
    return Diagnostic("unreadable-record", message, help, Span(_name(file), line, 1))


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


@contextmanager
def opened(file: str) -> Iterator[IO[bytes]]:
    """A file, open for reading, or standard input; raises BackhaulError where it is none."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        # buffered by one longest line, so that reading is no slower than it must be
        stream = Path(file).open("rb", buffering=LONGEST)  # noqa: SIM115  # closed below
    except FileNotFoundError:
        folder = Path(file).parent
        beside = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        help = nearest(Path(file).name, beside)
        raise _refused("file-not-found", f"there is no file `{file}`", help) from None
    except IsADirectoryError:
        message = f"`{file}` is a directory, not a file"
        raise _refused("not-a-file", message, "name the files in it") from None
    except (OSError, ValueError) as failure:
        reason = (getattr(failure, "strerror", None) or "no path may hold such a character").lower()
        help = "give the path of a file"
        raise _refused("file-unreadable", f"`{file}` cannot be read: {reason}", help) from None
    with stream:
        yield stream


def _refused(code: str, message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic(code, message, help)])
