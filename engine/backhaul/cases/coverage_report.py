"""Coverage for people: a table and what is missing, the source with what is missing below its lines, and a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from backhaul.cases.coverage import Coverage, Item, percent
from backhaul.report.blocks import Block, Heading, Paragraph, Source, SourceLine, Table, bullets
from backhaul.report.lines import Code, Link, Tone
from backhaul.report.text import source_lines
from backhaul.report.writing import written

_SIGNS: dict[Tone, str] = {"yes": "+", "open": "~", "no": "-", "": " "}


def table(coverage: Coverage) -> str:
    """How much of each measure was touched, and what was not, each on a line with its place."""
    cases = f"{coverage.cases:,} case{'' if coverage.cases == 1 else 's'}"
    lines = [f"coverage of {coverage.policy} {coverage.version} by {cases}", ""]
    rows = [(measure, *coverage.of(measure)) for measure in coverage.measures]
    digits = max(len(str(count)) for row in rows for count in row[1:])
    column = max(len(measure) for measure in coverage.measures) + 1
    for measure, touched, count in rows:
        share = percent(touched, count) if count else "none"
        lines.append(
            f"  {measure:<{column}} {touched:>{digits}} of {count:>{digits}}  {share:>5}".rstrip()
        )
    if coverage.missed:
        lines += ["", "not covered:"]
        lines += [f"  {item.span}: {_words(item)}" for item in coverage.missed]
    lines += [f"  note: {span}: {note}" for note, span in coverage.notes]
    return "\n".join(lines)


def over_source(coverage: Coverage, source: str) -> str:
    """The source, each line with a mark: + all on it was touched, ~ a part, - nothing.

    What was not touched is told below its line.
    """
    return "\n".join(source_lines(_source(coverage, source)))


def page(coverages: Iterable[tuple[Coverage, str]]) -> str:
    """A page of HTML with the coverage of policies, each with its source."""
    blocks = (block for coverage, source in coverages for block in _blocks(coverage, source))
    return written(blocks, "html", "Coverage")


def _blocks(coverage: Coverage, source: str) -> Iterator[Block]:
    yield Heading(1, f"{coverage.policy} {coverage.version}")
    yield Paragraph((f"{coverage.cases} cases, ", Code(coverage.file)))
    rows = []
    for measure in coverage.measures:
        touched, count = coverage.of(measure)
        share = percent(touched, count) if count else "none"
        rows.append((measure, str(touched), str(count), share))
    yield Table(("measure", "covered", "of", "percent"), tuple(rows), (1, 2, 3))
    listing = _source(coverage, source)
    if coverage.missed:
        yield Heading(2, "Not covered")
        yield bullets(
            (
                Link(f"line {item.span.line}", f"{listing.name}-{item.span.line}"),
                f": {_words(item)}",
            )
            for item in coverage.missed
        )
    if coverage.notes:
        yield Heading(2, "Nothing to cover")
        yield bullets(f"line {span.line}: {note}" for note, span in coverage.notes)
    yield Heading(2, "Source")
    yield listing


def _source(coverage: Coverage, source: str) -> Source:
    return listing(coverage, source, _words)


def listing(coverage: Coverage, source: str, say: Callable[[Item], str]) -> Source:
    """The lines of the source, each with how much of what stands on it was touched, and what was not, as *say* says it."""
    touched: dict[int, list[bool]] = {}
    for item in coverage.items:
        touched.setdefault(item.span.line, []).append(item.cases > 0)
    missed: dict[int, list[tuple[int, str]]] = {}
    for item in coverage.missed:
        missed.setdefault(item.span.line, []).append((item.span.column, say(item)))
    lines = []
    for number, text in enumerate(source.splitlines(), 1):
        tone = _tone(touched.get(number, ()))
        lines.append(SourceLine(text, _SIGNS[tone], tone, tuple(missed.get(number, ()))))
    return Source(f"{coverage.policy}-{coverage.version}", tuple(lines))


def _tone(touched: Iterable[bool]) -> Tone:
    came = set(touched)
    return "open" if len(came) == 2 else "yes" if True in came else "no" if came else ""


def _words(item: Item) -> str:
    return f"{item.what} {item.missing}"
