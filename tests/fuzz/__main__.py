"""The command line of the fuzzer; see `run.py`."""

from __future__ import annotations

import argparse
import sys
from itertools import count
from pathlib import Path

from fuzz.run import keep, run_many, run_one, scratch


def main() -> int:
    """The exit status: 1 where an input was at fault."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=int, default=0, help="the number of the first input")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that are at fault")
    parser.add_argument("--only", type=int, help="the number of one input, to run it again")
    given = parser.parse_args()
    with scratch() as temporary:
        folder = given.keep or Path(temporary)
        if given.only is not None:
            name, watch = run_one(given.seed, given.only, folder)
            print(name, f"{watch.steps} steps, {watch.seconds:.2f} s, {watch.memory >> 20} MiB")
            for fault in watch.faults:
                print(fault.signature, fault.details, sep="\n")
            return 1 if watch.faults else 0
        report = run_many(given.seed, count(given.start), given.seconds, folder)
        print(report.text())
        if given.keep:
            folder.mkdir(parents=True, exist_ok=True)
            keep(report, folder)
        return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
