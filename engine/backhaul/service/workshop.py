"""Long work in processes of their own: one that takes too long, or that nobody waits for any more, is ended."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any, TypeVar

import anyio
from starlette.concurrency import run_in_threadpool

from backhaul.diagnostics import BackhaulError
from backhaul.forks import begins_anew
from backhaul.records.workers import end_with_parent
from backhaul.service.problems import refusal

R = TypeVar("R")
#: processes, and the seconds that a task may wait for one and then take
MOST, MOST_WAITING, MOST_SECONDS = 2, 3, 25
#: seconds between two looks at whether somebody still waits
_LOOK = 0.25


class Workshop:
    """Does tasks in at most so many processes, which are started when they are needed and kept."""

    def __init__(self, most: int = MOST, seconds: float = MOST_SECONDS) -> None:
        self.most, self.seconds = most, seconds
        self._free: list[_Bench] = []
        self._busy = 0
        begins_anew(self)

    def after_fork(self) -> None:
        """Leave the processes to the one that started them."""
        self._free, self._busy = [], 0

    async def do(
        self, gone: Callable[[], Awaitable[bool]], task: Callable[..., R], *given: Any
    ) -> R:
        """What a task gives; *gone*: whether nobody waits for it any more.

        Raises the BackhaulError of the task, RequestRefused where all processes are busy for long or the task
        takes too long, and ChildProcessError where its process has ended by itself.
        """
        bench = await self._bench()
        try:
            found = await bench.do(gone, monotonic() + self.seconds, task, *given)
        except BaseException:
            bench.end()
            raise
        finally:
            self._busy -= 1
        self._free.append(bench)
        if isinstance(found, BackhaulError):
            raise found
        return found  # type: ignore[no-any-return]

    async def _bench(self) -> _Bench:
        """A process that is free, or a new one."""
        until = monotonic() + MOST_WAITING
        while self._busy >= self.most:
            if monotonic() > until:
                message = "all processes for long questions are busy"
                raise refusal(503, "busy", message, "ask again in some seconds")
            await anyio.sleep(_LOOK / 10)
        self._busy += 1
        while self._free:
            bench = self._free.pop()
            if bench.is_alive:
                return bench
        try:
            return await run_in_threadpool(_Bench)
        except BaseException:
            self._busy -= 1
            raise

    def close(self) -> None:
        """End the processes that are free."""
        while self._free:
            self._free.pop().end()


class _Bench:
    """One process that works."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process: BaseProcess = context.Process(target=_work, args=(other,), daemon=True)
        self._process.start()
        other.close()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    async def do(
        self,
        gone: Callable[[], Awaitable[bool]],
        until: float,
        task: Callable[..., Any],
        *given: Any,
    ) -> Any:
        await run_in_threadpool(self._pipe.send, (task, given))
        # in a thread: a loop that watches the pipe itself may leave it such that it takes no more than its buffer
        while not await run_in_threadpool(self._pipe.poll, _LOOK):
            if await gone():
                raise refusal(499, "gone", "nobody waits for the answer any more", "")
            if monotonic() > until:
                help = "ask for less at once; the command line has no such bound"
                raise refusal(503, "took-too-long", "the question takes too long to answer", help)
        try:
            return await run_in_threadpool(self._pipe.recv)
        except (EOFError, OSError):
            raise ChildProcessError("a process that was at work has ended by itself") from None

    def end(self) -> None:
        """End the process, whatever it does."""
        with suppress(OSError):
            self._pipe.close()
        self._process.kill()
        self._process.join()


def _work(pipe: Connection) -> None:
    """Do one task after the other, until nobody is left who gives any."""
    end_with_parent()
    # what ends the service ends what it started, too
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        try:
            task, given = pipe.recv()
        except EOFError:
            return
        try:
            found = task(*given)
        except BackhaulError as error:
            found = error
        pipe.send(found)
