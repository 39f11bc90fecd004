"""A source that was checked: for every fact, the readings that are tried in turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from backhaul.diagnostics import Span
from backhaul.frozen import frozen
from backhaul.language.zones import Zone

Convert = Literal[
    "epoch_seconds", "epoch_millis", "datetime", "date", "integer", "decimal", "boolean"
]


@frozen
class Query:
    """A JMESPath expression, as written and compiled."""

    text: str
    compiled: Any
    span: Span


@frozen
class Reading:
    """One way to read a fact out of a document."""

    #: one expression, or the two ends of bounds
    read: Query | None
    start: Query | None
    before: Query | None
    known_if: Query | None
    convert: Convert | None
    #: where times without an offset are local, and where the day of a time is counted
    local: Zone | None
    table: Mapping[str, object] | None
    #: whether `empty_is` is given, and its value
    has_empty: bool
    empty_is: object
    span: Span


@frozen
class Section:
    """A key of the document, such as one answer of the platform."""

    name: str
    #: asked of the section itself: whether it is an answer at all; what else it says
    answer_if: Query | None
    shows: Query | None
    #: asked of the document: whether anything in the section was understood
    understood_if: Query | None


@frozen
class Remark:
    """Something that is said of a section where an expression finds it."""

    about: str
    where: Query
    says: Mapping[str, str]


@frozen
class Source:
    """All readings of a platform's document."""

    name: str
    policy: str
    #: expressions with a name, read by the others as `parts.name`; in file order
    parts: Mapping[str, Query]
    facts: Mapping[str, tuple[Reading, ...]]
    #: the keys that a document may have; none where the source does not say
    sections: Mapping[str, Section]
    remarks: tuple[Remark, ...]
    #: by name, each with its place
    tables: Mapping[str, tuple[Mapping[str, object], Span]]
