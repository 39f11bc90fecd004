"""Words that contradict what is decided are told at their place, and words that do not are left alone."""

from pathlib import Path

import pytest

import backhaul
from backhaul.document.reader import read
from backhaul.language.contradictions import contradictions
from backhaul.language.quantities import counts, times

HOME = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"
SHIPPED = (HOME / "1.0.0.yaml").read_text(encoding="utf-8")
DAY = 86_400_000_000


def told(source: str) -> list[str]:
    """What is told of a policy's words."""
    document, _ = read(source, "policy.yaml")
    assert document is not None
    policy = backhaul.loads(source, "policy.yaml").model
    return [diagnostic.message for diagnostic in contradictions(policy, document.root)]


@pytest.mark.parametrize(
    "path",
    sorted(HOME.parent.glob("*/[0-9]*.yaml")),
    ids=lambda path: f"{path.parent.name} {path.stem}",
)
def test_nothing_is_told_of_a_shipped_policy(path: Path) -> None:
    assert told(path.read_text(encoding="utf-8")) == []


NONE = "gives `seller` for none of `return_freight`, `redelivery_freight`, `goods_loss`"
FAULTS = [
    (
        "    title: {en: Time a parcel is kept at the provider's warehouse, zh: 物流商仓库的保管期}\n    cites: [R13]",
        "    title: {en: Time a parcel is kept at the provider's warehouse, zh: 物流商仓库的保管期}\n    cites: [R14]",
        ["no clause that `hold_period` cites says 14 days, and `R13` does"],
    ),
    (
        "物流商仓库为其保管14天。",
        "物流商仓库为其保管15天。",
        ["the clause `R13` says `15天`, and `hold_period` is 14 days"],
    ),
    (
        "warehouse keeps it for 14 days.",
        "warehouse keeps it for ten days.",
        ["the clause `R13` says `ten days`, and `hold_period` is 14 days"],
    ),
    (
        "value: 14 days",
        "value: 10 days",
        [
            "the clause `R13` says `14 days`, and `hold_period` is 10 days",
            "the clause `R13` says `14天`, and `hold_period` is 10 days",
            "the clause `R35` says `14 days`, and `hold_period` is 10 days",
            "the clause `R35` says `14天`, and `hold_period` is 10 days",
        ],
    ),
    (
        "退回一般需要7到15天。",
        "退回一般需要七到十六天。",
        [
            "the clause `R34` says `七到十六天`, and `return_time_min` is 7 days, `return_time_max` is 15 days"
        ],
    ),
    (
        "    value: 1\n",
        "    value: 2\n",
        [
            "the clause `R26` says `one`, and `free_returns` is 2",
            "the clause `R26` says `一`, and `free_returns` is 2",
        ],
    ),
    (
        "包裹入库后，物流商仓库保管{hold_period}。",
        "包裹入库后，物流商仓库保管24小时。",
        ["the rule `hold` says `24小时`, and `hold_period` is 14 days"],
    ),
    (
        "物流商正在重新派送。这次重派的运费由平台承担。",
        "物流商正在重新派送。这次重派的运费由卖家承担。",
        [
            f"the rule `redelivery-under-way` says `卖家承担`, and {NONE}",
        ],
    ),
    (
        "is trying to deliver the parcel again. The platform pays",
        "is trying to deliver the parcel again. The seller pays",
        [
            f"the rule `redelivery-under-way` says `The seller pays`, and {NONE}",
        ],
    ),
]


@pytest.mark.parametrize(("right", "wrong", "messages"), FAULTS)
def test_a_slip_in_the_words_is_told(right: str, wrong: str, messages: list[str]) -> None:
    assert SHIPPED.count(right) == 1

    assert told(SHIPPED.replace(right, wrong)) == messages


def test_another_way_to_write_the_same_is_no_contradiction() -> None:
    assert told(SHIPPED.replace("keeps it for 14 days.", "keeps it for two weeks.")) == []
    assert told(SHIPPED.replace("为其保管14天。", "为其保管十四天。")) == []
    assert told(SHIPPED.replace("keeps it for 14 days.", "keeps it for 336 hours.")) == []


def test_each_is_told_at_its_place() -> None:
    source = SHIPPED.replace("物流商仓库为其保管14天。", "物流商仓库为其保管15天。")
    document, _ = read(source, "policy.yaml")
    assert document is not None
    [wrong] = contradictions(backhaul.loads(source, "policy.yaml").model, document.root)

    assert wrong.severity == "warning"
    assert wrong.span is not None
    start = wrong.span.column - 1
    assert wrong.span.text[start : start + wrong.span.length] == "15天"


@pytest.mark.parametrize(
    ("language", "sentence", "days"),
    [
        ("en", "kept for 14 days", [14]),
        ("en", "a 14-day wait, then twenty-one days", [14, 21]),
        ("en", "7-15 days or forty-eight hours", [7, 15, 2]),
        ("en", "in 1,000 days", [1000]),
        ("en", "on the first day, in the day 3 parcels came", []),
        ("zh", "7天到15天", [7, 15]),
        ("zh", "七至十五天，两周，四十八个小时", [7, 15, 14, 2]),
        ("zh", "第14天、第一天、2023年7月5日、当天", []),
        ("zh", "一百零五天，1,000天", [105, 1000]),
        ("fr", "14 jours", []),
    ],
)
def test_times_are_read_in_digits_and_in_numerals(
    language: str, sentence: str, days: list[int]
) -> None:
    assert [time for _, time in times(sentence, language)] == [day * DAY for day in days]


def test_a_number_of_things_is_told_from_a_time_and_from_a_pronoun() -> None:
    assert dict(counts("one return in 7 to 15 days, and no one of them twice", "en")) == {
        "one": "1"
    }
    assert dict(counts("在14天内退回两次，第3次除外", "zh")) == {"两": "2"}
    assert dict(counts("at most 2,000 an item of 1,234,567 items", "en")) == {
        "2,000": "2000",
        "1,234,567": "1234567",
    }


@pytest.mark.parametrize(
    ("language", "sentence", "numbers"),
    [
        ("en", "8 to 11 working days", ["8", "11"]),
        ("en", "8-11 returns, or 8–11 returns, in 7-15 days", ["8", "11", "8", "11"]),
        ("zh", "8至11个工作日", ["8", "11"]),
        ("zh", "退回两到三次，保管7至15个小时", ["2", "3"]),
    ],
)
def test_both_ends_of_a_range_are_numbers_of_things(
    language: str, sentence: str, numbers: list[str]
) -> None:
    assert [number for _, number in counts(sentence, language)] == numbers


_CLAUSE = """
language: 1
policy: shares
version: "1.0.0"
title: {{en: Shares, zh: 份额}}
source: {{title: {{en: Terms, zh: 条款}}, clauses: {{C: {clause}}}}}
parameters: {{value: {{{parameter}, cites: [C]}}}}
facts: {{fragile: {{type: boolean}}}}
decisions:
  answer: {{outputs: {{yes: {{type: boolean}}}}, rules: [{{id: all, then: {{yes: fragile}}}}]}}
"""


@pytest.mark.parametrize(
    ("parameter", "english", "chinese", "wrong"),
    [
        ("type: integer, value: 3", "From 1 March 2026 on", "自2026年3月1日起", []),
        ("type: integer, value: 3", "From March 2026, by 18:00 daily", "2026年起，每天18:00前", []),
        ("type: integer, value: 3", "Since 2026-03-01 it holds, as section 4 says", "12条", []),
        ("type: integer, value: 3", "On 1 May 4 may be kept", "三次", ["4"]),
        ("type: integer, value: 3", "At most USD 12.90 an item", "每件不超过12.90美元", []),
        ("type: integer, value: 3", "85 percent of what was paid", "实付款的85%", []),
        ("type: decimal, value: 12.90", "A fee of 12.90 USD", "费用12.9元", []),
        ("type: decimal, value: 12.90", "A fee of $13.00", "费用13元", ["$13.00", "13元"]),
        (
            "type: decimal, places: 2, value: 12.90",
            "From 1 March 2026 on USD 12.90",
            "百分之五",
            [],
        ),
        ("type: decimal, unit: cm, value: 150", "From USD 100 on", "100美元以上", []),
        ("type: decimal, unit: USD, value: 150", "From USD 100 on", "150美元", ["USD 100"]),
        ("type: decimal, value: 85%", "85 percent of 20.00 USD", "百分之八十五", []),
        ("type: decimal, value: 85%", "80 % of it", "八成", ["80 %"]),
        ("type: decimal, value: 85%", "8 to 10% after 3 days", "9％", ["8 to 10%", "9％"]),
        ("type: decimal, value: 0.085", "a rate of 8.5 per cent", "8.5%", []),
        ("type: decimal, value: 12.5%", "12.5 %", "百分之十二点五", []),
        ("type: decimal, value: 30%", "20 to 30 %", "百分之二十至三十", []),
        ("type: decimal, value: 30000", "$30k, or 0.03 million USD", "¥3万", []),
        ("type: integer, value: 100", "One hundred items, or USD 12 thousand", "一千次", []),
        ("type: decimal, value: 5", "An SLA 48 hours long", "SLA 24至48小时", []),
        ("type: duration, value: 2 days", "SLA 24 to 36 hours", "48小时", ["24 to 36 hours"] * 2),
        ("type: duration, value: 105 days", "One hundred and five days", "一千零二十天", []),
        ("type: date, value: '2026-03-01'", "From 1 March 2026 on", "自二〇二六年三月一日起", []),
        ("type: date, value: '2026-03-01'", "March 1, 2026", "2026/3/1", []),
        (
            "type: date, value: '2026-03-01'",
            "From 2 March 2026",
            "2026年3月2日",
            ["2 March 2026", "2026年3月2日"],
        ),
        ("type: duration, value: 3 days", "After 5 March 3 days are left", "3月5日后3天", []),
    ],
)
def test_a_date_a_share_and_a_sum_are_read_as_what_they_are(
    parameter: str, english: str, chinese: str, wrong: list[str]
) -> None:
    clause = f'{{en: "{english}", zh: "{chinese}"}}'
    messages = told(_CLAUSE.format(clause=clause, parameter=parameter))

    assert [message.split("`")[3] for message in messages] == wrong


def test_a_share_is_told_in_percent() -> None:
    clause = '{en: "80 % of it", zh: "85%"}'

    assert told(_CLAUSE.format(clause=clause, parameter="type: decimal, value: 85%")) == [
        "the clause `C` says `80 %`, and `value` is 85%"
    ]
