"""What of a policy its cases have touched: rules, conditions each way, outputs, remarks, clauses, values, words.

A rule counts when it answered. A condition counts as it came out where it was looked at: in the rules up
to the answer, and within `all` and `any` up to the part that settled them. What could not be told is
neither true nor false.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from backhaul.cases.coverage_of_case import Key, Measure, answered, touched
from backhaul.cases.run import Result
from backhaul.cases.saying import Explain
from backhaul.cases.values_given import values_given
from backhaul.cases.wording import Wording
from backhaul.cases.written import plainly
from backhaul.diagnostics import Span, listed
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Decision, Definition, Output, Parameter, Policy
from backhaul.program.program import program_of

MEASURES: tuple[Measure, ...] = ("rules", "conditions", "outputs", "remarks", "clauses")


@frozen
class Item:
    """One thing that a case can touch."""

    #: one of `MEASURES`, or `words` with a language
    measure: str
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

    @property
    def measures(self) -> tuple[str, ...]:
        """What was counted: `MEASURES`, the values of parameters that vary, and the words of each language where cases were run."""
        return tuple(dict.fromkeys((*MEASURES, *(item.measure for item in self.items))))

    def of(self, measure: str) -> tuple[int, int]:
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


def coverage(policy: Policy, results: Iterable[Result], explain: Explain) -> Coverage:
    """What the cases have touched of the policy that they were run with, and asserted of its words.

    *explain* gives the short answer in a language, or the whole why.
    """
    counts = Counter[Key]()
    wording = Wording(policy)
    cases = 0
    for result in results:
        cases += 1
        counts.update(touched(policy, result.evaluation, result.case.facts))
        if result.evaluation:
            counts.update(wording.asserted(result.evaluation, result.case.expect, explain))
    return counted(policy, counts, cases, wording)


def counted(
    policy: Policy, counts: Mapping[Key, int], cases: int, wording: Wording | None = None
) -> Coverage:
    """The coverage by so many cases, which have touched each thing so often, and of the words, where they count."""
    found = [Item(*item, counts.get(key, 0)) for key, item in items(policy).items()]
    for key, text in wording.items() if wording else ():
        missing = f"is asserted by no case in `{key[0].partition(' ')[2]}`"
        found.append(Item(key[0], text.what, missing, text.span, counts.get(key, 0)))
    file = next((d.span.file for d in policy.decisions.values()), "")
    return Coverage(policy.id, policy.version, file, cases, tuple(found), tuple(_notes(policy)))


#: an item without its count
_Described = tuple[str, str, str, Span]


def items(policy: Policy) -> dict[Key, _Described]:
    """All that can be touched, in file order within each measure."""
    return dict(_items(policy))


def _items(policy: Policy) -> Iterator[tuple[Key, _Described]]:
    for decision in policy.decisions.values():
        for rule in decision.ladder:
            key = answered(decision, rule)
            measure = key[0]
            what = f"the {measure[:-1]} `{rule.id}` of `{decision.name}`"
            yield key, (measure, what, "never answers", rule.span)
        for output in decision.outputs.values():
            yield from _values(decision, output)
    for definition in policy.definitions.values():
        yield from _cases(policy, definition)
    for name, node in program_of(policy).conditions:
        if _by_readings(policy, node):
            continue
        what = f"the condition `{nodes.written(node)}`"
        for came in (True, False):
            missing = f"is never {str(came).lower()}"
            yield ("conditions", name, came), ("conditions", what, missing, node.span)
    for clause in policy.clauses.values():
        if not (clause.words_only or clause.not_covered):
            what = f"the clause `{clause.id}`"
            yield ("clauses", clause.id, True), ("clauses", what, "is never cited", clause.span)
    for parameter in policy.parameters.values():
        if parameter.axes and parameter.name in program_of(policy).needed:
            yield from _cells(parameter)


def _by_readings(policy: Policy, node: nodes.Condition) -> bool:
    """Whether a condition asks of nothing but how a clause is read, so that all cases find it the same."""
    read = program_of(policy).under(node)
    readings = any(isinstance(n.declared, Parameter) and n.declared.readings for n in read)
    return readings and not any(name.role in ("fact", "output") for name in read)


def _cells(parameter: Parameter) -> Iterator[tuple[Key, _Described]]:
    """The values of a parameter that varies, each where it is written."""
    together: dict[int, list[str]] = {}
    for cell, keys in enumerate(parameter.keys):
        together.setdefault(parameter.first_of(cell), []).append(".".join(keys))
    for cell, named in together.items():
        what = f"the value of `{parameter.name}` for {listed(named, '`')}"
        key = ("values", parameter.name, cell)
        yield key, ("values", what, "is never used", parameter.places[cell])


def _cases(policy: Policy, definition: Definition) -> Iterator[tuple[Key, _Described]]:
    """The cases of a value, each of which may answer as a rule does, but for those of one reading."""
    node = definition.expression
    branches = node.branches if isinstance(node, nodes.Cases) else ()
    asked = [each.condition for each in branches if each.condition is not None]
    if asked and all(_by_readings(policy, each) for each in asked):
        return
    for index, case in enumerate(branches):
        if case.condition is not None and _by_readings(policy, case.condition):
            continue
        # where no `otherwise` is written nothing stands there
        what = "`otherwise`"
        if case.condition is not None:
            what = f"the case `{nodes.written(case.condition)}`"
        key = ("rules", f"definition {definition.name}/{index}", True)
        yield key, ("rules", f"{what} of `{definition.name}`", "never answers", case.span)


def _values(decision: Decision, output: Output) -> Iterator[tuple[Key, _Described]]:
    """The values of an output that some rule may give, where there are few."""
    name = f"{decision.name}.{output.name}"
    for value, span in values_given(decision, output).items():
        what = f"the output `{name}`"
        yield ("outputs", name, value), ("outputs", what, f"is never {plainly(value)}", span)


def _notes(policy: Policy) -> Iterator[tuple[str, Span]]:
    """The choices of an output that no rule gives: declared, but nothing to be covered."""
    for decision in policy.decisions.values():
        for output in decision.outputs.values():
            given = values_given(decision, output)
            free = [choice for choice in output.type.choices if choice not in given]
            if free:
                names = ", ".join(f"`{choice}`" for choice in free)
                yield f"no rule gives `{decision.name}.{output.name}` {names}", output.span
