"""The trace of a decision as JSON text, by functions that are made when they are first needed.

There is one for each rule that may answer and the rules before it: the answer settles how their conditions come
out, and often what they read, so that most of the text is constant. A long ladder is written in blocks.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.pieces import Pieces, literal, merged, whole
from backhaul.evaluation.lowering.settled import Settled
from backhaul.evaluation.lowering.trace_conditions import Conditions, said
from backhaul.evaluation.reads import masked_names
from backhaul.evaluation.trace import MOST_NESTING
from backhaul.language import nodes
from backhaul.language.model import Decision, Policy, Rule

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
    last = len(policy.decisions) - 1
    parts = [
        _Part(policy, domain, index, "" if index else "{", "," if index < last else "}")
        for index in range(last + 1)
    ]
    alone = parts[0].made

    def one(found: Any) -> str:
        try:
            return alone[found[1]](found)
        except RecursionError:
            return other(found)

    def several(found: Any) -> str:
        try:
            return "".join([part.text(found) for part in parts])
        except RecursionError:
            return other(found)

    return one if len(parts) == 1 and not parts[0].listed else several


def _small(policy: Policy) -> bool:
    """Whether a trace opens every definition, and is not too long."""
    left = MOST
    pending: list[tuple[nodes.Expression, int]] = []
    for decision in policy.decisions.values():
        conditions = [decision.applies, *(rule.condition for rule in decision.ladder)]
        pending += [(condition, 0) for condition in conditions if condition]
    while pending and left:
        node, nesting = pending.pop()
        left -= 1
        pending += [(below, nesting) for below in nodes.operands(node)]
        if isinstance(node, nodes.Reference) and node.name in policy.definitions:
            if nesting >= MOST_NESTING:
                return False
            pending.append((policy.definitions[node.name].expression, nesting + 1))
    return bool(left)


class _Part:
    """The trace of one decision; `made` are its functions, by the rule that answered."""

    def __init__(self, policy: Policy, domain: Domain, index: int, before: str, after: str) -> None:
        self._policy, self._domain, self._index = policy, domain, index
        self._decision = decision = [*policy.decisions.values()][index]
        self._before = f"{before}{literal(decision.name)}:{{"
        self._after = "]}" + after
        self._masked = masked_names(policy)
        self._blocks: dict[tuple[range, int | None], Write] = {}
        self.listed = decision.hit == "collect"
        self.made = _Made(self._whole)

    def text(self, found: Any) -> str:
        """The text, of what a compiled function has found."""
        return self.made[None if self.listed else found[2 * self._index + 1]](found)

    def _whole(self, answer: int | None) -> Write:
        """What writes the decision where this rule has answered; None: each rule tells for itself."""
        decision = self._decision
        count = len(decision.ladder)
        if decision.hit == "first" and answer is not None and answer >= 0:
            count = answer + 1
        status = "uncovered" if answer == -1 else "decided"
        before = f'{self._before}"status":"{status}",'
        if count <= AT_ONCE:
            return self._function(range(count), answer, before, self._after, applies=True)
        head = self._function(range(0), answer, before, "", applies=True)
        blocks = [
            self._block(range(at, min(at + AT_ONCE, count)), answer)
            for at in range(0, count, AT_ONCE)
        ]
        after = self._after
        return lambda found: f"{head(found)}{','.join([write(found) for write in blocks])}{after}"

    def _block(self, rules: range, answer: int | None) -> Write:
        """What writes a part of the rules; the same for all answers that are not among them."""
        within = answer if answer in rules or answer is None else -1
        found = self._blocks.get((rules, within))
        if found is None:
            found = self._function(rules, within, "", "", applies=False)
            self._blocks[rules, within] = found
        return found

    def _function(
        self, rules: range, answer: int | None, before: str, after: str, *, applies: bool
    ) -> Write:
        decision = self._decision
        known: list[tuple[nodes.Condition, bool]] = []
        if answer is not None:
            pairs = [(decision.ladder[at].condition, at == answer) for at in rules]
            known = [(condition, outcome) for condition, outcome in pairs if condition]
        settled = Settled(self._policy, known)
        text = _Text(self._policy, self._domain, settled, self._masked)
        for index, earlier in enumerate(self._policy.decisions.values()):
            if index < self._index and earlier.hit != "collect":
                text.publish(index, earlier)
        return text.function(decision, rules, answer, before, after, applies=applies)


class _Made(dict[int | None, Write]):
    """What writes a decision, by the rule that answered; made when it is first asked for."""

    def __init__(self, make: Callable[[int | None], Write]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, answer: int | None) -> Write:
        made = self[answer] = self._make(answer)
        return made


class _Text(Conditions):
    """Writes a function that gives the text of some rules."""

    def function(
        self,
        decision: Decision,
        rules: range,
        answer: int | None,
        before: str,
        after: str,
        *,
        applies: bool,
    ) -> Write:
        """The function; *applies*: the condition of the whole decision is written, too."""
        ladder = decision.ladder
        conditions = [ladder[at].condition for at in rules]
        for condition in (decision.applies if applies else None, *conditions):
            if condition:
                self.meet_condition(condition)
        pieces: list[str | ast.expr] = [before]
        if applies:
            if decision.applies:
                pieces += ['"applies":', *self.condition(decision.applies), ","]
            pieces.append('"rules":[')
        answers = [self._answers(decision, at, answer) for at in rules]
        written = [self._rule(ladder[at], said) for at, said in zip(rules, answers, strict=True)]
        pieces += [*self.listed(written), after]
        return self._compiled(whole(merged(pieces)))

    def _answers(self, decision: Decision, at: int, answer: int | None) -> bool | ast.expr:
        """Whether a rule is the answer, or one of those."""
        if answer is not None:
            return at == answer
        condition = decision.ladder[at].condition
        both = [self.true(each) for each in (decision.applies, condition) if each]
        if False in both:
            return False
        tests = [each for each in both if not isinstance(each, bool)]
        return trees.every(tests) if tests else True

    def _rule(self, rule: Rule, answers: bool | ast.expr) -> Pieces:
        outcome = self.true(rule.condition) if rule.condition else True
        yes: str | ast.expr = "yes" if answers else "no"
        if not isinstance(answers, bool):
            yes = ast.IfExp(answers, ast.Constant("yes"), ast.Constant("no"))
        return merged(
            (
                f'{{"rule":{literal(rule.id)},"answers":"',
                yes,
                '","outcome":"',
                said(outcome),
                f'","line":{rule.span.line},"clauses":{literal([*rule.cites])}',
                *((',"when":', *self.condition(rule.condition)) if rule.condition else ()),
                "}",
            )
        )

    def _compiled(self, text: ast.expr) -> Write:
        body = [*self.body, ast.Return(text)]
        read = {node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name)}
        found = trees.name("found")
        statements = [*self._unpacked(read, found), *body]
        arguments = ast.arguments([], [ast.arg("found")], None, [], [], None, [])
        function = ast.FunctionDef("text", arguments, statements, [])
        module = ast.fix_missing_locations(ast.Module([function], []))
        space: dict[str, Any] = dict(self.constants)
        exec(compile(module, "<trace>", "exec"), space)  # noqa: S102 - names of our own
        made: Write = space["text"]
        return made

    def _unpacked(self, read: set[str], found: ast.expr) -> Iterator[ast.stmt]:
        """Statements that leave in their locals the facts and answers that are read."""
        if not read.isdisjoint(self.facts.values()):
            locals = [ast.Name(local, ast.Store()) for local in self.facts.values()]
            held = trees.item(found, trees.constant(0))
            yield ast.Assign([ast.Tuple([*locals], ast.Store())], held)
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
