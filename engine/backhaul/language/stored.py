"""A checked policy as data that JSON holds, and back: the same policy without its text being checked again.

Every part is a list that begins with the number of its kind, and a mapping of words is an object as it
is. Types and lines of the file, which many parts share, stand once. The data speak of one version of
what writes them: `COMPILER` rises with every change here, in the model, or in what the checker makes of
a text.
"""

from __future__ import annotations

from itertools import count

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.json_scanner import scan
from backhaul.frozen import filled, with_fields
from backhaul.language import model, nodes
from backhaul.language.axes import Axis
from backhaul.language.calendars import Calendar, Holiday, calendar
from backhaul.language.fields import fit
from backhaul.language.function import Function, Setting
from backhaul.language.kinds import Kind, Type
from backhaul.language.operators import COMPARISONS, Comparison, row
from backhaul.language.units import Unit
from backhaul.language.zones import Zone, zone
from backhaul.static import TYPE_CHECKING, Any, Mapping, lru_cache

if TYPE_CHECKING:
    from collections.abc import Callable

#: the version of what makes the compiled form of a policy
COMPILER = 5

_TUPLE, _SET, _MAPPING, _TYPE, _COMPARISON, _FUNCTION, _NOWHERE, _SPAN = range(8)
#: the other parts, whose numbers follow, in an order that stays
_PARTS: tuple[type[Any], ...] = (
    model.Policy,
    model.Clause,
    model.Parameter,
    model.Fact,
    model.Constraint,
    model.Definition,
    model.Output,
    model.Rule,
    model.Decision,
    model.Invariant,
    model.InForce,
    Axis,
    nodes.Literal,
    nodes.Reference,
    nodes.Arithmetic,
    nodes.NotNull,
    nodes.Truth,
    nodes.Compare,
    nodes.Present,
    nodes.Absent,
    nodes.Contains,
    nodes.All,
    nodes.Any,
    nodes.Not,
    Diagnostic,
    nodes.ValueCase,
    nodes.Cases,
    Holiday,
    Calendar,
    model.DecisionTable,
    model.TableInput,
    Zone,
)
#: policies that a process keeps for what is pickled
_KEPT = 16
#: each beside its compiled form, by its identity
_written: dict[int, tuple[model.Policy, bytes]] = {}
_NUMBERS = dict(zip(_PARTS, count(_SPAN + 1), strict=False))


def as_data(policy: model.Policy) -> dict[str, object]:
    """The policy as JSON holds it, whatever its file is called."""
    writer = _Writer()
    written = writer.written(policy)
    return {"types": list(writer.types.values()), "lines": list(writer.lines), "policy": written}


def from_data(data: Mapping[str, Any], file: str) -> model.Policy:
    """The policy that the data hold; *file* is the name that its places give.

    Raises ValueError where they are not what `as_data` makes of a policy.
    """
    from backhaul.language.sound import is_sound

    try:
        made = _Reader(data, file).part(data["policy"])
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as failure:
        raise ValueError("these are no data of a policy") from failure
    if not isinstance(made, model.Policy) or not is_sound(made):
        raise ValueError("these are no data of a policy")
    return made


def form_of(policy: model.Policy) -> bytes:
    """The compiled form of a checked policy: the same bytes on any machine."""
    import json

    text = json.dumps(as_data(policy), ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def with_calendar(policy: model.Policy, changed: Calendar) -> model.Policy:
    """The same policy with another calendar of that name, wherever it is named."""
    other = with_fields(policy, calendars={**policy.calendars, changed.name: changed})
    return from_data(as_data(other), policy.id_span.file if policy.id_span else "")


def pickled(policy: model.Policy) -> tuple[int, bytes, str]:
    """What `unpickled` makes the policy of; written once for every policy that is at hand."""
    if id(policy) not in _written:
        if len(_written) >= _KEPT:
            _written.clear()
        _written[id(policy)] = policy, form_of(policy)
    file = policy.id_span.file if policy.id_span else ""
    return COMPILER, _written[id(policy)][1], file


@lru_cache(maxsize=_KEPT)
def unpickled(by: int, form: bytes, file: str) -> model.Policy:
    """The policy of these bytes, the same object again while it is kept; *by*: the `COMPILER` that wrote them.

    Raises ValueError where that is not this one.
    """
    if by != COMPILER:
        raise ValueError(
            "it was pickled by a version of backhaul that stores policies in another way"
        )
    return from_data(scan(form.decode()), file)


def _row(data: list[Any]) -> Function:
    _, name, kinds, *settings = data
    made = row(name, tuple(map(Kind, kinds)), _as_settings(settings))
    if made is None:
        raise ValueError("there is no such function")
    return made


def _as_settings(data: list[Any]) -> tuple[Setting, ...]:
    return tuple(_as_settings(each) if type(each) is list else each for each in data)


def _measure(type: Type) -> list[object]:
    """Places and unit of a type and whether it is shown in percent, where it has any of them."""
    unit = type.unit and type.unit.data
    if type.percent:
        return [type.places, unit, True]
    return [] if type.places is None and unit is None else [type.places, unit]


def _measured(
    places: Any = None, unit: Any = None, percent: Any = False
) -> tuple[Any, Unit | None, Any]:
    if unit is None:
        return places, None, percent
    fields = [unit[0], unit[1], tuple(unit[2].items()), *(unit[3:] or [{}])]
    if not fit(Unit, fields):
        raise ValueError("there is no such unit")
    return places, filled(Unit, fields), percent


class _Writer:
    """Writes parts, and keeps what they share."""

    def __init__(self) -> None:
        #: the number and the data of every type, under all that it says
        self.numbers: dict[object, int] = {}
        self.types: dict[int, list[object]] = {}
        self.lines: dict[str, int] = {}
        self.calendars: set[str] = set()

    def written(self, part: Any) -> object:
        """One part as JSON holds it."""
        match part:
            case Zone():
                given = (part.name, part.ends, part.offsets, part.changes, part.known_as, part.span)
                return [_NUMBERS[Zone], *map(self.written, given)]
            case Calendar():
                return [_NUMBERS[Calendar], part.name, *self._calendar(part)]
            case None | bool() | int() | str():
                return part
            case Span():
                return self._span(part)
            case Type():
                return [_TYPE, self._type(part)]
            case Comparison():
                return [_COMPARISON, part.symbol]
            case Function():
                # a row is the only one of its name that takes these kinds
                return [_FUNCTION, part.name, list(part.signatures[0][0]), *part.settings]
            case tuple():
                return [_TUPLE, *map(self.written, part)]
            case frozenset():
                return [_SET, *sorted(part)]
            case Mapping():
                data = {name: self.written(value) for name, value in part.items()}
                plain = not any(isinstance(value, list) for value in data.values())
                return data if plain else [_MAPPING, data]
            case _:
                fields = (getattr(part, name) for name in type(part).__match_args__)
                return [_NUMBERS[type(part)], *map(self.written, fields)]

    def _calendar(self, calendar: Calendar) -> list[object]:
        """What it is made of; nothing where it has been written before."""
        if calendar.name in self.calendars:
            return []
        self.calendars.add(calendar.name)
        given = calendar.weekend, calendar.ends, calendar.holidays
        return [*map(self.written, (*given, calendar.words, calendar.cites, calendar.span))]

    def _span(self, span: Span) -> list[object]:
        if span == nodes.NOWHERE:
            return [_NOWHERE]
        line = self.lines.setdefault(span.text, len(self.lines))
        return [_SPAN, span.line, span.column, span.length, line]

    def _type(self, type: Type) -> int:
        labels = {choice: dict(words) for choice, words in type.labels.items()}
        # two types are equal although their words differ
        words = repr((labels, type.unit and type.unit.data))
        number = self.numbers.setdefault((type, words, type.percent), len(self.numbers))
        self.types[number] = [type.kind.value, list(type.choices), labels, *_measure(type)]
        return number


class _Reader:
    """Makes parts of data, one after another."""

    def __init__(self, data: Mapping[str, Any], file: str) -> None:
        self.file, self.lines = file, data["lines"]
        if type(self.lines) is not list or not all(type(line) is str for line in self.lines):
            raise ValueError("the lines are no texts")
        self.types = [self._type(*fields) for fields in data["types"]]
        self.calendars: dict[str, Calendar] = {}
        own: dict[type[Any], Callable[[list[Any]], Any]] = {
            Calendar: self._calendar,
            Zone: self._zone,
        }
        self.make: list[Callable[[list[Any]], Any]] = [
            self._tuple,
            lambda data: frozenset(data[1:]),
            lambda data: dict(zip(data[1], self._all(data[1].values()), strict=True)),
            lambda data: self.types[data[1]],
            lambda data: COMPARISONS[data[1]],
            _row,
            lambda _: nodes.NOWHERE,
            self._span,
            *(own.get(part, self._value) for part in _PARTS),
        ]

    def _type(self, kind: Any, choices: Any, labels: Any, *measure: Any) -> Type:
        fields = [Kind(kind), tuple(choices), labels, *_measured(*measure)]
        if not fit(Type, fields):
            raise ValueError("there is no such type")
        return filled(Type, fields)

    def part(self, data: Any) -> Any:
        """The part that the data hold."""
        return self.make[data[0]](data) if type(data) is list else data

    def _all(self, parts: Any) -> list[Any]:
        make = self.make
        return [make[data[0]](data) if type(data) is list else data for data in parts]

    def _tuple(self, data: list[Any]) -> tuple[Any, ...]:
        return tuple(self._all(data[1:]))

    def _value(self, data: list[Any]) -> Any:
        part, fields = _PARTS[data[0] - _SPAN - 1], self._all(data[1:])
        if not fit(part, fields):
            raise ValueError(f"there is no such {part.__name__}")
        return filled(part, fields)

    def _zone(self, data: list[Any]) -> Zone:
        _, name, *given, known_as, span = data
        made = zone(name, *self._all(given), known_as=known_as, span=self.part(span))
        if not fit(Zone, [getattr(made, field) for field in Zone.__match_args__]):
            raise ValueError("there is no such zone")
        return made

    def _calendar(self, data: list[Any]) -> Calendar:
        _, name, *given = data
        if given:
            *known, title, cites, span = self._all(given)
            made = calendar(name, *known, words=title, cites=cites, span=span)
            if not fit(Calendar, [getattr(made, field) for field in Calendar.__match_args__]):
                raise ValueError("there is no such calendar")
            self.calendars[name] = made
        return self.calendars[name]

    def _span(self, data: list[Any]) -> Span:
        _, line, column, length, text = data
        if not type(line) is type(column) is type(length) is type(text) is int:
            raise ValueError("there is no such place")
        return filled(Span, (self.file, line, column, length, self.lines[text]))
