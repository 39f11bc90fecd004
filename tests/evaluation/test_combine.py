"""Rule outcomes to the answer of a decision, on abstract outcomes alone."""

import itertools
from typing import Any

import pytest

from backhaul.evaluation import combine

OUTCOMES = (True, False, None)


def completions(outcomes: Any) -> Any:
    return itertools.product(*((o,) if o is not None else (True, False) for o in outcomes))


@pytest.mark.parametrize("count", range(5))
def test_the_candidates_of_first_are_exactly_what_the_open_rules_can_make_the_answer(
    count: Any,
) -> None:
    for outcomes in itertools.product(OUTCOMES, repeat=count):
        answers = {
            next((i for i, o in enumerate(full) if o), None) for full in completions(outcomes)
        }
        found = combine.first(outcomes)

        assert answers - {None} == set(found.rules)
        assert (None in answers) == found.none


@pytest.mark.parametrize("count", range(5))
def test_unique_has_a_conflict_exactly_when_two_rules_are_true(count: Any) -> None:
    for outcomes in itertools.product(OUTCOMES, repeat=count):
        assert (outcomes.count(True) > 1) == bool(combine.unique(outcomes).conflict)


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("applies", OUTCOMES)
def test_collected_rows_are_sure_exactly_when_every_completion_has_them(
    count: Any, applies: Any
) -> None:
    for outcomes in itertools.product(OUTCOMES, repeat=count):
        lists = [
            {i for i, o in enumerate(full) if o and whole}
            for whole, *full in completions((applies, *outcomes))
        ]
        sure, maybe = combine.collected(outcomes, applies)

        assert set.intersection(*lists) == set(sure)
        assert set.union(*lists) - set(sure) == set(maybe)


def test_otherwise_answers_only_where_no_rule_surely_does() -> None:
    assert (0,) == combine.with_otherwise(combine.first([True]), 1).rules
    assert (0, 1) == combine.with_otherwise(combine.first([None]), 1).rules
    assert (1,) == combine.with_otherwise(combine.first([False]), 1).rules


def test_the_whole_is_as_bad_as_its_worst_decision() -> None:
    assert combine.worst(["decided", "undetermined"]) == "undetermined"
    assert combine.worst(["uncovered", "undetermined", "decided"]) == "uncovered"
    assert combine.worst([]) == "decided"
