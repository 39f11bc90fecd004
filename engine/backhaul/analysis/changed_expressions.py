"""Expressions with a single change: another sign, value or function, a condition that is dropped, joined otherwise or turned.

A guard that the checker asks for, as present(x) before a comparison of x, is not dropped or turned: no
such policy would be loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.analysis.steps import little
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.divisors import absent_at_zero
from backhaul.language.formulas import ROUND, divided_by
from backhaul.language.kinds import DAY, LIMITS, Held, Kind
from backhaul.language.operators import COMPARISONS, FUNCTIONS, SIGNS, row
from backhaul.static import Any

#: every sign with the one beside it, and with its opposite
BESIDE: Mapping[str, tuple[str, ...]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
}
#: kind and name of the change, and what is there after it
Variant = tuple[str, str, Any]


def variants(node: nodes.Expression, needed: frozenset[str]) -> Iterator[Variant]:
    """The expression with one change; *needed*: names that must be guarded for what comes after."""
    for kind, new in _own(node):
        yield kind, f"{nodes.written(node)} -> {nodes.written(new)}", new
    if isinstance(node, nodes.Cases):
        yield from _cases(node)
    below = nodes.operands(node)
    for index, child in enumerate(below):
        rest = frozenset(n for later in below[index + 1 :] for n in nodes.names(later))
        guards = _guards(child, needed | rest)
        if isinstance(node, nodes.All | nodes.Any) and len(below) > 1 and not guards:
            yield (
                "dropped",
                f"without {nodes.written(child)}",
                with_fields(node, children=below[:index] + below[index + 1 :]),
            )
        if guards:
            continue
        for kind, label, new in _in_place(node, index, needed | rest):
            yield kind, label, with_operand(node, index, new)
    guarded = any(isinstance(part, nodes.Present | nodes.Absent) for part in below)
    if isinstance(node, nodes.All | nodes.Any) and len(below) > 1 and not guarded:
        other = nodes.Any if isinstance(node, nodes.All) else nodes.All
        new = other(node.children, node.span, node.title)
        yield "joined", f"{nodes.written(node)} -> {nodes.written(new)}", new


def _in_place(node: nodes.Expression, index: int, needed: frozenset[str]) -> Iterator[Variant]:
    """The changes of an operand; a divisor stays above zero, or stays absent where it is zero."""
    child = nodes.operands(node)[index]
    written = nodes.bare(child) if isinstance(child, nodes.Cases) else child
    divides = (
        isinstance(node, nodes.Arithmetic)
        and node.function.name == ROUND
        and index in divided_by(node.function.settings)
    )
    for kind, label, new in variants(written, needed):
        if written is not child:
            yield kind, label, absent_at_zero(new)
        elif not (divides and isinstance(new, nodes.Literal) and int(new.value or 0) <= 0):
            yield kind, label, new


def _cases(node: nodes.Cases) -> Iterator[Variant]:
    """The value without one of its cases, or with one before that above it, where none guards what stands below."""
    branches = node.branches
    for index, case in enumerate(branches[:-1]):
        if case.condition is None or _guards_below(case.condition, branches[index + 1 :]):
            continue
        said = nodes.written(case.condition)
        rest = branches[:index] + branches[index + 1 :]
        yield "dropped", f"without the case {said}", with_fields(node, branches=rest)
        later = branches[index + 1]
        if later.condition is not None:
            swapped = (*branches[:index], later, case, *branches[index + 2 :])
            label = f"order: {nodes.written(later.condition)} before {said}"
            yield "order", label, with_fields(node, branches=swapped)


def _guards_below(node: nodes.Expression, below: tuple[nodes.ValueCase, ...]) -> bool:
    """Whether a condition asks for the presence of something that is read in the cases below it."""
    read = {name for case in below for part in case.parts for name in nodes.names(part)}
    if isinstance(node, nodes.Present | nodes.Absent):
        return not read.isdisjoint(nodes.names(node))
    return any(_guards_below(part, below) for part in nodes.operands(node))


def _guards(node: nodes.Expression, needed: frozenset[str]) -> bool:
    """Whether it is a guard without which something after it might be absent."""
    if not isinstance(node, nodes.Present | nodes.Absent):
        return False
    return not needed.isdisjoint(nodes.names(node))


def _own(node: nodes.Expression) -> Iterator[tuple[str, nodes.Expression]]:
    """The node with one change of its own."""
    match node:
        case nodes.Compare():
            for sign in BESIDE[node.comparison.symbol]:
                if sign in ("==", "!=") or node.left.type.ordered:
                    yield "operator", with_fields(node, comparison=COMPARISONS[sign])
        case nodes.Contains():
            every = nodes.type_of(node.operand).choices
            for option in node.options:
                if len(node.options) > 1:
                    rest = tuple(o for o in node.options if o != option)
                    yield "choice", with_fields(node, options=rest)
            for option in every:
                if option not in node.options:
                    yield "choice", with_fields(node, options=(*node.options, option))
        case nodes.Literal() if node.value is not None:
            for value in _beside(node):
                # a bare number stays one; what else was written is written anew
                bare = str(value) if node.written and node.type.kind is Kind.INTEGER else ""
                new = with_fields(node, value=value, written=bare)
                yield "choice" if isinstance(value, str) else "number", new
        case nodes.Not():
            yield "negated", node.child
        case nodes.Truth():
            yield "negated", nodes.Not(node)
        case nodes.Present():
            yield "negated", nodes.Absent(node.operand)
        case nodes.Absent():
            yield "negated", nodes.Present(node.operand)
        case nodes.Arithmetic():
            yield from (("function", new) for new in _called_otherwise(node))
        case _:
            return


def _called_otherwise(node: nodes.Arithmetic) -> Iterator[nodes.Arithmetic]:
    """The same operands in every other function that takes them and gives what this one does."""
    kinds = tuple(nodes.type_of(operand).kind for operand in node.operands)
    for name in FUNCTIONS:
        function = row(name, kinds)
        if function in (None, node.function) or function.result(kinds) != node.type.kind:
            continue
        yield with_fields(node, function=function, infix=node.infix and name in SIGNS)


def _beside(node: nodes.Literal) -> Iterator[Held]:
    """The values that one written in place may be taken for, such as people write."""
    if isinstance(node.value, str):
        yield from (choice for choice in node.type.choices if choice != node.value)
    elif isinstance(node.value, int) and not isinstance(node.value, bool):
        step = little(node.type)
        if node.type.kind == Kind.DURATION and node.value and node.value % DAY == 0:
            step = DAY  # a date is moved by whole days alone
        low, high = LIMITS[node.type.kind]
        near = (node.value + step, node.value - step)
        yield from (value for value in near if low <= value <= high)


def with_operand(node: nodes.Expression, index: int, new: nodes.Expression) -> Any:
    """The node with another one in the place of an operand."""
    below = list(nodes.operands(node))
    below[index] = new
    match node:
        case nodes.All() | nodes.Any():
            return with_fields(node, children=tuple(below))
        case nodes.Arithmetic():
            return with_fields(node, operands=tuple(below))
        case nodes.Compare():
            return with_fields(node, left=below[0], right=below[1])
        case nodes.NotNull():
            return with_fields(node, operand=below[0], default=below[1])
        case nodes.Not():
            return with_fields(node, child=below[0])
        case nodes.Cases():
            pairs = iter(below)
            branches = [
                with_fields(b, condition=b.condition and next(pairs), value=next(pairs))
                for b in node.branches
            ]
            return with_fields(node, branches=tuple(branches))
        case nodes.Literal() | nodes.Reference():
            raise AssertionError(node)
        case _:
            return with_fields(node, operand=below[0])
