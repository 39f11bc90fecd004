"""What the page *Edit* reads and writes: the text of a version, and drafts."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.page import drafts
from backhaul.page.refused import RefusedError, body_of, may_write
from backhaul.questions.drafting import KINDS, number_of
from backhaul.service.served import Served


def routes(served: Served, *, write: bool) -> list[BaseRoute]:
    """The text of a version, how its file stands, and with *write* what is written."""

    async def text(request: Request) -> Response:
        id, version = _named(request)
        return JSONResponse(await run_in_threadpool(_text, served, id, version, write=write))

    async def standing(request: Request) -> Response:
        found = await run_in_threadpool(drafts.standing, served, *_named(request))
        return JSONResponse({"digest": found.digest, "released": found.released})

    async def save(request: Request) -> Response:
        may_write(request, write=write)
        since = request.headers.get("if-match", "").strip('"')
        if not since:
            detail = "the request does not say which file the text was made of"
            raise RefusedError(428, "no-digest", detail, "send its digest as `If-Match`")
        body = await body_of(request, text=str)
        words = body.get("text")
        if words is None:
            raise RefusedError(400, "bad-body", "`text` is missing in the body")
        digest = await run_in_threadpool(drafts.save, served, *_named(request), words, since)
        return JSONResponse({"digest": digest}, headers={"ETag": f'"{digest}"'})

    async def begin(request: Request) -> Response:
        may_write(request, write=write)
        body = await body_of(request, number=str, begins=str, of=str)
        asked = (body.get(name) or None for name in ("number", "begins", "of"))
        drafted = await run_in_threadpool(drafts.begin, served, _named(request)[0], *asked)
        return JSONResponse(drafts.told(drafted, served), 201)

    at = "/page/policies/{id}/{version}"
    return [
        Route(f"{at}/text", text),
        Route(f"{at}/text", save, methods=["PUT"]),
        Route(f"{at}/standing", standing),
        Route("/page/policies/{id}/drafts", begin, methods=["POST"]),
    ]


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["id"], request.path_params.get("version", "")


def _text(served: Served, id: str, version: str, *, write: bool) -> dict[str, Any]:
    """The text of a version and what may be done with it."""
    now = drafts.standing(served, id, version)
    data = served.text(id, version) if now.data is None else now.data
    released = [each for each in served.versions(id) if served.released(id, each)]
    newest = released[-1] if released else None
    return {
        "text": data.decode("utf-8", "replace"),
        "utf8": data == data.decode("utf-8", "replace").encode(),
        "digest": now.digest,
        "released": now.released,
        "write": write,
        "newest": newest,
        "numbers": {kind: number_of(kind, newest) for kind in KINDS} if newest else {},
    }
