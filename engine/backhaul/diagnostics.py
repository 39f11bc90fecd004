"""What is wrong, where, and the way out: the one form in which every mistake is reported.

A mistake of the user's becomes a `Diagnostic`; one exception carries all that were found. A mistake of
ours is never turned into one: it crashes. This room imports nothing of the project.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from backhaul.frozen import frozen
from backhaul.static import Literal

Severity = Literal["error", "warning", "note"]


@frozen
class Span:
    """A place in a file: 1-based line and column, counted in characters."""

    file: str
    line: int
    column: int
    length: int = 1
    #: the whole line of the file, for the caret; empty where the file has none to show
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@frozen
class Diagnostic:
    """One mistake: a stable code, one plain sentence, its place, and a way out."""

    code: str
    message: str
    help: str = ""
    span: Span | None = None
    severity: Severity = "error"
    #: the fact that is wrong, where a fact is
    fact: str | None = None
    #: other places that matter, each with a few words
    related: tuple[tuple[str, Span], ...] = ()

    def __str__(self) -> str:
        return as_text([self])


class BackhaulError(Exception):
    """Bad input; `diagnostics` holds every mistake found, in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__(as_text(self.diagnostics))

    def __reduce__(self) -> tuple[type[BackhaulError], tuple[tuple[Diagnostic, ...]]]:
        return type(self), (self.diagnostics,)


class PolicyError(BackhaulError):
    """A policy, source or case file is wrong."""


class FactError(BackhaulError):
    """The facts of a parcel are wrong, or contradict each other."""


class Undetermined(BackhaulError):
    """An output was read that the known facts do not settle; `needs` names the facts that do."""

    def __init__(self, diagnostics: Iterable[Diagnostic], needs: Iterable[str] = ()) -> None:
        super().__init__(diagnostics)
        self.needs: tuple[str, ...] = tuple(needs)

    def __reduce__(self) -> tuple[type[BackhaulError], tuple[object, ...]]:  # type: ignore[override]
        return type(self), (self.diagnostics, self.needs)


#: known names that a wrong one is compared with: a file may hold many of both
COMPARED = 1_000
#: names that one sentence lists
LISTED = 100


def nearest(name: object, known: Iterable[str], most: int = COMPARED) -> str:
    """The help *did you mean `x`?* for the closest known name; nothing where there are too many."""
    from difflib import get_close_matches  # only where there is a mistake

    choices = sorted(islice(known, most + 1))
    if len(choices) > most:
        return ""
    by_lower = {choice.lower(): choice for choice in reversed(choices)}
    close = get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.6)
    return f"did you mean `{by_lower[close[0]]}`?" if close else ""


def listed(names: Collection[str], mark: str = "") -> str:
    """The names, a comma between two, each in these marks; of very many the first."""
    shown = ", ".join(f"{mark}{name}{mark}" for name in islice(names, LISTED))
    return shown if len(names) <= LISTED else f"{shown} and {len(names) - LISTED:,} more"


def in_file_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same diagnostics by file, line and column, each once; those without a place come last."""
    unique = dict.fromkeys(diagnostics)
    return sorted(
        unique,
        key=lambda d: (0, d.span.file, d.span.line, d.span.column) if d.span else (1, "", 0, 0),
    )


def visible(text: str) -> str:
    """The text with control and other unprintable characters escaped, safe for a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _excerpt(span: Span) -> list[str]:
    if not span.text:
        return []
    start = max(0, span.column - 1 - 80)
    shown = visible(span.text[start : start + 160])
    lead = visible(span.text[start : span.column - 1])
    under = visible(span.text[span.column - 1 : span.column - 1 + span.length])
    number = str(span.line)
    width = sum(_cells(c) for c in lead)
    carets = "^" * max(1, min(sum(_cells(c) for c in under), 80))
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * width}{carets}"]


def _cells(character: str) -> int:
    """Columns that a character takes in a terminal."""
    from unicodedata import east_asian_width

    return 2 if east_asian_width(character) in "WF" else 1


def as_text(diagnostics: Sequence[Diagnostic]) -> str:
    """The diagnostics as lines for a person: place, code, sentence, source line, caret, help."""
    lines: list[str] = []
    for d in diagnostics:
        place = f"{d.span}: " if d.span else ""
        lines.append(f"{place}{d.severity}[{d.code}]: {visible(d.message)}")
        if d.span:
            lines += _excerpt(d.span)
        for words, span in d.related:
            lines.append(f"  {span}: {visible(words)}")
        if d.help:
            lines.append(f"  help: {visible(d.help)}")
    return "\n".join(lines)
