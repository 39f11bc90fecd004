"""What is said where a function has no result for the facts: beyond the limits of its kind, or of what a table knows."""

from __future__ import annotations

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.evaluation.known import Known, ends, few_options
from backhaul.language import nodes
from backhaul.language.kinds import LIMITS, NAMED, Kind, Type, json_value, limit_words
from backhaul.static import Any, Sequence


def out_of_range(node: nodes.Arithmetic, operands: Sequence[Known]) -> FactError:
    """The refusal of facts for which a function has no result."""
    text = nodes.written(node)
    if node.function.span is None:
        message, help = f"`{text}` is out of range for these facts", limit_words(node.type)
        return FactError([Diagnostic("result-out-of-range", message, help, node.span)])
    kinds = [operand.type.kind for operand in node.operands]
    options = few_options(operands)
    named = [values[0] for kind, values in zip(kinds, options, strict=True) if kind in NAMED]
    spans = node.function.span(*named)
    ordered = [k for k, kind in zip(operands, kinds, strict=True) if kind not in NAMED]
    least_kinds = [kind for kind in kinds if kind not in NAMED]
    asked = _asked(ordered, least_kinds, spans)
    names = " and ".join(f"`{name}`" for name in named)
    message = f"{names} says nothing of {asked}, which `{text}` asks for"
    help = f"it is known {_span(least_kinds, spans)}: add what comes after, or decide these cases by hand"
    return FactError([Diagnostic("outside-table", message, help, node.span)])


def without_day(diagnostic: Diagnostic) -> Diagnostic:
    """The same without the day or the number that is asked for, which may tell a masked fact.

    >>> message = "`days` says nothing of `90000`, which `add_days(start, count)` asks for"
    >>> without_day(Diagnostic("outside-table", message)).message
    '`days` says nothing of what `add_days(start, count)` asks for'
    """
    if diagnostic.code != "outside-table":
        return diagnostic
    names, _, more = diagnostic.message.partition(" says nothing of ")
    _, _, text = more.removesuffix("` asks for").partition(", which `")
    message = f"{names} says nothing of what `{text}` asks for"
    return Diagnostic(diagnostic.code, message, diagnostic.help, diagnostic.span)


def _asked(known: Sequence[Known], kinds: Sequence[Kind], spans: Sequence[Any]) -> str:
    """The operand that lies outside of what is known, or where all lie inside, that the result does."""
    for each, kind, (low, high) in zip(known, kinds, spans, strict=False):
        least, most = ends(each)
        if most < low or least > high:
            return f"`{json_value(Type(kind), most if most < low else least)}`"
    # counted from a day that is known: forwards over the last one, or backwards over the first
    for day, count, kind, span in zip(known, known[1:], kinds, spans, strict=False):
        if kind is not Kind.DATE or not day.settled:
            continue
        first, last = (json_value(Type(kind), end) for end in span)
        fewest, most = ends(count)
        if fewest > 0:
            return f"a day after `{last}`"
        if most < 0:
            return f"a day before `{first}`"
    return "the day that comes of it"


def _span(kinds: Sequence[Kind], spans: Sequence[Any]) -> str:
    """From when to when a table knows, by the first operand that is bounded by it."""
    for kind, span in zip(kinds, spans, strict=False):
        ends = [json_value(Type(kind), end) for end, limit in zip(span, LIMITS[kind], strict=True)]
        if span != LIMITS[kind] and kind in (Kind.DATE, Kind.DATETIME):
            return f"from `{ends[0]}` to `{ends[1]}`"
    return "for fewer days"
