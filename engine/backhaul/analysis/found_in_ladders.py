"""What is found about the rules of one decision: which never answer, overlap or leave facts uncovered."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from backhaul.analysis.agreement import Reading, by_definition, by_terms
from backhaul.analysis.finding import Finding, finding_of
from backhaul.analysis.finding_context import Ground, Reason
from backhaul.analysis.smallest import Smallest
from backhaul.analysis.solving import NotSettled, Sat, Unsat
from backhaul.analysis.space import Bool
from backhaul.analysis.witness import Witnesses, as_given
from backhaul.diagnostics import listed
from backhaul.language import nodes
from backhaul.language.model import Decision, Rule


class FoundInLadder:
    """Looks at one decision, rule by rule, as the definition does."""

    def __init__(self, ground: Ground, witnesses: Witnesses, decision: Decision) -> None:
        self.ground, self.witnesses, self.decision = ground, witnesses, decision
        self.ladder = ground.ladder(decision.name)
        self.solver = ground.another()
        #: the rules that never answer, by their index
        self.dead: set[int] = set()
        #: why a rule may be left without a case: those above it, or that it stands in no list
        self.above: list[Reason] = []
        #: of those that are rules, by their number, which one
        self._rules: dict[int, str] = {}

    def find(self) -> Iterator[Finding]:
        """The findings, rule by rule."""
        if self.decision.applies is not None:
            truth = self.ground.truth(self.decision.applies)
            self.solver.hold(truth)
            self.above.append(asked_by_applies(self.ground, self.decision.applies))
        for index, rule in enumerate(self.decision.rules):
            match = self.ladder.matches[index]
            if self.ground.never(self.solver, match):
                self.dead.add(index)
                yield self._never(rule, match)
            if self.decision.hit == "first":
                self.solver.hold(z3.Not(match))
                self.above.append(before(rule, match))
                self._rules[id(self.above[-1])] = rule.id
        yield from self._overlaps() if self.decision.hit == "unique" else ()
        yield from self._rest()

    def _never(self, rule: Rule, match: Bool) -> Finding:
        reasons = self.ground.why((*self.ground.constraints, *self.above), match)
        earlier = [self._rules[id(each)] for each in reasons or () if id(each) in self._rules]
        if reasons is None:
            why = "the rules above it, or its own condition, leave it no case"
            help = "leave it out, or write what is meant"
        elif earlier:
            names = listed(earlier, "`")
            takes = "takes" if len(earlier) == 1 else "take"
            why = f"{names} above it {takes} all its cases"
            help = "leave it out, put it above them, or make them narrower"
        else:
            why = "no facts that are accepted meet its condition"
            help = "leave it out, or write what is meant"
        message, about = f"`{rule.id}` can never answer: {why}", (self.decision.name, rule.id)
        return finding_of(
            "never-answers", "warning", message, rule.span, help, *about, reasons=reasons or ()
        )

    def _rest(self) -> Iterator[Finding]:
        """What is left once no rule matches."""
        decision, ground = self.decision, self.ground
        if decision.hit == "collect":
            return
        if decision.hit == "unique":
            self.solver.hold(*(z3.Not(match) for match in self.ladder.matches))
        last = decision.otherwise
        left = ground.ask(self.solver)
        if last is None:
            if isinstance(left, Sat):
                yield from self._uncovered()
        elif isinstance(left, Unsat):
            self.dead.add(len(decision.rules))
            if not self._is_read():
                message = f"`{last.id}` can never answer: the rules above it take every case"
                help = "leave it out, or keep it for the day on which they no longer do"
                about = (decision.name, last.id)
                yield finding_of("never-answers", "note", message, last.span, help, *about)

    def _is_read(self) -> bool:
        """Whether something reads an output, which asks for `otherwise`."""
        read = self.ground.names_read({})
        return any(name.startswith(f"{self.decision.name}.") for name in read)

    def _uncovered(self) -> Iterator[Finding]:
        witness = self.witnesses.find(z3.Not(self.ladder.covered))
        if isinstance(witness, Unsat):
            return  # rules of another decision overlap there
        if isinstance(witness, NotSettled):
            self.ground.leave_open(witness)
            return
        message = f"no rule of `{self.decision.name}` answers for some facts that are accepted"
        help = "add a rule or an `otherwise`, or refuse such facts by a constraint"
        span, about = self.decision.span, self.decision.name
        yield finding_of("not-covered", "warning", message, span, help, about, facts=witness.given)

    def _overlaps(self) -> Iterator[Finding]:
        ground, matches = self.ground, self.ladder.matches
        for index, rule in enumerate(self.decision.rules):
            seen = ground.space.some(matches[:index])
            answer = ground.ask(self.solver, matches[index], seen) if index else None
            if not isinstance(answer, Sat):
                continue
            reading = Reading(ground.lowered, answer.model)
            other = next(i for i, match in enumerate(matches[:index]) if reading.true(match))
            facts = self._witness(matches[index], matches[other])
            if facts is None:
                continue
            earlier = self.decision.rules[other]
            message = self._both(other, index)
            help = "make one of the rules narrower, since two matches are refused"
            place = Reason(matches[other], f"`{earlier.id}` stands here", earlier.span)
            about = (self.decision.name, earlier.id, rule.id)
            yield finding_of(
                "rules-may-overlap",
                "warning",
                message,
                rule.span,
                help,
                *about,
                reasons=[place],
                facts=facts,
            )

    def _both(self, first: int, second: int) -> str:
        """That two rules match the same facts: some, or all that one of them does."""
        rules, matches = self.decision.rules, self.ladder.matches
        for wide, narrow in ((first, second), (second, first)):
            if self.ground.never(self.solver, matches[narrow], z3.Not(matches[wide])):
                ids = f"`{rules[wide].id}` matches all facts that `{rules[narrow].id}` does"
                return f"{ids}, and only one may"
        return (
            f"`{rules[first].id}` and `{rules[second].id}` both match some facts, and only one may"
        )

    def _witness(self, *terms: Bool) -> dict[str, object] | None:
        """The plainest facts for which both hold; raises AssertionError where the definition disagrees."""
        lowered, plain, solver = self.ground.lowered, self.witnesses.plain, self.solver
        with solver.within(*terms):
            answer = solver.ask()
            if not isinstance(answer, Sat):
                self.ground.leave_open(answer if isinstance(answer, NotSettled) else NotSettled())
                return None
            facts = Smallest(lowered, solver, plain).from_model(answer.model)
        given = as_given(lowered.policy, facts)
        expected = by_definition(lowered.policy, facts, ())
        if expected.status != "rules-overlap" or by_terms(lowered, facts, ()) != expected:
            raise AssertionError(f"of {given} the definition says {expected}")
        return given


def before(rule: Rule, match: Bool) -> Reason:
    """That a rule above has not matched."""
    return Reason(z3.Not(match), f"`{rule.id}` comes before it", rule.span)


def asked_by_applies(ground: Ground, node: nodes.Condition) -> Reason:
    """That the decision applies."""
    words = f"`{nodes.written(node)}` is asked for by `applies`"
    return Reason(ground.truth(node), words, node.span)
