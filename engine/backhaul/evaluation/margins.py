"""By how much a comparison of two values came out as it did."""

from __future__ import annotations

from backhaul.evaluation.meaning import Names, evaluate
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import DAY, DURATION, POINTS, Type, difference
from backhaul.program.program import Program


@frozen
class Margin:
    """By how much a comparison came out as it did: the left operand less the right one.

    `amount` is held as its kind is (microseconds for times, see `backhaul.language.kinds`). Where the
    right operand (or the left) is an instant or a date plus whole days, `day` of `of_days` says how far along the
    other one is, the first day being 1.
    """

    amount: int
    type: Type
    day: int | None = None
    of_days: int | None = None


def margin(program: Program, names: Names, node: nodes.Compare) -> Margin | None:
    """The margin of a comparison; nothing where its kind has no order or a value is not known."""
    left, right = evaluate(node.left, names).one, evaluate(node.right, names).one
    if not node.left.type.ordered or not isinstance(left, int) or not isinstance(right, int):
        return None
    kind = node.left.type.kind
    if kind not in POINTS:
        return Margin(left - right, node.left.type)
    _, size = difference(kind)
    progress = _progress(program, names, node.right, left)
    progress = progress or _progress(program, names, node.left, right)
    return Margin((left - right) * size, DURATION, *(progress or ()))


def _progress(program: Program, names: Names, node: nodes.Value, at: int) -> tuple[int, int] | None:
    """Which day of how many an instant or a date is in, where the value is another plus whole days."""
    node = program.value(node)
    if not isinstance(node, nodes.Arithmetic) or not node.function.moves_on:
        return None
    start, length = (evaluate(operand, names).one for operand in node.operands)
    if not isinstance(start, int) or not isinstance(length, int):
        return None
    if length <= 0 or length % DAY or at < start:
        return None
    _, size = difference(node.type.kind)
    return (at - start) * size // DAY + 1, length // DAY
