"""What the cases that were run have touched of each policy, and whether that is enough."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.frozen import frozen
from backhaul.questions.coverage import below, source_of

if TYPE_CHECKING:
    from decimal import Decimal

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
    from backhaul.questions.case_sources import explain

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
