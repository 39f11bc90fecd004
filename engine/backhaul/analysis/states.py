"""What an output of a decision can be, as the few things that a table of changes names."""

from __future__ import annotations

from collections.abc import Mapping

import z3

from backhaul.analysis.lowering import Ladder
from backhaul.analysis.pair import Said, Side
from backhaul.analysis.space import Bool, Number, Space
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Kind, Type

ABSENT, UNCOVERED, NOT_LISTED, REFUSED = "(absent)", "(no rule)", "(not listed)", "(refused)"


def enumerated(type: Type) -> bool:
    """Whether the values are few enough to be named one by one."""
    return type.kind in (Kind.CHOICE, Kind.BOOLEAN)


def any_of(type: Type) -> str:
    """What stands for any value of a type that has too many."""
    return str(type)


def another(type: Type) -> str:
    """What stands for any other value of such a type."""
    return f"another {type.kind}"


def value_label(type: Type, held: Held) -> str:
    """The one value, or what stands for any."""
    if not enumerated(type):
        return any_of(type)
    return {True: "true", False: "false"}[held] if isinstance(held, bool) else str(held)


@frozen
class Outcome:
    """One output of one side: when it is what."""

    name: str
    decision: str
    output: str
    type: Type
    #: by label
    states: Mapping[str, Bool]

    def label(self, said: Said) -> str:
        """What the definition made of a case."""
        if said.evaluation is None:
            return REFUSED
        answer = said.evaluation.answers[self.decision]
        if answer.status == "uncovered":
            return UNCOVERED
        held = answer.outputs[self.output].one
        return ABSENT if held is None else value_label(self.type, held)

    def held(self, said: Said) -> Held | None:
        """The value that the definition gave; nothing where there is none."""
        if said.evaluation is None or not said.evaluation.answers[self.decision].outputs:
            return None
        return said.evaluation.answers[self.decision].outputs[self.output].one


def outcome(side: Side, decision: str, output: str) -> Outcome:
    """An output of a decision that is no list."""
    ladder, space = side.lowered.ladders[decision], side.lowered.space
    declared, given = ladder.decision.outputs[output], ladder.outputs[output]
    type, states = declared.type, dict[str, Bool]()
    if enumerated(type):
        for held in type.choices or (False, True):
            states[value_label(type, held)] = _is(space, ladder, output, held)
    else:
        states[any_of(type)] = space.every([ladder.covered, given.present])
    if declared.optional and not given.present.eq(space.true):
        states[ABSENT] = space.every([ladder.covered, z3.Not(given.present)])
    if not ladder.covered.eq(space.true):
        states[UNCOVERED] = z3.Not(ladder.covered)
    return Outcome(f"{decision}.{output}", decision, output, type, states)


def _is(space: Space, ladder: Ladder, output: str, held: Held) -> Bool:
    """Whether a rule answers with a value, or stands in the list with it."""
    wanted = space.held(held)
    parts = []
    for answer, row in zip(ladder.answers, ladder.rows, strict=True):
        term = row[output]
        if not is_constant(term.value):
            parts.append(space.every([answer, term.present, term.value == wanted]))
        elif term.value.eq(wanted):
            parts.append(space.every([answer, term.present]))
    return space.some(parts)


def is_constant(value: Bool | Number) -> bool:
    """Whether a term is a value."""
    return bool(z3.is_int_value(value) or z3.is_true(value) or z3.is_false(value))
