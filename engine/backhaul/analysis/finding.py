"""What is found about a policy, each as a diagnostic with what it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from backhaul.analysis.finding_context import Reason
from backhaul.analysis.idle_parts import Part
from backhaul.diagnostics import Diagnostic, Severity, Span
from backhaul.frozen import frozen
from backhaul.language.nodes import written

Given = Mapping[str, object]


@frozen
class Finding:
    """One thing that a policy can never do, or that nothing in it needs."""

    diagnostic: Diagnostic
    #: what it is about: a decision and a rule, a definition, a constraint, an output and its value
    about: tuple[str, ...]
    part: Part | None = None
    #: facts that show it, as they are given
    facts: Given | None = None


def finding_of(
    code: str,
    severity: Severity,
    message: str,
    span: Span,
    help: str,
    *about: str,
    reasons: Sequence[Reason] = (),
    part: Part | None = None,
    facts: Given | None = None,
) -> Finding:
    """A finding, in words."""
    if facts is not None:
        help += "; such facts are: " + json.dumps(facts, ensure_ascii=False)
    related = tuple(dict.fromkeys((reason.words, reason.span) for reason in reasons))
    diagnostic = Diagnostic(code, message, help, span, severity, related=related)
    return Finding(diagnostic, about, part, facts)


def of_part(part: Part, span: Span, *about: str, what: str = "") -> Finding:
    """What is told of a part of a condition; *what*: of the whole of what has this name."""
    truth = "true" if part.value else "false"
    text = about[-1] if what else written(part.node)
    if part.always:
        message, help = f"{what}`{text}` is always {truth}", "leave it out, or write what is meant"
        return finding_of(
            "always-true" if part.value else "always-false",
            "warning",
            message,
            span,
            help,
            *about,
            reasons=part.reasons,
            part=part,
        )
    message = f"{what}`{text}` makes no difference: wherever it could, it is {truth}"
    help = "leave it out, or keep it for those who read the rule alone"
    return finding_of(
        "makes-no-difference", "note", message, span, help, *about, reasons=part.reasons, part=part
    )
