"""In which way a case failed, in the policy's own words: like failures have the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from backhaul.explanation import note_words
from backhaul.explanation.values import Speaker
from backhaul.explanation.words import Catalogue, fill
from backhaul.frozen import frozen
from backhaul.language.kinds import POINTS, Kind, Type, difference
from backhaul.language.model import Policy
from backhaul.language.values import read_value

ENGLISH: Catalogue = {
    "cases-one": "1 case: {a}",
    "cases-many": "{n} cases: {a}",
    "more": "and {n} more",
    "likewise": "likewise:",
    "moved": "{a} {by}",
    "rule": "{a}: decided by the rule {new} instead of {old}",
    "list": "{a}: another list",
    "possible": "{a}: something else is still possible",
    "sentence": "a sentence comes in other words",
    "no-sentence": "a sentence does not come at all",
}
CHINESE: Catalogue = {
    "cases-one": "1个案例：{a}",
    "cases-many": "{n}个案例：{a}",
    "more": "另有{n}处",
    "likewise": "同样：",
    "moved": "{a}{by}",
    "rule": "{a}：适用规则{new}，原为{old}",
    "list": "{a}：列表不同",
    "possible": "{a}：仍有可能的结果不同",
    "sentence": "某句话的表述不同",
    "no-sentence": "某句话不再出现",
}
#: differences that a headline names
_MOST = 3
_MOVES = {
    Kind.DATETIME: ("later", "earlier"),
    Kind.DATE: ("later", "earlier"),
    Kind.DURATION: ("longer", "shorter"),
    Kind.INTEGER: ("more", "less"),
}


@frozen
class Unlike:
    """One thing of a case that did not come as expected: where it stands below `expect`, and both values as a case writes them."""

    path: tuple[str, ...] | None
    expected: object
    came: object
    #: the sentence that tells it
    message: str
    code: str


class FailureWords:
    """Says of cases of one policy, in one language, in which way they failed."""

    def __init__(self, policy: Policy, language: str) -> None:
        self.policy = policy
        self.speaker = Speaker.of_policy(policy, language)
        chinese = language.partition("-")[0] == "zh"
        self.words: Mapping[str, str] = {
            **note_words.words(language),
            **(CHINESE if chinese else ENGLISH),
        }

    def say(self, key: str, **names: str) -> str:
        """One of these words."""
        return fill(self.words[key], names)

    def headline(self, count: int, way: Sequence[str]) -> str:
        """*38 cases: deadlines 4 days earlier*; of a way in many things the first."""
        more = [self.say("more", n=str(len(way) - _MOST))] if len(way) > _MOST else []
        said = self.speaker.joined([*way[:_MOST], *more], "semicolon")
        return self.say("cases-one" if count == 1 else "cases-many", n=str(count), a=said)

    def way(self, unlike: Iterable[Unlike]) -> tuple[str, ...]:
        """In which way a case failed: what an output says, or else which rule answered, or else how it is said."""
        every = list(unlike)
        groups = ([each for each in every if about(each)] for about in _ABOUT)
        chosen = next((group for group in groups if group), every)
        return tuple(dict.fromkeys(map(self._said, chosen)))

    def _said(self, unlike: Unlike) -> str:
        match unlike.path:
            case ("outcome", decision, output):
                return self._of_output(decision, output, unlike)
            case ("outcome", decision):
                return self.say("list", a=self._decision(decision))
            case ("possible", decision, output):
                return self.say("possible", a=self._title(decision, output))
            case ("rules", decision):
                new, old = (self._rules(each) for each in (unlike.came, unlike.expected))
                return self.say("rule", a=self._decision(decision), new=new, old=old)
        if unlike.code == "not-said":
            return self.say("sentence" if unlike.path else "no-sentence")
        return unlike.message

    def _of_output(self, decision: str, output: str, unlike: Unlike) -> str:
        declared = self.policy.decisions[decision].outputs.get(output)
        if declared is None:
            return unlike.message
        if by := self._move(declared.type, unlike):
            # several times of one decision mostly move together
            times = declared.type.kind in POINTS
            title = self._decision(decision) if times else self._title(decision, output)
            return self.say("moved", a=title, by=by)
        old, new = (self._value(declared.type, each) for each in (unlike.expected, unlike.came))
        return self.say("value", a=self._title(decision, output), new=new, old=old)

    def _move(self, type: Type, unlike: Unlike) -> str:
        """How far a time or number moved, if both are there."""
        old, new = (_number(type.kind, each) for each in (unlike.expected, unlike.came))
        if old is None or new is None or old == new:
            return ""
        by = abs(new - old)
        apart, size = difference(type.kind)
        said = str(by) if apart is Kind.INTEGER else self.speaker.duration(by * size)
        return self.say(f"moved-{_MOVES[type.kind][new < old]}", a=said)

    def _value(self, type: Type, value: object) -> str:
        if value is None:
            return self.speaker.words["absent"]
        if type.kind in (*POINTS, Kind.DURATION):  # the other one is absent
            return self.words[str(type).replace(" ", "-")]
        if type.kind in (Kind.CHOICE, Kind.BOOLEAN) and isinstance(value, (str, bool)):
            return self.speaker.exact(type, value)
        return str(value)

    def _rules(self, value: object) -> str:
        """The ids of rules."""
        ids = value if isinstance(value, list) else [value]
        named = [f"`{each}`" for each in ids if each is not None]
        return self.speaker.joined(named, "comma") or self.speaker.words["absent"]

    def _decision(self, name: str) -> str:
        return self.speaker.title(self.policy.decisions[name].title, name)

    def _title(self, decision: str, output: str) -> str:
        declared = self.policy.decisions[decision].outputs.get(output)
        return self.speaker.title(declared.title if declared else None, f"{decision}.{output}")


def _number(kind: Kind, value: object) -> int | None:
    """A time or number as a whole number, if a case writes one there."""
    if kind is Kind.INTEGER and isinstance(value, int):
        return value
    if not isinstance(value, str) or kind not in (*POINTS, Kind.DURATION):
        return None
    held = read_value(value, Type(kind))
    return held if isinstance(held, int) else None


def _wrong(unlike: Unlike) -> bool:
    """Whether the case itself is wrong, or its facts were refused, or decided all the same."""
    if unlike.path in ((), ("refused",)):
        return True
    return unlike.path is None and unlike.code not in ("not-said", "case-failed")


def _output(unlike: Unlike) -> bool:
    return unlike.path is not None and unlike.path[:1] == ("outcome",)


def _possible(unlike: Unlike) -> bool:
    return unlike.path is not None and unlike.path[:1] == ("possible",)


def _rule(unlike: Unlike) -> bool:
    return unlike.path is not None and unlike.path[:1] == ("rules",)


#: what tells best in which way a case failed, first
_ABOUT = (_wrong, _output, _possible, _rule)
