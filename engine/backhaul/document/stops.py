"""Where the parser of YAML stopped, and what was lost on a line above: an indentation, a closing quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backhaul.diagnostics import Diagnostic, Span
from backhaul.frozen import frozen

_DOUBLE = re.compile(r'(?<!\\)"')


@frozen
class Last:
    """What was read last before the parser stopped: its first and last place, 0-based."""

    line: int
    column: int
    end_line: int
    end_column: int
    #: how a scalar was quoted, or "alias", or "collection"
    style: str


@frozen
class Failure:
    """Why the parser stopped: its own words, and the 0-based places they are about."""

    problem: str
    context: str
    at: tuple[int, int]
    context_at: tuple[int, int]


def syntax(message: str, span: Span, help: str = "") -> Diagnostic:
    """The diagnostic for what is not YAML."""
    return Diagnostic("yaml-syntax", message, help, span)


def place_of(file: str, lines: Sequence[str], line: int, column: int) -> Span:
    """One character of the file; the end of the file is the end of its last line with text."""
    if line >= len(lines) or (line == len(lines) - 1 and not lines[line]):
        line = max((n for n, text in enumerate(lines) if text.strip()), default=0)
        column = len(lines[line])
    return Span(file, line + 1, column + 1, 1, lines[line])


def rest(span: Span) -> Span:
    """From the span's start to the end of its line."""
    length = len(span.text.rstrip()) - span.column + 1
    return Span(span.file, span.line, span.column, max(1, length), span.text)


def lost_indent(failure: Failure, file: str, lines: Sequence[str]) -> Diagnostic | None:
    """A line of a text, or of a mapping, that begins further left than those it belongs with."""
    line, _ = max(failure.at, failure.context_at)
    if "could not find expected ':'" in failure.problem:
        line = failure.context_at[0]
    if not 1 < line < len(lines):
        return None
    two, one, here = (len(text) - len(text.lstrip()) for text in lines[line - 2 : line + 1])
    text, above, number = lines[line].strip(), lines[line - 1], line
    if head := re.search(r"([|>][+-]?)\s*$", above):
        if "could not find expected ':'" not in failure.problem:
            return None
        span = Span(file, line, head.start(1) + 1, len(head[1]), above)
        return no_text_below(span, head[1])
    goes_on = text.startswith(("&&", "||")) and here < one
    if not goes_on:
        keys = all(re.match(r"\s+[\w.-]+: +\S", lines[n]) for n in range(line - 2, line + 1))
        if not keys or two != here or one >= here:
            return None
        number = line - 1
    message = "this line begins further left than those that it belongs with"
    span = rest(place_of(file, lines, number, len(lines[number]) - len(lines[number].lstrip())))
    help = "begin it in the same column as the line above it"
    return Diagnostic("yaml-syntax", message, help, span)


def no_text_below(span: Span, header: str) -> Diagnostic:
    """The diagnostic for the head of a text block with nothing below it."""
    message, help = (
        f"no text stands below the `{header[:1]}`",
        "indent the text below it further than its key",
    )
    return Diagnostic("missing-value", message, help, span)


def stray_sign(failure: Failure, file: str, lines: Sequence[str]) -> Diagnostic | None:
    """A single sign at the beginning of a line above, which makes another key of the one behind it."""
    if "mapping" not in failure.context or failure.context_at[1] > 0:
        return None
    for earlier in range(failure.at[0] - 1, max(-1, failure.at[0] - 60), -1):
        if found := re.match(r"([^\s#-]) +[A-Za-z_][\w.-]*:(?: |$)", lines[earlier]):
            sign = found[1]
            at = place_of(file, lines, earlier, 0)
            return syntax(f"`{sign}` stands alone before the key of this line", at, "delete it")
    return None


def lost_quote(failure: Failure, file: str, lines: Sequence[str]) -> Diagnostic | None:
    """A quote on an earlier line that ran on to one here, which was meant to open."""
    line, column = failure.at
    if line >= len(lines) or len(_DOUBLE.findall(lines[line][:column])) % 2 == 0:
        return None
    for earlier in range(line - 1, max(-1, line - 60), -1):
        quotes = list(_DOUBLE.finditer(lines[earlier]))
        if len(quotes) % 2:
            span = rest(place_of(file, lines, earlier, quotes[-1].start()))
            message = f"the quote that opens here is not closed before line {line + 1}"
            return syntax(message, span, "close it where the text ends")
    return None
