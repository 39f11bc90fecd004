"""What stands in the brackets of a function: how many values, and durations of whole days where a date is moved."""

from __future__ import annotations

from backhaul.diagnostics import Span
from backhaul.language import nodes, syntax
from backhaul.language.function import Function
from backhaul.language.kinds import NAMED, Kind
from backhaul.language.scope import Scope
from backhaul.language.whole_days import is_whole_days
from backhaul.way_out import WayOut


def takes(tree: syntax.Call, least: int, most: int, scope: Scope) -> bool:
    """Whether so many values stand in the brackets; notes where they do not."""
    if least <= len(tree.arguments) <= most:
        return True
    many = str(least) if least == most else f"{least} to {most}"
    noun = "argument" if many == "1" else "arguments"
    message = f"`{tree.function}` takes {many} {noun}, not {len(tree.arguments)}"
    few = len(tree.arguments) < least
    help = "name every value in the brackets" if few else "leave the others out"
    scope.say("wrong-arguments", message, tree.span, help)
    return False


def is_named(node: nodes.Value, span: Span, scope: Scope) -> bool:
    """Whether a value has a name, as a calendar has, so that only functions take it; notes that it stands elsewhere."""
    if node.type.kind in NAMED:
        help = "name it in the brackets of a function"
        scope.say("wrong-kind", f"{node.type} is only taken by functions", span, help)
    return node.type.kind in NAMED


def moves_by_whole_days(
    function: Function, operands: tuple[nodes.Value, ...], scope: Scope
) -> bool:
    """Whether the durations of a function are whole days where they must be; notes each that is not."""
    wrong = [
        operand
        for operand in operands
        if function.needs_days and operand.type.kind is Kind.DURATION
        if not is_whole_days(operand, scope)
    ]
    for operand in wrong:
        text = nodes.written(operand)
        message = f"a date moves by whole days, and `{text}` need not be any"
        help = "name a parameter of whole days, such as `3 days`; a time of day needs a `datetime`"
        scope.say("not-whole-days", message, operand.span, help)
    return not wrong


def may_be_absent(text: str, span: Span, whole: Span | None, scope: Scope) -> None:
    """Note that a value may be absent, with a guard before the *whole* condition, where one may be written there."""
    help = f"write present({text}) before it in the same `all`"
    help += f", or not_present({text}) before it in the same `any`"
    if whole is not None and "," not in text:
        begin = Span(whole.file, whole.line, whole.column, 0, whole.text)
        help = WayOut(help, (begin, f"present({text}) && "))
    scope.say("may-be-absent", f"`{text}` may be absent here", span, help)
