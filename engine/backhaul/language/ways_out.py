"""What somebody meant who wrote what the language does not have, and how it is said here."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(-?[0-9]{1,6}) ?([a-z]+)(?: ([a-z]+))?", re.IGNORECASE)
_SHORT = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day"}
_UNITS = ("second", "minute", "hour", "day")
_NUMBER = re.compile(
    r"(?:[A-Z]{1,3} ?|[^\w\s.,%-]{1,2} ?)?(-?[0-9]{1,15})(?:\.([0-9]{1,9}))?( ?%)?(?: ?[^\W\d_]{1,8}| ?[^\w\s.,%-])?"
)
IN_SOURCE = "read it in a source file, where all of JMESPath is available, as a fact of its own"
WORKED_OUT = (
    "a policy works out sums and differences alone; give the result as a fact or a parameter"
)
_WHOLE_TEXTS = "texts are compared whole, with `==` or contains(['a', 'b'], x); for a part of one, "
_CALENDAR = "a policy has no calendar; give what is worked out with one as a fact"
_FUNCTIONS = {
    **dict.fromkeys(("starts_with", "ends_with", "startswith", "endswith", "like", "matches", "match"), _WHOLE_TEXTS + IN_SOURCE),
    **dict.fromkeys(("lower", "upper", "trim", "substring", "replace", "split", "join", "to_string"), IN_SOURCE),
    **dict.fromkeys(("length", "len", "count", "sum", "avg", "average", "sort", "sort_by", "max_by", "min_by", "map", "keys", "values", "merge", "reverse", "type", "to_number", "to_array"), IN_SOURCE),
    **dict.fromkeys(("times", "multiply", "mul", "divide", "div", "mod", "round", "abs", "ceil", "floor", "power"), WORKED_OUT),
    **dict.fromkeys(("weekday", "month", "year", "day", "day_of_week", "date", "business_days", "is_weekend", "is_holiday"), _CALENDAR),
    **dict.fromkeys(("now", "today"), "a policy has no clock; give the time of the decision as a datetime fact, such as `as_of`"),
    **dict.fromkeys(("if", "iif", "case", "when"), "write a rule for each answer"),
    **dict.fromkeys(("is_null", "isnull", "is_absent", "exists", "has", "defined"), "write present(x) or not_present(x)"),
    **dict.fromkeys(("min", "max"), "write min_of(a, b) or max_of(a, b)"),
    **dict.fromkeys(("coalesce", "ifnull", "nvl", "default"), "write not_null(x, d)"),
    **dict.fromkeys(("days_between", "datediff", "date_diff", "diff"), "write minus(a, b), and compare it with a duration parameter"),
}  # fmt: skip
_LISTS = (
    "a fact is one value; count or look through a list in a source file, and give what comes of it"
)
_DAY = "a day is a `datetime`: its first instant with an offset, or in facts {day, offset}"
_TYPES = {
    **dict.fromkeys(("list", "array", "object", "map", "mapping", "dict", "set"), _LISTS),
    **dict.fromkeys(("date", "day"), _DAY),
    **dict.fromkeys(("time", "timestamp", "instant"), "write `datetime`"),
    **dict.fromkeys(("number", "float", "double", "money", "currency", "percent"), "write `decimal`, or `integer`"),
    **dict.fromkeys(("string", "str"), "write `text`, or `choice` where the values are known"),
    **dict.fromkeys(("enum", "select"), "write `choice`, with its `choices`"),
    **dict.fromkeys(("int", "long"), "write `integer`"),
    **dict.fromkeys(("bool", "flag"), "write `boolean`"),
    **dict.fromkeys(("interval", "period", "timedelta"), "write `duration`"),
}  # fmt: skip


def function(name: str) -> str:
    """How a function of another language is said here, or nothing."""
    return _FUNCTIONS.get(name.lower(), "")


def type_named(name: str) -> str:
    """How a type of another language is said here, or nothing."""
    return _TYPES.get(name.lower(), "")


def duration(text: str) -> str:
    """How what stands in the place of a duration is written, or nothing.

    >>> duration("2 weeks"), duration("90min")
    ('a week is 7 days: write `14 days`', 'write `90 minutes`')
    """
    match = _DURATION.fullmatch(text.strip())
    if not match:
        return ""
    count, word = int(match[1]), (match[3] or match[2]).lower().removesuffix("s") or "s"
    if match[3] and match[2].lower() in ("business", "working", "work", "bank"):
        return "a day is 24 hours, and which days are worked on no policy knows: give the end as a datetime fact"
    if match[3]:
        return ""
    if word in ("week", "w", "wk"):
        return f"a week is 7 days: write `{count * 7} days`"
    if word in ("month", "mon", "quarter", "year", "yr", "y"):
        return f"a {match[2].rstrip('s')} has no one length: write days, such as `{count * _usual(word)} days`, or give the end as a datetime fact"
    unit = _SHORT.get(word, word)
    return f"write `{count} {unit}{'' if abs(count) == 1 else 's'}`" if unit in _UNITS else ""


def _usual(word: str) -> int:
    return {"m": 30, "q": 90}.get(word[0], 365)


def decimal(text: str) -> str:
    """How an amount or a share is written as a number, or nothing.

    >>> decimal("15%"), decimal("12.50 USD")
    ('write 0.15', 'write 12.50; the unit belongs in the name or the title')
    """
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return ""
    whole, part = match[1], match[2] or ""
    if not match[3]:
        number = f"{whole}.{part}" if part else whole
        return f"write {number}; the unit belongs in the name or the title"
    sign, digits = whole[: whole.startswith("-")], whole.lstrip("-").rjust(3, "0")
    share = f"{digits[:-2]}.{digits[-2:]}{part}".rstrip("0").rstrip(".")
    return f"write {sign}{share}"
