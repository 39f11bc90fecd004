"""The policy of docs/refunds, which has most of the language in 60 lines, is taken through every path."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import backhaul
from backhaul.cases.run import run
from backhaul.cases.suite import check
from backhaul.document.reader import read_document
from backhaul.questions.case_sources import explain, read_case
from language.ideas import Idea, Shown
from language.paths import PATHS

HOME = Path(__file__).parents[2] / "docs" / "refunds"
POLICY = backhaul.load(str(HOME / "1.0.0.yaml"))
DOCUMENT = {
    "order": {"ship_to": "TH", "paid": "19.99"},
    "parcel": {"came": "2026-04-02 18:30:00"},
    "request": {"time": 1775700000},
}


@pytest.fixture(scope="module")
def shown() -> Idea:
    """The policy with its cases, as paths take them."""
    file = HOME / "cases" / "refunds.yaml"
    document, _ = read_document(file.read_bytes(), str(file), "cases")
    results = run(check(document), POLICY.model, explain, read_case)
    idea = Idea("refunds", {})
    vars(idea)["policy"] = POLICY
    vars(idea)["cases"] = tuple(
        Shown(each.case.name, dict(each.case.facts), each.problems, each.evaluation)
        for each in results
    )
    return idea


@pytest.mark.parametrize("path", PATHS)
def test_every_path_decides_its_cases(shown: Idea, path: str) -> None:
    assert len(shown.cases) == 4
    assert PATHS[path](shown) >= 4


def test_it_is_short() -> None:
    lines = [line for file in HOME.rglob("*.yaml") for line in file.read_text("utf-8").splitlines()]

    assert len([line for line in lines if line.strip()]) <= 60


def test_its_claim_is_proved() -> None:
    (verdict,) = backhaul.prove(POLICY).verdicts

    assert verdict.answer == "proved"


def test_a_document_with_prices_is_read_and_explained_in_both_languages() -> None:
    decision = POLICY.decide(POLICY.read(DOCUMENT, "shop"))

    assert decision["refund"] == {"answer": "paid", "sum": Decimal("11.99")}
    assert "It is 85% of 19.99 USD, less 5.00 USD." in decision.explain("en")
    assert "19.99 USD的85%，减去5.00 USD。" in decision.explain("zh")
    assert '"by":"11.99"' in decision.trace_json()


def test_a_price_within_bounds_settles_the_answer_alone() -> None:
    facts: dict[str, Any] = {**POLICY.read(DOCUMENT, "shop")}
    decision = POLICY.decide({**facts, "price": {"from": "10.00", "before": "20.00"}})

    assert decision["refund"]["answer"] == "paid"
    assert decision.needs == ("price",)
    bounds = decision.possible["refund"]["sum"]
    assert (bounds.start, bounds.before) == (Decimal("3.50"), Decimal("12.00"))
