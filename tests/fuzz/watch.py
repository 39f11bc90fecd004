"""Runs one step after another, and reports what no step may do: a foreign exception, too much work, too much memory."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from backhaul.diagnostics import BackhaulError

T = TypeVar("T")
#: seconds of processor time, and bytes beyond what the process holds already, that one step may take
SECONDS = 2.0
MEMORY = 200 << 20
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_ENGINE = f"{Path('backhaul')}/"


@dataclass(frozen=True)
class Fault:
    """What went wrong in a step; faults with the same `signature` are alike."""

    signature: str
    details: str


class Watch:
    """Takes the time and memory of every step, and keeps the faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.steps = 0
        #: the most that one step took
        self.seconds, self.memory = 0.0, 0

    def step(self, name: str, function: Callable[[], T]) -> T | None:
        """What the function gives; nothing where it raised what it may, or was at fault."""
        resident, started = _memory(reset=True), time.process_time()
        self.steps += 1
        result: T | None = None
        try:
            result = function()
        except BackhaulError as error:
            str(error)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self._fault(f"{name}: {_signature(error)}", traceback.format_exc(limit=-30))
        seconds = time.process_time() - started
        memory = _memory(reset=False) - resident
        self.seconds, self.memory = max(self.seconds, seconds), max(self.memory, memory)
        if seconds > SECONDS:
            self._fault(f"{name}: slow", f"{seconds:.1f} s of processor time")
        if memory > MEMORY:
            self._fault(f"{name}: memory", f"{memory >> 20} MiB")
        return result

    def _fault(self, signature: str, details: str) -> None:
        self.faults.append(Fault(signature, details))


def _signature(error: BaseException) -> str:
    """The kind of an exception and the engine's last line that it passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _ENGINE in frame.filename] or frames
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].name}"


def _memory(*, reset: bool) -> int:
    """Bytes: what the process holds, if the mark of the most is reset, else that mark."""
    if not _STATUS.exists():
        return 0
    if reset:
        try:
            _RESET.write_text("5")
        except OSError:
            return 0
    key = "VmRSS" if reset else "VmHWM"
    match = re.search(rf"{key}:\s+(\d+) kB", _STATUS.read_text())
    return int(match[1]) << 10 if match else 0
