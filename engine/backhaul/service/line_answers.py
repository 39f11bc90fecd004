"""Lines in, lines out: each line of a body is answered by one, in order, some at a time.

No more answers are made than the other side takes, and no thread waits for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from backhaul.service.bodies import LINES

#: bytes of a line, and lines that are answered together
LONGEST, TOGETHER = 1 << 20, 64
#: a line with its number; nothing in the place of one that is too long
Line = tuple[int, bytes | None]
Answer = Callable[[Sequence[Line]], bytes]


class LineAnswers(Response):
    """The response that answers the lines of a request; *answer* gives the lines for some of them."""

    media_type = LINES

    def __init__(self, request: Request, answer: Answer, headers: Mapping[str, str]) -> None:
        super().__init__(headers=dict(headers))
        del self.headers["content-length"]
        self._request, self._answer = request, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - that of every response
        """Answer; raises ClientDisconnect where nobody is there any more."""
        headers = self.raw_headers
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        async for lines in some_lines(self._request.stream()):
            data = await run_in_threadpool(self._answer, lines)
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def some_lines(stream: AsyncIterator[bytes]) -> AsyncIterator[list[Line]]:
    """The lines of a body as they come, some at a time; blank ones are passed over, and count."""
    number, begun, skipping = 0, bytearray(), False
    lines: list[Line] = []
    async for chunk in stream:
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            number += 1
            begun += part
            if skipping or len(begun) > LONGEST:
                lines.append((number, None))
            elif begun.strip():
                lines.append((number, bytes(begun)))
            begun, skipping = bytearray(), False
            if len(lines) == TOGETHER:
                yield lines
                lines = []
        begun += b"" if skipping else rest
        if len(begun) > LONGEST:
            begun.clear()
            skipping = True
        if lines:
            yield lines
            lines = []
    if skipping or begun.strip():
        yield [(number + 1, None if skipping else bytes(begun))]
