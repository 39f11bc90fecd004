"""A file of decisions, one line of JSON each. Writing never changes a decision, and never loses one.

What cannot be written is counted and told, and the decision is returned all the same.
"""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, TypeVar, final

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.forks import begins_anew
from backhaul.receipts.request import with_traceparent
from backhaul.receipts.writer import Writer

#: failures that can pass; any other at opening is a mistake of whoever named the path
_PASSING = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO, errno.EFBIG}


class Recordable(Protocol):
    """What can be logged."""

    def receipt_text(self, *, trace: bool = False) -> str:
        """The entries of its receipt as JSON text with sorted names; masked facts are not in it."""
        ...


D = TypeVar("D", bound=Recordable)


@final
class DecisionLog:
    """A log that decisions are appended to; threads, processes and what they fork may share the file.

    Every line is a receipt with its place in the chain of its writer. *trace*: it has the trace, too.
    The file may be renamed or deleted at any time: the next line goes to a new one of that name.

    Raises BackhaulError where there can be no such file. After that nothing is raised for the file's
    sake: `failures` counts the lines that were not written, `last_error` says why the last one was not.
    A process counts its own lines, one that was forked from 0 on.

    >>> import backhaul, tempfile
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    >>> with tempfile.TemporaryDirectory() as folder, backhaul.DecisionLog(f"{folder}/log.jsonl") as log:
    ...     decision = log.write(policy.decide({"cross_border": False}))
    ...     log.written, log.failures
    (1, 0)
    """

    __slots__ = (
        "__weakref__",
        "_forking",
        "_path",
        "_place",
        "_trace",
        "_writer",
        "failures",
        "last_error",
        "written",
    )

    #: lines that were written, and lines that were not
    written: int
    failures: int
    #: why the last line that was not written was not; None if all were
    last_error: OSError | None

    def __init__(self, path: str | os.PathLike[str], *, trace: bool = False) -> None:
        self._path, self._trace = Path(path), trace
        try:
            #: as it is now: a process may change its directory
            self._place = str(self._path.absolute())
            self._begin()
            self._writer.file.open()
        except ValueError:
            raise _unwritable(self._path, "no path may hold such a character") from None
        except OSError as failure:
            if failure.errno not in _PASSING:
                raise _unwritable(self._path, (failure.strerror or "it failed").lower()) from None
            self.last_error = failure
        begins_anew(self)

    def _begin(self) -> None:
        """Begin as a new process does."""
        self._writer = Writer(self._place)
        #: held while another process's writer is left to it
        self._forking = Lock()
        self.written = self.failures = 0
        self.last_error = None

    def write(self, decision: D, *, traceparent: str | None = None) -> D:
        """The same decision, once its line is in the log or it is counted that it is not.

        *traceparent*: the request that asked for it, as W3C Trace Context writes it; the line has it, too.
        Raises BackhaulError for what is no decision, such as the error of a case that was refused.
        """
        if not hasattr(decision, "receipt_text"):
            raise _no_decision(decision)
        entries = decision.receipt_text(trace=self._trace)
        if traceparent is not None:
            entries = with_traceparent(entries, traceparent)
        writer = self._own_writer()
        with writer.lock:
            try:
                writer.append(entries)
            except OSError as failure:
                self._fail(failure)
            else:
                self.written += 1
        return decision

    def reopen(self) -> None:
        """Open the file of this name anew for the next line, and close the one at hand.

        It may be called in the handler of a signal. A file that was renamed or deleted is noticed without it.
        """
        writer = self._own_writer()
        writer.file.stale = True
        # where somebody writes, perhaps the very thread that was interrupted, the next line does it
        if writer.lock.acquire(blocking=False):
            try:
                self._close(writer)
            finally:
                writer.lock.release()

    def close(self) -> None:
        """Close the file; a line written later opens it again."""
        writer = self._own_writer()
        with writer.lock:
            self._close(writer)

    def _close(self, writer: Writer) -> None:
        try:
            writer.file.close()
        except OSError as failure:
            # some file systems tell only now that they could not keep what they took
            self._fail(failure)

    def __enter__(self) -> DecisionLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(DecisionLog, trace=self._trace), (self._place,)

    def __repr__(self) -> str:
        return f"<DecisionLog {self._path}: {self.written} written, {self.failures} failed>"

    def _own_writer(self) -> Writer:
        """The writer of this process; a fork that Python was not told of is noticed here."""
        if self._writer.process != os.getpid():
            with self._forking:
                if self._writer.process != os.getpid():
                    self.after_fork()
        return self._writer

    def after_fork(self) -> None:
        """Leave to the parent what is the parent's: its file, its chain, its lock, which may be held for ever."""
        inherited = self._writer.file
        self._begin()
        try:
            inherited.close()
        except OSError as failure:
            self._fail(failure)

    def _fail(self, failure: OSError) -> None:
        """Count a failure; the first of all is told at once."""
        self.failures += 1
        self.last_error = failure
        if self.failures == 1:
            import logging  # only where something is wrong

            logging.getLogger("backhaul").error(
                "the decision log %s cannot be written: %s; the decisions go on without it",
                self._path,
                (failure.strerror or "it failed").lower(),
            )


def _no_decision(value: object) -> BackhaulError:
    message = f"a `{type(value).__name__}` is no decision"
    return BackhaulError([Diagnostic("wrong-kind", message, "write what `decide` gives")])


def _unwritable(path: Path, reason: str) -> BackhaulError:
    message = f"the decision log `{path}` cannot be written: {reason}"
    help = "give the path of a file that can be appended to"
    return BackhaulError([Diagnostic("output-unwritable", message, help)])
