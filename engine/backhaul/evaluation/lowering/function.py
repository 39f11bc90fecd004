"""The whole function of a policy: facts, constraints, then one decision after the other.

It gives None where anything is out of the ordinary, and then the definition decides: it is never asked to say
what is wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.box import Box
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.expressions import Expressions
from backhaul.evaluation.lowering.index import indexed
from backhaul.evaluation.lowering.validation import validation
from backhaul.language import nodes
from backhaul.language.model import Decision, Policy, Rule

NOTHING = ast.Tuple([], ast.Load())


class Writer(Expressions):
    """Writes the function of a policy for one domain."""

    def __init__(self, policy: Policy, domain: Domain, box: Box) -> None:
        super().__init__(policy, domain)
        self.box = box

    def module(self) -> ast.Module:
        """The module with the function `decide(facts)`."""
        body = [*validation(self, self.box), *self._constraints()]
        for index, decision in enumerate(self.policy.decisions.values()):
            body += self._decision(index, decision)
            if decision.hit != "collect":
                self.publish(index, decision)
        held = trees.several([trees.name(local) for local in self.facts.values()])
        places = range(len(self.policy.decisions))
        found = [trees.name(f"{letter}{i}") for i in places for letter in "rc"]
        body.append(ast.Return(trees.several([held, *found])))
        # a fact that is left out is not known, and an instant may be none
        errors = trees.several([trees.name("KeyError"), trees.name("ValueError")])
        unusual = ast.ExceptHandler(errors, None, [ast.Return(trees.constant(None))])
        arguments = ast.arguments([], [ast.arg("facts")], None, [], [], None, [])
        function = ast.FunctionDef("decide", arguments, [ast.Try(body, [unusual], [], [])], [])
        return ast.fix_missing_locations(ast.Module([function], []))

    def _constraints(self) -> Iterator[ast.stmt]:
        for parameter in self.policy.parameters.values():
            if parameter.by and self.policy.facts[parameter.by].optional:
                yield trees.give_up_if(trees.is_none(trees.name(self.facts[parameter.by])))
        for constraint in self.policy.constraints:
            yield from self.needed(constraint.condition)
            yield trees.give_up_if(trees.no(self.truth(constraint.condition)))

    def _decision(self, index: int, decision: Decision) -> Iterator[ast.stmt]:
        """Statements that leave the rule in `r<index>`, and what it computes in `c<index>`."""
        match decision.hit:
            case "collect":
                yield from self._collect(index, decision)
            case "first":
                yield ast.While(trees.constant(value=True), [*self._first(index, decision)], [])
            case _:
                yield from self._unique(index, decision)

    def _first(self, index: int, decision: Decision) -> Iterator[ast.stmt]:
        """A loop that is left with the first rule that matches."""
        found = indexed(self, index, decision, Writer._answer)
        if found is not None:
            yield from [*found, ast.Break()]
            return
        surely: set[str] | None = None
        for number, rule in enumerate(decision.ladder):
            if rule.condition is None:
                yield from self._answer(index, decision, number, rule)
                break
            yield from self.needed(rule.condition)
            if surely is None:
                surely = set(self.ready)
            test = self.truth(rule.condition)
            yield trees.when(test, [*self._aside(index, decision, number, rule), ast.Break()])
        else:
            yield trees.assign(f"r{index}", trees.constant(-1))
            yield trees.assign(f"c{index}", NOTHING)
        yield ast.Break()
        # what stands after the first test is not always reached
        if surely is not None:
            self.ready = surely

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
