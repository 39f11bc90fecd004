"""The texts of a policy that an answer tells, and which of them a case asserts.

An answer is written once more from the same policy with marks around every text, so that it is known
where in the answer each stands. A case asserts a text when what it expects to be said would be missing
if any character of that text were another: the text as a whole, with its values filled in, and in no
other place of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backhaul.cases.coverage_of_case import Key
from backhaul.cases.saying import ANSWERS, Explain, answer_of, expected, unspaced
from backhaul.cases.values_given import values_given
from backhaul.diagnostics import Span
from backhaul.document.node import MapNode
from backhaul.evaluation.decision import Evaluation
from backhaul.frozen import frozen, with_fields
from backhaul.language.kinds import Held, Type, Words
from backhaul.language.model import Clause, Decision, Fact, Output, Policy, Rule, Template
from backhaul.language.nodes import Reference

#: printable, so that no writer of answers escapes them, and no sign that a policy is written in
_OPEN, _CLOSE, _DIGITS = "\U00013000", "\U00013001", "\U00013010"
_MARK = re.compile(f"{_OPEN}([{_DIGITS}-\U00013019]+)|{_CLOSE}")
_SENTENCE = re.compile(r"[.!?]['\"”’)]*(?=\s)|[。！？][”’）]*")


@frozen
class Text:
    """One text of a policy, in one language or in all."""

    what: str
    languages: tuple[str, ...]
    span: Span


class Wording:
    """A policy with marks around its texts; `texts[n]` is what the nth mark stands around."""

    def __init__(self, policy: Policy) -> None:
        self.source = policy
        self.texts: list[Text] = []
        self._types: list[tuple[Type, Type]] = []
        self._clauses: dict[str, str] = {}
        self.policy = self._policy()

    def items(self) -> Iterator[tuple[Key, Text]]:
        """Every text in each of its languages, with the measure that counts it."""
        for number, text in enumerate(self.texts):
            for language in text.languages:
                yield (measure_of(language), str(number), True), text

    def asserted(self, evaluation: Evaluation, expect: MapNode, explain: Explain) -> Iterator[Key]:
        """The texts that a case asserts by what it expects to be said."""
        marked = with_fields(evaluation, policy=self.policy)
        for key in ANSWERS:
            for language, sentences in expected(expect.get(key), self.source):
                answer = answer_of(explain, marked, language, key)
                for number in sorted(asserted(answer, (sentence for sentence, _ in sentences))):
                    yield measure_of(language), str(number), True

    def _policy(self) -> Policy:
        policy, head = self.source, self.source.id_span or Span("", 0, 0)
        cited = {c for d in policy.decisions.values() for rule in d.ladder for c in rule.cites}
        clauses = [self._clause(clause, clause.id in cited) for clause in policy.clauses.values()]
        return with_fields(
            policy,
            title=self._words(policy.title, "the title of the policy", head),
            source_title=self._words(policy.source_title, "the title of the source", head),
            clauses={clause.id: clause for clause in clauses},
            facts={fact.name: self._fact(fact) for fact in policy.facts.values()},
            decisions={each.name: self._decision(each) for each in policy.decisions.values()},
        )

    def _clause(self, clause: Clause, cited: bool) -> Clause:
        """The marks stand around its id, too: two clauses that change places are told apart."""
        if not cited:
            return clause
        begin = self._open(f"the clause `{clause.id}`", tuple(clause.words), clause.span)
        self._clauses[clause.id] = begin + clause.id
        words = {language: text + _CLOSE for language, text in clause.words.items()}
        return with_fields(clause, id=self._clauses[clause.id], words=words)

    def _fact(self, fact: Fact) -> Fact:
        what = f"of the fact `{fact.name}`"
        shown = () if fact.masked else fact.type.choices
        return with_fields(
            fact,
            title=self._words(fact.title, f"the title {what}", fact.span),
            absent=None
            if fact.masked
            else self._words(fact.absent, f"the absence {what}", fact.span),
            type=self._type(fact.type, shown, what, fact.span),
        )

    def _decision(self, decision: Decision) -> Decision:
        title = self._words(
            decision.title, f"the title of the decision `{decision.name}`", decision.span
        )
        outputs = {o.name: self._output(decision, o) for o in decision.outputs.values()}
        rules = tuple(self._rule(decision, rule) for rule in decision.rules)
        otherwise = decision.otherwise and self._rule(decision, decision.otherwise)
        return with_fields(decision, title=title, outputs=outputs, rules=rules, otherwise=otherwise)

    def _output(self, decision: Decision, output: Output) -> Output:
        what = f"of the output `{decision.name}.{output.name}`"
        given = values_given(decision, output)
        # what says what happens stands at the head, without a title, and so does a list's only choice
        alone = output.role == "what" or (decision.hit == "collect" and len(decision.outputs) == 1)
        only = [each.role for each in decision.outputs.values()].count("step") == 1
        title = output.title
        if not alone and not (output.role == "step" and only) and set(given) - {None}:
            title = self._words(title, f"the title {what}", output.span)
        return with_fields(
            output, title=title, type=self._type(output.type, given, what, output.span)
        )

    def _type(self, type: Type, shown: Iterable[Held | None], what: str, span: Span) -> Type:
        """The type with marks around the labels that are shown; a type that others share has them once."""
        wanted = {
            choice for choice in type.choices if choice in set(shown) and choice in type.labels
        }
        labels = dict(type.labels)
        for old, marked in self._types:
            if old == type and old.labels == type.labels:
                done = {c for c in wanted if marked.labels[c] != old.labels[c]}
                labels |= {choice: marked.labels[choice] for choice in done}
                wanted -= done
        for choice in type.choices:
            if choice in wanted:
                label = f"the label `{choice}` {what}"
                labels[choice] = self._words(type.labels[choice], label, span) or {}
        self._types.append((type, with_fields(type, labels=labels)))
        return self._types[-1][1]

    def _rule(self, decision: Decision, rule: Rule) -> Rule:
        because = {
            language: tuple(self._because(decision, rule, language, template))
            for language, template in rule.because.items()
        }
        return with_fields(
            rule, because=because, cites=tuple(self._clauses.get(c, c) for c in rule.cites)
        )

    def _because(
        self, decision: Decision, rule: Rule, language: str, template: Template
    ) -> Iterator[str | Reference]:
        what = f"of the rule `{rule.id}` of `{decision.name}`"
        for sentence in _sentences(template):
            if not any(isinstance(piece, Reference) or piece.strip() for piece in sentence):
                continue
            shown = "".join(p if isinstance(p, str) else f"{{{p.name}}}" for p in sentence)
            yield self._open(f"the sentence `{shown.strip()}` {what}", (language,), rule.span)
            for piece in sentence:
                yield piece if isinstance(piece, str) else self._reference(piece)
            yield _CLOSE

    def _reference(self, name: Reference) -> Reference:
        """The name with the labels of its fact or output."""
        for old, marked in self._types if name.type.choices else ():
            if old == name.type and old.labels == name.type.labels:
                name = with_fields(name, type=marked)
        return name

    def _words(self, words: Words | None, what: str, span: Span) -> Words | None:
        if words is None:
            return None
        begin = self._open(what, tuple(words), span)
        return {language: f"{begin}{text}{_CLOSE}" for language, text in words.items()}

    def _open(self, what: str, languages: tuple[str, ...], span: Span) -> str:
        self.texts.append(Text(what, languages, span))
        digits = (chr(ord(_DIGITS) + int(digit)) for digit in str(len(self.texts) - 1))
        return _OPEN + "".join(digits)


def measure_of(language: str) -> str:
    """The measure that counts the texts of a language."""
    return f"words {language}"


def asserted(answer: str, sentences: Iterable[str]) -> set[int]:
    """The marks in an answer whose whole text these sentences assert."""
    whole, places = _read(answer)
    found: set[int] = set()
    for sentence in sentences:
        wanted = unspaced(sentence)
        spots = list(_occurrences(whole, wanted))
        if not spots:
            continue
        for mark, spans in places.items():
            if all(any(s <= a and b <= s + len(wanted) for a, b in spans) for s in spots):
                found.add(mark)
    return found


def _occurrences(whole: str, part: str) -> Iterator[int]:
    start = whole.find(part)
    while start >= 0:
        yield start
        start = whole.find(part, start + 1)


def _read(answer: str) -> tuple[str, dict[int, list[tuple[int, int]]]]:
    """A marked answer without marks and spaces, and where in it each marked text stands."""
    marked = unspaced(answer)
    whole, end = "", 0
    opened: list[tuple[int, int]] = []
    places: dict[int, list[tuple[int, int]]] = {}
    for match in _MARK.finditer(marked):
        whole, end = whole + marked[end : match.start()], match.end()
        if match[1]:
            number = int("".join(str(ord(digit) - ord(_DIGITS)) for digit in match[1]))
            opened.append((number, len(whole)))
        elif opened:
            number, start = opened.pop()
            if start < len(whole):
                places.setdefault(number, []).append((start, len(whole)))
    return whole + marked[end:], places


def _sentences(template: Template) -> Iterator[list[str | Reference]]:
    """The sentences of a template."""
    sentence: list[str | Reference] = []
    for piece in template:
        if isinstance(piece, Reference):
            sentence.append(piece)
            continue
        start = 0
        for end in _SENTENCE.finditer(piece):
            yield [*sentence, piece[start : end.end()]]
            sentence, start = [], end.end()
        if piece[start:]:
            sentence.append(piece[start:])
    if sentence:
        yield sentence
