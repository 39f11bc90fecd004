"""What is wrong with a document: one sentence and one way out each."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.diagnostics import Diagnostic, FactError, Span

_FILTER = (
    "leave it out, as in `[?type(@) == 'number']`, or make it one with `map(&to_number(@), list)`"
)
#: the sentence and the way out
_SAYS: Mapping[str, tuple[str, str]] = {
    "no-boolean": (
        "{value} is neither true nor false",
        "look at `read` and `convert` in the source file",
    ),
    "no-whole-number": (
        "{value} is not a whole number",
        "look at `read` and `convert` in the source file",
    ),
    "no-number": (
        "{value} is not a number",
        "write it like `1299.90`: a point before the cents, nothing between the thousands",
    ),
    "no-text-of-a-time": (
        "{value} is not a time as text",
        "write it like `2026-03-02T10:00:00+07:00`; of a number say `convert: epoch_seconds` or `convert: epoch_millis`",
    ),
    "no-offset": (
        "{value} does not say its offset from UTC",
        'say in the source file where it is local, as in `local: "+07:00"`',
    ),
    "no-text-of-a-day": (
        "{value} is no day as text",
        'write it like `2026-03-02`; of a time as text say, too, where its day is counted, as in `local: "+07:00"`',
    ),
    "no-place": (
        "{value} is a time, and the source does not say where its day is counted",
        'say so in the source file, as in `local: "+07:00"`, or read `2026-03-02` alone',
    ),
    "skipped": (
        "{value} is shown by no clock of `{zone}`: the clocks are put forward over it",
        "mend what writes the document, or let it write the offset, as in `2026-03-02T10:00:00+07:00`",
    ),
    "outside-zone": (
        "`{zone}` says nothing of {value}",
        "it is known from `{first}` until `{until}`: add what comes after, or let the document write the offset",
    ),
    "no-time": ("{value} is no time", "look at `read` and `convert` in the source file"),
    "milliseconds": (
        "{value} is a time in milliseconds, and seconds are read",
        "use `convert: epoch_millis`, or mend what writes the document",
    ),
    "seconds": (
        "{value} is a time in seconds, and milliseconds are read",
        "use `convert: epoch_seconds`, or mend what writes the document",
    ),
    "not-in-table": (
        "the table has no entry for {value}",
        "add it to the table in the source file",
    ),
    "not-for-table": (
        "the table has no entry for {value}",
        "look at `read` and `convert` in the source file",
    ),
    "not-applicable": (
        "the expression cannot be applied to what the document holds",
        "guard it with `known_if`",
    ),
    "part-not-applicable": (
        "the expression cannot be applied to what the document holds",
        "guard it, as in `type(x) == 'array' && length(x)`",
    ),
    "not-number": (
        "element {place} of the list is {value}, and `{function}` takes numbers alone",
        _FILTER,
    ),
    "not-string": (
        "element {place} of the list is {value}, and `{function}` takes texts alone",
        _FILTER,
    ),
    "not-ordered": (
        "element {place} of the list is {value}, and `{function}` takes numbers or texts alone",
        _FILTER,
    ),
    "mixed": (
        "element {place} of the list is {value}, and `{function}` cannot put it beside the first, which is {first}",
        _FILTER,
    ),
    "masked": ("the document holds the masked fact `{fact}` in a form that is not known", ""),
    "nested": ("the document is nested too deep", "lists and objects need no such depth"),
    "no-mapping": ("the document is no mapping", "its keys are what the source reads"),
    "no-section": (
        "the source `{source}` finds none of its sections in this document: {sections}",
        "put each answer of the platform under its name, as in {{{first}: …}}",
    ),
    "facts-themselves": (
        "the source `{source}` finds none of its sections in this document: {sections}",
        "leave `--source` out where the file holds the facts themselves",
    ),
    "no-fact": (
        "the source `{source}` finds none of its facts in this document",
        "leave `--source` out where the file holds the facts themselves",
    ),
    "too-many-steps": (
        "the source takes too many steps to read this document",
        "make it simpler: a source may take {steps} steps, and {more} more for each value and character of the document",
    ),
    "too-large": (
        "the expression makes too large a value of this document",
        "make it simpler: a source may take {steps} steps, and {more} more for each value and character of the document",
    ),
}


def refusal(
    key: str, span: Span | None = None, fact: str | None = None, /, **parts: object
) -> Diagnostic:
    """One thing that is wrong with a document; *parts* are what its sentence names."""
    sentence, way_out = _SAYS[key if key in _SAYS else key.removeprefix("part-")]
    message, help = sentence.format(**parts), way_out.format(**parts)
    if fact is not None and key != "masked":
        message = f"fact `{fact}`: {message}"
    elif part := parts.get("part"):
        message = f"part `{part}`: {message}"
    if key == "outside-zone":
        return Diagnostic("outside-table", message, help, span, fact=fact)
    return Diagnostic(
        "too-much-work" if key.startswith("too-") else "unreadable-document",
        message,
        help,
        span,
        fact=fact,
    )


def refused(key: str, span: Span | None = None, /, **parts: object) -> FactError:
    """The error for a document with which this is wrong."""
    return FactError([refusal(key, span, **parts)])
