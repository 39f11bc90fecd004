"""What is wrong, where, and the way out: the one form in which every mistake is reported.

A mistake of the user's becomes a `Diagnostic`; one exception carries all that were found. A mistake of
ours is never turned into one: it crashes. It imports nothing but what a way out is, and how text stands in columns.
"""

from __future__ import annotations

from itertools import islice

from backhaul.frozen import frozen, with_fields
from backhaul.static import TYPE_CHECKING, Any, Callable, Collection, Iterable, Literal, Sequence
from backhaul.way_out import WayOut

if TYPE_CHECKING:
    from os import PathLike

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

    def to_dict(self) -> dict[str, Any]:
        """The place as JSON holds it."""
        return {name: getattr(self, name) for name in ("file", "line", "column", "length")}


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

    @property
    def edits(self) -> tuple[tuple[Span, str], ...]:
        """What its way out writes: pieces of the file, each with the text in its place; none where somebody has to choose."""
        told = self.help.edits if isinstance(self.help, WayOut) else ()
        return tuple((at or self.span, text) for at, text in told if at or self.span)  # type: ignore[misc]

    def to_dict(self) -> dict[str, Any]:
        """The mistake as JSON holds it; what it does not have is left out."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _ALWAYS}
        if self.help:
            found["help"] = self.help
        if self.fact is not None:
            found["fact"] = self.fact
        if self.span:
            found |= self.span.to_dict()
        if self.related:
            found["related"] = [{"message": words, **at.to_dict()} for words, at in self.related]
        return found


_ALWAYS = ("severity", "code", "message")


#: places of one mistake that are shown one by one; of more the first is shown, and the lines of the others are named
ALIKE = 3
#: mistakes that are told one by one
MOST = 100
#: characters of a sentence, and of a name in a file that is no name of ours
LONGEST = 2_000
LONGEST_NAME = 200


def few(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The first of them, and of very many one more that counts the others; long texts are cut.

    >>> few(Diagnostic("usage", str(n)) for n in range(1_000))[100].message
    'and 900 more mistakes, which are not listed'
    """
    rest = iter(diagnostics)
    told = [_cut(diagnostic) for diagnostic in islice(rest, MOST + 1)]
    if left := sum(1 for _ in rest):
        told[MOST:] = [more_mistakes(left + 1, told[MOST].span)]
    return tuple(told)


def more_mistakes(count: int, span: Span | None) -> Diagnostic:
    """The diagnostic that stands for so many others, the first of which is there."""
    message = f"and {count:,} more mistakes, which are not listed"
    return Diagnostic("more-mistakes", message, "mend these first", span)


def _cut(diagnostic: Diagnostic) -> Diagnostic:
    """The same with texts that can be printed and end somewhere."""
    d, fact = diagnostic, diagnostic.fact
    if fact is not None:
        fact = _printable(fact, LONGEST_NAME)
    message, help = _printable(d.message, LONGEST), _printable(d.help, LONGEST)
    if (message, help, fact) == (d.message, d.help, d.fact):
        return d
    return with_fields(d, message=message, help=help, fact=fact)


def _printable(text: str, most: int) -> str:
    """The text, cut where it is long; half of a character is shown as an escape."""
    text = text if len(text) <= most else f"{text[:most]}…"
    return text.encode("utf-8", "backslashreplace").decode()


class BackhaulError(Exception):
    """Bad input; `diagnostics` holds every mistake found, in file order; of very many the first, and how many more.

    Its text and `to_dict()` may be shown to anybody: of the files that mistakes stand in they name no folder
    outside the working directory. The whole path stands in `diagnostics`.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = few(diagnostics)
        super().__init__(as_text(self._for_anybody()))

    def to_dict(self) -> dict[str, Any]:
        """Every mistake as JSON holds it: code, message, help, the fact that is wrong, and its place.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> try:
        ...     policy.decide({"market": "XX"})
        ... except backhaul.FactError as error:
        ...     [mistake] = error.to_dict()["diagnostics"]
        >>> mistake["code"], mistake["fact"], mistake["help"]
        ('unknown-choice', 'market', 'the choices are ID, MY, PH, SG, TH, VN, other')
        """
        return {"diagnostics": [diagnostic.to_dict() for diagnostic in self._for_anybody()]}

    def _for_anybody(self) -> list[Diagnostic]:
        return [_without_folders(diagnostic) for diagnostic in self.diagnostics]

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

    def to_dict(self) -> dict[str, Any]:
        """Every mistake as JSON holds it, and the facts that are needed."""
        return {**super().to_dict(), "needs": list(self.needs)}

    def __reduce__(self) -> tuple[type[BackhaulError], tuple[object, ...]]:  # type: ignore[override]
        return type(self), (self.diagnostics, self.needs)


def public_path(path: str | PathLike[str]) -> str:
    """The path as it may be shown to anybody: from the working directory, or the file's name alone.

    The name of a version's file or of a lock says nothing without that of its folder, which is the policy's.
    """
    from pathlib import Path  # only where there is a mistake

    path = Path(path)
    if not path.is_absolute():
        return str(path)
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        here = path
    if here in path.parents:
        return str(path.relative_to(here))
    alike = path.name[:1].isdigit() or path.suffix == ".lock"
    return str(Path(path.parent.name, path.name)) if alike else path.name


def _without_folders(diagnostic: Diagnostic) -> Diagnostic:
    """The diagnostic with its places named as anybody may see them."""
    if diagnostic.span is None and not diagnostic.related:
        return diagnostic
    d = diagnostic
    related = tuple((words, _at_name(span)) for words, span in d.related)
    span = d.span and _at_name(d.span)
    return with_fields(d, span=span, related=related)


def _at_name(span: Span) -> Span:
    return Span(public_path(span.file), span.line, span.column, span.length, span.text)


#: known names that a wrong one is compared with: a file may hold many of both
COMPARED = 1_000
#: names that one sentence lists
LISTED = 100


def nearest(name: object, known: Iterable[str], most: int = COMPARED) -> str:
    """The help *did you mean `x`?* for the closest known name; nothing where there are too many."""
    close = closest(name, known, most)
    return WayOut(f"did you mean `{close}`?", (None, close)) if close else ""


def closest(name: object, known: Iterable[str], most: int = COMPARED) -> str:
    """The closest known name; nothing where none is close, or there are too many."""
    from difflib import get_close_matches  # only where there is a mistake

    choices = sorted(islice(known, most + 1))
    if len(choices) > most:
        return ""
    by_lower = {choice.lower(): choice for choice in reversed(choices)}
    close = get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


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


def _excerpt(span: Span) -> list[str]:
    from backhaul.report.columns import carets, visible

    if not span.text:
        return []
    start = max(0, span.column - 1 - 80)
    shown = visible(span.text[start : start + 160])
    lead = visible(span.text[start : span.column - 1])
    under = visible(span.text[span.column - 1 : span.column - 1 + span.length])
    number = str(span.line)
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {carets(lead, under)}"]


def as_text(diagnostics: Sequence[Diagnostic], word: Callable[[str], str] = str) -> str:
    """The diagnostics as lines for a person: place, code, sentence, source line, caret, help.

    *word* tells the few words between them, such as `error`, in another language.
    """
    from backhaul.report.columns import visible  # only where there is a mistake

    alike: dict[tuple[str, ...], list[Diagnostic]] = {}
    for d in diagnostics:
        same = (d.severity, d.code, d.message, d.help, d.span.file if d.span else "")
        alike.setdefault(same, []).append(d)
    lines: list[str] = []
    for d, *others in (
        group
        for each in alike.values()
        for group in ([each] if len(each) > ALIKE and each[0].span else ([d] for d in each))
    ):
        place = f"{d.span}: " if d.span else ""
        lines.append(f"{place}{word(d.severity)}[{d.code}]{word(': ')}{visible(d.message)}")
        if d.span:
            lines += _excerpt(d.span)
        for words, span in d.related:
            lines.append(f"  {span}: {visible(words)}")
        if d.help:
            lines.append(f"  {word('help')}{word(': ')}{visible(d.help)}")
        if others:
            at = ", ".join(dict.fromkeys(str(each.span.line) for each in others if each.span))
            lines.append(f"  {word('the same on other lines')}{word(': ')}{at}")
    return "\n".join(lines)
