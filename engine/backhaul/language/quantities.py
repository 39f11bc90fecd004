"""Times and numbers as sentences write them, in English and Chinese: *14 days*, *twenty-four hours*, 十四天."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backhaul.language.kinds import SECOND

_ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
#: digits, perhaps in groups of three: 2000, 2,000, 12.50
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_EN = (
    rf"{_FIGURES}|(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES)})\b"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ZH = rf"{_FIGURES}|[零〇一二两三四五六七八九十百]+"
_SECONDS = {
    "en": {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400},
    "zh": {"秒": 1, "分钟": 60, "小时": 3600}
    | dict.fromkeys("天日", 86400)
    | dict.fromkeys(("周", "星期"), 7 * 86400),
}
_TIMES = {
    "en": rf"\b({_EN})(?:\s*(?:to|or|and|-|–|—)\s*({_EN}))?[\s-]*(second|minute|hour|day|week)s?\b",
    # a day of the month and a day in order are no lengths of time
    "zh": rf"(?<![第月零〇一二两三四五六七八九十百\d.])({_ZH})(?:\s*[到至或~～—–-]\s*({_ZH}))?\s*个?(秒|分钟|小时|天|日|周|星期)",
}
#: what may stand between a number and its thing: the end of a range
_TO = {"en": rf"(?:\s*[-–—]\s*(?:{_EN}))?", "zh": rf"(?:\s*[到至或~～—–-]\s*(?:{_ZH}))?"}
#: a number of things: of `one` only before a thing
_COUNTS = {
    "en": rf"\b(?!one (?:of|who|that|which|is|and|or|to)\b)({_EN})(?={_TO['en']}[\s-]+[a-z])(?!{_TO['en']}[\s-]+(?:to [\w-]+ )?(?:second|minute|hour|day|week))",
    "zh": rf"(?<![第月零〇一二两三四五六七八九十百\d.])({_ZH})(?={_TO['zh']}[次回个件单遍份笔])(?!{_TO['zh']}个?(?:小时|星期))",
}


def times(sentence: str, language: str) -> Iterator[tuple[str, int]]:
    """Every length of time in a sentence: as it is written, and in microseconds.

    >>> [(written, time // 86_400_000_000) for written, time in times("7 to fifteen days", "en")]
    [('7 to fifteen days', 7), ('7 to fifteen days', 15)]
    >>> [(written, time // 86_400_000_000) for written, time in times("保管十四天,第一天不算", "zh")]
    [('十四天', 14)]
    """
    pattern = _TIMES.get(language)
    for match in re.finditer(pattern, sentence, re.IGNORECASE) if pattern else ():
        unit = _SECONDS[language][match[3].lower()] * SECOND
        for number in (match[1], match[2]):
            value = _value(number, language) if number else None
            if value is not None:
                yield match[0], round(value * unit)


def counts(sentence: str, language: str) -> Iterator[tuple[str, str]]:
    """Every number of things in a sentence: as it is written, and in digits.

    >>> dict(counts("The platform pays for one return.", "en")), dict(counts("平台承担两次退回。", "zh"))
    ({'one': '1'}, {'两': '2'})
    >>> dict(counts("At most AUD 2,000 an item.", "en"))
    {'2,000': '2000'}
    """
    pattern = _COUNTS.get(language)
    for match in re.finditer(pattern, sentence, re.IGNORECASE) if pattern else ():
        value = _value(match[1], language)
        if value is not None:
            yield match[1], f"{value:.15g}"


def _value(number: str, language: str) -> float | None:
    """What a number says, in digits or in words."""
    if number[0].isdigit():
        return float(number.replace(",", ""))
    return _of_english(number.lower()) if language == "en" else _of_chinese(number)


def _of_english(words: str) -> int:
    ten, _, one = words.replace("-", " ").partition(" ")
    if ten in _ONES:
        return _ONES.index(ten)
    return (_TENS.index(ten) + 2) * 10 + (_ONES.index(one) if one else 0)


def _of_chinese(numeral: str) -> int | None:
    """A numeral up to 999: 十四, 二十四, 一百零五; None for what is none, such as 一二三."""
    hundreds, hundred, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    parts = [(hundreds, hundred, 100), (tens, ten, 10), (ones.lstrip("零〇") or "零", "", 1)]
    value = 0
    for digits, sign, size in parts:
        if digits and digits not in _DIGITS:
            return None
        value += size * (_DIGITS[digits] if digits else bool(sign))
    return value
