"""What is wrong with a text that is no strict JSON, and where. Never recursive.

Its words are looked at one after another, whatever stands between them. Where two of them do not go together
the standard library says; what was found wrong before is then passed over by it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from functools import partial

from backhaul.diagnostics import MOST, Diagnostic, Span, in_file_order, more_mistakes
from backhaul.document.characters import hidden
from backhaul.document.scalars import DIGITS, EXPONENT, json_number

_TOKEN = re.compile(
    r"""(?P<mark>[\[\]{},:])
      | (?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")
      | (?P<word>-?[A-Za-z][A-Za-z0-9_]*)
      | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![0-9A-Za-z_.+-]))
      | (?P<like>[-+.0-9][-+.0-9A-Za-z_]*)
      | (?P<strange>[^ \t\n\r])""",
    re.VERBOSE,
)
_BLANK = " \t\n\r"
_COLON = re.compile(r"[ \t\n\r]*:")
#: half of a character, and escapes: two halves, one character or half of it, a letter
_DOUBTFUL = re.compile(
    r"(?P<half>[\ud800-\udfff])|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u(?P<code>[0-9a-fA-F]{4})|\\(?P<letter>.)"
)
_WORDS = ("true", "false", "null")
_OTHER_WORDS = {"None": "null", "undefined": "null"}
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
#: what the standard library says of two words that do not go together
_APART = {
    "Extra data": ("more text follows the value", "one file holds one value"),
    "Expecting value": ("a value is missing here", ""),
    "Expecting property name": ("a name in double quotes belongs here", ""),
    "Expecting ':'": ("a colon is missing before this", ""),
}


def mistakes(text: str, name: str, depth: int) -> list[Diagnostic]:
    """Every mistake in a text in file order; none where it has one meaning."""
    words = _Words(text, name, depth)
    if not text.strip(_BLANK):
        words.say("empty-file", "there is nothing here", 0, 1, "write `{}` for no facts")
        return words.made
    words.look(len(text))
    try:
        json.loads("".join(words.passed))
    except json.JSONDecodeError as error:
        # what cannot be looked at is no end that comes too early
        if not words.stopped or text[error.pos : words.end].strip(_BLANK):
            words = _Words(text, name, depth)
            words.look(error.pos)
            words.apart(error)
    if words.more:
        words.made.append(more_mistakes(words.more, None))
    return in_file_order(words.made)


class _Words:
    """Looks at the words of one text; `made` are the mistakes."""

    def __init__(self, text: str, name: str, depth: int) -> None:
        self.text, self.name, self.depth = text, name, depth
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.made: list[Diagnostic] = []
        #: mistakes beyond those that are told one by one
        self.more = 0
        #: the text so far, with something of the same length in the place of what is wrong
        self.passed: list[str] = []
        #: the lists and objects that are open: where, and where each name of an object stands
        self.open: list[tuple[int, dict[str, int] | None]] = []
        #: how far was looked, and whether nothing sensible can be read after that
        self.end, self.stopped = 0, False

    def look(self, end: int) -> None:
        """Look at the words up to a place, or up to one after which nothing sensible can be read."""
        for match in _TOKEN.finditer(self.text, 0, end):
            start, kind, word = match.start(), match.lastgroup, match[0]
            self.passed.append(self.text[self.end : start])
            self.end = start
            if kind == "strange":
                self.strange(start, word)
            elif word in ("[", "{"):
                self.opens(start, word)
            elif word in ("]", "}"):
                del self.open[-1:]
            if self.stopped:
                return
            known = len(self.made) + self.more
            if kind == "string":
                self.string(start, word)
            elif kind != "mark" and word not in _WORDS:
                self.number(start, word, kind)
            if len(self.made) + self.more > known:
                word = ('""' if kind == "string" else "0").ljust(len(word))
            self.passed.append(word)
            self.end = match.end()

    def opens(self, at: int, mark: str) -> None:
        """A list or object that opens, if it is not too deep."""
        if len(self.open) >= self.depth:
            message = f"lists and objects are nested more than {self.depth} deep"
            self.say("too-deep", message, at, 1, "facts and documents need no more")
            self.stopped = True
        self.open.append((at, {} if mark == "{" else None))

    def string(self, at: int, word: str) -> None:
        """Say what is wrong with a text: its characters, its escapes, and that a name stands twice."""
        for match in _DOUBTFUL.finditer(word):
            half = match["half"] or (match["code"] and chr(int(match["code"], 16)))
            start, length = at + match.start(), len(match[0])
            if half and "\ud800" <= half <= "\udfff":
                self.add(start, length, partial(hidden, half))
            elif match["letter"] and match["letter"] not in '"\\/bfnrt':
                message = f"`{match[0]}` is not an escape"
                self.say("json-syntax", message, start, 2, "write `\\\\` for a backslash")
        names = self.open[-1][1] if self.open else None
        named = self.passed[-2:-1] != [":"] and _COLON.match(self.text, at + len(word))
        if names is not None and named:
            try:
                key = json.loads(word)
            except ValueError:
                key = word[1:-1]
            first = names.setdefault(key, at)
            if first != at:
                self.add(at, len(word), lambda span: self.twice(key, span, first))

    def twice(self, key: str, span: Span, first: int) -> Diagnostic:
        """That a name stands twice in one object."""
        related = (("it stood here first", self.span(first, span.length)),)
        message = f"the name `{key[:40]}` stands twice"
        return Diagnostic("duplicate-key", message, "delete one", span, related=related)

    def number(self, at: int, word: str, kind: str | None) -> None:
        """Say what is wrong with a number, or with a word that is none."""
        code, help = "json-number", "write it like 1000 or 0.5"
        message = f"`{word[:40]}` is not how a number is written"
        if kind == "number":
            if json_number(word) is not None:
                return
            message = f"a number has at most {DIGITS} digits and powers of ten up to {EXPONENT}"
            help = "write fewer digits, or put it in quotes"
        elif word in _NOT_NUMBERS:
            message = f"`{word}` is not a number"
            help = "leave the fact out where it is not known"
        elif kind == "word":
            meant = _OTHER_WORDS.get(word) or word.lower()
            code, message = "json-syntax", f"`{word[:40]}` is not a value"
            help = f"write `{meant}`" if meant in _WORDS else "put double quotes around a text"
        self.say(code, message, at, len(word), help)

    def strange(self, at: int, character: str) -> None:
        """Say what is wrong with a character that begins no word."""
        message, help = f"`{character}` has no meaning here", ""
        if character == "'":
            message, help = "texts stand in double quotes", 'write "…"'
        elif character == '"':
            line = self.text[at:].split("\n", 1)[0]
            control = re.search(r"[\x00-\x1f]", line)
            message, help = "the quote that opens here is never closed on its line", "close it"
            if control and '"' in line[control.start() :]:
                message = f"a control character (U+{ord(control[0]):04X}) stands in a text"
                at, help = at + control.start(), "write it as an escape"
        elif self.text.startswith(("//", "/*"), at) or character == "#":
            message, help = "JSON has no comments", "delete it"
        self.say("json-syntax", message, at, 1, help)
        self.stopped = True

    def apart(self, error: json.JSONDecodeError) -> None:
        """Say that what stands there does not go together with what stands before."""
        at, before = error.pos, self.text[: error.pos].rstrip(_BLANK)
        match = _TOKEN.match(self.text, at)
        word = match[0] if match else ""
        message, help = next((v for k, v in _APART.items() if error.msg.startswith(k)), ("", ""))
        close = "" if not self.open else "]" if self.open[-1][1] is None else "}"
        if word == close != "" and before.endswith(
            ","
        ):  # from Python 3.13 on it stands at the comma
            at, word = len(before) - 1, ","
        if (word == "," and not message) or at < error.pos:
            message, help = "the comma before the end is one too many", "delete it"
        elif not word and (before.endswith((",", ":")) or "':'" in error.msg):
            message, help = "the text ends too early", "it may have been cut off"
            at = len(self.text)
        elif not word:
            at = self.open[-1][0]
            message = f"the `{self.text[at]}` that opens here is never closed"
        elif not message:
            message = f"a comma or `{close}` is missing before this"
        self.say("json-syntax", message, at, len(word), help)

    def say(self, code: str, message: str, at: int, length: int, help: str) -> None:
        """Note a mistake at its place."""
        self.add(at, length, lambda span: Diagnostic(code, message, help, span))

    def add(self, at: int, length: int, make: Callable[[Span], Diagnostic]) -> None:
        """Note what is made of its place; of very many mistakes the others are counted."""
        if len(self.made) < MOST:
            self.made.append(make(self.span(at, length)))
        else:
            self.more += 1

    def span(self, at: int, length: int) -> Span:
        """The span of some characters."""
        number = bisect_right(self.starts, at)
        start = self.starts[number - 1]
        stop = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return Span(self.name, number, at - start + 1, max(1, length), self.text[start:stop])
