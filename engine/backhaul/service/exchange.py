"""One request and its answer, as they pass through the gate."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backhaul.service.receiving import busy

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

#: the headers of every answer: a page may load, show and send nothing but to and from here, and nobody frames it
SECURITY = (
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Exchange:
    """What comes in and goes out for one request."""

    __slots__ = ("_late", "_receive", "_scope", "_send", "body", "size", "status")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        #: the body that was read, until the application takes it
        self.body: bytes | None = b""
        #: of the answer: its status, 0 while there is none, and the bytes of its body
        self.status = self.size = 0
        #: the answer that is given in place of the application's, which came too late
        self._late: asyncio.Task[None] | None = None

    async def receive(self) -> Message:
        """What the application receives: the whole body, and then that the client has gone."""
        body, self.body = self.body, None
        if body is None:
            return await self._receive()
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Message) -> None:
        """Send what the application answers, with the headers that every answer has."""
        if self._late is None:
            await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: Sequence[tuple[bytes, bytes]] = message.get("headers", ())
            own = any(name == b"content-security-policy" for name, _ in headers)
            message = {**message, "headers": [*headers, *(SECURITY[1:] if own else SECURITY)]}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)

    def expire(self) -> None:
        """Answer that it takes too long, unless an answer has begun; what the application says later is not heard."""
        if not self.status:
            response = busy(503, "slow-answer", "the answer was not there in time", 5)
            # the application still works for this request: the next comes on another connection
            response.headers["connection"] = "close"
            answer = response(self._scope, self._receive, self._pass_on)
            self._late = asyncio.get_running_loop().create_task(answer)
