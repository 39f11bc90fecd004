"""The parameters of a policy: one value, or one for each combination of what they vary by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.diagnostics import Span, listed, nearest
from backhaul.document.node import MapNode, Node, Scalar, entries, mapping, maps, text, texts
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.axes import FIRST, REST, Axis, date_and_offset
from backhaul.language.formulas import are_above_zero
from backhaul.language.kinds import LIMITS, Held, Kind, Refusal, Type
from backhaul.language.model import Constraint, Fact, Parameter
from backhaul.language.operators import COMPARISONS
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning
from backhaul.language.values import read_value
from backhaul.language.whole_days import are_whole_days
from backhaul.language.written_values import is_percent

#: a value and where it stands; nothing where there is none or a wrong one
Cell = tuple[Held, Span] | None
#: the kinds of facts by which a parameter may have dates
DATES = (Kind.DATETIME, Kind.DATE)
#: the kinds of facts of which each value may have its own
FEW = (Kind.CHOICE, Kind.BOOLEAN)
#: what holds of every case where the first value of a parameter has a date
_SINCE = {
    "en": "nothing is said of “{name}” for cases before {start}",
    "zh": "“{name}”对 {start} 之前的情况没有规定",
}


def read_parameters(root: MapNode, reader: Reader) -> dict[str, Parameter]:
    """The parameters, each declared in the scope; facts must be known."""
    parameters = {}
    for name, key, node in entries(root.get("parameters")):
        body = node if isinstance(node, MapNode) else MapNode((), node.span)
        type = _of_readings(body, reader) or reader.type(body, named_too=True)
        if type and _in_percent(body):
            type = with_fields(type, percent=type.kind is Kind.DECIMAL)
        axes, cells = _Varying(name, body, type, reader).read() if type else (None, [])
        known = [cell for cell in cells if cell]
        whole = are_whole_days(held for held, _ in known)
        above = bool(known) and are_above_zero(held for held, _ in known)
        meaning = Meaning("parameter", type, NO_NAMES, key.span, whole_days=whole, above_zero=above)
        reader.scope.declare(name, meaning)
        if type is None:
            continue
        title, cites = reader.words(body.get("title")), reader.cites(body.get("cites"))
        if axes is not None and len(known) == len(cells):
            held, places = (tuple(parts) for parts in zip(*known, strict=True))
            readings = _readings(body, reader)
            parameters[name] = Parameter(
                name, type, axes, held, places, title, cites, readings, key.span
            )
    return parameters


def _of_readings(body: MapNode, reader: Reader) -> Type | None:
    """The type of a parameter whose choices are readings."""
    words = {
        name: reader.words(node.get("title")) or {}
        for name, _, node in entries(body.get("readings"))
        if isinstance(node, MapNode)
    }
    return Type(Kind.CHOICE, tuple(words), labels=words) if words else None


def _readings(body: MapNode, reader: Reader) -> dict[str, tuple[str, ...]]:
    """The clauses that each reading is one of."""
    return {
        name: reader.cites(node.get("cites"))
        for name, _, node in entries(body.get("readings"))
        if isinstance(node, MapNode)
    }


class _Varying:
    """Reads the values of one parameter."""

    def __init__(self, name: str, body: MapNode, type: Type, reader: Reader) -> None:
        self.name, self.body, self.type = name, body, type
        self.reader, self.scope = reader, reader.scope

    def read(self) -> tuple[tuple[Axis, ...] | None, list[Cell]]:
        """What it varies by, nothing where that is wrong, and its values."""
        by = _names(self.body.get("by"))
        axes = [self._axis(number, *pair) for number, pair in enumerate(by)]
        right = [axis for axis in axes if axis]
        several = tuple(right) if len(right) == len(axes) else None
        dated = mapping(self.body.get("dated"))
        if dated is None:
            return several, self._cells(self.body, self.name, several)
        found = list(maps(dated.get("values")))
        dates = self._dates(dated, found)
        cells = [
            cell
            for number, entry in enumerate(found)
            for cell in self._cells(entry, f"{self.name}.{_key(entry, number)}", several)
        ]
        return (dates, *several) if dates and several is not None else None, cells

    def _fact(self, name: str, place: Span, kinds: tuple[Kind, ...]) -> Type | None:
        """The type of a fact by which it may vary."""
        meaning = self.scope.find(name, place)
        if meaning is None or meaning.type is None:
            return None
        if meaning.role == "fact" and meaning.type.kind in kinds and not meaning.absent_with:
            return meaning.type
        message = f"`{name}` must be a choice or boolean fact that is not optional"
        if kinds == DATES:
            message = f"`{name}` must be a datetime or date fact that is not optional"
        self.scope.say("wrong-kind", message, place, "name such a fact, or give one `value`")
        return None

    def _axis(self, number: int, name: str, place: Span) -> Axis | None:
        """A fact of few values, one of those that are named."""
        type = self._fact(name, place, FEW)
        if type is None:
            return None
        if name in (each for each, _ in _names(self.body.get("by"))[:number]):
            message = f"`{self.name}` varies twice by `{name}`"
            self.scope.say("duplicate-id", message, place, "leave one out")
            return None
        keys = type.choices or ("true", "false")
        return Axis(name, keys, type.choices or (True, False), False, ((),) * len(keys))

    def _dates(self, dated: MapNode, found: list[MapNode]) -> Axis | None:
        """The instants or days from which on its entries count, in rising order."""
        by = dated.get("by")
        name = text(by) or ""
        type = self._fact(name, by.span, DATES) if by else None
        cites = tuple(self.reader.cites(entry.get("cites")) for entry in found)
        if type is None:
            return None
        held: list[int] = []
        for number, entry in enumerate(found):
            start = self._start(entry, number, type)
            if start is None:
                return None
            if held and start <= held[-1]:
                message = f"`{text(entry.get('from'))}` is not after the entry before it"
                help = "write the entries in the order of their dates, each date once"
                self.scope.say("dates-not-rising", message, _place(entry, "from"), help)
                return None
            held.append(start)
        keys = tuple(_key(entry, number) for number, entry in enumerate(found))
        return Axis(name, keys, tuple(held), True, cites)

    def _start(self, entry: MapNode, number: int, type: Type) -> int | None:
        """From when on an entry counts."""
        node = entry.get("from")
        if node is None:
            if number == 0:
                return LIMITS[type.kind][0]
            help = "only the first entry may leave it out: it then counts since ever"
            self.scope.say(
                "missing-key",
                f"`from` is missing in item {number + 1} of `values`",
                entry.span,
                help,
            )
            return None
        held = read_value(text(node), type)
        if isinstance(held, Refusal):
            self.scope.say(held.code, held.message, node.span, held.help)
            return None
        return int(held)

    def _cells(self, node: MapNode, name: str, axes: tuple[Axis, ...] | None) -> list[Cell]:
        """The values of the parameter, or of one of its entries."""
        below = node.get("value" if axes == () else "values")
        if axes is None:
            return [self._literal(each) for each in _scalars(below)] or [None]
        return self._below(below, name, axes) if below else [None]

    def _literal(self, node: Node) -> Cell:
        held = self.reader.literal(node, self.type)
        return None if held is None else (held, node.span)

    def _below(self, node: Node, name: str, axes: tuple[Axis, ...]) -> list[Cell]:
        """The values below a node, one for each combination of the keys of these axes."""
        if not axes:
            if isinstance(node, Scalar):
                return [self._literal(node)]
            if isinstance(node, MapNode):  # of a list its shape says so
                message = f"`{name}` is one value, and varies by nothing else"
                self.scope.say("wrong-type", message, node.span, "write the value itself")
            return [None]
        axis, rest = axes[0], axes[1:]
        if not isinstance(node, MapNode):
            message = f"`{name}` needs a value for each choice of `{axis.fact}`"
            help = f"write `{{{axis.keys[0]}: …}}`, and `{REST}` for all that are not named"
            self.scope.say("missing-choices", message, node.span, help)
            return [None]
        found = {key: self._below(below, f"{name}.{key}", rest) for key, _, below in entries(node)}
        self._keys(node, name, axis)
        general = found.get(REST, [None])
        return [cell for key in axis.keys for cell in found.get(key, general)]

    def _keys(self, node: MapNode, name: str, axis: Axis) -> None:
        """Say which keys name nothing, and which are missing."""
        known, written = axis.keys, {key for key, _, _ in entries(node)}
        for key, spot, _ in entries(node):
            if key not in known and key != REST:
                message = f"`{key}` is not one of the choices of `{axis.fact}`"
                help = nearest(key, [c for c in known if c not in written])
                written.add(help.removeprefix("did you mean `").removesuffix("`?"))
                help = help or "the choices are " + listed(known)
                self.scope.say("unknown-choice", message, spot.span, help)
        missing = [choice for choice in known if choice not in written]
        rest = node.key(REST)
        if rest and not missing and REST not in known:
            message = f"`{REST}` stands for nothing here: every choice of `{axis.fact}` is named"
            self.scope.say("needless-rest", message, rest.span, "leave it out")
        if missing and not rest:
            message = f"`{name}` has no value for " + listed(missing, "`")
            help = f"give one for every choice of `{axis.fact}`"
            if len(missing) > 1:
                help += f", or one for all that are not named: `{REST}`"
            place = self.reader.at(self.body, "values") if name == self.name else node.span
            self.scope.say("missing-choices", message, place, help)


def _names(node: Node | None) -> list[tuple[str, Span]]:
    """The names that a text or a list gives, with their places."""
    if isinstance(node, Scalar):
        return [(text(node) or "", node.span)]
    return [(name, place.span) for name, place in texts(node)]


def _key(entry: MapNode, number: int) -> str:
    return text(entry.get("from")) or (FIRST if number == 0 else "")


def _place(node: MapNode, name: str) -> Span:
    below = node.get(name)
    return below.span if below else node.span


def _scalars(node: Node | None) -> Iterator[Node]:
    """The values below a node."""
    if isinstance(node, MapNode):
        for _, _, below in entries(node):
            yield from _scalars(below)
    elif node is not None:
        yield node


def _in_percent(body: MapNode) -> bool:
    """Whether every value of a parameter is written in percent."""
    dated = mapping(body.get("dated"))
    entries = maps(dated.get("values")) if dated else [body]
    written = [
        leaf
        for entry in entries
        for key in ("value", "values")
        for leaf in _scalars(entry.get(key))
    ]
    return bool(written) and all(isinstance(s, Scalar) and is_percent(s.value) for s in written)


def first_dates(
    parameters: Mapping[str, Parameter], facts: Mapping[str, Fact], reader: Reader
) -> Iterator[Constraint]:
    """That no case is before the first date of a parameter, where it has one."""
    for name, parameter in parameters.items():
        for axis in parameter.axes:
            if axis.dated and axis.keys[0] != FIRST:
                type, title = facts[axis.fact].type, parameter.title or {}
                fact, first = nodes.Reference(axis.fact, type), nodes.Literal(type, axis.held[0])
                condition = nodes.Compare(COMPARISONS[">="], fact, first)
                moment, offset = date_and_offset(axis.keys[0])
                known = {
                    language: _SINCE[language].format(
                        name=title.get(language, name), start=f"{moment} {offset}".strip()
                    )
                    for language in reader.languages
                    if language in _SINCE
                }
                words = known if len(known) == len(reader.languages) else None
                yield Constraint(f"{name}.{FIRST}", condition, words, parameter.span)
