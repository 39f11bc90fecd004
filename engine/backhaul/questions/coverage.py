"""What of a policy many records touch, and what none of them does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from backhaul.frozen import frozen
from backhaul.packages import needed

if TYPE_CHECKING:
    from decimal import Decimal

    from backhaul.cases.coverage import Coverage
    from backhaul.cases.coverage_of_records import Tally
    from backhaul.policy import Policy
    from backhaul.records.reading import Reading

Progress = Callable[[float | None, int], None]


def coverage(
    policy: Policy,
    files: Sequence[str],
    *,
    source: str | None = None,
    null: Literal["absent", "unknown"] = "unknown",
    naive: str | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
) -> RecordCoverage:
    """What of a policy the records in some files touch: rules, conditions each way, outputs, remarks and clauses.

    *files*: .parquet, .csv or .jsonl files with a column or name for each fact, or with documents that *source* reads. *null*: what
    an empty cell says of an optional fact. *naive*: the offset of times in cells that do not say theirs: `UTC`, or such as `+07:00`. *jobs*: processes, one a core by default. *progress* is told the share that is done,
    and of how many. Raises BackhaulError for a file that cannot be read. Parquet needs `backhaul[tables]`.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery", "1.0.0")
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp(), "facts.jsonl")
    >>> _ = file.write_text('{"cross_border": false}', encoding="utf-8")
    >>> touched = backhaul.coverage(policy, [str(file)], jobs=1)
    >>> touched.records, touched.coverage.of("rules")
    (1, (2, 22))
    """
    from backhaul.cases.coverage_of_records import replayed
    from backhaul.records.files import check_files, is_parquet
    from backhaul.records.reading import naive_offset

    check_files(files)
    if any(map(is_parquet, files)):
        needed("tables", "`coverage` of Parquet", "duckdb", "pyarrow", "sqlglot")
    offset = naive_offset(naive)
    make = Making(policy, source, null_is_absent=null == "absent", naive=offset)
    jobs = jobs or os.cpu_count() or 1
    tally = replayed(make, files, jobs, progress or (lambda _part, _count: None))
    return RecordCoverage(tally.coverage(policy.model), tally)


@frozen
class RecordCoverage:
    """What some records touch of one version of a policy."""

    coverage: Coverage
    tally: Tally

    @property
    def records(self) -> int:
        """How many records were decided, or refused as facts."""
        return self.tally.records

    def to_dict(self) -> dict[str, Any]:
        """Every count as JSON holds it."""
        from backhaul.cases.reports import coverage_as_data

        items = [
            {
                "measure": item.measure,
                "message": f"{item.what} {item.missing}",
                "line": item.span.line,
                "column": item.span.column,
                "cases": item.cases,
            }
            for item in self.coverage.items
        ]
        counts = {"refused": self.tally.refused, "unreadable": self.tally.unreadable}
        return {**coverage_as_data(self.coverage), **counts, "items": items}

    def explain(self, form: Literal["text", "source", "html"] = "text") -> str:
        """A table and what is missing, the same over the source, or a page of HTML."""
        from backhaul.cases.coverage_report import over_source, page, table

        source = source_of(self.coverage)
        if form == "html":
            return page([(self.coverage, source)])
        parts = [table(self.coverage)]
        if form == "source":
            parts.insert(0, over_source(self.coverage, source))
        told = []
        if count := self.tally.refused:
            told.append(f"{count:,} {'case was' if count == 1 else 'cases were'} refused")
        if count := self.tally.unreadable:
            told.append(f"{count:,} {'record' if count == 1 else 'records'} could not be read")
        return "\n\n".join([*parts, *(["\n".join(told)] if told else [])])


class Making:
    """Makes the reading of one process, from what can be sent there."""

    def __init__(
        self, policy: Policy, source: str | None, *, null_is_absent: bool, naive: int | None
    ) -> None:
        self.policy, self.source = policy, source
        self.null_is_absent, self.naive = null_is_absent, naive

    def __call__(self) -> Reading:
        """How records are read."""
        from backhaul.records.reading import Reading

        read = None if self.source is None else self.policy.reader(self.source)
        model, absent = self.policy.model, self.null_is_absent
        return Reading(model, read, null_is_absent=absent, naive=self.naive)


def source_of(coverage: Coverage) -> str:
    """The text of the policy's file."""
    from backhaul.opening import read_file

    return read_file(coverage.file).decode("utf-8-sig").replace("\r\n", "\n")


def below(
    coverage: Coverage, least: Decimal | None, least_words: Decimal | None = None
) -> list[str]:
    """The measures that are covered less than this, of the words less than that."""
    from backhaul.cases.coverage import percent

    found = []
    for measure in coverage.measures:
        touched, count = coverage.of(measure)
        asked = least_words if measure.startswith("words") else least
        if asked is not None and touched * 100 < asked * count:
            share, name = percent(touched, count), f"{coverage.policy} {coverage.version}"
            found.append(
                f"coverage too low: {share} percent of the {measure} of {name}, not {asked}"
            )
    return found
