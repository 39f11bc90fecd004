"""When an output of a decision is what: each of its labels in a table of changes, with the term for it."""

from __future__ import annotations

from collections.abc import Mapping

import z3

from backhaul.analysis.pair import Side
from backhaul.analysis.space import Bool, Number, Space, Term
from backhaul.comparison.labels import ABSENT, UNCOVERED, value_label
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind, Type


@frozen
class Outcome:
    """One output of one side: when it is what."""

    decision: str
    output: str
    type: Type
    #: by label
    states: Mapping[str, Bool]

    @property
    def name(self) -> str:
        """The output with its decision."""
        return f"{self.decision}.{self.output}"


def outcome(side: Side, decision: str, output: str) -> Outcome:
    """An output of a decision that is no list."""
    ladder, space = side.lowered.ladders[decision], side.lowered.space
    declared, term = ladder.decision.outputs[output], ladder.outputs[output]
    type, parts = declared.type, dict[str, list[Bool]]()
    if type.ordered:
        parts[value_label(type, 0)] = [space.every([ladder.covered, term.present])]
    else:
        values = (False, True) if type.kind is Kind.BOOLEAN else type.choices
        parts = {value_label(type, value): [] for value in values}
        for answer, row in zip(ladder.answers, ladder.rows, strict=True):
            for label, called_so in term_labels(space, type, row[output]).items():
                parts.setdefault(label, []).append(space.every([answer, called_so]))
    parts.pop(ABSENT, None)
    states = {label: space.some(terms) for label, terms in parts.items()}
    if declared.optional and not term.present.eq(space.true):
        states[ABSENT] = space.every([ladder.covered, z3.Not(term.present)])
    if not ladder.covered.eq(space.true):
        states[UNCOVERED] = z3.Not(ladder.covered)
    return Outcome(decision, output, type, states)


def term_labels(space: Space, type: Type, term: Term) -> dict[str, Bool]:
    """What a rule's own output can be called, each with when it is called so."""
    labels: dict[str, Bool] = {}
    if term.present.eq(space.false):
        return {ABSENT: space.true}
    if type.kind is Kind.BOOLEAN and not is_constant(term.value):
        labels[value_label(type, value=True)] = space.every([term.present, term.value])
        labels[value_label(type, value=False)] = space.every([term.present, z3.Not(term.value)])
    else:
        value = 0 if type.ordered else space.read(type, term.value)
        labels[value_label(type, value)] = term.present
    if not term.present.eq(space.true):
        labels[ABSENT] = z3.Not(term.present)
    return labels


def is_constant(value: Bool | Number) -> bool:
    """Whether a term is a value."""
    return bool(z3.is_int_value(value) or z3.is_true(value) or z3.is_false(value))
