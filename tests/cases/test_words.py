"""What cases assert of a policy's words: every text whole, with its values, and in no other place."""

import re
from collections.abc import Iterator

import pytest

import backhaul
from backhaul.cases.coverage import Coverage, coverage
from backhaul.cases.run import Result, run
from backhaul.cases.suite import Suite, check
from backhaul.document.checked_shape import check_shape
from backhaul.document.reader import read
from backhaul.questions.case_sources import explain

SOURCE = """\
language: 1
policy: late
version: "1.0.0"
title: {en: Late parcels, zh: 迟到的包裹}
source:
  title: {en: The promise, zh: 承诺}
  clauses:
    P1: {en: A parcel is kept for 14 days., zh: 包裹保管14天。}
    P2: {en: The platform pays., zh: 由平台付费。}
    P3: {en: Nobody cites this., zh: 无人引用。, words_only: true}
parameters:
  kept: {type: duration, value: 14 days}
facts:
  colour:
    type: choice
    choices: {red: {en: red as a rose, zh: 红色}, blue: {en: blue as the sea, zh: 蓝色}}
    title: {en: Its colour, zh: 颜色}
  seen_at: {type: datetime, optional: true, absent: {en: never seen, zh: 从未见到}, title: {en: Seen at last, zh: 看到}}
decisions:
  route:
    title: {en: The way of the parcel, zh: 去向}
    outputs:
      what:
        type: choice
        role: what
        choices: {back: {en: It goes back, zh: 退回}, kept: {en: It is kept, zh: 先留着}}
      payer:
        type: choice
        role: bearer
        title: {en: Who pays, zh: 谁付费}
        choices: {platform: {en: the platform, zh: 平台}, seller: {en: the seller, zh: 卖家}, nobody: {en: nobody, zh: 无人}}
    rules:
      - id: back
        when: colour == 'red'
        then: {what: back, payer: platform}
        because: {en: "It is {colour}. So the platform pays.", zh: "颜色是{colour}。因此由平台付费。"}
        cites: [P2]
    otherwise:
      id: kept
      then: {what: kept, payer: seller}
      because: {en: "It waits {kept}.", zh: "等{kept}。"}
      cites: [P1]
"""
CASES = """\
policy: late
facts: {colour: red, seen_at: null}
cases:
  - name: Red goes back
    expect:
      says:
        en: [It goes back, It is red as a rose., So the platform pays., "Who pays the platform", "P2 The platform pays.", Late parcels, The promise]
        zh: [退回, 颜色是红色。, 颜色是红色。 因此由平台付费。, 谁付费 平台, P2 由平台付费。, 迟到的包裹, 承诺]
      explains:
        en: ["Its colour red as a rose", "Seen at last never seen", The way of the parcel]
        zh: [颜色 红色, 看到 从未见到, 去向]
  - name: Blue is kept
    facts: {colour: blue}
    expect:
      says:
        en: [It is kept, It waits 14 days., "Who pays the seller", "P1 A parcel is kept for 14 days."]
        zh: [先留着, 等14天。, 谁付费 卖家, "P1 包裹保管14天。"]
      explains:
        en: ["Its colour blue as the sea"]
        zh: [颜色 蓝色]
"""


def suite(cases: str) -> Suite:
    document, mistakes = read(cases, "cases.yaml")
    assert document is not None
    return check(document, [*mistakes, *check_shape(document, "cases")])


def results(cases: str, source: str = SOURCE) -> list[Result]:
    return list(run(suite(cases), backhaul.loads(source, "late.yaml").model, explain))


def covered(cases: str) -> Coverage:
    return coverage(backhaul.loads(SOURCE, "late.yaml").model, results(cases), explain)


def missed(cases: str, language: str) -> list[str]:
    return [item.what for item in covered(cases).missed if item.measure == f"words {language}"]


def says(*sentences: str, language: str = "en", key: str = "says", colour: str = "red") -> str:
    """A case that expects this to be said."""
    listed = ", ".join(f"'{sentence}'" for sentence in sentences)
    facts = f"policy: late\nfacts: {{colour: {colour}, seen_at: null}}\ncases:\n"
    return f"{facts}  - {{name: a, expect: {{{key}: {{{language}: [{listed}]}}}}}}\n"


def alterations() -> Iterator[str]:
    """The policy with the first or the last character of one text changed, for every text that an answer can tell."""
    for text in re.finditer(r'(?<=[{ ](?:en|zh): )"?([^",{}]+|[^"]+)"?(?=[,}])', SOURCE):
        if text[1] in ("nobody", "无人", "Nobody cites this.", "无人引用。"):
            continue
        for at in (text.start(1), text.end(1) - 1):
            yield f"{SOURCE[:at]}Q{SOURCE[at + 1 :]}"


def test_these_cases_assert_every_text_in_both_languages() -> None:
    assert [result.problems for result in results(CASES)] == [(), ()]
    assert missed(CASES, "en") == []
    assert missed(CASES, "zh") == []
    assert covered(CASES).of("words en") == (18, 18)


def test_where_every_text_is_asserted_every_change_of_one_fails() -> None:
    tried = list(alterations())

    assert len(tried) == 2 * 17 * 2
    for source in tried:
        assert any(not result.passed for result in results(CASES, source)), source


def test_a_part_of_a_sentence_asserts_nothing_and_a_whole_one_with_its_values_does() -> None:
    sentence = "the sentence `It is {colour}.` of the rule `back` of `route`"

    assert sentence in missed(says("It is red"), "en")
    assert sentence in missed(says("is red as a rose."), "en")
    assert sentence not in missed(says("It is red as a rose."), "en")
    assert sentence not in missed(says("It is red as a rose. So the"), "en")


def test_a_text_that_stands_in_two_places_is_asserted_by_neither() -> None:
    sentence = "the sentence `因此由平台付费。` of the rule `back` of `route`"

    # the clause ends with the same words
    assert sentence in missed(says("由平台付费。", language="zh"), "zh")
    assert sentence not in missed(says("因此由平台付费。", language="zh"), "zh")


def test_a_label_is_asserted_beside_its_title_or_where_it_stands_alone() -> None:
    label = "the label `platform` of the output `route.payer`"

    assert label in missed(says("the platform"), "en")
    assert label not in missed(says("Who pays the platform"), "en")
    assert "the title of the output `route.payer`" in missed(says("the platform"), "en")


def test_labels_that_change_places_are_noticed() -> None:
    swapped = SOURCE.replace("en: the platform, zh: 平台}", "en: the seller, zh: 卖家}", 1).replace(
        "seller: {en: the seller, zh: 卖家}", "seller: {en: the platform, zh: 平台}"
    )

    assert swapped != SOURCE
    assert all(not result.passed for result in results(CASES, swapped))


def test_a_clause_is_asserted_with_its_number() -> None:
    clause = "the clause `P1`"

    assert clause in missed(says("A parcel is kept for 14 days.", colour="blue"), "en")
    assert clause not in missed(says("P1 A parcel is kept for 14 days.", colour="blue"), "en")


def test_what_only_the_whole_why_tells_is_asserted_by_explains() -> None:
    said = says("Its colour red as a rose", key="explains")

    assert "the title of the fact `colour`" not in missed(said, "en")
    assert "the label `red` of the fact `colour`" not in missed(said, "en")
    assert "the title of the fact `colour`" in missed(said, "zh")


@pytest.mark.parametrize(
    ("language", "sentence", "help"),
    [
        (
            "en",
            "So the seller pays.",
            "the nearest line is `So the platform pays.`, with `platform` in the place of `seller`",
        ),
        (
            "zh",
            "P2 由卖家付费。",
            "the nearest line is `P2 由平台付费。`, with `平台` in the place of `卖家`",
        ),
        (
            "en",
            "So platform pays.",
            "the nearest line is `So the platform pays.`, with `the` in it",
        ),
        (
            "en",
            "It is red as a rose. So the seller pays.",
            (
                "the nearest line is `It is red as a rose. So the platform pays.`, "
                "with `platform` in the place of `seller`"
            ),
        ),
        ("en", "Quite another matter", "nothing in it is like that"),
    ],
)
def test_what_is_not_said_is_told_with_the_nearest_line_and_the_difference(
    language: str, sentence: str, help: str
) -> None:
    [result] = results(says(sentence, language=language))
    [problem] = result.problems

    assert (problem.code, problem.message, problem.help) == (
        "not-said",
        f"the short answer does not say `{sentence}`",
        help,
    )
