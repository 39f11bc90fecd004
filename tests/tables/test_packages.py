"""What is not installed is named, with what installs it."""

from __future__ import annotations

import pytest

import backhaul
from backhaul import packages


@pytest.mark.parametrize(
    ("ask", "names"),
    [
        (lambda policy: policy.decide_table(None), "duckdb and pyarrow and sqlglot"),
        (lambda policy: policy.to_sql("duckdb"), "sqlglot"),
    ],
)
def test_a_missing_package_is_told(
    ask: object, names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")

    with pytest.raises(backhaul.BackhaulError) as refused:
        ask(policy)  # type: ignore[operator]

    (one,) = refused.value.diagnostics
    assert one.code == "missing-package"
    assert names in one.message
    assert one.help == f"run `{packages.install('tables')}`"
