"""The door: what a programmer may rely on when a policy decides."""

import copy
import enum
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import backhaul

POLICY = backhaul.open("tiktok-shop-sea-failed-delivery")
EXAMPLES = Path(__file__).parents[1] / "policies" / POLICY.id / "examples"
FACTS = json.loads((EXAMPLES / "facts-held.json").read_bytes())


class Market(str, enum.Enum):  # noqa: UP042 - callers have such
    """An enumeration as callers have them."""

    TH = "TH"


class Count(enum.IntEnum):
    """A number with a name."""

    NONE = 0


def test_enumerations_are_taken_for_the_values_they_are() -> None:
    named = POLICY.decide({**FACTS, "market": Market.TH, "earlier_free_returns": Count.NONE})

    assert POLICY.decide({**FACTS, "market": "TH"}).to_dict() == named.to_dict()
    assert type(named.facts["market"]) is str
    assert type(named.facts["earlier_free_returns"]) is int


def test_an_output_that_is_open_is_not_in_its_decision_and_cannot_be_read() -> None:
    route = POLICY.decide({})["route"]

    assert "disposition" not in route
    assert [] == list(route)
    reads: list[Callable[[], object]] = [
        lambda: route["disposition"],
        lambda: route.get("disposition"),
    ]
    for read in reads:
        with pytest.raises(backhaul.Undetermined) as caught:
            read()
        assert "cross_border" in caught.value.needs


def test_a_reader_of_a_decision_cannot_change_it() -> None:
    decision = POLICY.decide(FACTS)
    decision["remarks"].append("more")
    decision.outcome["route"]["disposition"] = "other"

    assert [] == decision["remarks"]
    assert decision["route"]["disposition"] == "hold_at_warehouse"


@pytest.mark.parametrize("again", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_policies_and_decisions_may_be_sent_to_another_process(
    again: Callable[[Any], Any],
) -> None:
    decision = POLICY.decide(FACTS)

    assert decision.to_dict() == again(decision).to_dict()
    assert decision.to_dict() == again(POLICY).decide(FACTS).to_dict()


@pytest.mark.parametrize(
    "call",
    [
        lambda: POLICY.decide(FACTS, extra="some"),  # type: ignore[arg-type]
        lambda: list(POLICY.decide_many([FACTS], errors="some")),  # type: ignore[call-overload]
        lambda: POLICY.decide(FACTS).explain(why="some"),  # type: ignore[arg-type]
        lambda: POLICY.decide(FACTS).explain(form="some"),  # type: ignore[arg-type]
    ],
)
def test_an_unknown_option_is_a_value_error_that_names_the_choices(
    call: Callable[[], object],
) -> None:
    with pytest.raises(ValueError, match=r"is one of .*, not `some`"):
        call()


def test_many_cases_are_decided_in_order_and_refusals_stand_in_their_place() -> None:
    first, second, third = POLICY.decide_many(
        [FACTS, {"market": "XX"}, {"cross_border": False}], errors="return"
    )

    assert isinstance(first, backhaul.Decision)
    assert isinstance(second, backhaul.FactError)
    assert isinstance(third, backhaul.Decision)
    assert third["route"]["disposition"] == "not_applicable"
