"""What no expression may hold, each in one sentence with the text to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Scalar
from backhaul.frozen import frozen
from backhaul.language import nodes, ways_out
from backhaul.language.kinds import Refusal
from backhaul.language.meant_syntax import Said, changed, filled, never_closed, plain_sign
from backhaul.language.operators import COMPARISONS as COMPARED
from backhaul.language.operators import CONTAINS, FUNCTIONS, INFIX
from backhaul.language.tokens import Token, open_bracket
from backhaul.language.written_elsewhere import (
    BARE,
    BEGINS,
    BETWEEN,
    BOOLEANS,
    COMMENT,
    COMPARISONS,
    ENDS,
    ENTITIES,
    ENTITY,
    FOREIGN,
    JOINERS,
    LITERAL,
    MONEY,
    NUMBER,
    QUOTES,
    SAID,
    VALUE,
    instead,
    of_elsewhere,
    plain_number,
)

MAX_TOKENS = 500
MAX_DEPTH = 32
_SYNTAX = "expression-syntax"
CALLED = (*FUNCTIONS, "present", "not_present", "not_null", "contains")
_MISSING = "write the one that is missing, or delete the sign"
_JOIN = "join conditions with `&&` or `||`"
SOURCES_ONLY = "all of JMESPath is available in a source file, where facts are read from documents"


def too_large(words: Sequence[Token], scalar: Scalar) -> Iterator[Diagnostic]:
    """That an expression has too many words, and that its brackets nest too deeply."""
    help = "name a part of it in `definitions`"
    if len(words) - 1 > MAX_TOKENS:  # the last one marks the end
        message = f"an expression has at most {MAX_TOKENS} words and signs"
        yield Diagnostic("expression-too-long", message, help, scalar.span)
    depth = negations = 0
    signs = [0]  # of arithmetic: within each bracket that is open
    for kind, _, start in words if len(words) > MAX_DEPTH else ():
        if kind in ("(", "["):
            signs.append(0)
        elif kind in (")", "]"):
            signs = signs[:-1] or [0]
        elif kind in INFIX:
            signs[-1] += 1
        elif kind in (",", "&&", "||") or kind in COMPARED:
            signs[-1] = 0
        depth += (kind in ("(", "[")) - (kind in (")", "]"))
        negations = negations + 1 if kind == "!" else 0
        if depth + negations + sum(signs) > MAX_DEPTH:
            message = f"brackets and `!` nest at most {MAX_DEPTH} deep"
            if sum(signs):
                message = f"brackets and signs of arithmetic nest at most {MAX_DEPTH} deep"
            yield Diagnostic("expression-too-long", message, help, scalar.place(start))
            return


@frozen
class Mistake:
    """A diagnostic about a part of an expression, and the whole expression as it was meant, where that is known."""

    diagnostic: Diagnostic
    meant: str = ""


def mistakes(words: Sequence[Token], scalar: Scalar, stop: int | None = None) -> list[Mistake]:
    """All that no expression may hold; where nothing is, what is wrong at the token `stop`."""
    if words[0].kind == "end":
        help = "write a condition or a value, or leave the key out"
        return [Mistake(Diagnostic(_SYNTAX, "the expression is empty", help, scalar.span))]
    text, done = str(scalar.value), 0
    if whole := _two_at_once(text, scalar):
        return [whole]
    said = [(form.span(), ours, form) for pattern, ours in SAID for form in pattern.finditer(text)]
    made: list[Mistake] = []
    for index, (kind, written, start) in enumerate(words[:-1]):
        if start >= done and (refused := _refusal(words, index, text, said)):
            made.append(
                _at(scalar, refused[0], start, refused[1], changed(text, start, refused, said))
            )
            done = start + refused[1]
            if written.lower() == "between" or COMMENT.match(text, start):
                return made[-1:]  # what stands around it follows from it
        if kind == "strange":
            break
    if not made and stop is not None:
        refusal, length = _stopped(words, stop, text)
        last = len(text.rstrip()) - 1
        start = min(words[stop].start, last)
        if (opened := never_closed(words)) is not None and words[stop].kind == "end":
            refusal = Refusal(
                _SYNTAX, "the `(` that opens here is never closed", "write the `)` that is missing"
            )
            start, length = words[opened].start, 1
        made.append(
            _at(scalar, refusal, start, length, changed(text, start, (refusal, length), said))
        )
    return made


def _at(scalar: Scalar, refusal: Refusal, start: int, length: int, meant: str = "") -> Mistake:
    place = scalar.place(start, length)
    return Mistake(Diagnostic(refusal.code, refusal.message, refusal.help, place), meant)


def _two_at_once(text: str, scalar: Scalar) -> Mistake | None:
    """Two comparisons in one, as `x between 1 and 5`."""
    if not (form := BETWEEN.search(text)):
        return None
    ours = f"{form[1]} >= {form[2]} && {form[1]} <= {form[3]}"
    start = form.start() + form[0].lower().index("between")
    message = f"`{text[start : start + 7]}` is not an operator here"
    made = _at(scalar, Refusal(_SYNTAX, message, f"write `{ours}`"), start, 7)
    return Mistake(made.diagnostic, text[: form.start()] + ours + text[form.end() :])


def _refusal(
    words: Sequence[Token], index: int, text: str, said: Said
) -> tuple[Refusal, int] | None:
    """Why no expression may hold what stands there, and how long that is; nothing where one may."""
    kind, written, start = words[index]
    before, after = words[index - 1].kind if index else "", words[index + 1].kind
    opens = "".join(token.text for token in words[max(0, index - 2) : index])
    if kind == "name":
        return _word(words, index, said)
    if kind in ("number", "-") and before == "[" and opens != "([":
        return None  # an index, refused at its bracket
    leads = kind in ("number", "odd", ".") or written in MONEY
    if leads and (value := _value(text, start)):
        return value
    if kind == "-" and before not in ENDS and after not in ("number", "odd"):
        help = "write `0 - x`, of a duration `0 days - x`"
        return Refusal(_SYNTAX, "`-` stands before a number written in place alone", help), 1
    if kind in ("quoted", "literal"):
        return _marked(kind, written), len(written)
    if COMMENT.match(text, start) and before and text[start - 1].isspace():
        return Refusal(
            _SYNTAX, f"`{text[start : start + 2]}` begins no comment", "a comment begins with ` #`"
        ), 2
    if kind == "%" or (kind == "*" and before == "*"):
        return Refusal(_SYNTAX, f"`{kind}` is not an operator here", ways_out.WORKED_OUT), 1
    if kind in COMPARISONS:
        help = f"write `{COMPARISONS[kind]}`" if index else "delete it: no expression begins so"
        return Refusal(_SYNTAX, f"`{kind}` is not a comparison", help), len(kind)
    if entity := ENTITY.match(text, start):
        help = f"write `{ENTITIES[entity[1]]}`"
        return Refusal(_SYNTAX, f"`{entity[0]}` is written so on web pages alone", help), len(
            entity[0]
        )
    leads = kind in FOREIGN and (kind != "*" or before not in ENDS)
    if leads and (kind != "[" or before in ("name", ")", "]")):
        help = f"write `{JOINERS[kind]}`" if kind in JOINERS else SOURCES_ONLY
        return Refusal("not-in-language", f"`{kind}` {FOREIGN[kind]}", help), len(kind)
    if kind == "[" and opens != f"{CONTAINS}(":
        message = "a list stands only as the first argument of `contains`"
        return Refusal("not-in-language", message, "write contains(['a', 'b'], x)"), 1
    return _stopped(words, index, text) if kind == "strange" else None


def _marked(kind: str, written: str) -> Refusal:
    """Why what stands in double quotes or in backticks may not stand there."""
    if kind == "quoted":
        message, name = f"{written} in double quotes is a name, not a text", written[1:-1]
        help = f"write '{name}' for the text, or {name} for the name"
        return Refusal("quoted-name", message, help)
    help = "write a text as 'text', and a decimal or a duration without quotes"
    if (inner := LITERAL.fullmatch(written)) and (inner["text"] or inner["number"]):
        help = f"write `{inner['number'] or nodes.quoted(inner['text'])}`"
    return Refusal("bad-literal", "only an integer may stand in backticks", help)


def _word(words: Sequence[Token], index: int, said: Said) -> tuple[Refusal, int] | None:
    """Why this word may not stand there."""
    _, written, start = words[index]
    before, after = words[index - 1].kind if index else "", words[index + 1].kind
    word = written.lower()
    infix = before in ENDS and after in BEGINS
    if word == "if" and index == 0 and after in ("name", "!"):
        help = "write the condition alone; what follows from it stands under `then`"
        return Refusal(_SYNTAX, f"`{written}` is not an operator here", help), len(written)
    if infix or (word == "not" and before != "." and after in BEGINS):
        message = f"`{written}` is not an operator here"
        for (begin, end), ours, form in said:
            if begin <= start < end and word in form[0].lower().split():
                help = f"write `{filled(ours, form)}`"
                return Refusal(_SYNTAX, message, help), end - start
        called = after == "(" and word in FUNCTIONS  # what is missing is what joins it
        if not called and (help := instead(word)):
            return Refusal(_SYNTAX, message, help), len(written)
    if written in BARE and before != "." and after != "(":
        boolean = written in BOOLEANS
        message = (
            f"`{written}` is read as a name, not as {'a truth value' if boolean else 'absence'}"
        )
        negated = "write the condition alone, or `!` before it"
        help = negated if boolean else "write present(x) or not_present(x)"
        for (begin, end), ours, form in said:
            if begin < start < end == start + len(written):
                help = f"write `{filled(ours, form)}`"
        refusal = Refusal("bare-boolean" if boolean else "bare-null", message, help)
        return refusal, len(written)
    return None


def _value(text: str, start: int) -> tuple[Refusal, int] | None:
    """Why a number, a length of time or a day is not written as it is there."""
    value = VALUE.match(text, start)
    if value is None or NUMBER.fullmatch(value[0]):
        return None
    written = str(value[0])
    if value["day"]:
        what, instant = "time" if value["hour"] else "day", "T".join(written.split())
        help = f"write `'{instant}{'' if value['hour'] else 'T00:00:00+07:00'}'`"
    elif value["count"]:
        what, help = "duration", ways_out.duration(written)
    else:
        what, number = "number", plain_number(value)
        help = f"write `{number}`" if number else "write a number such as `1000` or `0.5`"
    return Refusal("bare-number", f"the {what} `{written}` is not written so", help), len(written)


def _stopped(words: Sequence[Token], index: int, text: str) -> tuple[Refusal, int]:
    """Why nothing can go on there, and how long that is."""
    kind, written, start = words[index]
    if kind == "end":
        message, help = "the expression ends too early", "something is missing after this"
        return Refusal(_SYNTAX, message, help), 1
    if kind == "strange" and (longer := re.compile(r"\w+").match(text, start)):
        written = longer[0]
    before = words[index - 1].kind if index else ""
    plain = plain_sign(written)
    message, help = f"`{written}` cannot stand here", ""
    if written.isspace():
        message, help = "the space that stands here is not a plain one", "write a plain space"
    elif written in QUOTES:
        message, help = f"a {QUOTES[written]} is opened and never closed", "close it"
    elif kind == "text" and before == "text" and open_bracket(words[:index]) == "[":
        message, help = "no comma stands between two texts of the list", "write `, ` between them"
    elif kind in ("text", "integer"):
        noun = "text" if kind == "text" else "number"
        message, help = f"a {noun} stands where it cannot", _JOIN
        written = written[0]
    elif written == ")" and open_bracket(words[:index]) == "[":
        message, help = "the `[` is not closed before this `)`", "write `]` where the list ends"
    elif kind == "name" and index and words[index - 1].text in CALLED:
        help = f"write `{words[index - 1].text}({written})`"
    elif written == ")":
        message, help = "the `)` closes nothing", "delete it, or write the `(` that is missing"
    elif before in INFIX and kind != "strange":
        message, help = f"no value stands behind this `{before}`", _MISSING
    elif kind in INFIX:
        message, help = f"no value stands before this `{written}`", _MISSING
    elif kind in ("&&", "||"):
        message, help = f"no condition stands before this `{written}`", _MISSING
    elif other := of_elsewhere(kind, written, plain):
        message, help = other
    elif before in ENDS and kind in ("name", "(", ",", "!"):
        help = _JOIN
        if "\n" in text[:start] or text[:start].endswith("  "):
            help += "; an item of a list begins with `- `"
    return Refusal(_SYNTAX, message, help), len(written)
