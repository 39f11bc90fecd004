"""The definitions of a policy: each is made as soon as everything that it reads is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.document.node import MapNode, Node, Scalar, entries
from backhaul.language import nodes, syntax
from backhaul.language.divisors import is_divisor
from backhaul.language.model import Definition
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning
from backhaul.language.typed_nodes import Typer
from backhaul.language.value_by_cases import ByCases, names_read
from backhaul.language.whole_days import is_whole_days


class Definitions:
    """The definitions, in an order that reads backwards only; those that read outputs wait for their decisions."""

    def __init__(self, root: MapNode, reader: Reader) -> None:
        self.reader = reader
        #: those that are made
        self.made: dict[str, Definition] = {}
        self._trees: dict[str, syntax.Syntax | None] = {}
        self._written = {n: (key, node) for n, key, node in entries(root.get("definitions"))}
        reads = {name: [*self._names(name, node)] for name, (_, node) in self._written.items()}
        own = {name: [each for each in read if each in reads] for name, read in reads.items()}
        self._order, circles = _in_order(own)
        for circle in circles:
            path = " → ".join((*circle, circle[0]))
            place = self._written[circle[0]][0].span
            message = f"definitions read each other: {path}"
            reader.scope.say("cycle", message, place, "let one of them read facts only")
        self._lost = {name for circle in circles for name in circle}
        decisions = [name for name, _, _ in entries(root.get("decisions"))]
        #: the output of the last decision that each reads, itself or by others
        self._last = _last_outputs(reads, self._order, decisions)
        self._announce()
        self.after(None)

    def _names(self, name: str, node: Node) -> Iterator[str]:
        """The names that a definition reads."""
        body = node if isinstance(node, MapNode) else None
        if body is not None and body.get("cases") is not None:
            yield from names_read(body, self.reader)
            return
        value = body.get("value") if body else None
        tree = self.reader.expression(value) if value else self.reader.condition(node)
        self._trees[name] = tree
        if tree:
            yield from (each.text for each in syntax.names(tree))

    def _announce(self) -> None:
        """Make those that read outputs known as names that cannot be read yet."""
        for name, output in self._last.items():
            key, _ = self._written[name]
            decision = output.partition(".")[0]
            why = f"reads `{output}`, so only what comes after `{decision}` can read it"
            help = f"read it in a later decision or an invariant, or let `{name}` read facts only"
            meaning = Meaning("definition", None, NO_NAMES, key.span, why, help)
            self.reader.scope.declare(name, meaning)

    def after(self, decision: str | None) -> None:
        """Make those that can be worked out after a decision, and not earlier; None: before all of them."""
        for name in self._order:
            output = self._last.get(name)
            if (output.partition(".")[0] if output else None) == decision:
                made = self._definition(name, *self._written[name], decision)
                if made:
                    self.made[name] = made

    def _definition(
        self, name: str, key: Scalar, node: Node, after: str | None
    ) -> Definition | None:
        """One definition, declared in the scope whether or not it is right."""
        scope, body = self.reader.scope, node if isinstance(node, MapNode) else None
        tree = self._trees.get(name)
        expression: nodes.Expression | None = None
        absent_with = NO_NAMES
        if name in self._lost:
            pass
        elif body and body.get("cases") is not None:
            expression, absent_with = ByCases(name, body, self.reader).read()
        elif tree and body and body.key("value"):
            expression, absent_with = Typer(scope).expression(tree, NO_NAMES)
        elif tree:
            expression = Typer(scope).condition(tree, NO_NAMES).node
        if any(map(is_divisor, absent_with)):
            # who reads it asks whether it is there, not why
            absent_with = frozenset((name, *(n for n in absent_with if not is_divisor(n))))
        type = nodes.type_of(expression) if expression else None
        if (announced := scope.meanings.get(name)) and announced.span == key.span:
            del scope.meanings[name]
        whole_days = expression is not None and is_whole_days(expression, scope)
        meaning = Meaning("definition", type, absent_with, key.span, whole_days=whole_days)
        scope.declare(name, meaning)
        if expression is None or type is None:
            return None
        title = self.reader.words(body.get("title")) if body else None
        return Definition(name, type, expression, absent_with, after, title, key.span)


def _last_outputs(
    reads: Mapping[str, list[str]], order: list[str], decisions: list[str]
) -> dict[str, str]:
    """For each definition that reads outputs, one of the last decision among them."""
    places = {name: place for place, name in enumerate(decisions)}
    last: dict[str, str] = {}
    for name in order:
        outputs = [last.get(each, each) for each in reads[name] if each in last or "." in each]
        known = [each for each in outputs if each.partition(".")[0] in places]
        if known:
            last[name] = max(known, key=lambda each: places[each.partition(".")[0]])
    return last


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
