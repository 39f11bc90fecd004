"""What a receipt costs beside its decision: `python tests/bench/receipts.py`.

One run, interleaved: in every round a few decisions are made and written, so that both meet the same machine. The
figures are medians, and the best where others have kept the processor busy; the ratio is the one to compare.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import backhaul

POLICY = "tiktok-shop-sea-failed-delivery"
EXAMPLES = Path(__file__).parents[2] / "policies" / POLICY / "examples"
ROUNDS, TIMES = 400, 25


def seconds(work: Callable[[], object]) -> float:
    """The time of one call, of several in a row."""
    start = perf_counter()
    for _ in range(TIMES):
        work()
    return (perf_counter() - start) / TIMES


def measured(facts: dict[str, object], folder: Path) -> str:
    """A row: what it takes to decide, to write, and to give the other forms, in microseconds."""
    policy = backhaul.open(POLICY)
    for _ in range(20):  # compiled from here on
        decision = policy.decide(facts)
    path = folder / "log.jsonl"
    log = backhaul.DecisionLog(path)
    works: dict[str, Callable[[], object]] = {
        "decide": lambda: policy.decide(facts),
        "log.write": lambda: log.write(decision),
        "to_json": decision.to_json,
        "to_dict": decision.to_dict,
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(seconds(work))
    log.close()
    size = len(path.read_bytes().splitlines()[-1])
    path.unlink()
    ratio = median(w / d for w, d in zip(times["log.write"], times["decide"], strict=True))
    columns = [
        f"{name} {median(each) * 1e6:.1f} µs (at best {min(each) * 1e6:.1f})"
        for name, each in times.items()
    ]
    return f"{', '.join(columns)}; log.write ÷ decide {ratio:.2f}; {size} bytes a line"


def main() -> None:
    """Measure the complete examples of the shipped policy."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("held", "returned"):
            facts = json.loads((EXAMPLES / f"facts-{name}.json").read_text("utf-8"))
            sys.stdout.write(f"{name}: {measured(facts, Path(folder))}\n")


if __name__ == "__main__":
    main()
