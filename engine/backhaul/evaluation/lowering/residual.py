"""For each rule, the conditions that the lookup tables do not settle and the outputs that it computes.

Each is compiled to a small function when it is first called.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.language import nodes
from backhaul.language.model import Decision, Rule

#: a function of the values that it needs of the whole
Small = Callable[[tuple[Any, ...]], Any]
Answer = Callable[[Any, int, Decision, int, Rule], Iterator[ast.stmt]]


class Residual:
    """The small functions of one ladder; `given` is the tuple that they are called with."""

    def __init__(
        self,
        writer: Expressions,
        index: int,
        decision: Decision,
        rest: list[tuple[nodes.Condition, ...]],
        answer: Answer,
    ) -> None:
        self.count = len(rest)
        self.given = trees.name(f"v{index}")
        self._writer, self._index, self._decision, self._answer = writer, index, decision, answer
        self._ready = frozenset(writer.ready)
        self._rest = rest
        self._computing = [
            any(not isinstance(e, nodes.Literal) for e in rule.outputs.values())
            for rule in decision.ladder
        ]
        #: whether nothing is left to be asked of any rule
        self.settled = not any(rest)
        #: whether the values are needed whatever remains
        self.values_first = any(self._computing)
        self._locals = [*self._needed()]

    def values(self) -> ast.stmt:
        """The statement that puts the values together."""
        whole = trees.several([trees.name(local) for local in self._locals])
        return trees.assign(self.given.id, whole)

    def questions(self) -> ast.expr:
        """The functions that tell whether a rule that remains matches; None where it does."""
        functions: list[Small | None] = [None] * self.count
        for rule, rest in enumerate(self._rest):
            if rest:
                functions[rule] = self._later(functions, rule, self._question)
        return self._writer.constant("e", functions)

    def computed(self) -> Iterator[ast.stmt]:
        """Statements that leave in `c<index>` what the rule computes."""
        local = f"c{self._index}"
        if not self.values_first:
            yield trees.assign(local, trees.several([]))
            return
        # for no rule it is the last that is called
        functions: list[Small | None] = [_nothing] * (len(self._computing) + 1)
        for rule, computes in enumerate(self._computing):
            if computes:
                functions[rule] = self._later(functions, rule, self._computation)
        function = trees.item(self._writer.constant("e", functions), trees.name(f"r{self._index}"))
        yield trees.assign(local, trees.call(function, self.given))
        yield trees.give_up_if(trees.is_none(trees.name(local)))

    def _later(
        self,
        functions: list[Small | None],
        rule: int,
        body: Callable[[Any, int], Iterator[ast.stmt]],
    ) -> Small:
        """A function that puts the one it makes in its own place."""

        def first(values: tuple[Any, ...]) -> Any:
            try:
                made = functions[rule] = self._made(rule, body)
            except RecursionError:
                # to the caller it is what only the definition can tell
                raise ValueError from None
            return made(values)

        return first

    def _question(self, part: Expressions, rule: int) -> Iterator[ast.stmt]:
        for condition in self._rest[rule]:
            yield from part.needed(condition)
        yield ast.Return(trees.every([part.truth(each) for each in self._rest[rule]]))

    def _computation(self, part: Expressions, rule: int) -> Iterator[ast.stmt]:
        ladder = self._decision.ladder
        yield from self._answer(part, self._index, self._decision, rule, ladder[rule])
        yield ast.Return(trees.name(f"c{self._index}"))

    def _made(self, rule: int, body: Callable[[Any, int], Iterator[ast.stmt]]) -> Small:
        part = copy(self._writer)
        part.constants, part.ready, part.apart = {}, set(self._ready), "_"
        statements = [*body(part, rule)]
        read = {
            node.id
            for statement in statements
            for node in ast.walk(statement)
            if isinstance(node, ast.Name)
        }
        unpacked = [
            trees.assign(local, trees.item(self.given, trees.constant(place)))
            for place, local in enumerate(self._locals)
            if local in read
        ]
        arguments = ast.arguments([], [ast.arg(self.given.id)], None, [], [], None, [])
        function = ast.FunctionDef("small", arguments, [*unpacked, *statements], [])
        module = ast.fix_missing_locations(ast.Module([function], []))
        space: dict[str, Any] = {**self._writer.constants, **part.constants}
        exec(compile(module, "<rule>", "exec"), space)  # noqa: S102 - a tree with names of our own
        made: Small = space["small"]
        return made

    def _needed(self) -> Iterable[str]:
        """The locals that the functions read, each once."""
        writer, found = self._writer, dict[str, None]()
        asked = [condition for rest in self._rest for condition in rest]
        computed = [
            node
            for rule, computes in zip(self._decision.ladder, self._computing, strict=True)
            if computes
            for node in rule.outputs.values()
        ]
        for each in writer.program.under(*asked, *computed, ready=self._ready):
            name = each.name
            if name in writer.facts:
                found[writer.facts[name]] = None
            elif name in self._ready:
                found[(writer.definitions | writer.varying)[name]] = None
            elif name in writer.outputs:
                inside = ast.walk(writer.outputs[name])
                read = (node.id for node in inside if isinstance(node, ast.Name))
                found |= dict.fromkeys(local for local in read if local not in writer.constants)
        return found


def _nothing(_values: tuple[Any, ...]) -> tuple[Any, ...]:
    return ()
