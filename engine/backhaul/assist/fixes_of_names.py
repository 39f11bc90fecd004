"""What mends a name or a value: another name, quotes, and what is too much taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backhaul.assist.fixing import (
    line_of,
    node_at,
    nodes,
    replaced,
    under_key,
    without_entry,
    written,
)
from backhaul.assist.places import Position, TextEdit, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.schemas import keys_at
from backhaul.assist.trail import trail
from backhaul.assist.ways import DELETE, QUOTE, RENAME, SWAP, WRITE, Mending
from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar, text
from backhaul.document.repairs import in_quotes


def _span(found: Diagnostic) -> Span:
    assert found.span is not None  # noqa: S101 - who asks has looked
    return found.span


def _root(reading: Reading) -> MapNode:
    assert reading.standing is not None  # noqa: S101 - who asks has looked
    return reading.standing.root


def deleted(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """The entry at a diagnostic taken out; where it is the only one, what it stands in."""
    root = _root(reading)
    span: Span | None = _span(found)
    while span is not None and (around := _around(root, span)) is not None:
        node, size = around
        if size > 1 or node is root:
            break
        span = next(
            (
                k.span
                for each in nodes(root)
                if isinstance(each, MapNode)
                for k, v in each.entries
                if v is node
            ),
            None,
        )
    if span is not None and (edit := without_entry(reading, span)) is not None:
        yield Mending(DELETE, (edit,))


def _around(root: MapNode, span: Span) -> tuple[Node, int] | None:
    """The list or mapping in which an entry begins at a span, and how many entries it has."""
    if (here := under_key(root, span)) is not None:
        return here[0], len(here[0].entries)
    for each in nodes(root):
        items = each.items if isinstance(each, ListNode) else ()
        if any(_same(item.span, span) for item in items):
            return each, len(items)
    return None


def _same(one: Span, other: Span) -> bool:
    return (one.line, one.column) == (other.line, other.column)


def _empty(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """What is empty taken out, but for choices, which a choice needs."""
    if written(_span(found)) not in ("choices", "facts", "outputs", "cases", "columns", "rows"):
        yield from deleted(reading, found)


def _twice(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A key that stands twice taken out, or called otherwise where it is a name."""
    span = _span(found)
    if edit := without_entry(reading, span):
        yield Mending(DELETE, (edit,))
    here = trail(reading.lines, TextRange.of(span).start)
    name = written(span).strip("\"'")
    if (
        here
        and name not in keys_at(reading.kind, here.path)
        and re.fullmatch("[a-z][a-z0-9_]*", name)
    ):
        yield Mending(RENAME, (replaced(span, f"{name}_2"),), name=f"{name}_2")


def _again(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """Another id for what is called as something before it; of a choice that stands twice, one less."""
    span = _span(found)
    name = written(span).strip("\"'")
    here = node_at(_root(reading), span)
    line = line_of(reading, span.line)
    where = trail(reading.lines, TextRange.of(span).start)
    valued = under_key(_root(reading), span)
    if valued and name in ("id", "name") and isinstance(valued[1], Scalar):
        span, name = valued[1].span, text(valued[1]) or ""
    if where and re.search(r"[\[,]\s*$", line[: span.column - 1]) and here is None:
        if where.path[-2:-1] == ("choices",):
            yield from deleted(reading, found)
    elif re.fullmatch(r"[a-z][\w.-]*", name):
        yield Mending(RENAME, (replaced(span, f"{name}-2"),), name=f"{name}-2")
    elif name:
        edit = replaced(span, in_quotes(f"{name} (2)"))
        yield Mending(RENAME, (edit,), name=f"{name} (2)")


def _taken(_reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    name = written(_span(found)).strip("\"'")
    if re.fullmatch(r"[a-z][a-z0-9_]*", name):
        yield Mending(RENAME, (replaced(_span(found), f"{name}_2"),), name=f"{name}_2")


def _name_in_quotes(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A name in double quotes as a text, or as the name that it is."""
    span, line = _span(found), line_of(reading, _span(found).line)
    here = trail(reading.lines, TextRange.of(span).start)
    inner = written(span).strip('\\"')
    if here:
        shown = f"''{inner}''" if here.quote == "'" else f"'{inner}'"
        end = span.column - 1 + span.length
        first = span.column - 1 - (line[span.column - 2 : span.column - 1] == "\\")
        edit = TextEdit(
            TextRange(Position(span.line, first + 1), Position(span.line, end + 1)), shown
        )
        yield Mending(WRITE, (edit,), preferred=True, name=shown)


def _text_or_name(_reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    name = "" if found.edits else written(_span(found))
    if name and name[0] not in "\"'":
        yield Mending(QUOTE, (replaced(_span(found), f'"{name}"'),), preferred=True)


def _exchanged(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """Two texts that stand behind each other's language."""
    for node in nodes(_root(reading)):
        en, zh = (node.get("en"), node.get("zh")) if isinstance(node, MapNode) else (None, None)
        if (
            not isinstance(en, Scalar)
            or not isinstance(zh, Scalar)
            or not _same(zh.span, _span(found))
        ):
            continue
        if re.search("[\u4e00-\u9fff]", str(en.value)):
            both = (replaced(en.span, written(zh.span)), replaced(zh.span, written(en.span)))
            yield Mending(SWAP, both, preferred=True)


def _offset(_reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A time with the offset that it lacks: UTC, since no other is known."""
    inner = written(_span(found)).strip("\"'")
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", inner):
        shown = written(_span(found)).replace(inner, f"{inner}Z")
        yield Mending(WRITE, (replaced(_span(found), shown),), name=f"{inner}Z")


def _ends(_reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A range with its ends exchanged."""
    if ends := re.fullmatch(
        r"([\"'(\[]*)([^.]+(?:\.\d+)?)\.\.([^.]+?(?:\.\d+)?)([\"')\]]*)", written(_span(found))
    ):
        low, high = ends[2].strip(), ends[3].strip()
        if not (re.fullmatch(r"-?[\d.]+", low) and re.fullmatch(r"-?[\d.]+", high)):
            return
        if float(low) <= float(high):
            return
        turned = f"{ends[1]}{ends[3]}..{ends[2]}{ends[4]}"
        yield Mending(WRITE, (replaced(_span(found), turned),), preferred=True, name=turned)


BY_CODE: dict[str, Callable[[Reading, Diagnostic], Iterator[Mending]]] = {
    "duplicate-id": _again,
    "duplicate-key": _twice,
    "name-taken": _taken,
    "quoted-name": _name_in_quotes,
    "text-or-name": _text_or_name,
    "wrong-language": _exchanged,
    "naive-instant": _offset,
    "bad-range": _ends,
    "too-few": _empty,
    **dict.fromkeys(
        (
            *("unused-fact", "unused-parameter", "unused-definition", "unused-calendar"),
            *("unused-zone", "unused-type", "choices-misplaced", "needless-rest"),
            *("holiday-outside-calendar", "never-looked-at", "nothing-to-take", "misplaced-key"),
            *("missing-value", "merge-key"),
        ),
        deleted,
    ),
}
