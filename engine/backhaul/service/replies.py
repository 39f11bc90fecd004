"""Responses to questions that have an answer: JSON with its language, and what a cache may keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backhaul.service.bodies import JSON

P = ParamSpec("P")
R = TypeVar("R")
#: a cache may keep it, and asks each time whether it is still so
_CACHED = {"Cache-Control": "no-cache"}


async def worked(light: bool, function: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """What a function gives: at once where it is *light*, so that a thread would cost more than it; else in a thread.

    The one place where that is chosen.
    """
    if light:
        return function(*args, **more)
    return await run_in_threadpool(function, *args, **more)


def answered(content: str | bytes, language: str | None = None) -> Response:
    """The answer to a question, as JSON."""
    body = content if isinstance(content, bytes) else content.encode()
    spoken = {"Content-Language": language, "Vary": "Accept-Language"} if language else {}
    return Response(body, headers={"Cache-Control": "no-store", **spoken}, media_type=JSON)


def kept(request: Request, content: bytes, tag: str, media_type: str = JSON) -> Response:
    """What a cache may keep under this tag; nothing but the tag where the request knows it already, or asks for no more."""
    headers = {"ETag": f'"{tag}"', **_CACHED}
    if _is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        sized = {**headers, "Content-Length": str(len(content))}
        return Response(headers=sized, media_type=media_type)
    return Response(content, headers=headers, media_type=media_type)


def _is_known(request: Request, tag: str) -> bool:
    """Whether the request has what this tag names; tags are compared weakly, as RFC 9110 says for it."""
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or f'"{tag}"' in (each.removeprefix("W/") for each in known)
