"""An expression as it was meant: with the operands of another language's form in ours, and with the signs of a plain keyboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from backhaul.language.kinds import Refusal
from backhaul.language.operators import CONTAINS
from backhaul.language.tokens import Token
from backhaul.language.written_elsewhere import LOOKALIKES

#: the places of such forms in a text
Said = list[tuple[tuple[int, int], str, re.Match[str]]]


def filled(ours: str, form: re.Match[str]) -> str:
    """A form of the language with the operands of another one."""
    left, right = form[1], form[form.lastindex or 1]
    items = [item.strip("'\"") for item in re.findall(r"'[^']*'|\"[^\"]*\"|[^\s,]+", right)]
    if CONTAINS in ours and items[0].isdecimal():
        return " || ".join(f"{left} == {item}" for item in items)
    if CONTAINS in ours:
        right = ", ".join(f"'{item}'" for item in items)
    return ours.format(left, right)


def changed(text: str, start: int, refused: tuple[Refusal, int], said: Said) -> str:
    """The whole expression with what its way out says, or nothing."""
    help = re.fullmatch(r"write `([^`]*|.*`.*`.*)`", refused[0].help)
    if not help:
        return ""
    for (begin, end), ours, form in said:
        if begin <= start < end and help[1] == filled(ours, form):
            alone = not (text[:begin] + text[end:]).strip()
            bare = alone or " || " not in help[1]
            return text[:begin] + (help[1] if bare else f"({help[1]})") + text[end:]
    if plain_sign(text[start]) != text[start]:
        return straight(text)
    return text[:start] + help[1] + text[start + refused[1] :]


def straight(text: str) -> str:
    """The text with the signs of our keyboard outside of its quotes."""
    whole = (
        text[1:-1]
        if text[0] in "“”" and text[-1] in "“”" and text.count("“") + text.count("”") == 2
        else text
    )
    pieces = re.split(r"('(?:[^'\\]|\\.)*')", whole)
    plain = (
        re.sub(r"[^\x00-\x7f]|;", lambda sign: plain_sign(sign[0]), piece) for piece in pieces[::2]
    )
    return "".join(part for pair in zip(plain, [*pieces[1::2], ""], strict=True) for part in pair)


def plain_sign(written: str) -> str:
    """The sign of a plain keyboard that another one stands for."""
    return LOOKALIKES.get(written) or normalize("NFKC", written)


def never_closed(words: Sequence[Token]) -> int | None:
    """The bracket that nothing closes, innermost first."""
    waiting: list[int] = []
    for index, (kind, _, _) in enumerate(words):
        if kind == "(":
            waiting.append(index)
        elif kind == ")" and waiting:
            waiting.pop()
    return waiting[-1] if waiting else None
