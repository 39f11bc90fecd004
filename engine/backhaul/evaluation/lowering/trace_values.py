"""The values in a trace: each is worked out once, and written once."""

from __future__ import annotations

import ast

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.evaluation.lowering.text_template import Template, either, listed, literal, whole
from backhaul.evaluation.lowering.texts import text_of
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind, Type, json_value
from backhaul.language.model import Parameter, Policy

MASKED = '"masked"'
#: kinds whose text takes no call
_PLAIN = (Kind.BOOLEAN, Kind.INTEGER, Kind.CHOICE)


class Values(Expressions):
    """Writes the values of a trace; `body` are the statements that make what the texts need."""

    def __init__(self, policy: Policy, domain: Domain, masked: frozenset[str]) -> None:
        super().__init__(policy, domain)
        self.masked = masked
        self.body: list[ast.stmt] = []
        self._atoms: dict[nodes.Value, tuple[ast.expr, bool]] = {}
        self._operands: dict[tuple[nodes.Value, str], Template] = {}

    def local(self, letter: str, value: ast.expr) -> ast.expr:
        """A new local that holds this; a constant and a local stay what they are."""
        if isinstance(value, ast.Constant | ast.Name):
            return value
        self.kept += 1
        name = f"{letter}{self.kept}"
        self.body.append(trees.assign(name, value))
        return trees.name(name)

    def atom(self, node: nodes.Value) -> tuple[ast.expr, bool]:
        """A value that can be read often, and whether it can be None."""
        if node not in self._atoms:
            self.body += self.needed(node)
            value, nullable = self.value(node)
            self._atoms[node] = self.local("a", value), nullable
        return self._atoms[node]

    def operand(self, node: nodes.Value) -> Template:
        """A value that was read, and what it was made of."""
        node = nodes.bare(node)
        # the same may be written in two ways, as `a + b` and `plus(a, b)`
        if (key := (node, nodes.written(node))) not in self._operands:
            start = f'{{"text":{literal(key[1])},"kind":"{self._role(node)}","value":'
            template: Template = (start, MASKED if self.hidden(node) else self._shown(node), "}")
            if made_of := self._made_of(node):
                below = listed(map(self.operand, made_of))
                template = self.once((*template[:-1], ',"of":[', *below, "]}"))
            self._operands[key] = template
        return self._operands[key]

    def once(self, template: Template) -> Template:
        """The same text, put together in a local."""
        return (self.local("t", whole(template)),)

    def hidden(self, node: nodes.Value) -> bool:
        """Whether it, or what it is made of, is masked."""
        named = nodes.written(node) in self.masked and not isinstance(node, nodes.Literal)
        return named or any(map(self.hidden, self._made_of(node)))

    def _role(self, node: nodes.Value) -> str:
        if not isinstance(node, nodes.Reference):
            return "literal" if isinstance(node, nodes.Literal) else "function"
        return self.program.of(node).part

    def _made_of(self, node: nodes.Value) -> tuple[nodes.Value, ...]:
        """The values that a trace shows below one."""
        if not isinstance(node, nodes.Reference):
            return tuple(each for each in nodes.operands(node) if isinstance(each, nodes.Value))
        name = self.program.of(node)
        if name.role == "choice":
            return tuple(by for by in name.below if isinstance(by, nodes.Value))
        return () if name.value is None else self._made_of(name.value) or (name.value,)

    def _shown(self, node: nodes.Value) -> str | ast.expr:
        """The value as JSON text."""
        kind = node.type.kind
        name = self.program.behind(node)
        if name and isinstance(parameter := name.declared, Parameter):
            texts = [_constant(node.type, held) for held in parameter.cells]
            return self.looked_up(parameter, texts) if parameter.axes else texts[0]
        if isinstance(node, nodes.Literal):
            return _constant(node.type, node.value)
        value, nullable = self.atom(node)
        match kind:
            case Kind.BOOLEAN:
                text = either(value, "true", "false")
            case Kind.INTEGER:
                text = value
            case Kind.CHOICE if all(literal(each) == f'"{each}"' for each in node.type.choices):
                text = whole(('"', value, '"'))
            case _:
                text = trees.call(self.constant("j", text_of(self.domain, node.type)), value)
        if nullable:
            text = ast.IfExp(trees.is_none(value), ast.Constant("null"), text)
        return text if kind in _PLAIN else self.local("t", text)


def _constant(type: Type, held: Held | None) -> str:
    return literal(None if held is None else json_value(type, held))
