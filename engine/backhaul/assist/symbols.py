"""What has a name in a text, where it is declared and where it is named, also in a text that is wrong elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal
from weakref import WeakKeyDictionary

from backhaul.assist.places import Position, TextRange
from backhaul.assist.reading import Reading
from backhaul.diagnostics import Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar, entries, mapping, maps, text
from backhaul.frozen import frozen
from backhaul.language.checker import Examined
from backhaul.language.decision_tables import written_rules

#: a `name` is one of those that share their names: a fact, parameter, calendar, zone, definition or decision
What = Literal["name", "output", "clause", "type", "rule", "constraint", "invariant"]


@frozen
class Symbol:
    """Something with a name; that of an output or a rule stands behind its decision's and a point."""

    what: What
    name: str

    @property
    def own(self) -> str:
        """Its name as it is written where it is declared."""
        return self.name.partition(".")[2] if self.what in ("output", "rule") else self.name


@frozen
class Occurrence:
    """A place where something is declared or named."""

    symbol: Symbol
    at: TextRange
    declares: bool = False


#: of a reading, as long as somebody has it
_made: WeakKeyDictionary[Reading, tuple[Occurrence, ...]] = WeakKeyDictionary()


def occurrences(reading: Reading) -> tuple[Occurrence, ...]:
    """Every place where something is declared or named, in the order of the file, each once."""
    known = _made.get(reading)
    if known is None:
        known = _made[reading] = _occurrences(reading)
    return known


def _occurrences(reading: Reading) -> tuple[Occurrence, ...]:
    if reading.standing is None:
        return ()
    if reading.examined:
        every = _of_policy(reading, reading.examined, reading.standing.root)
    else:
        every = _of_other(reading, reading.standing.root)
    places: dict[tuple[Symbol, TextRange], Occurrence] = {}
    for each in every:
        if each.declares or (each.symbol, each.at) not in places:
            places[each.symbol, each.at] = each
    return tuple(sorted(places.values(), key=lambda o: (o.at.start.line, o.at.start.column)))


def at_position(reading: Reading, position: Position) -> Occurrence | None:
    """What is declared or named at a place, the shorter of two."""
    here = [each for each in occurrences(reading) if each.at.has(position)]
    return min(here, key=lambda each: each.at.end.column - each.at.start.column, default=None)


def _place(reading: Reading, span: Span, name: str, *, last: bool = False) -> TextRange | None:
    """Where a name stands in the piece that a span covers, its first place or its last."""
    line = reading.lines[span.line - 1] if 0 < span.line <= len(reading.lines) else ""
    first = max(0, span.column - 1)
    forms = list(
        re.finditer(
            rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])",
            line[first : first + max(span.length, len(name))],
        )
    )
    if not forms:
        return None
    start = first + forms[-1 if last else 0].start() + 1
    return TextRange(Position(span.line, start), Position(span.line, start + len(name)))


def _named(
    reading: Reading, what: What, name: str, span: Span, *, declares: bool = False
) -> Iterator[Occurrence]:
    """The occurrences of a name in a span: a decision and its output are two."""
    symbol = Symbol(what, name)
    if what == "name" and "." in name:
        decision, _, output = name.partition(".")
        yield from _named(reading, "name", decision, span)
        if at := _place(reading, span, output, last=True):
            yield Occurrence(Symbol("output", name), at)
    elif at := _place(reading, span, symbol.own):
        yield Occurrence(symbol, at, declares)


def _of_policy(reading: Reading, examined: Examined, root: MapNode) -> Iterator[Occurrence]:
    for name, meaning in examined.scope.meanings.items():
        if meaning.span:
            what: What = "output" if meaning.role == "output" else "name"
            yield from _named(reading, what, name, meaning.span, declares=True)
    for used, name, span in examined.scope.uses:
        yield from _named(reading, used, name, span)
    source = mapping(root.get("source"))
    for name, key, _ in entries(source.get("clauses") if source else None):
        yield from _named(reading, "clause", name, key.span, declares=True)
    for name, key, _ in entries(root.get("types")):
        yield from _named(reading, "type", name, key.span, declares=True)
    for section, kind in _STATED:
        for stated in maps(root.get(section)):
            if (id := text(place := stated.get("id"))) and place:
                yield from _named(reading, kind, id, place.span, declares=True)
    for name, _, node in entries(root.get("decisions")):
        if isinstance(node, MapNode):
            yield from _of_decision(reading, name, node)


_STATED: Sequence[tuple[str, What]] = (("constraints", "constraint"), ("invariants", "invariant"))


def _of_decision(reading: Reading, decision: str, node: MapNode) -> Iterator[Occurrence]:
    """The rules of a decision, and where they name its outputs."""
    outputs = {name for name, _, _ in entries(node.get("outputs"))}
    table, otherwise = mapping(node.get("table")), mapping(node.get("otherwise"))
    rules = (*written_rules(node), *((otherwise,) if otherwise else ()))
    for rule in rules:
        if (id := text(place := rule.get("id"))) and place:
            yield from _named(reading, "rule", f"{decision}.{id}", place.span, declares=True)
        # in a table the columns name the outputs
        for name, key, _ in entries(rule.get("then") if not table or rule is otherwise else None):
            if name in outputs:
                yield from _named(reading, "output", f"{decision}.{name}", key.span)
    columns = table.get("outputs") if table else None
    for column in columns.items if isinstance(columns, ListNode) else ():
        if (name := text(column) or "") in outputs:
            yield from _named(reading, "output", f"{decision}.{name}", column.span)


def _of_other(reading: Reading, root: MapNode) -> Iterator[Occurrence]:
    """What a case, source or clauses file names of its policy."""
    for path, scalar in _scalars((), root):
        if reading.kind == "cases" and path[2:4] == ("table", "rows"):
            path = _under_its_column(root, path)  # noqa: PLW2901
        for what, name in _meant(reading.kind, path, str(scalar.value)):
            yield from _named(reading, what, name, scalar.span)


def _under_its_column(root: MapNode, path: Path) -> Path:
    """The path of a cell as if what it says stood in the case itself."""
    cases, (_, case, _, _, _, column, *rest) = (
        root.get("cases"),
        (*path, None, None)[: max(6, len(path))],
    )
    entry = cases.items[case] if isinstance(cases, ListNode) and isinstance(case, int) else None
    table = mapping(entry.get("table")) if isinstance(entry, MapNode) else None
    columns = table.get("columns") if table else None
    if (
        not isinstance(columns, ListNode)
        or not isinstance(column, int)
        or column >= len(columns.items)
    ):
        return path
    name = text(columns.items[column]) or ""
    below = ("without",) if name == "without" else ("expect", *name.split("."))
    return ("cases", case, *below, *rest)


#: keys, and places in lists; what stands behind the path of a key, so that it is not taken for its value
Path = tuple[str | int | None, ...]
KEY = None


def _scalars(path: Path, node: Node) -> Iterator[tuple[Path, Scalar]]:
    """Every key and every value with its path."""
    match node:
        case Scalar():
            yield path, node
        case ListNode():
            for index, item in enumerate(node.items):
                yield from _scalars((*path, index), item)
        case MapNode():
            for name, key, value in entries(node):
                yield (*path, name, KEY), key
                yield from _scalars((*path, name), value)


def _meant(kind: str, path: Path, written: str) -> Iterator[tuple[What, str]]:
    """What a key or a value of such a path names."""
    match kind, *path:
        case ["source", "facts", str(name), None]:
            yield "name", name
        case ["source", *_, "local"]:
            yield "name", written
        case ["clauses", "why", str(name), None]:
            yield "clause", name
        case ["cases", "facts", str(name), None] | [
            "cases",
            "cases",
            int(),
            "facts",
            str(name),
            None,
        ]:
            yield "name", name
        case ["cases", "cases", int(), "without", int()]:
            yield "name", written
        case ["cases", "cases", int(), "table", "columns", int()]:
            yield from _column(written)
        case ["cases", "cases", int(), "expect", *rest]:
            yield from _expected(rest, written)
        case _:
            pass


def _expected(path: list[str | int | None], written: str) -> Iterator[tuple[What, str]]:
    """What is named below `expect`."""
    match path:
        case ["facts", str(name), None]:
            yield "name", name
        case ["needs" | "unknown", int()]:
            yield "name", written
        case ["rules" | "outcome" | "possible", str(name), None]:
            yield "name", name
        case ["rules", str(name)] | ["rules", str(name), int()] if written != "None":
            yield "rule", f"{name}.{written}"
        case ["outcome" | "possible", str(name), str(output), None]:
            yield "output", f"{name}.{output}"
        case ["outcome", str(name), int(), str(output), None]:
            yield "output", f"{name}.{output}"
        case _:
            pass


def _column(written: str) -> Iterator[tuple[What, str]]:
    """What a column of a table of cases names."""
    first, *rest = written.split(".")
    if first in ("facts", "rules") and len(rest) == 1:
        yield "name", rest[0]
    elif first in ("outcome", "possible") and rest:
        yield "name", ".".join(rest)
    elif len(rest) < 2 and first not in _OF_CASES:
        yield "name", written


_OF_CASES = frozenset(
    ("name", "without", "versions", "status", "needs", "refused", "exact", "says", "explains")
)
