"""Rows of the table of operators that look into texts, letter by letter."""

from __future__ import annotations

import operator

from backhaul.language.function import Function, Signature
from backhaul.language.kinds import Kind

_OF_TEXTS: tuple[Signature, ...] = (((Kind.TEXT, Kind.TEXT), Kind.BOOLEAN),)
PARTS_OF_TEXTS = (
    Function(
        "starts_with",
        _OF_TEXTS,
        str.startswith,
        python="a.startswith(b)",
        sql="STARTS_WITH(a, b)",
        words={"en": "{a} starts with {b}", "zh": "{a}以{b}开头"},
    ),
    Function(
        "ends_with",
        _OF_TEXTS,
        str.endswith,
        python="a.endswith(b)",
        # where b is the longer one, this is the whole of a
        sql="(RIGHT(a, CHAR_LENGTH(b)) = b)",
        words={"en": "{a} ends with {b}", "zh": "{a}以{b}结尾"},
    ),
    Function(
        "includes",
        _OF_TEXTS,
        operator.contains,
        python="b in a",
        # dialects differ in where an empty text stands
        sql="(b = '' OR LOCATE(b, a) > 0)",
        words={"en": "{a} includes {b}", "zh": "{a}包含{b}"},
    ),
)
