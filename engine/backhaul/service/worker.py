"""A process that answers requests until it is asked to stop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

from backhaul.service.asked_to import asked_to
from backhaul.service.connection import Connection

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp

    from backhaul.service.reloading import Reloader

_LIMITS = Connection.limits
#: seconds for which a thread works on while another one waits
_SWITCH = 0.001


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    def stop(self) -> None:
        """End it soon; it takes the signal itself, but not before it has begun and after it has ended."""
        self.should_exit = True


def work(
    app: ASGIApp, listener: socket.socket, reloader: Reloader, ready: Callable[[], None]
) -> None:
    """Answer what comes on a socket; once asked to stop, what is under way is answered, or given up soon after.

    *ready* is called once it answers.
    """
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(_LIMITS.idle),
        timeout_graceful_shutdown=_LIMITS.stopping,
    )
    server = _Server(config, ready)
    # a decision takes microseconds, and is not to wait long for a thread that makes words
    sys.setswitchinterval(_SWITCH)
    with asked_to(stop=server.stop, reload=reloader.ask):
        server.run([listener])
