"""What figures in a sentence are: dates, hours and numbers of sections, shares in percent, money; what is left are other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from backhaul.frozen import frozen
from backhaul.language.kinds import held_date
from backhaul.language.numerals import NUMERALS, TO, numeral
from backhaul.static import lru_cache

#: stands for what was read: neither a letter nor a digit, nor what stands between a number and its thing
_READ = "·"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: as names are written, so that *3 may be kept* is no day in May
_MONTH = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = (
    r"(?<![\d-])(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
)
_CLOCK = r"(?<![\d:])\d{1,2}[:：]\d{2}(?::\d{2})?(?!\d)"
_DATES = {
    "en": (
        _ISO,
        rf"\b(?:\d{{1,2}}\s*(?:to|and|-|–|—)\s*)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>\d{{4}})\b)?",
        rf"\b{_MONTH}\s+{_DAY}\b(?:\s*(?:to|and|-|–|—)\s*\d{{1,2}}\b)?(?:,?\s+(?P<year>\d{{4}})\b)?",
        rf"\b{_MONTH},?\s+\d{{4}}\b",
        r"(?<![\d./])\d{1,2}([./])\d{1,2}\1\d{2,4}(?![\d/])",
        _CLOCK,
        r"\b\d{1,2}\s?(?:[ap]\.m\.|[apAP][mM]\b)",
    ),
    "zh": (
        _ISO,
        (
            r"(?:(?P<year>\d{4}|[〇零一二三四五六七八九]{4})\s*年\s*)?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
            r"(?:\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号](?!内))?"
        ),
        r"(?:(?:19|20|21)\d{2}|[一二][〇零一二三四五六七八九]{3})\s*年(?!内)",
        _CLOCK,
    ),
}
#: read last: what stands so may be money
_PLACES = {
    "en": (
        r"\b(?i:in|since|until|from|during|before|after|by|of|years?)\s+(?:19|20|21)\d{2}\b(?![.,]\d|\s+[a-z]+s\b)",
        r"\b(?i:sections?|articles?|clauses?|chapters?|steps?|points?|paragraphs?|tables?|appendix|annex|version|no\.)\s+\d+(?:\.\d+)*",
    ),
    "zh": (),
}
_SIGN = r"[$€£¥￥₱฿₫]"
_COINS = {
    "en": r"(?i:dollars?|cents?|euros?|pounds?|baht|pesos?|ringgit|rupiah|dirhams?|riyals?|rupees?|yuan)\b",
    "zh": (
        "(?:人民币|新加坡|新台|新|美|欧|日|加|澳|港)?元(?!素)|泰?铢|(?:印尼|越南)?盾|英镑"
        "|(?:菲律宾)?比索|令吉|林吉特|卢比|迪拉姆|里亚尔"
    ),
}
#: what follows the number of a length of time
_LENGTHS = {
    "en": r"[\s-]*(?:second|minute|hour|day|week|month|year)s?\b",
    "zh": r"\s*个?(?:工作)?(?:秒|分钟|小时|天|日|周|星期|月|年)",
}


@frozen
class Figures:
    """The figures of a sentence, each as it is written with what it is worth, and the sentence without them."""

    dates: tuple[tuple[str, int], ...]
    percents: tuple[tuple[str, Decimal], ...]
    money: tuple[tuple[str, Decimal], ...]
    rest: str


@lru_cache(maxsize=512)
def figures(sentence: str, language: str) -> Figures:
    """What the figures of a sentence in English or Chinese are.

    >>> found = figures("From 1 March 2026 on 85 % of up to 12.90 USD for 3 parcels.", "en")
    >>> found.dates, found.percents, found.money
    ((('1 March 2026', 20513),), (('85 %', Decimal('85')),), (('12.90 USD', Decimal('12.9')),))
    >>> found.rest
    'From ············ on ···· of up to ········· for 3 parcels.'
    >>> figures("自2026年3月1日起，退还百分之八十五", "zh").dates
    (('2026年3月1日', 20513),)
    """
    if language not in _DATES:
        return Figures((), (), (), sentence)
    reading = _Reading(sentence, language)
    dates = [(m[0].strip(), day) for m in reading.taken(_DATES[language]) if (day := _date(m))]
    percents = list(reading.numbers(_percents(language)))
    money = list(reading.numbers(_money(language)))
    for _ in reading.taken(_PLACES[language]):
        pass
    return Figures(tuple(dates), tuple(percents), tuple(money), reading.rest)


class _Reading:
    """A sentence, of which what was read is covered."""

    def __init__(self, sentence: str, language: str) -> None:
        self.rest, self.language = sentence, language

    def taken(self, patterns: tuple[str, ...]) -> Iterator[re.Match[str]]:
        """Every place that is like one of these, covered once it was read."""
        for pattern in patterns:
            for match in list(re.finditer(pattern, self.rest)):
                yield match
                start, end = match.span()
                self.rest = self.rest[:start] + _READ * (end - start) + self.rest[end:]

    def numbers(self, patterns: tuple[str, ...]) -> Iterator[tuple[str, Decimal]]:
        """The numbers in such places: both ends of a range."""
        for match in self.taken(patterns):
            for number in match.groups():
                value = numeral(number, self.language) if number else None
                if value is not None:
                    yield match[0].strip(), Decimal(f"{value:.15g}")


def _percents(language: str) -> tuple[str, ...]:
    number, to = NUMERALS[language], TO[language]
    if language == "zh":
        return (
            rf"百分之({number})(?:{to}(?:百分之)?({number}))?",
            rf"({number})(?:[%％]?{to}({number}))?\s*[%％]",
        )
    return (rf"(?<![A-Za-z0-9.,])({number})(?:\s*%?{to}({number}))?(?:[\s-]*per ?cent\b|\s*[%％])",)


def _money(language: str) -> tuple[str, ...]:
    number, to, coins = NUMERALS[language], TO[language], _COINS[language]
    before = rf"(?:(?:[A-Z]{{1,3}})?{_SIGN}|(?<![A-Za-z])(?:[A-Z]{{3}}|RM|Rp)\.?)\s?"
    after = rf"\s?(?:[A-Z]{{3}}(?![A-Za-z])|{_SIGN}|{coins})"
    # three letters may be those of anything, such as *SLA 48 hours*
    time = rf"(?:{number})(?:{to}(?:{number}))?{_LENGTHS[language]}"
    return (
        rf"{before}(?!{time})({number})(?:{to}({number}))?",
        rf"(?<![A-Za-z0-9.,])({number})(?:{to}({number}))?{after}",
    )


def _date(match: re.Match[str]) -> int | None:
    """The day that is written, held as dates are; None for one without its year, for an hour, and for no day."""
    parts = match.groupdict()
    if not (parts.get("year") and parts.get("day")):
        return None
    name = parts.get("name")
    month = _MONTHS.index(name[:3]) + 1 if name else _figure(parts["month"])
    try:
        return held_date(date(_figure(parts["year"]), month, _figure(parts["day"])))
    except ValueError:
        return None


def _figure(text: str) -> int:
    """A year, month or day in digits or in numerals; a year is read sign by sign."""
    if text.isdigit():
        return int(text)
    if len(text) == 4:
        return int("".join(str(int(numeral(sign, "zh") or 0)) for sign in text))
    return int(numeral(text, "zh") or 0)
