"""Expressions of calls, written anew with the signs and literals that stand in place."""

from __future__ import annotations

import re
from random import Random
from typing import Any

_SIGNS = {"plus": ("+", 1), "minus": ("-", 1), "times": ("*", 2)}
_ATOM = 3
_CALL = re.compile(r"(plus|minus|times|in_place)\(")
_NUMBER = re.compile(r"`(-?\d+)`")


def rewritten(node: Any, random: Random) -> Any:
    """The same data; in every text, some calls and literals are written the other way."""
    if isinstance(node, dict):
        return {key: rewritten(part, random) for key, part in node.items()}
    if isinstance(node, list):
        return [rewritten(part, random) for part in node]
    return in_place(node, random) if isinstance(node, str) else node


def in_place(text: str, random: Random) -> str:
    """One text, some of whose calls are written with signs.

    >>> in_place("times(plus(a, `2`), b) > in_place('3 days')", Random(4))
    '(a + 2) * b > 3 days'
    """
    return _written(text, random)[0]


def _written(text: str, random: Random) -> tuple[str, int]:
    """A text, and how tightly that which it is binds: 1 a sum, 2 a product."""
    pieces, at, level = list[str](), 0, _ATOM
    while at < len(text):
        if text[at] == "'":
            end = _end_of_quotes(text, at)
            pieces.append(text[at:end])
        elif number := _NUMBER.match(text, at):
            end = number.end()
            pieces.append(number[random.random() < 0.7])
        elif (call := _CALL.match(text, at)) and not (at and text[at - 1].isalnum()):
            arguments, end = _arguments(text, call.end())
            piece, level = _call(call[1], arguments, random)
            # what a quotient divides
            divides = text[end:].startswith(" / ") and level < _SIGNS["times"][1]
            pieces.append(f"({piece})" if divides else piece)
        else:
            end = at + 1
            pieces.append(text[at])
        if end < len(text) and at == 0:
            level = _ATOM
        at = end
    return "".join(pieces), level if len(pieces) == 1 else _ATOM


def _call(name: str, arguments: list[str], random: Random) -> tuple[str, int]:
    if name == "in_place":
        said = arguments[0]
        is_text = said.count("-") > 1
        return (said if is_text else said.strip("'")), _ATOM
    written = [_written(argument, random) for argument in arguments]
    if random.random() < 0.4:
        return f"{name}({', '.join(text for text, _ in written)})", _ATOM
    sign, level = _SIGNS[name]
    (left, tightly), (right, as_tightly) = written
    left = left if tightly >= level else f"({left})"
    right = right if as_tightly > level else f"({right})"
    return f"{left} {sign} {right}", level


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call that begin here, and where it ends."""
    found, depth, begin, at = list[str](), 0, start, start
    while True:
        sign = text[at]
        if sign == "'":
            at = _end_of_quotes(text, at)
            continue
        if sign in ")," and depth == 0:
            found.append(text[begin:at].strip())
            begin = at + 1
            if sign == ")":
                return found, at + 1
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
        at += 1


def _end_of_quotes(text: str, at: int) -> int:
    match = re.compile(r"'(?:\\.|[^'\\])*'").match(text, at)
    # an apostrophe in words
    return match.end() if match else at + 1
