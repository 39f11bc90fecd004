"""Times and numbers as sentences write them, in English and Chinese: *14 days*, *twenty-four hours*, 十四天."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backhaul.language.figures import figures
from backhaul.language.kinds import SECOND
from backhaul.language.numerals import NUMERALS, TO, numeral

_EN, _ZH = NUMERALS["en"], NUMERALS["zh"]
_SECONDS = {
    "en": {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400},
    "zh": {"秒": 1, "分钟": 60, "小时": 3600}
    | dict.fromkeys("天日", 86400)
    | dict.fromkeys(("周", "星期"), 7 * 86400),
}
_TIMES = {
    "en": rf"\b({_EN})(?:{TO['en']}({_EN}))?[\s-]*(second|minute|hour|day|week)s?\b",
    # a day of the month and a day in order are no lengths of time
    "zh": rf"(?<![第月零〇一二两三四五六七八九十百千万亿\d.])({_ZH})(?:{TO['zh']}({_ZH}))?\s*个?(秒|分钟|小时|天|日|周|星期)",
}
#: what may stand between a number and its thing: the end of a range
_END = {"en": rf"(?:\s*[-–—]\s*(?:{_EN}))?", "zh": rf"(?:\s*[到至或~～—–-]\s*(?:{_ZH}))?"}
#: a number of things: of `one` only before a thing
_COUNTS = {
    "en": rf"\b(?!one (?:of|who|that|which|is|and|or|to)\b)({_EN})(?={_END['en']}[\s-]+[a-z])(?!{_END['en']}[\s-]+(?:to [\w-]+ )?(?:second|minute|hour|day|week))",
    "zh": rf"(?<![第月零〇一二两三四五六七八九十百千万亿\d.])({_ZH})(?={_END['zh']}[次回个件单遍份笔])(?!{_END['zh']}个?(?:小时|星期))",
}


def times(sentence: str, language: str) -> Iterator[tuple[str, int]]:
    """Every length of time in a sentence: as it is written, and in microseconds.

    >>> [(written, time // 86_400_000_000) for written, time in times("7 to fifteen days", "en")]
    [('7 to fifteen days', 7), ('7 to fifteen days', 15)]
    >>> [(written, time // 86_400_000_000) for written, time in times("保管十四天,第一天不算", "zh")]
    [('十四天', 14)]
    """
    pattern, rest = _TIMES.get(language), figures(sentence, language).rest
    for match in re.finditer(pattern, rest, re.IGNORECASE) if pattern else ():
        unit = _SECONDS[language][match[3].lower()] * SECOND
        for number in (match[1], match[2]):
            value = numeral(number, language) if number else None
            if value is not None:
                yield match[0], round(value * unit)


def counts(sentence: str, language: str) -> Iterator[tuple[str, str]]:
    """Every number of things in a sentence: as it is written, and in digits; no date, share or money.

    >>> dict(counts("The platform pays for one return.", "en")), dict(counts("平台承担两次退回。", "zh"))
    ({'one': '1'}, {'两': '2'})
    >>> dict(counts("At most 2,000 items, of AUD 3,000 together, from 1 March 2026 on.", "en"))
    {'2,000': '2000'}
    """
    pattern, rest = _COUNTS.get(language), figures(sentence, language).rest
    for match in re.finditer(pattern, rest, re.IGNORECASE) if pattern else ():
        value = numeral(match[1], language)
        if value is not None:
            yield match[1], f"{value:.15g}"
