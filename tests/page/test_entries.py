"""What a form holds of facts, to facts and back."""

from __future__ import annotations

from pathlib import Path

import pytest

import backhaul
from backhaul.cases.documents import facts_of as facts_of_case
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.facts import understand
from backhaul.language.model import Policy
from backhaul.page.entries import entries_of, facts_of
from backhaul.questions.case_sources import read_case
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import find
from backhaul.versions.catalogue import Catalogue

POLICIES = Path(__file__).parents[2] / "policies"
USPS, FIRST = "usps-imm-766", "tiktok-shop-sea-failed-delivery"
EVERY = [(id, v) for id in Catalogue(POLICIES).ids() for v in Catalogue(POLICIES).versions(id)]


def meaning(policy: Policy, facts: dict[str, object]) -> object:
    """What is understood of facts, or the codes for which they are refused."""
    try:
        return understand(policy, facts, "refuse")
    except BackhaulError as error:
        return sorted((each.code, each.fact) for each in error.diagnostics)


@pytest.mark.parametrize(("id", "version"), EVERY)
def test_every_case_comes_out_of_the_form_as_it_went_in(id: str, version: str) -> None:
    policy = backhaul.load(POLICIES / id / f"{version}.yaml").model
    tried = 0
    for file in find([str(POLICIES / id / "cases")]):
        for case in (suite := read_suite(file).of(version)).cases:
            try:
                facts = dict(facts_of_case(case, suite, policy, read_case))
            except BackhaulError:
                continue  # its document is refused, so there is nothing to fill in
            own = {name: value for name, value in facts.items() if name in policy.facts}
            back = facts_of(policy, entries_of(policy, own))
            assert meaning(policy, back) == meaning(policy, own), case.name
            assert list(back) == [name for name in policy.facts if name in own]
            tried += 1
    assert tried > 20


@pytest.fixture(scope="module")
def first() -> Policy:
    return backhaul.open(FIRST).model


@pytest.fixture(scope="module")
def usps() -> Policy:
    return backhaul.open(USPS).model


def known(text: str, offset: str = "") -> dict[str, object]:
    return {"how": "known", "value": {"text": text, "offset": offset}}


def test_a_time_without_an_offset_is_one_of_the_market(first: Policy) -> None:
    entries = {"market": known("TH"), "as_of": known("2026-03-02 10:00")}

    assert facts_of(first, entries)["as_of"] == "2026-03-02T10:00:00+07:00"
    entries["market"] = known("PH")
    assert facts_of(first, entries)["as_of"] == "2026-03-02T10:00:00+08:00"
    # until the market is known the definition refuses it
    assert facts_of(first, {"as_of": known("2026-03-02 10:00")}) == {"as_of": "2026-03-02T10:00:00"}


def test_a_time_is_read_as_people_type_it(first: Policy) -> None:
    typed = {"as_of": known("9 Mar 2025, 4:40 pm", "+07:00")}

    assert facts_of(first, typed) == {"as_of": "2025-03-09T16:40:00+07:00"}
    day = {"as_of": known("2025-03-09", "+07:00")}
    assert facts_of(first, day) == {"as_of": {"day": "2025-03-09", "offset": "+07:00"}}


def test_a_time_of_a_place_whose_clocks_change_is_the_instant_that_they_show(usps: Policy) -> None:
    def at(text: str) -> object:
        return facts_of(usps, {"office_zone": known("eastern"), "as_of": known(text)})["as_of"]

    assert at("2025-01-15 10:00") == "2025-01-15T10:00:00-05:00"
    assert at("2025-07-15 10:00") == "2025-07-15T10:00:00-04:00"
    assert at("2025-11-02 01:30") == {
        "from": "2025-11-02T01:30:00-04:00",
        "before": "2025-11-02T06:30:00.000001Z",
    }
    assert at("2025-03-09 02:30") == "2025-03-09 02:30"
    assert at("2025-03-09") == {
        "from": "2025-03-09T00:00:00-05:00",
        "before": "2025-03-10T00:00:00-04:00",
    }
    assert at("2025-03-10") == {"day": "2025-03-10", "offset": "-04:00"}


def test_bounds_may_have_one_end_or_none(first: Policy) -> None:
    start = {"text": "2025-03-09 10:00", "offset": "+07:00"}
    entry = {"how": "between", "from": start, "before": {"text": "", "offset": ""}}

    assert facts_of(first, {"as_of": entry}) == {"as_of": {"from": "2025-03-09T10:00:00+07:00"}}
    assert facts_of(first, {"as_of": {"how": "between"}}) == {"as_of": {}}
    assert facts_of(first, {"address_market": {"how": "present"}}) == {"address_market": {}}
    assert facts_of(first, {"address_market": {"how": "absent"}}) == {"address_market": None}
    assert facts_of(first, {"address_market": {"how": "unknown"}}) == {}


HOSTILE: list[object] = [
    *(None, 7, "x", [], {"how": 3}, {"how": "known"}, {"how": "known", "value": 4}),
    {"how": "known", "value": {"text": {"a": 1}, "offset": []}},
    {"how": "between", "from": {"text": "x" * 9999, "offset": "+99:99"}},
    {"how": "known", "value": {"text": "<b>\u202e\x00", "offset": "+07:00"}},
    {"how": "known", "value": {"text": "9" * 400}},
]


@pytest.mark.parametrize("entry", HOSTILE)
def test_what_is_no_entry_is_refused_and_breaks_nothing(first: Policy, entry: object) -> None:
    for name in first.facts:
        facts = facts_of(first, {name: entry})
        assert meaning(first, facts) is not None
