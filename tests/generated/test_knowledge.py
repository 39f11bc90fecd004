"""More knowledge never changes an answer, less knowledge never invents one."""

from __future__ import annotations

from random import Random

from backhaul.evaluation.decision import Evaluation
from generated.facts import Given
from generated.outcomes import changed, run, unforeseen
from generated.trials import evaluated, trials


def test_more_knowledge_never_changes_a_decided_output() -> None:
    """With some of the missing facts made exact, what was settled still is, and as it was."""
    for trial, partial in evaluated():
        random = Random(trial.generated.seed)
        for whole, _ in trial.accepted[:3]:
            learnt = random.sample(list(whole), max(1, len(whole) // 3))
            given = {
                **trial.partial.given,
                **{n: trial.domain.written(n, whole[n]) for n in learnt},
            }
            more = run(trial.policy, given)
            assert isinstance(more, Evaluation), (trial, given, more)
            assert _settled_otherwise(partial, more) == [], (trial, given)


def _settled_otherwise(fewer: Evaluation, more: Evaluation) -> list[str]:
    """The outputs that were settled and are not, or differ."""
    found = []
    for name, answer in fewer.answers.items():
        now = more.answers[name]
        if answer.status == "decided" and answer.rows and not answer.outputs:
            same = [row.outputs for row in answer.rows] == [row.outputs for row in now.rows]
            found += [] if same and now.status == "decided" else [name]
        if answer.open_end:
            continue
        found += [
            f"{name}.{output}"
            for output, known in answer.outputs.items()
            if known.settled and now.outputs.get(output) != known
        ]
    return found


def test_with_one_fact_less_the_answer_stays_or_that_fact_is_needed() -> None:
    """A fact taken away, bounded or known to a day: the same outcome, or it stands in the needs."""
    for trial in trials():
        for whole, evaluation in trial.accepted[:2]:
            for name, value in whole.items():
                given = trial.domain.given(whole)
                del given[name]
                trial.domain.widen(name, value, given)
                _stays_or_needs(name, given, evaluation)


def _stays_or_needs(name: str, given: Given, whole: Evaluation) -> None:
    fewer = run(whole.policy, given)
    assert isinstance(fewer, Evaluation), (given, fewer)
    assert [*changed(fewer, whole), *unforeseen(fewer, whole)] == [], (name, given)
    if fewer.status == "undetermined":
        assert (name,) == fewer.needs, given
    else:
        assert fewer.status == whole.status, given


def test_the_needs_are_enough() -> None:
    """Once the facts that are needed are exact, nothing is open any more."""
    for trial, partial in evaluated():
        for whole, _ in trial.accepted[:4]:
            learnt = {name: trial.domain.written(name, whole[name]) for name in partial.needs}
            more = run(trial.policy, {**trial.partial.given, **learnt})
            assert isinstance(more, Evaluation), (trial, learnt, more)
            assert more.status != "undetermined", (trial, learnt)
            assert more.needs == (), (trial, learnt)
