"""The two tiers of the tests: everything, and what of it the README's command leaves to `.ci/run`.

A run of all tests takes the fast ones, one with `-m deep` the deep ones; of a folder or a file that is named all are taken.
"""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: folders and files of the deep tier, which try much or start other programs
DEEP = (
    *("analysis", "bench", "foreign", "fuzz", "generated", "mutations", "mutations_of_meaning"),
    *("parcels", "masked/test_generated.py", "tables/test_agreement.py", "test_packaging.py"),
    *(
        "cases/test_coverage.py",
        "cases/test_records.py",
        "cases/test_words_of_the_shipped_policy.py",
    ),
    *("cli/test_check.py", "cli/test_schema.py", "comparison/test_columns.py"),
    *("comparison/test_compare.py", "tables/test_batch.py", "tables/test_batch_stopped.py"),
    *("versions/test_release.py", "versions/test_release_at_once.py"),
    *("timeline/test_generated.py", "versions/test_malformed_forms.py"),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the deep tests, and leave them out of a run of everything that does not ask for them."""
    deep = [item for item in items if _is_deep(item.path)]
    for item in deep:
        item.add_marker(pytest.mark.deep)
    everything = list(config.args) == config.getini("testpaths")
    if everything and not config.option.markexpr:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if not _is_deep(item.path)]


def _is_deep(path: Path) -> bool:
    within = path.relative_to(HERE).as_posix() if path.is_relative_to(HERE) else ""
    return any(within == each or within.startswith(f"{each}/") for each in DEEP)
