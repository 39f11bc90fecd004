"""What one decision costs in instructions and memory, before and after the policy is compiled.

Seconds differ from run to run, these counts hardly do. Instructions need valgrind; without it they
are left out.

    python tests/bench/counts.py
    python tests/bench/counts.py --decisions 1000 --json
"""

import argparse
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from itertools import chain, repeat
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WAYS = {
    "definition": "by the definition",
    "compiled": "compiled",
    "if_else": "hand-written if/else",
}
MEASURES = {
    "instructions": "instructions a decision",
    "blocks": "blocks of memory that a kept decision holds",
    "bytes": "bytes at the peak of a decision",
}
#: enough decisions that the policy is compiled before anything is counted
WARM = 16
LENGTHS = (1_000, 10_000)

Facts = dict[str, object]
Decide = Callable[[Facts], object]


def of_harness(module: str) -> Any:
    """A module of the harness."""
    if str(HERE / "harness") not in sys.path:
        sys.path.insert(0, str(HERE / "harness"))
    return import_module(module)


def parcels(count: int) -> list[Facts]:
    """The facts of so many parcels, the same each time."""
    rows: list[Facts] = of_harness("facts").parcels(count, seed=3)
    return rows


def decider(way: str) -> Decide:
    """What decides a parcel and reads the outcome."""
    if way == "if_else":
        by_hand: Decide = of_harness("reference").decide
        return by_hand
    import backhaul
    from backhaul.decision import Decision
    from backhaul.evaluation.decision import evaluate

    policy = backhaul.load(HERE / "policies" / "parcel.yaml")
    if way == "definition":
        return lambda facts: Decision.of(evaluate(policy.model, facts)).outcome
    return lambda facts: policy.decide(facts).outcome


def work(way: str, decisions: int) -> None:
    """Decide so many parcels; what comes before and after is the same for any number."""
    decide, rows = decider(way), parcels(1_000)
    for facts in rows[:WARM]:
        decide(facts)
    gc.disable()
    for facts in rows[:decisions]:
        decide(facts)


def collected(way: str, decisions: int) -> int:
    """The instructions of a whole process that decides so many parcels."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
        script = [sys.executable, __file__, "--work", way, "--decisions", str(decisions)]
        same = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([*tool, *script], check=True, capture_output=True, env=same)
        found = re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit("valgrind wrote no total: is its tool callgrind there?")
    return int(found[1])


def instructions(way: str, decisions: int) -> float:
    """The instructions of one decision: a run with decisions less a run without any."""
    return (collected(way, decisions) - collected(way, 0)) / decisions


def blocks(decide: Decide, rows: list[Facts]) -> float:
    """The blocks of memory that one decision holds while it is kept."""
    held: list[object] = [None] * len(rows)
    gc.collect()
    before = sys.getallocatedblocks()
    for i, facts in enumerate(rows):
        held[i] = decide(facts)
    return (sys.getallocatedblocks() - before) / len(rows)


def peak(call: Callable[[], object]) -> int:
    """The bytes that a call has allocated at its peak."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def memory_of_an_iterator(length: int) -> int:
    """The bytes at the peak of deciding an iterator of so many parcels, none of them kept."""
    import backhaul

    policy = backhaul.load(HERE / "policies" / "parcel.yaml")
    some = parcels(500)
    for facts in some[:WARM]:
        policy.decide(facts)
    stream = chain.from_iterable(repeat(some, length // len(some)))

    def each() -> None:
        for decision in policy.decide_many(map(dict, stream)):
            assert decision.outcome

    return peak(each)


def counted(decisions: int) -> dict[str, Any]:
    """Every figure, by way and measure."""
    found: dict[str, Any] = {}
    for way in WAYS:
        decide, rows = decider(way), parcels(500)
        for facts in rows[:WARM]:
            decide(facts)
        each = [peak(partial(decide, facts)) for facts in rows]
        found[way] = {"blocks": blocks(decide, rows), "bytes": sum(each) / len(each)}
        if shutil.which("valgrind"):
            found[way]["instructions"] = instructions(way, decisions)
    found["iterator"] = {str(length): memory_of_an_iterator(length) for length in LENGTHS}
    return found


def render(found: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    lines = ["| of one decision | " + " | ".join(WAYS.values()) + " |"]
    lines.append("|---|" + "--:|" * len(WAYS))
    for measure, title in MEASURES.items():
        figures = [found[way].get(measure) for way in WAYS]
        if any(figure is not None for figure in figures):
            cells = ["" if figure is None else f"{figure:,.0f}" for figure in figures]
            lines.append(f"| {title} | " + " | ".join(cells) + " |")
    if "instructions" not in found["definition"]:
        lines += ["", "Instructions were not counted: valgrind is not installed."]
    iterator = [
        f"{figure:,} bytes for {int(length):,} parcels"
        for length, figure in found["iterator"].items()
    ]
    lines += ["", f"`decide_many` over an iterator, at its peak: {', '.join(iterator)}."]
    return "\n".join(lines)


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--decisions", type=int, default=200, help="how many are counted")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--work", choices=WAYS, help="only decide: what valgrind looks at")
    given = parser.parse_args()
    if given.work:
        work(given.work, given.decisions)
    else:
        found = counted(min(given.decisions, 1_000))
        print(json.dumps(found, indent=1) if given.json else render(found))


if __name__ == "__main__":
    main()
