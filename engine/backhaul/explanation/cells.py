"""For which cases a value of a parameter counts, in words: *Luzon, Visayas*, *from 2023-07-05 (UTC+08:00) on*."""

from __future__ import annotations

from backhaul.evaluation.meaning import possible_cells
from backhaul.evaluation.trace import OperandTrace
from backhaul.explanation.values import Speaker
from backhaul.explanation.words import fill
from backhaul.language.axes import FIRST, Axis, date_and_offset
from backhaul.language.kinds import Words
from backhaul.language.model import Parameter
from backhaul.program.program import program_of

_FROM: Words = {"en": "from {a} on", "zh": "自 {a} 起"}
_TO: Words = {"en": "from {a} until before {b}", "zh": "自 {a} 起、{b} 之前"}
_BEFORE: Words = {"en": "before {b}", "zh": "{b} 之前"}
_EVER: Words = {"en": "at all times", "zh": "任何时候"}


def keys_said(speaker: Speaker, parameter: Parameter, cell: int) -> tuple[str, ...]:
    """The keys of a cell, each in words."""
    return tuple(
        stretch(speaker, key, _until(axis, key)) if axis.dated else key_said(speaker, axis, key)
        for axis, key in zip(parameter.axes, parameter.keys[cell], strict=True)
    )


def since(speaker: Speaker, operand: OperandTrace) -> tuple[str, ...]:
    """From which date on a parameter has its value and by which clauses, where it has dates and one of them is sure."""
    name = program_of(speaker.policy).names.get(operand.text)
    parameter = name.declared if name else None
    if not isinstance(parameter, Parameter) or operand.role != "parameter":
        return ()
    axis = parameter.axes[0] if parameter.axes else None
    if axis is None or not axis.dated:
        return ()
    cells = possible_cells(parameter, {below.text: below.known for below in operand.operands})
    if len(cells) > 1:
        return ()
    key = parameter.keys[cells[0]][0]
    return (stretch(speaker, key, _until(axis, key)), *axis.cites[axis.keys.index(key)])


def stretch(speaker: Speaker, start: str, end: str | None) -> str:
    """From which date on, or up to which."""
    words = _FROM if end is None else _TO
    if start == FIRST:
        words = _EVER if end is None else _BEFORE
    return fill(speaker.own(words), {"a": _date(start), "b": _date(end or "")})


def _until(axis: Axis, key: str) -> str | None:
    """The date up to which a key counts; nothing where it counts for ever."""
    later = axis.keys.index(key) + 1
    return axis.keys[later] if later < len(axis.keys) else None


def key_said(speaker: Speaker, axis: Axis, key: str) -> str:
    """A key of a fact of few values."""
    type = program_of(speaker.policy).names[axis.fact].type
    return speaker.exact(type, key if type.choices else key == "true")


def _date(written: str) -> str:
    """An instant at the offset with which it is written; a day as it is."""
    return " ".join(date_and_offset(written)).strip()
