"""The places and the unit that a declaration gives its type."""

from __future__ import annotations

from backhaul.diagnostics import Span, listed
from backhaul.document.node import MapNode, Node, Scalar, entries, text
from backhaul.language.kinds import DECIMAL_PLACES, NUMBERS, Kind, Type, Words
from backhaul.language.scope import Scope
from backhaul.language.units import Unit
from backhaul.static import Callable


class Measures:
    """Reads places and units; mistakes go to the scope."""

    def __init__(self, scope: Scope, words: Callable[[Node | None], Words | None]) -> None:
        self.scope, self._words = scope, words
        #: units that vary by a fact, each with the place where that is named
        self._varying: list[tuple[Unit, Span]] = []

    def type(self, kind: Kind, node: MapNode) -> Type:
        """The type of a kind with the places and the unit of its declaration."""
        return Type(kind, places=self._places(kind, node), unit=self._unit(kind, node))

    def _places(self, kind: Kind, node: MapNode) -> int | None:
        written = node.get("places")
        if not isinstance(written, Scalar) or type(written.value) is not int:
            return None
        if kind is not Kind.DECIMAL:
            message = f"only a decimal has `places`, and this is {Type(kind)}"
            self.scope.say("wrong-kind", message, written.span, "leave `places` out")
            return None
        if 1 <= written.value <= DECIMAL_PLACES:
            return written.value
        message = f"a decimal has 1 to {DECIMAL_PLACES} places, not {written.value}"
        help = f"write a number from 1 to {DECIMAL_PLACES}"
        if written.value == 0:
            help = "a number without places is an integer: write `type: integer`"
        self.scope.say("bad-places", message, written.span, help)
        return None

    def _unit(self, kind: Kind, node: MapNode) -> Unit | None:
        written = node.get("unit")
        if written is None:
            return None
        if kind not in NUMBERS:
            message = f"only a number has a `unit`, and this is {Type(kind)}"
            self.scope.say("wrong-kind", message, written.span, "leave `unit` out")
            return None
        if isinstance(written, MapNode) and written.get("by"):
            return self._by_choice(written)
        words: dict[str, Words] = {}
        name = self._name(written, words)
        return Unit(name, words=words) if name else None

    def _name(self, node: Node, words: dict[str, Words]) -> str | None:
        """What a unit is called apart from languages, the English or the first of its words; its words are kept."""
        if not isinstance(node, MapNode):
            return text(node)
        said = self._words(node)
        if not said:
            return None
        name = said.get("en") or next(iter(said.values()))
        words[name] = said
        return name

    def _by_choice(self, node: MapNode) -> Unit | None:
        """A unit for each choice of a fact, which may be declared further down."""
        by, place = text(node.get("by")), node.get("by")
        words: dict[str, Words] = {}
        given = entries(node.get("values"))
        names = {key: name for key, _, value in given if (name := self._name(value, words))}
        if by is None or place is None or not names:
            return None
        unit = Unit("", by, tuple(names.items()), words)
        self._varying.append((unit, place.span))
        return unit

    def check(self) -> None:
        """Note every unit that varies by what is no choice, or not by all of its choices; facts must be known."""
        for unit, place in self._varying:
            meaning = self.scope.find(str(unit.by), place)
            if meaning is None or meaning.type is None:
                continue
            if meaning.role != "fact" or meaning.type.kind != Kind.CHOICE or meaning.absent_with:
                message = f"`{unit.by}` must be a choice fact that is not optional"
                self.scope.say("wrong-kind", message, place, "name such a fact, or give one `unit`")
                continue
            names = dict(unit.names)
            for choice in names:
                if choice not in meaning.type.choices:
                    message = f"`{choice}` is not one of the choices of `{unit.by}`"
                    help = "the choices are " + listed(meaning.type.choices)
                    self.scope.say("unknown-choice", message, place, help)
            missing = [choice for choice in meaning.type.choices if choice not in names]
            if missing:
                message = "the unit has no name for " + listed(missing, "`")
                help = f"give one for every choice of `{unit.by}`"
                self.scope.say("missing-choices", message, place, help)
