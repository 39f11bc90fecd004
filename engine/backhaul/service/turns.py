"""Who may be worked on: so many requests at once, and a short queue behind them."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from backhaul.service.limits import ServiceLimits
from backhaul.service.receiving import busy


class Turns:
    """The turns of a worker."""

    def __init__(self, limits: ServiceLimits) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(limits.running)
        self._waiting = 0

    async def take(self) -> Response | None:
        """Why a request has no turn; None where it has one, which is given back by `give`."""
        if not self._free.locked():
            await self._free.acquire()
            return None
        if self._waiting >= self._limits.waiting:
            return busy(429, "too-many-requests", "too many requests wait for their turn")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.queueing):
                await self._free.acquire()
        except TimeoutError:
            message = f"no turn came within {self._limits.queueing:g} seconds"
            return busy(503, "too-busy", message)
        finally:
            self._waiting -= 1
        return None

    def give(self) -> None:
        """Give a turn back."""
        self._free.release()
