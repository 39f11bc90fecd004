"""Examples of a change in words: what is recorded, what each version makes of it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from backhaul.diagnostics import FactError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.trace import DecisionTrace, RuleTrace, trace
from backhaul.explanation.answer import because, label
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.values import Speaker, written_at
from backhaul.frozen import frozen
from backhaul.language.model import Decision, Policy
from backhaul.language.nodes import Reference
from backhaul.program.program import program_of
from backhaul.report.blocks import Block, Paragraph, Table
from backhaul.report.lines import Line, Strong

Facts = Mapping[str, object]
#: examples that are told in full
MOST_TOLD = 3


class ExampleSide:
    """What one version makes of a case."""

    def __init__(self, policy: Policy, facts: Facts, language: str) -> None:
        self.policy = policy
        known = {name: value for name, value in facts.items() if name in policy.facts}
        self.given = known
        self.evaluation: Evaluation = evaluate(policy, known)
        names, hidden = self.evaluation.names, self.evaluation.hidden
        self.speaker = Speaker(policy, names, language, hidden, written_at(policy))
        found = trace(policy, self.evaluation.names, self.evaluation.answers)
        self.decisions: Mapping[str, DecisionTrace] = found.decisions

    def rules(self, decision: str) -> list[RuleTrace]:
        """The rules that answer, or may."""
        return [rule for rule in self.decisions[decision].rules if rule.answers != "no"]

    def values(self, decision: str) -> dict[str, str]:
        """What the decision says, by output; a list says its rows under no output."""
        declared = self.policy.decisions[decision]
        if declared.hit == "collect":
            rows = [self._row(declared, rule) for rule in self.rules(decision)]
            return {"": self.speaker.joined(rows, "semicolon") or self.speaker.words["absent"]}
        answer = self.evaluation.answers[decision]
        return {
            name: label(self.speaker, declared, declared.outputs[name], known)
            for name, known in answer.outputs.items()
        }

    def known(self, decision: str) -> dict[str, object]:
        """What is known of each output, under the same names, in whatever words it is said."""
        if self.policy.decisions[decision].hit == "collect":
            rows = [sorted(rule.outputs.items()) for rule in self.rules(decision)]
            return {"": sorted(rows, key=str)}
        return dict(self.evaluation.answers[decision].outputs)

    def _row(self, decision: Decision, rule: RuleTrace) -> str:
        said = (
            label(self.speaker, decision, decision.outputs[name], known)
            for name, known in rule.outputs.items()
            if not known.never_present
        )
        return self.speaker.joined(said, "comma")

    def reason(self, decision: str) -> str:
        """The words of the rule that answers."""
        rules = self.rules(decision)
        return because(self.speaker, rules[0]) if rules else self.speaker.say("no-rule")

    def facts(self, decision: str) -> dict[str, str]:
        """The facts under the conditions of the rules that answer, by title, in the order of the policy."""
        conditions = [
            r.rule.condition for r in self.rules(decision) if r.rule.condition is not None
        ]
        read = {name.name for name in program_of(self.policy).under(*conditions)}
        return {
            self.speaker.title(fact.title, name): self.speaker.named(
                Reference(name, fact.type), self.evaluation.names[name]
            )
            for name, fact in self.policy.facts.items()
            if name in read
        }


@frozen
class NoteExample:
    """A case of which something comes out otherwise; *place*: the record that it is, or nothing."""

    place: str
    old: ExampleSide
    new: ExampleSide

    @property
    def changed(self) -> dict[str, list[str]]:
        """By decision the outputs that come out otherwise."""
        found = {}
        for decision in self.new.decisions:
            if decision in self.old.decisions:
                old, new = self.old.known(decision), self.new.known(decision)
                if outputs := [name for name in new if name in old and old[name] != new[name]]:
                    found[decision] = outputs
        return found

    @property
    def likeness(self) -> object:
        """What it has in common with examples that show the same: the rules on both sides, and what changes."""
        return tuple(
            (
                decision,
                tuple(outputs),
                *(tuple(r.rule.id for r in side.rules(decision)) for side in (self.old, self.new)),
            )
            for decision, outputs in self.changed.items()
        )

    def blocks(self, sides: ChangeSides, number: int) -> Iterator[Block]:
        """The example in words: the case, what comes out otherwise, and why."""
        yield Paragraph(Strong(sides.say("example", n=str(number), a=self._place(sides))))
        if said := [sides.say("of-each", a=name, b=value) for name, value in self.facts.items()]:
            yield Paragraph(sides.say("case-of", a=sides.new.listed(said)))
        changed = self.changed
        rows: list[tuple[Line, ...]] = []
        for decision, outputs in changed.items():
            declared = self.new.policy.decisions[decision]
            olds, news = self.old.values(decision), self.new.values(decision)
            for name in outputs:
                output = declared.outputs[name].title if name else declared.title
                title = self.new.speaker.title(output, name or decision)
                rows.append((title, olds[name], Strong(news[name])))
        heads = (sides.say(f"head-{key}") for key in ("what", "before", "now"))
        yield Table(tuple(heads), tuple(rows))
        decision = next(iter(changed))
        old, new = self.old.reason(decision), self.new.reason(decision)
        if old != new and "" not in changed[decision]:
            yield Paragraph(sides.say("reason-before", a=old), "note")
            yield Paragraph(sides.say("reason-now", a=new), "note")

    @property
    def given(self) -> dict[str, object]:
        """The facts of the case, as they may be given again."""
        return {**self.old.given, **self.new.given}

    @property
    def facts(self) -> dict[str, str]:
        """The facts under the rules on either side, by title, in the order of the policies."""
        known: dict[str, str] = {}
        for decision in self.changed:
            known |= self.old.facts(decision) | self.new.facts(decision)
        facts = (*self.new.policy.facts.values(), *self.old.policy.facts.values())
        titles = dict.fromkeys(self.new.speaker.title(fact.title, fact.name) for fact in facts)
        return {title: known[title] for title in titles if title in known}

    def _place(self, sides: ChangeSides) -> str:
        """Which record it is, or that it was generated or found by the proof."""
        if not self.place:
            return sides.say("place-proof")
        file, _, line = self.place.rpartition(":")
        if not line.isdigit():
            return sides.say("place-case", a=self.place)
        if file == "generated":
            return sides.say("place-generated")
        return sides.say("place", file=file.replace("\\", "/").rpartition("/")[2], n=line)


def examples(
    policies: tuple[Policy, Policy],
    languages: tuple[str, str],
    cases: Iterable[tuple[str, Facts, Facts]],
    wanted: AbstractSet[str],
) -> list[NoteExample]:
    """Few of the cases, near-identical ones once: first one for each output that is *wanted*, then what shows most."""
    kept: dict[object, NoteExample] = {}
    for place, old, new in cases:
        try:
            before = ExampleSide(policies[0], old, languages[0])
            after = ExampleSide(policies[1], new, languages[1])
        except FactError:
            continue
        example = NoteExample(place, before, after)
        if example.changed:
            kept.setdefault(example.likeness, example)
    return _telling(list(kept.values()), wanted)


def _telling(found: list[NoteExample], wanted: AbstractSet[str]) -> list[NoteExample]:
    """The examples that together show as much as few can: each time the one that shows most that is new."""
    told: list[NoteExample] = []
    shown: set[tuple[str, object]] = set()

    def worth(example: NoteExample) -> tuple[int, int]:
        new = set(_shows(example)) - shown
        return len({output for output, _ in new} & wanted), len(new)

    while found and len(told) < MOST_TOLD:
        best = max(found, key=worth)
        if worth(best) == (0, 0):
            break
        told.append(best)
        shown.update(_shows(best))
        found.remove(best)
    return told


def _shows(example: NoteExample) -> Iterator[tuple[str, object]]:
    """What an example shows: each output that changes, of choices with both values."""
    for decision, outputs in example.changed.items():
        olds, news = example.old.values(decision), example.new.values(decision)
        for name in outputs:
            output = example.new.policy.decisions[decision].outputs.get(name)
            moves = output is not None and output.type.ordered
            yield f"{decision}.{name}", None if moves else (olds[name], news[name])
