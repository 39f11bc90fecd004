"""When the policies are read again: after a file below the directory changed, or on demand."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from backhaul.questions.looks import Looks, looks_of_directory, settled

if TYPE_CHECKING:
    from pathlib import Path

    from backhaul.diagnostics import BackhaulError, Diagnostic

_LOGGER = logging.getLogger("backhaul")
#: seconds between two looks at the directory
PAUSE = 2.0


class Reloadable(Protocol):
    """What is read from a directory, and read again."""

    path: Path

    @property
    def last_error(self) -> BackhaulError | None:
        """Why the earlier state was kept."""
        ...

    def reload(self) -> bool:
        """Whether what stands there now is what is served."""
        ...


class Reloader:
    """What reads the directory of a service again, and remembers when."""

    def __init__(
        self, served: Reloadable, told: Callable[[float, bool], None] | None = None
    ) -> None:
        self._served, self._told = served, told
        self._looks = self._look()
        self._asked = threading.Event()
        self._one_at_a_time = threading.Lock()
        #: when what is served was read, in seconds since 1970
        self.loaded_at = time.time()
        #: is called with that after each time, and with whether what is served was replaced
        self.told: Callable[[float, bool], None] | None = None

        #: whether it says so in the service's own log
        self.speaks = True

    def ask(self) -> None:
        """Have the directory read again, soon; it may be called in the handler of a signal."""
        self._asked.set()

    def begin(self, pause: float | None = PAUSE) -> None:
        """Look every *pause* seconds, in a thread of its own; with None only when asked."""
        threading.Thread(target=self._keep_looking, args=(pause,), daemon=True).start()

    def _keep_looking(self, pause: float | None) -> None:
        while True:
            asked = self._asked.wait(pause)
            self._asked.clear()
            if asked or self.changed():
                self.reload()

    def changed(self) -> bool:
        """Whether any file below the directory is another than when it was last read."""
        return self._look() != self._looks

    def reload(self) -> bool:
        """Whether what stands in the directory now is what is served, once nobody is writing there."""
        with self._one_at_a_time:
            self._looks = settled(self._look)
            replaced = self._served.reload()
            if replaced:
                self.loaded_at = time.time()
            if self.speaks:
                self._say()
            if self.told:
                self.told(self.loaded_at, replaced)
            return replaced

    def _look(self) -> Looks:
        return looks_of_directory(self._served.path)

    def _say(self) -> None:
        error = self._served.last_error
        if error is None:
            _LOGGER.info("the policies were read again")
            return
        for each in error.diagnostics:
            _LOGGER.error("%s", _sentence(each))


def _sentence(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    message = f"{place}{diagnostic.message} [{diagnostic.code}]"
    return f"the policies are wrong, and those read earlier are served on: {message}"
