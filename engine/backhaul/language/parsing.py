"""Expression text to a syntax tree with places: `jmespath` parses, this room keeps to our part of it.

JMESPath's own tree has no positions. Its tokens do, and the leaves of the tree come in the order of the
tokens, so walking both together gives every node its place. What lies outside the language is refused
by its token, before parsing, with a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jmespath.exceptions import JMESPathError, LexerError
from jmespath.lexer import Lexer
from jmespath.parser import Parser

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import Scalar
from backhaul.language.operators import CONTAINS
from backhaul.language.refused_syntax import VALUES, bare_decimal, behind_point, between, refused
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
from backhaul.language.usual_form import over, usual
from backhaul.language.ways_out import WORKED_OUT
from backhaul.static import Any as JMESPathNode

MAX_LENGTH = 4096
_EMPTY = "write a condition or a value, or leave the key out"
MAX_TOKENS = 500
MAX_DEPTH = 32
Token = dict[str, JMESPathNode]

_SYMBOLS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_FOREIGN = {
    "star": "`*` projects over lists, and facts are never lists",
    "filter": "`[?` filters lists, and facts are never lists",
    "flatten": "`[]` flattens lists, and facts are never lists",
    "lbrace": "`{` builds objects, and facts are single values",
    "rbrace": "`}` builds objects, and facts are single values",
    "colon": "`:` slices lists, and facts are never lists",
    "pipe": "`|` pipes values; to join two conditions write `||`",
    "expref": "`&` passes expressions; to join two conditions write `&&`",
    "current": "`@` is the whole document; name the fact instead",
}
_SOURCES_ONLY = "all of JMESPath is available in a source file, where facts are read from documents"


class Mistakes(Exception):
    """What is wrong with one expression."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__()
        self.diagnostics = diagnostics


def parse(scalar: Scalar) -> Syntax:
    """The syntax tree of an expression; raises Mistakes with all that its tokens show."""
    if (found := usual(scalar)) is not None:
        return found
    return by_jmespath(scalar)


def by_jmespath(scalar: Scalar) -> Syntax:
    """The syntax tree of an expression of any form; raises Mistakes."""
    text = str(scalar.value)
    if len(text) > MAX_LENGTH:
        message = f"an expression has at most {MAX_LENGTH} characters"
        raise Mistakes(
            Diagnostic("expression-too-long", message, "name a part in `definitions`", scalar.span)
        )
    if not text.strip():
        raise Mistakes(
            Diagnostic("expression-syntax", "the expression is empty", _EMPTY, scalar.span)
        )
    # before JMESPath sees them: it takes what is not JSON for a text, with a warning
    if literals := list(_bad_literals(text, scalar)):
        raise Mistakes(*literals)
    tokens = _tokens(text, scalar)
    found = [*_too_large(tokens, scalar), *_outside_language(tokens, scalar)]
    if found:
        raise Mistakes(*found)
    try:
        tree = Parser().parse(text).parsed
    except JMESPathError as error:
        raise Mistakes(refused(error, text, scalar)) from None
    return _Walk(tokens, scalar).node(tree)


def _bad_literals(text: str, scalar: Scalar) -> Iterator[Diagnostic]:
    for part in _QUOTED.finditer(text):
        if part[0][0] == "`" and not _INTEGER.fullmatch(part[0][1:-1]):
            yield Diagnostic(
                "bad-literal",
                "only an integer may stand in backticks",
                "write a text as 'text'; decimals, durations and instants are parameters",
                scalar.place(part.start(), len(part[0])),
            )


_QUOTED = re.compile(r"(['\"`])(?:\\.|(?!\1).)*\1", re.DOTALL)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")


def _tokens(text: str, scalar: Scalar) -> list[Token]:
    try:
        return [dict(token) for token in Lexer().tokenize(text)]
    except LexerError as error:
        raise Mistakes(refused(error, text, scalar)) from None


def _too_large(tokens: list[Token], scalar: Scalar) -> Iterator[Diagnostic]:
    help = "name a part of it in `definitions`"
    if len(tokens) - 1 > MAX_TOKENS:  # the last one marks the end
        message = f"an expression has at most {MAX_TOKENS} words and signs"
        yield Diagnostic("expression-too-long", message, help, scalar.span)
    depth = negations = 0
    for token in tokens:
        kind = token["type"]
        depth += (kind in ("lparen", "lbracket")) - (kind in ("rparen", "rbracket"))
        negations = negations + 1 if kind == "not" else 0
        if depth + negations > MAX_DEPTH:
            message = f"brackets and `!` nest at most {MAX_DEPTH} deep"
            yield Diagnostic("expression-too-long", message, help, scalar.place(token["start"]))
            return


def _outside_language(tokens: list[Token], scalar: Scalar) -> Iterator[Diagnostic]:
    if (found := between(tokens, scalar)) is not None:
        yield found
        return
    for index, token in enumerate(tokens):
        kind, start, value = token["type"], token["start"], token["value"]
        before = tokens[index - 1]["type"] if index else ""
        after = tokens[index + 1]["type"] if index + 1 < len(tokens) else ""
        place = scalar.place(start, max(1, len(str(value))))
        if kind == "number" and before == "lbracket":
            continue  # an index, refused at its bracket
        if kind == "number" and behind_point(tokens, index):
            continue  # what stands behind the point of a decimal
        if kind == "number" and behind_point(tokens, index + 2):
            yield bare_decimal(tokens[index : index + 3], scalar)
        elif kind == "number":
            yield Diagnostic(
                "bare-number",
                f"the number {value} stands without backticks",
                f"write `` `{value}` ``, or name a parameter if it is a decimal or a duration",
                place,
            )
        elif kind == "quoted_identifier":
            yield Diagnostic(
                "quoted-name",
                f'"{value}" in double quotes is a name, not a text',
                f"write '{value}' for the text, or {value} for the name",
                scalar.place(start, len(str(value)) + 2),
            )
        elif kind == "unquoted_identifier" and before != "dot" and after != "lparen":
            yield from _bare_word(str(value), place)
        elif kind == "star" and before in VALUES and after in VALUES:
            message = "`*` is not an operator here"
            yield Diagnostic("expression-syntax", message, WORKED_OUT, place)
        elif kind in _FOREIGN:
            yield Diagnostic("not-in-language", _FOREIGN[kind], _SOURCES_ONLY, place)
        elif kind == "lbracket" and before in ("unquoted_identifier", "rparen", "rbracket"):
            message = "`[` picks from a list, and facts are never lists"
            yield Diagnostic("not-in-language", message, _SOURCES_ONLY, place)
        elif kind == "lbracket" and not _opens_options(tokens, index):
            yield Diagnostic(
                "not-in-language",
                "a list stands only as the first argument of `contains`",
                "write contains(['a', 'b'], x)",
                place,
            )


def _bare_word(word: str, place: Span) -> Iterator[Diagnostic]:
    if word in ("true", "false"):
        yield Diagnostic(
            "bare-boolean",
            f"`{word}` is read as a name, not as a truth value",
            "write the condition alone, or `!` before it",
            place,
        )
    elif word == "null":
        yield Diagnostic(
            "bare-null",
            "`null` is read as a name, not as absence",
            "write present(x) or not_present(x)",
            place,
        )


def _opens_options(tokens: list[Token], index: int) -> bool:
    return (
        index >= 2
        and tokens[index - 1]["type"] == "lparen"
        and tokens[index - 2]["value"] == CONTAINS
    )


class _Walk:
    """Walks JMESPath's tree and its tokens together."""

    def __init__(self, tokens: list[Token], scalar: Scalar) -> None:
        self._tokens = iter(tokens)
        self._scalar = scalar
        self._node: dict[str, Callable[[JMESPathNode], Syntax]] = {
            "field": self._name,
            "subexpression": self._name,
            "literal": self._literal,
            "comparator": self._comparing,
            "and_expression": self._joined,
            "or_expression": self._joined,
            "not_expression": self._negated,
            "function_expression": self._call,
            "multi_select_list": self._options,
        }

    def node(self, tree: JMESPathNode) -> Syntax:
        """The syntax of one node and all below it."""
        make = self._node.get(tree["type"])
        if make is None:
            raise self._refused("this form of JMESPath is not part of the language")
        return make(tree)

    def _refused(self, message: str, help: str = _SOURCES_ONLY) -> Mistakes:
        place = self._scalar.place(next(self._tokens)["start"])
        return Mistakes(Diagnostic("not-in-language", message, help, place))

    def _take(self, *kinds: str) -> Token:
        return next(token for token in self._tokens if token["type"] in kinds)

    def _span(self, start: int, end: int) -> Span:
        return self._scalar.place(start, end - start)

    def _name(self, tree: JMESPathNode) -> Syntax:
        parts = [tree] if tree["type"] == "field" else tree["children"]
        if parts[0]["type"] == "not_expression":
            message = "`!` binds tighter than the point"
            raise self._refused(message, help="write !(decision.output)")
        if any(part["type"] != "field" for part in parts) or len(parts) > 2:
            message = "a point joins a decision and one of its outputs, nothing else"
            raise self._refused(message)
        taken = [self._take("unquoted_identifier") for _ in parts]
        text = ".".join(token["value"] for token in taken)
        last = taken[-1]
        return Name(text, self._span(taken[0]["start"], last["start"] + len(last["value"])))

    def _literal(self, tree: JMESPathNode) -> Syntax:
        start = self._take("literal")["start"]
        source = str(self._scalar.value)
        closing = _QUOTED.match(source, start)
        span = self._span(start, closing.end() if closing else start + 1)
        value = tree["value"]
        return Number(value, span) if type(value) is int else Text(str(value), span)

    def _comparing(self, tree: JMESPathNode) -> Syntax:
        left = self.node(tree["children"][0])
        self._take(tree["value"])
        right = self.node(tree["children"][1])
        return Comparing(_SYMBOLS[tree["value"]], left, right, over(left.span, right.span))

    def _joined(self, tree: JMESPathNode) -> Syntax:
        operands = [tree]
        while operands[0]["type"] == tree["type"]:
            operands[:1] = operands[0]["children"]
        flat = tuple(self.node(operand) for operand in operands)
        span = over(flat[0].span, flat[-1].span)
        return Joined(tree["type"] == "and_expression", flat, span)

    def _negated(self, tree: JMESPathNode) -> Syntax:
        token = self._take("not")
        child = self.node(tree["children"][0])
        return Negated(child, over(self._span(token["start"], token["start"] + 1), child.span))

    def _call(self, tree: JMESPathNode) -> Syntax:
        token = self._take("unquoted_identifier")
        start = token["start"]
        arguments = tuple(self.node(child) for child in tree["children"])
        return Call(tree["value"], arguments, self._span(start, start + len(token["value"])))

    def _options(self, tree: JMESPathNode) -> Syntax:
        start = self._take("lbracket")["start"]
        items = tuple(self.node(child) for child in tree["children"])
        return Options(items, self._span(start, start + 1))
