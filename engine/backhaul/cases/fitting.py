"""Whether cases fit a policy: the names, values and rules that they write, each mistake once, at its place.

A case with one of these mistakes fails whatever the policy decides, so `check` tells it without a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import Diagnostic, FactError, Span, in_file_order, nearest
from backhaul.document.node import ListNode, MapNode, Node, Scalar, entries, plain, text, texts
from backhaul.evaluation.facts import understand
from backhaul.language.kinds import LIMITS, Refusal
from backhaul.language.model import Decision, Output, Policy
from backhaul.language.values import read_value

STATUSES = ("decided", "undetermined", "uncovered")


def misfits(suite: Suite, policy: Policy) -> list[Diagnostic]:
    """What of the cases no decision of this policy can be like, in file order."""
    fitting = Fitting(policy)
    return in_file_order(wrong for case in suite.cases for wrong in fitting.of(case))


class Fitting:
    """What a policy has, against what cases write."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        #: what is wrong with a fact where it is written, which many cases may share
        self._seen: dict[tuple[str, int], tuple[Diagnostic, ...]] = {}

    def of(self, case: Case) -> Iterator[Diagnostic]:
        """What is wrong with one case, but for the facts that it expects to be refused so."""
        refused = {code for code, _ in texts(case.expect.get("refused"))}
        for name, (key, node) in case.given.items():
            wrong = self._seen.get((name, id(node)))
            if wrong is None:
                wrong = self._seen[name, id(node)] = tuple(self._fact(name, key, node))
            yield from (each for each in wrong if each.code not in refused)
        yield from self.expected(case.expect)

    def expected(self, expect: MapNode) -> Iterator[Diagnostic]:
        """What is wrong with what a case expects."""
        checks = {
            "status": self._status,
            "outcome": self._outcome,
            "rules": self._rules,
            "needs": self._needs,
            "possible": self._possible,
            "says": self._says,
            "facts": self._read_facts,
            "unknown": self._needs,
            "explains": self._says,
        }
        for name, _, node in entries(expect):
            if name in checks:
                yield from checks[name](node)

    def _fact(self, name: str, key: Scalar, node: Node) -> Iterator[Diagnostic]:
        if name not in self.policy.facts:
            yield _unknown("fact", name, self.policy.facts, key.span)
            return
        try:
            understand(self.policy, {name: plain(node)}, "refuse")
        except FactError as error:
            for each in error.diagnostics:
                yield Diagnostic(each.code, each.message, each.help, node.span, fact=name)

    def _status(self, node: Node) -> Iterator[Diagnostic]:
        if text(node) not in STATUSES:
            message = f"`{plain(node)}` is no status"
            help = "it is " + ", ".join(f"`{status}`" for status in STATUSES)
            yield Diagnostic("unknown-choice", message, help, node.span)

    def _needs(self, node: Node) -> Iterator[Diagnostic]:
        for name, place in texts(node):
            if name not in self.policy.facts:
                yield _unknown("fact", name, self.policy.facts, place.span)

    def _read_facts(self, node: Node) -> Iterator[Diagnostic]:
        for name, key, value in entries(node):
            yield from self._fact(name, key, value)

    def _says(self, node: Node) -> Iterator[Diagnostic]:
        for language, key, _ in entries(node):
            if language not in self.policy.languages:
                yield _unknown("language", language, self.policy.languages, key.span)

    def _rules(self, node: Node) -> Iterator[Diagnostic]:
        for decision, wanted in self._decisions(node):
            if isinstance(decision, Diagnostic):
                yield decision
                continue
            ids = [rule.id for rule in decision.ladder]
            one = [(str(wanted.value), wanted)] if isinstance(wanted, Scalar) else []
            for rule, place in (*(each for each in one if text(wanted)), *texts(wanted)):
                if rule not in ids:
                    yield _unknown("rule", rule, ids, place.span)

    def _decisions(self, node: Node) -> Iterator[tuple[Decision | Diagnostic, Node]]:
        """The decisions that are named, each with what is expected of it, or that there is none."""
        known = self.policy.decisions
        for name, key, wanted in entries(node):
            yield known.get(name) or _unknown("decision", name, known, key.span), wanted

    def _outcome(self, node: Node) -> Iterator[Diagnostic]:
        for decision, wanted in self._decisions(node):
            if isinstance(decision, Diagnostic):
                yield decision
            elif isinstance(wanted, ListNode):
                for row in wanted.items:
                    yield from self._row(decision, row)
            else:
                yield from self._outputs(decision, wanted)

    def _row(self, decision: Decision, row: Node) -> Iterator[Diagnostic]:
        """One row of a decision that collects; where it has one output its value may stand alone."""
        if isinstance(row, MapNode):
            yield from self._outputs(decision, row)
        elif len(decision.outputs) == 1:
            yield from _value(decision, next(iter(decision.outputs.values())), row)

    def _outputs(self, decision: Decision, wanted: Node) -> Iterator[Diagnostic]:
        for name, key, node in entries(wanted):
            output = decision.outputs.get(name)
            if output is None:
                yield _unknown("output", name, decision.outputs, key.span)
                continue
            for value in node.items if isinstance(node, ListNode) else (node,):
                yield from _value(decision, output, value)

    def _possible(self, node: Node) -> Iterator[Diagnostic]:
        for decision, wanted in self._decisions(node):
            if isinstance(decision, Diagnostic):
                yield decision
                continue
            for name, key, values in entries(wanted):
                output = decision.outputs.get(name)
                if output is None:
                    yield _unknown("output", name, decision.outputs, key.span)
                elif isinstance(values, MapNode):
                    yield from self._bounds(decision, output, values)
                else:
                    for value in values.items if isinstance(values, ListNode) else (values,):
                        yield from _value(decision, output, value)

    def _bounds(self, decision: Decision, output: Output, bounds: MapNode) -> Iterator[Diagnostic]:
        if output.type.kind not in LIMITS:
            message = f"`{decision.name}.{output.name}` is {output.type}, which has no bounds"
            yield Diagnostic("wrong-kind", message, "list the values that it may have", bounds.span)
            return
        for name, _, value in entries(bounds):
            if name != "or_absent":
                yield from _value(decision, output, value)


def _unknown(what: str, name: str, known: Iterable[str], span: Span) -> Diagnostic:
    """That the policy has nothing of this name."""
    return Diagnostic(
        f"unknown-{what}", f"the policy has no {what} `{name}`", nearest(name, known), span
    )


def _value(decision: Decision, output: Output, node: Node) -> Iterator[Diagnostic]:
    """What is wrong with a value that is expected of an output."""
    if not isinstance(node, Scalar):
        return
    what = f"`{decision.name}.{output.name}`"
    if node.value is None:
        if not output.optional:
            help = "write its value, or leave it out"
            yield Diagnostic("not-optional", f"{what} is never absent", help, node.span)
        return
    held = read_value(node.value, output.type)
    if isinstance(held, Refusal):
        yield Diagnostic(held.code, f"{what}: {held.message}", held.help, node.span)
