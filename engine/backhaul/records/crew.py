"""Several processes that work on chunks, and give their results in the order of the chunks.

Each has a pipe of its own and one chunk at a time. How far the fastest may run ahead is bounded, so memory is too. The
processes are started anew (never forked), hold nothing that is ours, and end when their pipe does.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar, cast

Task = TypeVar("Task")
Result = TypeVar("Result")
Make = Callable[[], Callable[[Task], Result]]

#: what asks a process to end
_ENDS = (signal.SIGINT, signal.SIGTERM)
#: tasks that are done here before a crew is worth its start
ALONE = 2
#: results, for each process, that may wait for an earlier one
AHEAD = 4


def in_order(
    make: Callable[[], Callable[[Task], Result]], tasks: Iterable[Task], jobs: int
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, in order; *make* gives each process the function that works."""
    feed = iter(tasks)
    first = list(islice(feed, ALONE + 1))
    if jobs <= 1 or len(first) <= ALONE:
        work = make()
        for task in _chained(first, feed):
            yield task, work(task)
        return
    crew: _Crew[Task, Result] = _Crew()
    try:
        with _undisturbed():
            crew.start(make, jobs)
        yield from crew.run(_chained(first, feed))
    finally:
        crew.dismiss()


def _chained(first: list[Task], rest: Iterator[Task]) -> Iterator[Task]:
    yield from first
    yield from rest


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Meanwhile a request to end waits; processes that are started here are never told of one.

    One that is interrupted half started would say so on the terminal, and who started them ends them anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    noted: list[int] = []
    heard = [s for s in _ENDS if signal.getsignal(s) is not signal.SIG_IGN]
    handlers = {s: signal.signal(s, lambda number, _: noted.append(number)) for s in heard}
    mask = getattr(signal, "pthread_sigmask", None)
    if mask:
        mask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_UNBLOCK, _ENDS)
        for each, handler in handlers.items():
            signal.signal(each, handler)
    for number in noted:
        signal.raise_signal(number)


class _Crew(Generic[Task, Result]):
    def __init__(self) -> None:
        self.processes: list[SpawnProcess] = []
        self.pipes: list[Connection] = []

    def start(self, make: Make[Task, Result], jobs: int) -> None:
        """Start the processes."""
        context = get_context("spawn")
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, make), daemon=True)
            process.start()
            theirs.close()
            self.processes.append(process)
            self.pipes.append(ours)

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Result]]:
        """Every task with its result, in order."""
        idle = list(self.pipes)
        doing: dict[Connection, int] = {}
        waiting: dict[int, Task] = {}
        done: dict[int, Result] = {}
        given = taken = 0
        more = True
        while more or waiting:
            while more and idle and given - taken < AHEAD * len(self.pipes):
                task = next(tasks, None)
                if task is None:
                    more = False
                    break
                pipe = idle.pop(0)
                with _both_ends():
                    pipe.send(task)
                doing[pipe], waiting[given] = given, task
                given += 1
            if doing and taken not in done:
                for pipe in cast("list[Connection]", wait(list(doing))):
                    done[doing.pop(pipe)] = _received(pipe)
                    idle.append(pipe)
            while taken in done:
                yield waiting.pop(taken), done.pop(taken)
                taken += 1

    def dismiss(self) -> None:
        """End all processes, whatever they do."""
        for pipe in self.pipes:
            pipe.close()
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.join()


def _received(pipe: Connection) -> Result:  # type: ignore[type-var]
    with _both_ends():
        return cast("Result", pipe.recv())


@contextmanager
def _both_ends() -> Iterator[None]:
    """Meanwhile a process at the other end that is gone is a ChildProcessError."""
    try:
        yield
    except (EOFError, ConnectionError):
        raise ChildProcessError("a process that was at work has ended by itself") from None


def _work(pipe: Connection, make: Make[Task, Result]) -> None:
    # where the mask is not inherited
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)
    work = make()
    try:
        while True:
            pipe.send(work(pipe.recv()))
    except (EOFError, ConnectionError):
        # the other end is closed, perhaps with something unread in the pipe
        return
