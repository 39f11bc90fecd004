"""What the page *Policies* shows: every version of every policy."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.service.served import Served


def routes(served: Served, *, write: bool) -> list[BaseRoute]:
    """`GET /page/policies`: all policies with their versions, and whether the page may write."""

    async def policies(_: Request) -> Response:
        return JSONResponse({"write": write, "policies": await run_in_threadpool(_every, served)})

    return [Route("/page/policies", policies)]


def _every(served: Served) -> list[dict[str, Any]]:
    return [
        {"id": id, "versions": [_version(served, id, version) for version in served.versions(id)]}
        for id in served.ids
    ]


def _version(served: Served, id: str, version: str) -> dict[str, Any]:
    """A version as the page lists it; a draft with mistakes has no title."""
    shown: dict[str, Any] = {"version": version, "draft": not served.released(id, version)}
    draft = served.draft(id, version)
    if draft and draft.policy is None:
        return {**shown, "title": {}, "errors": len(draft.diagnostics)}
    policy = served.policy(id, version)
    return {**shown, "title": dict(policy.title), "digest": policy.digest, "errors": 0}
