"""The whole function of a policy: facts, constraints, then one decision after the other.

Where anything is out of the ordinary it asks another, in the end the definition: it never says itself what is wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.index import indexed
from backhaul.evaluation.lowering.outputs import outcome, outcome_function, outputs
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.evaluation.lowering.safe_ranges import SafeRanges
from backhaul.evaluation.lowering.shared_tests import Step, steps
from backhaul.evaluation.lowering.validation import TAKEN, validation
from backhaul.language import nodes
from backhaul.language.model import Decision, Policy, Rule

NOTHING = ast.Tuple([], ast.Load())


class Writer(Expressions):
    """Writes the function of a policy for one domain."""

    def __init__(self, policy: Policy, domain: Domain, ranges: SafeRanges) -> None:
        super().__init__(policy, domain)
        self.ranges = ranges
        #: whether a broken constraint is an answer
        self.refuses = False

    def module(self) -> ast.Module:
        """The module with the functions `decide(facts, extra="refuse")` and `outcome(made)`.

        What `decide` finds it sets as `_found` of a new `make`; anything unusual it leaves to `other`.
        """
        refused = trees.compared(trees.name("extra"), ast.IsNot(), trees.name("refuse"))
        unlike = trees.some([trees.is_no("dict", trees.name("facts")), refused])
        body = [*self._decided(unlike, keep=True)]
        places = range(len(self.policy.decisions))
        found = [trees.name(f"{letter}{i}") for i in places for letter in "rc"]
        body += [
            trees.assign("made", trees.call(trees.name("make"))),
            trees.set_attribute("made", "_found", trees.several([trees.name(TAKEN), *found])),
            ast.Return(trees.name("made")),
        ]
        taken = [ast.arg("facts"), ast.arg("extra")]
        arguments = ast.arguments([], taken, None, [], [], None, [ast.Constant("refuse")])
        same = ast.keyword("extra", trees.name("extra"))
        leave = ast.Return(ast.Call(trees.name("other"), [trees.name("facts")], [same]))
        function = ast.FunctionDef("decide", arguments, [_tried(body, ast.Pass()), leave], [])
        return ast.fix_missing_locations(ast.Module([function, outcome_function(self)], []))

    def branch(self) -> ast.Module:
        """The module with the function `branch(facts)`: what is found, or False where a constraint is broken.

        Anything else it leaves to `other`.
        """
        self.refuses = True
        facts = trees.name("facts")
        body = [*self._decided(trees.is_no("dict", facts), keep=False)]
        places = range(len(self.policy.decisions))
        found = [trees.name(f"{letter}{i}") for i in places for letter in "rc"]
        body.append(ast.Return(trees.several([trees.name("domain"), *found])))
        leave = ast.Return(trees.call(trees.name("other"), facts))
        arguments = ast.arguments([], [ast.arg("facts")], None, [], [], None, [])
        function = ast.FunctionDef("branch", arguments, [_tried(body, ast.Pass()), leave], [])
        return ast.fix_missing_locations(ast.Module([function], []))

    def many(self) -> ast.Module:
        """The module with the generator `outcomes(cases, other)`, which leaves anything unusual to `other`."""
        nothing = trees.assign("told", trees.constant(None))
        told = trees.name("told")
        facts, cases = trees.name("facts"), trees.name("cases")
        body = [*self._decided(trees.is_no("dict", facts), keep=False), *outputs(self)]
        body.append(trees.assign("told", outcome(self)))
        leave = trees.assign("told", trees.call(trees.name("other"), facts))
        # what the caller of the generator does is none of its own troubles
        each = [_tried(body, nothing), trees.when(trees.is_none(told), [leave])]
        loop = ast.For(
            ast.Name("facts", ast.Store()), cases, [*each, ast.Expr(ast.Yield(told))], []
        )
        every = [ast.arg("cases"), ast.arg("other")]
        arguments = ast.arguments([], every, None, [], [], None, [])
        function = ast.FunctionDef("outcomes", arguments, [loop], [])
        return ast.fix_missing_locations(ast.Module([function], []))

    def _decided(self, unlike: ast.expr, *, keep: bool) -> Iterator[ast.stmt]:
        """Statements that leave the rule of every decision in `r<index>`; *unlike*: what else gives up."""
        yield from validation(self, self.ranges, unlike, keep=keep)
        yield from self._constraints()
        for index, decision in enumerate(self.policy.decisions.values()):
            yield from self._decision(index, decision)
            if decision.hit != "collect":
                self.publish(index, decision)

    def _constraints(self) -> Iterator[ast.stmt]:
        for constraint in self.policy.constraints:
            yield from self.needed(constraint.condition)
            broken = trees.no(self.truth(constraint.condition))
            if self.refuses:
                yield trees.when(broken, [ast.Return(trees.constant(value=False))])
            else:
                yield trees.give_up_if(broken)

    def _decision(self, index: int, decision: Decision) -> Iterator[ast.stmt]:
        """Statements that leave the rule in `r<index>`, and what it computes in `c<index>`."""
        match decision.hit:
            case "collect":
                yield from self._collect(index, decision)
            case "first":
                yield from self._first(index, decision)
            case _:
                yield from self._unique(index, decision)

    def _first(self, index: int, decision: Decision) -> Iterator[ast.stmt]:
        """A loop that is left with the first rule that matches."""
        found = indexed(self, index, decision, Writer._answer)
        if found is not None:
            yield ast.While(trees.constant(value=True), [*found, ast.Break()], [])
            return
        ladder = steps(decision.rules)
        body: list[ast.stmt] = []
        for test in ladder[0].tests if ladder else ():
            body += self.needed(test)
        # what stands after the first test is not always reached
        surely = set(self.ready)
        body += self._steps(index, decision, ladder)
        if not ladder or ladder[-1].tests:
            if decision.otherwise:
                last = len(decision.rules)
                body += self._answer(index, decision, last, decision.otherwise)
            else:
                body.append(trees.assign(f"r{index}", trees.constant(-1)))
                body.append(trees.assign(f"c{index}", NOTHING))
            body.append(ast.Break())
        self.ready = surely
        yield ast.While(trees.constant(value=True), body, [])

    def _steps(self, index: int, decision: Decision, ladder: Sequence[Step]) -> Iterator[ast.stmt]:
        """Statements that leave the loop with the first step that answers."""
        for step in ladder:
            for test in step.tests:
                yield from self.needed(test)
            before = set(self.ready)
            if step.steps:
                body = [*self._steps(index, decision, step.steps)]
            else:
                body = [*self._answer(index, decision, step.rule, decision.rules[step.rule])]
                body.append(ast.Break())
            self.ready = before
            if not step.tests:
                yield from body
                return
            tests = [self.truth(test) for test in step.tests]
            yield trees.when(trees.every(tests), body)

    def _unique(self, index: int, decision: Decision) -> Iterator[ast.stmt]:
        """Every rule is asked; a second that matches is for the definition to tell."""
        rule_found = trees.name(f"r{index}")
        none_yet = trees.compared(rule_found, ast.Eq(), trees.constant(-1))
        yield trees.assign(f"r{index}", trees.constant(-1))
        for number, rule in enumerate(decision.rules):
            yield from self.needed(rule.condition)
            first = [
                trees.give_up_if(trees.no(none_yet)),
                trees.assign(f"r{index}", trees.constant(number)),
            ]
            yield trees.when(self._test(rule), first)
        if decision.otherwise:
            last = trees.constant(len(decision.rules))
            yield trees.when(none_yet, [trees.assign(f"r{index}", last)])
        yield trees.assign(f"c{index}", NOTHING)
        for number, rule in enumerate(decision.ladder):
            body = self._aside(index, decision, number, rule)
            if len(body) > 2:
                is_it = trees.compared(rule_found, ast.Eq(), trees.constant(number))
                yield trees.when(is_it, body)

    def _collect(self, index: int, decision: Decision) -> Iterator[ast.stmt]:
        """A list of the rules that match, each with what it computes."""
        rows = f"r{index}"
        yield trees.assign(rows, ast.List([], ast.Load()))
        yield trees.assign(f"c{index}", NOTHING)
        yield from self.needed(decision.applies)
        before = set(self.ready)
        body: list[ast.stmt] = []
        for number, rule in enumerate(decision.rules):
            body += self.needed(rule.condition)
            computed = self._aside(index, decision, number, rule)[1:]
            row = trees.several([trees.constant(number), trees.name(f"c{index}")])
            append = ast.Expr(trees.method(trees.name(rows), "append", row))
            body.append(trees.when(self._test(rule), [*computed, append]))
        if decision.applies is None:
            yield from body
            return
        self.ready = before
        yield trees.when(self.truth(decision.applies), body)

    def _test(self, rule: Rule) -> ast.expr:
        return self.truth(rule.condition) if rule.condition else trees.constant(value=True)

    def _aside(self, index: int, decision: Decision, number: int, rule: Rule) -> list[ast.stmt]:
        """The answer of a rule, on a way that is not always taken."""
        before = set(self.ready)
        found = [*self._answer(index, decision, number, rule)]
        self.ready = before
        return found

    def _answer(
        self, index: int, decision: Decision, number: int, rule: Rule
    ) -> Iterator[ast.stmt]:
        """The number of the rule, then what it computes."""
        yield trees.assign(f"r{index}", trees.constant(number))
        computed: list[ast.expr] = []
        for place, (name, expression) in enumerate(rule.outputs.items()):
            if isinstance(expression, nodes.Literal):
                continue
            yield from self.needed(expression)
            value, nullable = self.value(expression)
            local = f"o{index}_{place}"
            yield trees.assign(local, value)
            if nullable and not decision.outputs[name].optional:
                yield trees.give_up_if(trees.is_none(trees.name(local)))
            computed.append(trees.name(local))
        yield trees.assign(f"c{index}", trees.several(computed))


def _tried(body: list[ast.stmt], instead: ast.stmt) -> ast.stmt:
    """Statements, and what is done where one of them gives up."""
    # a fact that is left out is not known, an instant may be none, and what is absent has no order
    errors = trees.several([trees.name(e) for e in ("KeyError", "TypeError", "ValueError")])
    return ast.Try(body, [ast.ExceptHandler(errors, None, [instead])], [], [])
