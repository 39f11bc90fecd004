"""Every text that an answer of the shipped policy can tell is asserted, so that a slip in one fails a case."""

from functools import cache
from pathlib import Path

import pytest

import backhaul
from backhaul.cases.coverage import coverage
from backhaul.cases.run import Result, run
from backhaul.cases.suite import check
from backhaul.document.reader import read
from backhaul.questions.case_sources import explain

HOME = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"
SOURCE = (HOME / "2.0.0.yaml").read_text(encoding="utf-8")


@cache
def model(source: str) -> backhaul.Policy:
    return backhaul.loads(source, "2.0.0.yaml")


def results(source: str, *files: str) -> list[Result]:
    """What comes of these case files with a policy."""
    found: list[Result] = []
    for file in files:
        document, mistakes = read((HOME / "cases" / file).read_bytes(), file)
        assert document is not None
        found += run(check(document, mistakes), model(source).model, explain)
    return found


def test_every_text_is_asserted_in_both_languages() -> None:
    found = results(SOURCE, "2-14-words.yaml", "2-15-names.yaml")
    whole = coverage(model(SOURCE).model, found, explain)

    assert [item for item in whole.missed if item.measure.startswith("words")] == []
    assert all(whole.of(f"words {language}")[1] > 250 for language in ("en", "zh"))


PAYERS = """\
      platform: {en: the platform pays, zh: 由平台承担}
      seller: {en: the seller pays, zh: 由卖家承担}
"""
SLIPS = [
    # another number in one language of a clause
    ("包裹在物流商仓库保管14天。", "包裹在物流商仓库保管15天。"),
    # another payer in one language of one rule
    (
        "物流商正在再次派送。这次重派的运费由平台承担。",
        "物流商正在再次派送。这次重派的运费由卖家承担。",
    ),
    # labels that change places
    (
        PAYERS,
        PAYERS.replace("platform:", "x:").replace("seller:", "platform:").replace("x:", "seller:"),
    ),
    # another sense of a clause
    ("    R14:\n      en: During", "    R14:\n      en: After"),
    # the name of a fact, and of a choice that no sentence tells
    ("zh: 物流商退货仓库入库时间", "zh: 物流商退货仓库出库时间"),
    (
        "wrong_address: {en: the return address that you gave is wrong",
        "wrong_address: {en: another",
    ),
]


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_in_the_words_fails_a_case(right: str, wrong: str) -> None:
    assert SOURCE.count(right) == 1
    found = results(SOURCE.replace(right, wrong), "2-14-words.yaml", "2-15-names.yaml")

    assert {p.code for result in found for p in result.problems} == {"not-said"}
