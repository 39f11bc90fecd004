"""Values as tables of changes name them: few enough to be counted, whatever the records hold.

A choice, a text (rules give texts word for word), a truth value and absence are named as they are. Of times and
numbers, which are as many as there are records, a table says how they moved: `a datetime` becomes `1 day earlier`;
of all cases at once, only that one becomes `another datetime`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer
from backhaul.frozen import frozen
from backhaul.language.kinds import DURATION, POINTS, Held, Kind, Type, json_value, written_value
from backhaul.language.kinds import difference as apart
from backhaul.static import Literal

Which = Literal["old", "new"]

#: the labels of what is no value; a text that could be taken for one stands in quotes
ABSENT, UNCOVERED, OPEN = "(absent)", "(no rule)", "(not settled)"
NOT_LISTED, REFUSED, OTHERS = "(not listed)", "(refused)", "(others)"
MASKED, MASKED_OTHER = "(masked)", "(masked, another)"
_WORDS = {
    **dict.fromkeys(POINTS, ("later", "earlier")),
    Kind.DURATION: ("longer", "shorter"),
}


@frozen
class OutputChange:
    """One output that came out otherwise, or the same where both labels are equal."""

    output: str
    old: str
    new: str


@frozen
class Shown:
    """What an output of two sides can be shown as: its type, and whether it is made of a masked fact."""

    type: Type
    hidden: bool


def value_label(type: Type, value: Held | None) -> str:
    """The one value, or what stands for any of a type that has too many."""
    if value is None:
        return ABSENT
    if type.ordered:
        return str(type)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}'" if text.startswith(("(", "'")) else text


def another(type: Type) -> str:
    """What stands for any other value of a type that has too many."""
    return f"another {type.kind}"


def label(shown: Shown, known: Known | None) -> str:
    """What is known of an output; None: no rule answers."""
    if known is None:
        return UNCOVERED
    if not known.settled:
        return OPEN
    return MASKED if shown.hidden and known.one is not None else value_label(shown.type, known.one)


def answer_label(type: Type, answer: Answer, output: str) -> str:
    """What a decision came to in one output, on facts that hide nothing."""
    return label(Shown(type, hidden=False), answer.outputs.get(output))


def difference(shown: Shown, old: Known, new: Known, *, exactly: bool) -> tuple[str, str]:
    """The labels of two exact values, equal only where the values are; *exactly*: it is told how far one moved."""
    labels = label(shown, old), label(shown, new)
    if labels[0] != labels[1] or old.one == new.one:
        return labels
    if shown.hidden:
        return MASKED, MASKED_OTHER
    moved = int(new.one or 0) - int(old.one or 0)
    return labels[0], _moved(shown.type, moved) if exactly else another(shown.type)


def _moved(type: Type, by: int) -> str:
    if type.kind in _WORDS:
        amount = json_value(DURATION, abs(by) * apart(type.kind)[1])
        return f"{amount} {_WORDS[type.kind][by < 0]}"
    return f"{written_value(type, abs(by))} {'less' if by < 0 else 'more'}"


def row_label(outputs: Sequence[str], labels: Sequence[str]) -> str:
    """How a row of a list is named."""
    if len(labels) == 1:
        return labels[0]
    return ", ".join(f"{name}: {value}" for name, value in zip(outputs, labels, strict=True))


def row_key(
    outputs: Mapping[str, Shown], known: Mapping[str, Known]
) -> tuple[str, tuple[Held | None, ...]]:
    """A row of a list: how it is named, and its exact values, which are never shown."""
    labels = [label(shown, known[name]) for name, shown in outputs.items()]
    return row_label(tuple(outputs), labels), tuple(known[name].one for name in outputs)
