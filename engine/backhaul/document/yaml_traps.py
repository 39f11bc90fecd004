"""What people write that YAML reads otherwise, and the sentence that says to quote it.

The parser's own words are for those who know YAML. Where the usual cause is known, it is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.schema import keys
from backhaul.document.stops import (
    Failure,
    Last,
    lost_indent,
    lost_quote,
    place_of,
    rest,
    stray_sign,
    syntax,
)
from backhaul.way_out import WayOut

_QUOTE = 'put the whole text in double quotes: "…"'
_OPENERS = {"[": "]", "{": "}"}
#: a condition or a call, as opposed to a sentence
_EXPRESSION = re.compile(r"==|!=|<|>|&&|\|\||[a-z0-9_]\(")
_UNFINISHED = re.compile(r"(?:==|!=|<=?|>=?|&&|\|\||[(,!])$")
_QUOTED_TEXT = re.compile(r"'[^']*'|`[^`]*`")


def quote_this(message: str, span: Span, help: str = _QUOTE) -> Diagnostic:
    """The diagnostic for a text that needs quotes."""
    return Diagnostic("quote-this", message, help, span)


def begins_with(span: Span) -> Diagnostic:
    """The diagnostic for a text whose first character means something to YAML."""
    first = span.text[span.column - 1 : span.column]
    if re.match(r".[A-Za-z_][\w.-]*:(?: |$)", span.text[span.column - 1 :]):
        sign = "a backtick" if first == "`" else f"`{first}`"
        return syntax(f"no key begins with {sign}", span, "delete the sign")
    name = "a backtick" if first == "`" else f"`{first}`"
    return quote_this(f"a text that begins with {name} needs quotes", span, _example(span))


def split_by_comma(span: Span) -> Diagnostic:
    """The diagnostic for a text that a comma inside brackets of YAML's cuts in two."""
    message = "the comma splits this text, since it stands inside `[ ]` or `{ }`"
    return quote_this(message, span, f"{_QUOTE}, or give it a line of its own")


def opened(text: str) -> int:
    """How many round brackets a text opens and does not close; negative for the reverse."""
    bare = _QUOTED_TEXT.sub("", text)
    return bare.count("(") - bare.count(")")


def cut_by_comment(text: str, comment: str) -> bool:
    """Whether the comment behind a plain text was meant to be part of it."""
    if comment[1:2] not in ("", " ", "#", "!"):
        return True
    if _UNFINISHED.search(text) or opened(text) > 0:
        return True
    return bool(_EXPRESSION.search(text)) and _QUOTED_TEXT.sub("", text).count("'") % 2 == 1


def comment(span: Span) -> Diagnostic:
    """The diagnostic for a text cut by ` #`."""
    message = "what follows ` #` is a comment and not part of this text"
    help = f"{_QUOTE}; where it is a comment, put a space after the `#`"
    return quote_this(message, span, help)


def question(span: Span) -> Diagnostic:
    """The diagnostic for a question mark where it may mean a key."""
    message = "a text with a question mark needs quotes inside `[ ]` or `{ }`"
    return quote_this(message, span)


def block_header(span: Span) -> Diagnostic:
    """The diagnostic for a comparison that YAML reads as the head of a text block."""
    return quote_this("YAML reads this as the beginning of a text block", span, _example(span))


def stopped(
    failure: Failure, last: Last | None, split: Span | None, file: str, lines: Sequence[str]
) -> Diagnostic:
    """The diagnostic for the place where the parser could not go on."""
    if split:
        return split_by_comma(split)
    at = place_of(file, lines, *failure.at)
    context_at = place_of(file, lines, *failure.context_at)
    return (
        lost_indent(failure, file, lines)
        or stray_sign(failure, file, lines)
        or lost_quote(failure, file, lines)
        or _at_first_character(failure, at, context_at)
        or _after_the_end(failure, last, file, lines)
        or _colon(failure, last, at, file, lines)
        or _in_quotes(failure, at, context_at)
        or _in_brackets(failure, at, context_at)
        or _in_lines(failure, at, context_at)
        or syntax(f"this is not YAML: {_plain_words(failure.problem)}", at)
    )


def _at_first_character(failure: Failure, at: Span, context_at: Span) -> Diagnostic | None:
    """A text that begins with a character of YAML's own."""
    if "block scalar" in failure.context:
        return block_header(rest(context_at))
    if re.search(r"(scanning|parsing) an? (tag|anchor|alias)", failure.context):
        return begins_with(rest(_with_tag(context_at)))
    if "tag handle" in failure.problem:
        return begins_with(rest(at))
    character = at.text[at.column - 1 : at.column]
    if "cannot start any token" in failure.problem and character in tuple("`@%|>"):
        return begins_with(rest(at))
    if "flow" in failure.context and character == "?":
        return question(at)
    if "mapping keys are not allowed" in failure.problem:
        return begins_with(rest(at))
    if "expected the node content" in failure.problem and character == ",":
        return begins_with(rest(at))
    return None


def _after_the_end(
    failure: Failure, last: Last | None, file: str, lines: Sequence[str]
) -> Diagnostic | None:
    """More text behind a closing quote, a closing bracket or an alias."""
    line, column = failure.at
    if last is None or last.style in ("", "|", ">") or last.end_line != line:
        return None
    if line >= len(lines) or column >= len(lines[line]):
        return None
    if lines[line][last.end_column : column].strip():
        return None
    span = rest(place_of(file, lines, last.line, last.column))
    if last.style == "alias":
        return begins_with(span)
    if last.style == "collection":
        first = span.text[span.column - 1 : span.column]
        return begins_with(span) if first in _OPENERS else None
    return quote_this("this text goes on after its closing quote", span, _example(span))


def _colon(
    failure: Failure, last: Last | None, at: Span, file: str, lines: Sequence[str]
) -> Diagnostic | None:
    """A colon and a space inside a text, or a key where none can stand."""
    character = at.text[at.column - 1 : at.column]
    if "mapping values are not allowed" not in failure.problem and not (
        character == ":" and "flow" in failure.context
    ):
        return None
    above = lines[max(0, failure.at[0] - 1)]
    if wide := re.match(r"\s*(?:- +)?[\w.-]+(：)", above):
        place = place_of(file, lines, failure.at[0] - 1, wide.start(1))
        colon = WayOut("write `: `, with a space behind it", (None, ": "))
        return syntax("`：` does not end a key", place, colon)
    if "flow" in failure.context and failure.context_at[0] < failure.at[0]:
        return _not_closed(place_of(file, lines, *failure.context_at), at)
    if last and last.style == "" and last.line == last.end_line == failure.at[0]:
        wide_comma = lines[last.line].find("，", last.column, failure.at[1])
        if "flow" in failure.context and wide_comma >= 0:
            place = place_of(file, lines, last.line, wide_comma)
            comma = WayOut("write `, ` in the place of `，`", (None, ", "))
            return syntax("`，` separates nothing", place, comma)
        message = "a colon followed by a space ends a text that has no quotes"
        span = rest(place_of(file, lines, last.line, last.column))
        return quote_this(message, span, _whole_line(span))
    help = "indent it like the keys beside it; a key with a value has no keys below it"
    return syntax("no key can stand here", at, help)


def _in_quotes(failure: Failure, at: Span, context_at: Span) -> Diagnostic | None:
    if "scanning a quoted scalar" in failure.context:
        return syntax("the quote that opens here is never closed", context_at, "close it")
    if "double-quoted scalar" in failure.context:
        help = "write `\\\\` for a backslash, or use single quotes"
        return syntax("no such escape exists in double quotes", at, help)
    return None


def _in_brackets(failure: Failure, at: Span, context_at: Span) -> Diagnostic | None:
    character = at.text[at.column - 1 : at.column]
    if "parsing a flow" in failure.context:
        opener = context_at.text[context_at.column - 1 : context_at.column]
        closer = _OPENERS.get(opener, "]")
        if "<stream end>" in failure.problem or "<document" in failure.problem:
            return syntax(f"the `{opener}` that opens here is never closed", context_at)
        if context_at.line < at.line and re.match(r"\s*(- |[\w.-]+:)", at.text):
            return _not_closed(context_at, at)
        help = f"the list or mapping opened on line {context_at.line}; {_QUOTE} where this is text"
        return syntax(f"a comma or `{closer}` is missing before this", at, help)
    if "expected the node content" in failure.problem and character in ("]", "}"):
        return syntax(f"the `{character}` closes nothing", at)
    return None


def _not_closed(opened_at: Span, at: Span) -> Diagnostic:
    """A bracket that is still open where a new key or item begins."""
    opener = opened_at.text[opened_at.column - 1 : opened_at.column]
    message = f"the `{opener}` that opens here is not closed before line {at.line}"
    help = f"write `{_OPENERS.get(opener, ']')}` where the list or mapping ends"
    related = (("this cannot stand in it", at),)
    return Diagnostic("yaml-syntax", message, help, opened_at, related=related)


def _in_lines(failure: Failure, at: Span, context_at: Span) -> Diagnostic | None:
    if "could not find expected ':'" in failure.problem:
        wide = "：" in context_at.text
        help = "write `: ` in the place of `：`" if wide else "write `key: value`"
        if (key := context_at.text.strip()) in keys():
            help = WayOut(f"write `{key}:`", (None, f"{key}:"))
        return syntax("this line has no `: `", rest(context_at), help)
    if "sequence entries are not allowed" in failure.problem:
        return syntax("a list cannot begin here", at, "begin it on a line of its own")
    if "expected <block end>" in failure.problem:
        help = "begin it in the same column as the lines that it belongs with"
        return syntax("this line does not fit the ones above it", at, help)
    if "<document start>" in failure.problem:
        help = "begin it in the same column as the first key"
        return syntax("this line does not belong to the mapping above it", at, help)
    return None


def _with_tag(span: Span) -> Span:
    """From the tag before the span, if there is one: `!x && y` begins with its first character."""
    before = re.search(r"(?:^|\s)(!\S*)\s+$", span.text[: span.column - 1])
    column = before.start(1) + 1 if before else span.column
    return Span(span.file, span.line, column, 1, span.text)


def _example(span: Span) -> str:
    """How to write a short text of one line."""
    text = span.text[span.column - 1 : span.column - 1 + span.length]
    inner = re.sub(r"\s+#.*", "", text).strip()
    inside_brackets = re.search(r"[\[{]", span.text[: span.column - 1])
    if not inner or len(inner) > 60 or inside_brackets or '"' in inner or "\\" in inner:
        return _QUOTE
    piece = Span(span.file, span.line, span.column, len(inner), span.text)
    return WayOut(f'put it in double quotes: "{inner}"', (piece, f'"{inner}"'))


def _whole_line(span: Span) -> WayOut:
    """What puts a text that goes to the end of its line in quotes; outside of brackets alone."""
    text = span.text[span.column - 1 :].rstrip()
    if re.search(r"[\[{]|\s#", span.text) or '"' in text or "\\" in text:
        return WayOut(_QUOTE)
    return WayOut(_QUOTE, (span, f'"{text}"'))


def _plain_words(problem: str) -> str:
    words = {
        "<block end>": "the end of the block",
        "<stream end>": "the end of the file",
        "<scalar>": "a text",
        "<block mapping start>": "a key",
        "<block sequence start>": "a list",
    }
    for token, plain in words.items():
        problem = problem.replace(f"'{token}'", plain).replace(token, plain)
    return re.sub(r"[<>]", "", problem).replace("\n", " ")
