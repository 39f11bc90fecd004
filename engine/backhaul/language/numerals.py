"""Numbers as sentences write them, in English and Chinese: in digits, *twenty-four*, 二十四."""

from __future__ import annotations

_ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
#: digits, perhaps in groups of three: 2000, 2,000, 12.50
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
#: what makes a number of the one before it that is not read here: 3 million, one hundred, 3万
_TIMES_MORE = r"[\s-]*(?:hundred|thousand|million|billion|lakh|crore)|(?:k|m|bn)\b"
#: only after a whole number of them
_AFTER = "".join(
    rf"(?<!{size}{more})" for size in ("hundred", "thousand") for more in (" ", " and ")
)
_EN = (
    rf"{_AFTER}(?:{_FIGURES}|(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES)})\b)"
    rf"(?![.,]?\d|{_TIMES_MORE})"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ZH_DIGIT = "零〇一二三四五六七八九"
_ZH = (
    rf"(?:{_FIGURES}|[{_ZH_DIGIT}两十百]+(?:点[{_ZH_DIGIT}]+)?)"
    rf"(?![.,]?\d|\s*[千万亿]|[{_ZH_DIGIT}两十百])"
)
#: a number, by language
NUMERALS = {"en": _EN, "zh": _ZH}
#: what stands between both ends of a range
TO = {"en": r"\s*(?:to|or|and|-|–|—)\s*", "zh": r"\s*[到至或~～—–-]\s*"}


def numeral(number: str, language: str) -> float | None:
    """What a number says, in digits or in words; None for what is none, such as 一二三.

    >>> numeral("2,000", "en"), numeral("twenty-one", "en"), numeral("二十一", "zh"), numeral("十二点五", "zh")
    (2000.0, 21, 21, 12.5)
    """
    if number[0].isdigit():
        return float(number.replace(",", ""))
    if language == "en":
        return _of_english(number.lower())
    whole, _, part = number.partition("点")
    value = _of_chinese(whole)
    return value if value is None or not part else float(f"{value}.{_signs(part)}")


def _of_english(words: str) -> int:
    ten, _, one = words.replace("-", " ").partition(" ")
    if ten in _ONES:
        return _ONES.index(ten)
    return (_TENS.index(ten) + 2) * 10 + (_ONES.index(one) if one else 0)


def _signs(digits: str) -> str:
    """What is written sign by sign."""
    return "".join(str(_DIGITS[digit]) for digit in digits)


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
