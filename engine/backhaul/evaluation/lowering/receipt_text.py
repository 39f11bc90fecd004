"""The receipt of a decision as JSON text, made of what a compiled function has found.

Complete facts leave nothing open, so most entries are the same for every case. What a rule gives is a template,
made when the rule first answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from backhaul.evaluation.lowering.domains import Domain, parse
from backhaul.evaluation.lowering.text_template import literal
from backhaul.evaluation.lowering.texts import text_of
from backhaul.evaluation.reads import masked_names
from backhaul.evaluation.record import MASKED, heading
from backhaul.language import nodes
from backhaul.language.kinds import Kind, Type, json_value
from backhaul.language.model import Decision, Fact, Policy

#: what a compiled function has found, or a value in it, as text
Write = Callable[[Any], str]

_HIDDEN = literal(MASKED)
_TRUTHS: Mapping[object, str] = {None: "null", True: "true", False: "false"}


def receipt_text(policy: Policy, domain: Domain, entries: Iterable[str]) -> Write:
    """What writes these entries of a receipt, in this order; all of them with sorted names where none is named."""
    writer = _Writer(policy, domain, ordered=not entries)
    varying = {
        "facts": writer.facts,
        "outcome": writer.outcome,
        "rules": writer.rules,
        "status": writer.status,
        "statuses": writer.statuses,
    }
    same = {**heading(policy), "needs": [], "possible": {}, "possible_rules": {}, "unchecked": []}
    parts = {
        name: varying[name]() if name in varying else writer.constant(same[name])
        for name in entries or (*varying, *same)
        if name in varying or name in same
    }
    return writer.listed(parts)


class _Writer:
    """Makes what writes each entry."""

    def __init__(self, policy: Policy, domain: Domain, *, ordered: bool) -> None:
        self.policy, self.domain = policy, domain
        self.masked = masked_names(policy)
        self._order: Callable[[Iterable[str]], list[str]] = sorted if ordered else list

    def constant(self, value: object) -> Write:
        """What writes the same for every case."""
        text = literal(self._sorted(value))
        return lambda _: text

    def _sorted(self, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: self._sorted(value[name]) for name in self._order(value)}

    def listed(self, parts: Mapping[str, Write]) -> Write:
        """What writes an object of these entries."""
        writers = [parts[name] for name in self._order(parts)]
        template = _template((name, "%s") for name in self._order(parts))
        return lambda found: template % tuple([write(found) for write in writers])

    def _each(self, written: Callable[[int, Decision], Write]) -> Write:
        """What writes an object with an entry for every decision."""
        decisions = enumerate(self.policy.decisions.values())
        return self.listed({d.name: written(2 * i + 1, d) for i, d in decisions})

    def facts(self) -> Write:
        """What writes the facts."""
        places = {name: place for place, name in enumerate(self.policy.facts)}
        names = self._order(places)
        writers = [(places[name], self._fact(self.policy.facts[name])) for name in names]
        template = _template((name, "%s") for name in names)

        def text(found: Any) -> str:
            facts = found[0]
            return template % tuple([write(facts[place]) for place, write in writers])

        return text

    def _fact(self, fact: Fact) -> Write:
        """What writes a fact as it was given."""
        kind = fact.type.kind
        if fact.masked:
            return lambda given: "null" if given is None else _HIDDEN
        if kind is Kind.BOOLEAN:
            return _TRUTHS.__getitem__
        if kind is Kind.CHOICE:
            texts: dict[object, str] = {each: literal(each) for each in (None, *fact.type.choices)}
            return texts.__getitem__
        if kind is Kind.INTEGER:
            return lambda given: "null" if given is None else str(given)
        taken, write = self.domain.taken(fact), text_of(self.domain, fact.type)
        if taken is parse:
            # it was parsed before, so that it is of the usual form
            taken = datetime.fromisoformat

        def text(given: Any) -> str:
            if given is None:
                return "null"
            if kind is Kind.DATETIME and type(given) is str and _usual(given):
                return f'"{given}"'
            return write(given if taken is None else taken(given))

        return text

    def rules(self) -> Write:
        """What writes the rule behind every decision."""
        return self._each(self._rule)

    def _rule(self, at: int, decision: Decision) -> Write:
        ids = [*(literal(rule.id) for rule in decision.ladder), "null"]
        if decision.hit == "collect":
            return lambda found: f"[{','.join([ids[row] for row, _ in found[at]])}]"
        return lambda found: ids[found[at]]

    def outcome(self) -> Write:
        """What writes the outputs of every decision."""
        return self._each(self._outputs)

    def _outputs(self, at: int, decision: Decision) -> Write:
        @cache
        def row(rule: int) -> Write:
            return (lambda _: "{}") if rule < 0 else self._row(decision, rule)

        if decision.hit == "collect":
            return lambda found: f"[{','.join([row(rule)(given) for rule, given in found[at]])}]"
        return lambda found: row(found[at])(found[at + 1])

    def _row(self, decision: Decision, rule: int) -> Write:
        """What writes the outputs of a rule, of what it computes."""
        outputs = decision.ladder[rule].outputs
        texts: dict[str, str] = {}
        computed: dict[str, tuple[int, Write]] = {}
        for name in decision.outputs:
            expression, type = outputs[name], decision.outputs[name].type
            hidden = f"{decision.name}.{name}" in self.masked
            if not isinstance(expression, nodes.Literal):
                texts[name] = "%s"
                computed[name] = len(computed), self._computed(type, hidden=hidden)
            elif expression.value is None:
                texts[name] = "null"
            else:
                shown = _HIDDEN if hidden else literal(json_value(type, expression.value))
                texts[name] = shown.replace("%", "%%")
        template = _template((name, texts[name]) for name in self._order(texts))
        if not computed:
            text = template % ()
            return lambda _: text
        writers = [computed[name] for name in self._order(computed)]
        return lambda values: template % tuple([write(values[place]) for place, write in writers])

    def _computed(self, type: Type, *, hidden: bool) -> Write:
        """What writes a value that a rule has computed."""
        if hidden:
            return lambda value: "null" if value is None else _HIDDEN
        if type.kind is Kind.BOOLEAN:
            return _TRUTHS.__getitem__
        if type.kind is Kind.INTEGER:
            return lambda value: "null" if value is None else str(value)
        write = literal if type.kind is Kind.CHOICE else text_of(self.domain, type)
        return lambda value: "null" if value is None else write(value)

    def status(self) -> Write:
        """What writes the worst status."""
        places = [2 * i + 1 for i, d in enumerate(self.policy.decisions.values()) if _open(d)]

        def text(found: Any) -> str:
            return '"uncovered"' if any(found[at] == -1 for at in places) else '"decided"'

        return text if places else (lambda _: '"decided"')

    def statuses(self) -> Write:
        """What writes the status of every decision."""
        return self._each(self._status)

    def _status(self, at: int, decision: Decision) -> Write:
        if not _open(decision):
            return lambda _: '"decided"'
        return lambda found: '"uncovered"' if found[at] == -1 else '"decided"'


def _open(decision: Decision) -> bool:
    """Whether there may be no rule that covers a case."""
    return decision.hit != "collect" and decision.otherwise is None


def _template(parts: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{literal(name)}:{text}" for name, text in parts) + "}"


def _usual(text: str) -> bool:
    """Whether an instant that was accepted is written as receipts write it."""
    return len(text) == 20 and text[10] == "T" and text[19] == "Z"
