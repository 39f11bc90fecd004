"""What every request passes on its way to the application, and every answer on its way back.

It is one piece of ASGI, and no chain of middlewares: so the order is written down, and a decision that takes
microseconds pays for it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from backhaul.service.exchange import Exchange
from backhaul.service.hosts import Hosts
from backhaul.service.limits import ServiceLimits
from backhaul.service.problems import problem
from backhaul.service.receiving import Headers, Receiving
from backhaul.service.traceparent import traceparent_of
from backhaul.service.turns import Turns

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

#: where work is done, and requests take turns; whether the service lives is told without
_WORK = ("/v1/", "/page/")
#: what changes nothing
_SAFE = ("GET", "HEAD", "OPTIONS")


class Observer(Protocol):
    """Who hears of every request that is over."""

    def over(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        """Note it; *status* is 0 where the client has gone."""
        ...


class Gate:
    """An application behind its limits; *names*: hosts that it may be called by, besides this machine."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: ServiceLimits | None = None,
        names: Collection[str] = (),
        observers: Collection[Observer] = (),
    ) -> None:
        self._app, self._observers = app, tuple(observers)
        self._limits = limits or ServiceLimits()
        self._hosts = Hosts(names)
        self._receiving, self._turns = Receiving(self._limits), Turns(self._limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        headers: Headers = dict(scope["headers"])
        scope.setdefault("state", {})["traceparent"] = traceparent_of(headers.get(b"traceparent"))
        exchange = Exchange(scope, receive, send)
        try:
            refusal = self._refused(scope, headers)
            if refusal is None:
                refusal = await self._received(scope, headers, exchange, receive)
            if refusal is not None:
                await refusal(scope, receive, exchange.send)
        except ClientDisconnect:
            pass
        finally:
            for each in self._observers:
                each.over(scope, exchange.status, exchange.size, perf_counter() - start)

    async def _received(
        self, scope: Scope, headers: Headers, exchange: Exchange, receive: Receive
    ) -> Response | None:
        body = await self._receiving.read(headers, receive)
        if not isinstance(body, bytes):
            return body
        exchange.body = body
        try:
            if not scope["path"].startswith(_WORK):
                await self._app(scope, exchange.receive, exchange.send)
                return None
            refusal = await self._turns.take()
            if refusal is None:
                try:
                    await self._answered(scope, exchange)
                finally:
                    self._turns.give()
            return refusal
        finally:
            self._receiving.let_go(body)

    async def _answered(self, scope: Scope, exchange: Exchange) -> None:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self._limits.answering, exchange.expire)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        finally:
            timer.cancel()

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Why a request is not even read."""
        host = headers.get(b"host")
        if host is None or (
            len(headers) != len(scope["headers"])
            and sum(name == b"host" for name, _ in scope["headers"]) > 1
        ):
            message = "a request has one `Host` header"
            return problem(400, "wrong-host", message, "send the host that you call")
        if not self._hosts.takes(host):
            message = f"`{_shown(host)}` is no name of this service"
            help = "call it by `localhost`, or start it with `--host-name` and the name of the proxy before it"
            return problem(421, "wrong-host", message, help)
        origin = headers.get(b"origin")
        if origin and scope["method"] not in _SAFE and not self._hosts.is_own(origin, host):
            message = f"a page of `{_shown(origin)}` may not send anything here"
            help = "call the service from a program, or from its own page"
            return problem(403, "foreign-origin", message, help)
        return self._too_long(scope)

    def _too_long(self, scope: Scope) -> Response | None:
        limits = self._limits
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.target:
            message = f"the path and the query are longer than {limits.target >> 10} KiB"
            return problem(414, "url-too-long", message, "send what is long in the body")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > limits.headers:
            message = f"the headers are longer than {limits.headers >> 10} KiB"
            return problem(431, "headers-too-long", message, "send fewer or shorter ones")
        return None


def _shown(value: bytes) -> str:
    """A header for a message: printable, and not long."""
    text = value.decode("latin-1").replace("`", "'")
    return "".join(c if c.isprintable() else "?" for c in text)[:100]
