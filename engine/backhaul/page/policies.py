"""What the page *Policies* shows: every version of every policy."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostic_words import in_language
from backhaul.service.served import Served


def routes(served: Served, *, write: bool) -> list[BaseRoute]:
    """`GET /page/policies`: all policies with their versions, whether the page may write, and why the last reload failed."""

    async def policies(request: Request) -> Response:
        language = request.query_params.get("language", "en")
        return JSONResponse(await run_in_threadpool(_every, served, language, write=write))

    return [Route("/page/policies", policies)]


def _every(served: Served, language: str, *, write: bool) -> dict[str, Any]:
    error = served.last_error
    told = type(error)(in_language(error.diagnostics, language)).to_dict() if error else None
    return {
        "write": write,
        "error": told["diagnostics"] if told else None,
        "policies": [
            {"id": id, "versions": [_version(served, id, each) for each in served.versions(id)]}
            for id in served.ids
        ],
    }


def _version(served: Served, id: str, version: str) -> dict[str, Any]:
    """A version as the page lists it; a draft with mistakes has no title."""
    shown: dict[str, Any] = {"version": version, "draft": not served.released(id, version)}
    draft = served.draft(id, version)
    if draft and draft.policy is None:
        return {**shown, "title": {}, "errors": len(draft.diagnostics)}
    policy = served.policy(id, version)
    force = policy.model.in_force
    about = {"title": dict(policy.title), "digest": policy.digest, "errors": 0}
    return {**shown, **about, "since": force.written if force else None}
