"""Coverage in words: a table, what is missing, and the source with what is missing below its lines."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.cases.coverage import Coverage, Item, percent

#: how much of what stands on a line was touched
Touched = dict[int, tuple[int, int]]
MARKS = {"all": "+", "part": "~", "none": "-", "": " "}


def table(coverage: Coverage) -> str:
    """How much of each measure was touched, and what was not."""
    cases = f"{coverage.cases:,} case{'' if coverage.cases == 1 else 's'}"
    lines = [f"coverage of {coverage.policy} {coverage.version} by {cases}", ""]
    rows = [(measure, *coverage.of(measure)) for measure in coverage.measures]
    width = max(len(str(count)) for row in rows for count in row[1:])
    column = max(len(measure) for measure in coverage.measures) + 1
    for measure, touched, count in rows:
        share = percent(touched, count) if count else "none"
        lines.append(
            f"  {measure:<{column}} {touched:>{width}} of {count:>{width}}  {share:>5}".rstrip()
        )
    if coverage.missed:
        lines += ["", "not covered:"]
        lines += [f"  {item.span}: {item.what} {item.missing}" for item in coverage.missed]
    lines += [f"  note: {span}: {note}" for note, span in coverage.notes]
    return "\n".join(lines)


def over_source(coverage: Coverage, source: str) -> str:
    """The source, each line with a mark: + all on it was touched, ~ a part, - nothing.

    What was not touched is told below its line.
    """
    standing = standings(coverage)
    missed: dict[int, list[Item]] = {}
    for item in coverage.missed:
        missed.setdefault(item.span.line, []).append(item)
    lines = source.splitlines()
    width = len(str(len(lines)))
    return "\n".join(
        line
        for number, text in enumerate(lines, 1)
        for line in (
            f"{MARKS[standing.get(number, '')]} {number:>{width}} | {text}".rstrip(),
            *_below(missed.get(number, []), width),
        )
    )


def standings(coverage: Coverage) -> dict[int, str]:
    """For every line on which something can be touched, whether `all`, a `part` or `none` was."""
    found: dict[int, list[bool]] = {}
    for item in coverage.items:
        found.setdefault(item.span.line, []).append(item.cases > 0)
    return {
        line: "all" if all(touched) else "part" if any(touched) else "none"
        for line, touched in found.items()
    }


def _below(items: list[Item], width: int) -> Iterator[str]:
    for item in items:
        yield f"  {' ' * width} | {' ' * (item.span.column - 1)}^ {item.what} {item.missing}"
