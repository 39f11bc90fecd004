"""The lines of a YAML file as a reader with an eye for indentation sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the file and where it stands."""

    number: int
    text: str
    indent: int
    key: str
    value: str
    #: the keys above it, outermost first, and the line of the nearest
    path: tuple[str, ...]
    block: int
    #: it continues a text that began above
    continued: bool


_KEY = re.compile(r"(?P<lead> *(?:- )?)(?P<key>[A-Za-z_][\w.-]*):(?: +(?P<value>\S.*))?$")


def lines(text: str) -> list[Line]:
    """The lines of a file that hold something, comments left out."""
    found: list[Line] = []
    above: list[tuple[int, str, int]] = []
    folded = -1
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if not stripped or stripped.startswith("#"):
            continue
        continued = indent > folded >= 0
        folded = folded if continued else -1
        match = None if continued else _KEY.match(line)
        if match is None and not continued:
            continued = not stripped.startswith("- ")
        key_at = len(match["lead"]) if match else indent
        while above and above[-1][0] >= (key_at if match else indent):
            above.pop()
        path, block = tuple(key for _, key, _ in above), above[-1][2] if above else number
        key, value = (match["key"], match["value"] or "") if match else ("", stripped)
        found.append(Line(number, line, indent, key, value, path, block, continued))
        if match:
            above.append((key_at, key, number))
            folded = indent if value in (">-", ">", "|") else -1
    return found
