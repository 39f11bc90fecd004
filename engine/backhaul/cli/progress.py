"""A bar on a terminal while something takes long; nothing at all where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Told = Callable[[float | None, int], None]


@contextmanager
def progress() -> Iterator[Told]:
    """What is to be told how much is done (0 to 1, or nothing where that is not known), of how many."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _part, _count: None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    except ImportError:
        yield lambda _part, _count: None
        return
    columns = (TextColumn("{task.completed:,} records"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def told(part: float | None, count: int) -> None:
            total = count / part if part else None
            bar.update(task, completed=count, total=total)

        yield told
