"""The invariants of a policy as tests: one each, and a wrong one is refuted by a plain case."""

import re
from collections.abc import Callable
from typing import Any

import pytest

import backhaul
import effort
from backhaul import testing
from backhaul.diagnostics import BackhaulError
from backhaul.language import model
from backhaul.versions.catalogue import shipped
from small import policy as small

FILE = shipped().file("tiktok-shop-sea-failed-delivery", "1.0.0")
SHIPPED = backhaul.open("tiktok-shop-sea-failed-delivery")

test_every_invariant_of_the_shipped_policy_holds = testing.invariants(
    SHIPPED, examples=effort.trials(15)
)


def checks_of(policy: backhaul.Policy, examples: int = 100) -> dict[str, Callable[[], None]]:
    """The tests that pytest makes, by the invariant's id."""
    function: Any = testing.invariants(policy, examples=examples)
    (mark,) = function.pytestmark
    found: tuple[model.Invariant, ...] = mark.args[1]

    assert mark.kwargs["ids"] == [invariant.id for invariant in found]
    return {each.id: lambda each=each: function(invariant=each) for each in found}  # type: ignore[misc]


def failure(test: Callable[[], None]) -> str:
    """What a test says when it fails."""
    with pytest.raises(pytest.fail.Exception) as caught:
        test()
    assert not caught.value.pytrace
    return str(caught.value)


def with_invariant(holds: str) -> backhaul.Policy:
    """The shipped policy with one more invariant."""
    title = "{en: Whatever was claimed, zh: 一条断言}"
    added = f'\ninvariants:\n  - {{id: claimed, holds: "{holds}", title: {title}}}\n'.encode()
    text = FILE.read_bytes()

    assert text.count(b"\ninvariants:\n") == 1
    return backhaul.loads(text.replace(b"\ninvariants:\n", added), "it.yaml")


def test_each_invariant_is_a_test_of_its_own() -> None:
    assert list(checks_of(SHIPPED)) == [each.id for each in SHIPPED.model.invariants]


def test_a_wrong_invariant_of_the_shipped_policy_is_refuted_in_words() -> None:
    holds = "route.disposition != 'destroy_or_abandon' || return_status == 'failed'"
    said = failure(checks_of(with_invariant(holds))["claimed"])

    assert said.startswith(
        "the invariant `claimed` is broken: Whatever was claimed\n  --> it.yaml:"
    )
    assert "\nDestroyed or abandoned\n" in said
    assert "\n  address_saved_at: null\n" in said
    assert '\n  redelivery_status: "none"\n' in said


def test_an_invariant_that_is_wrong_at_one_instant_alone_is_refuted() -> None:
    holds = "not_present(warehouse_arrived_at) || as_of != warehouse_arrived_at"
    said = failure(checks_of(with_invariant(holds))["claimed"])

    at_once = ("  as_of:", "  warehouse_arrived_at:")
    (time,) = {line.split(": ")[1] for line in said.splitlines() if line.startswith(at_once)}
    assert time.endswith('T00:00:00Z"')


def test_two_rules_that_match_where_one_may_are_told_with_the_facts() -> None:
    decisions = """\
decisions:
  route:
    hit: unique
    outputs:
      answer: {type: boolean}
    rules:
      - {id: one, when: flag, then: {answer: true}}
      - {id: other, when: count > `3`, then: {answer: false}}
    otherwise: {then: {answer: false}}
"""
    claim = "invariants:\n  - {id: claim, holds: route.answer || !(route.answer)}\n"
    said = failure(checks_of(small(decisions=decisions, invariants=claim))["claim"])

    assert "error[rules-overlap]: `one` and `other` match the same facts" in said
    assert re.search(r"\n  flag: true\n  maybe: null\n  count: [0-9]+\n  price: \"0\"\n", said)


def test_a_policy_without_invariants_is_refused_since_its_test_could_not_fail() -> None:
    with pytest.raises(BackhaulError, match="`small` has no invariants") as caught:
        testing.invariants(small())
    assert "nothing-expected" == caught.value.diagnostics[0].code
