"""What other languages and other keyboards write: words, signs and forms that no expression may hold, and what is written for them."""

from __future__ import annotations

import re
from unicodedata import name

from backhaul.document.scalars import json_number
from backhaul.language import ways_out
from backhaul.language.function import LETTERS
from backhaul.language.operators import FUNCTIONS

BOOLEANS = ("true", "True", "TRUE", "false", "False", "FALSE")
#: words that are a value elsewhere, and names here
BARE = frozenset((*BOOLEANS, "null", "Null", "NULL", "None"))
#: words that are operators elsewhere, and the way out
WORDS = {
    **dict.fromkeys(("and", "且", "并且", "而且"), "write `&&`"),
    **dict.fromkeys(("or", "或", "或者"), "write `||`"),
    **dict.fromkeys(("not", "非", "不"), "write `!`"),
    **dict.fromkeys(("is", "eq", "equals", "等于"), "write `==`"),
    **dict.fromkeys(("gte", "ge", "大于等于", "不小于", "至少"), "write `>=`"),
    **dict.fromkeys(("lte", "le", "小于等于", "不大于", "至多", "不超过"), "write `<=`"),
    **dict.fromkeys(("ne", "neq", "不等于", "不是"), "write `!=`"),
    **dict.fromkeys(("早于",), "write `<`"),
    **dict.fromkeys(("晚于",), "write `>`"),
    "gt": "write `>`",
    "大于": "write `>`",
    "lt": "write `<`",
    "小于": "write `<`",
    **dict.fromkeys(("like", "matches"), ways_out.function("like")),
    "in": "write `contains(['a', 'b'], x)`",
    "between": "write `x >= a && x <= b`",
}
#: what signs of JMESPath do that are none of the language
FOREIGN = {
    "*": "projects over lists, and facts are never lists",
    "[": "picks from a list, and facts are never lists",
    "[?": "filters lists, and facts are never lists",
    "[]": "flattens lists, and facts are never lists",
    ":": "slices lists, and facts are never lists",
    "{": "builds objects, and facts are single values",
    "}": "builds objects, and facts are single values",
    "|": "pipes values, and joins no conditions",
    "&": "passes expressions, and joins no conditions",
    "@": "is the whole document; name the fact instead",
}
JOINERS = {"|": "||", "&": "&&"}
ENTITY = re.compile("&(gt|lt|amp|quot|apos);")
ENTITIES = {"gt": ">", "lt": "<", "amp": "&", "quot": "'", "apos": "'"}
COMMENT = re.compile(r"(?:--|//|/\*)(?=\s)")
COMPARISONS = {"=": "==", "===": "==", "!==": "!=", "<>": "!=", "=<": "<=", "=>": ">="}
#: signs that other keyboards and word processors put in the place of ours, beside the wide forms
LOOKALIKES = {
    **dict.fromkeys("‘’“”＇＂´「」", "'"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "：": "==",
    "、": ",",
    ";": ",",
    "；": ",",
    "×": "*",
    "÷": "/",
}
SCRIPTS = ("CYRILLIC", "GREEK")
QUOTES = {"'": "quote", "`": "backtick", '"': "double quote"}
#: what a value ends with, and what it begins with
ENDS = ("name", "text", "integer", "number", "literal", "quoted", ")", "]")
BEGINS = ("name", "text", "integer", "number", "literal", "quoted", "(", "[", "!", "-")

_OPERAND = r"(?:(?<![\w.])[A-Za-z_]\w*(?:\.\w+)?(?:\([^()]*\))?|\([^()]*\))"
_ITEMS = r"\s*[\[(]([^][()]+)[\])]"
#: what is said whole in the words of another language, and how it is said here
SAID = [
    (re.compile(form, re.IGNORECASE), ours)
    for form, ours in (
        (rf"({_OPERAND})\s+not\s+in{_ITEMS}", "!contains([{1}], {0})"),
        (rf"({_OPERAND})\s+in{_ITEMS}", "contains([{1}], {0})"),
        (rf"({_OPERAND})\s+contains\s+('[^']*')", "contains([{1}], {0})"),
        (rf"({_OPERAND})\s+is\s+(?:null|none|empty|blank|absent|missing)\b", "not_present({0})"),
        (rf"({_OPERAND})\s+is\s+not\s+(?:null|none|empty|blank|absent|missing)\b", "present({0})"),
        (rf"({_OPERAND})\s*(?:==|=)\s*(?:null|none)\b", "not_present({0})"),
        (rf"({_OPERAND})\s*(?:!=|<>)\s*(?:null|none)\b", "present({0})"),
        (rf"({_OPERAND})\s*(?:==|=)\s*true\b", "{0}"),
        (rf"({_OPERAND})\s*(?:!=|<>)\s*true\b", "!{0}"),
        (rf"({_OPERAND})\s*(?:==|=)\s*false\b", "!{0}"),
        (rf"({_OPERAND})\s*(?:!=|<>)\s*false\b", "{0}"),
        (rf"({_OPERAND})\s+is\s+not\s+({_OPERAND}|'[^']*')", "{0} != {1}"),
        (rf"not\s+({_OPERAND}\s*[=!<>]=?\s*(?:'[^']*'|[^\s&|,)]+)|\w+\.\w+)", "!({0})"),
        (rf"not\s+(?!in\b)({_OPERAND})", "!{0}"),
    )
]
_AMOUNT = rf"(?:`-?[0-9]+`|-?[0-9]+(?:\.[0-9]+)?(?: (?:second|minute|hour|day)s?)?\b|{_OPERAND})"
#: what says two comparisons at once
BETWEEN = re.compile(rf"({_OPERAND})\s+between\s+({_AMOUNT})\s+and\s+({_AMOUNT})", re.IGNORECASE)
MONEY = "$€£¥￥฿"
#: what begins with a number and stands in place of one
VALUE = re.compile(
    r"""(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?P<hour>[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?
      | (?P<count>[0-9]+(?:\.[0-9]+)?(?:[ -]?(?:week|month|year)s?\b|-?(?:second|minute|hour|day)s?\b|[ ]?(?:秒|分钟?|小时|天|日|周|个月|年)))
      | [$€£¥￥฿]?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]?[0-9_]*\.?[0-9]+\.?)(?P<power>[eE][-+]?[0-9]{1,2})?(?P<unit>[ ]?%|[ ]?[A-Z]{3}\b|[A-Za-z]+)?""",
    re.VERBOSE,
)
#: a number as the language writes it
NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
#: what JMESPath takes in backticks and the language does not
LITERAL = re.compile(rf"`\s*(?:\"(?P<text>[^\"\\]*)\"|(?P<number>-?{NUMBER.pattern}))\s*`")


def plain_number(value: re.Match[str]) -> str:
    """The number that a text of `VALUE` means, as the language writes it; nothing where it means none.

    >>> [plain_number(VALUE.match(text)) for text in ("1,000", "007", ".5", "8%", "5kg", "1e3", "0x1F")]
    ['1000', '7', '0.5', '0.08', '5', '1000', '']
    """
    whole, point, part = re.sub("[,_]", "", value["number"]).partition(".")
    number = f"{whole.lstrip('0') or '0'}{part and point}{part}"
    if value["unit"] == "x":
        return ""
    if value["power"]:
        read = json_number(number + value["power"])
        number = "" if read is None else f"{read:f}"
    if (value["unit"] or "").endswith("%"):
        return ways_out.share(number)
    return number


def instead(word: str) -> str:
    """What to write for a word between two values, or nothing; a function of ours with two operands is called."""
    if word in FUNCTIONS and FUNCTIONS[word][0].arity == 2:
        return f"write `{word}({', '.join(LETTERS[:2])})`"
    return WORDS.get(word, "")


def of_elsewhere(kind: str, written: str, plain: str) -> tuple[str, str] | None:
    """What is said of a sign of another script, keyboard or language, and the way out."""
    if kind == "strange" and (script := name(written[0], "").partition(" ")[0]) in SCRIPTS:
        message = f"`{written[0]}` is a letter of another script ({script.title()}) that looks like a Latin one"
        return message, "type the word again"
    if plain != written and plain.isascii():
        return f"`{written}` is no sign of the language", f"write `{plain}`"
    if way_out := WORDS.get(written):
        return f"`{written}` is not an operator here", way_out
    if written == "?":
        help = "write a rule for each answer: the first that matches gives it"
        return "`?` is not an operator here", help
    return None
