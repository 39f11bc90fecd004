"""Random policies with partial facts and accepted completions of them: made once, used by many tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import effort
from backhaul.evaluation.decision import Evaluation
from backhaul.language import model
from generated.facts import Domain, Partial, Whole
from generated.outcomes import Refusal, run
from generated.policies import Generated, generated

#: how many random policies are tried
POLICIES = effort.trials(60)
PARTIALS = 3
COMPLETIONS = 10


@dataclass(frozen=True)
class Trial:
    """Some facts, what they come to, and complete facts within them that are accepted."""

    generated: Generated
    domain: Domain
    partial: Partial
    evaluation: Evaluation | Refusal
    accepted: tuple[tuple[Whole, Evaluation], ...]

    @property
    def policy(self) -> model.Policy:
        """The policy."""
        return self.generated.model

    def __repr__(self) -> str:
        return f"<seed {self.generated.seed}: {self.partial.given}>"


def seeds() -> range:
    """The seeds of the policies that are tried."""
    return range(effort.SEED, effort.SEED + POLICIES)


@cache
def trials() -> tuple[Trial, ...]:
    """Many trials, the same in every run."""
    return tuple(trial for seed in seeds() for trial in _of(seed))


def _of(seed: int) -> Iterator[Trial]:
    made, random = generated(seed), Random(seed)
    domain = Domain(made.model, random)
    wholes = [domain.whole() for _ in range(4 * PARTIALS)]
    fine = [w for w in wholes if isinstance(run(made.model, domain.given(w)), Evaluation)]
    for whole in (*fine[:PARTIALS], wholes[0]):
        partial = domain.partial(whole, random.choice((0.2, 0.4, 0.8)))
        yield trial(made, domain, partial, [whole, *partial.completions(random, COMPLETIONS)])


def trial(made: Generated, domain: Domain, partial: Partial, wholes: list[Whole]) -> Trial:
    """A trial of these facts with those of the completions that are accepted."""
    found = [(whole, run(made.model, domain.given(whole))) for whole in wholes]
    accepted = tuple((whole, e) for whole, e in found if isinstance(e, Evaluation))
    return Trial(made, domain, partial, run(made.model, partial.given), accepted)


def evaluated() -> Iterator[tuple[Trial, Evaluation]]:
    """Those trials whose partial facts were not refused."""
    for each in trials():
        if isinstance(each.evaluation, Evaluation):
            yield each, each.evaluation
