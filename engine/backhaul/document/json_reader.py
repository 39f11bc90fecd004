"""JSON into values, as strictly as YAML: one meaning, or a sentence that says what is wrong.

The standard library reads it, with hooks that stop it at anything doubtful; what is wrong then, and where,
`json_mistakes` says.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from backhaul.diagnostics import FactError
from backhaul.document import characters
from backhaul.document.json_mistakes import mistakes
from backhaul.document.scalars import json_number

#: lists and objects inside one another
DEPTH = 32
#: two halves of one character, as escapes; half of one, or what may be an escape for it
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def read_json(
    data: bytes | str, name: str, *, limit: int = characters.SIZE, depth: int = DEPTH
) -> object:
    """The value, its decimals exact; raises `FactError` with every mistake found."""
    text, wrong = characters.decode(data, name, limit)
    if wrong:
        raise FactError(wrong)
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise FactError(mistakes(text, name, depth)) from None
    deep = text.count("[") + text.count("{") > depth and _deeper(value, depth)
    if deep or (_HALF.search(text) and _HALF.search(_PAIR.sub("", text))):
        wrong = mistakes(text, name, depth)
        if wrong:
            raise FactError(wrong)
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _number(text: str) -> int | Decimal:
    number = json_number(text)
    if number is None:
        raise ValueError("too many digits")
    return number


def _constant(text: str) -> NoReturn:
    raise ValueError(text)


def _deeper(value: object, depth: int) -> bool:
    """Whether lists and objects are nested deeper than that."""
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    for _ in range(depth):
        lists = (i.values() if isinstance(i, dict) else i for i in level)
        level = [item for items in lists for item in items if isinstance(item, dict | list)]
    return bool(level)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_number, parse_float=_number, parse_constant=_constant
)
