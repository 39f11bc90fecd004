"""Whatever the missing facts turn out to be, what was said with some of them stays true."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from backhaul.decision import Decision
from backhaul.diagnostics import FactError
from generated.facts import Domain, break_one
from generated.outcomes import Refusal, changed, left_out, unforeseen
from generated.policies import generated
from generated.trials import evaluated, seeds, trials


def test_a_settled_output_is_what_every_completion_gives() -> None:
    """Outputs, rules and statuses that are settled with some facts are so with all of them."""
    for trial, partial in evaluated():
        for whole, evaluation in trial.accepted:
            assert changed(partial, evaluation) == [], (trial, whole)


def test_what_every_completion_gives_was_said_to_be_possible() -> None:
    """Every value, rule and row that all facts give stands among what some facts leave possible."""
    for trial, partial in evaluated():
        for whole, evaluation in trial.accepted:
            assert unforeseen(partial, evaluation) == [], (trial, whole)


def test_tightening_never_excludes_an_accepted_completion() -> None:
    """The constraints narrow what is known only to where they can hold."""
    for trial, partial in evaluated():
        for whole, evaluation in trial.accepted:
            assert left_out(partial, evaluation) == [], (trial, whole)


def test_facts_that_are_refused_are_refused_whatever_else_becomes_known() -> None:
    """A partial that is refused has no completion that is accepted."""
    refused = [trial for trial in trials() if isinstance(trial.evaluation, Refusal)]

    assert refused
    for trial in refused:
        assert trial.accepted == (), trial


def test_complete_facts_are_never_undetermined() -> None:
    """With every fact exact, each decision is decided or uncovered, and nothing is needed."""
    for trial in trials():
        for whole, evaluation in trial.accepted:
            assert evaluation.status != "undetermined", (trial, whole)
            assert (evaluation.needs, evaluation.unchecked) == ((), ()), (trial, whole)


def test_needs_are_named_exactly_where_something_is_open() -> None:
    """An undetermined decision names needs, a decided one none."""
    for trial, partial in evaluated():
        assert any(s == "undetermined" for s in Decision.of(partial).statuses.values()) == bool(
            partial.needs
        ), trial


def test_facts_of_the_wrong_kind_are_refused_and_never_crash() -> None:
    """Any nonsense in the place of a fact is a FactError that names it."""
    for seed in seeds():
        random, policy = Random(seed), generated(seed).model
        domain = Domain(policy, random)
        given = break_one(random, policy, domain.given(domain.whole()))
        with pytest.raises(FactError) as caught:
            generated(seed).policy.decide(given)
        assert all(diagnostic.fact in given for diagnostic in caught.value.diagnostics)


def test_the_trials_are_worth_their_time() -> None:
    """Every status and refusal occurs, and most partials have completions that are accepted."""
    ends = Counter(
        trial.evaluation.codes[0]
        if isinstance(trial.evaluation, Refusal)
        else trial.evaluation.status
        for trial in trials()
    )
    statuses = {"decided", "undetermined", "uncovered"}

    assert {*statuses, "broken-constraint", "result-out-of-range"} <= set(ends)
    assert ends["undetermined"] > len(trials()) // 4
    assert sum(len(trial.accepted) > 1 for trial in trials()) > len(trials()) // 3
