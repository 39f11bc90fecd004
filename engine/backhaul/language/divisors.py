"""Divisors that may be zero: each is absent where it is zero, and so is its quotient; what makes sure that none is."""

from __future__ import annotations

from backhaul.diagnostics import Span
from backhaul.language import nodes
from backhaul.language.kinds import Kind
from backhaul.language.operators import COMPARISONS
from backhaul.language.scope import NO_NAMES, Names, Scope
from backhaul.static import Callable

_ZERO = 0
#: what stands behind a value in the name under which it is known to be other than zero
_OTHER = " != 0"
#: the same of a length of time
_NOT_EMPTY = " != 0 days"
#: what is made sure of where a condition is wrong, so that nobody knows
ANY_DIVISOR = _OTHER


def absent_at_zero(value: nodes.Value) -> nodes.Cases:
    """The value where it is not zero, and nothing where it is."""
    zero, nothing = (nodes.Literal(value.type, held, value.span) for held in (_ZERO, None))
    other = nodes.Compare(COMPARISONS["!="], value, zero, value.span)
    branches = (
        nodes.ValueCase(other, value, optional=False, span=value.span),
        nodes.ValueCase(None, nothing, optional=True, span=value.span),
    )
    return nodes.Cases(branches, value.type, value.span)


def sure_of(value: nodes.Value, above_zero: Callable[[str], bool]) -> Names:
    """The names under which a value is known to be other than zero: of a product those of its factors.

    *above_zero*: whether what is called so is above zero whatever the facts.
    """
    return frozenset(
        nodes.written(factor) + (_NOT_EMPTY if factor.type.kind is Kind.DURATION else _OTHER)
        for factor in _factors(value)
        if not (isinstance(factor, nodes.Literal) and factor.value)
        and not (isinstance(factor, nodes.Reference) and above_zero(factor.name))
    )


def _factors(value: nodes.Value) -> list[nodes.Value]:
    value = nodes.bare(value)
    if isinstance(value, nodes.Arithmetic) and value.function.name == "times":
        return [factor for operand in value.operands for factor in _factors(operand)]
    return [value]


def is_divisor(name: str) -> bool:
    """Whether a name is that of a divisor, and not of a fact or an output."""
    return name.endswith((_OTHER, _NOT_EMPTY))


def may_be_zero(name: str, span: Span, scope: Scope) -> None:
    """Note that nothing guards the divisor of this name."""
    divisor, _, zero = name.rpartition(" != ")
    message = f"the divisor `{divisor}` may be zero here"
    help = f"write {name} before it in the same `all` or in `when`, or {divisor} == {zero} before it in the same `any`"
    scope.say("may-be-zero", message, span, help)


def made_sure(node: nodes.Compare) -> tuple[Names, Names]:
    """What is known to be other than zero where a comparison is true, and where it is false."""
    row, value, literal = node.comparison, node.left, node.right
    if isinstance(value, nodes.Literal):
        row, value, literal = COMPARISONS[row.mirrored], literal, value
    if not isinstance(literal, nodes.Literal) or type(literal.value) is not int:
        return NO_NAMES, NO_NAMES
    names = sure_of(value, lambda _: False)
    is_zero = row.holds(_ZERO, literal.value)
    return (NO_NAMES, names) if is_zero else (names, NO_NAMES)
