"""What somebody meant who wrote a line that cannot be read: the line is changed and read again.

A change that can be read is shown as the way out, so that no message proposes what would be refused, too. Signs of
other keyboards and word processors are looked for before anything is put in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.schema import keys
from backhaul.frozen import frozen
from backhaul.way_out import WayOut

#: how often parts of one file are read again
_TRIALS = 30
#: characters of a line that is shown whole
_SHOWN = 110
#: lines above the one where the reading stopped in which the cause may stand
_ABOVE = 3
_CODES = ("yaml-syntax", "quote-this", "missing-value", "key-not-text")

_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BULLETS = "–—―−‒•·●▪◦‣∙・"
_WIDE = str.maketrans("：，；｛｝［］【】（）", ":,,{}[][]()")
_BEGINS = r"(?P<before>(?:^|(?<=[{,]))\s*(?:- +)?[A-Za-z_][\w.-]*)"
_KEY = rf"(?:{'|'.join(sorted(keys(), key=len, reverse=True))}|en|zh)"
#: what is no text that lost its quotes, but keys and values
_NO_TEXT = re.compile(r"^\[|^\{.*: |,\s*[\w.-]+:(?:\s|$)|^[\w.-]+:$|^$")
_OPEN = {"{": "}", "[": "]", "(": ")"}


@frozen
class Repair:
    """A line as it was meant: what was wrong, where (0-based) and for how long, and the line in its place."""

    message: str
    start: int
    length: int
    line: str
    code: str = "yaml-syntax"


def _form(pattern: str, instead: str, message: str) -> Callable[[str], Iterator[Repair]]:
    """A repair by a pattern; the group `sign` is what is wrong."""
    form = re.compile(pattern)

    def repair(line: str) -> Iterator[Repair]:
        if first := form.search(line):
            sign, start = first["sign"], first.start("sign")
            yield Repair(message.format(sign=sign), start, len(sign), form.sub(instead, line))

    return repair


_SIGNS = (
    _form(rf"{_BEGINS}\s*(?P<sign>：)\s*", r"\g<before>: ", "`{sign}` does not end a key"),
    _form(rf"{_BEGINS}(?P<sign>:)(?=[^\s:/,}}\]])", r"\g<before>: ", "no space stands behind the colon"),
    _form(rf"{_BEGINS}:(?P<sign>[{_SPACES}]+)", r"\g<before>: ", "the space behind the colon is not a plain one"),
    _form(rf"{_BEGINS}\s*(?P<sign>=)\s*(?![=\s])", r"\g<before>: ", "`{sign}` does not end a key"),
    _form(rf"^(?P<before>\s*)(?P<sign>[{_BULLETS}]|[*+](?= ))\s*(?=\S)", r"\g<before>- ", "`{sign}` begins no item of a list"),
    _form(r"^(?P<before>\s*)(?P<sign>-)(?=[A-Za-z_\"'({!\[])", r"\g<before>- ", "no space stands behind the `-`"),
    _form(r"^(?P<before>\s*)(?P<sign>[0-9]{1,2}[.)、])\s*(?=\S)", r"\g<before>- ", "`{sign}` begins no item of a list"),
    _form(r"^(?P<before>\s*)(?P<sign>//|--|/\*|<!--|;)\s*", r"\g<before># ", "`{sign}` begins no comment"),
    _form(r"(?P<before>[}\]\"'\w])\s+(?P<sign>//|--|/\*)\s*", r"\g<before>  # ", "`{sign}` begins no comment"),
    _form(r"(?P<before>\S)(?P<sign>[，；;])\s*", r"\g<before>, ", "`{sign}` separates nothing"),
    _form(rf"(?P<before>\{{.*[^\s,{{\[:])\s+(?P<sign>{_KEY})(?=:\s)", r"\g<before>, \g<sign>", "a comma is missing before `{sign}`"),
)  # fmt: skip


def _numbers(line: str) -> Iterator[Repair]:
    """A number with a comma in it, inside `[ ]` or `{ }`."""
    for match in re.finditer(
        r"(?<=[:\[,] )(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d+)(?=\s*[,}\]])", line
    ):
        text = match[0]
        plain = (
            text.replace(",", "") if re.search(r",\d{3}(?!\d)", text) else text.replace(",", ".")
        )
        message = "the comma splits this number, since it stands inside `[ ]` or `{ }`"
        changed = line[: match.start()] + plain + line[match.end() :]
        yield Repair(message, match.start(), len(text), changed)


def _wide_signs(line: str) -> Iterator[Repair]:
    """Signs of a Chinese keyboard in the place of YAML's own."""
    if match := re.search("[：，；｛｝［］【】（）]", line):
        plain = re.sub(r"([:,])(?=\S)", r"\1 ", line.translate(_WIDE))
        for text in (plain, re.sub(r"[“”]", '"', plain)):
            yield Repair(f"`{match[0]}` is no sign of YAML", match.start(), 1, text)


def _round_brackets(line: str) -> Iterator[Repair]:
    """Keys with values between round brackets."""
    if match := re.search(r"(?<=[:-])\s+(\()(.*:\s.*)\)\s*$", line):
        start = match.start(1)
        message = "keys with values stand in `{ }`, not in `( )`"
        yield Repair(message, start, 1, f"{line[:start]}{{{match[2]}}}")


def _closers(line: str) -> Iterator[Repair]:
    """One closing bracket too many, or some too few."""
    bare = line.rstrip()
    if bare.endswith(("}", "]")):
        yield Repair(f"the `{bare[-1]}` closes nothing", len(bare) - 1, 1, bare[:-1])
    if bare.endswith("},"):
        yield Repair("the comma at the end separates nothing", len(bare) - 1, 1, bare[:-1])
    waiting: list[tuple[int, str]] = []
    for match in re.finditer(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[][{}]", line):
        if match[0] in "{[":
            waiting.append((match.start(), _OPEN[match[0]]))
        elif match[0] in "]}" and waiting and waiting[-1][1] == match[0]:
            waiting.pop()
    if waiting:
        start, missing = waiting[-1][0], "".join(closer for _, closer in reversed(waiting))
        message = f"the `{line[start]}` that opens here is never closed"
        yield Repair(message, start, 1, bare.rstrip(",") + missing)


def _quotes(line: str, column: int) -> Iterator[Repair]:
    """A value put in quotes: the one that the column is in, to each place where it may end."""
    starts = [
        m.end() for m in re.finditer(r"(?:^\s*|[{,]\s*)(?:- +)?[\w.-]+: +|^\s*- +|[\[,] *", line)
    ]
    ends = [m.start() for m in re.finditer(r"[,\]}]|\s*$", line)]
    keyed = [
        start for start in starts if start <= column and ": " in line[max(0, start - 2) : start]
    ]
    for start in dict.fromkeys([*reversed(keyed), *(s for s in reversed(starts) if s <= column)]):
        for end in sorted({end for end in ends if end > max(start, column)}):
            text = line[start:end].strip()
            inside = re.search(r"[\[{]", line[:start])
            if _NO_TEXT.search(text) or not (_whole(text) or (end == len(line) and not inside)):
                continue
            if text[:2] in ("&&", "||"):
                bare = f"{line[:start]}{text[2:].strip()}{line[end:]}"
                yield Repair(
                    f"no condition begins with `{text[:2]}`", start, 2, bare, "yaml-syntax"
                )
            changed = f"{line[:start]}{in_quotes(text)}{line[end:]}"
            message, code = "", ""
            if inside and text[0] != '"':
                why = "the comma splits this text" if "," in text else "this text needs quotes"
                message, code = f"{why}, since it stands inside `[ ]` or `{{ }}`", "quote-this"
            elif text.count('"') == 1 and text[0] == '"':
                message = "the quote that opens here is not closed on its line"
            yield Repair(message, start, len(text), changed, code)


def _whole(text: str) -> bool:
    """Whether a text closes the brackets that it opens."""
    bare = re.sub(r"'[^']*'", "", text)
    return all(bare.count(opener) == bare.count(closer) for opener, closer in _OPEN.items())


def in_quotes(text: str) -> str:
    r"""A text of one line between quotes, in place of those that it has.

    >>> in_quotes("late, and lost"), in_quotes('"Late" is late')
    ('"late, and lost"', '\'"Late" is late\'')
    """
    if text[:1] + text[-1:] in ("“”", "””", "““", '""', '"”', '“"'):
        text = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == "'" and not re.search("[=&|<>]", text):
        text = text[1:-1].replace("''", "'")
    for quote in ('"', "'"):
        if text.count(quote) == 1:
            text = text.removeprefix(quote).removesuffix(quote)
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _dash(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """An item that lost its dash below one that has it."""
    line = lines[number]
    indent = len(line) - len(line.lstrip())
    above = next((text for text in reversed(lines[:number]) if text.strip()), "")
    if (
        above[:indent].isspace()
        and above[indent:].startswith("- ")
        and not line.lstrip().startswith("-")
    ):
        changed = f"{line[:indent]}- {line[indent:]}"
        yield Repair("no `- ` begins this item of the list", indent, len(line) - indent, changed)


def shown(before: str, after: str) -> str:
    """A line as it is to be written: whole where it is short, else what differs with a few words around it.

    >>> shown("  a: b, c", '  a: "b, c"')
    'a: "b, c"'
    """
    if len(after.strip()) <= _SHOWN:
        return after.strip()
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    shorter = min(len(before), len(after)) - start
    same = next((n for n in range(shorter) if before[-1 - n] != after[-1 - n]), shorter)
    start, end = after.rfind(" ", 0, max(0, start - 1)) + 1, len(after) - same
    return after[start:end] if end - start <= 2 * _SHOWN else f"{after[start:][:_SHOWN]}…"


#: the mistakes of a text, and the 0-based line where its reading stopped, if it did
Reread = tuple[list[Diagnostic], int | None]


class Repairs:
    """Finds the cause of what could not be read: *read* reads the lines near to one of them again."""

    def __init__(self, lines: Sequence[str], read: Callable[[list[str], int], Reread]) -> None:
        self.lines, self.read = list(lines), read
        self.left = _TRIALS

    def explained(
        self, mistakes: list[Diagnostic], stopped: Diagnostic | None, at: int | None
    ) -> list[Diagnostic]:
        """The mistakes, each that has a repair told by it, and without those that only follow from it."""
        done: dict[int, Diagnostic] = {}
        for mistake in mistakes:
            if mistake.code not in _CODES or mistake.span is None:
                continue
            last = at if mistake is stopped and at is not None else mistake.span.line - 1
            if last not in done and (repaired := self._repaired(mistake, mistake.span, last)):
                done[last] = repaired
        rest = [m for m in mistakes if not self._follows(m, stopped, at, done)]
        return [*rest, *done.values()]

    @staticmethod
    def _follows(
        mistake: Diagnostic, stopped: Diagnostic | None, at: int | None, done: dict[int, Diagnostic]
    ) -> bool:
        if mistake is stopped and at in done:
            return True
        lines = {
            line for last, d in done.items() if d.span for line in range(d.span.line - 1, last + 1)
        }
        return (
            mistake.span is not None and mistake.code in _CODES and mistake.span.line - 1 in lines
        )

    def _repaired(self, mistake: Diagnostic, span: Span, last: int) -> Diagnostic | None:
        """The mistake in the words of the first repair that can be read."""
        last = min(last, len(self.lines) - 1)
        numbers = [n for n in range(last, max(-1, last - _ABOVE - 1), -1) if self.lines[n].strip()]
        if span.line - 1 not in numbers:
            numbers.append(span.line - 1)
        for loose in (False, True):
            for number in numbers:
                for repair in self._repairs(number, span, mistake.code, loose=loose):
                    if self._holds(number, repair, last):
                        return self._told(mistake, number, repair)
        return None

    def _repairs(self, number: int, span: Span, code: str, *, loose: bool) -> Iterator[Repair]:
        line = self.lines[number]
        if not loose:
            wide = (_wide_signs,) if re.search("[｛［]", line) else ()
            for form in (*wide, *_SIGNS, _numbers, _wide_signs, _round_brackets):
                yield from form(line)
            return
        yield from _dash(self.lines, number)
        yield from _closers(line)
        before, text = line[: span.column - 1], line[span.column - 1 :].strip()
        lost = text.startswith(('"', "'", "- ")) or code == "quote-this"
        if number == span.line - 1 and (lost or re.search(r"[\[{]", before)):
            yield from _quotes(line, span.column - 1)

    def _holds(self, number: int, repair: Repair, last: int) -> bool:
        """Whether the lines to the last can be read with this one in place."""
        if self.left <= 0 or repair.line == self.lines[number]:
            return False
        changed = [*self.lines]
        changed[number] = repair.line
        self.left -= 1
        mistakes, stop = self.read(changed, number)
        if stop is not None and stop <= last:
            return False
        return not any(number < m.span.line <= last + 1 for m in mistakes if m.span)

    def _told(self, mistake: Diagnostic, number: int, repair: Repair) -> Diagnostic:
        text = self.lines[number]
        file = mistake.span.file if mistake.span else ""
        span = Span(file, number + 1, repair.start + 1, max(1, repair.length), text)
        code, verb = repair.code or mistake.code, "write"
        if code == "quote-this":
            verb = "put it in quotes:"
        whole = Span(file, number + 1, 1, max(1, len(text)), text)
        help = WayOut(f"{verb} `{shown(text, repair.line)}`", (whole, repair.line))
        own = mistake.code == "quote-this" == code or not repair.message
        return Diagnostic(code, mistake.message if own else repair.message, help, span)
