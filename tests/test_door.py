"""The door: what a programmer may rely on when a policy decides."""

import copy
import enum
import inspect
import json
import pickle
import pydoc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import backhaul
import small

POLICY = backhaul.open("tiktok-shop-sea-failed-delivery")
EXAMPLES = Path(__file__).parents[1] / "policies" / POLICY.id / "examples"
FACTS = json.loads((EXAMPLES / "facts-held.json").read_bytes())
LIST = """\
decisions:
  notes:
    hit: collect
    outputs: {text: {type: text}}
    rules:
      - {id: one, when: flag, then: {text: one}}
"""


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
    assert again(POLICY) == POLICY
    assert again(decision) == decision
    assert hash(again(decision)) == hash(decision)


def test_what_is_sent_again_is_the_same_object_so_that_a_worker_compiles_it_once() -> None:
    changed = POLICY.with_parameters(hold_period="10 days")
    first, second = (pickle.loads(pickle.dumps(changed)) for _ in range(2))

    assert first is second
    assert first == changed
    assert first != pickle.loads(pickle.dumps(POLICY))
    assert first.decide(FACTS) == changed.decide(FACTS) != POLICY.decide(FACTS)
    assert first.changed_parameters == {"hold_period": "10 days"}


def test_a_policy_pickled_by_another_compiler_is_read_from_its_text() -> None:
    changed = POLICY.with_parameters(hold_period="10 days")
    again, (data, name, parameters, by, _) = changed.__reduce__()

    assert again(data, name, parameters, by + 1, b"{}") == changed
    again, ((by, form, file), *rest) = changed.decide(FACTS).__reduce__()
    with pytest.raises(ValueError, match="another"):
        again((by + 1, form, file), *rest)


def test_decisions_are_equal_that_one_meaning_made_of_the_same_facts() -> None:
    by_definition = backhaul.open(POLICY.id).decide(FACTS)
    compiled = backhaul.open(POLICY.id).compile().decide({**FACTS})
    other = POLICY.decide({**FACTS, "earlier_free_returns": 2})

    assert by_definition == compiled
    assert len({by_definition, compiled, other}) == 2
    assert POLICY.decide({}) != POLICY.decide({"cross_border": False})
    assert compiled != dict(compiled)
    assert POLICY.timeline({"cross_border": False}) == POLICY.timeline({"cross_border": False})


def test_a_decision_is_a_mapping_from_its_decisions_to_their_outputs() -> None:
    decision = POLICY.decide(FACTS)

    assert ["route", "deadlines", "remarks"] == list(decision)
    assert len(decision) == 3
    assert "route" in decision
    assert "rout" not in decision
    assert dict(decision) == decision.outcome == {**decision}
    assert decision.get("rout") is None


def test_of_an_open_decision_what_is_there_can_be_read() -> None:
    decision = POLICY.decide({})

    assert list(decision) == list(decision.outcome) == ["route", "deadlines"]
    assert dict(decision) == {"route": {}, "deadlines": {}}
    assert "remarks" not in decision
    with pytest.raises(backhaul.Undetermined):
        decision["remarks"]
    assert small.policy(decisions=LIST).decide({})


@pytest.mark.parametrize("compiled", [False, True])
def test_decide_shows_its_text_and_its_signature(compiled: bool) -> None:
    policy = backhaul.open(POLICY.id)
    policy = policy.compile() if compiled else policy

    assert inspect.getdoc(policy.decide) == inspect.getdoc(backhaul.Policy.decide)
    assert "a fact left out is unknown" in pydoc.render_doc(policy.decide)
    assert list(inspect.signature(policy.decide).parameters) == ["facts", "extra"]
    assert inspect.signature(policy.decide) == inspect.signature(backhaul.open(POLICY.id).decide)
    assert policy.decide(FACTS)["route"]["disposition"] == "hold_at_warehouse"


def test_a_policy_that_cannot_be_compiled_stays_as_it_is() -> None:
    policy = small.policy("plus(count, count) > `3`")

    assert policy.compile() is policy
    assert policy.decide({**small.COMPLETE})["route"]["answer"] == "yes"


def test_every_public_name_is_listed_and_there() -> None:
    assert set(backhaul.__all__) <= set(dir(backhaul))
    assert all(getattr(backhaul, name) for name in backhaul.__all__)
    with pytest.raises(AttributeError, match="no attribute `opne`"):
        backhaul.opne  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    "named", [Path("x.yaml"), Path("x"), "x.yaml", "policies/x", None, 7, b"x"]
)
def test_opening_what_is_no_id_says_what_to_call(named: Any) -> None:
    with pytest.raises(backhaul.PolicyError, match=r"takes the id") as caught:
        backhaul.open(named)
    (mistake,) = caught.value.diagnostics
    assert mistake.code == "unknown-policy"
    assert "`backhaul.load(path)` reads a file" in mistake.help
    assert POLICY.id in mistake.help


@pytest.mark.parametrize("given", [Path("x.yaml"), None, 7, ["language: 1"], {"language": 1}])
def test_loading_what_is_no_text_says_what_to_call(given: Any) -> None:
    with pytest.raises(backhaul.PolicyError, match=r"takes the text") as caught:
        backhaul.loads(given, "x.yaml")
    (mistake,) = caught.value.diagnostics
    assert mistake.code == "wrong-kind"
    assert "`backhaul.load(path)` reads a file" in mistake.help


@pytest.mark.parametrize("path", ["nowhere", "\0", "a" * 5000, chr(0xD800)])
def test_a_store_of_no_directory_is_refused(path: str) -> None:
    with pytest.raises(backhaul.BackhaulError) as caught:
        backhaul.PolicyStore(path)
    assert [each.code for each in caught.value.diagnostics] == ["file-not-found"]


def test_a_name_of_another_kind_is_told_like_every_unknown_name() -> None:
    with pytest.raises(backhaul.BackhaulError, match="`None`"):
        POLICY.timeline({}, None)  # type: ignore[arg-type]


def test_a_policy_may_be_given_as_text() -> None:
    text = small.text()

    assert backhaul.loads(text, "small.yaml") == backhaul.loads(text.encode(), "small.yaml")
    with pytest.raises(backhaul.PolicyError) as caught:
        backhaul.loads(text + "# \ud800", "small.yaml")
    assert [mistake.code for mistake in caught.value.diagnostics] == ["not-utf8"]


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
