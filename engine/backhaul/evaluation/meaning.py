"""The definition of the language: what every expression, rule and decision means.

Slow and plain. Whatever is faster is tested against this, never the other way round. A condition is
true, false or None: cannot be told. What is known of a value is a `Known`; a fact that is known exactly
is the case of one value, so complete and incomplete facts have one meaning.
"""

from __future__ import annotations

from backhaul.diagnostics import FactError
from backhaul.evaluation import combine
from backhaul.evaluation.arithmetic import apply, compare, one_of
from backhaul.evaluation.combine import Status
from backhaul.evaluation.known import Known, exactly, joined, ranges
from backhaul.evaluation.out_of_range import out_of_range
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.axes import Axis
from backhaul.language.model import Decision, Parameter, Policy, Rule
from backhaul.static import TYPE_CHECKING, Iterable, Mapping, Sequence, assert_never

if TYPE_CHECKING:
    from backhaul.program.program import Name

Names = Mapping[str, Known]


@frozen
class Row:
    """One rule that matches, or may match, with what it gives."""

    rule: int
    sure: bool
    outputs: Names


@frozen
class Answer:
    """What one decision comes to: its rows, and what they together say of each output."""

    status: Status
    rows: tuple[Row, ...]
    #: nothing for a decision that collects, and for one that no rule covers
    outputs: Names
    #: whether it may turn out that no rule covers the facts
    open_end: bool = False
    #: rules that all match where only one may, by their index
    conflict: tuple[int, ...] = ()


def decide(policy: Policy, facts: Names) -> tuple[dict[str, Answer], dict[str, Known]]:
    """The answer of every decision, and what is known of every name, outputs included."""
    names = derive(policy, facts)
    late = [each for each in policy.definitions.values() if each.after is not None]
    answers = {}
    for decision in policy.decisions.values():
        answer = answers[decision.name] = _answer(decision, names)
        names.update({f"{decision.name}.{name}": known for name, known in answer.outputs.items()})
        for definition in late:
            if definition.after == decision.name:
                names[definition.name] = evaluate(definition.expression, names)
    return answers, names


def derive(policy: Policy, facts: Names) -> dict[str, Known]:
    """What is known of every fact, parameter and definition, but for those that read what a decision gives."""
    names = dict(facts)
    for parameter in policy.parameters.values():
        names[parameter.name] = parameter_value(parameter, facts)
    for definition in policy.definitions.values():
        if definition.after is None:
            names[definition.name] = evaluate(definition.expression, names)
    return names


def derive_again(above: Iterable[Name], names: dict[str, Known]) -> None:
    """Work out anew these parameters and definitions: all that read a fact that is another now."""
    for name in above:
        if isinstance(name.declared, Parameter):
            names[name.name] = parameter_value(name.declared, names)
        else:
            names[name.name] = evaluate(name.below[0], names)


def parameter_value(parameter: Parameter, facts: Names) -> Known:
    """What is known of a parameter: of one that varies, what its facts leave possible."""
    found = [exactly(parameter.cells[cell]) for cell in possible_cells(parameter, facts)]
    return found[0] if len(found) == 1 else joined(found)


def possible_cells(parameter: Parameter, facts: Names) -> list[int]:
    """The cells that what is known of its facts leaves possible."""
    cells = [0]
    for axis in parameter.axes:
        size, places = len(axis.keys), _places(axis, facts[axis.fact])
        cells = [cell * size + place for cell in cells for place in places]
    return cells


def _places(axis: Axis, known: Known) -> Iterable[int]:
    """The places of the keys that what is known of a fact leaves possible."""
    if axis.dated:
        found = (axis.overlapping(low, high) for low, high in ranges(known))
        return dict.fromkeys(place for each in found for place in each)
    return [axis.place(value) for value in known.values or ()]


def _answer(decision: Decision, names: Names) -> Answer:
    outcomes = [_matches(rule, names) for rule in decision.rules]
    filled = [_outputs(decision, rule, names) for rule in decision.ladder]
    if decision.hit == "collect":
        applies = truth(decision.applies, names) if decision.applies else True
        sure, maybe = combine.collected(outcomes, applies)
        rows = tuple(Row(i, i in sure, filled[i]) for i in sorted((*sure, *maybe)))
        settled = all(row.sure and _settled(row.outputs) for row in rows)
        return Answer("decided" if settled else "undetermined", rows, {})
    find = combine.first if decision.hit == "first" else combine.unique
    candidates = find(outcomes)
    otherwise = len(decision.rules) if decision.otherwise else None
    candidates = combine.with_otherwise(candidates, otherwise)
    alone = len(candidates.rules) == 1 and not candidates.none
    rows = tuple(Row(i, alone, filled[i]) for i in candidates.rules)
    outputs = {name: joined(row.outputs[name] for row in rows) for name in decision.outputs if rows}
    status = combine.status(candidates, settled=_settled(outputs))
    return Answer(status, rows, outputs, candidates.none, candidates.conflict)


def _matches(rule: Rule, names: Names) -> bool | None:
    return True if rule.condition is None else truth(rule.condition, names)


def _outputs(decision: Decision, rule: Rule, names: Names) -> dict[str, Known]:
    """What the rule gives if it matches; an output that is not optional is then there."""
    known = {name: evaluate(expression, names) for name, expression in rule.outputs.items()}
    return {
        name: found if decision.outputs[name].optional else Known(found.values)
        for name, found in known.items()
    }


def _settled(outputs: Names) -> bool:
    return all(known.settled for known in outputs.values())


def evaluate(node: nodes.Expression, names: Names) -> Known:
    """What is known of an expression; of a condition, whether it can be true and can be false."""
    if isinstance(node, nodes.Value):
        return value(node, names)
    outcome = truth(node, names)
    return Known(frozenset((True, False) if outcome is None else (outcome,)))


def value(node: nodes.Value, names: Names) -> Known:
    """What is known of a value."""
    match node:
        case nodes.Literal():
            return exactly(node.value)
        case nodes.Reference():
            return names[node.name]
        case nodes.NotNull():
            first, default = value(node.operand, names), value(node.default, names)
            return joined((Known(first.values), default)) if first.absent else first
        case nodes.Arithmetic():
            operands = [value(operand, names) for operand in node.operands]
            result = apply(node.function, operands, node.type.kind)
            if result.impossible:
                raise out_of_range(node, operands)
            return result
        case nodes.Cases():
            return joined(known for _, known in answering(node, names))
        case _:
            assert_never(node)


def answering(node: nodes.Cases, names: Names) -> list[tuple[nodes.ValueCase, Known]]:
    """The branches that may be the first to hold, in order, each with what is known of its value.

    What stands below one that surely holds is not looked at. A branch that would be refused is left out where another
    may answer: a case that it answers is none that is decided. Raises FactError where none is left.
    """
    found: list[tuple[nodes.ValueCase, Known]] = []
    refused: FactError | None = None
    for branch in node.branches:
        holds: bool | None = True  # where the condition itself is refused nothing below it answers
        try:
            holds = truth(branch.condition, names) if branch.condition else True
            if holds is not False:
                known = evaluate(branch.value, names)
                found.append((branch, known if branch.optional else Known(known.values)))
        except FactError as error:
            refused = error
        if holds:
            break
    if refused is not None and not found:
        raise refused
    return found


def claim_holds(claim: nodes.Condition, names: Names) -> bool | None:
    """Whether a claim about a case holds; None where that cannot be told, or where a result in it is out of range."""
    try:
        return truth(claim, names)
    except FactError:
        return None


def truth(node: nodes.Condition, names: Names) -> bool | None:
    """True, false, or None where it cannot be told."""
    match node:
        case nodes.Truth():
            return one_of((True,), value(node.operand, names))
        case nodes.Compare():
            left, right = value(node.left, names), value(node.right, names)
            return compare(node.comparison, left, right)
        case nodes.Present():
            return value(node.operand, names).present
        case nodes.Absent():
            return negate(value(node.operand, names).present)
        case nodes.Contains():
            return one_of(node.options, value(node.operand, names))
        case nodes.All():
            return every([truth(child, names) for child in node.children])
        case nodes.Any():
            return negate(every([negate(truth(child, names)) for child in node.children]))
        case nodes.Not():
            return negate(truth(node.child, names))
        case _:
            assert_never(node)


def negate(outcome: bool | None) -> bool | None:
    """Kleene's *not*."""
    return None if outcome is None else not outcome


def every(outcomes: Sequence[bool | None]) -> bool | None:
    """Kleene's *and*: false if any is false, true if all are true, else it cannot be told."""
    if False in outcomes:
        return False
    return None if None in outcomes else True
