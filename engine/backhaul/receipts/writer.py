"""One process's end of a log: the file that it has opened, and the chain of its lines.

A line has its number in the chain and the hash of the line before it. Another process, or the same log after a
fork, is another writer: its chain begins at 1, with no line before it.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import final

from backhaul.digests import sha256
from backhaul.receipts.log_file import LogFile


@final
class Writer:
    """What appends receipts to a log in one process; who holds its lock may call it."""

    __slots__ = ("_line", "_name", "_previous", "_unsure", "_unwritten", "file", "lock", "process")

    def __init__(self, path: str) -> None:
        self.file = LogFile(path)
        self.lock = Lock()
        self.process = os.getpid()
        #: receipts since the last line that could not be written
        self._unwritten = 0
        self._begin()

    def _begin(self) -> None:
        """Begin a chain, under a name that no other has."""
        self._name = f"{self.process}-{os.urandom(8).hex()}"
        self._line, self._previous = 1, "null"
        #: whether it is not known what became of the last line
        self._unsure = False

    def append(self, entries: str) -> None:
        """Write the entries of a receipt, which are JSON text, as the next line of the chain.

        Raises OSError where that fails; then the next line says that one is missing before it.
        """
        if self._unsure:
            # an interrupt came in the middle of it
            self._begin()
        line, digest = self._sealed(entries)
        self._unsure = True
        try:
            self.file.append(line)
        except OSError:
            self._unsure = False
            self._unwritten += 1
            raise
        self._line, self._previous, self._unwritten = self._line + 1, f'"{digest}"', 0
        self._unsure = False

    def _sealed(self, entries: str) -> tuple[bytes, str]:
        """The line with its place in the chain and its checksum, and the hash of the whole without its end."""
        unwritten = f'"unwritten":{self._unwritten},' if self._unwritten else ""
        chain = f'{{"line":{self._line},"previous":{self._previous},{unwritten}"writer":"{self._name}"}}'
        # the names are sorted, as they are for the checksum
        text = f'{{"chain":{chain},{entries[1:-1]}'.encode("ascii")
        whole = sha256(text)
        rest = whole.copy()
        rest.update(b"}")
        end = f',"checksum":"sha256:{rest.hexdigest()}"}}'.encode("ascii")
        whole.update(end)
        return text + end + b"\n", f"sha256:{whole.hexdigest()}"
