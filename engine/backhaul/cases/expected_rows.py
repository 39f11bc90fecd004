"""What was expected of a decision that collects, held against the rows that came."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.cases import written
from backhaul.diagnostics import Diagnostic
from backhaul.document.node import ListNode, MapNode, Node, entries
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer
from backhaul.language.model import Decision


def differ(decision: Decision, answer: Answer, wanted: Node) -> Diagnostic | None:
    """How the rows differ from those expected, or nothing."""
    rows = answer.rows if answer.status == "decided" else ()
    items = wanted.items if isinstance(wanted, ListNode) else ()
    alike = answer.status == "decided" and len(rows) == len(items)
    if alike and all(_is(decision, r.outputs, i) for r, i in zip(rows, items, strict=True)):
        return None
    came = "open"
    if answer.status == "decided":
        came = "; ".join(_as_text(decision, row.outputs) for row in rows) or "nothing"
    expected = "; ".join(written.in_words(item) for item in items) or "nothing"
    message = f"`{decision.name}`: expected {expected}, came {came}"
    return Diagnostic("case-failed", message, "", wanted.span)


def _is(decision: Decision, known: Mapping[str, Known], item: Node) -> bool:
    """Whether a row is as written; where a decision has one output its value may stand alone."""
    if isinstance(item, MapNode):
        return all(
            name in known and written.is_value(value, decision.outputs[name].type, known[name])
            for name, _, value in entries(item)
        )
    name = next(iter(decision.outputs))
    return len(known) == 1 and written.is_value(item, decision.outputs[name].type, known[name])


def _as_text(decision: Decision, known: Mapping[str, Known]) -> str:
    return ", ".join(written.shown(decision.outputs[name].type, k) for name, k in known.items())


def plain(decision: Decision, answer: Answer) -> list[object] | None:
    """The rows as a case may write them, or nothing where they are open."""
    if answer.status != "decided":
        return None
    found = [
        {
            name: written.plainly_known(decision.outputs[name].type, known)
            for name, known in row.outputs.items()
        }
        for row in answer.rows
    ]
    alone = len(decision.outputs) == 1
    return [next(iter(row.values())) if alone else row for row in found]


def values_differ(
    decision: Decision, answer: Answer, output: str, wanted: Node
) -> Diagnostic | None:
    """How the values of one output differ from those expected, row by row, or nothing."""
    type = decision.outputs[output].type
    items = wanted.items if isinstance(wanted, ListNode) else (wanted,)
    rows = answer.rows if answer.status == "decided" else ()
    alike = answer.status == "decided" and len(rows) == len(items)
    if alike and all(
        written.is_value(item, type, row.outputs[output])
        for row, item in zip(rows, items, strict=True)
    ):
        return None
    came = values(decision, answer, output)
    said = "open" if came is None else ", ".join(map(written.plainly, came)) or "nothing"
    expected = written.in_words(wanted)
    message = f"`{decision.name}.{output}`: expected {expected}, came {said}"
    return Diagnostic("case-failed", message, "", wanted.span)


def values(decision: Decision, answer: Answer, output: str) -> list[object] | None:
    """The values of one output, row by row, or nothing where they are open."""
    if answer.status != "decided":
        return None
    type = decision.outputs[output].type
    return [written.plainly_known(type, row.outputs[output]) for row in answer.rows]
