"""Decisions with facts of few values missing: the compiled form decides each branch, and they are united.

What comes out is what the branches of the definition come to (`backhaul.evaluation.branches`): with so few values
both look at every case that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from backhaul.evaluation.branches import most_branches
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.known import Known, exactly
from backhaul.evaluation.meaning import Answer, Row
from backhaul.evaluation.union import united
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Decision, Fact, Policy
from backhaul.static import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backhaul.evaluation.compiled import Branch, Compiled
    from backhaul.evaluation.lowering.domains import Domain

#: answers that are kept, to be used again
MOST_KEPT = 1_024


@frozen
class Branched:
    """What every case that fits the facts comes to, united."""

    policy: Policy
    #: the facts as they were given
    given: dict[str, object]
    answers: Mapping[str, Answer]
    #: the facts that are missing
    missing: tuple[str, ...]


def needs(branched: Branched) -> tuple[str, ...]:
    """The facts that together settle what is open."""
    if all(answer.status != "undetermined" for answer in branched.answers.values()):
        return ()
    if len(branched.missing) == 1:
        return branched.missing
    return evaluate(branched.policy, branched.given, branching=False).needs


class Branching:
    """Decides facts of which some of few values are missing; all else is left to another."""

    def __init__(
        self,
        policy: Policy,
        forms: Sequence[Compiled],
        make: Callable[[Branched], Any],
        other: Callable[..., Any],
    ) -> None:
        self.policy, self.make, self.other = policy, make, other
        #: the compiled forms, the one that is asked last first
        self.forms = forms
        self.options = {name: _options(fact) for name, fact in policy.facts.items()}
        self._branch: Branch | None = None
        #: what decides a branch whose instants are held in a domain
        self._of: dict[Domain, Branch] = {}
        self._most = 0
        self._kept: dict[tuple[object, ...], Answer] = {}

    def decide(self, facts: Any, *, extra: str = "refuse") -> Any:
        """The decision on these facts."""
        if type(facts) is dict and extra == "refuse" and len(facts) < len(self.options):
            branched = self._united(facts)
            if branched is not None:
                return self.make(branched)
        return self.other(facts, extra=extra)

    def _united(self, facts: dict[str, object]) -> Branched | None:
        """What the branches come to; nothing where the definition is to be asked."""
        if not all(type(name) is str for name in facts):
            return None
        missing = tuple(name for name in self.options if name not in facts)
        options = [self.options[name] for name in missing]
        if len(facts) + len(missing) > len(self.options) or not all(options):
            return None
        branch = self._written()
        if prod(map(len, options)) > self._most:
            return None
        found: list[tuple[Any, ...]] = []
        case = dict(facts)
        for values in product(*options):
            case.update(zip(missing, values, strict=True))
            each = branch(case)
            if each is None:
                return None
            if each and each not in found:
                found.append(each)
                # the facts of the other branches are written as those of this one
                branch = self._of[each[0]]
        if not found:
            return None
        answers = {
            name: self._answer(2 * at + 1, decision, found)
            for at, (name, decision) in enumerate(self.policy.decisions.items())
        }
        return Branched(self.policy, dict(facts), answers, missing)

    def _written(self) -> Branch:
        """What decides one branch; each form is written when it is first asked."""
        if self._branch is None:
            self._most = most_branches(self.policy)
            self._branch = _nobody
            for form in self.forms:
                self._branch = self._of[form.domain] = _when_asked(form, self._branch)
        return self._branch

    def _answer(self, at: int, decision: Decision, found: list[tuple[Any, ...]]) -> Answer:
        """What one decision comes to in all that was found."""
        of_domain = found[0][0]
        if any(each[0] is not of_domain for each in found):
            return united(decision, [_read(decision, f[0], f[at], f[at + 1]) for f in found])
        different: list[tuple[Any, Any]] = []
        for each in found:
            if (pair := (each[at], each[at + 1])) not in different:
                different.append(pair)
        if any(_computes(*pair) for pair in different):
            return united(decision, [_read(decision, of_domain, *pair) for pair in different])
        # what rules of literals come to does not depend on the case
        key = (at, *(_rules(rule) for rule, _ in different))
        answer = self._kept.get(key)
        if answer is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            answers = [_read(decision, of_domain, *pair) for pair in different]
            answer = self._kept[key] = united(decision, answers)
        return answer


def _nobody(_: dict[str, object]) -> None:
    """That it cannot be told."""


def _when_asked(form: Compiled, other: Branch) -> Branch:
    """What decides one branch by a form, which is written only when it is asked."""
    written: list[Branch] = []

    def branch(facts: dict[str, object]) -> Any:
        if not written:
            written.append(form.write_branch(other))
        return written[0](facts)

    return branch


def _options(fact: Fact) -> tuple[Held | None, ...]:
    """The values of a fact of few; none for any other."""
    few: tuple[Held, ...] = (True, False) if fact.type.kind is Kind.BOOLEAN else fact.type.choices
    return (*few, None) if few and fact.optional else few


def _computes(rule: Any, computed: Any) -> bool:
    return any(c for _, c in rule) if isinstance(rule, list) else bool(computed)


def _rules(rule: Any) -> object:
    return tuple(row for row, _ in rule) if isinstance(rule, list) else rule


def _read(decision: Decision, domain: Domain, rule: Any, computed: Any) -> Answer:
    """The answer that the definition gives where the compiled form has found this."""
    if decision.hit == "collect":
        rows = tuple(Row(r, True, dict(_outputs(decision, domain, r, c))) for r, c in rule)
        return Answer("decided", rows, {})
    if rule < 0:
        return Answer("uncovered", (), {}, open_end=True)
    outputs = dict(_outputs(decision, domain, rule, computed))
    own = {name: outputs[name] for name in decision.outputs}
    return Answer("decided", (Row(rule, True, outputs),), own)


def _outputs(
    decision: Decision, domain: Domain, rule: int, computed: Sequence[Any]
) -> Iterator[tuple[str, Known]]:
    values = iter(computed)
    for name, expression in decision.ladder[rule].outputs.items():
        if isinstance(expression, nodes.Literal):
            yield name, exactly(expression.value)
        else:
            value = next(values)
            kind = decision.outputs[name].type.kind
            yield name, exactly(None if value is None else domain.held(kind, value))
