"""Where each character of a scalar stands in the file, through quotes, escapes and folded lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backhaul.document.characters import joined


class Part(NamedTuple):
    """One character of a text and its 0-based line and column."""

    text: str
    line: int
    column: int


Place = tuple[int, int]

_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
#: two escapes that are one character
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_HEX = {"x": 2, "u": 4, "U": 8}


def places(
    value: str, style: str, start: Place, end: Place, lines: Sequence[str]
) -> tuple[Place, ...]:
    """The 1-based place of each character of a value; start and end are 0-based, end excluded."""
    if style in ("'", '"'):
        parts = list(_unquoted(style, start, end, lines))
    else:
        parts = list(_aligned(value, style, start, lines))
    if "".join(part.text for part in parts) != value:
        # a parser that folds otherwise than we do: the beginning is still the right line
        return ((start[0] + 1, start[1] + 1),) * len(value)
    return tuple((part.line + 1, part.column + 1) for part in parts)


def _unquoted(style: str, start: Place, end: Place, lines: Sequence[str]) -> Iterator[Part]:
    """The characters between the quotes, escapes resolved, line breaks folded."""
    breaks = 0
    joined = True
    for number in range(start[0], end[0] + 1):
        first, last = number == start[0], number == end[0]
        begin = start[1] + 1 if first else 0
        stop = end[1] - 1 if last else len(lines[number])
        units = list(_units(style, number, begin, stop, lines))
        if not first:
            while units and lines[number][units[0].column] == " ":
                begin += 1
                units.pop(0)
            yield from _folded(breaks, joined, number, begin) if units or last else ()
        if not first and not units and not last:
            breaks += 1
            continue
        joined = bool(units) and units[-1].text == ""
        if not last and not joined:
            while units and lines[number][units[-1].column] == " ":
                units.pop()
        breaks = 1
        yield from (unit for unit in units if unit.text)


def _folded(breaks: int, joined: bool, line: int, column: int) -> Iterator[Part]:
    """What a run of line breaks becomes: a blank, or one break less than there were."""
    if breaks == 1:
        if not joined:
            yield Part(" ", line, max(0, column - 1))
    else:
        yield from (Part("\n", line, 0) for _ in range(breaks - 1))


def _units(style: str, number: int, at: int, stop: int, lines: Sequence[str]) -> Iterator[Part]:
    """The characters of one line, each escape as one; an escaped line break is an empty one."""
    line = lines[number]
    while at < stop:
        width, text = 1, line[at]
        if style == "'" and text == "'":
            width = 2
        elif style == '"' and text == "\\":
            follow = line[at + 1 : at + 2]
            digits = _HEX.get(follow, 0)
            width = 2 + digits
            code = line[at + 2 : at + width]
            text = chr(int(code, 16)) if digits else _ESCAPES.get(follow, "")
            if pair := _PAIR.match(line, at):
                width, text = 12, joined(chr(int(pair[1], 16)) + chr(int(pair[2], 16)))
        yield Part(text, number, at)
        at += width


def _aligned(value: str, style: str, start: Place, lines: Sequence[str]) -> Iterator[Part]:
    """The characters of a plain or block scalar, whose words stand in the file in this order."""
    number, column = start
    if style:
        number, column = number + 1, 0
    for character in value:
        if character in " \n":
            inside = number < len(lines) and column < len(lines[number])
            yield Part(character, number, column)
            if inside and lines[number][column] == " ":
                column += 1
            continue
        while number < len(lines):
            stands = lines[number].find(character, column)
            if stands >= 0 and not lines[number][column:stands].strip():
                break
            number, column = number + 1, 0
        yield Part(character, number, column if number >= len(lines) else stands)
        column = stands + 1
