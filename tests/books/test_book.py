"""The book of a policy: what stands in it, that its links lead somewhere, and that no text in it becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import backhaul
from backhaul.books.words import CHINESE, ENGLISH
from backhaul.diagnostics import BackhaulError

POLICY = """\
language: 1
policy: loans
version: "1.1.0"
title: {en: Loans, zh: 借阅}
annotations: {owner: the desk}
in_force: {by: lent_at, from: "2026-01-01T00:00:00+08:00"}
source:
  title: {en: The rules on the door, zh: 门上的规定}
  clauses:
    D1: {en: A book that is late costs a fine., zh: 逾期须付罚款。}
    D2: {en: A book may be kept 14 days., zh: 可借14天。}
    D3: {en: The doors close at six., zh: 六点关门。, not_covered: true, why: {en: It is not about loans., zh: 与借阅无关。}}
    D4: {en: Please be kind., zh: 请友善。, words_only: true}
parameters:
  time: {type: duration, value: 21 days, title: {en: Time of a loan, zh: 借期}, cites: [D2]}
facts:
  lent_at: {type: datetime, title: {en: Lent, zh: 借出时间}}
  back_at: {type: datetime, optional: true, title: {en: Brought back, zh: 归还时间}, absent: {en: not yet, zh: 尚未}}
  reader: {type: choice, choices: {child: {en: a child, zh: 儿童}, adult: {en: an adult, zh: 成人}}, title: {en: Reader, zh: 读者}}
definitions:
  late:
    title: {en: It came back late, zh: 归还逾期}
    all:
      - title: {en: It was over its time, zh: 超过借期}
        all: [present(back_at), "back_at > plus(lent_at, time)"]
decisions:
  fine:
    title: {en: The fine, zh: 罚款}
    outputs:
      due:
        type: choice
        role: what
        choices: {yes: {en: A fine is due, zh: 须付罚款}, no: {en: No fine, zh: 无需罚款}, unspecified: {en: the door does not say, zh: 门上没写}}
        title: {en: Is there a fine, zh: 有无罚款}
    rules:
      - id: child
        when: reader == 'child' && late
        then: {due: unspecified}
        because: {en: Of children the door says nothing., zh: 门上没有提到儿童。}
      - id: late
        when: {all: [present(back_at), late, {any: [reader == 'adult', late]}]}
        then: {due: yes}
        because: {en: "It came back {back_at}. That days are counted in hours is our inference.", zh: "{back_at}归还。按小时计天是我们的推断。"}
        cites: [D1]
    otherwise: {then: {due: no}}
"""
CASES = """\
policy: loans
facts: {lent_at: "2026-03-01T10:00:00+08:00", back_at: "2026-04-01T10:00:00+08:00", reader: adult}
cases:
  - {name: A case that is wrong, expect: {rules: {fine: child}}}
  - {name: An adult who is late pays, expect: {rules: {fine: late}}}
  - {name: A book not yet back costs nothing, facts: {back_at: null}, expect: {rules: {fine: otherwise}}}
"""


class Page(HTMLParser):
    """The anchors of a page, where its links lead, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policy in its directory, after a version with another time, with cases."""
    folder = tmp_path_factory.mktemp("policies") / "loans"
    (folder / "cases").mkdir(parents=True)
    (folder / "1.1.0.yaml").write_text(POLICY, encoding="utf-8")
    earlier = (
        POLICY.replace("1.1.0", "1.0.0").replace("21 days", "14 days").replace("2026-01", "2025-01")
    )
    (folder / "1.0.0.yaml").write_text(earlier, encoding="utf-8")
    (folder / "cases" / "a.yaml").write_text(CASES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def english(home: Path) -> Page:
    return Page(backhaul.book(backhaul.load(home / "1.1.0.yaml"), "en"))


def test_both_languages_have_the_same_words_with_the_same_names() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
    for key, said in ENGLISH.items():
        assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", CHINESE[key]))


def test_every_link_leads_to_an_anchor_that_stands_there_once(english: Page) -> None:
    assert {link.removeprefix("#") for link in english.links} <= set(english.ids)
    assert len(set(english.ids)) == len(english.ids)
    assert {"rule-1", "clause-1", "term-late", "fact-reader", "number-time"} <= set(english.ids)


def test_the_book_tells_each_clause_with_its_state(english: Page) -> None:
    assert "decides D1 A book that is late costs a fine.\nRests on it: Rule 2" in english.text
    assert "decides D2 A book may be kept 14 days.\nRests on it: Time of a loan" in english.text
    assert "not covered D3 The doors close at six.\nWhy: It is not about loans." in english.text
    assert "words only D4 Please be kind.\nThe policy does not say why." in english.text
    assert "4 clauses: 2 decide, 1 words only, 1 not covered, 0 without a state" in english.text


def test_the_book_tells_each_rule_by_titles_with_its_clauses(english: Page) -> None:
    rule = english.text.partition("Rule 2: A fine is due\nfine.late")[2].partition("Rule 3")[0]

    assert "Applies where no rule above does, and all of this holds" in rule
    assert "It came back late" in rule
    assert "one of these holds:Reader: an adultIt came back late" in rule
    assert "It came back [Brought back]." in rule
    assert "Rests on: D1" in rule
    assert "back_at" not in rule
    assert "Applies where no rule above does." in english.text.partition("fine.otherwise")[2]


def test_a_rule_is_shown_by_a_case_that_passes_with_the_facts_that_it_reads(english: Page) -> None:
    rule = english.text.partition("fine.late")[2].partition("Rule 3")[0]
    case = rule.partition("A worked case: An adult who is late pays")[2]

    assert "Brought back: 2026-04-01 02:00 (UTC)" in case
    assert "Is there a fine: A fine is due" in case
    assert "A case that is wrong" not in english.text
    assert "No case of the policy shows this rule." in english.text.partition("fine.child")[2]


def test_numbers_have_their_history_and_who_uses_them(english: Page) -> None:
    told = english.text.partition("Numbers and times, and their history")[2]
    told = told.partition("Numbers and times, and their history")[2] or told

    assert "Time of a loan: 21 days" in told
    assert "14 days since version 1.0.0, for cases from 2025-01-01 00:00 (UTC+08:00) on" in told
    assert "21 days since version 1.1.0, for cases from 2026-01-01 00:00 (UTC+08:00) on" in told
    assert "Used by: Rules 1, 2" in told


def test_a_term_tells_what_its_titles_mean(english: Page) -> None:
    told = english.text.partition("It came back late late")[2].partition("What is asked")[0]

    assert told.startswith(
        "It was over its time: “Brought back” is after “Lent” plus “Time of a loan” (21 days)"
    )


def test_silence_and_inference_are_told_with_their_rules(english: Page) -> None:
    told = english.text.rpartition("Silence and inference")[2]

    assert "Is there a fine: the door does not sayRule 1" in told
    assert "“That days are counted in hours is our inference.”Rule 2" in told


def test_the_book_speaks_chinese(home: Path) -> None:
    page = Page(backhaul.book(backhaul.load(home / "1.1.0.yaml"), "zh"))

    assert "规则2：须付罚款" in page.text
    assert "以上规则都不适用，且以下全部成立" in page.text
    assert "未纳入 D3 六点关门。\n原因：与借阅无关。" in page.text
    assert "“按小时计天是我们的推断。”规则2" in page.text
    assert "Rule" not in page.text


def test_a_policy_of_a_text_alone_has_a_book_too() -> None:
    text = POLICY[: POLICY.index("source:")] + "facts: {lent_at: {type: datetime}}\n"
    text += "decisions: {a: {outputs: {b: {type: boolean}}, rules: [{id: c, then: {b: true}}]}}\n"
    page = Page(backhaul.book(backhaul.loads(text, "nowhere.yaml")))

    assert "Rule 1: b: yes" in page.text
    assert "The clauses" not in page.text
    assert "Applies always." in page.text


def test_rules_that_work_out_what_they_give_are_told_apart_by_it() -> None:
    text = POLICY.replace(
        "      due:\n", "      until: {type: datetime, title: {en: Until, zh: 至}}\n      due:\n"
    )
    text = text.replace("then: {due: unspecified}", "then: {due: unspecified, until: lent_at}")
    text = text.replace("then: {due: yes}", "then: {due: yes, until: 'plus(lent_at, time)'}")
    text = text.replace("then: {due: no}", "then: {due: no, until: lent_at}").replace(
        "role: what", "optional: true"
    )
    text = text.replace("{due: unspecified, ", "{due: null, ").replace("{due: no, ", "{due: null, ")
    page = Page(backhaul.book(backhaul.loads(text, "nowhere.yaml"), "en"))

    assert "Rule 1: Until: “Lent”" in page.text
    assert "“Lent” plus “Time of a loan” (21 days)" in page.text


def test_a_language_that_the_policy_does_not_have_is_refused() -> None:
    with pytest.raises(BackhaulError, match="unknown-language"):
        backhaul.book(backhaul.loads(POLICY, "nowhere.yaml"), "fr")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "x" * 400, "`{{b}}` &amp;"])
def test_hostile_titles_are_text_alone(text: str) -> None:
    hostile = POLICY.replace("{en: Loans, zh: 借阅}", '{en: "T", zh: T}')
    for words in (
        "It came back late",
        "The fine",
        "A fine is due",
        "Reader",
        "A book that is late costs a fine.",
    ):
        hostile = hostile.replace(f"en: {words}", f'en: "{text.encode("unicode_escape").decode()}"')
    page = backhaul.book(backhaul.loads(hostile, "nowhere.yaml"), "en")

    assert "script" not in Page(page).tags
    assert page.count("<h1") == 1
