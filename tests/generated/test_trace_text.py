"""A trace as text is the definition's, byte for byte, by every compiled form of any policy."""

from __future__ import annotations

import ast
import json
import pickle
from collections.abc import Mapping
from copy import deepcopy
from random import Random
from typing import Any

import pytest

import backhaul
import effort
import small
from backhaul.evaluation.compiled import Compiled
from backhaul.evaluation.lowering import trace_conditions, trace_text, trace_values
from backhaul.evaluation.lowering.text_template import either
from backhaul.evaluation.sampling import samples
from backhaul.language import nodes
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found
from backhaul.versions.catalogue import shipped
from effort import trials
from generated.forms import forms_of, found_by, outcome_by
from generated.ladders import ladder
from generated.policies import dumped, generated
from generated.traces import compared, over
from generated.trials import seeds

CASES = trials(12)
SLOWLY = Compiled._slowly
SHIPPED = "tiktok-shop-sea-failed-delivery"


@pytest.fixture(autouse=True)
def nothing_is_left_to_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that a compiled form does not write itself is a crash, but where a value by cases is shown."""

    def slowly(self: Compiled, found: tuple[Any, ...]) -> str:
        values = [each.expression for each in self.policy.definitions.values()]
        assert any(isinstance(value, nodes.Cases) for value in values)
        return SLOWLY(self, found)

    monkeypatch.setattr(Compiled, "_slowly", slowly)


@pytest.mark.parametrize("rules", [1, 2, trace_text.AT_ONCE])
def test_every_form_writes_the_trace_of_the_definition_on_random_policies(
    rules: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rules one function writes."""
    monkeypatch.setattr(trace_text, "AT_ONCE", rules)
    counts = [over(generated(seed).model, seed, CASES) for seed in seeds()]

    assert sum(different for _, different in counts) == 0
    assert sum(same for same, _ in counts) > len(seeds()) * CASES // 4


def test_what_is_masked_is_masked_in_the_text() -> None:
    hidden = 0
    for seed in seeds()[::3]:
        raw, random = deepcopy(generated(seed).raw), Random(seed)
        for fact in raw["facts"].values():
            fact["masked"] = random.random() < 0.4
        policy = backhaul.loads(dumped(raw).encode(), "masked.yaml").model
        same, different = over(policy, seed, CASES)
        assert different == 0
        hidden += same if any(fact.masked for fact in policy.facts.values()) else 0

    assert hidden > CASES


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_shipped_policies_write_the_trace_of_the_definition(version: str) -> None:
    policy = backhaul.open(SHIPPED, version).model
    forms = forms_of(policy)
    written = written_cases(version)
    assert len(written) > 100

    # by turns, or as many times as are asked for
    some = written[:: max(1, round(3 / effort.FACTOR))]
    same, different = compared(policy, forms, some)
    assert different == 0
    assert same > len(some) // 2
    assert compared(policy, forms[-1:], samples(policy, 30)) == (30, 0)


def written_cases(version: str) -> list[dict[str, Any]]:
    """The facts of the shipped cases for a version."""
    found: list[dict[str, Any]] = []
    for path in sorted((shipped().root / SHIPPED / "cases").glob("*.yaml")):
        suite = read_suite(Found(path, "cases", path.read_bytes()))
        if suite.covers(version):
            found += (dict(case.facts) for case in suite.cases)
    return found


@pytest.mark.parametrize("seed", [0, 3, 5, 8])
def test_long_ladders_write_the_trace_of_the_definition(seed: int) -> None:
    made, random = ladder(seed, 50), Random(seed)
    policy = made.policy.model
    same, different = compared(policy, forms_of(policy), [made.facts(random) for _ in range(40)])

    assert different == 0
    assert same >= 40


BUGS: Mapping[str, tuple[object, str, object]] = {
    "a truth value": (trace_conditions, "either", lambda test, yes, no: either(test, no, yes)),
    "a value": (trace_values.Values, "_shown", lambda *_: "0"),
    "which rule answers": (trace_text, "either", lambda *_: ast.Constant("yes")),
    "what a value is made of": (trace_values.Values, "_made_of", lambda *_: ()),
    "a digit": (trace_conditions, "text_of", lambda *_: lambda _: '"2"'),
    "a comma": (trace_values, "listed", lambda parts: sum(parts, ())),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_wrong_bit_in_the_writer_is_noticed(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong = BUGS[bug]
    monkeypatch.setattr(where, name, wrong)

    assert sum(over(generated(seed).model, seed, CASES)[1] for seed in seeds()[:30]) > 0


def test_nothing_is_made_before_a_trace_is_read() -> None:
    policy = small.policy().model
    (form, *_) = forms_of(policy)
    found = found_by(form, dict(small.COMPLETE))
    assert found is not None
    outcome_by(form, found)
    assert form.trace_text == form._first_text

    form.trace_text(found)
    assert form.trace_text != form._first_text


def test_what_is_too_much_to_make_is_left_to_the_definition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow: list[object] = []

    def noted(self: Compiled, found: Any) -> str:
        slow.append(found)
        return SLOWLY(self, found)

    monkeypatch.setattr(Compiled, "_slowly", noted)
    chain = "".join(f"  d{i}: {{all: [d{i - 1}, flag]}}\n" for i in range(1, 40))
    deep = small.policy("d39", definitions="definitions:\n  d0: {all: [flag]}\n" + chain).model
    assert compared(deep, forms_of(deep), [dict(small.COMPLETE)])[1] == 0
    assert slow

    slow.clear()
    monkeypatch.setattr(trace_text, "MOST", 20)
    policy = backhaul.open(SHIPPED).model
    assert compared(policy, forms_of(policy)[-1:], samples(policy, 5)) == (5, 0)
    assert len(slow) == 5


def test_every_decision_has_the_trace_of_its_record_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Compiled or not, complete or not."""
    monkeypatch.setattr(Compiled, "_slowly", SLOWLY)
    policy = backhaul.open(SHIPPED)
    cases: list[dict[str, Any]] = [*samples(policy.model, 20), {"cross_border": False}, {}]
    for facts in cases:
        decision = policy.decide(facts)
        recorded = json.dumps(decision.to_dict(trace=True)["trace"], separators=(",", ":"))
        assert decision.trace_json() == recorded
        assert pickle.loads(pickle.dumps(decision)).trace_json() == recorded
