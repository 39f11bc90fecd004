"""What no expression may hold, each in one sentence with the text to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Scalar
from backhaul.language import ways_out
from backhaul.language.kinds import Refusal
from backhaul.language.operators import CONTAINS, FUNCTIONS, LETTERS
from backhaul.language.tokens import Token

MAX_TOKENS = 500
MAX_DEPTH = 32
SOURCES_ONLY = "all of JMESPath is available in a source file, where facts are read from documents"
_SYNTAX = "expression-syntax"
_JOIN = "join conditions with `&&` or `||`"
_BOOLEANS = ("true", "True", "TRUE", "false", "False", "FALSE")
#: words that are a value elsewhere, and names here
BARE = frozenset((*_BOOLEANS, "null", "Null", "NULL", "None"))
#: words that are operators elsewhere, and the way out
WORDS = {
    **dict.fromkeys(("and", "且", "并且", "而且"), "write `&&`"),
    **dict.fromkeys(("or", "或", "或者"), "write `||`"),
    **dict.fromkeys(("not", "非", "不"), "write `!`"),
    **dict.fromkeys(("is", "eq", "equals", "等于"), "write `==`"),
    "gt": "write `>`",
    "大于": "write `>`",
    "lt": "write `<`",
    "小于": "write `<`",
    **dict.fromkeys(("like", "matches", "starts_with", "ends_with"), ways_out.function("like")),
    "in": "write `contains(['a', 'b'], x)`",
    "between": "write `x >= a && x <= b`; a decimal or duration is named as a parameter",
}
#: what signs of JMESPath do that are none of the language
_FOREIGN = {
    "*": "projects over lists, and facts are never lists",
    "[": "picks from a list, and facts are never lists",
    "[?": "filters lists, and facts are never lists",
    "[]": "flattens lists, and facts are never lists",
    ":": "slices lists, and facts are never lists",
    "{": "builds objects, and facts are single values",
    "}": "builds objects, and facts are single values",
    "|": "pipes values; to join two conditions write `||`",
    "&": "passes expressions; to join two conditions write `&&`",
    "@": "is the whole document; name the fact instead",
}
_COMPARISONS = {"=": "==", "===": "==", "!==": "!=", "<>": "!=", "=<": "<=", "=>": ">="}
_ARITHMETIC = {
    **dict.fromkeys("+-", "write `plus(a, b)` or `minus(a, b)`"),
    **dict.fromkeys("*/%", ways_out.WORKED_OUT),
}
#: signs that other keyboards and word processors put in the place of ours, beside the wide forms
_LOOKALIKES = {
    **dict.fromkeys("‘’“”＇＂´「」", "'"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "：": "==",
    "、": ",",
    "×": "*",
    "÷": "/",
}
_QUOTES = {"'": "quote", "`": "backtick", '"': "double quote"}
#: what a value ends with, and what it begins with
_ENDS = ("name", "text", "integer", "number", "literal", "quoted", ")", "]")
_BEGINS = ("name", "text", "integer", "number", "literal", "quoted", "(", "[", "!", "-")

_OPERAND = r"(?:(?<![\w.])[A-Za-z_]\w*(?:\.\w+)?(?:\([^()]*\))?|\([^()]*\))"
_ITEMS = r"\s*[\[(]([^][()]+)[\])]"
#: what is said whole in the words of another language, and how it is said here
_SAID = [
    (re.compile(form, re.IGNORECASE), ours)
    for form, ours in (
        (rf"({_OPERAND})\s+not\s+in{_ITEMS}", "!contains([{1}], {0})"),
        (rf"({_OPERAND})\s+in{_ITEMS}", "contains([{1}], {0})"),
        (rf"({_OPERAND})\s+contains\s+('[^']*')", "contains([{1}], {0})"),
        (rf"({_OPERAND})\s+is\s+(?:null|none)\b", "not_present({0})"),
        (rf"({_OPERAND})\s+is\s+not\s+(?:null|none)\b", "present({0})"),
        (rf"({_OPERAND})\s+is\s+not\s+({_OPERAND}|'[^']*')", "{0} != {1}"),
        (rf"not\s+({_OPERAND}\s*[=!<>]=?\s*(?:'[^']*'|[^\s&|,)]+)|\w+\.\w+)", "!({0})"),
        (rf"not\s+(?!in\b)({_OPERAND})", "!{0}"),
    )
]
#: the places of such forms in a text
_Said = list[tuple[tuple[int, int], str, re.Match[str]]]
_MONEY = "$€£¥￥฿"
#: what begins with a number and stands in place of one
_VALUE = re.compile(
    r"""(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?P<hour>[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?
      | (?P<count>-?[0-9]+[ ]?(?:second|minute|hour|day|week|month|year)s?)\b
      | [$€£¥￥฿]?(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?P<unit>[ ]?(?:%|[A-Z]{3}\b))?""",
    re.VERBOSE,
)


def too_large(words: Sequence[Token], scalar: Scalar) -> Iterator[Diagnostic]:
    """That an expression has too many words, and that its brackets nest too deeply."""
    help = "name a part of it in `definitions`"
    if len(words) - 1 > MAX_TOKENS:  # the last one marks the end
        message = f"an expression has at most {MAX_TOKENS} words and signs"
        yield Diagnostic("expression-too-long", message, help, scalar.span)
    depth = negations = 0
    for kind, _, start in words if len(words) > MAX_DEPTH else ():
        depth += (kind in ("(", "[")) - (kind in (")", "]"))
        negations = negations + 1 if kind == "!" else 0
        if depth + negations > MAX_DEPTH:
            message = f"brackets and `!` nest at most {MAX_DEPTH} deep"
            yield Diagnostic("expression-too-long", message, help, scalar.place(start))
            return


def mistakes(words: Sequence[Token], scalar: Scalar, stop: int | None = None) -> list[Diagnostic]:
    """All that no expression may hold; where nothing is, what is wrong at the token `stop`."""
    if words[0].kind == "end":
        help = "write a condition or a value, or leave the key out"
        return [Diagnostic("expression-syntax", "the expression is empty", help, scalar.span)]
    text, done = str(scalar.value), 0
    said = [(form.span(), ours, form) for pattern, ours in _SAID for form in pattern.finditer(text)]
    made: list[Diagnostic] = []
    for index, (kind, written, start) in enumerate(words[:-1]):
        if start >= done and (refused := _refusal(words, index, text, said)):
            made.append(_at(scalar, refused[0], start, refused[1]))
            done = start + refused[1]
            if written.lower() == "between":
                return made[-1:]  # what stands around it follows from it
        if kind == "strange":
            break
    if not made and stop is not None:
        refusal, length = _stopped(words, stop, text)
        last = len(text.rstrip()) - 1
        made.append(_at(scalar, refusal, min(words[stop].start, last), length))
    return made


def _at(scalar: Scalar, refusal: Refusal, start: int, length: int) -> Diagnostic:
    place = scalar.place(start, length)
    return Diagnostic(refusal.code, refusal.message, refusal.help, place)


def _refusal(
    words: Sequence[Token], index: int, text: str, said: _Said
) -> tuple[Refusal, int] | None:
    """Why no expression may hold what stands there, and how long that is; nothing where one may."""
    kind, written, start = words[index]
    before, after = words[index - 1].kind if index else "", words[index + 1].kind
    opens = "".join(token.text for token in words[max(0, index - 2) : index])
    if kind == "name":
        return _word(words, index, said)
    if kind in ("number", "-") and before == "[" and opens != "([":
        return None  # an index, refused at its bracket
    leads = kind == "number" or written in _MONEY or (kind == "-" and before not in _ENDS)
    if leads and (value := _value(text, start)):
        return value
    if kind == "quoted":
        message, name = f"{written} in double quotes is a name, not a text", written[1:-1]
        help = f"write '{name}' for the text, or {name} for the name"
        return Refusal("quoted-name", message, help), len(written)
    if kind == "literal":
        message = "only an integer may stand in backticks"
        help = "write a text as 'text'; decimals, durations and instants are parameters"
        return Refusal("bad-literal", message, help), len(written)
    if kind in _ARITHMETIC and (kind != "*" or (before in _ENDS and after in _BEGINS)):
        return Refusal(_SYNTAX, f"`{kind}` is not an operator here", _ARITHMETIC[kind]), 1
    if kind in _COMPARISONS:
        help = f"write `{_COMPARISONS[kind]}`"
        return Refusal(_SYNTAX, f"`{kind}` is not a comparison", help), 1
    if kind in _FOREIGN and (kind != "[" or before in ("name", ")", "]")):
        return Refusal("not-in-language", f"`{kind}` {_FOREIGN[kind]}", SOURCES_ONLY), len(kind)
    if kind == "[" and opens != f"{CONTAINS}(":
        message = "a list stands only as the first argument of `contains`"
        return Refusal("not-in-language", message, "write contains(['a', 'b'], x)"), 1
    return _stopped(words, index, text) if kind == "strange" else None


def _word(words: Sequence[Token], index: int, said: _Said) -> tuple[Refusal, int] | None:
    """Why this word may not stand there."""
    _, written, start = words[index]
    before, after = words[index - 1].kind if index else "", words[index + 1].kind
    word = written.lower()
    infix = before in _ENDS and after in _BEGINS
    if infix or (word == "not" and before != "." and after in _BEGINS):
        message = f"`{written}` is not an operator here"
        for (begin, end), ours, form in said:
            if begin <= start < end and word in form[0].lower().split():
                help = f"write `{_filled(ours, form)}`"
                return Refusal(_SYNTAX, message, help), end - start
        if help := _instead(word):
            return Refusal(_SYNTAX, message, help), len(written)
    if written in BARE and before != "." and after != "(":
        boolean = written in _BOOLEANS
        message = (
            f"`{written}` is read as a name, not as {'a truth value' if boolean else 'absence'}"
        )
        negated = "write the condition alone, or `!` before it"
        help = negated if boolean else "write present(x) or not_present(x)"
        refusal = Refusal("bare-boolean" if boolean else "bare-null", message, help)
        return refusal, len(written)
    return None


def _instead(word: str) -> str:
    """What to write for a word that is an operator elsewhere, or nothing; a function of ours is called."""
    if word in WORDS and word in FUNCTIONS:
        return f"write `{word}({', '.join(LETTERS[: FUNCTIONS[word].arity])})`"
    return WORDS.get(word, "")


def _filled(ours: str, form: re.Match[str]) -> str:
    """A form of the language with the operands of another one."""
    left, right = form[1], form[form.lastindex or 1]
    items = [item.strip("'\"") for item in re.findall(r"'[^']*'|\"[^\"]*\"|[^\s,]+", right)]
    if CONTAINS in ours and items[0].isdecimal():
        return " || ".join(f"{left} == `{item}`" for item in items)
    if CONTAINS in ours:
        right = ", ".join(f"'{item}'" for item in items)
    return ours.format(left, right)


def _value(text: str, start: int) -> tuple[Refusal, int] | None:
    """Why a number, or what begins with one, does not stand there as it is."""
    value = _VALUE.match(text, start)
    if value is None:
        return None
    written = number = str(value[0])
    message, kind = f"the number {written} stands in an expression", "decimal"
    if value["day"]:
        number = f'"{written}"' if value["hour"] else f'"{written}T00:00:00+07:00"'
        message, kind = f"the time {written} stands in an expression", "datetime"
    elif value["count"]:
        message, kind = f"the duration {written} stands in an expression", "duration"
        weeks = re.search("`(.*?)`", ways_out.duration(written))
        number = weeks[1] if weeks else written
    else:
        number = value["number"].replace(",", "")
        if "%" in written:
            number = ways_out.decimal(f"{number}%").removeprefix("write ")
        elif number == written.replace(",", "") and "." not in number:
            message = f"the number {written} stands without backticks"
            help = f"write `` `{number}` ``, or name a parameter if it is a decimal or a duration"
            return Refusal("bare-number", message, help), len(written)
    help = f"name it as a parameter, such as `limit: {{type: {kind}, value: {number}}}`"
    return Refusal("bare-number", message, help), len(written)


def _stopped(words: Sequence[Token], index: int, text: str) -> tuple[Refusal, int]:
    """Why nothing can go on there, and how long that is."""
    kind, written, start = words[index]
    if kind == "end":
        message, help = "the expression ends too early", "something is missing after this"
        return Refusal("expression-syntax", message, help), 1
    if kind == "strange" and (longer := re.compile(r"\w+").match(text, start)):
        written = longer[0]
    before = words[index - 1].kind if index else ""
    plain = _LOOKALIKES.get(written) or normalize("NFKC", written)
    message, help = f"`{written}` cannot stand here", ""
    if written.isspace():
        message, help = "the space that stands here is not a plain one", "write a plain space"
    elif written in _QUOTES:
        message, help = f"a {_QUOTES[written]} is opened and never closed", "close it"
    elif kind in ("text", "integer"):
        noun = "text" if kind == "text" else "number"
        message, help = f"a {noun} stands where it cannot", _JOIN
        written = written[0]
    elif plain != written and plain.isascii():
        message, help = f"`{written}` is no sign of the language", f"write `{plain}`"
    elif instead := _instead(written):
        message, help = f"`{written}` is not an operator here", instead
    elif written == "?":
        message = "`?` is not an operator here"
        help = "write a rule for each answer: the first that matches gives it"
    elif before in _ENDS and kind in ("name", "(", ",", "!"):
        help = _JOIN
    return Refusal(_SYNTAX, message, help), len(written)
