"""A table of what stands under each value of a name, and the expression that looks a value up in it."""

from __future__ import annotations

import ast
from array import array
from bisect import bisect_right
from random import Random
from typing import Any

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.evaluation.lowering.regions import Named, Region, Spans
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Kind, Type

#: whole numbers between the first and the last bound that are listed one by one
_LISTED = 16_384


@frozen
class LookupTable:
    """What stands under the values of one name."""

    #: by value, or a list with one for each interval between `cuts`
    entries: Any
    #: for values that are not in it, and where the name is absent
    other: Any
    absent: Any
    #: where intervals begin; None: the values have no order
    cuts: list[Any] | None
    #: whether the entries say exactly what the rules ask of the name
    exact: bool
    #: their bytes
    size: int


@frozen
class Chosen:
    """A name whose table is used."""

    name: str
    type: Type
    table: LookupTable


def drawn(table: LookupTable, region: Region | None, random: Random) -> Any:
    """The entry of a value in a region, or of any value."""
    if isinstance(region, Named) and region.inside and region.names:
        return table.entries.get(random.choice(sorted(region.names, key=str)), table.other)
    if isinstance(region, Spans) and table.cuts is not None:
        begins = region.cuts[region.first :: 2]
        place = bisect_right(table.cuts, random.choice(begins)) if begins else 0
        return table.entries[place]
    if table.cuts is not None:
        return random.choice(table.entries)
    return random.choice([*table.entries.values(), table.other])


def look(writer: Expressions, chosen: Chosen) -> ast.expr:
    """The entry for the value of a name."""
    found, kind = chosen.table, chosen.type.kind
    value, nullable = writer.value(nodes.Reference(chosen.name, chosen.type))
    if not isinstance(value, ast.Name):
        writer.kept += 1
        value = trees.kept(value, f"x{writer.kept}")
    # the local is set by what is worked out first
    again = trees.again(value)
    first = again if nullable else value
    there: ast.expr
    if found.cuts is not None:
        there = _interval(writer, found, first, again)
    elif kind is Kind.BOOLEAN:
        true, false = (
            writer.constant("b", found.entries.get(each, found.other)) for each in (True, False)
        )
        there = ast.IfExp(first, true, false)
    elif kind is Kind.CHOICE and all(choice in found.entries for choice in chosen.type.choices):
        there = trees.item(writer.constant("b", found.entries), first)
    else:
        get = writer.constant("b", found.entries.get)
        there = trees.call(get, first, writer.constant("b", found.other))
    if not nullable:
        return there
    return ast.IfExp(trees.is_none(value), writer.constant("b", found.absent), there)


def _interval(
    writer: Expressions, found: LookupTable, first: ast.expr, again: ast.expr
) -> ast.expr:
    """The entry of the interval that holds a value."""
    cuts = found.cuts or []
    entries = writer.constant("b", found.entries)
    if not cuts:
        return trees.item(entries, trees.constant(0))
    bisect = writer.constant("b", bisect_right)
    by_cuts = trees.call(bisect, writer.constant("b", cuts), first)
    if not isinstance(cuts[0], int) or not len(cuts) < cuts[-1] - cuts[0] <= _LISTED:
        return trees.item(entries, by_cuts)
    # few whole numbers: what lies before and after them all is asked last
    low, high = cuts[0], cuts[-1]
    places, place = array("H"), 0
    for number in range(low, high):
        while place < len(cuts) and cuts[place] <= number:
            place += 1
        places.append(place)
    within = ast.Compare(trees.constant(low), [ast.LtE(), ast.Lt()], [first, trees.constant(high)])
    offset = ast.BinOp(again, ast.Sub(), trees.constant(low))
    inside = trees.item(entries, trees.item(writer.constant("b", places), offset))
    ends = (writer.constant("b", found.entries[end]) for end in (0, -1))
    before = trees.compared(again, ast.Lt(), trees.constant(low))
    return ast.IfExp(within, inside, ast.IfExp(before, *ends))
