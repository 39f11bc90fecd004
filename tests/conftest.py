"""The two tiers of the tests: everything, and what of it the README's command leaves to `.ci/run`.

A run of all tests takes the fast ones, one with `-m deep` the deep ones; of a folder or a file that is named all are taken.
"""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: folders and files of the deep tier, which try much or start other programs
DEEP = (
    *(
        "analysis",
        "bench",
        "ci",
        "foreign",
        "fuzz",
        "generated",
        "mutations",
        "mutations_of_meaning",
    ),
    *(
        "parcels",
        "page/browser",
        "page/test_jobs.py",
        "service/test_serving.py",
        "masked/test_generated.py",
        "tables/test_agreement.py",
        "test_packaging.py",
        "language/test_planted_faults.py",
    ),
    *(
        "cases/test_coverage.py",
        "cases/test_records.py",
        "cases/test_words_of_the_shipped_policy.py",
    ),
    *("cli/test_check.py", "cli/test_schema.py", "cli/test_stubs_checked.py"),
    "comparison/test_columns.py",
    *(
        "docs/test_commands.py",
        "comparison/test_compare.py",
        "tables/test_batch.py",
        "tables/test_batch_stopped.py",
        "tables/test_spark.py",
    ),
    *("versions/test_release.py", "versions/test_release_at_once.py"),
    *("versions/review/test_signature.py", "versions/review/test_page.py"),
    *("timeline/test_generated.py", "versions/test_malformed_forms.py"),
    *("service/test_schemathesis.py", "service/test_generated_client.py"),
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import the tests of the other tier, where everything or all that is deep is run."""
    if list(config.args) != config.getini("testpaths") or collection_path.is_dir():
        return None
    other_tier = {"": True, "deep": False}.get(config.option.markexpr)
    return other_tier == _is_deep(collection_path) or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the deep tests."""
    for item in items:
        if _is_deep(item.path):
            item.add_marker(pytest.mark.deep)


def _is_deep(path: Path) -> bool:
    within = path.relative_to(HERE).as_posix() if path.is_relative_to(HERE) else ""
    return any(within == each or within.startswith(f"{each}/") for each in DEEP)
