"""What is wrong with a file, told without a word of what stands in it: a masked fact may."""

from __future__ import annotations

from collections.abc import Iterable

from backhaul.diagnostics import Diagnostic, Span

#: what is said in place of a sentence that quotes the file
_UNQUOTED = {
    "duplicate-key": "a name stands twice",
    "json-number": "this is not how a number is written",
    "json-syntax": "this is not JSON",
    "yaml-syntax": "this is not YAML",
    "quote-this": "this text needs quotes",
}


def unquoted(diagnostics: Iterable[Diagnostic], *, keep: bool = False) -> list[Diagnostic]:
    """The same without a word of the file that they are about; *keep*: the sentences are without it already.

    >>> from backhaul.diagnostics import Diagnostic, Span
    >>> [told] = unquoted([Diagnostic("json-syntax", "`secret` is not a value", span=Span("facts.json", 1, 9, 6, "..."))])
    >>> print(told)
    facts.json:1:9: error[json-syntax]: this is not JSON
      help: the text is not shown, since a masked fact may stand in it
    """
    help = "the text is not shown, since a masked fact may stand in it"
    return [
        Diagnostic(
            d.code,
            d.message if keep else _UNQUOTED.get(d.code, "what stands here cannot be read"),
            d.help if keep else help,
            d.span and _untold(d.span),
            d.severity,
            d.fact,
            tuple((words, _untold(span)) for words, span in d.related),
        )
        if any(span.text for span in (d.span, *(s for _, s in d.related)) if span)
        else d
        for d in diagnostics
    ]


def _untold(span: Span) -> Span:
    return Span(span.file, span.line, span.column, span.length)
