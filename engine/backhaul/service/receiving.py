"""The body of a request, received whole before anybody works on it: not too large, and not too slowly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from backhaul.service.limits import MIB, ServiceLimits
from backhaul.service.problems import problem

if TYPE_CHECKING:
    from starlette.types import Receive

Headers = Mapping[bytes, bytes]
#: seconds for which the rest of a body that is too large is still taken, so that the answer is read
_PATIENCE = 5


class Receiving:
    """The bodies that a worker has at hand."""

    def __init__(self, limits: ServiceLimits) -> None:
        self._limits = limits
        self._held = 0

    async def read(self, headers: Headers, receive: Receive) -> bytes | Response:
        """The body, or why it is not taken; `let_go` is called for it. Raises ClientDisconnect."""
        if b"content-length" not in headers and b"transfer-encoding" not in headers:
            return b""
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            message = "the body is compressed, which this service does not take"
            return _closing(
                problem(415, "unsupported-encoding", message, "send it without `Content-Encoding`")
            )
        if int(headers.get(b"content-length", 0)) > self._limits.body:
            if b"expect" not in headers:
                await self._drain(receive)
            return self._too_large()
        try:
            async with asyncio.timeout(self._limits.receiving):
                body, more = await self._received(receive)
        except TimeoutError:
            message = f"the body was not there within {self._limits.receiving:g} seconds"
            return _closing(problem(408, "slow-request", message, "send it at once"))
        if more:
            await self._drain(receive)
        return body

    def let_go(self, body: bytes) -> None:
        """Forget a body that was read."""
        self._held -= len(body)

    async def _received(self, receive: Receive) -> tuple[bytes | Response, bool]:
        """The body, or why it is not taken; and whether more of it comes all the same."""
        parts: list[bytes] = []
        size = 0
        whole = False
        try:
            while True:
                part, more = await _next(receive)
                size += len(part)
                self._held += len(part)
                if size > self._limits.body:
                    return self._too_large(), more
                if self._held > self._limits.bodies:
                    return self._too_many(), more
                if not more:
                    whole = True
                    return (b"".join((*parts, part)) if parts else part), False
                parts.append(part)
        finally:
            if not whole:
                self._held -= size

    async def _drain(self, receive: Receive) -> None:
        """Take a little more of what is not wanted: whoever still sends does not read the answer."""
        left = self._limits.body
        try:
            async with asyncio.timeout(min(_PATIENCE, self._limits.receiving)):
                while left > 0:
                    part, more = await _next(receive)
                    left -= len(part)
                    if not more:
                        return
        except TimeoutError:
            return

    def _too_large(self) -> Response:
        message = f"the body is larger than {self._limits.body // MIB} MiB"
        help = "send fewer cases at once; `backhaul batch` decides files of any size"
        return _closing(problem(413, "body-too-large", message, help))

    def _too_many(self) -> Response:
        message = "the bodies of other requests take all the room that there is"
        return _closing(busy(503, "too-busy", message))


def busy(status: int, code: str, message: str, seconds: int = 1) -> Response:
    """The problem of a request that may be asked again, in so many seconds."""
    response = problem(status, code, message, f"ask again in {seconds} s, or fewer at once")
    response.headers["retry-after"] = str(seconds)
    return response


def _closing(response: Response) -> Response:
    """The same; the rest of a request cannot be told from the next, so that the connection ends with it."""
    response.headers["connection"] = "close"
    return response


async def _next(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)
