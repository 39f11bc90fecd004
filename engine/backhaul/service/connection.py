"""One connection of a client, as uvicorn reads it with httptools, with an end to everything that can take for ever.

Neither of the two bounds the headers of a request, the time until they are there, or the time for which a client
does not read what it asked for.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from backhaul.service.exchange import SECURITY
from backhaul.service.limits import ServiceLimits
from backhaul.service.problems import problem

if TYPE_CHECKING:
    from asyncio import TimerHandle


class Connection(HttpToolsProtocol):
    """A connection with limits; where one is passed the client is told, and the connection is closed."""

    limits: ClassVar[ServiceLimits] = ServiceLimits()
    #: whether the headers of a request are awaited, and the bytes of them that have come
    _heading = True
    _heading_size = 0
    _heading_timer: TimerHandle | None = None
    _sending_timer: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            response = problem(503, "too-busy", "too many connections are open", "ask again later")
            response.headers["retry-after"] = "1"
            self._end(response)
            return
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._stop(self._heading_timer)
        self._stop(self._sending_timer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came; headers that are still not whole are bounded in size and in time."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if not self._heading or self.transport.is_closing():
            return
        self._heading_size += len(data)
        if self._heading_size > self.limits.headers + self.limits.target:
            message = f"the headers are longer than {self.limits.headers >> 10} KiB"
            self._end(problem(431, "headers-too-long", message, "send fewer or shorter ones"))
        elif self._heading_timer is None:
            self._await_headers()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._heading, self._heading_size = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        self._heading = False
        if self._heading_timer is not None:
            self._heading_timer.cancel()
            self._heading_timer = None
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        help = "send a request as RFC 9112 writes it"
        self._end(problem(400, "malformed-request", msg.rstrip(".").lower(), help))

    def pause_writing(self) -> None:
        """The client does not read as fast as we write: it is waited for, as long as it reads at all."""
        super().pause_writing()
        self._await_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """The client has read on."""
        self._stop(self._sending_timer)
        super().resume_writing()

    def _await_headers(self) -> None:
        self._heading_timer = self.loop.call_later(self.limits.heading, self._too_slow)

    def _await_reading(self, left: int) -> None:
        self._sending_timer = self.loop.call_later(self.limits.sending, self._look_at, left)

    def _look_at(self, left: int) -> None:
        """Give up a client that has read nothing since so many bytes were left."""
        now = self.transport.get_write_buffer_size()
        if now < left:
            self._await_reading(now)
        else:
            self.transport.abort()

    def _too_slow(self) -> None:
        if self._heading_size:
            message = f"the headers were not there within {self.limits.heading:g} seconds"
            self._end(problem(408, "slow-request", message, "send them at once"))
        else:
            # opened in advance, as browsers do, and not needed
            self.transport.close()

    def _end(self, response: Response) -> None:
        """Answer, and close the connection."""
        if self.transport.is_closing():
            return
        headers = [
            *self.server_state.default_headers,
            *response.raw_headers,
            *SECURITY,
            (b"connection", b"close"),
        ]
        lines = [STATUS_LINE[response.status_code], *(b"%b: %b\r\n" % each for each in headers)]
        self.transport.write(b"".join((*lines, b"\r\n", response.body)))
        self.transport.close()

    @staticmethod
    def _stop(timer: TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()
