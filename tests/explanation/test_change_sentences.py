"""Every kind of structural change is said by titles, in English and in Chinese, and words apart from meaning."""

from __future__ import annotations

import pytest

import backhaul
import small
from backhaul.explanation import note_chinese, note_english
from explanation.noted import POLICY, edited, original, said

KEEP = "then: {what: keep, freight: platform}\n        because"
REST = "otherwise: {id: rest, then: {what: keep, freight: platform}"
EXTRA = "      - {id: extra, when: fragile, then: {what: destroy, freight: seller}}\n"
CASES = {
    "a figure": (
        [("value: 14 days", "value: 10 days")],
        ["Time a parcel is kept: 10 days instead of 14"],
        ["仓内包裹保留：10天，原为14天"],
    ),
    "a figure of one choice": (
        [("SG: 1 days", "SG: 2 days")],
        ["Time to arrive (Singapore): 2 days instead of 1"],
        ["送达时间（新加坡）：2天，原为1天"],
    ),
    "another bearer in one rule": (
        [(KEEP, KEEP.replace("platform", "seller"))],
        [
            "Freight of a redelivery: “the seller pays” instead of “the platform pays”",
            "where: It came late",
        ],
        ["重派运费：“由卖家承担”，原为“由平台承担”", "适用条件：晚到"],
    ),
    "another bearer everywhere": (
        [(KEEP, KEEP.replace("platform", "seller")), (REST, REST.replace("platform", "seller"))],
        [
            "Freight of a redelivery: “the seller pays” instead of “the platform pays”",
            "in every case in which it was “the platform pays”",
        ],
        ["重派运费：“由卖家承担”，原为“由平台承担”", "凡原为“由平台承担”的情形"],
    ),
    "one condition more": (
        [("when: late\n", "when: {all: [late, fragile]}\n")],
        [
            "The rule for “Kept” – now also required: It is fragile: yes",
            "all of its conditions now: It came late; It is fragile: yes",
        ],
        ["“保留”的规则，现在还须满足：易碎：是", "现在的全部条件：晚到；易碎：是"],
    ),
    "one more way": (
        [("when: late\n", "when: {any: [late, fragile]}\n")],
        [
            "The rule for “Kept” – now enough, too: It is fragile: yes",
            "all of its conditions now: It came late; or It is fragile: yes",
        ],
        ["“保留”的规则，现在满足此项也可：易碎：是", "现在的全部条件：晚到；或易碎：是"],
    ),
    "another comparison": (
        [('"as_of > over", then', '"as_of >= over", then')],
        [
            (
                "The rule for “Destroyed” – now: “Time of this decision” is not before “Kept until”; "
                "before: “Time of this decision” is after “Kept until”"
            )
        ],
        ["“销毁”的规则，现为：“判断时间”不早于“保留至”；原为：“判断时间”晚于“保留至”"],
    ),
    "a new rule": (
        [("    otherwise: {id: rest", EXTRA + "    otherwise: {id: rest")],
        [
            "New rule: “Destroyed”",
            "where: It is fragile: yes",
            "then: Freight of a redelivery: “the seller pays”",
        ],
        ["新增规则：“销毁”", "适用条件：易碎：是", "结果：重派运费：“由卖家承担”"],
    ),
    "a term": (
        [("present(came), came > due]", "present(came), came > due, fragile]")],
        [
            "“It came late” – now also required: It is fragile: yes",
            "all of its conditions now: “Arrived” is after “Due”; It is fragile: yes",
        ],
        [
            "“晚到”，现在还须满足：易碎：是",
            "现在的全部条件：“到达时间”晚于“到期时间”；易碎：是",
        ],
    ),
    "how a value is worked out": (
        [('value: "plus(sent, near)"', 'value: "plus(sent, kept)"')],
        [
            (
                "“Due” is worked out otherwise: “Sent” plus “Time a parcel is kept” (14 days) instead of "
                "“Sent” plus “Time to arrive”"
            )
        ],
        ["“到期时间”的算法不同：“寄出时间”加“仓内包裹保留”（14天），原为“寄出时间”加“送达时间”"],
    ),
    "one more choice": (
        [("destroy: {en: Destroyed", "lose: {en: Lost, zh: 丢失}, destroy: {en: Destroyed")],
        ["“What happens” can now also be: “Lost”"],
        ["“如何处理”新增可能：“丢失”"],
    ),
    "when a list applies": (
        [("hit: collect\n", "hit: collect\n    applies: fragile\n")],
        ["When “Remarks” applies – now: It is fragile: yes; before: in every case"],
        ["“提示”的适用条件，现为：易碎：是；原为：任何情况"],
    ),
    "one more fact": (
        [
            (
                "  as_of: {",
                "  heavy: {type: boolean, title: {en: It is heavy, zh: 很重}}\n  as_of: {",
            )
        ],
        ["Asked in addition: “It is heavy”"],
        ["新增须了解的情况：“很重”"],
    ),
    "one more constraint": (
        [
            (
                "  - {id: order",
                (
                    "  - {id: now, holds: sent <= as_of, title: {en: it is sent first, zh: 先寄出}}\n"
                    "  - {id: order"
                ),
            )
        ],
        ["A case is now refused unless this holds: it is sent first"],
        ["不符合此项的案件，现在不予受理：先寄出"],
    ),
    "a claim without a title": (
        [("invariants:\n", "invariants:\n  - {id: both, holds: fragile || !fragile}\n")],
        ["Now claimed of every case: It is fragile: yes; or It is fragile: no"],
        ["新增对全部案件的断言：易碎：是；或易碎：否"],
    ),
    "a clause": (
        [("{en: Some markets are near., zh: 部分市场较近。}", "{en: Markets., zh: 市场。}")],
        ["Clause P2 now reads: “Markets.”", "before: “Some markets are near.”"],
        ["条款P2现为：“市场。”", "原为：“部分市场较近。”"],
    ),
    "citations": (
        [("cites: [P2]", "cites: [P1]")],
        ["“Time to arrive” rests on other clauses: now also on P1; no longer on P2"],
        ["“送达时间”的依据有变：新增依据：P1；不再依据：P2"],
    ),
    "a rewording": ([("title: {en: Sent,", "title: {en: Sent out,")], [], []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_said_by_titles(name: str) -> None:
    pairs, english, chinese = CASES[name]
    old, new = original(), edited(*pairs)

    assert english == said(old, new, "en")
    assert chinese == said(old, new, "zh")


def test_a_rule_that_is_asked_earlier_and_one_that_is_gone_are_said() -> None:
    first, second = POLICY.index("      - id: late"), POLICY.index("      - {id: old")
    end = POLICY.index("    otherwise: {id: rest")
    swapped = POLICY[:first] + POLICY[second:end] + POLICY[first:second] + POLICY[end:]
    shorter = POLICY[:second] + POLICY[end:]
    moved, gone = (
        said(original(), backhaul.loads(text.encode(), "late.yaml")) for text in (swapped, shorter)
    )

    assert moved == [
        "The rule for “Destroyed” is now asked before the one for “Kept”",
        "“Destroyed”: where: “Time of this decision” is after “Kept until”",
        "“Kept”: where: It came late",
    ]
    assert gone[:2] == [
        "Rule taken out: “Destroyed”",
        "where: “Time of this decision” is after “Kept until”",
    ]


def test_what_has_no_title_is_called_by_its_name() -> None:
    old, new = small.policy("count > `3`"), small.policy("count > `5` && flag")

    assert said(old, new) == [
        "The rule for “yes” has other conditions",
        "now: “count” is more than 5; before: “count” is more than 3",
        "now also required: flag: yes",
        "all of its conditions now: “count” is more than 5; flag: yes",
    ]


def test_every_sentence_is_there_in_both_languages_with_the_same_names() -> None:
    def names(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    english, chinese = note_english.ENGLISH, note_chinese.CHINESE

    assert english.keys() == chinese.keys()
    assert {k for k in english if names(chinese[k]) - names(english[k])} == set()


def test_several_rules_that_change_alike_are_joined_by_or() -> None:
    keep = "then: {what: keep, freight: platform}\n        because"
    rest = "otherwise: {id: rest, then: {what: keep, freight: platform}"
    stays = "      - {id: extra, when: fragile, then: {what: destroy, freight: platform}, cites: [P2]}\n"
    more = ("    otherwise: {id: rest", stays + "    otherwise: {id: rest")
    pays = [(text, text.replace("platform", "seller")) for text in (keep, rest)]
    told = said(edited(more), edited(more, *pays))

    assert told[1:3] == ["where: It came late", "or where no other rule applies"]
