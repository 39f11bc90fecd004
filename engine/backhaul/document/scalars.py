"""What a plain scalar means: one rule.

`true` and `false`; `null` and `~`; whole numbers `-?(0|[1-9][0-9]*)`; decimals with digits on both
sides of the point. Everything else is text, as it stands: `no`, `on` and `2024-01-01` too. What
looks like a number in another notation (`010`, `0x1F`, `1_000`, `1e3`, `.5`, `22:22`, `.inf`) is
refused, since readers of YAML do not agree on it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from backhaul.document.node import ScalarValue

#: digits of a number
DIGITS = 40
#: the highest power of ten, either way, where a number is written with one
EXPONENT = 40

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_WORDS: dict[str, ScalarValue] = {"true": True, "false": False, "null": None, "~": None}
#: what may begin a number in any notation, to let words through quickly
_STARTS = frozenset("0123456789.+-\u2212\u2013")
_LOOKS_LIKE_A_NUMBER = re.compile(
    r"""[-+\u2212\u2013]?(?:
        [0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]*)?    # 010  1_000  1,000  5.  1e3
      | \.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?                 # .5
      | 0[xX][0-9a-fA-F_]+ | 0[oO][0-9_]+ | 0[bB][01_]+    # 0x1F  0o17  0b11
      | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?        # 22:22  1:30:00
      | \.(?:inf|Inf|INF|nan|NaN|NAN)
    )""",
    re.VERBOSE,
)


class NotOneMeaning(ValueError):
    """A plain scalar that looks like a number in another notation; holds what to do about it."""


def resolve(text: str) -> ScalarValue:
    """The value of a plain scalar; raises `NotOneMeaning` where readers would differ."""
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in _STARTS:
        if text and not text.isascii() and _digits_of_another_script(text):
            raise NotOneMeaning("write the digits 0 to 9")
        return text
    number = _NUMBER.fullmatch(text)
    if number:
        if len(text) - text.startswith("-") - bool(number[1]) > DIGITS:
            raise NotOneMeaning(f"a number has at most {DIGITS} digits")
        return Decimal(text) if number[1] else int(text)
    if _LOOKS_LIKE_A_NUMBER.fullmatch(text):
        raise NotOneMeaning(_way_out(text))
    return text


def _digits_of_another_script(text: str) -> bool:
    """Whether the text is a number written with digits other than 0 to 9."""
    return text.lstrip("-+").replace(".", "", 1).isdecimal()


def _way_out(text: str) -> str:
    quoted = f'put quotes around it for a text: "{text}"' if len(text) <= DIGITS else "quote it"
    if re.fullmatch(r"[-+][0-9]{1,2}:[0-9]{2}", text):
        return f"an offset from UTC is a duration such as `8 hours`; {quoted}"
    comma = re.fullmatch(r"-?[0-9]+,([0-9]+)", text)
    if comma and len(comma[1]) != 3:  # it does not stand before thousands
        return f"write the number as {text.replace(',', '.')[:60]}, or {quoted}"
    bare = text.replace("_", "").replace(",", "").lstrip("+")
    sign = "-" if bare.startswith("-") else ""
    whole, point, rest = bare.removeprefix("-").partition(".")
    if (whole + rest).isdecimal() and (whole + rest).isascii():
        plain = f"{sign}{whole.lstrip('0') or '0'}{point and rest and '.'}{rest}"
        return f"write the number as {plain[:60]}, or {quoted}"
    return f"write a plain number such as 1000 or 0.5, or {quoted}"


def json_number(text: str) -> int | Decimal | None:
    """The number that JSON writes so, unless it has too many digits or too high an exponent.

    >>> json_number("-12"), json_number("1.50"), json_number("1e400")
    (-12, Decimal('1.50'), None)
    """
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa.lstrip("-").replace(".", "")) > DIGITS:
        return None
    power = exponent.lstrip("+-").lstrip("0")
    if len(power) > len(str(EXPONENT)) or int(power or "0") > EXPONENT:
        return None
    return int(text) if text.lstrip("-").isdecimal() else Decimal(text)
