"""A service from its first moment to its last: what it reads, where it listens, what it writes, and who works."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.frozen import frozen
from backhaul.receipts.log import DecisionLog
from backhaul.service.access_log import AccessLog
from backhaul.service.gate import Gate
from backhaul.service.limits import ServiceLimits
from backhaul.service.recorder import Recorder
from backhaul.service.reloading import Reloader

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from backhaul.service.served import Served

#: where the package of metrics has several processes count
_COUNTS = "PROMETHEUS_MULTIPROC_DIR"


@frozen
class Serving:
    """What is served, and how."""

    served: Served
    #: one for each worker
    listeners: Sequence[socket.socket]
    #: the application, made of where decisions go, of the routes that tell how the service is, and of the folder of
    #: its long work, which several processes share
    application: Callable[[Recorder, Sequence[BaseRoute], Path | None], ASGIApp]
    #: hosts by which it may be called besides this machine
    names: Collection[str] = ()
    decision_log: DecisionLog | None = None
    access_log: AccessLog | None = None

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until asked to stop; *ready* is called once it answers."""
        from backhaul.service.worker import work

        reloader = Reloader(self.served)
        if len(self.listeners) == 1:
            gate = self._gate(reloader, None)
            reloader.begin()
            work(gate, self.listeners[0], reloader, ready)
            self._close()
        else:
            self._run_many(reloader, ready)

    def _run_many(self, reloader: Reloader, ready: Callable[[], None]) -> None:
        # it is looked at when the package of metrics is first imported
        folder = Path(tempfile.mkdtemp(prefix="backhaul-"))
        (folder / "counts").mkdir()
        os.environ[_COUNTS] = str(folder / "counts")
        from prometheus_client.multiprocess import mark_process_dead

        from backhaul.service.workers import Workers

        try:
            patience = ServiceLimits().stopping + 5
            one = partial(self._be_one_of_many, reloader, folder / "jobs")
            Workers(
                len(self.listeners), one, reloader, patience=patience, ended=mark_process_dead
            ).run(ready)
        finally:
            del os.environ[_COUNTS]
            shutil.rmtree(folder, ignore_errors=True)

    def _be_one_of_many(self, reloader: Reloader, jobs: Path, place: int) -> None:
        from backhaul.service.worker import work

        gate = self._gate(reloader, jobs)
        # the process that watches the workers tells when to read the policies again, and what is wrong
        reloader.speaks = False
        reloader.begin(None)
        work(gate, self.listeners[place], reloader, lambda: None)
        self._close()

    def _gate(self, reloader: Reloader, jobs: Path | None) -> Gate:
        """The application as this process serves it."""
        from backhaul.service import health
        from backhaul.service.metrics import Metrics

        metrics = Metrics()
        metrics.stands(reloader.loaded_at, failing=self.served.last_error is not None)
        reloader.told = metrics.reloaded
        recorder = Recorder(self.decision_log, metrics)
        routes = health.routes(self.served, reloader, recorder, metrics)
        observers = (metrics, *((self.access_log,) if self.access_log else ()))
        return Gate(self.application(recorder, routes, jobs), names=self.names, observers=observers)

    def _close(self) -> None:
        if self.decision_log:
            self.decision_log.close()
