"""The input of a graph as facts: typed by its tests, or else by what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backhaul.zen.policy import PolicyDraft, Told, Unsaid, places_of, type_of
from backhaul.zen.saying import Path, Scope
from backhaul.zen.syntax import ZenTree
from backhaul.zen.values import Unknown, worked_out

#: digits behind the point that a number has
MOST_PLACES = 9


class Inputs:
    """The facts of a policy, and what each is in the documents of the tests."""

    def __init__(self, draft: PolicyDraft, documents: Sequence[Any]) -> None:
        self.draft, self.documents = draft, documents
        self.scope: dict[Path, Told] = {}
        #: for each fact its value in every document
        self.values: dict[str, list[Any]] = {}
        #: facts that are worked out of the document before the policy is asked: how
        self.made: dict[str, str] = {}
        paths = dict.fromkeys(path for document in documents for path in leaves(document))
        for path in paths:
            values = [worked_out(("path", "", path), document) for document in documents]
            self.scope[path] = self._fact(path, values)

    def _fact(self, path: Path, values: list[Any]) -> Told:
        kinds = {_kind(value) for value in values if value is not None}
        if len(kinds) != 1 or kinds & {"list", "object"}:
            return Told("", "list")
        return self._declared("_".join(path), kinds.pop(), values)

    def _declared(self, hint: str, kind: str, values: list[Any]) -> Told:
        name = self.draft.free(hint)
        optional = any(value is None for value in values)
        places = max(1, *map(places_of, values)) if kind == "decimal" else 0
        self.draft.facts[name] = type_of(kind, places, optional=optional)
        self.values[name] = values
        return Told(name, kind, frozenset((name,)) if optional else frozenset(), None, places)

    def derived(self, tree: ZenTree, scope: Scope, hint: str) -> Told:
        """A fact for what is worked out of the input alone; raises Unsaid where it rests on anything else."""
        shown = repr(tree)
        for name, how in self.made.items():
            if how == shown:
                fact = self.draft.facts[name]
                absent = frozenset((name,)) if fact.get("optional") else frozenset[str]()
                return Told(name, str(fact["type"]), absent, None, int(fact.get("places", 0)))
        for path in _read(tree):
            near = [p for p in scope if p[: len(path)] == path or path[: len(p)] == p]
            if any(scope[p] is not self.scope.get(p) for p in near):
                raise Unsaid(f"`{tree[0]}` of what is worked out before")
        try:
            values = [worked_out(tree, document) for document in self.documents]
        except Unknown as unknown:
            raise Unsaid(f"`{unknown}`") from None
        kinds = {_kind(value) for value in values if value is not None}
        if len(kinds) != 1 or kinds & {"list", "object"}:
            raise Unsaid(f"`{tree[0]}` that no test gives a value")
        if any(places_of(value) > MOST_PLACES for value in values):
            raise Unsaid("a quotient with more than 9 places")
        said = self._declared(f"{hint}_{_called(tree)}", kinds.pop(), values)
        self.made[said.text] = shown
        return said

    def facts(self, number: int) -> dict[str, Any]:
        """The facts of one test."""
        return {
            name: values[number] for name, values in self.values.items() if name in self.draft.facts
        }


def _called(tree: ZenTree) -> str:
    """A few words for what is worked out."""
    words = [name for path in _read(tree) for name in path[-1:]]
    kind = tree[1] if tree[0] == "call" else "of"
    return "_".join(dict.fromkeys([str(kind), *words]))[:30]


def _read(tree: Any) -> Iterator[Path]:
    """The paths that a tree reads, but for those inside of a list."""
    if isinstance(tree, tuple):
        if tree[:1] == ("path",) and tree[1] in ("", "$"):
            yield tree[2]
            return
        for part in tree:
            yield from _read(part)


def leaves(document: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all values that are no mappings."""
    if isinstance(document, Mapping) and (document or not path):
        for name, value in document.items():
            yield from leaves(value, (*path, str(name)))
    else:
        yield path


def _kind(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case Decimal() | int() | float():
            return "decimal"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "object"
