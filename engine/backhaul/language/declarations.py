"""What a policy declares before it decides: types, clauses, facts, parameters and so on."""

from __future__ import annotations

from backhaul.document.node import (
    MapNode,
    entries,
    flag,
    is_flag,
    mapping,
    maps,
    text,
)
from backhaul.language.kinds import Kind, Words
from backhaul.language.model import (
    Clause,
    Constraint,
    Fact,
    Form,
    Invariant,
)
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning, unique
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
