"""Several workers that answer at one address: begun, watched, begun again where one dies, and stopped together.

Each is forked from a process that has read the policies and does nothing else. It reads them again when they change
and has the workers do so, too; so one that takes the place of another begins with the last good state, even while
the files are wrong.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import connection, get_context
from typing import TYPE_CHECKING

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.service.asked_to import ALL, asked_to
from backhaul.service.reloading import PAUSE, Reloader

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

_LOGGER = logging.getLogger("backhaul")
#: a worker that lived for a shorter time, in seconds, is not begun again at once
_SHORT_LIFE = 1.0


def check_can_fork() -> None:
    """Nothing where several workers are possible; else BackhaulError says that they are not."""
    if not hasattr(os, "fork"):
        message = "several workers need a system that can fork a process, which this one cannot"
        raise BackhaulError([Diagnostic("usage", message, "leave `--workers` out")])


class Workers:
    """So many processes that work, each told its place among them; *ended* is told the number of each process that ended."""

    def __init__(
        self,
        count: int,
        work: Callable[[int], None],
        reloader: Reloader,
        *,
        patience: float,
        ended: Callable[[int], None],
    ) -> None:
        self._count, self._work, self._reloader = count, work, reloader
        #: seconds until one that was asked to stop is killed
        self._patience = patience
        self._ended = ended
        #: by the place of each
        self._running: dict[int, ForkProcess] = {}
        self._begun: dict[int, float] = {}
        self._stopping = self._asked = False
        #: what signals wake, and what ends in the workers when this process does
        self._waking, self._woken = socket.socketpair()
        self._life = os.pipe()

    def run(self, ready: Callable[[], None]) -> None:
        """Keep them running until asked to stop; *ready* is called once they are begun."""
        self._waking.setblocking(False)
        with asked_to(stop=self._stop, reload=self._ask):
            signal.set_wakeup_fd(self._waking.fileno(), warn_on_full_buffer=False)
            try:
                for place in range(self._count):
                    self._begin(place)
                ready()
                while not self._stopping:
                    self._watch()
            finally:
                signal.set_wakeup_fd(-1)
                self._end()

    def _stop(self) -> None:
        self._stopping = True

    def _ask(self) -> None:
        self._asked = True

    def _begin(self, place: int) -> None:
        process = get_context("fork").Process(target=self._in_worker, args=(place,))
        # a signal that came before the worker can take it would be lost
        signal.pthread_sigmask(signal.SIG_BLOCK, ALL)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ALL)
        self._running[place], self._begun[place] = process, time.monotonic()

    def _in_worker(self, place: int) -> None:
        signal.set_wakeup_fd(-1)
        reading, writing = self._life
        os.close(writing)
        threading.Thread(target=_end_with_parent, args=(reading,), daemon=True).start()
        with asked_to(stop=_leave, reload=self._reloader.ask):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ALL)
            self._work(place)

    def _watch(self) -> None:
        """Wait for a while, or until something happens, and see to it."""
        happened = connection.wait(
            [self._woken, *(each.sentinel for each in self._running.values())], PAUSE
        )
        if self._woken in happened:
            self._woken.recv(4096)
        for place, process in list(self._running.items()):
            if not process.is_alive():
                self._replace(place, process)
        asked, self._asked = self._asked, False
        if not self._stopping and (asked or self._reloader.changed()):
            self._reloader.reload()
            for process in self._running.values():
                os.kill(process.pid or 0, signal.SIGHUP)

    def _replace(self, place: int, process: ForkProcess) -> None:
        self._forget(process)
        if self._stopping:
            return
        _LOGGER.warning(
            "worker %d %s; another takes its place", process.pid, _how(process.exitcode)
        )
        if time.monotonic() - self._begun[place] < _SHORT_LIFE:
            time.sleep(_SHORT_LIFE)
        self._begin(place)

    def _forget(self, process: ForkProcess) -> None:
        process.join()
        self._ended(process.pid or 0)

    def _end(self) -> None:
        """Stop them all; those that do not end are killed."""
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + self._patience
        for process in self._running.values():
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                _LOGGER.warning("worker %d did not stop in time, and was killed", process.pid)
                process.kill()
            self._forget(process)


def _leave() -> None:
    """End a worker that has not begun to serve."""
    sys.exit(0)


def _end_with_parent(reading: int) -> None:
    """Stop once the process that began us has ended: nobody would stop us any more."""
    os.read(reading, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _how(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"was ended by {signal.Signals(-exitcode).name}"
    return f"ended with status {exitcode}"
