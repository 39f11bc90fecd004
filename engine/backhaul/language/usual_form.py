"""Expressions of the usual form, read by one pattern: terms joined by `&&`, or all by `||`.

JMESPath's parser is the definition, and is asked wherever the pattern does not fit. A term is a name, a
comparison of a name with a literal or a name, or a test of presence or of a list; what it becomes, places
included, is what the parser would have made of it.
"""

from __future__ import annotations

import re

from backhaul.diagnostics import Span
from backhaul.document.node import Scalar
from backhaul.language.operators import CONTAINS
from backhaul.language.syntax import (
    Call,
    Comparing,
    Joined,
    Name,
    Negated,
    Number,
    Options,
    Syntax,
    Text,
)

#: characters of a text that the pattern is tried on; a longer one may have too many words for a policy
LONGEST = 480

_NAME = r"(?!(?:true|false|null)\b)[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?(?![A-Za-z0-9_.(])"
_BLANK = r"[ \t\n\r]*"
_TEXT = r"'[^'\\]*'"
_TERM = re.compile(
    rf"""{_BLANK}(?:
        (?P<name>{_NAME}){_BLANK}
        (?:(?P<sign>==|!=|<=|>=|<|>){_BLANK}
            (?:(?P<text>{_TEXT})|`(?P<number>-?(?:0|[1-9][0-9]{{0,18}}))`|(?P<other>{_NAME}))
        )?
      | (?P<not>!)?(?:
            (?P<presence>present|not_present)\({_BLANK}(?P<there>{_NAME}){_BLANK}\)
          | (?P<contains>{CONTAINS})\({_BLANK}(?P<list>\[){_BLANK}
            (?P<options>{_TEXT}(?:{_BLANK},{_BLANK}{_TEXT})*){_BLANK}\]{_BLANK},
            {_BLANK}(?P<subject>{_NAME}){_BLANK}\)
          | (?P<plain>(?!{_NAME}{_BLANK}[=!<>]){_NAME})
        )
    ){_BLANK}(?P<join>&&|\|\||\Z)""",
    re.VERBOSE,
)
_OPTION = re.compile(_TEXT)


def usual(scalar: Scalar) -> Syntax | None:
    """The syntax tree of an expression of the usual form, or nothing for any other."""
    text = scalar.value
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    terms: list[Syntax] = []
    joins: set[str] = set()
    start = 0
    while match := _TERM.match(text, start):
        term = _term(match, scalar)
        if term is None:
            return None
        terms.append(term)
        start = match.end()
        if not match["join"]:
            if len(terms) == 1:
                return term
            if len(joins) > 1:
                return None
            return Joined("&&" in joins, tuple(terms), over(terms[0].span, terms[-1].span))
        joins.add(match["join"])
    return None


def _term(match: re.Match[str], scalar: Scalar) -> Syntax | None:
    """One term; nothing for a name with a point after `!`, which binds otherwise."""
    if match["name"]:
        name = _name(match, "name", scalar)
        return _comparing(name, match, scalar) if match["sign"] else name
    if match["plain"]:
        if match["not"] and "." in match["plain"]:
            return None
        found: Syntax = _name(match, "plain", scalar)
    elif match["presence"]:
        subject = _name(match, "there", scalar)
        found = Call(match["presence"], (subject,), _place(match, "presence", scalar))
    else:
        begin = match.start("options")
        options = tuple(
            Text(option[0][1:-1], scalar.place(begin + option.start(), len(option[0])))
            for option in _OPTION.finditer(match["options"])
        )
        listed = Options(options, scalar.place(match.start("list")))
        subject = _name(match, "subject", scalar)
        found = Call(CONTAINS, (listed, subject), _place(match, "contains", scalar))
    if not match["not"]:
        return found
    return Negated(found, over(scalar.place(match.start("not")), found.span))


def _comparing(name: Name, match: re.Match[str], scalar: Scalar) -> Syntax:
    right: Syntax
    if text := match["text"]:
        right = Text(text[1:-1], _place(match, "text", scalar))
    elif number := match["number"]:
        place = scalar.place(match.start("number") - 1, len(number) + 2)
        right = Number(int(number), place)
    else:
        right = _name(match, "other", scalar)
    return Comparing(match["sign"], name, right, over(name.span, right.span))


def _name(match: re.Match[str], group: str, scalar: Scalar) -> Name:
    return Name(match[group], _place(match, group, scalar))


def _place(match: re.Match[str], group: str, scalar: Scalar) -> Span:
    start, end = match.span(group)
    return scalar.place(start, end - start)


def over(first: Span, last: Span) -> Span:
    """The span from one to the other, on the first one's line."""
    if first.line != last.line or last.column < first.column:
        return first
    length = last.column + last.length - first.column
    return Span(first.file, first.line, first.column, length, first.text)
