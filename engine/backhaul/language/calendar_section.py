"""The section `calendars` of a policy: weekends, holidays and the days between which they are known."""

from __future__ import annotations

from backhaul.diagnostics import Span, listed, nearest
from backhaul.document.node import MapNode, Node, entries, text, texts
from backhaul.language.calendars import WEEKDAYS, Calendar, Holiday, calendar
from backhaul.language.kinds import DATE, Kind, Refusal, Type, json_value
from backhaul.language.named_sections import read_section
from backhaul.language.policy_parts import Reader
from backhaul.language.values import read_value


def read_calendars(root: MapNode, reader: Reader) -> dict[str, Calendar]:
    """The calendars, each declared in the scope; one that is wrong in anything is declared and left out."""
    return read_section(root, Kind.CALENDAR, reader, _calendar)


def _calendar(name: str, place: Span, body: MapNode, reader: Reader) -> Calendar | None:
    weekend = _weekend(name, body, reader)
    first, last = (_day(body.get(key), reader) for key in ("from", "until"))
    title, cites = reader.words(body.get("title")), reader.cites(body.get("cites"))
    if first is not None and last is not None and first > last:
        message = f"the calendar `{name}` ends before it begins"
        help = "`from` is the first day that it knows, `until` the last"
        reader.scope.say("empty-bounds", message, reader.at(body, "until"), help)
        first = None
    span = None if first is None or last is None else (first, last)
    holidays = _holidays(name, body.get("holidays"), span, reader)
    if weekend is None or span is None or holidays is None:
        return None
    return calendar(name, weekend, span, holidays, words=title, cites=cites, span=place)


def _weekend(name: str, body: MapNode, reader: Reader) -> list[int] | None:
    """The days of the week that are no working days."""
    days: dict[str, Span] = {}
    fine = True
    for day, place in texts(body.get("weekend")):
        if day in days:
            reader.scope.say(
                "duplicate-id", f"the day `{day}` stands twice", place.span, "leave one out"
            )
        elif day not in WEEKDAYS:
            help = _weekday_meant(day) or "the days are " + listed(WEEKDAYS)
            reader.scope.say("unknown-weekday", f"`{day}` is no day of the week", place.span, help)
            fine = False
        days[day] = place.span
    if fine and len(days) == len(WEEKDAYS):
        message = f"the calendar `{name}` has no working day"
        help = "leave the working days out of `weekend`"
        reader.scope.say("no-working-day", message, reader.at(body, "weekend"), help)
        fine = False
    return [WEEKDAYS.index(day) for day in days] if fine else None


def _weekday_meant(day: str) -> str:
    begun = [each for each in WEEKDAYS if len(day) > 1 and each.startswith(day.lower()[:3])]
    return nearest(begun[0] if len(begun) == 1 else day, WEEKDAYS)


def _holidays(
    name: str, node: Node | None, span: tuple[int, int] | None, reader: Reader
) -> list[Holiday] | None:
    """The holidays; nothing where one of them has no right day."""
    holidays: list[Holiday] = []
    fine = True
    for _, key, below in entries(node):
        day = _day(key, reader)
        words = reader.words(below) or {}
        cites = reader.cites(below.get("cites")) if isinstance(below, MapNode) else ()
        if day is None:
            fine = False
        elif span and not span[0] <= day <= span[1]:
            first, last = (json_value(DATE, end) for end in span)
            message = f"the holiday `{key.value}` lies outside of the calendar `{name}`"
            help = f"it is known from {first} to {last}: move `from` or `until`, or leave the holiday out"
            reader.scope.say("holiday-outside-calendar", message, key.span, help)
        else:
            holidays.append(Holiday(day, words, cites, key.span))
    return holidays if fine else None


def _day(node: Node | None, reader: Reader) -> int | None:
    """The day that a text names."""
    written = text(node)
    if node is None or written is None:
        return None
    held = read_value(written, Type(Kind.DATE))
    if isinstance(held, Refusal):
        reader.scope.say(held.code, held.message, node.span, held.help)
        return None
    return int(held)
