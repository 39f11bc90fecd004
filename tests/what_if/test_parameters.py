"""A policy with other parameters is the one that a file with these values would give."""

import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhaul
import effort
from backhaul.cli.set_parameters import apply
from backhaul.diagnostics import PolicyError
from receipts.receipts_of import example, shipped
from small import text

PARAMETERS = """\
parameters:
  wait: {type: duration, value: 14 days}
  price_limit: {type: decimal, value: 12.50}
  share: {type: decimal, value: 8.5%}
  most: {type: integer, value: 3}
  open: {type: boolean, value: false}
  since: {type: datetime, value: "2026-01-01T08:00:00+08:00"}
  kind: {type: choice, choices: [a, b], value: a}
  words: {type: text, value: "1.50"}
  self: {type: integer, by: colour, values: {red: 1, green: 2, blue: 3}}
"""
SMALL = text(
    "count > most || price > price_limit || price == share || open || start > since || count > self"
).replace("facts:", PARAMETERS + "facts:", 1)


def small(source: str = SMALL) -> backhaul.Policy:
    return backhaul.loads(source.encode(), "small.yaml")


EDITS: list[tuple[dict[str, Any], str, str]] = [
    ({"wait": "10 days"}, "value: 14 days", "value: 10 days"),
    ({"price_limit": Decimal("13.75")}, "12.50", "13.75"),
    ({"price_limit": "13"}, "12.50", "13"),
    ({"share": "9%"}, "8.5%", "9%"),
    ({"share": Decimal("0.0925")}, "8.5%", "9.25%"),
    ({"most": 4}, "integer, value: 3", "integer, value: 4"),
    ({"open": True}, "value: false", "value: true"),
    ({"since": "2026-02-01T00:00:00Z"}, "2026-01-01T08:00:00+08:00", "2026-02-01T00:00:00Z"),
    ({"kind": "b"}, "value: a}", "value: b}"),
    ({"words": "x"}, '"1.50"', '"x"'),
    ({"self": {"green": 9}}, "green: 2", "green: 9"),
]


@pytest.mark.parametrize(("changes", "old", "new"), EDITS, ids=lambda value: str(value)[:24])
def test_the_digest_is_that_of_a_file_with_the_value(
    changes: dict[str, Any], old: str, new: str
) -> None:
    assert SMALL.count(old) == 1
    changed = small().with_parameters(**changes)

    assert changed.digest == small(SMALL.replace(old, new)).digest != small().digest
    assert changed.draft
    assert set(changed.changed_parameters) == set(changes)


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"wait": "336 hours"},
        {"price_limit": "12.5"},
        {"since": "2026-01-01T00:00:00Z"},
        {"self": {"red": 1}},
        {"self": {}},
    ],
)
def test_the_value_that_it_has_changes_nothing(same: dict[str, Any]) -> None:
    changed = small().with_parameters(**same)

    assert changed.digest == small().digest
    assert not changed.changed_parameters
    assert not changed.draft
    assert repr(changed) == repr(small())


@settings(deadline=None, max_examples=effort.trials(20))
@given(st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_equal_changes_give_equal_digests_in_any_order(most: int, red: int, open: bool) -> None:
    at_once = small().with_parameters(most=most, self={"red": red}, open=open)
    one_by_one = small().with_parameters(open=not open).with_parameters(self={"red": red})
    one_by_one = one_by_one.with_parameters(open=open).with_parameters(most=most)

    assert at_once.digest == one_by_one.digest
    assert at_once.changed_parameters == one_by_one.changed_parameters
    back = at_once.with_parameters(most=3, self={"red": 1}, open=False)
    assert back.digest == small().digest


def test_choices_that_are_not_spoken_of_stay() -> None:
    changed = small().with_parameters(self={"red": 5}).with_parameters(self={"blue": 6})

    assert changed.model.parameters["self"].table == {("red",): 5, ("green",): 2, ("blue",): 6}
    assert changed.changed_parameters == {"self": {"red": 5, "blue": 6}}


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        small().with_parameters(wait=3, mots=4, kind="c", self=2, most={"red": 1}, price_limit=1.5)

    assert [d.code for d in caught.value.diagnostics] == [
        "wrong-kind",
        "unknown-parameter",
        "unknown-choice",
        "wrong-kind",
        "wrong-kind",
        "wrong-kind",
    ]
    assert "did you mean `most`?" in str(caught.value)


def test_a_choice_that_there_is_not_is_told() -> None:
    with pytest.raises(PolicyError) as caught:
        small().with_parameters(self={"rad": 1, "red": True})

    assert [d.code for d in caught.value.diagnostics] == ["unknown-choice", "wrong-kind"]


def test_it_survives_pickling_and_says_what_it_is() -> None:
    changed = shipped().with_parameters(hold_period="10 days", market_offset={"TH": "9 hours"})
    again = pickle.loads(pickle.dumps(changed))

    assert again.digest == changed.digest
    assert repr(again) == repr(changed)
    assert repr(changed).endswith("1.0.0 with hold_period=10 days, market_offset.TH=9 hours>")
    decision = again.decide(example("held"))
    assert decision.to_dict()["changed_parameters"] == {
        "hold_period": "10 days",
        "market_offset": {"TH": "9 hours"},
    }
    assert "1.0.0 with hold_period=10 days, market_offset.TH=9 hours" in decision.explain()


def test_the_original_stays_as_it_is() -> None:
    before = shipped().decide(example("held")).to_dict()
    changed = shipped().with_parameters(hold_period="10 days").decide(example("held"))

    assert shipped().decide(example("held")).to_dict() == before
    assert "changed_parameters" not in before
    assert str(changed["deadlines"]["hold_ends_at"]) == "2025-03-22 11:30:00+00:00"


def test_a_share_is_set_and_shown_in_percent() -> None:
    changed = apply(small(), ["share=40%"])

    assert changed.changed_parameters == {"share": "40%"}
    assert changed.digest == small().with_parameters(share=Decimal("0.4")).digest
    assert repr(changed).endswith("with share=40%>")
