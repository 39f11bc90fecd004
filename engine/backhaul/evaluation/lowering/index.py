"""Long ladders: the rules that the facts do not exclude are looked up, and only those are asked.

For a name that tells rules apart there is a table (`bitmaps`): its value, looked up, gives the rules that remain as
the bits of a number. The numbers are intersected, the name that excludes most first; what remains is asked in
order, where the tables do not settle its whole condition.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from operator import and_
from random import Random

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.bitmaps import MOST, Table, drawn, table
from backhaul.evaluation.lowering.expressions import Expressions
from backhaul.evaluation.lowering.regions import Parts, Region, Regions
from backhaul.evaluation.lowering.remainder import Answer, Remainder
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Kind, Type
from backhaul.language.model import Decision, Policy

#: rules from which on a ladder may have an index
FEWEST = 64
#: what things take, in nanoseconds: a rule in a chain that does not match, a rule that remains, and looking up
_CHAINED, _ASKED, _TRUTH, _VALUE, _BOUND = 14, 320, 55, 75, 200
#: cases that are tried to see what tables exclude: for three in four a rule is drawn that matches
_TRIALS = 24
#: tables between two looks at whether any rule remains
_AT_ONCE = 4


@frozen
class Chosen:
    """A name whose table is used."""

    name: str
    type: Type
    table: Table


def indexed(
    writer: Expressions, index: int, decision: Decision, answer: Answer
) -> list[ast.stmt] | None:
    """Statements that leave the first rule that matches in `r<index>`, or nothing where a chain is as fast."""
    ladder = decision.ladder
    count = next((k for k, rule in enumerate(ladder) if rule.condition is None), len(ladder))
    if count < FEWEST:
        return None
    regions = Regions(writer)
    parts = [regions.parts(rule.condition) for rule in ladder[:count] if rule.condition]
    chosen = _choice(parts, writer.policy)
    if not chosen:
        return None
    settled = {each.name for each in chosen if each.table.exact}
    rest = [_rest(found, whole, decision, k, settled) for k, (found, whole) in enumerate(parts)]
    default = count if count < len(ladder) else -1
    body = [s for each in chosen for s in writer.needed(nodes.Reference(each.name, each.type))]
    remainder = Remainder(writer, index, decision, rest, answer)
    return body + _search(writer, index, chosen, remainder, default)


def _rest(
    found: Mapping[str, Region],
    whole: list[nodes.Condition],
    decision: Decision,
    number: int,
    settled: set[str],
) -> tuple[nodes.Condition, ...]:
    """What is still to be asked of a rule that remains."""
    if settled.issuperset(found):
        return tuple(whole)
    condition = decision.rules[number].condition
    return (condition,) if condition else ()


def _choice(parts: list[Parts], policy: Policy) -> list[Chosen]:
    """The names whose tables pay, those that exclude most for their cost first; none where a chain is faster."""
    by_name: dict[str, dict[int, Region]] = {}
    for rule, (found, _) in enumerate(parts):
        for name, region in found.items():
            by_name.setdefault(name, {})[rule] = region
    count, room = len(parts), MOST
    random = Random(count)
    trials = [random.randrange(count) if trial % 4 else -1 for trial in range(_TRIALS)]
    tried: dict[str, tuple[Chosen, list[int]]] = {}
    for name in sorted(by_name, key=lambda name: -len(by_name[name])):
        made = table(by_name[name], count, _type(policy, name))
        room -= made.size
        if room < 0:
            break
        numbers = [drawn(made, by_name[name].get(rule), random) for rule in trials]
        tried[name] = Chosen(name, _type(policy, name), made), numbers
    return _paying(tried, count)


def _paying(tried: dict[str, tuple[Chosen, list[int]]], count: int) -> list[Chosen]:
    """Of the tables, with the number that each trial finds in them, those that pay."""
    left = [(1 << count) - 1] * _TRIALS
    asked, spent = _asking(left), 0.0
    chosen = []
    while tried:
        after = {
            name: _asking(map(and_, left, numbers)) + _cost(each.type, count)
            for name, (each, numbers) in tried.items()
        }
        best = min(after, key=after.__getitem__)
        if after[best] >= asked:
            break
        each, numbers = tried.pop(best)
        chosen.append(each)
        left = [*map(and_, left, numbers)]
        asked, spent = _asking(left), spent + _cost(each.type, count)
    return chosen if spent + asked < _CHAINED * count else []


def _asking(left: Iterable[int]) -> float:
    """What it takes on average to ask the rules that remain, up to the first that matches."""
    return sum(_ASKED * (number.bit_count() + 1) / 2 for number in left) / _TRIALS


def _cost(type: Type, count: int) -> float:
    look = {Kind.BOOLEAN: _TRUTH, Kind.TEXT: _VALUE, Kind.CHOICE: _VALUE}.get(type.kind, _BOUND)
    return look + count / 300


def _type(policy: Policy, name: str) -> Type:
    """The type of what stands under a name."""
    decision, _, output = name.partition(".")
    if output:
        return policy.decisions[decision].outputs[output].type
    return (policy.facts.get(name) or policy.parameters.get(name) or policy.definitions[name]).type


def _search(
    writer: Expressions, index: int, chosen: list[Chosen], remainder: Remainder, default: int
) -> list[ast.stmt]:
    """Statements that look up, intersect and ask."""
    left, rule, count = f"m{index}", f"r{index}", remainder.count
    looks = [_look(writer, each) for each in chosen]
    groups = [looks[at : at + _AT_ONCE] for at in range(0, len(looks), _AT_ONCE)]
    steps = [trees.kept(_both(groups[0]), left)]
    steps += [trees.kept(_both([trees.name(left), *group]), left) for group in groups[1:]]
    body: list[ast.stmt] = [ast.Expr(trees.every(steps))]
    # the first rule has the highest bit
    first = ast.BinOp(
        trees.constant(count), ast.Sub(), trees.method(trees.name(left), "bit_length")
    )
    if remainder.values_first:
        body.append(remainder.values())
    if remainder.settled:
        body.append(trees.assign(rule, first))
        if default != count:
            body.append(
                trees.when(
                    trees.no(trees.name(left)), [trees.assign(rule, trees.constant(default))]
                )
            )
    else:
        body.append(trees.assign(rule, trees.constant(default)))
        values = [] if remainder.values_first else [remainder.values()]
        loop = ast.While(trees.name(left), [*_ask(index, first, remainder)], [])
        body.append(trees.when(trees.name(left), [*values, loop]))
    return [*body, *remainder.computed()]


def _ask(index: int, first: ast.expr, remainder: Remainder) -> Iterator[ast.stmt]:
    """The first rule that remains is asked: it is the answer, or remains no longer."""
    left, candidate, question = f"m{index}", f"n{index}", f"q{index}"
    yield trees.assign(candidate, first)
    yield trees.assign(question, trees.item(remainder.questions(), trees.name(candidate)))
    answered = trees.call(trees.name(question), remainder.given)
    matches = trees.some([trees.is_none(trees.name(question)), answered])
    yield trees.when(matches, [trees.assign(f"r{index}", trees.name(candidate)), ast.Break()])
    last = trees.constant(remainder.count - 1)
    bit = ast.BinOp(
        trees.constant(1), ast.LShift(), ast.BinOp(last, ast.Sub(), trees.name(candidate))
    )
    rest = ast.BinOp(trees.name(left), ast.BitXor(), bit)
    yield trees.assign(left, rest)


def _both(numbers: list[ast.expr]) -> ast.expr:
    """The intersection."""
    whole = numbers[0]
    for number in numbers[1:]:
        whole = ast.BinOp(whole, ast.BitAnd(), number)
    return whole


def _look(writer: Expressions, chosen: Chosen) -> ast.expr:
    """The number under the value of a name."""
    found, kind = chosen.table, chosen.type.kind
    value, nullable = writer.value(nodes.Reference(chosen.name, chosen.type))
    if nullable and not isinstance(value, ast.Name):
        writer.kept += 1
        value = trees.kept(value, f"x{writer.kept}")
    again = trees.again(value)
    there: ast.expr
    if found.cuts is not None:
        numbers = writer.constant("b", found.numbers)
        bisect = writer.constant("b", bisect_right)
        there = trees.item(numbers, trees.call(bisect, writer.constant("b", found.cuts), again))
    elif kind is Kind.BOOLEAN:
        true, false = (writer.constant("b", found.numbers[each]) for each in (True, False))
        there = ast.IfExp(again, true, false)
    elif kind is Kind.CHOICE:
        there = trees.item(writer.constant("b", found.numbers), again)
    else:
        get = writer.constant("b", found.numbers.get)
        there = trees.call(get, again, writer.constant("b", found.other))
    if not nullable:
        return there
    return ast.IfExp(trees.is_none(value), writer.constant("b", found.absent), there)
