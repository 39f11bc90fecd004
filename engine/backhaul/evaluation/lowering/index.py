"""Long ladders: the rules that the facts do not exclude are looked up, and only those are asked, in order.

A value, looked up in the table of its name, gives the rules that remain: as the bits of a number, and the numbers of
several names are intersected; or as a list, where each rule stands in the lists of one name. What the tables do
not settle of a rule's condition is asked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.expressions import Expressions
from backhaul.evaluation.lowering.looking import Chosen, look
from backhaul.evaluation.lowering.plans import Plan, plan
from backhaul.evaluation.lowering.regions import Regions
from backhaul.evaluation.lowering.remainder import Answer, Remainder
from backhaul.language import nodes
from backhaul.language.model import Decision

#: rules from which on a ladder may have an index
FEWEST = 64
#: tables between two looks at whether any rule remains
_AT_ONCE = 4


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
    found = plan(parts, writer.policy)
    if found is None:
        return None
    rest = [part.unsettled(names) for part, names in zip(parts, found.settled, strict=True)]
    default = count if count < len(ladder) else -1
    body = [s for each in found.chosen for s in writer.needed(_reference(each))]
    remainder = Remainder(writer, index, decision, rest, answer)
    values = [remainder.values()] if remainder.values_first else []
    search = _intersected if found.intersected else _filed
    return [
        *body,
        *values,
        *search(writer, index, found, remainder, default),
        *remainder.computed(),
    ]


def _reference(chosen: Chosen) -> nodes.Reference:
    return nodes.Reference(chosen.name, chosen.type)


def _filed(
    writer: Expressions, index: int, found: Plan, remainder: Remainder, default: int
) -> Iterator[ast.stmt]:
    """The lists are put together and their rules asked in order."""
    left, candidate = f"m{index}", f"n{index}"
    lists: list[ast.expr] = [ast.Starred(look(writer, each), ast.Load()) for each in found.chosen]
    if found.always:
        lists.append(ast.Starred(writer.constant("b", found.always), ast.Load()))
    yield trees.assign(left, ast.List(lists, ast.Load()))
    yield trees.assign(f"r{index}", trees.constant(default))
    values = [] if remainder.values_first else [remainder.values()]
    sort = ast.Expr(trees.method(trees.name(left), "sort"))
    matches = _matches(index, remainder)
    answer = [trees.assign(f"r{index}", trees.name(candidate)), ast.Break()]
    loop = ast.For(
        ast.Name(candidate, ast.Store()), trees.name(left), [trees.when(matches, answer)], []
    )
    yield trees.when(trees.name(left), [*values, sort, loop])


def _intersected(
    writer: Expressions, index: int, found: Plan, remainder: Remainder, default: int
) -> Iterator[ast.stmt]:
    """The numbers are intersected, and the rules of what remains asked in order."""
    left, rule, count = f"m{index}", f"r{index}", remainder.count
    looks = [look(writer, each) for each in found.chosen]
    groups = [looks[at : at + _AT_ONCE] for at in range(0, len(looks), _AT_ONCE)]
    steps = [trees.kept(_both(groups[0]), left)]
    steps += [trees.kept(_both([trees.name(left), *group]), left) for group in groups[1:]]
    yield ast.Expr(trees.every(steps))
    # the first rule has the highest bit
    length = trees.method(trees.name(left), "bit_length")
    first = ast.BinOp(trees.constant(count), ast.Sub(), length)
    if remainder.settled:
        yield trees.assign(rule, first)
        none = [trees.assign(rule, trees.constant(default))]
        yield trees.when(trees.no(trees.name(left)), none)
        return
    yield trees.assign(rule, trees.constant(default))
    values = [] if remainder.values_first else [remainder.values()]
    loop = ast.While(trees.name(left), [*_ask(index, first, remainder)], [])
    yield trees.when(trees.name(left), [*values, loop])


def _ask(index: int, first: ast.expr, remainder: Remainder) -> Iterator[ast.stmt]:
    """The first rule that remains is asked: it is the answer, or remains no longer."""
    left, candidate = f"m{index}", f"n{index}"
    yield trees.assign(candidate, first)
    answer = [trees.assign(f"r{index}", trees.name(candidate)), ast.Break()]
    yield trees.when(_matches(index, remainder), answer)
    last = trees.constant(remainder.count - 1)
    place = ast.BinOp(last, ast.Sub(), trees.name(candidate))
    bit = ast.BinOp(trees.constant(1), ast.LShift(), place)
    yield trees.assign(left, ast.BinOp(trees.name(left), ast.BitXor(), bit))


def _matches(index: int, remainder: Remainder) -> ast.expr:
    """Whether a rule that remains matches."""
    question = f"q{index}"
    asked = trees.item(remainder.questions(), trees.name(f"n{index}"))
    answered = trees.call(trees.name(question), remainder.given)
    return trees.some([trees.is_none(trees.kept(asked, question)), answered])


def _both(numbers: list[ast.expr]) -> ast.expr:
    """The intersection."""
    whole = numbers[0]
    for number in numbers[1:]:
        whole = ast.BinOp(whole, ast.BitAnd(), number)
    return whole
