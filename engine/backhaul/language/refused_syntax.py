"""What JMESPath could not read, in one sentence with a way out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jmespath.exceptions import JMESPathError, ParseError

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Scalar
from backhaul.language.ways_out import WORKED_OUT
from backhaul.static import Any

Token = dict[str, Any]

_LIKE_SYMBOL = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "in": "contains(['a', 'b'], x)",
    "is": "==",
    "between": "a >= b && a <= c",
}
#: signs that other keyboards and word processors put in the place of ours
_LOOKALIKES = {
    **dict.fromkeys("‘’“”＇＂´", "'"),
    **dict(zip("＝（），＜＞！｜＆［］．", "=(),<>!|&[].", strict=True)),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
_QUOTES = {"'": "quote", "`": "backtick", '"': "double quote"}


def refused(error: JMESPathError, text: str, scalar: Scalar) -> Diagnostic:
    """The diagnostic for the place where JMESPath could not go on."""
    at = getattr(error, "lex_position", len(text))
    rest = text[at:]
    if rest[:1].isspace() and not rest[0].isascii():
        message, help = "the space that stands here is not a plain one", "write a plain space"
        return Diagnostic("expression-syntax", message, help, scalar.place(at))
    rest = rest.strip()
    if not isinstance(error, ParseError) or not rest:
        message, help = "the expression ends too early", "something is missing after this"
        last = len(text.rstrip()) - 1
        return Diagnostic("expression-syntax", message, help, scalar.place(last))
    word = re.match(r"\w+|\S", rest)
    shown = word[0] if word else rest[0]
    message, help = _sentence(rest, shown)
    return Diagnostic("expression-syntax", message, help, scalar.place(at, len(shown)))


def _sentence(rest: str, word: str) -> tuple[str, str]:
    """What is wrong with a text that begins with this word or sign, and the way out."""
    sign = rest[0]
    if sign in _QUOTES:
        if rest.count(sign) % 2:
            return f"a {_QUOTES[sign]} is opened and never closed", "close it"
        return "a text stands where it cannot", "join conditions with `&&` or `||`"
    if rest[:2] in ("=<", "=>"):
        return f"`{rest[:2]}` is not a comparison", f"write `{rest[1]}=`"
    if sign == "=":
        return "`=` is not a comparison", "write `==`"
    if sign in _LOOKALIKES:
        return f"`{sign}` is no sign of the language", f"write `{_LOOKALIKES[sign]}`"
    if word.lower() in _LIKE_SYMBOL:
        return f"`{word}` is not an operator here", f"write `{_LIKE_SYMBOL[word.lower()]}`"
    if rest[:2] in ("<>", "><"):
        return f"`{rest[:2]}` is not a comparison", "write `!=`"
    if sign in "*/%":
        return f"`{sign}` is not an operator here", WORKED_OUT
    if sign == "?":
        return (
            "`?` is not an operator here",
            "write a rule for each answer: the first that matches gives it",
        )
    if sign in "+-":
        return f"`{sign}` is not an operator here", "write `plus(a, b)` or `minus(a, b)`"
    return f"`{word}` cannot stand here", ""


#: what a value begins or ends with
VALUES = ("unquoted_identifier", "number", "literal", "lparen", "rparen")


def between(tokens: Sequence[Token], scalar: Scalar) -> Diagnostic | None:
    """That `between` stands as an operator, or nothing."""
    for index, token in enumerate(tokens):
        if _is_between(tokens, index):
            help = "write `x >= a && x <= b`; a decimal or duration is named as a parameter"
            message = f"`{token['value']}` is not an operator here"
            place = scalar.place(token["start"], len("between"))
            return Diagnostic("expression-syntax", message, help, place)
    return None


def _is_between(tokens: Sequence[Token], index: int) -> bool:
    """Whether `between` stands there as an operator."""
    token, before = tokens[index], tokens[index - 1]["type"] if index else ""
    word = token["type"] == "unquoted_identifier" and token["value"].lower() == "between"
    return word and before in VALUES[:3] and tokens[index + 1]["type"] in VALUES


def behind_point(tokens: Sequence[Token], index: int) -> bool:
    """Whether the number there stands behind the point of another."""
    if not 2 <= index < len(tokens):
        return False
    kinds = [token["type"] for token in tokens[index - 2 : index + 1]]
    return kinds == ["number", "dot", "number"]


def bare_decimal(tokens: Sequence[Token], scalar: Scalar) -> Diagnostic:
    """That a decimal stands in an expression, as a number, a point and a number."""
    whole, _, part = tokens
    text = str(scalar.value)[whole["start"] : part["end"]]
    message = f"the number {text} stands in an expression"
    help = f"name it as a parameter, such as `limit: {{type: decimal, value: {text}}}`"
    return Diagnostic("bare-number", message, help, scalar.place(whole["start"], len(text)))
