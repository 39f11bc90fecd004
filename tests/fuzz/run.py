"""Runs mutated inputs, each made of its number alone, and keeps those at fault.

By hand, from `tests/`: `python -m fuzz --seconds 1200 --keep FOLDER`; `python -m fuzz --only 4711` runs one again and tells what
it does. Every input is used in a process that may be killed, and has a bounded address space.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from fuzz.targets import TARGETS
from fuzz.watch import Fault, Watch

#: seconds after which a process that does not answer is killed
PATIENCE = 60
#: bytes of address space for one process
SPACE = 6 << 30


@dataclass
class Report:
    """What became of many inputs."""

    inputs: int = 0
    steps: int = 0
    #: the most that one step took
    seconds: float = 0.0
    memory: int = 0
    targets: Counter[str] = field(default_factory=Counter)
    #: the first fault of each signature, and the number of its input
    faults: dict[str, tuple[int, Fault]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, number: int, target: str, watch: Watch) -> None:
        """Count one input."""
        self.inputs += 1
        self.steps += watch.steps
        self.seconds, self.memory = max(self.seconds, watch.seconds), max(self.memory, watch.memory)
        self.targets[target] += 1
        for fault in watch.faults:
            signature = f"{target}: {fault.signature}"
            self.faults.setdefault(signature, (number, fault))
            self.counts[signature] += 1

    def text(self) -> str:
        """The report for a person."""
        lines = [
            f"{self.inputs} inputs, {self.steps} steps; one step took at most {self.seconds:.2f} s and {self.memory >> 20} MiB"
        ]
        lines += [f"  {name}: {count}" for name, count in sorted(self.targets.items())]
        for signature, (number, _) in sorted(self.faults.items()):
            lines.append(f"fault {signature}: {self.counts[signature]} times, first {number}")
        return "\n".join(lines)


def run_one(seed: int, number: int, folder: Path) -> tuple[str, Watch]:
    """Make the input of this number in a folder of its own, and use it."""
    random = Random(f"{seed}/{number}")
    names = [*TARGETS]
    (name,) = random.choices(names, [TARGETS[each][1] for each in names])
    place, watch = folder / str(number), Watch()
    place.mkdir(parents=True)
    TARGETS[name][0](random, place, watch)
    if not watch.faults:
        shutil.rmtree(place)
    return name, watch


def run_many(seed: int, numbers: Iterator[int], seconds: float, folder: Path) -> Report:
    """Use inputs until time is up, in a process that is replaced when it dies."""
    report, ends = Report(), time.monotonic() + seconds
    worker: _Worker | None = None
    for number in numbers:
        if time.monotonic() > ends:
            break
        worker = worker or _Worker(seed, folder)
        answer = worker.run(number)
        if isinstance(answer, str):
            watch = Watch()
            watch.faults.append(Fault(answer, answer))
            report.add(number, "process", watch)
            worker = None
        else:
            report.add(number, *answer)
    if worker:
        worker.close()
    return report


def keep(report: Report, folder: Path) -> None:
    """Write each kind of fault into a file beside its input."""
    for signature, (number, fault) in report.faults.items():
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        (place / "fault.txt").write_text(f"{signature}\n\n{fault.details}\n")
    (folder / "report.json").write_text(json.dumps(report.counts, indent=2))


class _Worker:
    """A process that uses one input after another."""

    def __init__(self, seed: int, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other, seed, folder), daemon=True)
        self.process.start()
        other.close()

    def run(self, number: int) -> tuple[str, Watch] | str:
        """What became of an input; a text where the process was lost with it."""
        self.connection.send(number)
        try:
            if self.connection.poll(PATIENCE):
                answer: tuple[str, Watch] = self.connection.recv()
                return answer
        except EOFError:
            self.process.join()
            return f"the process died with status {self.process.exitcode}"
        self.process.kill()
        return f"no answer within {PATIENCE} s"

    def close(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.join(PATIENCE)


def _serve(connection: Connection, seed: int, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    while True:
        try:
            number = connection.recv()
        except EOFError:
            return
        connection.send(run_one(seed, number, folder))


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for inputs that goes when it is left."""
    return tempfile.TemporaryDirectory(prefix="fuzz-")
