"""The whole why and why not as a page has it: every rule that was looked at, with every condition of it."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.evaluation.trace import (
    Answers,
    ConditionTrace,
    DecisionTrace,
    OperandTrace,
    RuleTrace,
    Trace,
)
from backhaul.explanation.answer import because, label
from backhaul.explanation.findings import finding, made_of, stated
from backhaul.explanation.reasons import (
    MARKS,
    not_asked,
    place_of,
    reasons,
    source,
    standing,
    title_line,
)
from backhaul.explanation.table_words import traced_table
from backhaul.explanation.values import Speaker
from backhaul.language.kinds import Words
from backhaul.language.model import Decision
from backhaul.report.blocks import (
    Block,
    Folded,
    Heading,
    Node,
    Pair,
    Pairs,
    Paragraph,
    Section,
    Tree,
    bullets,
)
from backhaul.report.lines import Mark, Strong, Tone, filled, joined

#: the sign of an outcome, its tone, and the key of the word that says the same
_OUTCOMES: dict[bool | None, tuple[str, Tone, str]] = {
    True: ("✓", "yes", "true"),
    False: ("✗", "no", "false"),
    None: ("?", "open", "cannot-tell"),
}
#: how a case of a value that was looked at came out
_ANSWERS: dict[Answers, bool | None] = {"yes": True, "maybe": None, "no": False}


def whole(traced: Trace, speaker: Speaker) -> Iterator[Block]:
    """Every decision with its rules."""
    grower = _Grower(speaker)
    zone = (Paragraph(speaker.zone_note, "note"),) if speaker.offset else ()
    ladders = (block for d in traced.decisions.values() for block in grower.ladder(d))
    yield Section(speaker.words["full"], (*zone, *ladders), "full")


class _Grower:
    """Grows the trees; a definition is shown whole where it stands first, and then referred to."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        #: where each definition was shown whole
        self.shown: dict[str, str] = {}
        #: what was said of the rule at hand: what its values are made of
        self.said: set[str] = set()
        self.place = ""

    def ladder(self, traced: DecisionTrace) -> Iterator[Block]:
        """One decision."""
        say, decision = self.speaker.say, traced.decision
        self.place = decision.name
        yield Heading(3, title_line(traced, self.speaker))
        if traced.applies:
            notes = {True: "list-on", False: "list-off", None: "list-open"}
            yield Paragraph(say(notes[traced.applies.outcome]), "note")
            yield Tree((self.node(traced.applies),))
        yield from traced_table(traced, self.speaker)
        yield from (self.branch(decision, rule) for rule in traced.rules)
        if rest := not_asked(traced):
            yield Paragraph(say("not-asked", a=self.speaker.joined(rest, "comma")), "note")

    def branch(self, decision: Decision, traced: RuleTrace) -> Folded:
        """One rule."""
        speaker, rule = self.speaker, traced.rule
        self.place = rule.id
        self.said.clear()
        intro, because_of = reasons(decision, traced, speaker)
        node = self.node(traced.condition) if traced.condition else None
        if node and not node.children and because_of == (node.line,):
            # the condition itself says it
            intro, because_of = "", ()
        stands = standing(decision, traced, speaker)
        line = filled(speaker.words["colon"], {"a": Strong(rule.id), "b": stands})
        gist = because_of[0] if because_of else str(node.line) if node else ""
        blocks = [*self._gives(decision, traced)]
        if because_of:
            blocks += [Paragraph(intro, "intro"), bullets(because_of)]
        if node:
            blocks.append(Tree((node,)))
        blocks.append(Paragraph(joined(source(rule, speaker), " · "), "place"))
        kind, opened = f"rule {traced.answers}", traced.answers != "no"
        return Folded((MARKS[traced.answers], *line), tuple(blocks), kind, opened, gist)

    def _gives(self, decision: Decision, traced: RuleTrace) -> Iterator[Block]:
        """The words of a rule that applies or may, and what it gives."""
        if traced.answers == "no":
            return
        if traced.rule.because:
            yield Paragraph(because(self.speaker, traced))
        rows = tuple(
            Pair(
                self.speaker.title(decision.outputs[name].title, name),
                label(self.speaker, decision, decision.outputs[name], known),
            )
            for name, known in traced.outputs.items()
            if not known.never_present
        )
        if rows:
            yield Pairs(rows)

    def node(self, traced: ConditionTrace) -> Node:
        """One condition and all below it; wrappers that add nothing are passed over."""
        inner, words = _unwrapped(traced)
        title = self.speaker.title(words, "")
        if inner.kind == "not":
            below, named = _unwrapped(inner.children[0])
            title = title or self._not_so(named)
            # the opposite of a leaf is told by what the leaf found
            inner = inner if below.children else below
        leaf = not inner.children
        above = self._above(traced, inner)
        found = finding(self.speaker, inner, whole=True) if leaf else ""
        parts = self._made_of(inner) if leaf else ()
        line = title or found or self.speaker.say(f"{inner.kind}-of")
        sign, tone, word = _OUTCOMES[traced.outcome]
        return Node(
            Mark(sign, tone, self.speaker.words[word]),
            f"{line} – {above}" if above else line,
            finding=found if title else "",
            origin=self.speaker.say("made-of", a=self.speaker.joined(parts, "semicolon"))
            if parts
            else "",
            code=traced.text if leaf or traced.kind in ("truth", "not") else "",
            place=place_of(traced.span),
            children=() if above else self._below(inner),
        )

    def _below(self, traced: ConditionTrace) -> tuple[Node, ...]:
        """What a condition is made of, and below a leaf the cases of the values that it reads."""
        cases = (node for operand in traced.operands for node in self._cases(operand))
        return (*map(self.node, traced.children), *cases)

    def _cases(self, traced: OperandTrace) -> Iterator[Node]:
        """The cases of a value that were looked at, and of those that it is made of."""
        speaker = self.speaker
        told = f"cases of {traced.text}"
        if traced.cases and told not in self.said:
            self.said.add(told)
            title = speaker.title(traced.title, traced.text)
            for case in traced.cases:
                sign, tone, word = _OUTCOMES[_ANSWERS[case.answers]]
                where = speaker.title(case.case.title, "") or speaker.words["case"]
                if case.condition is None:
                    where = speaker.words["otherwise"]
                line = stated(speaker, traced) if case.answers == "yes" else title
                yield Node(
                    Mark(sign, tone, speaker.words[word]),
                    f"{where} – {line}",
                    place=place_of(case.case.span),
                    children=(self.node(case.condition),) if case.condition else (),
                )
        for below in traced.operands:
            yield from self._cases(below)

    def _made_of(self, leaf: ConditionTrace) -> tuple[str, ...]:
        """What the values of a leaf are made of, unless this rule said so already."""
        parts = tuple(part for part in made_of(self.speaker, leaf) if part not in self.said)
        self.said.update(parts)
        return parts

    def _not_so(self, words: Words | None) -> str:
        title = self.speaker.title(words, "")
        return self.speaker.say("not-so", a=title) if title else ""

    def _above(self, traced: ConditionTrace, inner: ConditionTrace) -> str:
        """The rule under which this definition was shown whole already, or nothing."""
        if traced.kind != "truth" or not inner.children:
            return ""
        if traced.text in self.shown:
            return self.speaker.say("as-above", a=self.shown[traced.text])
        self.shown[traced.text] = self.place
        return ""


def _unwrapped(traced: ConditionTrace) -> tuple[ConditionTrace, Words | None]:
    """The condition under wrappers of one child that add no more than a title; and that title."""
    title = traced.title
    while len(traced.children) == 1 and traced.kind != "not":
        below = traced.children[0]
        if title and below.title and below.title != title:
            break
        traced, title = below, title or below.title
    return traced, title
