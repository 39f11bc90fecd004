"""Several processes that work on tasks, and give their results in the order of the tasks.

How far the fastest may run ahead is bounded, so memory is too. The processes are started anew (never forked), hold
nothing that is ours, pass over what asks us to end, and end when we do.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

Worker = TypeVar("Worker")
Task = TypeVar("Task")
Result = TypeVar("Result")

#: what asks a process to end
_ENDS = tuple(getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n))
#: tasks that are done here before processes are worth their start
ALONE = 2
#: tasks, for each process, that may wait for an earlier one
AHEAD = 4
#: in a process that works: what it makes of a task
_DOES: list[Callable[[Any], Any]] = []


def in_order(
    make: Callable[[], Worker],
    work: Callable[[Worker, Task], Result],
    tasks: Iterable[Task],
    jobs: int,
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, in order; *make* gives each process the worker that does the *work*.

    Raises ChildProcessError where the system ends one of the processes.
    """
    feed = iter(tasks)
    first = list(islice(feed, ALONE + 1))
    feed = chain(first, feed)
    if jobs <= 1 or len(first) <= ALONE:
        worker = make()
        for task in feed:
            yield task, work(worker, task)
        return
    with _pool(make, work, jobs) as pool:
        ahead: deque[tuple[Task, Future[Result]]] = deque()
        for task in feed:
            with _undisturbed():
                ahead.append((task, pool.submit(_do, task)))
            while len(ahead) >= AHEAD * jobs or (ahead and ahead[0][1].done()):
                yield _result(ahead)
        while ahead:
            yield _result(ahead)


def _result(ahead: deque[tuple[Task, Future[Result]]]) -> tuple[Task, Result]:
    task, future = ahead.popleft()
    return task, future.result()


@contextmanager
def _pool(
    make: Callable[[], Worker], work: Callable[[Worker, Task], Result], jobs: int
) -> Iterator[ProcessPoolExecutor]:
    """The processes, which are ended with the block, whatever they do."""
    with _undisturbed():
        # here starts what keeps track of semaphores, a process of its own
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (make, work))
    try:
        yield pool
    except BrokenProcessPool:
        raise ChildProcessError("a process that was at work has ended by itself") from None
    finally:
        for process in tuple((pool._processes or {}).values()):  # noqa: SLF001 - `kill_workers` comes with 3.14
            process.kill()
        pool.shutdown(cancel_futures=True)


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


def _begin(make: Callable[[], Worker], work: Callable[[Worker, Task], Result]) -> None:
    """Make a process ready to work."""
    end_with_parent()
    _DOES.append(partial(work, make()))


def end_with_parent() -> None:
    """Let this process pass over what asks it to end, and end when the one does that started it."""
    # where the mask is not inherited
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _do(task: Any) -> Any:
    return _DOES[-1](task)
