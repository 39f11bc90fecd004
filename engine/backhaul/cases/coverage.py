"""What of a policy its cases have touched: rules, conditions each way, outputs, remarks, clauses.

A rule counts when it answered. A condition counts as it came out where it was looked at: in the rules up
to the answer, and within `all` and `any` up to the part that settled them. What could not be told is
neither true nor false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from backhaul.cases.looking import Looking
from backhaul.cases.run import Result
from backhaul.cases.written import plainly
from backhaul.diagnostics import FactError, Span
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.facts import understand
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import derive
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Decision, Output, Policy, Rule

Measure = Literal["rules", "conditions", "outputs", "remarks", "clauses"]
MEASURES: tuple[Measure, ...] = ("rules", "conditions", "outputs", "remarks", "clauses")
#: what is counted: a measure, a name and how it came out
Key = tuple[Measure, str, Held | None]


@frozen
class Item:
    """One thing that a case can touch."""

    measure: Measure
    #: what it is, as `the rule `hold``
    what: str
    #: what no case has seen of it, as `never answers`
    missing: str
    span: Span
    #: how many cases have touched it
    cases: int


@frozen
class Coverage:
    """What some cases have touched of one version of a policy."""

    policy: str
    version: str
    file: str
    #: how many cases were run
    cases: int
    items: tuple[Item, ...]
    #: what cannot be touched, as the choices of an output that no rule gives
    notes: tuple[tuple[str, Span], ...]

    def of(self, measure: Measure) -> tuple[int, int]:
        """How many of the things of a measure were touched, and how many there are."""
        cases = [item.cases for item in self.items if item.measure == measure]
        return sum(number > 0 for number in cases), len(cases)

    @property
    def missed(self) -> tuple[Item, ...]:
        """What no case has touched, in file order."""
        missed = (item for item in self.items if not item.cases)
        return tuple(sorted(missed, key=lambda item: (item.span.line, item.span.column)))


def percent(touched: int, all: int) -> str:
    """The share in hundredths, one digit after the point, never rounded up: 100 is all."""
    if touched == all:
        return "100"
    tenths = touched * 1000 // all
    return f"{tenths // 10}.{tenths % 10}"


def coverage(policy: Policy, results: Iterable[Result]) -> Coverage:
    """What the cases have touched of the policy that they were run with."""
    items = dict(_items(policy))
    counts = dict.fromkeys(items, 0)
    cases = 0
    for result in results:
        cases += 1
        for key in _touched(policy, result):
            if key in counts:
                counts[key] += 1
    found = tuple(Item(*item, counts[key]) for key, item in items.items())
    file = next((d.span.file for d in policy.decisions.values()), "")
    return Coverage(policy.id, policy.version, file, cases, found, tuple(_notes(policy)))


#: an item without its count
_Described = tuple[Measure, str, str, Span]


def _items(policy: Policy) -> Iterator[tuple[Key, _Described]]:
    """All that can be touched, in file order within each measure."""
    for decision in policy.decisions.values():
        measure: Measure = "remarks" if decision.hit == "collect" else "rules"
        for rule in decision.ladder:
            what = f"the {measure[:-1]} `{rule.id}` of `{decision.name}`"
            yield (
                (measure, f"{decision.name}.{rule.id}", True),
                (
                    measure,
                    what,
                    "never answers",
                    rule.span,
                ),
            )
        for output in decision.outputs.values():
            yield from _values(decision, output)
    for name, node in conditions(policy):
        what = f"the condition `{nodes.written(node)}`"
        for came in (True, False):
            missing = f"is never {str(came).lower()}"
            yield ("conditions", name, came), ("conditions", what, missing, node.span)
    for clause in policy.clauses.values():
        if not clause.words_only:
            what = f"the clause `{clause.id}`"
            yield ("clauses", clause.id, True), ("clauses", what, "is never cited", clause.span)


def conditions(policy: Policy) -> Iterator[tuple[str, nodes.Condition]]:
    """Every condition that a decision may look at, each above its parts, with a name of its own."""
    roots: list[tuple[str, nodes.Expression | None]] = [
        *((f"constraint {c.id}", c.condition) for c in policy.constraints),
        *((f"definition {d.name}", d.expression) for d in policy.definitions.values()),
    ]
    for decision in policy.decisions.values():
        roots.append((f"decision {decision.name}", decision.applies))
        for rule in decision.ladder:
            roots.append((f"rule {decision.name}.{rule.id}", rule.condition))
            roots += ((f"rule {decision.name}.{rule.id} {n}", e) for n, e in rule.outputs.items())
    for name, root in roots:
        if root is not None:
            yield from _conditions(name, root)


def _conditions(name: str, node: nodes.Expression) -> Iterator[tuple[str, nodes.Condition]]:
    if not isinstance(node, nodes.Value):
        yield name, node
    for index, below in enumerate(nodes.operands(node)):
        yield from _conditions(f"{name}/{index}", below)


def _values(decision: Decision, output: Output) -> Iterator[tuple[Key, _Described]]:
    """The values of an output that some rule may give, where there are few."""
    name = f"{decision.name}.{output.name}"
    for value, span in _given(decision, output).items():
        what = f"the output `{name}`"
        yield ("outputs", name, value), ("outputs", what, f"is never {plainly(value)}", span)


#: stands for any value of an output that has too many to count
PRESENT = "present"


def _given(decision: Decision, output: Output) -> dict[Held | None, Span]:
    """The values to be seen of an output, each with the place that gives it first."""
    found: dict[Held | None, Span] = {}
    few = output.type.kind in (Kind.CHOICE, Kind.BOOLEAN)
    for rule in decision.ladder:
        expression = rule.outputs[output.name]
        if isinstance(expression, nodes.Literal):
            value = expression.value
            found.setdefault(value if few or value is None else PRESENT, expression.span)
        elif few:
            for value in output.type.choices or (True, False):
                found.setdefault(value, output.span)
        else:
            found.setdefault(PRESENT, _place(expression, output))
    if output.optional:
        found.setdefault(None, output.span)
    elif not few:
        return {}
    return found


def _place(expression: nodes.Expression, output: Output) -> Span:
    """The place of an expression, or of the output that it is for where it has none."""
    return expression.span if expression.span.line else output.span


def _notes(policy: Policy) -> Iterator[tuple[str, Span]]:
    """The choices of an output that no rule gives: declared, but nothing to be covered."""
    for decision in policy.decisions.values():
        for output in decision.outputs.values():
            given = _given(decision, output)
            free = [choice for choice in output.type.choices if choice not in given]
            if free:
                names = ", ".join(f"`{choice}`" for choice in free)
                yield f"no rule gives `{decision.name}.{output.name}` {names}", output.span


def _touched(policy: Policy, result: Result) -> set[Key]:
    """What one case has touched."""
    looking = Looking(policy)
    found: set[Key] = set()
    evaluation = result.evaluation
    if evaluation is None:
        try:
            names = derive(policy, understand(policy, result.case.facts, "refuse"))
        except FactError:
            return found
        looking.constraints(names)
    else:
        looking.evaluation(evaluation)
        found |= set(_answers(evaluation))
    return found | {("conditions", name, came) for name, came in looking.seen}


def _answers(evaluation: Evaluation) -> Iterator[Key]:
    """The rules that answered, with the values they gave and the clauses they cite."""
    policy = evaluation.policy
    for decision in policy.decisions.values():
        answer = evaluation.answers[decision.name]
        collect = decision.hit == "collect"
        for row in answer.rows:
            if not row.sure:
                continue
            rule = decision.ladder[row.rule]
            yield "remarks" if collect else "rules", f"{decision.name}.{rule.id}", True
            yield from (("clauses", clause, True) for clause in _clauses(policy, rule))
            if collect:
                yield from _values_of(decision, row.outputs)
        settled = {n: k for n, k in answer.outputs.items() if outcome.is_settled(answer, k)}
        yield from _values_of(decision, settled)


def _values_of(decision: Decision, outputs: Mapping[str, Known]) -> Iterator[Key]:
    for name, known in outputs.items():
        if known.settled:
            few = decision.outputs[name].type.kind in (Kind.CHOICE, Kind.BOOLEAN)
            value = known.one if few or known.one is None else PRESENT
            yield "outputs", f"{decision.name}.{name}", value


def _clauses(policy: Policy, rule: Rule) -> Iterator[str]:
    """The clauses that a rule cites, and those of the parameters that it reads."""
    yield from rule.cites
    pending = [
        name for e in (rule.condition, *rule.outputs.values()) if e for name in nodes.names(e)
    ]
    pending += [
        piece.name
        for template in rule.because.values()
        for piece in template
        if isinstance(piece, nodes.Reference)
    ]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in policy.parameters:
            yield from policy.parameters[name].cites
        elif name in policy.definitions:
            pending += nodes.names(policy.definitions[name].expression)
