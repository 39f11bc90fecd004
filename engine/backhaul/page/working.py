"""The process of one job: `python -m backhaul.page.working FOLDER DESCRIPTOR`.

It waits for its turn, works, and writes how far it is and what came into the folder. It ends when who began it ends.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from backhaul.diagnostics import BackhaulError
from backhaul.page.job_folder import JobFolder

#: how often it is written how far a job is, in seconds
_OFTEN = 0.2
#: how often it is tried whether it is a job's turn, in seconds
_PATIENCE = 0.05


def main() -> None:
    """Does the job of a folder."""
    folder, descriptor = JobFolder(Path(sys.argv[1])), int(sys.argv[2])
    os.set_inheritable(descriptor, False)
    threading.Thread(target=_end_with_who_began_it, daemon=True).start()
    try:
        _work_in_turn(folder)
    except FileNotFoundError:
        if folder.path.exists():
            raise
        # who began it has ended and taken the folder away: nobody waits for what comes


def _work_in_turn(folder: JobFolder) -> None:
    asked = folder.asked()
    if not asked:
        raise FileNotFoundError(folder.path)
    limits = asked["limits"]
    with _turn(folder.path.parent, asked["length"], int(limits["at_once"])):
        _bound_memory(int(limits["memory"]))
        late = threading.Timer(limits["seconds"], _too_long, (folder,))
        late.daemon = True
        late.start()
        try:
            work(folder, asked)
        finally:
            late.cancel()


def work(folder: JobFolder, asked: dict[str, Any]) -> None:
    """Does what is asked, and writes what came or what was wrong."""
    from backhaul.page.job_kinds import KINDS
    from backhaul.page.task import Task

    told = JobProgress(folder)
    try:
        told("begun", None, 0)
        folder.finish(KINDS[asked["kind"]].work(Task(folder.path, asked["options"], told)))
    except BackhaulError as error:
        folder.tell({"problems": error.to_dict()["diagnostics"]})
    except MemoryError:
        folder.tell({"bound": "too-large"})


class JobProgress:
    """Is told how far a job is: in which phase, how much of the whole, and how many."""

    def __init__(self, folder: JobFolder) -> None:
        self._folder, self._phase, self._last = folder, "", 0.0

    def __call__(self, phase: str, part: float | None, count: int) -> None:
        """Writes it, but not too often."""
        now = time.monotonic()
        if phase == self._phase and part != 1 and now - self._last < _OFTEN:
            return
        self._phase, self._last = phase, now
        of = round(count / part) if part else None
        self._folder.tell({"phase": phase, "done": count, "of": of})


def _too_long(folder: JobFolder) -> None:
    with suppress(FileNotFoundError):
        folder.tell({"bound": "too-long"})
    os.killpg(0, signal.SIGKILL)


def _end_with_who_began_it() -> None:
    """What is read has an end when the other process has."""
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _bound_memory(most: int) -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


@contextmanager
def _turn(root: Path, length: str, at_once: int) -> Iterator[None]:
    """Waits until fewer jobs of this length are at work."""
    files = [root / f"turn-{length}-{number}" for number in range(at_once)]
    descriptors = [os.open(file, os.O_RDWR | os.O_CREAT, 0o600) for file in files]
    while not any(map(_locked, descriptors)):
        time.sleep(_PATIENCE)
    try:
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main()
