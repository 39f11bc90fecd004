"""Every path says what the definition says, on random policies over the whole language."""

from __future__ import annotations

from collections import Counter

import pytest

from effort import SEED, trials
from generated.every_path import PATHS, counted
from generated.infix import in_place
from generated.policies import WHOLE, generated


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    """What each path said of these policies."""
    seeds = range(WHOLE + SEED, WHOLE + SEED + trials(8))
    return sum((counted(generated(seed), 25) for seed in seeds), Counter())


def test_no_path_says_otherwise(counts: Counter[str]) -> None:
    assert [what for what in counts if what.startswith("different")] == []


@pytest.mark.parametrize("path", PATHS)
def test_every_path_answers_many_itself(path: str, counts: Counter[str]) -> None:
    assert counts[f"{path}: the same"] > trials(8) * 3


def test_the_policies_draw_what_the_language_has() -> None:
    texts = "\n".join(generated(seed).text for seed in range(WHOLE, WHOLE + 40))
    marks = ("%", " + ", " * ", "table:", "starts_with(", "in transit", " != 0", "36 hours")
    assert [mark for mark in marks if mark not in texts] == []


@pytest.mark.parametrize(
    ("calls", "signs"),
    [
        ("minus(a, minus(b, c))", "a - (b - c)"),
        ("plus(plus(a, b), times(c, d))", "a + b + c * d"),
        ("round(plus(a, b) / c, 2, 'up')", "round((a + b) / c, 2, 'up')"),
        ("times(plus(a, `2`), in_place('3 days')) > b", "(a + 2) * 3 days > b"),
        (
            "in_place('2026-03-02') == plus(it, b) && x == 'plus(a, b)'",
            "'2026-03-02' == it + b && x == 'plus(a, b)'",
        ),
    ],
)
def test_calls_are_written_with_the_brackets_that_they_need(calls: str, signs: str) -> None:
    class Always:
        @staticmethod
        def random() -> float:
            return 0.5

    assert in_place(calls, Always()) == signs  # type: ignore[arg-type]
