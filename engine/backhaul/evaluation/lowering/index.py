"""Long ladders: the rules that the facts do not exclude are looked up, and only those are asked, in order.

A value, looked up in the table of its name, gives the rules that remain, as the bits of a number; the numbers of
several names are intersected. What the tables do not settle of a rule's condition is asked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.index_plan import plan
from backhaul.evaluation.lowering.lookup_tables import Chosen, look
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.evaluation.lowering.regions import Regions
from backhaul.evaluation.lowering.residual import Answer, Residual
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
    chosen = plan(parts, writer.policy)
    if not chosen:
        return None
    settled = {each.name for each in chosen if each.table.exact}
    default = count if count < len(ladder) else -1
    body = [s for each in chosen for s in writer.needed(nodes.Reference(each.name, each.type))]
    rest = [part.unsettled(settled) for part in parts]
    residual = Residual(writer, index, decision, rest, answer)
    values = [residual.values()] if residual.values_first else []
    search = _search(writer, index, chosen, residual, default)
    return [*body, *values, *search, *residual.computed()]


def _search(
    writer: Expressions, index: int, chosen: Sequence[Chosen], residual: Residual, default: int
) -> Iterator[ast.stmt]:
    """The numbers are intersected, and the rules of what remains asked in order."""
    left, rule = f"m{index}", f"r{index}"
    looks = [look(writer, each) for each in chosen]
    groups = [looks[at : at + _AT_ONCE] for at in range(0, len(looks), _AT_ONCE)]
    steps = [trees.kept(_both(groups[0]), left)]
    steps += [trees.kept(_both([trees.name(left), *group]), left) for group in groups[1:]]
    yield ast.Expr(trees.every(steps))
    # the first rule has the highest bit
    length = trees.method(trees.name(left), "bit_length")
    first = ast.BinOp(trees.constant(residual.count), ast.Sub(), length)
    if residual.settled:
        yield trees.assign(rule, first)
        none = [trees.assign(rule, trees.constant(default))]
        yield trees.when(trees.no(trees.name(left)), none)
        return
    yield trees.assign(rule, trees.constant(default))
    values = [] if residual.values_first else [residual.values()]
    loop = ast.While(trees.name(left), [*_ask(index, first, residual)], [])
    yield trees.when(trees.name(left), [*values, loop])


def _ask(index: int, first: ast.expr, residual: Residual) -> Iterator[ast.stmt]:
    """The first rule that remains is asked: it is the answer, or remains no longer."""
    left, candidate, question = f"m{index}", f"n{index}", f"q{index}"
    yield trees.assign(candidate, first)
    asked = trees.item(residual.questions(), trees.name(candidate))
    answered = trees.call(trees.name(question), residual.given)
    matches = trees.some([trees.is_none(trees.kept(asked, question)), answered])
    answer = [trees.assign(f"r{index}", trees.name(candidate)), ast.Break()]
    yield trees.when(matches, answer)
    last = trees.constant(residual.count - 1)
    place = ast.BinOp(last, ast.Sub(), trees.name(candidate))
    bit = ast.BinOp(trees.constant(1), ast.LShift(), place)
    yield trees.assign(left, ast.BinOp(trees.name(left), ast.BitXor(), bit))


def _both(numbers: list[ast.expr]) -> ast.expr:
    """The intersection."""
    whole = numbers[0]
    for number in numbers[1:]:
        whole = ast.BinOp(whole, ast.BitAnd(), number)
    return whole
