"""The order of constraints, rules and facts in the file matters only where the language says so."""

from __future__ import annotations

from copy import deepcopy
from random import Random

import backhaul
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.meaning import truth
from backhaul.language.model import Policy, Rule
from generated.declarations import Node
from generated.facts import Given
from generated.outcomes import Refusal, run
from generated.policies import Generated, dumped, generated
from generated.test_second_interpreter import by_engine
from generated.trials import seeds, trials


def changed_to(made: Generated, raw: Node) -> Generated:
    """The policy that differs from another in its plain data."""
    return Generated(made.seed, dumped(raw))


def test_the_order_of_constraints_does_not_matter_for_complete_facts() -> None:
    """Shuffled constraints accept and refuse the same, and name the same that are broken."""
    moved = 0
    for seed in seeds():
        made, random = generated(seed), Random(seed)
        raw = deepcopy(made.raw)
        if len(raw.get("constraints", [])) < 2:
            continue
        random.shuffle(raw["constraints"])
        other = changed_to(made, raw)
        for given in _complete(seed):
            one, two = by_engine(made, given), by_engine(other, given)
            assert _unordered(one) == _unordered(two), (seed, given)
            moved += 1
    assert moved > len(seeds())


def _unordered(result: tuple[object, object, object]) -> tuple[object, object, object]:
    what, code, behind = result
    return what, code, sorted(behind) if isinstance(behind, list) else behind


def _complete(seed: int) -> list[Given]:
    """Complete facts of the trials of a policy."""
    mine = [trial for trial in trials() if trial.generated.seed == seed]
    return [trial.domain.given(whole) for trial in mine for whole, _ in trial.accepted[:3]] + [
        trial.domain.given(trial.domain.whole()) for trial in mine
    ]


def test_a_fact_that_nothing_reads_changes_nothing() -> None:
    """Declared and given, bounded, absent or unknown: outcome, needs and possibilities are the same."""
    wider: dict[int, Policy] = {}
    for trial in trials():
        raw, seed = deepcopy(trial.generated.raw), trial.generated.seed
        raw["facts"]["unrelated"] = {"type": "integer", "optional": True}
        other = wider[seed] = wider.get(seed) or changed_to(trial.generated, raw).model
        for extra in ({}, {"unrelated": 3}, {"unrelated": None}, {"unrelated": {"from": 1}}):
            more = run(other, {**trial.partial.given, **extra})
            assert _all_of(trial.evaluation) == _all_of(more), (trial, extra)


def _all_of(result: Evaluation | Refusal) -> object:
    if isinstance(result, Refusal):
        return result
    data = backhaul.Decision.of(result).to_dict()
    return {key: data[key] for key in ("statuses", "outcome", "rules", "needs", "possible")}


def test_rule_order_matters_only_as_the_hit_policy_says() -> None:
    """First: the first that matches in the new order. Unique: the same. Collect: the new order."""
    seen = set()
    for seed in seeds():
        made, random = generated(seed), Random(seed)
        raw = deepcopy(made.raw)
        name = list(raw["decisions"])[-1]
        random.shuffle(raw["decisions"][name]["rules"])
        other = changed_to(made, raw).model
        for given in _complete(seed):
            one, two = run(made.model, given), run(other, given)
            assert isinstance(one, Refusal) == isinstance(two, Refusal), (seed, given)
            if isinstance(one, Refusal) or isinstance(two, Refusal):
                continue
            hit = other.decisions[name].hit
            seen.add(hit)
            assert _expected(one, other.decisions[name].ladder, name) == _rules(two, name), seed
            if hit == "unique":
                assert backhaul.Decision.of(one).outcome == backhaul.Decision.of(two).outcome
    assert seen == {"first", "unique", "collect"}


def _rules(evaluation: Evaluation, name: str) -> list[str]:
    found = backhaul.Decision.of(evaluation).rules[name]
    return found if isinstance(found, list) else [found] if found else []


def _expected(one: Evaluation, ladder: tuple[Rule, ...], name: str) -> list[str]:
    """What the rules, in another order, come to, by the truth of each on its own."""
    decision = one.policy.decisions[name]
    holds = {
        rule.id: rule.condition is None or truth(rule.condition, one.names) is True
        for rule in decision.ladder
    }
    if decision.applies and truth(decision.applies, one.names) is not True:
        return []
    matching = [str(id) for rule in ladder if holds[id := rule.id]]
    return matching if decision.hit == "collect" else matching[:1]
