"""Whether a newer version keeps what an older one decided: all of it, or all that was accepted by then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import z3

from backhaul.analysis.difference import Comparing
from backhaul.analysis.pair import Case
from backhaul.analysis.pair_cases import Finder
from backhaul.analysis.proved_changes import Possibility, ProvedChange
from backhaul.analysis.smallest import plainest
from backhaul.analysis.solving import NotSettled, Sat, Unsat
from backhaul.analysis.space import Bool
from backhaul.frozen import frozen
from backhaul.language.model import Fact


@frozen
class Difference:
    """What is not kept, or not settled: one plain sentence, and the plainest case of it."""

    answer: Possibility
    words: str
    case: Case | None = None
    #: where it is not settled: functions that the solver does not know
    unknown: tuple[str, ...] = ()
    #: the one output of which it is told
    change: ProvedChange | None = None


def change_at_all(comparing: Comparing) -> Difference | None:
    """What comes out otherwise, an order of a list or a refusal included; nothing where it is proved that nothing does."""
    return _first(comparing, _apart, _types, _changes, _refusals)


def change_of_accepted(comparing: Comparing) -> Difference | None:
    """What comes out otherwise on facts that the old version accepted, whatever is said of those that it does not have."""
    return _first(comparing, _gone, _types, _changes, _newly_refused)


Asked = Callable[[Comparing], Iterator[Difference]]


def _first(comparing: Comparing, *asked: Asked) -> Difference | None:
    """What changes, first of all; else what is not settled, if anything is."""
    changes = [
        change
        for change in chain.from_iterable(ask(comparing) for ask in asked)
        if change.answer != "impossible"
    ]
    certain = (change for change in changes if change.answer == "possible")
    return next(certain, changes[0] if changes else None)


def _apart(comparing: Comparing) -> Iterator[Difference]:
    for name, why in comparing.incomparable.items():
        yield Difference("possible", f"`{name}` cannot be compared: {why}")


def _gone(comparing: Comparing) -> Iterator[Difference]:
    yield from (c for c in _apart(comparing) if not c.words.endswith("only new"))


def _types(comparing: Comparing) -> Iterator[Difference]:
    for name, (old, new) in comparing.pair.apart.items():
        yield Difference("possible", f"the fact `{name}` was {old} and is {new}")


def _changes(comparing: Comparing) -> Iterator[Difference]:
    for flip in (*comparing.flips, *comparing.moved):
        if not flip.by_one:
            yield _change(comparing, flip)


def _refusals(comparing: Comparing) -> Iterator[Difference]:
    for flip in comparing.refused.values():
        yield _change(comparing, flip)


def _change(comparing: Comparing, flip: ProvedChange) -> Difference:
    """A flip as a sentence."""
    change = flip.change
    what = f"`{change.output}`" if change.output else "the answer"
    versions = comparing.old.version, comparing.new.version
    if versions[0] == versions[1]:
        versions = versions[0], "the changed policy"
    sides = zip((change.old, change.new), versions, strict=True)
    shown = [f"{_shown(value)} in {version}" for value, version in sides]
    words = f"{what} is {shown[0]}, and {shown[1]}"
    if flip.answer == "not settled":
        words = f"whether it can be that {words}"
    return Difference(flip.answer, words, flip.case, flip.unknown, flip)


def _shown(label: str) -> str:
    named = label.startswith("(") or " " in label
    return label.strip("()") if named else f"`{label}`"


def _newly_refused(comparing: Comparing) -> Iterator[Difference]:
    """Whether facts that the old version accepted are refused, whatever is said of those that it does not have."""
    pair, refusal = comparing.pair, comparing.refused["new"]
    old = pair.old.policy.facts
    own = [fact for name, fact in pair.new.policy.facts.items() if name not in old]
    if refusal.answer == "impossible" or not own:
        yield _change(comparing, refusal)
        return
    plain = plainest(pair.joint.policy)
    accepted = pair.space.every((*pair.joint.allowed, *pair.new.accepted))
    plainly = [_is(comparing, fact, plain[fact.name]) for fact in own]
    plainest_new = Finder(pair, (*pair.old.accepted, *plainly), comparing.work)
    if isinstance(plainest_new.solver.ask(z3.Not(accepted)), Unsat):
        # one way to say the new facts is accepted beside whatever the old version accepted
        return
    never = z3.ForAll(_variables(comparing, own), z3.Not(accepted))
    refused = plainest_new.solver.ask(never)
    if isinstance(refused, Sat):
        case = plainest_new.find(never)
        words = _change(comparing, refusal).words
        yield Difference("possible", words, case if isinstance(case, Case) else None)
    free = Finder(pair, pair.old.accepted, comparing.work)
    freely = free.solver.ask(never) if not isinstance(refused, Sat) else refused
    if not isinstance(refused, Sat) and not isinstance(freely, Unsat):
        words = f"whether {comparing.new.version} accepts what {comparing.old.version} accepts"
        unknown = freely.unknown if isinstance(freely, NotSettled) else ()
        yield Difference("not settled", words, unknown=unknown)


def _is(comparing: Comparing, fact: Fact, value: object) -> Bool:
    space, term = comparing.pair.space, comparing.pair.space.fact(fact)
    if value is None:
        return z3.Not(term.present)
    return space.every([term.present, term.value == space.held(value)])  # type: ignore[arg-type]


def _variables(comparing: Comparing, facts: list[Fact]) -> list[Bool]:
    """The variables of some facts."""
    terms = [comparing.pair.space.fact(fact) for fact in facts]
    there = [term.present for term in terms if not term.present.eq(comparing.pair.space.true)]
    return [*there, *(term.value for term in terms)]
