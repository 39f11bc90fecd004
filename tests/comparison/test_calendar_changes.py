"""A calendar that counts otherwise is told: holidays by name and day, weekends and ends, in both languages."""

import pytest

import backhaul
from backhaul.comparison.structure import changes
from backhaul.explanation import change_sentences
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.part_words import PartWords
from backhaul.report.lines import bare

OLD = """
language: 1
policy: post
version: "1.0.0"
title: {en: Post, zh: 邮件}
calendars:
  office:
    title: {en: Office days, zh: 办公日}
    weekend: [saturday, sunday]
    from: "2026-01-01"
    until: "2026-12-31"
    holidays:
      2026-04-03: {en: Good Friday, zh: 耶稣受难日}
      2026-12-25: {en: Christmas, zh: 圣诞节}
facts: {sent_on: {type: date}}
decisions:
  letter:
    outputs: {late: {type: boolean}}
    rules: [{id: shut, when: "!is_working_day(sent_on, office)", then: {late: true}}]
    otherwise: {then: {late: false}}
"""
NEW = (
    OLD.replace("[saturday, sunday]", "[sunday]")
    .replace(
        "2026-04-03: {en: Good Friday, zh: 耶稣受难日}", "2026-05-01: {en: Labor Day, zh: 劳动节}"
    )
    .replace("en: Christmas,", "en: Christmas Day,")
    .replace('until: "2026-12-31"', 'until: "2027-12-31"')
)


def told(language: str) -> list[str]:
    old, new = (backhaul.loads(text, "post.yaml").model for text in (OLD, NEW))
    sides = ChangeSides(PartWords(old, language), PartWords(new, language))
    return [bare(each.line) for each in change_sentences.meaning(sides, changes(old, new))]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "The weekend of “Office days”: Sunday instead of Saturday, Sunday",
                "The last day that “Office days” knows: 2027-12-31 instead of 2026-12-31",
                "“Office days”: Good Friday (2026-04-03) is a holiday no more",
                "“Office days”: Labor Day (2026-05-01) is now a holiday",
            ],
        ),
        (
            "zh",
            [
                "“办公日”的周末：周日，原为周六、周日",
                "“办公日”所知的最后一天：2027-12-31，原为2026-12-31",
                "“办公日”：耶稣受难日（2026-04-03）不再是节假日",
                "“办公日”：劳动节（2026-05-01）现为节假日",
            ],
        ),
    ],
)
def test_what_counts_otherwise_is_told_and_another_name_is_not(
    language: str, expected: list[str]
) -> None:
    assert told(language) == expected


def test_another_name_of_a_holiday_is_a_change_of_words_alone() -> None:
    old, new = (backhaul.loads(text, "post.yaml").model for text in (OLD, NEW))
    renamed = [each for each in changes(old, new) if each.name == "office.2026-12-25"]
    assert [(each.kind, each.old, each.new) for each in renamed] == [
        ("words", "Christmas", "Christmas Day")
    ]


def test_a_calendar_that_only_one_side_has_is_told() -> None:
    without = OLD.replace("!is_working_day(sent_on, office)", "sent_on == sent_on")
    start = without.index("calendars:")
    without = without[:start] + without[without.index("facts:") :]
    old, new = (backhaul.loads(text, "post.yaml").model for text in (without, OLD))
    sides = ChangeSides(PartWords(old, "en"), PartWords(new, "en"))
    said = [bare(each.line) for each in change_sentences.meaning(sides, changes(old, new))]
    assert said[0] == "New calendar: “Office days”"
