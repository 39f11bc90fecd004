"""A receipt as text is the definition's, byte for byte, by every compiled form of any policy."""

import json
import pickle
from collections.abc import Iterable, Mapping
from copy import deepcopy
from random import Random
from typing import Any

import pytest

import backhaul
import small
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.lowering import receipt_text
from backhaul.evaluation.record import ANSWER, ENTRIES, answered_text, canonical, entries
from backhaul.evaluation.sampling import samples
from backhaul.language import model
from generated.facts import Domain
from generated.forms import forms_of, found_by
from generated.policies import dumped, generated
from generated.trials import seeds
from receipts.receipts_of import secret_facts, secretive, shipped

CASES = 12


def compared(policy: model.Policy, cases: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """How many cases have the texts of the definition by a compiled form, and how many have others."""
    forms = forms_of(policy)
    same = different = 0
    for facts in cases:
        try:
            evaluation = evaluate(policy, facts)
        except (FactError, PolicyError):
            continue
        whole = entries(evaluation)
        expected = (
            canonical(whole).decode("ascii"),
            json.dumps(whole, separators=(",", ":")),
            answered_text(evaluation, evaluation.needs, evaluation.hidden),
        )
        for form in forms:
            if (found := found_by(form, facts)) is not None:
                given = (form.text(found), form.text(found, *ENTRIES), form.text(found, *ANSWER))
                same, different = same + (given == expected), different + (given != expected)
    return same, different


def over(policy: model.Policy, seed: int) -> tuple[int, int]:
    domain = Domain(policy, Random(seed))
    return compared(policy, [domain.given(domain.whole()) for _ in range(CASES)])


def test_every_form_writes_the_receipt_of_the_definition_on_random_policies() -> None:
    counts = [over(generated(seed).model, seed) for seed in seeds()]

    assert sum(different for _, different in counts) == 0
    assert sum(same for same, _ in counts) > len(seeds()) * CASES // 4


def test_what_is_masked_is_masked_in_the_text() -> None:
    hidden = 0
    for seed in seeds()[::3]:
        raw, random = deepcopy(generated(seed).raw), Random(seed)
        for fact in raw["facts"].values():
            fact["masked"] = random.random() < 0.4
        policy = backhaul.loads(dumped(raw).encode(), "masked.yaml").model
        same, different = over(policy, seed)
        assert different == 0
        hidden += same if any(fact.masked for fact in policy.facts.values()) else 0

    assert hidden > CASES


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_shipped_policies_write_the_receipt_of_the_definition(version: str) -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery", version).model
    same, different = compared(policy, samples(policy, 30))

    assert (same, different) == (30 * len(forms_of(policy)), 0)


OUTPUTS = """\
parameters:
  year: {type: datetime, value: "2026-01-01T00:00:00Z"}
  day: {type: duration, value: 1 day}
decisions:
  plain:
    outputs: {said: {type: text}, at: {type: datetime, optional: true}, cost: {type: decimal}}
    rules:
      - {id: early, when: start < year, then: {said: "100 % \\"仓\\" %s", at: start, cost: price}}
    otherwise: {then: {said: "%", at: null, cost: 1.50}}
  open:
    hit: unique
    outputs: {long: {type: boolean}, lasts: {type: duration}}
    rules: [{id: long, when: length > day, then: {long: flag, lasts: length}}]
  every:
    hit: collect
    outputs: {n: {type: integer, optional: true}, colour: {type: choice, choices: [red, green, blue]}}
    rules:
      - {id: a, when: flag, then: {n: count, colour: green}}
      - {id: b, when: present(note), then: {n: null, colour: red}}
"""
GIVEN: list[Mapping[str, object]] = [
    {},
    {"start": "2025-03-01T00:00:00.120+07:00", "note": "tab\t %d 仓"},
    {"start": "2025-03-01t00:00:00z", "flag": False, "length": "90 minutes"},
    {"start": "1900-01-01T00:00:00Z", "end": "2199-12-31T23:59:59.999999Z", "count": -(2**63)},
    {"price": "-0.000000001", "length": "0.5 seconds", "maybe": False, "other_colour": "blue"},
]


@pytest.mark.parametrize("given", GIVEN, ids=range(len(GIVEN)))
def test_every_kind_of_value_is_written_as_the_definition_writes_it(
    given: Mapping[str, object],
) -> None:
    policy = small.policy(decisions=OUTPUTS)
    facts = {**small.COMPLETE, **given}
    same, different = compared(policy.model, [facts])

    assert different == 0
    assert same >= 1


def test_a_decision_says_the_same_whether_a_compiled_form_made_it_or_the_definition() -> None:
    policy = shipped()
    cases: list[dict[str, Any]] = [*samples(policy.model, 20), {"cross_border": False}, {}]
    for facts in cases:
        made = policy.decide(facts)
        again: backhaul.Decision = pickle.loads(pickle.dumps(made))
        assert json.dumps(made.to_dict()) == json.dumps(again.to_dict())
        assert made.to_json() == again.to_json()
        assert made.receipt_text() == again.receipt_text()


def test_the_answer_is_what_the_receipt_has_of_it() -> None:
    for facts in ({**small.COMPLETE}, {"flag": True}, {}):
        decision = small.policy().decide(facts)
        receipt = decision.to_dict()

        assert json.loads(decision.to_json()) == {name: receipt[name] for name in ANSWER}


def test_the_answer_tells_nothing_that_is_masked() -> None:
    policy = secretive()
    for _ in range(20):
        decision = policy.decide(secret_facts(start="2026-04-01T00:00:00Z"))
        answer = json.loads(decision.to_json())
        assert answer["outcome"]["route"] == {"answer": "yes", "until": {"masked": True}}


def test_a_trace_is_in_a_receipt_when_it_is_asked_for() -> None:
    for facts in (small.COMPLETE, {}):
        decision = small.policy().decide(facts)
        short, long = decision.to_dict(), decision.to_dict(trace=True)

        assert "trace" not in short
        assert long["trace"] == json.loads(decision.trace_json())
        assert {**long, "trace": 0, "checksum": 0} == {**short, "trace": 0, "checksum": 0}
        assert json.loads(decision.receipt_text(trace=True)) == {
            name: value for name, value in long.items() if name != "checksum"
        }


BUGS: Mapping[str, tuple[str, object]] = {
    "an instant": ("_usual", lambda _: True),
    "a status": ("_open", lambda _: False),
    "a mask": ("masked_names", lambda _: frozenset()),
    "a value": ("text_of", lambda *_: lambda _: '"2"'),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_wrong_bit_in_the_writer_is_noticed(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, wrong = BUGS[bug]
    monkeypatch.setattr(receipt_text, name, wrong)
    policies = [small.policy(decisions=OUTPUTS), secretive()]
    cases = [{**small.COMPLETE, **given} for given in GIVEN] + [secret_facts()]

    assert sum(compared(policy.model, cases)[1] for policy in policies) > 0
