"""A definition by cases: a small ladder of conditions, each with the value that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import MapNode, Node, Scalar, maps, text
from backhaul.frozen import frozen
from backhaul.language import nodes, syntax
from backhaul.language.given_values import LITERAL, GivenValue
from backhaul.language.kinds import BOOLEAN, Kind, Type, Words
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Names, Scope
from backhaul.language.typed_nodes import Checked, Typer

_OTHER_TYPE = "give every case a value of one type"


def names_read(body: MapNode, reader: Reader) -> list[str]:
    """The names that the cases of a definition read; what is wrong with them is said when they are read."""
    apart = Reader(Scope(), reader.languages)
    trees = [apart.condition(node.get("when")) for node in maps(body.get("cases"))]
    declared = text(body.get("type"))
    if declared is None or (declared in set(Kind) and Kind(declared) not in LITERAL):
        values = [node.get("value") for node in maps(body.get("cases"))]
        trees += [apart.expression(value) for value in (*values, body.get("otherwise"))]
    return [name.text for tree in trees if tree for name in syntax.names(tree)]


@frozen
class _Written:
    """One case as it stands in the file, with its condition checked; `otherwise` has none."""

    condition: nodes.Condition | None
    #: what is present where it answers
    present: Names
    value: Node
    title: Words | None
    span: Span


class ByCases:
    """Reads the cases of one definition; mistakes go to the scope."""

    def __init__(self, name: str, body: MapNode, reader: Reader) -> None:
        self.name, self.body, self.reader, self.scope = name, body, reader, reader.scope
        self.typer = Typer(reader.scope)

    def read(self) -> tuple[nodes.Cases | None, Names]:
        """The value, and the definition's own name where it may be absent."""
        told = len(self.scope.diagnostics)
        declared = self.reader.type(self.body)
        cases = [*self._cases()]
        if declared is None and self.body.get("type") is None:
            type, values = self._inferred(cases)
        else:
            type, values = declared, self._declared(cases, declared)
        if type is None or len(self.scope.diagnostics) > told:
            return None, NO_NAMES
        branches = tuple(
            nodes.ValueCase(
                case.condition, node, _is_optional(node, absent_with), case.title, case.span
            )
            for case, (node, absent_with) in zip(cases, values, strict=True)
            if node is not None
        )
        if branches[-1].condition is not None:
            nothing = nodes.Literal(type, None, self.body.span)
            branches = (
                *branches,
                nodes.ValueCase(
                    None, nothing, optional=True, span=self.reader.at(self.body, "cases")
                ),
            )
        absent_with = frozenset((self.name,) if any(b.optional for b in branches) else ())
        return nodes.Cases(branches, type, self.reader.at(self.body, "cases")), absent_with

    def _cases(self) -> Iterator[_Written]:
        """The cases in order; what is false above a condition guards it, and both guard its value."""
        present = NO_NAMES
        earlier: dict[str, Span] = {}
        for node in maps(self.body.get("cases")):
            checked = self._condition(node.get("when"), present)
            place, value = self.reader.at(node, "when"), node.get("value")
            if checked.node is not None:
                self._unreachable(checked.node, place, earlier)
            if value is not None:
                title = self.reader.words(node.get("title"))
                yield _Written(checked.node, present | checked.if_true, value, title, place)
            present |= checked.if_false
        key, value = self.body.key("otherwise"), self.body.get("otherwise")
        if key is not None and value is not None:
            yield _Written(None, present, value, None, key.span)

    def _condition(self, node: Node | None, present: Names) -> Checked:
        told = len(self.scope.diagnostics)
        tree = self.reader.condition(node)
        checked = self.typer.condition(tree, present) if tree else Checked(None)
        if len(self.scope.diagnostics) > told:  # what it makes sure of is not known
            every = frozenset(self.scope.meanings)
            return Checked(checked.node, every, every)
        return checked

    def _unreachable(
        self, condition: nodes.Condition, place: Span, earlier: dict[str, Span]
    ) -> None:
        """Note a case whose condition stands above it already."""
        written = nodes.written(condition)
        if written in earlier:
            message = (
                f"this case of `{self.name}` can never answer: one above it has the same condition"
            )
            related = (("that stands here", earlier[written]),)
            told = Diagnostic(
                "unreachable-case", message, "leave one of them out", place, related=related
            )
            self.scope.diagnostics.append(told)
        earlier.setdefault(written, place)

    def _declared(
        self, cases: list[_Written], type: Type | None
    ) -> list[tuple[nodes.Expression | None, Names]]:
        """The values, each of the declared type."""
        if type is None:
            return []
        place = GivenValue(self.name, type, optional=True, way_out=_OTHER_TYPE)
        return [place.read(case.value, case.present, self.reader) for case in cases]

    def _inferred(
        self, cases: list[_Written]
    ) -> tuple[Type | None, list[tuple[nodes.Expression | None, Names]]]:
        """The type that the values have in common, and the values; a text in quotes takes the type of the others."""
        trees = [self.reader.expression(case.value) for case in cases]
        values = [
            self.typer.expression(tree, case.present)
            if tree and not isinstance(tree, syntax.Text)
            else (None, NO_NAMES)
            for case, tree in zip(cases, trees, strict=True)
        ]
        type = self._common(cases, trees, [node for node, _ in values])
        if type is None:
            return None, values
        place = GivenValue(self.name, type, optional=True, way_out=_OTHER_TYPE)
        for at, (case, tree) in enumerate(zip(cases, trees, strict=True)):
            node = values[at][0]
            if isinstance(tree, syntax.Text):
                text = self.typer.value(tree, type)
                values[at] = (text.node if text else None), NO_NAMES
                node = values[at][0]
            elif not _is_text(case.value):
                values[at] = place.read(case.value, case.present, self.reader)
            if node is not None and (other := nodes.type_of(node)) != type:
                message = f"`{self.name}` is {type}, and this is {other}"
                self.scope.say("wrong-kind", message, case.value.span, _OTHER_TYPE)
        return type, values

    def _common(
        self,
        cases: list[_Written],
        trees: list[syntax.Syntax | None],
        values: list[nodes.Expression | None],
    ) -> Type | None:
        """The type of the first value that has one of its own; a number without a point may be a decimal."""
        types = [nodes.type_of(node) for node in values if node]
        plain = [case.value.value for case in cases if isinstance(case.value, Scalar)]
        types += [Type(Kind.DECIMAL) for each in plain if isinstance(each, Decimal)]
        types += [BOOLEAN for each in plain if isinstance(each, bool)]
        types += [Type(Kind.INTEGER) for each in plain if type(each) is int]
        types += [Type(Kind.TEXT) for tree in trees if isinstance(tree, syntax.Text)]
        if plain and not types and all(each is None for each in plain):
            message = f"no case of `{self.name}` gives a value"
            self.scope.say(
                "missing-output",
                message,
                self.reader.at(self.body, "cases"),
                "write a value other than null",
            )
        return types[0] if types else None


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str)


def _is_optional(node: nodes.Expression, absent_with: Names) -> bool:
    return bool(absent_with) or (isinstance(node, nodes.Literal) and node.value is None)
