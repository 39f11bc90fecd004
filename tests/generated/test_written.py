"""What the language writes it reads back as the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import backhaul
from backhaul.diagnostics import Span
from backhaul.document.node import Scalar
from backhaul.language import model, nodes
from backhaul.language.kinds import Kind, Type
from backhaul.language.parsing import parse
from backhaul.language.scope import Meaning, Scope
from backhaul.language.typed_nodes import Typer
from backhaul.language.whole_days import are_whole_days, is_whole_days
from generated.policies import generated
from generated.trials import seeds


def scope(policy: model.Policy) -> Scope:
    """Every name of a policy, outputs included."""
    known = Scope()
    for fact in policy.facts.values():
        absent_with = frozenset((fact.name,)) if fact.optional else frozenset[str]()
        known.declare(fact.name, Meaning("fact", fact.type, absent_with))
    for parameter in policy.parameters.values():
        whole = are_whole_days(parameter.cells)
        above = parameter.type.ordered and all(int(cell or 0) > 0 for cell in parameter.cells)
        meaning = Meaning("parameter", parameter.type, whole_days=whole, above_zero=above)
        known.declare(parameter.name, meaning)
    for kind, tables in ((Kind.ZONE, policy.zones), (Kind.CALENDAR, policy.calendars)):
        for name, table in tables.items():
            known.declare(name, Meaning(kind.value, Type(kind), value=table))
    for definition in policy.definitions.values():
        whole = is_whole_days(definition.expression, known)
        meaning = Meaning("definition", definition.type, definition.absent_with, whole_days=whole)
        known.declare(definition.name, meaning)
    for decision in policy.decisions.values():
        for output in decision.outputs.values():
            name = f"{decision.name}.{output.name}"
            absent_with = frozenset((name,)) if output.optional else frozenset[str]()
            known.declare(name, Meaning("output", output.type, absent_with))
    return known


def read(text: str, known: Scope, *, as_value: bool = False) -> nodes.Expression | None:
    """The node that a text states, where nothing asks for guards."""
    tree = parse(Scalar(text, Span("here", 1, 1, len(text), text), "", (), (text,)))
    present, typer = frozenset(known.meanings), Typer(known)
    stated = typer.value(tree) if as_value else typer.condition(tree, present)
    node = stated.node if stated else None
    assert known.diagnostics == [], known.diagnostics
    return node


def flat(node: nodes.Expression) -> nodes.Expression:
    """The same without what text has no signs for: titles, joins within joins, joins of one."""
    match node:
        case nodes.All() | nodes.Any():
            kind = type(node)
            children: list[nodes.Condition] = []
            for child in map(_flat_condition, node.children):
                children += child.children if isinstance(child, kind) else [child]
            return children[0] if len(children) == 1 else kind(tuple(children))
        case nodes.Not():
            return nodes.Not(_flat_condition(node.child))
        case _:
            return node


def _flat_condition(node: nodes.Condition) -> nodes.Condition:
    found = flat(node)
    assert not isinstance(found, nodes.Value)
    return found


def roots(policy: model.Policy) -> Iterator[nodes.Expression]:
    """Every condition and value that stands in a policy."""
    yield from (constraint.condition for constraint in policy.constraints)
    for definition in policy.definitions.values():
        node = definition.expression
        parts = nodes.operands(node) if isinstance(node, nodes.Cases) else (node,)
        yield from (part for part in parts if not isinstance(part, nodes.Literal))
    yield from (invariant.condition for invariant in policy.invariants)
    for decision in policy.decisions.values():
        yield from [decision.applies] if decision.applies else []
        for rule in decision.ladder:
            yield from [rule.condition] if rule.condition else []
            yield from (n for n in rule.outputs.values() if not isinstance(n, nodes.Literal))


def _reads_back(policy: model.Policy) -> None:
    known = scope(policy)
    for root in roots(policy):
        again = read(nodes.written(root), known, as_value=isinstance(root, nodes.Value))
        assert again is not None
        assert flat(root) == flat(again), nodes.written(root)
        assert nodes.written(flat(root)) == nodes.written(again)


def test_what_is_written_reads_back_as_the_same_node() -> None:
    """Up to joins within joins, for random policies."""
    for seed in seeds():
        _reads_back(generated(seed).model)


def test_what_the_shipped_policy_says_reads_back_as_the_same_node() -> None:
    """Up to joins within joins and titles, for the shipped policy."""
    _reads_back(backhaul.open("tiktok-shop-sea-failed-delivery").model)


@pytest.mark.parametrize(
    "text", ["it's", "a\\b", "", " ", '"', "`", "妥投", "{x}", "a\\\\b", "\\n"]
)
def test_a_text_literal_reads_back_as_the_same_text(text: str) -> None:
    """Whatever signs the text holds."""
    known = Scope()
    known.declare("note", Meaning("fact", Type(Kind.TEXT)))
    node = read("note == " + nodes.quoted(text), known)

    assert isinstance(node, nodes.Compare)
    assert node.right == nodes.Literal(Type(Kind.TEXT), text)


def test_a_negated_output_keeps_its_brackets() -> None:
    """In JMESPath `!` binds closer than the point."""
    known = Scope()
    known.declare("route.late", Meaning("output", Type(Kind.BOOLEAN)))
    node = nodes.Not(nodes.Truth(nodes.Reference("route.late", Type(Kind.BOOLEAN))))

    assert node == read(nodes.written(node), known)
