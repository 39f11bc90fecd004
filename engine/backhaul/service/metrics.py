"""What a monitor reads: requests, decisions, the log and the state, as Prometheus has them.

No label is made of what a client sends: a path is the route that answered it, a policy and a version are among those
that are served. Of several workers each counts in a file of its own, and any of them gives the sum.
"""

from __future__ import annotations

import os
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from starlette.types import Scope

    from backhaul.receipts.log import DecisionLog

#: where several processes of one service count; the package reads it when it is first imported
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: seconds: a small decision takes less than a thousandth of one
_STEPS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_REQUEST = ("method", "route", "status")
_DECISION = ("policy", "version", "status")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """The counts of one application."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        count = partial(Counter, registry=registry)
        gauge = partial(Gauge, registry=registry)
        self._requests = count("backhaul_requests_total", "Requests.", _REQUEST)
        self._seconds = Histogram(
            "backhaul_request_seconds",
            "Time from the headers of a request to the end of its answer.",
            ("route",),
            buckets=_STEPS,
            registry=registry,
        )
        self._decisions = count("backhaul_decisions_total", "Decisions of the service.", _DECISION)
        told = "Decisions that could not be written to the decision log."
        self._unwritten = count("backhaul_decision_log_failures_total", told)
        told = "Times that a process read the policies again."
        self._reloads = count("backhaul_reloads_total", told, ("result",))
        told = "When the policies that are served were read; of several workers the earliest."
        self._loaded = gauge(
            "backhaul_policies_loaded_timestamp_seconds", told, multiprocess_mode="livemin"
        )
        told = "1 while the policies in the directory are wrong, and earlier ones are served."
        self._failing = gauge("backhaul_policies_failing", told, multiprocess_mode="livemax")
        self._told = 0
        # a label is looked up once, and not at each request
        self._request = lru_cache(maxsize=1024)(self._requests.labels)
        self._time = lru_cache(maxsize=256)(self._seconds.labels)
        self._decision = lru_cache(maxsize=1024)(self._decisions.labels)

    def over(self, scope: Scope, status: int, size: int, seconds: float) -> None:  # noqa: ARG002
        """Count a request."""
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._request(method, route, str(status or 499)).inc()
        self._time(route).observe(seconds)

    def decided(self, policy: str, version: str, status: str) -> None:
        """Count a decision."""
        self._decision(policy, version, status).inc()

    def stands(self, at: float, *, failing: bool) -> None:
        """Note when what is served was read, in seconds since 1970, and whether what is there now is wrong."""
        self._loaded.set(at)
        self._failing.set(1 if failing else 0)

    def reloaded(self, at: float, replaced: bool) -> None:
        """Count that the policies were read again; where they are wrong the earlier ones were not *replaced*."""
        self._reloads.labels("replaced" if replaced else "kept").inc()
        self.stands(at, failing=not replaced)

    def note_log(self, log: DecisionLog) -> None:
        """Count what could not be written since the last time."""
        # a log that was forked counts from 0
        self._told = min(self._told, log.failures)
        self._unwritten.inc(log.failures - self._told)
        self._told = log.failures

    def text(self) -> tuple[bytes, str]:
        """All that was counted, and the media type."""
        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
