"""Times as people type them: in the usual orders and signs, with an offset or in the local time of the case."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize

from backhaul.frozen import frozen

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH}[, -]+(?P<year>\d{{4}})(?!\d)",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?!\d)",
        r"(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)",
        r"(?P<ago>today|yesterday|今天|昨天|前天)",
    )
)
_AGO = {"today": 0, "yesterday": 1, "今天": 0, "昨天": 1, "前天": 2}
_HALF = r"(?P<half>上午|早上|凌晨|中午|下午|晚上)?"
_TIME = re.compile(
    rf"[tT, ]*(?:at )?{_HALF} ?(?P<hour>\d{{1,2}})"
    r"(?:[:.](?P<minute>\d{2})(?P<rest>:\d{2}(?:\.\d{1,6})?)?|"
    r" ?[点时](?P<after>半|\d{1,2}分?)?|(?= ?[ap]\.?m))"
    r"(?: ?(?P<noon>[ap])\.?m\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r" ?\(?(?:(?P<zulu>z|utc|gmt)|(?:utc|gmt)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)\)?",
    re.IGNORECASE,
)
_LATER = ("下午", "晚上")


@frozen
class Typed:
    """A day, with its time or without, and the offset where it was typed."""

    day: str
    time: str | None
    offset: str | None

    def value(self, local: str) -> object:
        """What `decide` takes; *local* is the offset of a time without one."""
        offset = self.offset or local
        if self.time is None:
            return {"day": self.day, "offset": "+00:00" if offset == "Z" else offset}
        return f"{self.day}T{self.time}{offset}"


def typed(text: str, today: date | None = None) -> Typed | None:
    """The time that a text means, or nothing where it is none, or where day and month cannot be told apart.

    *today*: the day of the clock, where it is another than that of UTC.

    >>> typed("9 Mar 2025, 4:40 pm"), typed("2025年3月9日下午4点40分 (UTC+07:00)").offset
    (Typed(day='2025-03-09', time='16:40:00', offset=None), '+07:00')
    >>> typed("2025/3/9").time, typed("3/9/2025"), typed("13/9/2025").day
    (None, None, '2025-09-13')
    """
    text = normalize("NFKC", text).strip()
    for pattern in _DATES:
        if found := pattern.match(text):
            day = _day(found, today)
            return _rest(day, text[found.end() :]) if day else None
    return None


def _day(found: re.Match[str], today: date | None) -> str | None:
    parts = found.groupdict()
    if ago := parts.get("ago"):
        return str((today or datetime.now(UTC).date()) - timedelta(days=_AGO[ago.lower()]))
    month, day = parts.get("month"), parts.get("day")
    if name := parts.get("name"):
        month = str(_MONTHS.index(name.lower()[:3]) + 1)
    if one := parts.get("one"):
        two = parts["two"]
        if int(one) <= 12 and int(two) <= 12 and int(one) != int(two):
            return None
        day, month = (one, two) if int(two) <= 12 else (two, one)
    return f"{parts['year']}-{int(month or 0):02d}-{int(day or 0):02d}"


def _rest(day: str, rest: str) -> Typed | None:
    """The day with the time and the offset that come after it."""
    clock = _TIME.match(rest)
    time = _clock(clock) if clock else None
    if clock and time is None:
        return None
    behind = rest[clock.end() :] if clock else rest
    if not behind.strip():
        return Typed(day, time, None)
    offset = _OFFSET.fullmatch(behind)
    # a day that seems to go on is no day with an offset
    if offset is None or (time is None and re.fullmatch(r"-\d{1,4}", behind)):
        return None
    if offset["zulu"]:
        return Typed(day, time, "Z")
    hours, minutes = offset["hours"], offset["minutes"]
    if len(hours) == 2:
        return Typed(day, time, behind[offset.start("sign") :].rstrip(")"))
    return Typed(day, time, f"{offset['sign']}0{hours}:{minutes or '00'}")


def _clock(found: re.Match[str]) -> str | None:
    hour = int(found["hour"])
    after = found["after"] or ""
    minute = "30" if after == "半" else (found["minute"] or after.rstrip("分") or "0")
    later = (found["noon"] or "").lower() == "p" or found["half"] in _LATER
    early = (found["noon"] or "").lower() == "a" or found["half"] == "凌晨"
    if found["noon"] and not 1 <= hour <= 12:
        return None
    hour += 12 if later and hour < 12 else 0
    hour -= 12 if early and hour == 12 else 0
    return f"{hour:02d}:{int(minute):02d}{found['rest'] or ':00'}"
