"""What changed in calendars, as sentences: holidays that came and went, by name and day, weekends and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from backhaul.comparison.change import Change
from backhaul.explanation.change_sides import ChangeSides, Told
from backhaul.language.calendars import WEEKDAYS, Calendar
from backhaul.language.kinds import Kind, Type, json_value
from backhaul.report.lines import Strong


def calendar_change(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A calendar that only one side has, or one thing that is otherwise in one that both have."""
    change = group[0]
    gone = change.after is None or change.new == ""
    side, part = (sides.old, change.before) if gone else (sides.new, change.after)
    shown = cast("Calendar", part)
    title = sides.quoted(side.speaker.title(shown.words, shown.name))
    if change.kind != "value":
        yield (sides.line(f"calendar-{change.kind}", a=title),)
        return
    if change.at in ("weekend", "from", "until"):
        title = sides.say(f"calendar-{change.at}", a=title)
        was, now = (
            _weekdays(each, text) if change.at == "weekend" else text
            for each, text in ((sides, change.old), (sides, change.new))
        )
        yield (sides.line("value", a=title, new=Strong(now), old=was),)
        return
    holiday = next(h for h in shown.holidays if json_value(Type(Kind.DATE), h.day) == change.at)
    named = sides.say("holiday", a=side.speaker.title(holiday.words, ""), b=change.at)
    yield (sides.line("holiday-removed" if gone else "holiday-added", a=title, b=Strong(named)),)


def _weekdays(sides: ChangeSides, text: str) -> str:
    days = [day for day in WEEKDAYS if day in text]
    return sides.new.speaker.joined([sides.say(f"day-{day}") for day in days], "comma") or "–"
