"""What stock JMESPath makes of an expression of the language, with the places of its tokens: the oracle of the parser.

JMESPath's tree has no places. Its tokens have, and the leaves of the tree come in the order of the tokens.
"""

import re
from collections.abc import Iterator
from typing import Any

from jmespath.exceptions import JMESPathError
from jmespath.lexer import Lexer
from jmespath.parser import Parser

from backhaul.diagnostics import Span
from backhaul.document.node import Scalar
from backhaul.language.parsing import over
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

SYMBOLS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
QUOTED = re.compile(r"(['\"`])(?:\\.|(?!\1).)*\1", re.DOTALL)
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
LANGUAGE = {*SYMBOLS, "unquoted_identifier", "literal", "and", "or", "not", "dot", "comma", "eof"}
LANGUAGE |= {"lparen", "rparen", "lbracket", "rbracket"}
NOT_NAMES = {"true", "false", "null", "True", "False", "TRUE", "FALSE", "Null", "NULL", "None"}


class Outside(Exception):
    """JMESPath takes the text, and the language does not."""


def stock(scalar: Scalar) -> Syntax | None:
    """The tree with places; nothing where JMESPath or the language does not take the text."""
    text = str(scalar.value)
    for part in QUOTED.finditer(text):
        if part[0][0] == "`" and not INTEGER.fullmatch(part[0][1:-1]):
            return None
    try:
        tokens = list(Lexer().tokenize(text))
        return Walk(tokens, scalar).node(Parser().parse(text).parsed)
    except (JMESPathError, Outside):
        return None


def outside(tokens: list[Any]) -> bool:
    """Whether one of the tokens is none of the language where it stands."""
    kinds = ["", "", *(token["type"] for token in tokens), ""]
    for index, token in enumerate(tokens, 2):
        called = index > 3 and tokens[index - 4]["value"] == "contains"
        if kinds[index] == "lbracket" and not (called and kinds[index - 1] == "lparen"):
            return True
        named = kinds[index] == "unquoted_identifier" and kinds[index - 1] != "dot"
        if named and kinds[index + 1] != "lparen" and token["value"] in NOT_NAMES:
            return True
    return not LANGUAGE.issuperset(kinds[2:-1])


class Walk:
    """Walks JMESPath's tree and its tokens together."""

    def __init__(self, tokens: list[Any], scalar: Scalar) -> None:
        if outside(tokens):
            raise Outside
        self.tokens: Iterator[Any] = iter(tokens)
        self.scalar = scalar

    def node(self, tree: Any) -> Syntax:
        below = tree["children"]
        match tree["type"]:
            case "field" | "subexpression":
                return self.name(tree)
            case "literal":
                start = self.take("literal")["start"]
                written = QUOTED.match(str(self.scalar.value), start)
                assert written is not None
                place, value = self.scalar.place(start, len(written[0])), tree["value"]
                return Number(value, place) if type(value) is int else Text(str(value), place)
            case "comparator":
                left = self.node(below[0])
                self.take(tree["value"])
                right = self.node(below[1])
                return Comparing(SYMBOLS[tree["value"]], left, right, over(left.span, right.span))
            case "and_expression" | "or_expression":
                while below[0]["type"] == tree["type"]:
                    below = [*below[0]["children"], *below[1:]]
                parts = tuple(self.node(part) for part in below)
                span = over(parts[0].span, parts[-1].span)
                return Joined(tree["type"] == "and_expression", parts, span)
            case "not_expression":
                place = self.place(self.take("not"))
                child = self.node(below[0])
                return Negated(child, over(place, child.span))
            case "function_expression":
                place = self.place(self.take("unquoted_identifier"))
                return Call(tree["value"], tuple(self.node(part) for part in below), place)
            case "multi_select_list":
                place = self.place(self.take("lbracket"))
                return Options(tuple(self.node(part) for part in below), place)
            case _:
                raise Outside

    def name(self, tree: Any) -> Syntax:
        parts = [tree] if tree["type"] == "field" else tree["children"]
        if len(parts) > 2 or any(part["type"] != "field" for part in parts):
            raise Outside
        taken = [self.take("unquoted_identifier") for _ in parts]
        start, last = taken[0]["start"], taken[-1]
        place = self.scalar.place(start, last["start"] + len(last["value"]) - start)
        return Name(".".join(token["value"] for token in taken), place)

    def take(self, kind: str) -> Any:
        return next(token for token in self.tokens if token["type"] == kind)

    def place(self, token: Any) -> Span:
        length = 1 if token["type"] == "not" else len(token["value"])
        return self.scalar.place(token["start"], length)
