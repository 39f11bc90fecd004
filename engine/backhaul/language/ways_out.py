"""What somebody meant who wrote what the language does not have, and how it is said here."""

from __future__ import annotations

import re
from unicodedata import normalize

from backhaul.way_out import WayOut

_DURATION = re.compile(
    r"([0-9]{1,6})(?:\.([0-9]{1,3}))?[ -]?([^\W\d_]+)(?:[ -]([^\W\d_]+))?", re.IGNORECASE
)
_ISO = re.compile(r"P(?:([0-9]{1,6})([WD]))?(?:T([0-9]{1,6})([HMS]))?")
_SHORT = {
    **dict.fromkeys(("s", "sec", "秒", "秒钟"), "second"),
    **dict.fromkeys(("min", "mins", "分", "分钟"), "minute"),
    **dict.fromkeys(("h", "hr", "小时", "时", "个小时", "钟头"), "hour"),
    **dict.fromkeys(("d", "天", "日", "整天"), "day"),
    **dict.fromkeys(("w", "wk", "周", "星期", "礼拜", "个星期"), "week"),
    **dict.fromkeys(("mon", "月", "个月"), "month"),
    **dict.fromkeys(("yr", "y", "年"), "year"),
}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORKED = ("business", "working", "work", "bank", "工作日", "个工作日")
_CHINESE = "零一二三四五六七八九十"
_NUMBER = re.compile(
    r"(?:[A-Z]{1,3} ?|[^\w\s.,%-]{1,2} ?)?(-?[0-9][0-9,' ]{0,18}?)(?:\.([0-9]{1,9}))?( ?%)?(?: ?[^\W\d_]{1,8}| ?[^\w\s.,%-])?"
)
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:[,' ][0-9]{3})+|-?[0-9]+")
_TRUE = ("true", "yes", "y", "on", "t", "1", "是", "对", "有", "真", "√", "✓")
_FALSE = ("false", "no", "n", "off", "f", "0", "否", "不是", "不", "无", "没有", "假", "×")
_DATE = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ]*([0-9]{1,2})[:：时点]([0-9]{1,2})分?(?:[:：]?([0-9]{1,2})秒?)?)?"
    r" *([+-][0-9]{1,2}(?::?[0-9]{2})?|Z)?"
)
IN_SOURCE = "read it in a source file, where all of JMESPath is available, as a fact of its own"
WORKED_OUT = (
    "a policy works out sums and differences alone; give the result as a fact or a parameter"
)
_PART_OF_TEXT = (
    f"write starts_with(x, 'a'), ends_with(x, 'a') or includes(x, 'a'); for a pattern, {IN_SOURCE}"
)
_CALENDAR = "a policy has no calendar; give what is worked out with one as a fact"
_FUNCTIONS = {
    **dict.fromkeys(("startswith", "endswith", "like", "matches", "match"), _PART_OF_TEXT),
    **dict.fromkeys(("lower", "upper", "trim", "substring", "replace", "split", "join", "to_string"), IN_SOURCE),
    **dict.fromkeys(("length", "len", "count", "sum", "avg", "average", "sort", "sort_by", "max_by", "min_by", "map", "keys", "values", "merge", "reverse", "type", "to_number", "to_array"), IN_SOURCE),
    **dict.fromkeys(("multiply", "mul", "product"), "write a * b"),
    **dict.fromkeys(("divide", "div", "mod", "abs", "ceil", "floor", "power"), WORKED_OUT),
    **dict.fromkeys(("day_of_week", "dayofweek", "isoweekday"), "write weekday(d): 1 is Monday, 7 is Sunday"),
    **dict.fromkeys(("date", "to_date", "local_date", "date_trunc"), "write date_of(t, zone)"),
    **dict.fromkeys(("last_day", "eomonth", "month_end"), "write end_of_month(d)"),
    **dict.fromkeys(("add_months", "edate", "date_add"), "write months_after(d, n), or plus(d, e) with a duration of whole days"),
    **dict.fromkeys(("month", "year", "day", "business_days", "is_weekend", "is_holiday"), _CALENDAR),
    **dict.fromkeys(("now", "today"), "a policy has no clock; give the time of the decision as a datetime fact, such as `as_of`"),
    **dict.fromkeys(("if", "iif", "case", "when"), "write a rule for each answer"),
    **dict.fromkeys(("is_null", "isnull", "is_absent", "isblank", "is_blank", "isempty", "is_empty", "exists", "has", "defined"), "write present(x) or not_present(x)"),
    "and": "join conditions with `&&`",
    "or": "join conditions with `||`",
    **dict.fromkeys(("min", "max"), "write min_of(a, b) or max_of(a, b)"),
    **dict.fromkeys(("coalesce", "ifnull", "nvl", "default"), "write not_null(x, d)"),
    **dict.fromkeys(("days_between", "datediff", "date_diff", "diff"), "write minus(a, b), and compare it with a duration parameter"),
}  # fmt: skip
_LISTS = (
    "a fact is one value; count or look through a list in a source file, and give what comes of it"
)
_TYPES = {
    **dict.fromkeys(("list", "array", "object", "map", "mapping", "dict", "set"), _LISTS),
    "day": "write `date`",
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

    >>> duration("2 weeks"), duration("90min"), duration("14天")
    ('a week is 7 days: write `14 days`', 'write `90 minutes`', 'write `14 days`')
    """
    plain = _plain(text)
    first, _, behind = plain.partition(" ")
    if first.lower() in _WORDS:
        plain = f"{_WORDS.index(first.lower())} {behind}"
    plain = re.sub(f"^[{_CHINESE}]", lambda digit: str(_CHINESE.index(digit[0])), plain)
    if iso := _ISO.fullmatch(plain.upper()):
        count, unit = (iso[1], iso[2]) if iso[1] else (iso[3], iso[4])
        named = {"W": "week", "D": "day", "H": "hour", "M": "minute", "S": "second"}
        return _in_units(int(count), 0, named[unit]) if count and not (iso[1] and iso[3]) else ""
    match = _DURATION.fullmatch(plain)
    if not match:
        return ""
    count, written = int(match[1]), match[4] or match[3]
    if match[3].lower() in _WORKED:
        return "a day is 24 hours, and which days are worked on no policy knows: give the end as a datetime fact"
    word = written.lower()
    unit = _SHORT.get(word) or _SHORT.get(word.removesuffix("s"), word.removesuffix("s"))
    return "" if match[4] else _in_units(count, int((match[2] or "0").ljust(3, "0")), unit)


def _in_units(count: int, thousandths: int, unit: str) -> str:
    """So many of a unit in a policy's own units."""
    if unit == "week" and not thousandths:
        return WayOut(f"a week is 7 days: write `{count * 7} days`", (None, f"{count * 7} days"))
    if unit in ("month", "quarter", "year"):
        days = count * {"month": 30, "quarter": 90, "year": 365}[unit]
        return f"a {unit} has no one length: write days, such as `{days} days`, or give the end as a datetime fact"
    if unit not in _SECONDS:
        return ""
    seconds = (count * 1000 + thousandths) * _SECONDS[unit]
    if not thousandths:
        written = f"{count} {unit}{'' if count == 1 else 's'}"
        return WayOut(f"write `{count} {unit}{'' if count == 1 else 's'}`", (None, written))
    smaller = next(
        (u for u in ("hour", "minute", "second") if not seconds % (1000 * _SECONDS[u])), ""
    )
    if not smaller:
        return ""
    whole = seconds // (1000 * _SECONDS[smaller])
    return WayOut(f"write `{whole} {smaller}s`", (None, f"{whole} {smaller}s"))


def decimal(text: str) -> str:
    """How an amount or a share is written as a number, or nothing.

    >>> decimal("15 percent"), decimal("12.50 USD"), decimal("60 000.00"), decimal("0,15")
    ('write 15%', 'write 12.50; the unit belongs in the name or the title', 'write 60000.00', 'write 0.15')
    """
    plain = re.sub(r" ?(?:per ?cent|pct)$", "%", _plain(text), flags=re.IGNORECASE)
    if re.fullmatch(r"-?[0-9]+,([0-9]{1,2}|[0-9]{4,})", plain):
        return WayOut(f"write {plain.replace(',', '.')}", (None, plain.replace(",", ".")))
    match = _NUMBER.fullmatch(plain)
    if not match or not _THOUSANDS.fullmatch(match[1]):
        return ""
    whole, part = re.sub("[,' ]", "", match[1]), match[2] or ""
    number = f"{whole}.{part}" if part else whole
    if not match[3]:
        alone = re.fullmatch(r"[-0-9,' .]*", plain)
        unit = f"write {number}; the unit belongs in the name or the title"
        return WayOut(f"write {number}" if alone else unit, (None, number))
    return WayOut(f"write {number}%", (None, f"{number}%"))


def share(percent: str) -> str:
    """The number that so many percent are.

    >>> share("8.5"), share("250"), share("-5")
    ('0.085', '2.5', '-0.05')
    """
    whole, _, part = percent.partition(".")
    sign, digits = whole[: whole.startswith("-")], whole.lstrip("-").rjust(3, "0")
    return sign + f"{digits[:-2]}.{digits[-2:]}{part}".rstrip("0").rstrip(".")


def integer(text: str) -> str:
    """How what stands in the place of a whole number is written, or nothing.

    >>> integer("2 kg"), integer("2.5 kg")
    ('write 2; the unit belongs in the name or the title', '')
    """
    help = decimal(text)
    return help if re.fullmatch("write -?[0-9]+(;.*)?", help) else ""


def boolean(text: str) -> str:
    """How a truth value of another language is written, or nothing.

    >>> boolean("yes"), boolean("否")
    ('write true', 'write false')
    """
    word = _plain(text).lower()
    if word in _TRUE:
        return WayOut("write true", (None, "true"))
    return WayOut("write false", (None, "false")) if word in _FALSE else ""


def instant(text: str) -> str:
    """How a day or a time of another form is written, or nothing.

    >>> instant("2026/3/6 10:00")
    'write `"2026-03-06T10:00:00+07:00"`, with the offset from UTC of the place'
    """
    match = _DATE.fullmatch(_plain(text))
    if not match:
        return ""
    year, month, day, hour, minute, second, offset = match.groups()
    whole = (month, day, hour or "0", minute or "0", second or "0")
    two = [part.rjust(2, "0") for part in whole]
    zone = "+07:00" if offset is None else offset
    if re.fullmatch("[+-][0-9]{1,2}", zone):
        zone = f"{zone[0]}{zone[1:].rjust(2, '0')}:00"
    instant = f"{year}-{two[0]}-{two[1]}T{two[2]}:{two[3]}:{two[4]}{zone}"
    written = f'write `"{instant}"`'
    words = written if offset else f"{written}, with the offset from UTC of the place"
    return WayOut(words, (None, f'"{instant}"'))


def day(text: str) -> str:
    """How a day of another form is written, or nothing.

    >>> day("2026/3/6"), day("2026-03-06T10:00:00Z")
    ('write `"2026-03-06"`', 'a date is a day without a time: write `"2026-03-06"`, or declare a `datetime`')
    """
    match = _DATE.fullmatch(_plain(text))
    if not match:
        return ""
    written = f'`"{match[1]}-{match[2].rjust(2, "0")}-{match[3].rjust(2, "0")}"`'
    if match[4] is None:
        return WayOut(f"write {written}", (None, written.strip("`")))
    words = f"a date is a day without a time: write {written}, or declare a `datetime`"
    return WayOut(words, (None, written.strip("`")))


def _plain(text: str) -> str:
    """A text in the characters of a plain keyboard, without the quotes of a word processor."""
    return normalize("NFKC", text).strip().strip("“”\"'‘’").strip()
