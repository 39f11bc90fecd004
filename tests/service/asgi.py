"""ASGI applications, called as a server calls them, without a socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
App = Callable[..., Awaitable[None]]


class Answer:
    """What an application sent for one request."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @property
    def status(self) -> int:
        """The status; 0 where there was no answer."""
        return int(self.messages[0]["status"]) if self.messages else 0

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json"
        found: dict[str, Any] = json.loads(self.body)
        assert found["status"] == self.status
        return found


def scope(
    method: str = "GET", path: str = "/", headers: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    named = {"host": "localhost:8000", **(headers or {})}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [
            (name.lower().encode(), value.encode("latin-1")) for name, value in named.items()
        ],
        "client": ("127.0.0.1", 5),
        **more,
    }


class Body:
    """A body in parts; a number is a pause of so many seconds, None is a client that goes."""

    def __init__(self, parts: Iterable[bytes | float | None] = (b"",)) -> None:
        self._parts = list(parts)
        self.taken = 0

    async def __call__(self) -> Message:
        while self._parts:
            part = self._parts.pop(0)
            if part is None:
                return {"type": "http.disconnect"}
            if isinstance(part, bytes):
                self.taken += len(part)
                return {"type": "http.request", "body": part, "more_body": bool(self._parts)}
            await asyncio.sleep(part)
        await asyncio.sleep(60)
        raise AssertionError


async def ask(app: App, asked: dict[str, Any], body: Body | None = None) -> Answer:
    """What the application answers."""
    answer = Answer()

    async def send(message: Message) -> None:
        answer.messages.append(message)

    await app(asked, body or Body(), send)
    return answer


def post(app: App, parts: Iterable[Any], path: str = "/v1/x", **headers: str) -> Answer:
    """What is answered to a body, of which the size is not said beforehand unless it is among the headers."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    if "content-length" not in names:
        names["transfer-encoding"] = "chunked"
    return asyncio.run(ask(app, scope("POST", path, names), Body(parts)))


async def echo(asked: Any, receive: Any, send: Any) -> None:
    """Answer with the body."""
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
