"""What a condition found, as a sentence with values and margin; and what a condition asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from backhaul.evaluation.margins import Margin
from backhaul.evaluation.settling import why
from backhaul.evaluation.trace import ConditionTrace, OperandTrace
from backhaul.explanation.cells import since
from backhaul.explanation.values import IN_BRACKETS, NO_OFFSET, Show, Speaker
from backhaul.explanation.words import SAME, fill
from backhaul.explanation.working_day_words import apart, holidays
from backhaul.frozen import frozen
from backhaul.language.function import LETTERS
from backhaul.language.kinds import POINTS, Kind, Type

#: the words for two values that are apart, by kind: the left one is the greater, or the smaller
_APART: Mapping[Kind, tuple[str, str]] = {
    Kind.DATETIME: ("later", "earlier"),
    Kind.DATE: ("later", "earlier"),
    Kind.DURATION: ("longer", "shorter"),
    Kind.INTEGER: ("more", "less"),
    Kind.DECIMAL: ("more", "less"),
}
#: the words for a comparison as it is asked, for times and for numbers
_ASKED: Mapping[str, tuple[str, str]] = {
    "<": ("before", "below"),
    "<=": ("not-after", "not-above"),
    ">": ("after", "above"),
    ">=": ("not-before", "not-below"),
    "==": ("same", "same"),
    "!=": ("differs", "differs"),
}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


@frozen
class Told:
    """What was told before: names whose values a comparison leaves out; and whether times have their offset."""

    names: AbstractSet[str] = frozenset()
    offset: bool = False


_NOTHING = Told()


def findings(speaker: Speaker, condition: ConditionTrace, told: Told = _NOTHING) -> tuple[str, ...]:
    """What made a condition come out as it did: a sentence for each leaf that did, each once."""
    leaves = _without_guards(list(why(condition)))
    return tuple(dict.fromkeys(finding(speaker, leaf, told=told) for leaf in leaves))


def finding(
    speaker: Speaker, leaf: ConditionTrace, *, whole: bool = False, told: Told = _NOTHING
) -> str:
    """What one leaf found, as it is and not as it was asked.

    The whole of it names every operand, also where one that is absent says enough.
    """
    absent = [operand for operand in leaf.operands if operand.known.never_present]
    if absent and whole and leaf.kind == "compare":
        left, right = (_with_value(speaker, operand, told) for operand in leaf.operands)
        return speaker.say("compared", a=left, b=right)
    if absent:
        return _is(speaker, absent[0], told)
    if leaf.kind == "compare":
        return _comparison(speaker, leaf, told)
    operand = leaf.operands[0]
    if leaf.kind == "contains" and leaf.outcome is False and not _hidden(speaker, operand):
        options = (speaker.exact(operand.type, option) for option in leaf.options)
        is_ = _is(speaker, operand, told)
        return speaker.say("none-of", a=is_, b=speaker.joined(options, "comma"))
    return _is(speaker, operand, told)


def state(speaker: Speaker, leaf: ConditionTrace, told: Told = _NOTHING) -> str:
    """What one leaf found, in the same words whatever was asked of a value that is one of several."""
    against_literal = any(operand.role == "literal" for operand in leaf.operands)
    if leaf.kind == "compare" and (leaf.margin or not against_literal):
        return finding(speaker, leaf, told=told)
    return _is(speaker, next(o for o in leaf.operands if o.role != "literal"))


def _without_guards(leaves: list[ConditionTrace]) -> list[ConditionTrace]:
    """The leaves without those that only say that a value is there which others of them read."""
    guards = [leaf for leaf in leaves if leaf.kind == "present" and leaf.outcome]
    others = [leaf for leaf in leaves if leaf not in guards]
    return [
        leaf
        for leaf in leaves
        if leaf not in guards or not any(_reads(other, leaf.operands[0]) for other in others)
    ]


def stated(speaker: Speaker, operand: OperandTrace) -> str:
    """What is known of a value that was read, after its title."""
    return _is(speaker, operand)


def is_masked(speaker: Speaker, leaf: ConditionTrace) -> bool:
    """Whether a masked fact stands under a leaf."""
    return any(_hidden(speaker, operand) for operand in leaf.operands)


def claim(speaker: Speaker, condition: ConditionTrace) -> str:
    """What a condition that cannot be told asks for: *if* this holds."""
    if condition.title:
        return speaker.title(condition.title, condition.text)
    if not condition.children:
        return _asked(speaker, condition)
    if condition.kind == "not":
        return _asked_not(speaker, condition.children[0])
    below = dict.fromkeys(claim(speaker, child) for child in _open(condition))
    return speaker.joined(below, "or" if condition.kind == "any" else "semicolon")


def unknown(speaker: Speaker, condition: ConditionTrace) -> tuple[str, ...]:
    """The facts that keep a condition from being told, with what is known of them."""
    facts: dict[str, OperandTrace] = {}
    for leaf in why(condition):
        for operand in leaf.operands:
            facts.update({fact.text: fact for fact in _unsettled(operand)})
    nothing = speaker.words["unknown"]
    return tuple(
        _name(speaker, fact) if value(speaker, fact) == nothing else _is(speaker, fact)
        for fact in facts.values()
    )


def made_of(speaker: Speaker, leaf: ConditionTrace) -> tuple[str, ...]:
    """What the computed values of a leaf are made of, each with its value."""
    parts = (part for operand in leaf.operands for part in _parts(operand))
    return tuple(dict.fromkeys(_is(speaker, part) for part in parts))


def _parts(operand: OperandTrace) -> Iterator[OperandTrace]:
    for below in operand.operands:
        if below.role == "function":
            yield from _parts(below)
        elif below.role != "literal":
            yield below


def _unsettled(operand: OperandTrace) -> Iterator[OperandTrace]:
    if operand.role in ("fact", "output") and not operand.known.settled:
        yield operand
    for below in operand.operands:
        yield from _unsettled(below)
    for case in operand.cases:
        for leaf in why(case.condition) if case.condition else ():
            for below in leaf.operands:
                yield from _unsettled(below)


def _open(condition: ConditionTrace) -> list[ConditionTrace]:
    """The children that cannot be told, without the guards of values that others of them read."""
    children = [child for child in condition.children if child.outcome is None]
    guards = [child for child in children if child.kind in ("present", "absent")]
    others = [child for child in children if child not in guards]
    return [
        child
        for child in children
        if child not in guards or not any(_reads(other, child.operands[0]) for other in others)
    ] or children


def _reads(condition: ConditionTrace, operand: OperandTrace) -> bool:
    return any(o.text == operand.text for o in condition.operands) or any(
        _reads(child, operand) for child in condition.children
    )


def _comparison(speaker: Speaker, leaf: ConditionTrace, told: Told) -> str:
    left, right = leaf.operands
    if left.role == "literal":
        left, right = right, left
    # how two values stand to each other would say what a masked one is
    hidden = _hidden(speaker, left) or _hidden(speaker, right)
    if leaf.margin and leaf.outcome is not None and not hidden:
        return _apart(speaker, leaf, leaf.margin, told)
    if right.role == "literal":
        return _against_literal(speaker, leaf, (left, right), told)
    names = {"a": _with_value(speaker, left, told), "b": _with_value(speaker, right, told)}
    if leaf.outcome is None or hidden:
        return speaker.say("compared", **names)
    asked = leaf.symbol if leaf.outcome else _OPPOSITE[leaf.symbol]
    names = {key: _with_value(speaker, o, told) for key, o in zip("ab", leaf.operands, strict=True)}
    return speaker.say(_ASKED[asked][left.type.kind not in POINTS], **names)


def _against_literal(
    speaker: Speaker, leaf: ConditionTrace, pair: tuple[OperandTrace, OperandTrace], told: Told
) -> str:
    """*The return: not started, not “on the way”*; a value that is the literal stands alone."""
    operand, literal = pair
    said = _is(speaker, operand, told)
    apart = leaf.outcome == (leaf.symbol == "!=")
    if leaf.outcome is None or not apart or _hidden(speaker, operand):
        return said
    return speaker.say("not-this", a=said, b=_plain(speaker, operand.type, literal))


def _apart(speaker: Speaker, leaf: ConditionTrace, margin: Margin, told: Told) -> str:
    """Two values and by how much they are apart; how far along, where days are counted."""
    left, right = leaf.operands
    names = {"a": _with_value(speaker, left, told), "b": _with_value(speaker, right, told)}
    notes = list(holidays(speaker, leaf.operands))
    if not margin.amount:
        said = speaker.say(SAME.get(left.type.kind, "same"), **names)
        return speaker.joined((said, *notes), "semicolon")
    more, less = _APART[left.type.kind]
    by = apart(speaker, leaf.operands, speaker.exact(margin.type, abs(margin.amount)))
    said = speaker.say(more if margin.amount > 0 else less, by=by, **names)
    if margin.day is not None and margin.of_days is not None and margin.day <= margin.of_days:
        notes.insert(0, speaker.say("progress", day=str(margin.day), days=str(margin.of_days)))
    return speaker.joined((said, *notes), "semicolon")


def _asked(speaker: Speaker, leaf: ConditionTrace) -> str:
    operand = leaf.operands[0]
    name = _name(speaker, operand)
    match leaf.kind:
        case "compare":
            return _asked_comparison(speaker, leaf)
        case "contains":
            options = (speaker.exact(operand.type, option) for option in leaf.options)
            value = speaker.joined(options)
        case "present":
            value = speaker.words["there"]
        case "absent":
            value = speaker.absent(operand.text)
        case _:
            value = speaker.words["yes"]
    return speaker.say("colon", a=name, b=value)


def _asked_not(speaker: Speaker, condition: ConditionTrace) -> str:
    """What the opposite of a condition asks for."""
    if condition.kind == "truth" and not condition.children:
        name = _name(speaker, condition.operands[0])
        return speaker.say("colon", a=name, b=speaker.words["no"])
    return speaker.say("not-so", a=claim(speaker, condition))


def _asked_comparison(speaker: Speaker, leaf: ConditionTrace) -> str:
    left, right = leaf.operands
    if right.role == "literal" and leaf.symbol in ("==", "!="):
        value = _plain(speaker, left.type, right)
        value = value if leaf.symbol == "==" else speaker.say("not", a=value)
        return speaker.say("colon", a=_name(speaker, left), b=value)
    words = _ASKED[leaf.symbol][left.type.kind not in POINTS]
    return speaker.say(words, a=_name(speaker, left), b=_name(speaker, right))


def _plain(speaker: Speaker, type: Type, literal: OperandTrace) -> str:
    """A literal in the words of the value that it is compared with."""
    return speaker.value(type, literal.known, NO_OFFSET)


def _name(speaker: Speaker, operand: OperandTrace) -> str:
    if operand.role == "literal":
        return _plain(speaker, operand.type, operand)
    if operand.words is not None:
        parts = [_name(speaker, below) for below in operand.operands]
        names = {**dict(zip(LETTERS, parts, strict=False)), "all": speaker.joined(parts, "comma")}
        return fill(speaker.own(operand.words), names)
    return speaker.title(operand.title, operand.text)


def _hidden(speaker: Speaker, operand: OperandTrace) -> bool:
    """Whether a masked fact stands under a value."""
    if operand.text in speaker.masked and operand.role != "literal":
        return True
    return any(_hidden(speaker, below) for below in operand.operands)


def value(speaker: Speaker, operand: OperandTrace, show: Show = NO_OFFSET) -> str:
    """The value of an operand; *masked* where a masked fact stands under it."""
    said = speaker.value(operand.type, operand.known, show, of=operand.text)
    if _hidden(speaker, operand):
        return speaker.hidden(said)
    return speaker.joined((said, *since(speaker, operand)), "comma")


def _is(speaker: Speaker, operand: OperandTrace, told: Told = _NOTHING) -> str:
    said = value(speaker, operand, Show() if told.offset else NO_OFFSET)
    return speaker.labelled(_name(speaker, operand), said)


def _with_value(speaker: Speaker, operand: OperandTrace, told: Told) -> str:
    if operand.role == "literal":
        return _plain(speaker, operand.type, operand)
    name = _name(speaker, operand)
    if operand.text in told.names:
        return speaker.say("quoted", a=name) if told.offset else name
    said = value(speaker, operand, IN_BRACKETS if told.offset else NO_OFFSET)
    return speaker.say("brackets", a=name, b=said)
