"""The whole why and why not on two screens: what applies, and all that does not by what was in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backhaul.evaluation.settling import why
from backhaul.evaluation.trace import ConditionTrace, DecisionTrace, RuleTrace, Trace
from backhaul.explanation.answer import because
from backhaul.explanation.findings import Told, findings, state, unknown
from backhaul.explanation.folding import folded
from backhaul.explanation.reasons import MARKS, not_asked, reasons, source, standing, title_line
from backhaul.explanation.table_words import traced_table
from backhaul.explanation.values import Speaker
from backhaul.language.model import Decision
from backhaul.report.blocks import Block, Node, Paragraph, Section, Tree
from backhaul.report.lines import Line, Name, filled, joined, parts

#: rows of a table that are shown whole; of a longer one those that apply or may
_ROWS = 30


def folded_why(traced: Trace, speaker: Speaker) -> Iterator[Block]:
    """Every decision with the rules that apply or may, and then the others."""
    full = speaker.words["full"]
    yield Section(f"{full} · {speaker.zone_note}" if speaker.offset else full, ())
    folding = _Folding(traced, speaker)
    for decision in traced.decisions.values():
        yield from folding.decision(decision)
    if others := tuple(folding.others()):
        yield Paragraph(speaker.words["in-the-way"])
        yield Tree(others)
    rest = {name: ids for name, d in traced.decisions.items() if (ids := not_asked(d))}
    if rest:
        named = folding.by_decision(rest)
        yield Paragraph(filled(speaker.words["not-asked"], {"a": named}))


class _Folding:
    """Says each condition in one line; comparisons leave out the values that were told before."""

    def __init__(self, traced: Trace, speaker: Speaker) -> None:
        self.traced, self.speaker = traced, speaker
        #: names whose values were told
        self.told: set[str] = set()

    def decision(self, traced: DecisionTrace) -> Iterator[Block]:
        """One decision: the rules that apply or may."""
        yield Paragraph(title_line(traced, self.speaker))
        applies = traced.applies
        if applies and not applies.outcome:
            # of a list that applies no more is to be said
            note = self.speaker.say("list-open" if applies.outcome is None else "list-off")
            yield Paragraph(self.speaker.labelled(note, self._why(applies)))
        yield from traced_table(traced, self.speaker, most=_ROWS)
        shown = [rule for rule in traced.rules if rule.answers != "no"]
        if shown:
            yield Tree(tuple(self._rule(traced.decision, rule) for rule in shown))

    def _rule(self, decision: Decision, traced: RuleTrace) -> Node:
        intro, said = reasons(decision, traced, self.speaker)
        why_so = self.speaker.joined(said, "semicolon")
        if traced.condition and traced.condition.outcome is not None:
            why_so = self._why(traced.condition)
        stands = standing(decision, traced, self.speaker)
        because_of = self.speaker.say("because", a=stands, b=intro, c=why_so)
        names: dict[str, Line] = {"a": Name(traced.rule.id), "b": because_of}
        head = filled(self.speaker.words["colon"], names)
        line = joined((head, *source(traced.rule, self.speaker)), " · ")
        # what applies is told in words in the short answer
        told = because(self.speaker, traced) if traced.answers == "maybe" else ""
        return Node(MARKS[traced.answers], line, told if traced.rule.because else "")

    def _why(self, condition: ConditionTrace) -> str:
        if condition.outcome is None:
            return self.speaker.joined(unknown(self.speaker, condition), "semicolon")
        said = findings(self.speaker, condition, Told(self.told))
        self.told.update(o.text for leaf in why(condition) for o in leaf.operands)
        return self.speaker.joined(said, "semicolon")

    def others(self) -> Iterator[Node]:
        """What was in the way of the rules that do not apply."""
        failed: list[RuleTrace] = []
        for traced in self.traced.decisions.values():
            if traced.applies and traced.applies.outcome is False:
                yield self._group(traced.rules, self.speaker.say("list-off"))
            else:
                failed += [rule for rule in traced.rules if rule.answers == "no"]
        for cause, rules in folded(self.speaker, failed):
            said = [state(self.speaker, leaf, Told(self.told)) for leaf in cause]
            self.told.update(o.text for leaf in cause for o in leaf.operands)
            yield self._group(rules, self.speaker.joined(dict.fromkeys(said), "semicolon"))
        unsure = [r for r in failed if not r.condition or r.condition.outcome is not False]
        if unsure:
            yield self._group(unsure, self.speaker.say("every-case-no"))

    def _group(self, rules: Iterable[RuleTrace], cause: str) -> Node:
        wanted = {id(rule) for rule in rules}
        names = {
            name: ids
            for name, traced in self.traced.decisions.items()
            if (ids := [rule.rule.id for rule in traced.rules if id(rule) in wanted])
        }
        return Node(MARKS["no"], (cause, " – ", *parts(self.by_decision(names))))

    def by_decision(self, rules: Mapping[str, Sequence[str]]) -> Line:
        """*route: hold, return; deadlines: held*."""
        words = self.speaker.words
        named = (
            filled(words["colon"], {"a": name, "b": joined(map(Name, ids), words["comma"])})
            for name, ids in rules.items()
        )
        return joined(named, words["semicolon"])
