"""A decision whose rules were written as a table, shown as one: each cell in words, and how each row stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backhaul.evaluation.trace import DecisionTrace
from backhaul.explanation.policy_words import PolicyWords
from backhaul.explanation.reasons import MARKS
from backhaul.explanation.values import Speaker
from backhaul.language import nodes
from backhaul.language.model import Decision, DecisionTable, Rule, TableInput
from backhaul.report.blocks import Table
from backhaul.report.lines import Line, Mark

#: a cell that asks nothing, or gives nothing
_ANY = "–"
NO_MARKS: Mapping[str, Mark] = {}
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def traced_table(traced: DecisionTrace, speaker: Speaker, *, most: int = 0) -> Iterator[Table]:
    """The table of a decision with the sign of how each row stands; with more rows than *most* those that may answer."""
    words = PolicyWords(speaker.policy, speaker.language, speaker)
    marks = {rule.rule.id: MARKS[rule.answers] for rule in traced.rules}
    for table in table_of(traced.decision, words, marks):
        rows = table.rows
        if most and len(rows) > most:
            shown = {rule.rule.id for rule in traced.rules if rule.answers != "no"}
            ids = (rule.id for rule in traced.decision.ladder)
            rows = tuple(row for row, id in zip(rows, ids, strict=True) if id in shown)
        yield Table(table.head, rows)


def table_of(
    decision: Decision, words: PolicyWords, marks: Mapping[str, Mark] = NO_MARKS
) -> Iterator[Table]:
    """The rules as a table, where they were written so; *marks* are those of the rules that were looked at, by id."""
    table = decision.table
    if table is None:
        return
    head = [_title(column, words) for column in table.inputs]
    head += [words.speaker.title(each.title, each.name) for each in decision.outputs.values()]
    rows: list[tuple[Line, ...]] = []
    for number, rule in enumerate(decision.ladder):
        asks = table.asks[number] if number < len(table.asks) else ()
        mark = marks.get(rule.id)
        name: Line = (mark, rule.id) if mark else rule.id
        rows.append((name, *_asked(rule, table, asks, words), *_given(decision, rule, words)))
    yield Table(("", *head), tuple(rows))


def _title(column: TableInput, words: PolicyWords) -> str:
    return words.speaker.title(column.title, words.name(column.written))


def _asked(
    rule: Rule, table: DecisionTable, asks: tuple[int, ...], words: PolicyWords
) -> Iterator[str]:
    """What a row asks of each column; of `otherwise` nothing."""
    condition = rule.condition
    whole = isinstance(condition, nodes.All) and (sum(asks) > 1 or condition.title is not None)
    every = nodes.operands(condition) if condition and whole else (condition,) if condition else ()
    start = 0
    for number, column in enumerate(table.inputs):
        count = asks[number] if number < len(asks) else 0
        yield _cell(every[start : start + count], column, words)
        start += count


def _cell(asks: tuple[nodes.Expression, ...], column: TableInput, words: PolicyWords) -> str:
    if column.states and asks:
        return words.speaker.words["no" if isinstance(asks[0], nodes.Not) else "yes"]
    told = [each for each in asks if not isinstance(each, nodes.Present)] or asks
    return _every(told, words) or _ANY


def _every(asks: Sequence[nodes.Expression], words: PolicyWords) -> str:
    """All of these; what lies between two ends, both included, as they stand in the file."""
    match asks:
        case [nodes.Compare() as low, nodes.Compare() as high] if (
            low.comparison.symbol == ">=" and high.comparison.symbol == "<="
        ):
            return f"{_value(low.right, words)} – {_value(high.right, words)}"
    return words.speaker.joined((_said(each, words) for each in asks), "comma")


def _said(node: nodes.Expression, words: PolicyWords) -> str:
    """One condition on the value of a column, in a few words that do not name it."""
    speaker = words.speaker
    match node:
        case nodes.Compare():
            other = _value(node.right, words)
            if node.comparison.symbol == "!=":
                return speaker.say("not", a=other)
            return " ".join(filter(None, (_SIGNS.get(node.comparison.symbol), other)))
        case nodes.Contains():
            return speaker.joined(words.held(node.operand.type, each) for each in node.options)
        case nodes.Truth():
            return speaker.words["yes"]
        case nodes.Not(child=nodes.Truth()):
            return speaker.words["no"]
        case nodes.Not():
            return speaker.say("not", a=_said(node.child, words))
        case nodes.Present():
            return speaker.words["there"]
        case nodes.Absent():
            operand = node.operand
            return speaker.absent(operand.name if isinstance(operand, nodes.Reference) else "")
        case nodes.All():
            return _every(node.children, words)
        case nodes.Any():
            return speaker.joined(_said(child, words) for child in node.children)
        case _:
            return nodes.written(node)


def _given(decision: Decision, rule: Rule, words: PolicyWords) -> Iterator[str]:
    for name in decision.outputs:
        node = rule.outputs.get(name)
        if node is None or (isinstance(node, nodes.Literal) and node.value is None):
            yield _ANY
        elif isinstance(node, nodes.Value):
            yield _value(node, words)
        else:
            yield words.condition(node)


def _value(node: nodes.Value, words: PolicyWords) -> str:
    if isinstance(node, nodes.Literal):
        return words.held(node.type, node.value)
    return words.value(node)
