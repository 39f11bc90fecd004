"""An interview about one case: asks only what still matters, and the most telling first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from backhaul.analysis.outlook import Outlook
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.known import Known
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Fact, Policy
from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from backhaul.analysis.asking import Asking


class Interview:
    """What is known of a case so far, and the next question; without *asking* the definition alone says what is needed."""

    def __init__(self, policy: Policy, facts: Mapping[str, object], asking: Asking | None) -> None:
        self.policy, self._asking = policy, asking
        #: what was told, as `decide` takes it
        self.facts: dict[str, object] = dict(facts)
        #: the facts of which it was said that they are not known
        self.unasked: set[str] = set()
        self.evaluation: Evaluation = evaluate(policy, self.facts)
        #: how many questions are left at most, if each is answered, after `question`
        self.left = 0
        self._before: list[tuple[dict[str, object], set[str], Evaluation]] = []

    def question(self) -> Fact | None:
        """The next fact to ask for; None where no further answer matters.

        Where another answer may show that there is no such fact, the other is asked for first.
        """
        left = self._left()
        self.left = len(left)
        if not left:
            return None
        tried = {name: self._tried(name) for name in left}
        first = [n for n in left if not any(self._waits(n, other, tried) for other in left)]
        key = {name: (self._open(name, tried[name]), left.index(name)) for name in left}
        return self.policy.facts[min(first or left, key=key.__getitem__)]

    def tell(self, fact: str, value: object) -> None:
        """Take an answer; raises BackhaulError where it cannot be so, and nothing has changed then."""
        facts = {**self.facts, fact: value}
        evaluation = evaluate(self.policy, facts)
        self._remember()
        self.facts, self.evaluation = facts, evaluation
        if not self.evaluation.names[fact].settled:
            # it was told as well as it is known
            self.unasked.add(fact)

    def pass_over(self, fact: str) -> None:
        """Note that a fact is not known."""
        self._remember()
        self.unasked.add(fact)

    def back(self) -> bool:
        """Take the last answer back; False where there is none."""
        if not self._before:
            return False
        self.facts, self.unasked, self.evaluation = self._before.pop()
        return True

    def _remember(self) -> None:
        self._before.append((self.facts, set(self.unasked), self.evaluation))

    def certain(self) -> dict[str, Held | None]:
        """The outputs that are the same whatever else is told."""
        return {
            output: look.values[0]
            for output, look in self._outlooks()
            if look.whole and len(look.values) == 1
        }

    def possible(self) -> dict[str, tuple[Held | None, ...]]:
        """The values that outputs of few values may still have, where there are several."""
        return {output: look.values for output, look in self._outlooks() if len(look.values) > 1}

    def _outlooks(self) -> Iterator[tuple[str, Outlook]]:
        for name, decision in self.policy.decisions.items():
            for output, declared in decision.outputs.items() if decision.hit != "collect" else ():
                known = self.evaluation.answers[name].outputs.get(output)
                if known is not None and known.settled:
                    yield f"{name}.{output}", Outlook((known.one,), whole=True)
                elif self._asking and declared.type.kind in (Kind.CHOICE, Kind.BOOLEAN):
                    full = f"{name}.{output}"
                    yield full, self._asking.outlook(self.evaluation.facts, full)

    def _left(self) -> list[str]:
        """The facts that are still to be told, those that are read first before."""
        needs = [name for name in self.evaluation.needs if name not in self.unasked]
        if self.evaluation.status != "undetermined":
            return []
        if self._asking is not None:
            fewest = self._asking.settles(self.evaluation.facts, self.unasked)
            if fewest:
                first = [name for name in needs if name in fewest]
                return [*first, *(name for name in fewest if name not in first)]
        # proved to be certain, or not settled: the definition says what it wants to know
        return needs

    def _tried(self, fact: str) -> list[Evaluation]:
        """What each answer of few, and that there is none, would come to; those that cannot be are left out."""
        tried = []
        for value in _values(self.policy.facts[fact], self.evaluation.names[fact]):
            with suppress(BackhaulError):
                facts = {**self.facts, fact: value}
                tried.append(evaluate(self.policy, facts, branching=False))
        return tried

    def _waits(self, fact: str, other: str, tried: Mapping[str, list[Evaluation]]) -> bool:
        """Whether an answer about the other fact may show that there is none of this one, and not the reverse."""
        return self._may_vanish(fact, tried[other]) and not self._may_vanish(other, tried[fact])

    def _may_vanish(self, fact: str, tried: list[Evaluation]) -> bool:
        known = self.evaluation.names[fact]
        return known.present is None and any(each.names[fact].never_present for each in tried)

    def _open(self, fact: str, tried: list[Evaluation]) -> float:
        """How much is open on average once a fact of few values is told; of any other, as much as now."""
        if not isinstance(self.evaluation.names[fact].values, frozenset):
            return _openness(self.evaluation)
        return sum(map(_openness, tried)) / len(tried) if tried else 0


def _values(fact: Fact, known: Known) -> list[Held | None]:
    """The answers to try: each of few values, and none."""
    every: tuple[Held, ...] = fact.type.choices or (True, False)
    few = known.values if isinstance(known.values, frozenset) else ()
    values: list[Held | None] = [value for value in every if value in few]
    return [*values, None] if known.absent else values


def _openness(evaluation: Evaluation) -> int:
    """How many rules may still answer in what is not settled."""
    return sum(
        len(answer.rows)
        for answer in evaluation.answers.values()
        if answer.status == "undetermined"
    )
