"""Expressions with a name: worked out once, in order, read as `parts.NAME`."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from sources.desk import Desk, underlined

PARTS = """\
parts:
  events: "list[?code == 'X']"
  last: "parts.events[-1]"
  late: "parts.last.at > `5`"
"""
DOCUMENT = {"list": [{"code": "X", "at": 3}, {"code": "Y", "at": 9}, {"code": "X", "at": 7}]}


def test_readings_and_later_parts_read_what_a_part_found(desk: Desk) -> None:
    facts = "  count: {read: parts.last.at}\n  flag: {read: parts.late}\n"
    facts += "  note: {read: list, known_if: parts.nothing}\n"
    told = desk.read(DOCUMENT, facts, PARTS + "  nothing: nowhere\n")

    assert told == {"count": 7, "flag": True}


def test_conditions_and_the_ends_of_bounds_read_parts_too(desk: Desk) -> None:
    reading = "{between: {from: parts.last.at, before: parts.last.until}, known_if: parts.late}"

    assert desk.told(DOCUMENT, reading, before=PARTS) == {"from": 7}
    assert desk.told({"list": []}, reading, before=PARTS) is ...


def test_each_part_is_worked_out_once(desk: Desk) -> None:
    class Counted(dict[str, object]):
        asked = 0

        def get(self, key: str, default: object = None) -> object:
            Counted.asked += 1
            return super().get(key, default)

    facts = "".join(f"  {fact}: {{read: parts.one}}\n" for fact in ("count", "flag", "note"))

    assert len(desk.read({"a": Counted(b=1)}, facts, "parts: {one: a.b}\n")) == 3
    assert Counted.asked == 1


def test_a_part_that_finds_nothing_is_null(desk: Desk) -> None:
    assert desk.told({}, "[{read: parts.last.at}, {read: '`1`'}]", before=PARTS) == 1


def test_the_parts_of_the_source_hide_those_of_the_document(desk: Desk) -> None:
    document = {"parts": {"one": 1}, "a": 2}

    assert desk.told(document, "{read: parts.one}", before="parts: {one: a}\n") == 2
    assert document == {"parts": {"one": 1}, "a": 2}


def test_elements_may_have_parts_of_their_own(desk: Desk) -> None:
    reading = '{read: "list[?parts.size == `2`].parts.size | [0]"}'

    assert desk.told({"list": [{"parts": {"size": 2}}]}, reading, before=PARTS) == 2


def test_a_part_that_cannot_be_applied_refuses_the_document_with_its_name(desk: Desk) -> None:
    parts = "parts:\n  one: a\n  two: length(a)\n  three: keys(parts.two)\n"
    (refusal,) = desk.refused({"a": 5}, "  count: {read: b}\n", parts)

    assert refusal.code == "unreadable-document"
    assert refusal.message.startswith("part `two`: the expression cannot be applied")
    assert (refusal.fact, underlined(refusal)) == (None, "length(a)")


@pytest.mark.parametrize("document", [None, [], [1], "x", 5, True])
def test_a_source_with_parts_reads_mappings_only(desk: Desk, document: object) -> None:
    (refusal,) = desk.refused(document, "  count: {read: parts.late}\n", PARTS)

    assert (refusal.code, refusal.message) == ("unreadable-document", "the document is no mapping")


def test_any_mapping_is_a_document(desk: Desk) -> None:
    document: Mapping[str, object] = MappingProxyType(DOCUMENT)

    assert desk.told(document, "{read: parts.last.at}", before=PARTS) == 7
