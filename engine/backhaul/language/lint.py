"""What is no mistake but worth a look: declared and never used, cited by nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import MapNode, entries
from backhaul.language.model import Clause
from backhaul.language.policy_parts import Reader

_DECLARED = {
    "facts": ("unused-fact", "no rule, constraint or definition reads the fact `{name}`"),
    "calendars": ("unused-calendar", "nothing reads the calendar `{name}`"),
    "zones": ("unused-zone", "nothing reads the zone `{name}`"),
    "parameters": ("unused-parameter", "nothing reads the parameter `{name}`"),
    "definitions": ("unused-definition", "nothing reads the definition `{name}`"),
}


def warnings(root: MapNode, clauses: Mapping[str, Clause], reader: Reader) -> Iterator[Diagnostic]:
    """The warnings of a policy whose names have all been read."""
    yield from reader.noted
    for section, (code, sentence) in _DECLARED.items():
        for name, key, _ in entries(root.get(section)):
            if name not in reader.scope.read:
                help = "leave it out, or use it"
                yield Diagnostic(code, sentence.format(name=name), help, key.span, "warning")
    for name, key, _ in entries(root.get("types")):
        if name not in reader.used_types:
            message = f"nothing has the type `{name}`"
            yield Diagnostic("unused-type", message, "leave it out", key.span, "warning")
    for clause in clauses.values():
        yield from _clause(clause, cited=clause.id in reader.cited)


def _clause(clause: Clause, *, cited: bool) -> Iterator[Diagnostic]:
    """That nothing rests on a clause and it does not say so, or that what it says of itself is not so."""
    marked = clause.words_only or clause.not_covered
    if not cited and not marked:
        message = f"no rule cites the clause `{clause.id}`"
        help = "cite it under `cites`, or say `words_only: true`"
        yield Diagnostic("uncited-clause", message, help, clause.span, "warning")
    if clause.words_only and clause.not_covered:
        message = f"the clause `{clause.id}` is said to be both `words_only` and `not_covered`"
        help = "leave one out: words only is what the answers say, not covered what they leave out"
    elif marked and cited:
        message = f"the clause `{clause.id}` is said to decide nothing, and it is cited"
        help = "leave the mark out, or the citation"
    elif clause.why and not marked:
        message = (
            f"`why` says why nothing rests on the clause `{clause.id}`, which has no such mark"
        )
        help = "add `words_only: true` or `not_covered: true`, or leave `why` out"
    else:
        return
    yield Diagnostic("clause-contradicted", message, help, clause.span, "warning")
