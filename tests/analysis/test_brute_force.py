"""What a proof says of small policies with products, dates and calendars is so of every case that there is."""

from __future__ import annotations

from analysis.brute_force import compared
from effort import SEED, trials


def test_proofs_say_what_every_case_comes_to() -> None:
    counts = compared(range(SEED + 100, SEED + 100 + trials(3)))

    assert [what for what in counts if what.startswith("different")] == []
    assert min(counts["proved"], counts["false"]) > 0
