"""The parts of a policy as sentences: what a rule is for and asks, what a figure is, what a term means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backhaul.explanation.guards import without_guards
from backhaul.explanation.note_words import words
from backhaul.explanation.policy_words import PolicyWords
from backhaul.explanation.words import catalogue, fill
from backhaul.language import nodes
from backhaul.language.kinds import Kind, Type, Words
from backhaul.language.model import Definition, Parameter, Policy, Rule
from backhaul.program.program import program_of

#: a length of one unit in English, of which the unit need not be said twice
_LENGTH = re.compile(r"(-?[0-9.]+) (day|hour|minute|second)s?")


class PartWords(PolicyWords):
    """Says the parts of a policy in one of its languages."""

    def __init__(self, policy: Policy, language: str) -> None:
        super().__init__(policy, language)
        self._notes = words(language)

    def figures(self, parameter: Parameter) -> str:
        """The value of a parameter, or that of each of its cells."""
        if parameter.value is not None:
            return self.held(parameter.type, parameter.value)
        each = (
            self._note(
                "of-each",
                a=self.speaker.joined(self.keys(parameter, cell), "comma"),
                b=self.held(parameter.type, held),
            )
            for cell, held in enumerate(parameter.cells)
        )
        return self.listed(each)

    def shortened(self, old: str, new: str) -> tuple[str, str]:
        """Two values beside each other, the unit once where both have the same."""
        sides = [_LENGTH.fullmatch(text) for text in (old, new)]
        if all(sides) and len({side[2] for side in sides if side}) == 1 and sides[0]:
            return sides[0][1], new
        return old, new

    def given(self, type: Type, node: nodes.Expression | None) -> str:
        """What a rule gives for an output; choices and texts between quotation marks."""
        if node is None:
            return self.speaker.words["absent"]
        if not isinstance(node, nodes.Value):
            return self._note("quoted", a=self.condition(node))
        if isinstance(node, nodes.Literal) and node.value is not None:
            said = self.held(type, node.value)
            return self._note("quoted", a=said) if type.kind is Kind.CHOICE else said
        return self.value(node)

    def label(self, decision: str, rule: Rule) -> str:
        """What a rule is for: the choice that says what happens, or else the first that it gives."""
        outputs = self.policy.decisions[decision].outputs
        literals = [
            (outputs[name], node)
            for name, node in rule.outputs.items()
            if isinstance(node, nodes.Literal) and isinstance(node.value, str)
        ]
        literals.sort(key=lambda pair: pair[0].role != "what")
        if literals and literals[0][0].type.kind is Kind.CHOICE:
            output, node = literals[0]
            return self.held(output.type, node.value)
        title = self.policy.decisions[decision].title
        return self.speaker.title(title, decision)

    def where(self, rule: Rule) -> str:
        """In which cases a rule applies, but for those in which one before it does."""
        if rule.condition is not None:
            return self._note("where", a=self.listed(self.conditions(rule.condition)))
        last = any(d.otherwise is rule for d in self.policy.decisions.values())
        return self._note("where-otherwise" if last else "where-always")

    def gives(self, decision: str, rule: Rule) -> str:
        """Everything that a rule gives beside what it is called by."""
        outputs = self.policy.decisions[decision].outputs
        label = self._note("quoted", a=self.label(decision, rule))
        said = []
        for name, node in rule.outputs.items():
            told, title = self.given(outputs[name].type, node), self.name(f"{decision}.{name}")
            if told == self._note("quoted", a=title):
                said.append(told)
            elif told != label and not is_absent(node):
                said.append(self._note("of-each", a=title, b=told))
        return self.listed(said)

    def reason(self, rule: Rule) -> str:
        """The words of a rule, its names as blanks."""
        return because_words(self.policy, rule).get(self.language, "")

    def meaning(self, definition: Definition) -> str:
        """What a definition stands for."""
        node = definition.expression
        if isinstance(node, nodes.Value):
            return self.value(node)
        return self.listed(self.inside(node))

    def inside(self, condition: nodes.Condition | None) -> tuple[str, ...]:
        """What a condition asks for, though it has a title itself."""
        if isinstance(condition, nodes.All):
            kept = without_guards(self.program, condition.children)
            return tuple(dict.fromkeys(said for part in kept for said in self.conditions(part)))
        return (self.untitled(condition),) if condition is not None else ()

    def part(self, condition: nodes.Condition | None) -> str:
        """A condition as a part of a sentence; none is *in every case*."""
        return self._note("where-always") if condition is None else self.condition(condition)

    def clause_text(self, id: str) -> str:
        """The words of a clause; empty where there is none."""
        clause = self.policy.clauses.get(id)
        return self.speaker.title(clause.words, id) if clause else ""

    def listed(self, said: Iterable[str]) -> str:
        """Sentences one after the other, a semicolon between two."""
        return self.speaker.joined(said, "semicolon")

    def _note(self, key: str, **names: str) -> str:
        return fill(self._notes[key], names)


def is_absent(node: nodes.Expression) -> bool:
    """Whether a rule gives nothing for an output."""
    return isinstance(node, nodes.Literal) and node.value is None


def because_words(policy: Policy, rule: Rule) -> Words:
    """The words of a rule in every language, its names as blanks."""
    return {
        language: "".join(
            piece if isinstance(piece, str) else _blank(policy, language, piece.name)
            for piece in template
        )
        for language, template in rule.because.items()
    }


def _blank(policy: Policy, language: str, name: str) -> str:
    known = program_of(policy).names.get(name)
    title = ((known.title if known else None) or {}).get(language, name)
    return fill(catalogue(policy, language)["blank"], {"a": title})
