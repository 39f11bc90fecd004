"""What the cases that were run have touched of each policy, and whether that is enough."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.usage import wrong_usage
from backhaul.frozen import frozen

if TYPE_CHECKING:
    from backhaul.cases.coverage import Coverage
    from backhaul.cases.run import Result
    from backhaul.policy import Policy


@frozen
class Measured:
    """The coverage of each version of each policy."""

    coverages: tuple[Coverage, ...]
    #: the same in words
    texts: tuple[str, ...]
    #: a sentence for each measure that is covered less than was asked for
    below: tuple[str, ...]


def threshold(written: str | None, option: str = "--threshold") -> Decimal | None:
    """The percentage that is asked for, if one is."""
    if written is None:
        return None
    try:
        least = Decimal(written)
    except InvalidOperation:
        least = Decimal(-1)
    if not least.is_finite() or not 0 <= least <= 100:
        message = f"`{option} {written}` is no percentage"
        raise wrong_usage(message, "give a number from 0 to 100, such as 95 or 99.5")
    return least


def measure(
    results: Sequence[tuple[Policy, Result]],
    given: argparse.Namespace,
    least: Decimal | None,
    least_words: Decimal | None,
) -> Measured | None:
    """The coverage by these results, if it is asked for; a page of it is written where one is."""
    asked = least is not None or least_words is not None
    if not (given.coverage or given.coverage_source or given.coverage_html or asked):
        return None
    from backhaul.cases.coverage import coverage
    from backhaul.cli.run_cases import explain

    policies = {policy.model.digest: policy for policy, _ in results}
    coverages = tuple(
        coverage(
            policy.model,
            [result for p, result in results if p.model.digest == policy.model.digest],
            explain,
        )
        for policy in policies.values()
    )
    if given.coverage_html:
        from backhaul.cases.coverage_report import page

        output.write_file(
            page([(each, source_of(each)) for each in coverages]), given.coverage_html
        )
    texts = [text for each in coverages for text in _texts(each, source=given.coverage_source)]
    missing = [line for each in coverages for line in below(each, least, least_words)]
    return Measured(coverages, tuple(texts), tuple(missing))


def _texts(coverage: Coverage, *, source: bool) -> list[str]:
    from backhaul.cases.coverage_report import over_source, table

    over = [f"{coverage.file}\n\n{over_source(coverage, source_of(coverage))}"] if source else []
    return [*over, table(coverage)]


def source_of(coverage: Coverage) -> str:
    """The text of the policy's file."""
    from backhaul.policy import read_file

    return read_file(coverage.file).decode("utf-8-sig").replace("\r\n", "\n")


def below(
    coverage: Coverage, least: Decimal | None, least_words: Decimal | None = None
) -> list[str]:
    """The measures that are covered less than this, of the words less than that."""
    from backhaul.cases.coverage import MEASURES, percent

    found = []
    for measure in coverage.measures:
        touched, count = coverage.of(measure)
        asked = least if measure in MEASURES else least_words
        if asked is not None and touched * 100 < asked * count:
            share, name = percent(touched, count), f"{coverage.policy} {coverage.version}"
            found.append(
                f"coverage too low: {share} percent of the {measure} of {name}, not {asked}"
            )
    return found
