"""How the service is: whether it lives, what it serves, and what a monitor reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

if TYPE_CHECKING:
    from backhaul.service.metrics import Metrics
    from backhaul.service.recorder import Recorder
    from backhaul.service.reloading import Reloader
    from backhaul.service.served import Served

_FRESH = {"Cache-Control": "no-store"}


def routes(
    served: Served, reloader: Reloader, recorder: Recorder, metrics: Metrics
) -> list[BaseRoute]:
    """`/healthz`, `/readyz` and `/metrics`."""

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "alive"}, headers=_FRESH)

    async def ready(_: Request) -> Response:
        found = standing(served, reloader, recorder)
        return JSONResponse(found, 503 if found["status"] == "empty" else 200, headers=_FRESH)

    async def monitored(_: Request) -> Response:
        if recorder.log is not None:
            metrics.note_log(recorder.log)
        text, kind = await run_in_threadpool(metrics.text)
        return Response(text, headers={**_FRESH, "Content-Type": kind})

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", monitored)]


def standing(served: Served, reloader: Reloader, recorder: Recorder) -> dict[str, Any]:
    """What is served and since when, and what is wrong.

    `stale` where files are wrong and earlier ones are served, `empty` where there is no policy at all yet.
    """
    error = served.last_error
    log = recorder.log
    failures = {} if log is None else {"written": log.written, "failures": log.failures}
    return {
        "status": "stale" if error else "ready" if served.ids else "empty",
        "loaded": datetime.fromtimestamp(int(reloader.loaded_at), UTC)
        .isoformat()
        .replace("+00:00", "Z"),
        "policies": [_policy(served, id) for id in served.ids],
        **({"errors": error.to_dict()["diagnostics"]} if error else {}),
        **({"decision_log": failures} if failures else {}),
    }


def _policy(served: Served, id: str) -> dict[str, Any]:
    return {"id": id, "versions": [_version(served, id, each) for each in served.versions(id)]}


def _version(served: Served, id: str, version: str) -> dict[str, Any]:
    """A version with the digest of its meaning, which a draft with mistakes does not have."""
    draft = served.draft(id, version)
    policy = draft.policy if draft else served.policy(id, version)
    state = "released" if draft is None else "draft" if policy else "wrong-draft"
    return {"version": version, "state": state, **({"digest": policy.digest} if policy else {})}
