"""The values in a trace: each is worked out once, and written once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.expressions import Expressions
from backhaul.evaluation.lowering.pieces import Pieces, either, holes, literal, merged, where, whole
from backhaul.evaluation.lowering.settled import OPEN, Key, Settled, key
from backhaul.evaluation.lowering.texts import text_of
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind, json_value
from backhaul.language.model import Policy

MASKED = '"masked"'


class Values(Expressions):
    """Writes the values of a trace; `body` are the statements that make what the texts need."""

    def __init__(
        self, policy: Policy, domain: Domain, settled: Settled, masked: frozenset[str]
    ) -> None:
        super().__init__(policy, domain)
        self.settled, self.masked = settled, masked
        self.body: list[ast.stmt] = []
        #: how often each node is written: what is written often is kept
        self.met = Counter[Key]()
        self._atoms: dict[Key, tuple[ast.expr, bool]] = {}
        self._shown: dict[Key, Pieces] = {}
        self._operands: dict[Key, Pieces] = {}

    def local(self, letter: str, value: ast.expr) -> ast.Name:
        """A new local that holds this."""
        self.kept += 1
        name = f"{letter}{self.kept}"
        self.body.append(trees.assign(name, value))
        return trees.name(name)

    def atom(self, node: nodes.Value) -> tuple[ast.expr, bool]:
        """A value that can be read often, and whether it can be None."""
        found = self._atoms.get(key(node))
        if found is None:
            self.body += self.needed(node)
            value, nullable = self.value(node)
            if not isinstance(value, ast.Name | ast.Constant | ast.UnaryOp):
                value = self.local("a", value)
            found = self._atoms[key(node)] = value, nullable and not self.settled.there(node)
        return found

    def operand(self, node: nodes.Value) -> Pieces:
        """A value that was read, and what it was made of."""
        found = self._operands.get(key(node))
        if found is not None:
            return found
        pieces: list[str | ast.expr] = [
            f'{{"text":{literal(nodes.written(node))},"kind":"{self.role(node)}","value":',
            *((MASKED,) if self.hidden(node) else self.shown(node)),
        ]
        made_of = self.made_of(node)
        if made_of:
            pieces += [',"of":[', *self.listed(map(self.operand, made_of)), "]"]
        found = self._operands[key(node)] = self.kept_text(node, merged([*pieces, "}"]))
        return found

    def listed(self, several: Iterable[Pieces]) -> Pieces:
        """Texts, with a comma between each two."""
        found: list[str | ast.expr] = []
        for pieces in several:
            found += (",", *pieces) if found else pieces
        return tuple(found)

    def kept_text(self, node: nodes.Expression, pieces: Pieces) -> Pieces:
        """The text of a node, kept in a local where that pays."""
        if self.met[key(node)] > 1 and holes(pieces) > 1:
            return (self.local("s", whole(pieces)),)
        return pieces

    def meet(self, node: nodes.Value) -> None:
        """Note that a value is written, and, the first time, what it is made of."""
        self.met[key(node)] += 1
        if self.met[key(node)] == 1:
            for each in self.made_of(node):
                self.meet(each)

    def role(self, node: nodes.Value) -> str:
        """What a value is."""
        if not isinstance(node, nodes.Reference):
            return "literal" if isinstance(node, nodes.Literal) else "function"
        parts = {
            "fact": self.policy.facts,
            "parameter": self.policy.parameters,
            "definition": self.policy.definitions,
        }
        return next((role for role, names in parts.items() if node.name in names), "output")

    def made_of(self, node: nodes.Value) -> tuple[nodes.Value, ...]:
        """The values that a trace shows below one."""
        match node:
            case nodes.Arithmetic():
                return node.operands
            case nodes.NotNull():
                return node.operand, node.default
            case nodes.Reference():
                return self._made_of(node.name)
            case _:
                return ()

    def _made_of(self, name: str) -> tuple[nodes.Value, ...]:
        parameter, definition = self.policy.parameters.get(name), self.policy.definitions.get(name)
        if parameter and parameter.by:
            return (nodes.Reference(parameter.by, self.policy.facts[parameter.by].type),)
        if definition is None or not isinstance(definition.expression, nodes.Value):
            return ()
        return self.made_of(definition.expression) or (definition.expression,)

    def hidden(self, node: nodes.Value) -> bool:
        """Whether it, or what it is made of, is masked."""
        named = nodes.written(node) in self.masked and not isinstance(node, nodes.Literal)
        return named or any(map(self.hidden, self.made_of(node)))

    def shown(self, node: nodes.Value) -> Pieces:
        """The value as JSON text."""
        found = self._shown.get(key(node))
        if found is None:
            value, kind = self.settled.value(node), node.type.kind
            if value is OPEN:
                found = self._shown[key(node)] = self._open(node)
            elif value is None or not isinstance(value, int | str):
                found = ("null",)
            else:
                found = (literal(json_value(kind, value)),)
        return found

    def _open(self, node: nodes.Value) -> Pieces:
        if isinstance(node, nodes.Reference) and node.name in self.varying:
            return (self._varying_text(node),)
        kind = node.type.kind
        value, nullable = self.atom(node)
        there = [trees.is_not_none(value)] if nullable else []
        inner: Pieces
        if kind is Kind.BOOLEAN:
            inner = (either(value, "true", "false"),)
        elif kind is Kind.INTEGER:
            inner = (value,)
        elif kind is Kind.CHOICE:
            # letters, digits and `_`
            inner = '"', value, '"'
        else:
            inner = (trees.call(self.constant("j", text_of(self.domain, kind)), value),)
        # one of two constants, or a choice between quotes, need not be kept
        if not nullable and (kind is Kind.BOOLEAN or len(inner) > 1):
            return inner
        return (self.local("t", _text(where(there, inner, "null"))),)

    def _varying_text(self, node: nodes.Reference) -> ast.expr:
        parameter = self.policy.parameters[node.name]
        values: dict[str, Held] = dict(parameter.values)
        texts = {
            choice: literal(json_value(parameter.type.kind, held))
            for choice, held in values.items()
        }
        by = trees.name(self.facts[str(parameter.by)])
        return self.local("t", trees.item(self.constant("w", texts), by))


def _text(pieces: Pieces) -> ast.expr:
    """The pieces as one expression; one that is a text already stays as it is."""
    (piece,) = pieces
    return piece if isinstance(piece, ast.Call | ast.IfExp) else whole(pieces)
