"""The facts of one case, read and checked: what is out of the ordinary ends the function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from operator import itemgetter

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import UNITS, USUAL, Clock, Count, Domain
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.evaluation.lowering.quick_values import quick_reader
from backhaul.evaluation.lowering.safe_ranges import SafeRanges
from backhaul.language.kinds import SECOND, Kind
from backhaul.language.model import Fact
from backhaul.language.values import MAX_TEXT

#: facts from which on taking all at once is quicker than one by one; with fewer it is slower
_MANY = 17
#: the same where they are kept
_MANY_KEPT = 8
#: this century, in microseconds since 1970
_CENTURY = (946_684_800 * SECOND, 4_102_444_800 * SECOND - 1)
#: the local with all facts as they are given, where they are kept
TAKEN = "taken"


def validation(
    writer: Expressions, ranges: SafeRanges, unlike: ast.expr, *, keep: bool
) -> Iterator[ast.stmt]:
    """Statements that leave every fact in its local, as the domain holds it.

    *unlike*: what else gives up; *keep*: all facts are kept as they are given, too.
    """
    facts = trees.name("facts")
    yield trees.give_up_if(unlike)
    count = trees.compared(
        trees.call(trees.name("len"), facts), ast.NotEq(), trees.constant(len(writer.facts))
    )
    yield trees.give_up_if(count)
    every: ast.expr
    if len(writer.facts) >= (_MANY_KEPT if keep else _MANY):
        every = trees.call(writer.constant("i", itemgetter(*writer.facts)), facts)
    else:
        every = trees.several([trees.item(facts, trees.constant(name)) for name in writer.facts])
    locals = [ast.Name(local, ast.Store()) for local in writer.facts.values()]
    whole = [ast.Name(TAKEN, ast.Store())] if keep else []
    take = ast.Assign([*whole, ast.Tuple([*locals], ast.Store())], every)
    # names of a foreign type may raise anything where they are compared
    raised = ast.ExceptHandler(trees.name("Exception"), None, [ast.Raise(trees.name("ValueError"))])
    yield ast.Try([take], [raised], [], [])
    together: dict[tuple[int, int], list[Fact]] = {}
    for fact in writer.policy.facts.values():
        if fact.type.kind is Kind.DATETIME and isinstance(writer.domain, Clock):
            together.setdefault(ranges.limits(fact), []).append(fact)
        else:
            yield from _if_present(writer, fact, [*_checks(writer, ranges, fact)])
    for facts_alike in together.values():
        yield _instants(writer, ranges, facts_alike)


def _if_present(writer: Expressions, fact: Fact, body: list[ast.stmt]) -> list[ast.stmt]:
    there = trees.is_not_none(trees.name(writer.facts[fact.name]))
    return [trees.when(there, body)] if fact.optional else body


def _checks(writer: Expressions, ranges: SafeRanges, fact: Fact) -> Iterator[ast.stmt]:
    local = writer.facts[fact.name]
    value = trees.name(local)
    match fact.type.kind:
        case Kind.BOOLEAN:
            tests = [
                trees.compared(value, ast.IsNot(), trees.constant(value=each))
                for each in (True, False)
            ]
            yield trees.give_up_if(trees.every(tests))
        case Kind.CHOICE:
            choices = writer.shared("k", frozenset(fact.type.choices))
            other = trees.compared(value, ast.NotIn(), choices)
            yield trees.give_up_if(trees.some([trees.is_no("str", value), other]))
        case Kind.INTEGER:
            yield _whole(value, *ranges.limits(fact))
        case Kind.DATETIME:
            yield from _counted(writer.domain, ranges, fact, local)
        case Kind.TEXT:
            given = trees.call(trees.name("read"), value, writer.constant("t", fact.type))
            unlike = [
                trees.is_no("str", value),
                trees.no(trees.method(value, "isascii")),
                trees.compared(
                    trees.call(trees.name("len"), value), ast.Gt(), trees.constant(MAX_TEXT)
                ),
            ]
            read = [trees.assign(local, given), trees.give_up_if(trees.is_no("str", value))]
            yield trees.when(trees.some(unlike), read)
        case kind:
            given = trees.call(trees.name("read"), value, writer.constant("t", fact.type))
            if kind is not Kind.DURATION:
                given = trees.call(writer.shared("t", quick_reader(fact.type)), value)
            yield trees.assign(local, given)
            yield _whole(value, *ranges.limits(fact))
            if kind is Kind.DURATION and isinstance(writer.domain, Clock):
                lowered = writer.constant("h", lambda held: Clock().lowered(Kind.DURATION, held))
                yield trees.assign(local, trees.call(lowered, value))


def _instants(writer: Expressions, ranges: SafeRanges, facts: list[Fact]) -> ast.stmt:
    """Instants as datetimes: all at once where each is of the usual form and in this century, else one by one.

    Written side by side, with a character between each two, such texts have the same at every third place from the
    second, and a two at every twenty-first. Any other text that has, `parse_utc` refuses.
    """
    low, high = ranges.limits(facts[0])
    ends = [writer.literal(Kind.DATETIME, end) for end in (low, high)]
    tests = [trees.constant(value=low <= _CENTURY[0] and _CENTURY[1] <= high)]
    row, quick, other = list[ast.expr](), list[ast.stmt](), list[ast.stmt]()
    for fact in facts:
        local = writer.facts[fact.name]
        value: ast.expr = trees.name(local)
        text = value
        is_text: ast.expr = trees.is_type("str", value)
        if fact.optional:
            is_text = trees.some([is_text, trees.is_none(value)])
            text = trees.some([value, trees.constant(USUAL)])
        tests.append(is_text)
        row += [ast.FormattedValue(text, -1, None), ast.Constant(" ")]
        read = trees.assign(local, trees.call(trees.name("parse_utc"), value))
        quick += _if_present(writer, fact, [read])
        # what is no text, `parse` refuses before anything of its own runs
        read = trees.assign(local, trees.call(trees.name("parse"), value))
        outside = trees.give_up_if(trees.no(trees.between(ends[0], value, ends[1])))
        other += _if_present(writer, fact, [read, outside])
    texts = trees.kept(ast.JoinedStr(row[:-1]), "texts")
    marks = trees.item(texts, trees.name("marks"))
    tests.append(trees.compared(marks, ast.Eq(), trees.constant(USUAL[1::3] * len(facts))))
    millennia = trees.item(trees.again(texts), trees.name("millennia"))
    tests.append(trees.compared(millennia, ast.Eq(), trees.constant(USUAL[0] * len(facts))))
    return trees.when(trees.every(tests), quick, other)


def _counted(domain: Domain, ranges: SafeRanges, fact: Fact, local: str) -> Iterator[ast.stmt]:
    """An instant as a whole number of units."""
    value = trees.name(local)
    low, high = ranges.limits(fact)
    match domain:
        case Count(unit=1):
            read = [
                trees.assign(local, trees.call(trees.name("instant"), value)),
                _whole(value, low, high),
            ]
            if not fact.form:
                yield from read
                return
            unit = UNITS[fact.form]
            times = ast.BinOp(value, ast.Mult(), trees.constant(unit))
            whole = [_within(value, -(-low // unit), high // unit), trees.assign(local, times)]
            yield trees.when(trees.is_no("int", value), read, whole)
        case Count(unit=unit):
            yield _whole(value, -(-low // unit), high // unit)


def _whole(value: ast.expr, low: int, high: int) -> ast.stmt:
    outside = trees.no(trees.between(trees.constant(low), value, trees.constant(high)))
    bits = high.bit_length()
    if (low, high) == (-(1 << bits), (1 << bits) - 1):
        # most numbers are not negative, and of those one shift tells
        shifted = ast.BinOp(value, ast.RShift(), trees.constant(bits))
        outside = trees.every([shifted, outside])
    return trees.give_up_if(trees.some([trees.is_no("int", value), outside]))


def _within(value: ast.expr, low: int, high: int) -> ast.stmt:
    return trees.give_up_if(
        trees.no(trees.between(trees.constant(low), value, trees.constant(high)))
    )
