"""Objects that callers hand over, on purpose or by mistake, and some that do all they can to be in the way."""

from __future__ import annotations

import enum
import math
from collections import ChainMap, OrderedDict, UserDict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("hostile")


_WAYS = "eq ne lt le gt ge hash str repr len bool iter contains getitem int index float mul rshift"
_HOSTILE: Any = {f"__{way}__": _refuse for way in (*_WAYS.split(), "getattr", "sub", "format")}


class Hostile:
    """It raises whatever is done to it."""

    vars().update(_HOSTILE)


class NoClass:
    """It does not even say what it is."""

    vars()["__class__"] = property(_refuse)


class OddText(str):
    """A text that raises whatever is done to it, but is one."""

    __slots__ = ()
    vars().update(_HOSTILE)


class Liar(str):
    """A text that gives the marks of another."""

    __slots__ = ()

    def __getitem__(self, _: object) -> str:
        return "--T::Z"


class OddName(str):
    """A text that has a hash, but cannot be compared."""

    __slots__ = ()
    __hash__ = str.__hash__
    __eq__ = _refuse


class OddInt(int):
    """A whole number that raises whatever is done to it, but is one."""

    vars().update(_HOSTILE)


class OddMoment(datetime):
    """A datetime that raises whatever is done to it, but says what it is."""

    vars().update(_HOSTILE)
    utcoffset = _refuse


class OddSpan(timedelta):
    """The same of a timedelta."""

    vars().update(_HOSTILE)


class OddZone(tzinfo):
    """A time zone that does not know its offset."""

    utcoffset = dst = tzname = _refuse


class NoZone(tzinfo):
    """A time zone that says it is none."""

    def utcoffset(self, _: datetime | None) -> None:
        return None

    dst = tzname = utcoffset


class OddMapping(Mapping[str, object]):
    """A mapping that raises when it is read."""

    __getitem__ = __iter__ = __len__ = _refuse


class Broken(Mapping[str, object]):
    """A mapping that raises when one of its values is read, as a lazy one may."""

    def __getitem__(self, name: str) -> object:
        raise LookupError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(["from"])

    def __len__(self) -> int:
        return 1


class OddMeta(type):
    """The type of a class that has no name and no hash."""

    __name__ = property(_refuse)
    __hash__ = __eq__ = _refuse


class OddClass(metaclass=OddMeta):
    """An object of such a class."""


class Named(dict[str, object]):
    """A dict of a subclass, whose methods are not those of a dict."""

    vars().update({f"__{way}__": _refuse for way in ("getitem", "iter", "len", "contains")})
    keys = items = values = get = _refuse


class Plain(enum.Enum):
    RED, FIVE = "red", 5


class Word(enum.StrEnum):
    RED = "red"


class OldWord(str, enum.Enum):  # noqa: UP042 - callers have such
    RED = "red"


class Number(enum.IntEnum):
    FIVE = 5


class Flags(enum.IntFlag):
    FOUR = 4


#: marks of a missing value
MISSING: list[object] = [
    math.nan,
    Decimal("NaN"),
    Decimal("sNaN"),
    np.float64("nan"),
    np.float32("nan"),
    np.datetime64("NaT"),
    np.timedelta64("NaT"),
    pd.NaT,
    pd.NA,
]
_NUMPY: list[object] = [
    *(kind(5) for kind in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint32, np.uint64)),
    *(kind(1.5) for kind in (np.float16, np.float32, np.float64, np.longdouble)),
    np.uint64(2**64 - 1),
    np.bool_(True),
    np.complex128(1),
    np.str_("red"),
    np.str_("2026-03-02T10:00:00Z"),
    np.bytes_(b"red"),
    np.void(b"abc"),
    np.datetime64("2026-03-02T10:00:00"),
    np.datetime64("2026-03-02T10:00:00.000000001"),
    np.datetime64(10**15, "s"),
    *(np.timedelta64(2, unit) for unit in ("D", "W", "h", "m", "s", "ms", "us", "ns", "M", "Y")),
    np.timedelta64(3000, "ns"),
    np.timedelta64(50, "25s"),  # type: ignore[call-overload]
    np.timedelta64(10**12, "D"),
    np.timedelta64(5),
    np.array(5),
    np.array([1, 2]),
    np.array(["2026-03-02T10:00:00Z"]),
    np.array("2026-03-02T10:00:00Z"),
    np.array([], dtype=object),
]
_PANDAS: list[object] = [
    pd.Timestamp("2026-03-02T10:00:00Z"),
    pd.Timestamp("2026-03-02T10:00:00.000001+07:00"),
    pd.Timestamp("2026-03-02T10:00:00.000000001Z"),
    pd.Timestamp("2026-03-02T10:00:00"),
    pd.Timestamp("2026-03-02T10:00:00", tz="Asia/Jakarta"),
    pd.Timestamp(np.datetime64(10**12, "s")),
    pd.Timedelta(days=2),
    pd.Timedelta(1, "ns"),
    pd.Timedelta(np.timedelta64(10**14, "s")),
    pd.Timedelta(np.timedelta64(7, "ms")),
    pd.Period("2026-03"),
    pd.Interval(1, 2),
    pd.Series([1]),
    pd.DataFrame({"a": [1]}),
    pd.Categorical(["red"]),
]
_ARROW: list[object] = [
    pa.scalar(5),
    pa.scalar("red"),
    pa.scalar(None),
    pa.scalar(MOMENT),
    pa.scalar(1, pa.timestamp("ns", "UTC")),
    pa.scalar({"from": 1}),
    pa.array([1]),
]
_PYTHON: list[object] = [
    None,
    True,
    False,
    *(0, 4, 5, -1, 2**63 - 1, 2**63, -(2**63), 10**18, 1_772_445_600, 10**30, 10**6000),
    *(1.5, 4.0, -0.0, math.inf, -math.inf, 1e300, 1j),
    *("", "red", "x", "2 days", "4", "\ud800", "\0", "x" * 70_000, "9" * 5000, "2026-03-02"),
    *("2026-03-02T10:00:00Z", "2026-03-02T10:00:00", "20260302T100000Z", "🐘"),
    *(Decimal(text) for text in ("5", "5.0", "5.5", "1E+2", "1E+999999", "1E-999999")),
    *(Decimal(text) for text in ("Infinity", "-Infinity", "-0", "1772445600", "1772445600.0")),
    Fraction(5),
    *(MOMENT, MOMENT.replace(tzinfo=None), MOMENT.date(), time(10), timedelta(days=2)),
    MOMENT.astimezone(ZoneInfo("Asia/Jakarta")),
    *(
        datetime.max.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC).replace(tzinfo=None),
        timedelta.max,
        timedelta.min,
    ),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo")),
    *(MOMENT.replace(tzinfo=OddZone()), MOMENT.replace(tzinfo=NoZone())),
    *(b"red", bytearray(b"red"), memoryview(b"red"), [], [1], (), (1,), {1}, frozenset("a")),
    *({}, {"a": 1}, {"from": {}}, {"from": None}, {1: 2}, {("from",): 1}, {None: 1, "from": 1}),
    *({"from": math.nan}, {"from": MOMENT}, {"from": "2026-03-02T10:00:00Z", "before": 5}),
    *({"day": MOMENT.date(), "offset": "+07:00"}, {"day": [], "offset": Hostile()}),
    *({"from": Hostile()}, {Hostile: 1}),
    *(UUID(int=1), ..., NotImplemented, object(), len, int, math, range(3), iter(())),
    *(ValueError("x"), ValueError, slice(1), type("Local", (), {})()),
]
_OWN: list[object] = [
    *(Hostile(), NoClass(), OddClass(), OddMapping(), Broken()),
    *(
        OddName("red"),
        OddText("red"),
        OddText("2026-03-02T10:00:00Z"),
        OddText("2 days"),
        Liar("20260302T100000Z"),
    ),
    *(Liar("2026-03-02T10:00:00Z"), OddInt(5), OddSpan(2)),
    *(OddMoment(2026, 3, 2, tzinfo=UTC), OddMoment(2026, 3, 2), date(2026, 3, 2)),
    *(Plain.RED, Plain.FIVE, Word.RED, OldWord.RED, Number.FIVE, Flags.FOUR),
    *(MappingProxyType({"from": 5}), ChainMap({"from": 5}), UserDict({"from": 5})),
    *(OrderedDict({"from": 5}), Named({"from": 5})),
]
ODD = [*MISSING, *_NUMPY, *_PANDAS, *_ARROW, *_PYTHON, *_OWN]


def named(value: object) -> str:
    """What a test is called by: a text itself, of all else the type; no object is asked for it."""
    if type(value) is str and len(value) < 40:
        return value.encode("ascii", "backslashreplace").decode()
    return type.__dict__["__qualname__"].__get__(type(value))  # type: ignore[no-any-return]
