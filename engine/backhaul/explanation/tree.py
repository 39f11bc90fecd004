"""The whole why and why not: every rule that was looked at, with what its conditions found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.trace import ConditionTrace, DecisionTrace, RuleTrace, Trace, why
from backhaul.explanation.answer import because, label
from backhaul.explanation.content import Branch, Group, Ladder, Node, Tree
from backhaul.explanation.findings import Told, finding, findings, made_of, state, unknown
from backhaul.explanation.folding import folded
from backhaul.explanation.values import Speaker
from backhaul.language.kinds import Words
from backhaul.language.model import Decision
from backhaul.language.nodes import Reference


def tree(evaluation: Evaluation, traced: Trace, speaker: Speaker) -> Tree:
    """Every decision with its rules, every fact, and the constraints that could not be told."""
    grower = _Grower(speaker)
    ladders = tuple(grower.ladder(decision) for decision in traced.decisions.values())
    groups = tuple(grower.groups(traced))
    titles = {c.id: speaker.title(c.title, c.id) for c in evaluation.policy.constraints}
    unchecked = tuple(titles[name] for name in evaluation.unchecked)
    zone = speaker.zone_note if speaker.offset else ""
    return Tree(ladders, groups, _facts(evaluation, speaker), unchecked, zone)


def _facts(evaluation: Evaluation, speaker: Speaker) -> tuple[tuple[str, str, str], ...]:
    """Every fact by name, title and what is known of it; what only follows from others says so."""
    found = []
    for name, fact in evaluation.policy.facts.items():
        known = evaluation.names[name]
        value = speaker.named(Reference(name, fact.type), known)
        if known != evaluation.facts[name] and value != speaker.words["masked"]:
            value = speaker.say("follows", a=value)
        found.append((name, speaker.title(fact.title, name), value))
    return tuple(found)


class _Grower:
    """Grows the tree; a definition is shown whole where it stands first, and then referred to."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        #: where each definition was shown whole
        self.shown: dict[str, str] = {}
        #: what was said of the rule at hand: what its values are made of
        self.said: set[str] = set()
        self.place = ""
        #: names whose values were told in short
        self.told: set[str] = set()

    def ladder(self, traced: DecisionTrace) -> Ladder:
        """One decision."""
        say, decision = self.speaker.say, traced.decision
        self.place = decision.name
        applies = self.node(traced.applies) if traced.applies else None
        # of a list that applies no more is to be said
        because = (
            self._in_short(traced.applies) if traced.applies and not traced.applies.outcome else ""
        )
        branches = tuple(self.branch(decision, rule) for rule in traced.rules)
        rest = [rule.id for rule in decision.ladder[len(branches) :]]
        notes = {True: "list-on", False: "list-off", None: "list-open"}
        note = say(notes[traced.applies.outcome]) if traced.applies else ""
        return Ladder(
            name=decision.name,
            title=self.speaker.title(decision.title, decision.name),
            status=traced.status,
            standing=say(traced.status),
            note=note,
            applies=applies,
            because=because,
            branches=branches,
            not_asked=tuple(rest),
        )

    def _in_short(self, condition: ConditionTrace) -> str:
        """Why a condition came out as it did; comparisons leave out the values that were told in short before."""
        if condition.outcome is None:
            said = unknown(self.speaker, condition)
        else:
            said = findings(self.speaker, condition, Told(self.told))
            self.told.update(o.text for leaf in why(condition) for o in leaf.operands)
        return self.speaker.joined(said, "semicolon")

    def _why_in_short(
        self, traced: RuleTrace, standing: str, intro: str, reasons: tuple[str, ...]
    ) -> str:
        if traced.answers == "no":
            return ""
        condition = traced.condition
        said = self.speaker.joined(reasons, "semicolon")
        if condition is not None and condition.outcome is not None:
            said = self._in_short(condition)
        return self.speaker.say("because", a=standing, b=intro, c=said)

    def groups(self, traced: Trace) -> Iterator[Group]:
        """What was in the way of the rules that do not apply, and the rules of which nothing more is known."""
        off = {n for n, d in traced.decisions.items() if d.applies and d.applies.outcome is False}
        for name in off:
            yield _group(traced, traced.decisions[name].rules, self.speaker.say("list-off"))
        asked = (d for name, d in traced.decisions.items() if name not in off)
        failed = [rule for d in asked for rule in d.rules if rule.answers == "no"]
        for cause, rules in folded(self.speaker, failed):
            said = [state(self.speaker, leaf, Told(self.told)) for leaf in cause]
            self.told.update(o.text for leaf in cause for o in leaf.operands)
            yield _group(traced, rules, self.speaker.joined(dict.fromkeys(said), "semicolon"))
        others = [r for r in failed if not r.condition or r.condition.outcome is not False]
        if others:
            yield _group(traced, others, self.speaker.say("every-case-no"))

    def branch(self, decision: Decision, traced: RuleTrace) -> Branch:
        """One rule."""
        speaker, rule = self.speaker, traced.rule
        self.place = rule.id
        self.said.clear()
        intro, reasons = self._reasons(decision, traced)
        answers = "matches" if decision.hit == "collect" else "answers"
        maybe = "may-apply" if decision.hit == "collect" else "maybe"
        standing = {"yes": answers, "maybe": maybe, "no": "no-match"}[traced.answers]
        in_short = self._why_in_short(traced, speaker.say(standing), intro, reasons)
        condition = self.node(traced.condition) if traced.condition else None
        if condition and not condition.children and reasons == (condition.title,):
            # the condition itself says it
            intro, reasons = "", ()
        gives = [
            (speaker.title(decision.outputs[name].title, name), decision.outputs[name], known)
            for name, known in traced.outputs.items()
            if traced.answers != "no" and not known.never_present
        ]
        return Branch(
            rule=rule.id,
            verdict=traced.answers,
            standing=speaker.say(standing),
            because=intro,
            reasons=reasons,
            in_short=in_short,
            text=because(speaker, traced) if traced.answers != "no" and rule.because else "",
            gives=tuple((title, label(speaker, decision, o, known)) for title, o, known in gives),
            condition=condition,
            clauses=rule.cites,
            place=_place(rule.span.file, rule.span.line),
        )

    def _reasons(self, decision: Decision, traced: RuleTrace) -> tuple[str, tuple[str, ...]]:
        """Why a rule applies or does not, or which facts keep it from being told."""
        speaker, condition = self.speaker, traced.condition
        if condition is None:
            last = traced.rule is decision.otherwise
            return speaker.say("because-true"), (speaker.say("nothing-else" if last else "always"),)
        if condition.outcome is None and traced.answers != "maybe":
            # each case that fits the facts was looked at
            return "", (speaker.say(f"every-case-{traced.answers}"),)
        if condition.outcome is None:
            return speaker.say("because-unknown"), unknown(speaker, condition)
        intro = "because-true" if condition.outcome else "because-false"
        return speaker.say(intro), findings(speaker, condition)

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
        return Node(
            outcome=traced.outcome,
            title=title or found or self.speaker.say(f"{inner.kind}-of"),
            found=found if title else "",
            made_of=self._made_of(inner) if leaf else (),
            expression=traced.text if leaf or traced.kind in ("truth", "not") else "",
            place=_place(traced.span.file, traced.span.line),
            children=() if above else tuple(self.node(child) for child in inner.children),
            above=above,
        )

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


def _group(traced: Trace, rules: Iterable[RuleTrace], because: str) -> Group:
    """The rules by decision."""
    kept = {id(rule) for rule in rules}
    names = {
        name: [rule.rule.id for rule in decision.rules if id(rule) in kept]
        for name, decision in traced.decisions.items()
    }
    return Group({name: each for name, each in names.items() if each}, because)


def _unwrapped(traced: ConditionTrace) -> tuple[ConditionTrace, Words | None]:
    """The condition under wrappers of one child that add no more than a title; and that title."""
    title = traced.title
    while len(traced.children) == 1 and traced.kind != "not":
        below = traced.children[0]
        if title and below.title and below.title != title:
            break
        traced, title = below, title or below.title
    return traced, title


def _place(file: str, line: int) -> str:
    """The name of the file and the line; where the file lies is nobody's business."""
    name = file.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{line}" if name else ""
