"""JSON into values, as strictly as YAML: one meaning, or a sentence that says what is wrong.

What is right is read by the standard library, with hooks that stop it at anything doubtful. What is
doubtful is read again by the slow reader beside this, which knows lines and columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NoReturn

from backhaul.diagnostics import FactError, in_file_order
from backhaul.document import characters
from backhaul.document.json_slowly import DEPTH, SlowReader, decimal, whole

#: half of a character, or an escape that may stand for one
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


class _DoubtError(ValueError):
    """Something that the fast reader does not take; the slow one says what."""


def read_json(
    data: bytes | str, name: str, *, limit: int = characters.SIZE, depth: int = DEPTH
) -> object:
    """The value, its decimals exact; raises `FactError` with every mistake found."""
    text, found = characters.decode(data, name, limit)
    if found:
        raise FactError(found)
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        pass
    else:
        if _shallow(value, text, depth) and not (_HALF.search(text) and _halved(value)):
            return value
    reader = SlowReader(text, name, depth)
    value = reader.read()
    if reader.found:
        raise FactError(in_file_order(reader.found))
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DoubtError
    return found


def _integer(text: str) -> int:
    value = whole(text)
    if value is None:
        raise _DoubtError
    return value


def _decimal(text: str) -> Decimal:
    value = decimal(text)
    if value is None:
        raise _DoubtError
    return value


def _constant(text: str) -> NoReturn:
    raise _DoubtError(text)


def _shallow(value: object, text: str, depth: int) -> bool:
    """Whether lists and objects are nested no deeper than allowed."""
    if text.count("[") + text.count("{") <= depth:
        return True
    level = [value]
    for _ in range(depth):
        level = [item for above in level for item in _inside(above)]
    # what is left stands inside `depth` lists and objects, and may not be one itself
    return not any(isinstance(item, dict | list) for item in level)


def _halved(value: object) -> bool:
    """Whether half of a character stands alone in a text."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text != characters.without_halves(text)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs,
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_constant,
)
