"""What would change a decision, in words: the engine's own, one catalogue a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backhaul.evaluation.decision import Evaluation, tells_masked
from backhaul.evaluation.known import exactly
from backhaul.explanation.values import Speaker
from backhaul.explanation.words import Catalogue, fill
from backhaul.language.kinds import POINTS, Held, Kind, Type, difference
from backhaul.language.model import Fact
from backhaul.report.blocks import Block, Paragraph, bullets

ENGLISH: Catalogue = {
    "is": "{a}: {b}",
    "had": "For “{a}” this had to be otherwise:",
    "nothing": "This is so already: {a}",
    "never": "No change of what can be influenced gives “{a}”. What can be: {b}",
    "open": "Whether a change gives “{a}” was not settled.",
    "change": "{a}: {b} in place of {c}",
    "earlier": "{a}: {by} earlier, {b} in place of {c}",
    "later": "{a}: {by} later, {b} in place of {c}",
    "less": "{a}: {by} less, {b} in place of {c}",
    "more": "{a}: {by} more, {b} in place of {c}",
    "masked": "{a}: another value",
}
CHINESE: Catalogue = {
    "is": "{a}：{b}",
    "had": "要得到“{a}”，以下情况须不同：",
    "nothing": "已经如此：{a}",
    "never": "无论怎样改变可以影响的情况，都得不到“{a}”。可以影响的有：{b}",
    "open": "未能确定是否有变化能得到“{a}”。",
    "change": "{a}：{b}，而不是{c}",
    "earlier": "{a}：提早{by}，即{b}，而不是{c}",
    "later": "{a}：推迟{by}，即{b}，而不是{c}",
    "less": "{a}：减少{by}，即{b}，而不是{c}",
    "more": "{a}：增加{by}，即{b}，而不是{c}",
    "masked": "{a}：另一个值",
}
_CATALOGUES = {"en": ENGLISH, "zh": CHINESE}

#: a fact, and what it is and would be
Changed = tuple[Fact, Held | None, Held | None]
Wanted = Mapping[str, Held | None]


def flip_blocks(
    evaluation: Evaluation,
    wanted: Wanted,
    answer: str,
    changes: Sequence[Changed],
    language: str,
) -> tuple[Block, ...]:
    """The changes as a list, or that there are none."""
    head, *each = _Saying(evaluation, language).lines(wanted, answer, changes)
    return Paragraph(head), bullets(each)


class _Saying:
    def __init__(self, evaluation: Evaluation, language: str) -> None:
        self.speaker = Speaker.of(evaluation, language)
        self.words = _CATALOGUES.get(language.partition("-")[0], ENGLISH)
        self.evaluation, self.policy = evaluation, evaluation.policy

    def lines(self, wanted: Wanted, answer: str, changes: Sequence[Changed]) -> Iterator[str]:
        whole = self.speaker.words["and"].join(self._is(name, v) for name, v in wanted.items())
        if answer != "found":
            free = [fact for fact in self.policy.facts.values() if fact.changeable]
            names = self.speaker.words["comma"].join(self._title(fact) for fact in free)
            yield self._say("never" if answer == "impossible" else "open", a=whole, b=names)
            return
        yield self._say("had" if changes else "nothing", a=whole)
        yield from (self._change(*change) for change in changes)

    def _is(self, name: str, value: Held | None) -> str:
        decision, _, output = name.partition(".")
        declared = self.policy.decisions[decision].outputs[output]
        title = self.speaker.title(declared.title, name)
        return self._say("is", a=title, b=self._value(declared.type, value))

    def _change(self, fact: Fact, before: Held | None, after: Held | None) -> str:
        title = self._title(fact)
        if tells_masked(self.evaluation, fact):
            return self._say("masked", a=title)
        names = {
            "a": title,
            "b": self._of(fact, after),
            "c": self._of(fact, before),
        }
        kind = fact.type.kind
        if not isinstance(before, int) or not isinstance(after, int) or kind is Kind.BOOLEAN:
            return self._say("change", **names)
        if kind in POINTS:
            by = self.speaker.duration(abs(after - before) * difference(kind)[1])
            return self._say("earlier" if after < before else "later", by=by, **names)
        by = self._value(fact.type, abs(after - before))
        return self._say("less" if after < before else "more", by=by, **names)

    def _title(self, fact: Fact) -> str:
        return self.speaker.title(fact.title, fact.name)

    def _of(self, fact: Fact, held: Held | None) -> str:
        absent = held is None
        return self.speaker.absent(fact.name) if absent else self._value(fact.type, held)

    def _value(self, type: Type, held: Held | None) -> str:
        return self.speaker.value(type, exactly(held))

    def _say(self, key: str, **names: str) -> str:
        return fill(self.words[key], names)
