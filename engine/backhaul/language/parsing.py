"""Expression text to a syntax tree with places: a Pratt parser over its words and signs.

The form of a text, how tightly each sign binds and where a text goes wrong are as in JMESPath, and the signs of
arithmetic bind as in its proposal JEP-16: tests hold this parser against JMESPath's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import Scalar
from backhaul.frozen import with_fields
from backhaul.language import syntax
from backhaul.language.kinds import UNITS, Kind
from backhaul.language.operators import COMPARISONS, CONTAINS, INFIX, INFIX_LEVELS
from backhaul.language.refused_syntax import SOURCES_ONLY, mistakes, too_large
from backhaul.language.syntax import (
    Call,
    Comparing,
    Joined,
    Name,
    Negated,
    Number,
    Options,
    Quantity,
    Syntax,
)
from backhaul.language.tokens import Token, tokens
from backhaul.language.written_elsewhere import BARE, WORDS
from backhaul.way_out import WayOut

MAX_LENGTH = 4096
#: characters of an expression that is shown whole
_SHOWN = 120
#: an expression that needs no quotes inside `[ ]` or `{ }`
_PLAIN = re.compile(r"[^\[\]{},]*")

#: what binds an operand, from loosely to tightly; all but `!` stand behind it
_LEVELS = (("||",), ("&&",), tuple(COMPARISONS), *INFIX_LEVELS, (".",), ("!",), ("(",))
_POWERS = {sign: power for power, signs in enumerate(_LEVELS, 1) for sign in signs}
_NOT = _POWERS.pop("!")


class Refused(Exception):
    """What is wrong with one expression."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__()
        self.diagnostics = diagnostics


def parse(scalar: Scalar) -> Syntax:
    """The syntax tree of an expression; raises Refused with all that its words and signs show."""
    text = str(scalar.value)
    if len(text) > MAX_LENGTH:
        message = f"an expression has at most {MAX_LENGTH} characters"
        help = "name a part in `definitions`"
        raise Refused(Diagnostic("expression-too-long", message, help, scalar.span))
    words = tokens(text)
    if large := list(too_large(words, scalar)):
        raise Refused(*large, *(mistake.diagnostic for mistake in mistakes(words, scalar)))
    return _Parser(words, scalar).whole()


class _Parser:
    """Reads the tokens of one text; `token` is the one that comes next."""

    def __init__(self, words: Sequence[Token], scalar: Scalar, *, tried: bool = False) -> None:
        self.words, self.scalar, self.tried = words, scalar, tried
        self.index, self.token = 0, words[0]

    def whole(self) -> Syntax:
        """The tree of all that is there."""
        tree = self.expression(0)
        if self.token.kind != "end":
            raise self.refused(self.index)
        return tree

    def refused(self, index: int, message: str = "", help: str = SOURCES_ONLY) -> Refused:
        """What is wrong with a text that may not go on with the token there."""
        made = mistakes(self.words, self.scalar, None if message else index)
        refusals = [mistake.diagnostic for mistake in made]
        if len(made) == 1 and not message and self.is_read(made[0].meant):
            whole = as_written(made[0].meant, self.scalar)
            help = WayOut(written(whole), *replaced(self.scalar, whole))
            refusals = [with_fields(refusals[0], help=help)]
        if message:
            place = self.scalar.place(self.words[index].start)
            refusals.append(Diagnostic("not-in-language", message, help, place))
        return Refused(*refusals)

    def is_read(self, text: str) -> bool:
        """Whether another text can be read in the place of this one, and is short enough to be shown."""
        if self.tried or not 0 < len(text) <= _SHOWN:
            return False
        try:
            _Parser(tokens(text), Scalar(text, self.scalar.span), tried=True).whole()
        except Refused:
            return False
        return True

    def advance(self) -> Token:
        """The token that came next, which is now behind."""
        passed = self.token
        self.index += 1
        self.token = self.words[self.index]
        return passed

    def take(self, kind: str) -> Token:
        """The next token, which must be of this kind."""
        if self.token.kind != kind:
            raise self.refused(self.index)
        return self.advance() if kind != "end" else self.token

    def place(self, token: Token) -> Span:
        """Where a token stands."""
        return self.scalar.place(token.start, len(token.text))

    def expression(self, power: int) -> Syntax:
        """An operand and all behind it that binds it more tightly than this."""
        begin = self.index
        left = self.operand()
        while (binds := _POWERS.get(self.token.kind, 0)) > power:
            left = self.bound(left, binds, begin)
        return left

    def operand(self) -> Syntax:
        """A name, a literal, a list, brackets or a negation."""
        token, kind = self.token, self.token.kind
        if kind == "name":
            self.advance()
            if token.text in BARE and self.token.kind != "(":
                raise self.refused(self.index - 1)
            return Name(token.text, self.place(token))
        if kind == "text":
            self.advance()
            return syntax.Text(token.text[1:-1].replace("\\'", "'"), self.place(token))
        if kind == "integer":
            self.advance()
            return Number(int(token.text[1:-1]), self.place(token))
        if kind in ("number", "-"):
            return self.number()
        if kind == "!":
            self.advance()
            child = self.expression(_NOT)
            return Negated(child, over(self.place(token), child.span))
        if kind == "[":
            return self.options()
        self.take("(")
        inner = self.expression(0)
        self.take(")")
        return inner

    def number(self) -> Syntax:
        """A number in place, with its sign before it and its unit of time behind it."""
        first, sign = self.token, ""
        if first.kind == "-":
            sign = self.advance().text
        last = self.take("number")
        text = sign + last.text
        if is_time := self.token.text.removesuffix("s") in UNITS:
            last = self.advance()
            text += f" {last.text}"
        length = last.start + len(last.text) - first.start
        place = self.scalar.place(first.start, length)
        if is_time or "." in text:
            return Quantity(Kind.DURATION if is_time else Kind.DECIMAL, text, place)
        return Number(int(text), place, bare=True)

    def bound(self, left: Syntax, power: int, begin: int) -> Syntax:
        """An operand and the sign behind it, with what that sign takes."""
        sign = self.advance().kind
        if sign == "(":
            return self.call(left)
        if sign == ".":
            return self.output(left, begin)
        right = self.expression(power)
        if sign in COMPARISONS:
            return Comparing(sign, left, right, over(left.span, right.span))
        if sign in INFIX:
            return Call(INFIX[sign], (left, right), over(left.span, right.span), infix=True)
        every = sign == "&&"
        parts = [left, right]
        if isinstance(left, Joined) and left.every is every:
            parts[:1] = left.children
        while self.token.kind == sign:
            self.advance()
            parts.append(self.expression(power))
        return Joined(every, tuple(parts), over(parts[0].span, parts[-1].span))

    def call(self, function: Syntax) -> Syntax:
        """A call, of which name and opening bracket are behind."""
        if not isinstance(function, Name) or "." in function.text:
            raise self.refused(self.index - 2)
        if function.text.lower() == "not":
            raise self.refused(self.index)
        arguments: list[Syntax] = []
        while self.token.kind != ")":
            arguments.append(self.expression(0))
            if self.token.kind == ",":
                self.advance()
            elif self.token.kind == "!" or self.token.text.lower() in WORDS:
                # stock JMESPath takes other arguments without a comma between them
                raise self.refused(self.index)
        self.advance()
        return Call(function.text, tuple(arguments), function.span)

    def output(self, decision: Syntax, begin: int) -> Syntax:
        """A decision and one of its outputs, of which decision and point are behind."""
        last = self.take("name")
        if isinstance(decision, Negated):
            message = "`!` binds tighter than the point"
            raise self.refused(begin, message, "write !(decision.output)")
        if not isinstance(decision, Name) or "." in decision.text or self.token.kind == "(":
            message = "a point joins a decision and one of its outputs, nothing else"
            raise self.refused(begin, message)
        while self.words[begin].kind == "(":
            begin += 1
        start = self.words[begin].start
        span = self.scalar.place(start, last.start + len(last.text) - start)
        return Name(f"{decision.text}.{last.text}", span)

    def options(self) -> Syntax:
        """A list, which only `contains` takes."""
        before = [token.text for token in self.words[max(0, self.index - 2) : self.index]]
        if before != [CONTAINS, "("]:
            raise self.refused(self.index)
        place = self.place(self.advance())
        items = [self.expression(0)]
        while self.token.kind == ",":
            self.advance()
            items.append(self.expression(0))
        self.take("]")
        return Options(tuple(items), place)


def written(text: str) -> str:
    """The way out that is to write this, in marks where it has none itself."""
    return f"write: {text}" if "`" in text else f"write `{text}`"


def replaced(scalar: Scalar, text: str) -> tuple[tuple[Span, str], ...]:
    """The piece of the file that an expression is, and another in its place; nothing where it stands on several lines or has escapes."""
    marks = 2 * scalar.shift
    if (
        scalar.places
        or scalar.style not in ("", "'", '"')
        or scalar.span.length != len(str(scalar.value)) + marks
    ):
        return ()
    quote = "" if text[:1] == '"' else scalar.style
    return ((scalar.span, f"{quote}{text}{quote}"),)


def as_written(text: str, scalar: Scalar) -> str:
    """An expression as it is written in the place of another: in quotes where YAML needs them."""
    before = scalar.span.text[: scalar.span.column - 1]
    inside = sum(map(before.count, "[{")) > sum(map(before.count, "]}"))
    first = text[:1] in "!`'\"[{&*%@"
    bare = not scalar.style and (
        first or ": " in text or " #" in text or (inside and not _PLAIN.fullmatch(text))
    )
    return f'"{text}"' if bare or (scalar.style == "'" and "'" in text) else text


def over(first: Span, last: Span) -> Span:
    """The span from one to the other, on the first one's line."""
    if first.line != last.line or last.column < first.column:
        return first
    length = last.column + last.length - first.column
    return Span(first.file, first.line, first.column, length, first.text)
