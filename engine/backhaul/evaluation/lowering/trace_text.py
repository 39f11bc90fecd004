"""The trace of a decision as JSON text, by functions that are made when they are first needed.

A function writes a block of rules, one after the other, and stops at the rule that answers. A long ladder has
several.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.text_template import either, literal, whole
from backhaul.evaluation.lowering.trace_conditions import Conditions
from backhaul.evaluation.reads import masked_names
from backhaul.evaluation.trace import MOST_NESTING
from backhaul.language import nodes
from backhaul.language.model import Decision, Policy, Rule
from backhaul.program.program import program_of

#: conditions and values in all, definitions opened, up to which functions are made
MOST = 2_000
#: rules that one function writes
AT_ONCE = 32

#: what a compiled function has found, as text
Write = Callable[[Any], str]


def trace_text(policy: Policy, domain: Domain, other: Write) -> Write:
    """What writes the trace of what a compiled function has found; *other* does where that is too much."""
    if not _small(policy):
        return other
    parts = [_Part(policy, domain, index) for index in range(len(policy.decisions))]

    def text(found: Any) -> str:
        try:
            return f"{{{','.join([part.text(found) for part in parts])}}}"
        except RecursionError:
            return other(found)

    return text


def _small(policy: Policy) -> bool:
    """Whether a trace opens every definition, and is not too long."""
    left, program = MOST, program_of(policy)
    pending: list[tuple[nodes.Expression, int]] = []
    for decision in policy.decisions.values():
        conditions = [decision.applies, *(rule.condition for rule in decision.ladder)]
        pending += [(condition, 0) for condition in conditions if condition]
    while pending and left:
        node, nesting = pending.pop()
        left -= 1
        if isinstance(node, nodes.Cases):
            return False  # what is not worked out is not shown
        pending += [(below, nesting) for below in nodes.operands(node)]
        if isinstance(node, nodes.Reference) and program.of(node).role == "definition":
            if nesting >= MOST_NESTING:
                return False
            pending += [(below, nesting + 1) for below in program.of(node).below]
    return bool(left)


class _Part:
    """Writes the trace of one decision."""

    def __init__(self, policy: Policy, domain: Domain, index: int) -> None:
        self._policy, self._domain, self._index = policy, domain, index
        self._decision = decision = [*policy.decisions.values()][index]
        self._masked = masked_names(policy)
        self._start = f'{literal(decision.name)}:{{"status":"'
        #: what writes each block of rules, and before the first the condition of the whole
        self._blocks: list[Write | None] = [None] * -(-len(decision.ladder) // AT_ONCE)

    def text(self, found: Any) -> str:
        """The text, of what a compiled function has found."""
        answer = found[2 * self._index + 1]
        blocks = self._blocks
        if self._decision.hit == "first" and answer >= 0:
            blocks = blocks[: answer // AT_ONCE + 1]
        status = "uncovered" if answer == -1 else "decided"
        texts = [(block or self._block(at))(found) for at, block in enumerate(blocks)]
        return f'{self._start}{status}"{"".join(texts)}]}}'

    def _block(self, at: int) -> Write:
        text = _Text(self._policy, self._domain, self._masked)
        for index, earlier in enumerate(self._policy.decisions.values()):
            if index < self._index and earlier.hit != "collect":
                text.publish(index, earlier)
        last = min((at + 1) * AT_ONCE, len(self._decision.ladder))
        made = self._blocks[at] = text.function(
            self._index, self._decision, range(at * AT_ONCE, last)
        )
        return made


class _Text(Conditions):
    """Writes a function that gives the text of some rules."""

    def function(self, index: int, decision: Decision, rules: range) -> Write:
        """The function; the first rule has the condition of the whole decision before it."""
        text, longer = trees.name("text"), ast.Name("text", ast.Store())
        self.body.append(ast.Assign([longer], whole((*self._start(decision, rules),))))
        answer: ast.expr = trees.name(f"r{index}")
        if decision.hit == "collect":
            row = ast.comprehension(ast.Name("row", ast.Store()), answer, [], 0)
            answer = self.local(
                "a", ast.ListComp(trees.item(trees.name("row"), trees.constant(0)), [row])
            )
        sign = ast.In() if decision.hit == "collect" else ast.Eq()
        for at in rules:
            rule = decision.ladder[at]
            answers = self.local("y", trees.compared(trees.constant(at), sign, answer))
            if decision.hit == "first" and rule.condition:
                # the text of a rule is read only where none before it answers
                self.comes_out(rule.condition, answers)
            template = ("," if at else "", *self._rule(rule, answers))
            self.body.append(ast.AugAssign(longer, ast.Add(), whole(template)))
            if decision.hit == "first":
                self.body.append(trees.when(answers, [ast.Return(text)]))
        self.body.append(ast.Return(text))
        return self._compiled()

    def _start(self, decision: Decision, rules: range) -> Iterator[str | ast.expr]:
        if rules.start == 0:
            if decision.applies:
                yield ',"applies":'
                yield from self.condition(decision.applies)
            yield ',"rules":['

    def _rule(self, rule: Rule, answers: ast.expr) -> Iterator[str | ast.expr]:
        yield f'{{"rule":{literal(rule.id)},"answers":"'
        yield either(answers, "yes", "no")
        yield '","outcome":"'
        yield either(self.outcome(rule.condition), "true", "false") if rule.condition else "true"
        yield f'","line":{rule.span.line},"clauses":{literal([*rule.cites])}'
        if rule.condition:
            yield ',"when":'
            yield from self.condition(rule.condition)
        yield "}"

    def _compiled(self) -> Write:
        nodes_of = (node for part in self.body for node in ast.walk(part))
        read = {node.id for node in nodes_of if isinstance(node, ast.Name)}
        statements = [*self._unpacked(read, trees.name("found")), *self.body]
        arguments = ast.arguments([], [ast.arg("found")], None, [], [], None, [])
        function = ast.FunctionDef("write", arguments, statements, [])
        module = ast.fix_missing_locations(ast.Module([function], []))
        space: dict[str, Any] = dict(self.constants)
        exec(compile(module, "<trace>", "exec"), space)  # noqa: S102 - names of our own
        made: Write = space["write"]
        return made

    def _unpacked(self, read: set[str], found: ast.expr) -> Iterator[ast.stmt]:
        """Statements that leave in their locals the facts and answers that are read."""
        if not read.isdisjoint(self.facts.values()):
            locals = [ast.Name(local, ast.Store()) for local in self.facts.values()]
            given = trees.item(found, trees.constant(0))
            yield ast.Assign([ast.Tuple([*locals], ast.Store())], given)
        for fact in self.policy.facts.values():
            local, taken = self.facts[fact.name], self.domain.taken(fact)
            if taken and local in read:
                value = trees.name(local)
                take = [trees.assign(local, trees.call(self.constant("q", taken), value))]
                yield trees.when(trees.is_not_none(value), take)
        for index in range(len(self.policy.decisions)):
            for place, letter in enumerate("rc"):
                if f"{letter}{index}" in read:
                    at = trees.constant(2 * index + 1 + place)
                    yield trees.assign(f"{letter}{index}", trees.item(found, at))
