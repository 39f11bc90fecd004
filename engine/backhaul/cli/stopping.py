"""A signal that asks a command to end, taken like Ctrl-C: nothing is left half written, and no traceback is shown."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: what asks to end; a hangup, too, where somebody does not have it ignored
_SIGNALS = [s for name in ("SIGTERM", "SIGHUP") if (s := getattr(signal, name, None)) is not None]


@contextmanager
def stopped_cleanly() -> Iterator[None]:
    """Meanwhile a request to end is a KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [s for s in _SIGNALS if signal.getsignal(s) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, _stop)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
