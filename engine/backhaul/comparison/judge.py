"""One record judged: both policies decide it, and their outputs are compared.

An output flips where what one side says cannot be what the other says. Where both may still be the same and one of
them is open, it cannot be told, and the facts that would tell are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from backhaul.comparison.amounts import Amount, Worth
from backhaul.comparison.comparable_outputs import comparable_outputs
from backhaul.comparison.labels import (
    NOT_LISTED,
    OutputChange,
    Shown,
    Which,
    difference,
    label,
    row_key,
)
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
#: an output with how it stands on both sides; None: it cannot be told whether it is the same
Compared = tuple[str, OutputChange | None]


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
    flips: tuple[OutputChange, ...] = ()
    #: outputs that are the same; the value's label twice
    kept: tuple[OutputChange, ...] = ()
    unclear: tuple[str, ...] = ()
    #: the facts that would tell of the outputs that are not clear
    missing: tuple[Missing, ...] = ()
    refused: tuple[Refused, ...] = ()
    #: decisions that came out the same by another rule
    rules: tuple[OutputChange, ...] = ()
    #: what it is worth, where that is an output
    worth: Worth | None = None


class Judge:
    """Holds two policies ready to judge one record after another.

    *exactly*: the labels speak of one record; else of all cases at once, where nothing is hidden. *amount*: an output that is added up.
    """

    def __init__(
        self, old: Policy, new: Policy, *, exactly: bool = True, amount: Amount | None = None
    ) -> None:
        self.old, self.new, self.exactly = old, new, exactly
        self.amount = amount if amount and amount.given else None
        masked = masked_names(old) | masked_names(new) if exactly else frozenset()
        self.hides = bool(masked)
        self.decisions: list[tuple[Decision, Decision]] = []
        #: of each decision its comparable outputs
        self.outputs: dict[str, dict[str, Shown]] = {}
        for before, after, names in comparable_outputs(old, new):
            self.decisions.append((before, after))
            self.outputs[before.name] = {
                name: Shown(before.outputs[name].type, f"{before.name}.{name}" in masked)
                for name in names
            }

    def verdict(self, old: Dealt, new: Dealt) -> Verdict:
        """How one record stands; *old* and *new*: its facts as each side knows them, or why none."""
        before, refused_before = _evaluated(self.old, old, "old")
        after, refused_after = _evaluated(self.new, new, "new")
        if before is None or after is None:
            return Verdict("refused", refused=(*refused_before, *refused_after))
        compared: list[Compared] = []
        rules: list[OutputChange] = []
        for decisions in self.decisions:
            of_decision = list(self._compared(*decisions, before, after))
            compared += of_decision
            if all(change is None or change.old == change.new for _, change in of_decision):
                rules += _rules(*decisions, before, after)
        changes = [change for _, change in compared if change]
        flips = tuple(change for change in changes if change.old != change.new)
        kept = tuple(change for change in changes if change.old == change.new)
        unclear = tuple(output for output, change in compared if change is None)
        standing: Standing = "changed" if flips else "cannot_tell" if unclear else "same"
        missing = _missing(before, after) if unclear else ()
        worth = self.amount.of_outputs(before, after) if self.amount else None
        return Verdict(standing, flips, kept, unclear, missing, (), tuple(rules), worth)

    def changes(self, before: Evaluation, after: Evaluation) -> frozenset[OutputChange]:
        """Every output that surely came out otherwise."""
        compared = (c for pair in self.decisions for _, c in self._compared(*pair, before, after))
        return frozenset(change for change in compared if change and change.old != change.new)

    def _compared(
        self, old: Decision, new: Decision, before: Evaluation, after: Evaluation
    ) -> Iterator[Compared]:
        """Every output of a decision; of a list, every row."""
        answers = before.answers[old.name], after.answers[new.name]
        outputs = self.outputs[old.name]
        if self.hides:
            hidden = before.hidden | after.hidden
            outputs = {
                name: Shown(shown.type, shown.hidden or f"{old.name}.{name}" in hidden)
                for name, shown in outputs.items()
            }
        if old.hit == "collect":
            yield from _lists(old.name, outputs, *answers)
            return
        for name, shown in outputs.items():
            output = f"{old.name}.{name}"
            labels = self._labels(shown, answers, name)
            yield output, OutputChange(output, *labels) if labels else None

    def _labels(
        self, shown: Shown, answers: tuple[Answer, Answer], name: str
    ) -> tuple[str, str] | None:
        """How an output stands on both sides; None where it cannot be told whether it is the same."""
        if any(answer.open_end and answer.status != "uncovered" for answer in answers):
            return None
        before, after = (answer.outputs.get(name) for answer in answers)
        if before is not None and after is not None:
            if before.settled and after.settled:
                return difference(shown, before, after, exactly=self.exactly)
            if _may_agree(before, after):
                return None
        return label(shown, before), label(shown, after)


def _lists(
    name: str, outputs: Mapping[str, Shown], before: Answer, after: Answer
) -> Iterator[Compared]:
    """What stands in one list and cannot stand in the other."""
    olds, news = _rows(before, outputs), _rows(after, outputs)
    if olds is None or news is None:
        yield name, None
        return
    unclear = False
    for row in _every(olds, news):
        least, most = (olds.sure[row], news.sure[row]), (olds.most(row), news.most(row))
        if least[0] > most[1]:
            yield name, OutputChange(name, row[0], NOT_LISTED)
        elif least[1] > most[0]:
            yield name, OutputChange(name, NOT_LISTED, row[0])
        elif least != most:
            unclear = True
        else:
            yield name, OutputChange(name, row[0], row[0])
    if unclear:
        yield name, None


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


def _rows(answer: Answer, outputs: Mapping[str, Shown]) -> _Listed | None:
    """The rows of a list, or nothing where a value in one of them is open."""
    listed = _Listed(Counter(), Counter())
    for row in answer.rows:
        if not all(row.outputs[name].settled for name in outputs):
            return None
        (listed.sure if row.sure else listed.maybe)[row_key(outputs, row.outputs)] += 1
    return listed


def _every(old: _Listed, new: _Listed) -> list[_Key]:
    """All rows of both lists, each once, in the order in which they stand."""
    return list(dict.fromkeys((*old.sure, *old.maybe, *new.sure, *new.maybe)))


def _rules(
    one: Decision, other: Decision, before: Evaluation, after: Evaluation
) -> Iterator[OutputChange]:
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
        yield OutputChange(one.name, *names)


def _missing(before: Evaluation, after: Evaluation) -> tuple[Missing, ...]:
    """The facts that would tell, with what was said of each."""
    needs = dict.fromkeys((*before.needs, *after.needs))
    given = before.given | after.given
    return tuple(Missing(name, "not exact" if name in given else "not recorded") for name in needs)
