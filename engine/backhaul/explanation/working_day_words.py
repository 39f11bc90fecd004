"""Working days in words: how many lie between two times, and which holidays were not counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backhaul.evaluation.trace import OperandTrace
from backhaul.explanation.values import Speaker
from backhaul.explanation.words import fill
from backhaul.frozen import frozen
from backhaul.language.calendars import Calendar
from backhaul.language.kinds import DATE, DAY, POINTS, Kind, Words
from backhaul.language.zones import Zone

#: holidays that one sentence names
MOST_NAMED = 3
_NONE: Words = {"en": "{by} (no working day)", "zh": "{by}（没有工作日）"}
_ONE: Words = {"en": "{by} (1 working day)", "zh": "{by}（1个工作日）"}
_MANY: Words = {"en": "{by} ({n} working days)", "zh": "{by}（{n}个工作日）"}
_HOLIDAYS: Words = {"en": "holidays not counted: {a}", "zh": "不计入的节假日：{a}"}
_MORE: Words = {"en": "{a} and {n} more", "zh": "{a}，另有{n}天"}


@frozen
class _Counting:
    """Working days that were counted from one day to another."""

    calendar: Calendar
    first: int
    last: int
    #: where the days are instants
    zone: Zone | None

    def whole_days(self, low: int, high: int, kind: Kind) -> int | None:
        """The working days between two times; nothing where not all of them are known."""
        if kind is Kind.DATETIME:
            if self.zone is None or low < self.zone.ends[0] or high >= self.zone.ends[1]:
                return None
            low = self.zone.date(low - 1)
            high = max(low, self.zone.date(high) - 1)
        if low < self.calendar.first or high > self.calendar.last:
            return None
        return self.calendar.between(low, high)


def apart(speaker: Speaker, operands: Sequence[OperandTrace], by: str) -> str:
    """How far two times are apart, with the working days between them where one of them was made by counting such."""
    low, high = sorted(int(operand.known.one or 0) for operand in operands)
    kind = operands[0].type.kind
    counting = next(_countings(operands), None)
    days = counting.whole_days(low, high, kind) if counting and kind in POINTS else None
    if days is None or (days == 0 and kind is Kind.DATETIME and high - low < DAY):
        return by
    words = _NONE if days == 0 else _ONE if days == 1 else _MANY
    return fill(speaker.own(words), {"by": by, "n": str(days)})


def holidays(speaker: Speaker, operands: Sequence[OperandTrace]) -> Iterator[str]:
    """The first holidays that were passed over in counting working days, and how many more."""
    skipped = dict.fromkeys(
        holiday
        for counting in _countings(operands)
        for holiday in counting.calendar.skipped(counting.first, counting.last)
    )
    if not skipped:
        return
    named = []
    for holiday in list(skipped)[:MOST_NAMED]:
        day = speaker.exact(DATE, holiday.day)
        title = speaker.title(holiday.words, "")
        named.append(speaker.say("brackets", a=title, b=day) if title else day)
    said = speaker.joined(named, "comma")
    if more := len(skipped) - len(named):
        said = fill(speaker.own(_MORE), {"a": said, "n": str(more)})
    yield fill(speaker.own(_HOLIDAYS), {"a": said})


def _countings(operands: Sequence[OperandTrace], zone: Zone | None = None) -> Iterator[_Counting]:
    """What was counted by calendars under these values: any function of a calendar that has two days."""
    for operand in operands:
        held = [below.known.one for below in operand.operands]
        places = [each for each in held if isinstance(each, Zone)]
        days = [
            int(each.known.one)
            for each in (*operand.operands, operand)
            if each.type.kind is Kind.DATE and each.known.one is not None
        ]
        for calendar in held:
            if isinstance(calendar, Calendar) and len(days) > 1:
                # who counts back to a day never counts the one that he starts from
                back = operand.type.kind is Kind.DATE and days[-1] < days[0]
                yield _Counting(calendar, min(days), max(days) - back, zone)
        yield from _countings(operand.operands, places[0] if places else zone)
