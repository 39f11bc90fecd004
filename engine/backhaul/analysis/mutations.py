"""Single changes of what a policy means, made on the checked policy: each is another policy.

A guard that the checker asks for, as present(x) before a comparison of x, is not dropped or turned: no
such policy would be loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.diagnostics import Span
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.kinds import DAY, SECOND, Held, Kind, json_value
from backhaul.language.model import Constraint, Decision, Definition, Parameter, Policy, Rule
from backhaul.language.mutants import Mutant, numbered
from backhaul.language.operators import COMPARISONS
from backhaul.static import Any

#: every sign with the one beside it, and with its opposite
SIGNS: Mapping[str, tuple[str, ...]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
}
Variant = tuple[str, str, Any]


def mutants(policy: Policy) -> list[Mutant]:
    """Every single change, each with a name of its own."""
    return numbered(Mutant(*each) for each in _policies(policy))


def _policies(policy: Policy) -> Iterator[tuple[str, str, Policy, Span]]:
    for parameter in policy.parameters.values():
        for label, parameter_ in _parameters(parameter):
            every = {**policy.parameters, parameter.name: parameter_}
            yield (
                "number",
                f"parameter {label}",
                with_fields(policy, parameters=every),
                parameter.span,
            )
    for index, constraint in enumerate(policy.constraints):
        for kind, label, condition in _variants(constraint.condition, frozenset()):
            held: list[Constraint] = list(policy.constraints)
            held[index] = with_fields(constraint, condition=condition)
            changed = with_fields(policy, constraints=tuple(held))
            yield kind, f"constraint {constraint.id}: {label}", changed, constraint.span
    for definition in policy.definitions.values():
        for kind, label, expression in _variants(definition.expression, frozenset()):
            new: Definition = with_fields(definition, expression=expression)
            definitions = {**policy.definitions, definition.name: new}
            changed = with_fields(policy, definitions=definitions)
            yield kind, f"definition {definition.name}: {label}", changed, definition.span
    for decision in policy.decisions.values():
        for kind, label, other, span in _decisions(decision):
            decisions = {**policy.decisions, decision.name: other}
            yield kind, f"{decision.name} {label}", with_fields(policy, decisions=decisions), span


def _parameters(parameter: Parameter) -> Iterator[tuple[str, Parameter]]:
    """The parameter with one value a little more or less."""
    kind = parameter.type.kind
    steps = (DAY, SECOND) if kind == Kind.DURATION else (1,)
    if parameter.by is not None and kind == Kind.DURATION:
        steps = (3600 * SECOND,)
    for choice, value in [(None, parameter.value), *parameter.values.items()]:
        if not isinstance(value, int):
            continue
        for new in (value + sign * step for step in steps for sign in (1, -1)):
            label = f"{parameter.name}{'.' + choice if choice else ''} = {json_value(kind, new)}"
            if choice is None:
                yield label, with_fields(parameter, value=new)
            else:
                yield label, with_fields(parameter, values={**parameter.values, choice: new})


def _decisions(decision: Decision) -> Iterator[tuple[str, str, Decision, Span]]:
    if decision.applies is not None:
        for kind, label, condition in _variants(decision.applies, frozenset()):
            yield kind, f"applies: {label}", with_fields(decision, applies=condition), decision.span
    for index, rule in enumerate(decision.rules):
        for kind, label, changed in _rules(decision, rule):
            rules = (*decision.rules[:index], changed, *decision.rules[index + 1 :])
            yield kind, f"{rule.id}: {label}", with_fields(decision, rules=rules), rule.span
    for index, (one, other) in enumerate(zip(decision.rules, decision.rules[1:], strict=False)):
        rules = (*decision.rules[:index], other, one, *decision.rules[index + 2 :])
        label = f"order: {other.id} before {one.id}"
        yield "order", label, with_fields(decision, rules=rules), other.span
    if decision.otherwise:
        for label, changed in _outputs(decision, decision.otherwise):
            name = f"{decision.otherwise.id}: {label}"
            yield "output", name, with_fields(decision, otherwise=changed), changed.span


def _rules(decision: Decision, rule: Rule) -> Iterator[Variant]:
    for label, changed in _outputs(decision, rule):
        yield "output", label, changed
    if rule.condition is not None:
        said = {piece.name for piece in rule.said}
        given = {name for expression in rule.outputs.values() for name in nodes.names(expression)}
        for kind, label, condition in _variants(rule.condition, frozenset(said | given)):
            yield kind, label, with_fields(rule, condition=condition)


def _outputs(decision: Decision, rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with another value of one output: each other choice, absent, another instant."""
    for name, expression in rule.outputs.items():
        for new in _other_values(decision, name, expression, rule):
            label = f"{name}: {nodes.written(expression)} -> {nodes.written(new)}"
            yield label, with_fields(rule, outputs={**rule.outputs, name: new})


def _other_values(
    decision: Decision, name: str, expression: nodes.Expression, rule: Rule
) -> Iterator[nodes.Expression]:
    output = decision.outputs[name]
    if isinstance(expression, nodes.Literal):
        for choice in output.type.choices:
            if choice != expression.value:
                yield with_fields(expression, value=choice)
        return
    if output.optional:
        yield nodes.Literal(output.type, None)
    for other, value in rule.outputs.items():
        same = decision.outputs[other].type == output.type and value != expression
        if other != name and same and not isinstance(value, nodes.Literal):
            yield value
            break


def _variants(node: nodes.Expression, needed: frozenset[str]) -> Iterator[Variant]:
    """The expression with one change; *needed*: names that must be guarded for what comes after."""
    for kind, new in _own(node):
        yield kind, f"{nodes.written(node)} -> {nodes.written(new)}", new
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
        for kind, label, new in _variants(child, needed | rest):
            yield kind, label, _replaced(node, index, new)
    guarded = any(isinstance(part, nodes.Present | nodes.Absent) for part in below)
    if isinstance(node, nodes.All | nodes.Any) and len(below) > 1 and not guarded:
        other = nodes.Any if isinstance(node, nodes.All) else nodes.All
        new = other(node.children, node.span, node.title)
        yield "joined", f"{nodes.written(node)} -> {nodes.written(new)}", new


def _guards(node: nodes.Expression, needed: frozenset[str]) -> bool:
    """Whether it is a guard without which something after it might be absent."""
    if not isinstance(node, nodes.Present | nodes.Absent):
        return False
    return not needed.isdisjoint(nodes.names(node))


def _own(node: nodes.Expression) -> Iterator[tuple[str, nodes.Expression]]:
    """The node with one change of its own."""
    match node:
        case nodes.Compare():
            for sign in SIGNS[node.comparison.symbol]:
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
                yield (
                    "choice" if isinstance(value, str) else "number",
                    with_fields(node, value=value),
                )
        case nodes.Not():
            yield "negated", node.child
        case nodes.Truth():
            yield "negated", nodes.Not(node)
        case nodes.Present():
            yield "negated", nodes.Absent(node.operand)
        case nodes.Absent():
            yield "negated", nodes.Present(node.operand)
        case _:
            return


def _beside(node: nodes.Literal) -> Iterator[Held]:
    if isinstance(node.value, str):
        yield from (choice for choice in node.type.choices if choice != node.value)
    elif isinstance(node.value, int) and not isinstance(node.value, bool):
        yield from (node.value + 1, node.value - 1)


def _replaced(node: nodes.Expression, index: int, new: nodes.Expression) -> Any:
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
        case nodes.Literal() | nodes.Reference():
            raise AssertionError(node)
        case _:
            return with_fields(node, operand=below[0])
