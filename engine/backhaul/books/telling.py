"""What every part of the book needs: the policy's words in one language, numbers of rules, and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from backhaul.books.words import book_words
from backhaul.evaluation.known import Known, exactly
from backhaul.explanation.policy_words import PolicyWords
from backhaul.explanation.words import fill
from backhaul.language import nodes
from backhaul.language.kinds import Kind, Type, Words
from backhaul.language.model import Decision, Output, Policy, Rule, Template
from backhaul.program.program import Name, program_of
from backhaul.report.lines import Inline, Line, Link, filled, joined

#: the anchor of a name, by the part of the policy that declares it
_ANCHORS = {"fact": "fact", "parameter": "number", "definition": "term"}


class Telling:
    """Says the parts of a policy in one language, and leads from one to the other.

    Raises BackhaulError (`unknown-language`) for a language that the policy does not have.
    """

    def __init__(self, policy: Policy, language: str) -> None:
        self.policy, self.language = policy, language
        self.words = PolicyWords(policy, language)
        self.speaker = self.words.speaker
        self.program = program_of(policy)
        self._own = book_words(language)
        number = count(1)
        #: the number of each rule, from the first decision to the last
        self.numbers = {
            (decision.name, rule.id): next(number)
            for decision in policy.decisions.values()
            for rule in decision.ladder
        }
        self.clauses = {name: f"clause-{n}" for n, name in enumerate(policy.clauses, 1)}

    def say(self, key: str, **names: str) -> str:
        """One of the book's own sentences."""
        return fill(self._own[key], names)

    def line(self, key: str, **lines: Line) -> tuple[Inline, ...]:
        """The same made of lines, which keep their links."""
        return filled(self._own[key], lines)

    def title(self, words: Words | None, fallback: str) -> str:
        """Words of the policy, or where it has none the name of the thing."""
        return self.speaker.title(words, fallback)

    def listed(self, lines: Iterable[Line]) -> tuple[Inline, ...]:
        """The lines as one, a comma between two."""
        return joined(lines, self.speaker.words["comma"])

    def anchor(self, name: Name) -> str:
        """Where the book tells of a name; nothing for an output."""
        kind = _ANCHORS.get(name.part)
        untitled = name.part == "definition" and not name.title
        return f"{kind}-{name.name}" if kind and not untitled else ""

    def named(self, name: str) -> Line:
        """What is called so, leading to where the book tells of it."""
        at = self.anchor(self.program.names[name])
        return Link(self.words.name(name), at) if at else self.words.name(name)

    def linked(self, text: str, *read: nodes.Expression) -> tuple[Inline, ...]:
        """A sentence in which the titles of what it reads lead to where the book tells of them."""
        places = {
            self.words.name(name.name): at
            for name in self.program.under(*read)
            if (at := self.anchor(name)) and name.title
        }
        if not places:
            return (text,)
        longest = sorted(places, key=len, reverse=True)
        pieces = re.split(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)", text)
        said = (Link(p, places[p]) if n % 2 else p for n, p in enumerate(pieces))
        return tuple(piece for piece in said if piece != "")

    def condition(self, node: nodes.Condition) -> tuple[Inline, ...]:
        """A condition as a sentence, with links."""
        return self.linked(self.words.condition(node), node)

    def rule(self, decision: str, rule: str) -> Link:
        """*Rule 7*, leading there."""
        number = str(self.numbers[decision, rule])
        return Link(self.say("rule", n=number), f"rule-{number}")

    def rules(self, rules: Iterable[tuple[str, str]]) -> tuple[Inline, ...]:
        """*Rules 7–10, 13*, each leading there; nothing for none."""
        numbers = sorted({self.numbers[rule] for rule in rules})
        links = self.listed(Link(said, f"rule-{first}") for first, said in _spans(numbers))
        if not links:
            return ()
        return self.line("rules-list" if len(numbers) > 1 else "rules-one", a=links)

    def clause(self, name: str) -> Link:
        """The id of a clause, leading there."""
        return Link(name, self.clauses[name])

    def sentence(self, template: Template) -> str:
        """Words of a rule, whatever the case: a name in them is its value where it has but one, else its title in brackets."""
        names = {}
        for piece in template:
            if isinstance(piece, nodes.Reference):
                value = self.program.constant(piece)
                names[piece.name] = Known(None) if value is None else exactly(value)
        return self.speaker.sentence(template, names)

    def instant(self, held: int) -> str:
        """A moment in words."""
        return self.words.held(Type(Kind.DATETIME), held)

    def decision_title(self, decision: Decision) -> str:
        """What a decision is called."""
        return self.title(decision.title, decision.name)

    def output_title(self, output: Output) -> str:
        """What an output is called."""
        return self.title(output.title, output.name)

    def gist(self, decision: Decision, rule: Rule) -> str:
        """What a rule gives, in a few words: the output that says what happens, else the first that is a choice or text.

        Of a rule that gives nothing of that kind, what it gives by title.
        """
        outputs = [decision.outputs[name] for name in rule.outputs]
        outputs.sort(key=lambda output: output.role != "what")
        for output in outputs:
            node = rule.outputs[output.name]
            worded = output.role == "what" or output.type.kind in (Kind.CHOICE, Kind.TEXT)
            if worded and isinstance(node, nodes.Literal) and node.value is not None:
                return self.words.held(output.type, node.value)
        given = [self._given(output, rule.outputs[output.name]) for output in outputs]
        told = [said for said in given if said]
        return self.speaker.words["semicolon"].join(told) or self.say("nothing")

    def _given(self, output: Output, node: nodes.Expression) -> str:
        title = self.output_title(output)
        match node:
            case nodes.Literal():
                held = None if node.value is None else self.words.held(output.type, node.value)
                return self.speaker.labelled(title, held) if held else ""
            case nodes.Reference() if self.words.name(node.name) == title:
                return title
            case _:
                return self.speaker.labelled(title, self.words.expression(node))


def _spans(numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The numbers in order, three and more that follow one another as one; each with its first.

    >>> list(_spans([1, 3, 4, 5, 7, 8]))
    [(1, '1'), (3, '3–5'), (7, '7'), (8, '8')]
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if len(run) > 2:
            yield run[0], f"{run[0]}–{run[-1]}"
        else:
            yield from ((number, str(number)) for number in run)
