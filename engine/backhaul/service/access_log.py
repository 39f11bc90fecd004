"""One line of JSON for every request: what was asked and what became of it, and nothing of the case itself."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.forks import begins_anew
from backhaul.receipts.log_file import LogFile

if TYPE_CHECKING:
    from starlette.types import Scope

#: characters of a path that are written
_LONGEST = 500


class AccessLog:
    """The log of requests, in a file or, by `-`, on the standard output; a file may be renamed at any time.

    Raises BackhaulError where there can be no such file. A line that cannot be written is only counted.
    """

    def __init__(self, path: str) -> None:
        self.failures = 0
        self._place = os.path.abspath(path)  # noqa: PTH100 - a process may change its directory
        self._file = None if path == "-" else LogFile(self._place)
        begins_anew(self)
        try:
            if self._file:
                self._file.open()
        except (OSError, ValueError) as failure:
            reason = (
                getattr(failure, "strerror", None) or "no path may hold such a character"
            ).lower()
            message = f"the access log `{path}` cannot be written: {reason}"
            help = "give the path of a file that can be appended to"
            raise BackhaulError([Diagnostic("output-unwritable", message, help)]) from None

    def after_fork(self) -> None:
        """Open the file anew: the lock of a file that two processes share keeps neither out."""
        if self._file:
            inherited, self._file = self._file, LogFile(self._place)
            inherited.close()

    def over(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        """Write the line of a request; the query and the bodies are not in it."""
        client = scope.get("client")
        line = {
            "time": _now(),
            "method": scope["method"],
            "path": scope["path"][:_LONGEST],
            # as proxies write it of a client that has gone before the answer
            "status": status or 499,
            "bytes": size,
            "milliseconds": round(seconds * 1000, 3),
            "client": client[0] if client else None,
            "traceparent": scope["state"]["traceparent"],
        }
        text = json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"
        try:
            if self._file:
                self._file.append(text)
            else:
                sys.stdout.flush()
                os.write(sys.stdout.fileno(), text)
        except OSError:
            self.failures += 1


def _now() -> str:
    now = time.time()
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now % 1 * 1000):03d}Z"
