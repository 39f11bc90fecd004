"""Any object of Python as a value of one of Python's own types, exactly, or why it is none.

The code of others runs here alone: mappings, time zones and the numbers of libraries have some, and whatever it
raises becomes a refusal. No library is imported to know its values: the names of their types tell them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from sys import modules

from backhaul.language.kinds import Kind, Refusal, Type, limit_words
from backhaul.static import TYPE_CHECKING, Any, Mapping

if TYPE_CHECKING:
    from decimal import Decimal

#: a value of exactly one of these types has no code of others
_OWN = frozenset((type(None), bool, int, str, timedelta, date))
#: stands for a value of a type that facts do not have
OTHER = object()
#: microseconds in a unit of numpy's durations, and units in a microsecond
_LONG = {"us": 1, "ms": 1000, "s": 10**6, "m": 60 * 10**6, "h": 3600 * 10**6}
_LONG |= {"D": 86_400 * 10**6, "W": 7 * 86_400 * 10**6}
_FINE = {"ns": 10**3, "ps": 10**6, "fs": 10**9, "as": 10**12}
_MARKS = {"NaTType": "NaT", "NAType": "NA"}


def plain(value: object) -> Any:
    """The same value in one of Python's own types, never in a subclass; a Refusal; or `OTHER`: no fact is such a value.

    A mapping becomes a dict whose keys are texts, and the time zone of a datetime one of Python's own.
    """
    try:
        return _plain(value)
    except Exception as error:  # noqa: BLE001 - the code of others may raise anything
        whose = value.tzinfo if type(value) is datetime else value
        message = f"a `{type_name(whose)}` raises `{type_name(error)}` when it is read"
        return Refusal("wrong-kind", message, "give a value of one of Python's own types")


def is_missing(value: object) -> bool:
    """Whether a value only marks that there is none, as NaN, NaT and NA do."""
    read = plain(value)
    return isinstance(read, Refusal) and read in map(_missing, ("NaN", "NaT", "NA"))


def type_name(value: object) -> str:
    """The name of the type of a value, with its module or, where that is internal, its library."""
    # asked of `type`, since a class can have properties of these names
    cls, own = type(value), type.__dict__
    name, module = own["__qualname__"].__get__(cls), own["__module__"].__get__(cls)
    if type(module) is not str or module == "builtins":
        return str(name)
    internal = any(part.startswith("_") for part in module.split("."))
    return f"{module.partition('.')[0] if internal else module}.{name}"


def _plain(value: Any) -> object:
    cls = type(value)
    if cls in _OWN:
        return value
    if cls is datetime:
        return _fixed(value)
    if cls.__name__ == "Decimal":
        return _number(value)
    if issubclass(cls, str):
        return str.__str__(value)
    if issubclass(cls, int):
        return int.__index__(value)
    if issubclass(cls, Mapping):
        pairs = dict.items(value) if issubclass(cls, dict) else ((k, value[k]) for k in value)
        return {_key(key): each for key, each in pairs}
    if issubclass(cls, float):
        number = float.__float__(value)
        return number if number == number else _missing("NaN")  # noqa: PLR0124 - NaN is not itself
    if cls.__name__ in _MARKS and type_name(value).startswith("pandas."):
        return _missing(_MARKS[cls.__name__])
    if issubclass(cls, date | timedelta):
        return _of_calendar(value)
    bases = {base.__name__ for base in cls.__mro__}
    if "generic" in bases and hasattr(value, "dtype"):
        return _of_numpy(value)
    if "Scalar" in bases and hasattr(value, "as_py"):
        return _plain(value.as_py())
    return _number(value)


def _key(key: object) -> str:
    """A key as text; one that is no text is never the name of a fact."""
    if issubclass(type(key), str):
        return str.__str__(key)
    if any(type(key) is each for each in (type(None), bool)):
        return repr(key)
    is_short = type(key) is int and key.bit_length() < 200
    return repr(key) if is_short else f"a {type_name(key)}"


def _missing(mark: str) -> Refusal:
    help = "give `None` where there surely is none, leave it out where it is not known"
    help += ', or say of many cases what it means: `missing="absent"` or `missing="unknown"`'
    return Refusal("wrong-kind", f"`{mark}` marks a missing value and is none itself", help)


def _fixed(moment: datetime) -> datetime | Refusal:
    """The same moment in a time zone of Python's own, or in none."""
    zone = type(moment.tzinfo)
    if moment.tzinfo is None or zone is timezone:
        return moment
    if "zoneinfo" in modules and zone is modules["zoneinfo"].ZoneInfo:
        return moment
    if moment.utcoffset() is None:
        return moment.replace(tzinfo=None)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _out_of_range(moment, Kind.DATETIME)


def _of_calendar(value: Any) -> object:
    """A date, datetime or timedelta of a subclass, as its attributes say."""
    is_datetime, is_date = isinstance(value, datetime), isinstance(value, date)
    kind = Kind.DATETIME if is_date else Kind.DURATION
    if getattr(value, "nanosecond" if is_date else "nanoseconds", 0):
        return _too_fine(value, kind)
    try:
        if is_datetime:
            day, time = (value.year, value.month, value.day), (value.hour, value.minute)
            rest = (value.second, value.microsecond, value.tzinfo)
            return _fixed(datetime(*day, *time, *rest, fold=value.fold))  # noqa: DTZ001 - as it is
        if is_date:
            return date(value.year, value.month, value.day)
        return timedelta(value.days, value.seconds, value.microseconds)
    except (OverflowError, ValueError):
        return _out_of_range(value, kind)


def _of_numpy(value: Any) -> object:
    """A scalar of numpy."""
    match value.dtype.kind:
        case "b" | "i" | "u":
            return value.item()
        case "f" | "m" | "M" if value != value:  # noqa: PLR0124 - NaN and NaT are not themselves
            return _missing("NaN" if value.dtype.kind == "f" else "NaT")
        case "f":
            return float(value)
        case "M":
            by_day = value.dtype.str.endswith("[D]")
            moment = (value if by_day else value.astype("datetime64[us]")).item()
            return moment if type(moment) in (datetime, date) else OTHER
        case "m":
            return _of_timedelta64(value)
        case _:
            return OTHER


def _of_timedelta64(value: Any) -> object:
    """A duration of numpy, whose type names a unit and how many of it make one."""
    written = value.dtype.str.partition("[")[2].rstrip("]")
    unit = written.lstrip("0123456789")
    count = int(value.astype("int64")) * int(written.removesuffix(unit) or "1")
    if unit in _FINE and count % _FINE[unit]:
        return _too_fine(value, Kind.DURATION)
    if unit not in _FINE and unit not in _LONG:
        message = f"a `{type_name(value)}` of unit `{unit or 'generic'}` has no fixed length"
        return Refusal("bad-duration", message, "give it in days or in a smaller unit")
    try:
        return timedelta(0, 0, count // _FINE[unit] if unit in _FINE else count * _LONG[unit])
    except OverflowError:
        return _out_of_range(value, Kind.DURATION)


def _number(value: Any) -> object:
    """A Decimal, or a whole number of a library."""
    from decimal import Decimal
    from numbers import Integral
    from operator import index

    cls = type(value)
    if issubclass(cls, Decimal):
        number = value if cls is Decimal else Decimal(value)
        return _missing("NaN") if number.is_nan() else number
    return int.__index__(index(value)) if issubclass(cls, Integral) else OTHER


def _too_fine(value: object, kind: Kind) -> Refusal:
    code = "bad-instant" if kind is Kind.DATETIME else "bad-duration"
    message = f"a `{type_name(value)}` with nanoseconds is finer than a microsecond"
    return Refusal(code, message, "round it to microseconds")


def _out_of_range(value: object, kind: Kind) -> Refusal:
    message = f"the `{type_name(value)}` is out of range"
    return Refusal("number-out-of-range", message, limit_words(Type(kind)))


def whole(number: object) -> object:
    """The integer that a Decimal is, where it is one that fits; else the same value."""
    if type(number).__name__ != "Decimal":
        return number
    decimal: Decimal = number  # type: ignore[assignment]
    if not decimal.is_finite() or decimal.adjusted() > 20 or decimal != int(decimal):
        return number
    return int(decimal)
