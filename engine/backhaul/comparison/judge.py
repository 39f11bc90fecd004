"""One record judged: both policies decide, and what they say is held side by side.

An output flips where what one side says cannot be what the other says. Where both may still be the same and one of
them is open, it cannot be told, and the facts that would tell are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from backhaul.comparison.labels import Side, Sides, difference, label, masked_sides, row_key
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.known import Known, Members, ranges
from backhaul.evaluation.meaning import Answer
from backhaul.evaluation.reads import masked_names
from backhaul.frozen import frozen
from backhaul.language.kinds import Held
from backhaul.language.model import Decision, Policy

Facts = Mapping[str, object]
Standing = Literal["same", "changed", "cannot_tell", "refused"]
Which = Literal["old", "new"]

#: the labels of what is no value
UNCOVERED, OPEN, NOT_LISTED = "(no rule)", "(not settled)", "(not listed)"


@frozen
class Flip:
    """One output that came out otherwise, or the same where both labels are equal."""

    output: str
    old: str
    new: str


@frozen
class Refused:
    """Why one side refused the facts."""

    by: Which
    code: str
    fact: str
    message: str


#: the facts of one side, or why there are none
Dealt = Facts | tuple[Refused, ...]


@frozen
class Missing:
    """A fact without which it cannot be told."""

    fact: str
    why: Literal["not recorded", "not exact"]


@frozen
class Verdict:
    """What was found of one record."""

    standing: Standing
    flips: tuple[Flip, ...] = ()
    #: outputs that are the same; the value's label twice
    kept: tuple[Flip, ...] = ()
    unclear: tuple[str, ...] = ()
    #: the facts that would tell of the outputs that are not clear
    missing: tuple[Missing, ...] = ()
    refused: tuple[Refused, ...] = ()
    #: decisions that came out the same by another rule
    rules: tuple[Flip, ...] = ()


class Judge:
    """Holds two policies ready to judge one record after another."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self.old, self.new = old, new
        self.decisions = [
            (decision, new.decisions[name])
            for name, decision in old.decisions.items()
            if name in new.decisions
            and (decision.hit == "collect") == (new.decisions[name].hit == "collect")
        ]
        masked = masked_names(old) | masked_names(new)
        self.hides = bool(masked)
        self.outputs: dict[str, list[Sides]] = {
            before.name: [
                (
                    Side(before.outputs[name].type, hidden),
                    Side(after.outputs[name].type, hidden),
                    name,
                )
                for name in before.outputs
                if name in after.outputs
                for hidden in [f"{before.name}.{name}" in masked]
            ]
            for before, after in self.decisions
        }

    def verdict(self, old: Dealt, new: Dealt) -> Verdict:
        """How one record stands; *old* and *new*: its facts as each side knows them, or why none."""
        before, refused_before = _evaluated(self.old, old, "old")
        after, refused_after = _evaluated(self.new, new, "new")
        if before is None or after is None:
            return Verdict("refused", refused=(*refused_before, *refused_after))
        found: list[tuple[str, Flip | None, bool]] = []
        rules: list[Flip] = []
        for one, other in self.decisions:
            here = list(self._held(one, other, before, after))
            found += here
            if all(flip is None or flip.old == flip.new for _, flip, _ in here):
                rules += _rules(one, other, before, after)
        flips = tuple(flip for _, flip, _ in found if flip and flip.old != flip.new)
        unclear = tuple(output for output, _, open in found if open)
        standing: Standing = "changed" if flips else "cannot_tell" if unclear else "same"
        kept = tuple(flip for _, flip, _ in found if flip and flip.old == flip.new)
        missing = _missing(before, after) if unclear else ()
        return Verdict(standing, flips, kept, unclear, missing, (), tuple(rules))

    def _held(
        self, one: Decision, other: Decision, before: Evaluation, after: Evaluation
    ) -> Iterator[tuple[str, Flip | None, bool]]:
        """Every output of a decision with its flip, and whether it cannot be told."""
        answers = before.answers[one.name], after.answers[other.name]
        outputs = self.outputs[one.name]
        if self.hides:
            outputs = masked_sides(outputs, one.name, before.hidden | after.hidden)
        if one.hit == "collect":
            yield from _lists(one.name, outputs, *answers)
            return
        for left, right, name in outputs:
            flip = _flip(f"{one.name}.{name}", (left, right), answers, name)
            yield f"{one.name}.{name}", flip, flip is None


def _lists(
    name: str, outputs: list[Sides], before: Answer, after: Answer
) -> Iterator[tuple[str, Flip | None, bool]]:
    """What stands in one list and cannot stand in the other."""
    olds = _rows(before, [(side, output) for side, _, output in outputs])
    news = _rows(after, [(side, output) for _, side, output in outputs])
    if olds is None or news is None:
        yield name, None, True
        return
    unclear = False
    for row in _every(olds, news):
        least, most = (olds.sure[row], news.sure[row]), (olds.most(row), news.most(row))
        if least[0] > most[1]:
            yield name, Flip(name, row[0], NOT_LISTED), False
        elif least[1] > most[0]:
            yield name, Flip(name, NOT_LISTED, row[0]), False
        elif least != most:
            unclear = True
        else:
            yield name, Flip(name, row[0], row[0]), False
    if unclear:
        yield name, None, True


def _evaluated(
    policy: Policy, facts: Dealt, by: Which
) -> tuple[Evaluation | None, tuple[Refused, ...]]:
    if not isinstance(facts, Mapping):
        return None, tuple(refused for refused in facts if refused.by == by)
    try:
        return evaluate(policy, facts), ()
    except (FactError, PolicyError) as error:
        return None, refusals(by, error)


def refusals(by: Which, error: BackhaulError) -> tuple[Refused, ...]:
    """Why one side refuses the facts, each reason once."""
    return tuple(_refused(by, diagnostic) for diagnostic in _each(error))


def _each(error: BackhaulError) -> Iterator[Diagnostic]:
    """Its diagnostics, one of each kind."""
    seen = set()
    for diagnostic in error.diagnostics:
        if (kind := _kind(diagnostic)) not in seen:
            seen.add(kind)
            yield diagnostic


def _kind(diagnostic: Diagnostic) -> tuple[str, str]:
    """What refusals are counted by: the code, and the fact or the constraint."""
    if diagnostic.code == "broken-constraint":
        return diagnostic.code, diagnostic.message.split("`")[1]
    return diagnostic.code, diagnostic.fact or ""


def _refused(by: Which, diagnostic: Diagnostic) -> Refused:
    return Refused(by, *_kind(diagnostic), diagnostic.message)


def _flip(
    output: str, sides: tuple[Side, Side], answers: tuple[Answer, Answer], name: str
) -> Flip | None:
    """How an output stands on both sides; nothing where it cannot be told whether it is the same."""
    if any(answer.open_end and answer.status != "uncovered" for answer in answers):
        return None
    before, after = (answer.outputs.get(name) for answer in answers)
    if before is None or after is None:
        labels = [
            UNCOVERED if known is None else _short(side, known)
            for side, known in zip(sides, (before, after), strict=True)
        ]
        return Flip(output, *labels)
    if before.settled and after.settled:
        return Flip(output, *difference(sides, before, after))
    if _may_agree(before, after):
        return None
    return Flip(output, *(_short(s, k) for s, k in zip(sides, (before, after), strict=True)))


def _short(side: Side, known: Known) -> str:
    return label(side, known) if known.settled else OPEN


def _may_agree(before: Known, after: Known) -> bool:
    """Whether both may turn out to be the same value."""
    if before.absent and after.absent:
        return True
    if before.values is None or after.values is None:
        others = before.values if after.values is None else after.values
        return others is None or bool(others)
    if isinstance(before.values, frozenset) or isinstance(after.values, frozenset):
        return not _members(before).isdisjoint(_members(after))
    pairs = ((a, b) for a in ranges(before) for b in ranges(after))
    return any(low <= end and start <= high for (low, high), (start, end) in pairs)


def _members(known: Known) -> Members:
    return known.values if isinstance(known.values, frozenset) else frozenset()


_Key = tuple[str, tuple[Held | None, ...]]


@frozen
class _Listed:
    """The rows of a list: those that stand there for sure, and those that may."""

    sure: Counter[_Key]
    maybe: Counter[_Key]

    def most(self, row: _Key) -> int:
        """How often the row stands there at most."""
        return self.sure[row] + self.maybe[row]


def _rows(answer: Answer, outputs: list[tuple[Side, str]]) -> _Listed | None:
    """The rows of a list, or nothing where a value in one of them is open."""
    found = _Listed(Counter(), Counter())
    for row in answer.rows:
        if not all(row.outputs[name].settled for _, name in outputs):
            return None
        (found.sure if row.sure else found.maybe)[row_key(outputs, row.outputs)] += 1
    return found


def _every(old: _Listed, new: _Listed) -> list[_Key]:
    """All rows of both lists, each once, in the order in which they stand."""
    return list(dict.fromkeys((*old.sure, *old.maybe, *new.sure, *new.maybe)))


def _rules(one: Decision, other: Decision, before: Evaluation, after: Evaluation) -> Iterator[Flip]:
    """The rules that answered, where they are not called the same."""
    if one.hit == "collect":
        return
    names = [
        decision.ladder[answer.rows[0].rule].id
        for decision, answer in (
            (one, before.answers[one.name]),
            (other, after.answers[other.name]),
        )
        if len(answer.rows) == 1
    ]
    if len(names) == 2 and names[0] != names[1]:
        yield Flip(one.name, *names)


def _missing(before: Evaluation, after: Evaluation) -> tuple[Missing, ...]:
    """The facts that would tell, with what was said of each."""
    needs = dict.fromkeys((*before.needs, *after.needs))
    given = before.given | after.given
    return tuple(Missing(name, "not exact" if name in given else "not recorded") for name in needs)
