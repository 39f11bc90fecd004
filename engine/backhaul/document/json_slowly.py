"""JSON read slowly, one token after another, to say where and what is wrong. Never recursive."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import NoReturn

from backhaul.diagnostics import MOST, Diagnostic, Span, more_mistakes
from backhaul.document.characters import hidden
from backhaul.document.scalars import DIGITS

#: lists and objects inside one another
DEPTH = 32
#: the highest power of ten, either way
EXPONENT = 40

_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:
        (?P<mark>[\[\]{},:])
      | (?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")
      | (?P<word>-?[A-Za-z][A-Za-z0-9_]*)
      | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![0-9A-Za-z_.+-]))
      | (?P<like>[-+.0-9][-+.0-9A-Za-z_]*)
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(
    r"""\\(?:
        u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
      | u(?P<code>[0-9a-fA-F]{4})
      | (?P<letter>.)
    )""",
    re.VERBOSE,
)
_LETTERS = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}
_OTHER_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_NOT_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


class _StoppedError(Exception):
    """Nothing sensible can be read after this."""


def whole(text: str) -> int | None:
    """The integer, unless it has too many digits."""
    return int(text) if len(text.lstrip("-")) <= DIGITS else None


def decimal(text: str) -> Decimal | None:
    """The exact decimal, unless it has too many digits or too high an exponent."""
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa.lstrip("-").replace(".", "")) > DIGITS:
        return None
    power = exponent.lstrip("+-").lstrip("0")
    if len(power) > len(str(EXPONENT)) or int(power or "0") > EXPONENT:
        return None
    return Decimal(text)


class _Open:
    """A list or object that is not closed yet."""

    def __init__(self, at: int, *, keyed: bool) -> None:
        self.at = at
        self.keyed = keyed
        self.items: list[object] = []
        self.entries: dict[str, object] = {}
        #: where each name stands
        self.keys: dict[str, int] = {}
        self.key = ""
        #: the key stood here before: what follows is read and not kept
        self.dropped = False


class SlowReader:
    """Reads one text; `found` are the mistakes."""

    def __init__(self, text: str, name: str, depth: int) -> None:
        self.text = text
        self.name = name
        self.depth = depth
        self.found: list[Diagnostic] = []
        #: mistakes beyond those that are told one by one
        self._more = 0
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._stack: list[_Open] = []
        self._root: list[object] = []

    def read(self) -> object:
        """The value, as far as it could be read."""
        if not self.text.strip(" \t\n\r"):
            self._say("empty-file", "there is nothing here", 0, 1, "write `{}` for no facts")
            return None
        try:
            self._value()
            while self._stack:
                self._next()
            match = self._token()
            if match.lastgroup != "end":
                self._stop("more text follows the value", match, "one file holds one value")
        except _StoppedError:
            pass
        if self._more:
            self.found.append(more_mistakes(self._more, None))
        return self._root[0] if self._root else None

    def span(self, at: int, length: int) -> Span:
        """The span of some characters."""
        number = bisect_right(self._starts, at)
        start = self._starts[number - 1]
        stop = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        line = self.text[start:stop]
        return Span(self.name, number, at - start + 1, max(1, length), line)

    # what comes next

    def _next(self) -> None:
        """One item or entry with its comma, or the end of the innermost list or object."""
        open = self._stack[-1]
        empty = not (open.keys if open.keyed else open.items)
        close = "}" if open.keyed else "]"
        match = self._token()
        mark = match["mark"]
        if mark == close:
            self._stack.pop()
            self._keep(open.entries if open.keyed else open.items)
            return
        if match.lastgroup == "end":
            what = "{" if open.keyed else "["
            self._say(
                "json-syntax", f"the `{what}` that opens here is never closed", open.at, 1, ""
            )
            raise _StoppedError
        if not empty:
            if mark != ",":
                self._stop(f"a comma or `{close}` is missing before this", match)
            comma = match
            match = self._token()
            if match["mark"] == close:
                self._stop("the comma before the end is one too many", comma, "delete it")
        # what was looked at is read again as a name or value
        self._at = match.start()
        if open.keyed:
            self._key(open)
        self._value()

    def _key(self, open: _Open) -> None:
        match = self._token()
        if match["string"] is None:
            self._stop("a name in double quotes belongs here", match)
        key = self._string(match)
        at, length = match.start("string"), len(match["string"])
        colon = self._token()
        if colon["mark"] != ":":
            self._stop("a colon is missing before this", colon)
        first = open.keys.setdefault(key, at)
        open.dropped = first != at
        open.key = key
        if open.dropped:
            message = f"the name `{key[:40]}` stands twice"
            self._add(at, length, lambda span: self._twice(message, span, first, length))

    def _twice(self, message: str, span: Span, first: int, length: int) -> Diagnostic:
        related = (("it stood here first", self.span(first, length)),)
        return Diagnostic("duplicate-key", message, "delete one", span, related=related)

    def _value(self) -> None:
        match = self._token()
        group = match.lastgroup
        if group == "string":
            self._keep(self._string(match))
        elif group == "number":
            self._keep(self._number(match, match["number"]))
        elif group == "word" and match["word"] in _WORDS:
            self._keep(_WORDS[match["word"]])
        elif group == "word":
            self._word(match)
        elif group == "like":
            message = f"`{match['like'][:40]}` is not how a number is written"
            self._say_of("json-number", message, match, "write it like 1000 or 0.5")
            self._keep(0)
        elif match["mark"] in ("[", "{"):
            self._open(match)
        else:
            self._stop("a value is missing here", match)

    def _open(self, match: re.Match[str]) -> None:
        at = match.start("mark")
        if len(self._stack) >= self.depth:
            message = f"lists and objects are nested more than {self.depth} deep"
            self._say("too-deep", message, at, 1, "facts and documents need no more")
            raise _StoppedError
        self._stack.append(_Open(at, keyed=match["mark"] == "{"))

    def _word(self, match: re.Match[str]) -> None:
        word = match["word"]
        if word in _NOT_NUMBERS:
            help = "leave the fact out where it is not known"
            self._say_of("json-number", f"`{word}` is not a number", match, help)
        else:
            meant = _OTHER_WORDS.get(word) or word.lower()
            help = f"write `{meant}`" if meant in _WORDS else "put double quotes around a text"
            self._say_of("json-syntax", f"`{word[:40]}` is not a value", match, help)
        self._keep(None)

    def _number(self, match: re.Match[str], text: str) -> object:
        value = whole(text) if text.lstrip("-").isdecimal() else decimal(text)
        if value is None:
            message = f"a number has at most {DIGITS} digits and powers of ten up to {EXPONENT}"
            self._say_of("json-number", message, match, "write fewer digits, or put it in quotes")
        return value

    def _string(self, match: re.Match[str]) -> str:
        """The text between the quotes, escapes resolved."""
        start, raw = match.start("string") + 1, match["string"][1:-1]
        for offset, character in enumerate(raw):
            if "\ud800" <= character <= "\udfff":
                self._add(start + offset, 1, partial(hidden, character))
        return _ESCAPE.sub(lambda escape: self._escape(escape, start + escape.start()), raw)

    def _escape(self, escape: re.Match[str], at: int) -> str:
        """The character that an escape stands for."""
        if escape["high"]:
            high, low = int(escape["high"], 16), int(escape["low"], 16)
            return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        if escape["code"]:
            made = chr(int(escape["code"], 16))
            if "\ud800" <= made <= "\udfff":
                self._add(at, 6, partial(hidden, made))
            return made
        letter = escape["letter"]
        if letter not in _LETTERS:
            help = "write `\\\\` for a backslash"
            self._say("json-syntax", f"`\\{letter}` is not an escape", at, 2, help)
        return _LETTERS.get(letter, letter)

    def _token(self) -> re.Match[str]:
        """What stands next; stops the reading if it is nothing known."""
        match = _TOKEN.match(self.text, self._at)
        if match is None:
            self._unknown()
        self._at = match.end()
        return match

    def _unknown(self) -> NoReturn:
        """Says what is wrong with a character that begins nothing."""
        at = self._at + len(self.text[self._at :]) - len(self.text[self._at :].lstrip(" \t\n\r"))
        character = self.text[at]
        if character == "'":
            self._say("json-syntax", "texts stand in double quotes", at, 1, 'write "…"')
        elif character == '"':
            line = self.text[at:].split("\n", 1)[0]
            control = re.search(r"[\x00-\x1f]", line)
            if control and '"' in line[control.start() :]:
                message = f"a control character (U+{ord(control[0]):04X}) stands in a text"
                self._say("json-syntax", message, at + control.start(), 1, "write it as an escape")
            else:
                message = "the quote that opens here is never closed on its line"
                self._say("json-syntax", message, at, 1, "close it")
        elif self.text.startswith(("//", "/*"), at) or character == "#":
            self._say("json-syntax", "JSON has no comments", at, 1, "delete it")
        else:
            self._say("json-syntax", f"`{character}` has no meaning here", at, 1, "")
        raise _StoppedError

    def _stop(self, message: str, match: re.Match[str], help: str = "") -> NoReturn:
        if match.lastgroup == "end":
            message, help = "the text ends too early", "it may have been cut off"
        self._say_of("json-syntax", message, match, help)
        raise _StoppedError

    def _say_of(self, code: str, message: str, match: re.Match[str], help: str) -> None:
        group = match.lastgroup or "end"
        self._say(code, message, match.start(group), len(match[group]), help)

    def _say(self, code: str, message: str, at: int, length: int, help: str) -> None:
        self._add(at, length, lambda span: Diagnostic(code, message, help, span))

    def _add(self, at: int, length: int, make: Callable[[Span], Diagnostic]) -> None:
        """Add a mistake at its place; of very many the others are counted."""
        if len(self.found) < MOST:
            self.found.append(make(self.span(at, length)))
        else:
            self._more += 1

    def _keep(self, value: object) -> None:
        if not self._stack:
            self._root.append(value)
        elif not (open := self._stack[-1]).keyed:
            open.items.append(value)
        elif not open.dropped:
            open.entries[open.key] = value
