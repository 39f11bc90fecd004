"""Where in a document the facts stand that a source read out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from backhaul.frozen import frozen
from backhaul.sources.model import Query, Reading, Source
from backhaul.sources.paths import EACH, Path, PathReader

#: places that are told of one fact
MOST = 6


@frozen
class Chosen:
    """The reading that told a fact, and what its expressions found in the document."""

    reading: Reading
    found: tuple[object, ...]
    #: whether it is a local time that the clocks show twice
    twice: bool = False


@frozen
class Origin:
    """Where a fact stands, or what it was concluded from."""

    #: paths of the document, such as `order.data.orders[0].create_time`
    paths: tuple[str, ...]
    #: whether the value itself stands there; if not, it follows from what does
    stands: bool

    def to_dict(self) -> dict[str, object]:
        """The origin as JSON holds it."""
        return {"read_from" if self.stands else "concluded_from": list(self.paths)}


def origins(source: Source, document: object, chosen: Mapping[str, Chosen]) -> Mapping[str, Origin]:
    """For each fact that was read: where it stands in the document, or what it was concluded from."""
    reader = PathReader(source.parts)
    return {name: _origin(reader, document, each) for name, each in chosen.items()}


def _origin(reader: PathReader, document: object, chosen: Chosen) -> Origin:
    reading = chosen.reading
    queries = [query for query in (reading.read, reading.start, reading.before) if query]
    values = [(query, *reader.of(query)) for query in queries]
    places = [
        place
        for _, value, _ in values
        for path in sorted(value.paths)
        for place, held in _places(document, path)
        if any(_alike(held, found) for found in chosen.found)
    ]
    if places:
        return Origin(tuple(dict.fromkeys(places))[:MOST], stands=True)
    read = {path for _, _, paths in values for path in paths} | _paths(reader, reading.known_if)
    there = sorted({_bare(path) for path in read if path and any(_places(document, path))})
    # a path above another says less than that
    leaves = [p for p in there if not any(q != p and q[: len(p)] == p for q in there)]
    return Origin(tuple(map(_written, leaves))[:MOST], stands=False)


def _bare(path: Path) -> Path:
    """The path without steps into a list at its end."""
    while path and path[-1] == EACH:
        path = path[:-1]
    return path


def _paths(reader: PathReader, query: Query | None) -> frozenset[Path]:
    return reader.of(query)[1] if query else frozenset()


def _alike(held: object, found: object) -> bool:
    """Whether a value is this one; `true` is not 1."""
    if isinstance(held, int | Decimal) and isinstance(found, int | Decimal):
        return isinstance(held, bool) == isinstance(found, bool) and held == found
    if isinstance(held, int | str) and isinstance(found, int | str):
        # a text of digits that the expression made a number
        return not isinstance(held, bool) and str(held) == str(found)
    return type(held) is type(found) and held == found


def _places(value: object, path: Path, before: str = "") -> Iterator[tuple[str, object]]:
    """Every place of the document that a path leads to, and what stands there."""
    if not path:
        yield before, value
        return
    step, *rest = path
    below = tuple(rest)
    if step != EACH:
        if isinstance(value, Mapping) and step in value:
            yield from _places(value[step], below, f"{before}.{step}" if before else step)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, below, f"{before}[{index}]")
    else:
        yield from _places(value, below, before)


def _written(path: Iterable[str]) -> str:
    """A path with the places in lists left open."""
    found = ""
    for step in path:
        if step != EACH:
            found += f".{step}" if found else step
        elif not found.endswith(EACH):
            found += EACH
    return found
