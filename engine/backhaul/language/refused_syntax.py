"""What no expression may hold, each in one sentence with the text to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Scalar
from backhaul.frozen import frozen
from backhaul.language import ways_out
from backhaul.language.kinds import Refusal
from backhaul.language.meant_syntax import Said, changed, filled, never_closed, plain_sign
from backhaul.language.operators import CONTAINS, FUNCTIONS
from backhaul.language.tokens import Token, open_bracket
from backhaul.language.written_elsewhere import (
    ARITHMETIC,
    BARE,
    BEGINS,
    BOOLEANS,
    CHAINS,
    COMMENT,
    COMPARISONS,
    ENDS,
    ENTITIES,
    ENTITY,
    FOREIGN,
    JOINERS,
    MONEY,
    QUOTES,
    SAID,
    SUM,
    VALUE,
    instead,
    of_elsewhere,
)

MAX_TOKENS = 500
MAX_DEPTH = 32
_SYNTAX = "expression-syntax"
CALLED = (*FUNCTIONS, "present", "not_present", "not_null", "contains")
_JOIN = "join conditions with `&&` or `||`"
SOURCES_ONLY = "all of JMESPath is available in a source file, where facts are read from documents"


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


@frozen
class Mistake:
    """A diagnostic about a part of an expression, and the whole expression as it was meant, where that is known."""

    diagnostic: Diagnostic
    meant: str = ""
    #: what is to be said of it
    but: str = ""


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
    """Two comparisons in one, as `1 < x < 5` and `x between 1 and 5`."""
    for chain in CHAINS:
        if not (form := chain.search(text)):
            continue
        parts = [re.sub(r"^-?[0-9]+$", r"`\g<0>`", part) for part in form.groups()]
        if re.match(r"\.[0-9]", text[form.end() :]) or re.search(r"[0-9]\.$", text[: form.start()]):
            return None  # a decimal, which is said of itself
        if len(parts) == 3:
            ours = f"{parts[0]} >= {parts[1]} && {parts[0]} <= {parts[2]}"
            start = form.start() + form[0].lower().index("between")
            message = f"`{text[start : start + 7]}` is not an operator here"
        else:
            ours = f"{parts[0]} {parts[1]} {parts[2]} && {parts[2]} {parts[3]} {parts[4]}"
            message, start = "two comparisons stand in one", form.start()
        length = 7 if len(parts) == 3 else len(form[0])
        but = "; a decimal or a duration is named as a parameter" if "`" in ours else ""
        refusal = Refusal(_SYNTAX, message, f"write `{ours}`{but}")
        made = _at(scalar, refusal, start, length)
        meant = text[: form.start()] + ours + text[form.end() :]
        return Mistake(made.diagnostic, meant, but)
    return None


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
    leads = kind == "number" or written in MONEY or (kind == "-" and before not in ENDS)
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
    if COMMENT.match(text, start) and before and text[start - 1].isspace():
        return Refusal(
            _SYNTAX, f"`{text[start : start + 2]}` begins no comment", "a comment begins with ` #`"
        ), 2
    if kind in ARITHMETIC and (kind != "*" or (before in ENDS and after in BEGINS)):
        return _arithmetic(kind, start, text), 1
    if kind in COMPARISONS:
        help = f"write `{COMPARISONS[kind]}`" if index else "delete it: no expression begins so"
        return Refusal(_SYNTAX, f"`{kind}` is not a comparison", help), len(kind)
    if entity := ENTITY.match(text, start):
        help = f"write `{ENTITIES[entity[1]]}`"
        return Refusal(_SYNTAX, f"`{entity[0]}` is written so on web pages alone", help), len(
            entity[0]
        )
    if kind in FOREIGN and (kind != "[" or before in ("name", ")", "]")):
        help = f"write `{JOINERS[kind]}`" if kind in JOINERS else SOURCES_ONLY
        return Refusal("not-in-language", f"`{kind}` {FOREIGN[kind]}", help), len(kind)
    if kind == "[" and opens != f"{CONTAINS}(":
        message = "a list stands only as the first argument of `contains`"
        return Refusal("not-in-language", message, "write contains(['a', 'b'], x)"), 1
    return _stopped(words, index, text) if kind == "strange" else None


def _arithmetic(sign: str, start: int, text: str) -> Refusal:
    """Why values are not joined by this sign, with the function that does it where there is one."""
    help = ARITHMETIC[sign]
    for form in SUM.finditer(text):
        if form.start(2) == start:
            help = f"write `{'plus' if sign == '+' else 'minus'}({form[1]}, {form[3]})`"
    return Refusal(_SYNTAX, f"`{sign}` is not an operator here", help)


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
        if help := instead(word):
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
    """Why a number, or what begins with one, does not stand there as it is."""
    value = VALUE.match(text, start)
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
    elif kind in ("&&", "||"):
        message = f"no condition stands before this `{written}`"
        help = "write the one that is missing, or delete the sign"
    elif other := of_elsewhere(kind, written, plain):
        message, help = other
    elif before in ENDS and kind in ("name", "(", ",", "!"):
        help = _JOIN
        if "\n" in text[:start] or text[:start].endswith("  "):
            help += "; an item of a list begins with `- `"
    return Refusal(_SYNTAX, message, help), len(written)
