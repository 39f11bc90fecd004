"""What a policy declares before it decides: types, clauses, facts, parameters and so on."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.document.node import (
    MapNode,
    Node,
    Scalar,
    entries,
    flag,
    is_flag,
    mapping,
    maps,
    text,
)
from backhaul.language import nodes, syntax
from backhaul.language.kinds import Kind, Words
from backhaul.language.model import (
    Clause,
    Constraint,
    Definition,
    Fact,
    Form,
    Invariant,
)
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning, unique
from backhaul.language.typed_nodes import Typer
from backhaul.language.whole_days import is_whole_days
from backhaul.static import TypeVar

S = TypeVar("S", Constraint, Invariant)


def read_types(root: MapNode, reader: Reader) -> None:
    """Make the named types known."""
    for name, key, node in entries(root.get("types")):
        choices = node.get("choices") if isinstance(node, MapNode) else None
        if name in set(Kind):
            message = f"`{name}` is a kind of its own and cannot be declared"
            reader.scope.say("name-taken", message, key.span, "choose another name")
        elif choices is not None and (type := reader.choices(choices)):
            reader.types[name] = type


def read_clauses(root: MapNode, reader: Reader) -> tuple[Words | None, dict[str, Clause]]:
    """The source's title and its clauses."""
    source = mapping(root.get("source"))
    if source is None:
        return None, {}
    clauses = {}
    for name, key, node in entries(source.get("clauses")):
        if isinstance(node, MapNode):
            words = reader.words(node) or {}
            words_only, not_covered = flag(node.get("words_only")), flag(node.get("not_covered"))
            why = reader.words(node.get("why"))
            clauses[name] = Clause(name, words, words_only, not_covered, why, key.span)
    reader.clauses = set(clauses)
    return reader.words(source.get("title")), clauses


def read_facts(root: MapNode, reader: Reader) -> dict[str, Fact]:
    """The facts, each declared in the scope."""
    facts = {}
    for name, key, node in entries(root.get("facts")):
        body = node if isinstance(node, MapNode) else MapNode((), node.span)
        type = reader.type(body)
        optional = flag(body.get("optional"))
        absent_with = frozenset((name,)) if optional else NO_NAMES
        if not is_flag(body.get("optional")):
            type = None  # nobody knows whether it may be absent, so what reads it is not judged
        reader.scope.declare(name, Meaning("fact", type, absent_with, key.span))
        if type is None:
            continue
        form = text(body.get("form"))
        if form is not None and type.kind != Kind.DATETIME:
            message = f"only a datetime fact has a `form`, and `{name}` is {type}"
            reader.scope.say("wrong-kind", message, reader.at(body, "form"), "leave `form` out")
        known: Form | None = form if form in ("epoch_seconds", "epoch_millis") else None  # type: ignore[assignment]
        facts[name] = Fact(
            name,
            type,
            optional,
            known,
            reader.words(body.get("title")),
            flag(body.get("changeable")),
            flag(body.get("masked")),
            _absent(name, body, optional, reader),
            key.span,
        )
    return facts


def _absent(name: str, body: MapNode, optional: bool, reader: Reader) -> Words | None:
    """What it says in words that a fact is absent."""
    if body.get("absent") and not optional:
        message = f"`{name}` is never absent, so no words say that it is"
        help = "leave `absent` out, or declare the fact `optional: true`"
        reader.scope.say("never-absent", message, reader.at(body, "absent"), help)
    return reader.words(body.get("absent"))


def read_statements(root: MapNode, section: str, kind: type[S], reader: Reader) -> tuple[S, ...]:
    """The conditions of a section, each with its id and its words."""
    statements = []
    places = []
    for node in maps(root.get(section)):
        checked = reader.checked(node.get("holds"))
        name = text(node.get("id")) or ""
        place = reader.at(node, "id")
        places.append((name, place))
        if checked.node:
            statements.append(kind(name, checked.node, reader.words(node.get("title")), place))
    unique(places, section, reader.scope)
    return tuple(statements)


def read_definitions(root: MapNode, reader: Reader) -> dict[str, Definition]:
    """The definitions, each declared in the scope, in an order that reads backwards only."""
    trees: dict[str, syntax.Syntax | None] = {}
    bodies: dict[str, tuple[Scalar, Node]] = {}
    for name, key, node in entries(root.get("definitions")):
        value = node.get("value") if isinstance(node, MapNode) else None
        trees[name] = reader.expression(value) if value else reader.condition(node)
        bodies[name] = (key, node)
    reads = {
        name: [n.text for n in syntax.names(tree) if n.text in trees] if tree else []
        for name, tree in trees.items()
    }
    order, circles = _in_order(reads)
    for circle in circles:
        path = " → ".join((*circle, circle[0]))
        place = bodies[circle[0]][0].span
        message = f"definitions read each other: {path}"
        reader.scope.say("cycle", message, place, "let one of them read facts only")
    lost = {name for circle in circles for name in circle}
    definitions = {}
    for name in order:
        tree = None if name in lost else trees[name]
        definition = _definition(name, *bodies[name], tree, reader)
        if definition:
            definitions[name] = definition
    return definitions


def _definition(
    name: str, key: Scalar, node: Node, tree: syntax.Syntax | None, reader: Reader
) -> Definition | None:
    """One definition, declared in the scope whether or not it is right."""
    body = node if isinstance(node, MapNode) else MapNode((), node.span)
    typer = Typer(reader.scope)
    expression: nodes.Expression | None = None
    absent_with = NO_NAMES
    if tree and body.key("value"):
        expression, absent_with = typer.expression(tree, NO_NAMES)
    elif tree:
        expression = typer.condition(tree, NO_NAMES).node
    type = nodes.type_of(expression) if expression else None
    whole_days = expression is not None and is_whole_days(expression, reader.scope)
    meaning = Meaning("definition", type, absent_with, key.span, whole_days=whole_days)
    reader.scope.declare(name, meaning)
    if expression is None or type is None:
        return None
    title = reader.words(body.get("title"))
    return Definition(name, type, expression, absent_with, title, key.span)


def _in_order(reads: dict[str, list[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The names so that each stands after those it reads, and every circle among them."""
    order: dict[str, None] = {}
    circles: list[tuple[str, ...]] = []
    for first in reads:
        path: dict[str, Iterator[str]] = {}
        pending = [] if first in order else [first]
        while pending:
            name = pending[-1]
            below = path.setdefault(name, iter(reads[name]))
            other = next((n for n in below if n not in order), None)
            if other is None:
                del path[name]
                pending.pop()
                order[name] = None
            elif other in path:
                circles.append(tuple(pending[pending.index(other) :]))
            else:
                pending.append(other)
    return list(order), circles
