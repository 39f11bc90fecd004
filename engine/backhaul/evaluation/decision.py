"""The decision as data: what was given, what was understood of it, and what every rule ladder said."""

from __future__ import annotations

from backhaul.diagnostics import Diagnostic, FactError, PolicyError
from backhaul.evaluation import combine
from backhaul.evaluation.broken_constraints import contradiction, no_case
from backhaul.evaluation.combine import Status
from backhaul.evaluation.facts import Bounds, Extra, as_json, by_name, understand
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer, decide
from backhaul.evaluation.out_of_range import without_day
from backhaul.evaluation.reads import compared_with, hidden_names, is_told, needs
from backhaul.evaluation.tighten import tighten
from backhaul.frozen import frozen
from backhaul.language.kinds import LIMITS, Type, json_value, python_value
from backhaul.language.model import Decision, Fact, Policy
from backhaul.static import TYPE_CHECKING, Any, Mapping

if TYPE_CHECKING:
    from backhaul.evaluation.branches import Whole


@frozen
class Evaluation:
    """One policy applied to the facts of one case."""

    policy: Policy
    #: the names of the facts of which anything was said
    given: frozenset[str]
    #: what was given of each fact, before the constraints were used
    facts: Mapping[str, Known]
    #: what is known of every name, constraints used: facts, parameters, definitions, outputs
    names: Mapping[str, Known]
    answers: Mapping[str, Answer]
    needs: tuple[str, ...]
    #: constraints that could not be told
    unchecked: tuple[str, ...]
    #: the facts of which the constraints ruled something out
    narrowed: frozenset[str]

    @property
    def hidden(self) -> frozenset[str]:
        """The names whose value is told nowhere: masked facts, what they narrowed, and what is made of either."""
        return hidden_names(self.policy, self.facts, self.narrowed)

    @property
    def status(self) -> Status:
        """The worst status of its decisions."""
        return combine.worst([answer.status for answer in self.answers.values()])


def evaluate(
    policy: Policy,
    given: Mapping[str, object],
    extra: Extra = "refuse",
    *,
    branching: bool = True,
) -> Evaluation:
    """The evaluation of a policy on facts; without *branching*, what one reading of them makes possible.

    Raises FactError where they are wrong, and PolicyError where two rules of a decision match that
    allows one.
    """
    given = by_name(given)
    facts = understand(policy, given, extra)
    said = frozenset(name for name in facts if name in given)
    return conclude(policy, facts, said, branching=branching)


def conclude(
    policy: Policy, facts: dict[str, Known], said: frozenset[str], *, branching: bool = True
) -> Evaluation:
    """The evaluation of a policy on what is known of each fact; *said*: those that were given.

    Raises what `evaluate` raises for facts that were understood.
    """
    try:
        return _concluded(policy, facts, said, branching=branching)
    except FactError as error:
        raise FactError(map(without_day, error.diagnostics)) if policy.masks else error from None


def _concluded(
    policy: Policy, facts: dict[str, Known], said: frozenset[str], *, branching: bool
) -> Evaluation:
    known, broken, unchecked = tighten(policy, facts)
    if broken:
        raise FactError(contradiction(policy, constraint, facts) for constraint in broken)
    answers, names = decide(policy, known)
    narrowed = frozenset(name for name in known if known[name] != facts[name])
    first, all_names = answers, names
    if branching and not all(each.settled for each in known.values()):
        whole = _whole(policy, facts, known, answers, names, unchecked)
        answers, all_names, narrowed = whole.answers, whole.names, narrowed | whole.narrowed
    overlaps = _overlaps(policy, answers)
    if overlaps:
        raise PolicyError(overlaps)
    needed = needs(policy, names, first) if _is_open(answers) else ()
    return Evaluation(policy, said, facts, all_names, answers, needed, unchecked, narrowed)


def _whole(policy: Policy, facts: dict[str, Known], *first: Any) -> Whole:
    """What the branches come to of a first reading; complete facts have none."""
    from backhaul.evaluation.branches import NoCase, Reading, whole

    try:
        return whole(policy, Reading(*first))
    except NoCase as none:
        if not none.constraints:
            raise FactError(none.others) from None
        raise FactError([no_case(policy, none.constraints, facts)]) from None


def _is_open(answers: Mapping[str, Answer]) -> bool:
    return any(answer.status == "undetermined" for answer in answers.values())


def _overlaps(policy: Policy, answers: Mapping[str, Answer]) -> list[Diagnostic]:
    return [
        _overlap(policy.decisions[name], answer.conflict)
        for name, answer in answers.items()
        if answer.conflict
    ]


def tells_masked(evaluation: Evaluation, fact: Fact) -> bool:
    """Whether the value that a fact would have to have tells a masked one: its own, or one that it is compared with."""
    policy = evaluation.policy
    if fact.masked or not policy.masks:
        return fact.masked
    masked = {name for name in compared_with(policy, fact.name) if policy.facts[name].masked}
    return any(is_told(policy.facts[name], evaluation.facts[name]) for name in masked)


def _overlap(decision: Decision, conflict: tuple[int, ...]) -> Diagnostic:
    rules = [decision.rules[index] for index in conflict]
    names = " and ".join(f"`{rule.id}`" for rule in rules)
    related = tuple((f"`{rule.id}` stands here", rule.span) for rule in rules[1:])
    message = f"{names} match the same facts, and `{decision.name}` allows one"
    help = "make their conditions exclude each other, or use `hit: first`"
    span = rules[0].span
    return Diagnostic("rules-overlap", message, help, span, related=related)


def possible(type: Type, known: Known, *, as_text: bool = False) -> object:
    """The values still possible as a tuple (None: absent), or their `Bounds`.

    As text it is what JSON holds: a list, or an object with `from`, `before` and `or_absent`.
    """
    convert = json_value if as_text else python_value
    nothing: tuple[object, ...] = (None,) if known.absent else ()
    if isinstance(known.values, frozenset):
        order = type.choices or (False, True)
        members = [v for v in order if v in known.values] or sorted(map(str, known.values))
        found = (*members, *nothing)
        return list(found) if as_text else found
    parts = known.values or ()
    if known.values is not None and all(low == high for low, high in parts):
        found = (*(convert(type, low) for low, _ in parts), *nothing)
        return list(found) if as_text else found
    if as_text:
        bounds = as_json(type, known)
        return (
            {**bounds, "or_absent": True} if known.absent and isinstance(bounds, dict) else bounds
        )
    return _bounds(type, known)


def _bounds(type: Type, known: Known) -> Bounds:
    if not isinstance(known.values, tuple):
        return Bounds(None, None, known.absent)
    low, high = known.values[0][0], known.values[-1][1]
    least, most = LIMITS[type.kind]
    start = python_value(type, low) if low > least else None
    before = python_value(type, high + 1) if high < most else None
    return Bounds(start, before, known.absent)
