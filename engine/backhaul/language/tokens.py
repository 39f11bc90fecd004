"""The words and signs of an expression, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

#: signs and numbers that other languages have are read too, so that they can be refused by name
_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:
        (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<text>'(?:[^'\\]|\\.)*')
      | (?P<integer>`-?(?:0|[1-9][0-9]{0,18})`)
      | (?P<sign>&&|\|\||===|!==|<>|=<|=>|[=!<>]=|\[\]|\[\?|[-+*/%.,:@!=<>()\[\]{}&|])
      | (?P<number>(?![0-9]{4}-[0-9]{2}-[0-9]{2})(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?![0-9A-Za-z_.]))
      | (?P<odd>[0-9]{4}-[0-9]{2}-[0-9]{2}[0-9:.TZ]*|[0-9][0-9A-Za-z_.]*)
      | (?P<literal>`(?:[^`\\]|\\.)*`)
      | (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<end>\Z)
      | (?P<strange>.)
    )""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One word or sign: the kind of a sign is the sign itself."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> list[Token]:
    """Every word and sign in the order written; the last one marks the end.

    >>> [token.kind for token in tokens("weight <= `5`")]
    ['name', '<=', 'integer', 'end']
    """
    made = []
    for match in _TOKEN.finditer(text.rstrip(" \t\n\r")):
        kind = match.lastgroup or ""
        written = match[kind]
        made.append(Token(written if kind == "sign" else kind, written, match.start(kind)))
    return made


def open_bracket(words: Sequence[Token]) -> str:
    """The bracket that was opened last and is open still."""
    waiting = [""]
    for word in words:
        if word.kind in ("(", "["):
            waiting.append(word.kind)
        elif word.kind in (")", "]") and len(waiting) > 1:
            waiting.pop()
    return waiting[-1]
