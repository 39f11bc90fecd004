"""What the page asks for and does not get, and what is asked of every request that writes."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backhaul.diagnostic_words import languages
from backhaul.service.bodies import JSON, need_type
from backhaul.service.problems import asked_language, problem


class RefusedError(Exception):
    """A request that is right in itself and cannot be done now; the page says why and what to do."""

    def __init__(self, status: int, code: str, detail: str, help: str = "", **more: object) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.help = status, code, detail, help
        self.more = more


async def handle_refused(request: Request, error: Exception) -> Response:
    """The response to a request that was refused, in the language of the page."""
    assert isinstance(error, RefusedError)  # noqa: S101 - registered for no other
    query = request.query_params
    asked = query.get("lang") or query.get("language") or asked_language(request, languages())
    return problem(error.status, error.code, error.detail, error.help, language=asked, **error.more)


def may_write(request: Request, *, write: bool) -> None:
    """Nothing, where the request may write; raises RefusedError without `--write`, and for a page that is not ours."""
    if not write:
        detail = "this service only reads: nothing is written to its files"
        raise RefusedError(403, "read-only", detail, "start it with `backhaul serve --write`")
    origin, host = request.headers.get("origin"), request.headers.get("host")
    if origin is not None and origin.partition("://")[2] != host:
        raise RefusedError(403, "foreign-origin", "another site may not write here")


async def body_of(request: Request, **kinds: type) -> dict[str, Any]:
    """The JSON object of a request; *kinds*: what each name in it is, else it is left out. Raises RefusedError for anything else.

    A form of another site can send no JSON: a body of another type raises RequestRefused.
    """
    need_type(request, JSON)
    try:
        body = await request.json()
    except (ValueError, RecursionError):  # very deep lists are none, either
        raise RefusedError(400, "bad-body", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise RefusedError(400, "bad-body", "the body is not a JSON object")
    for name, kind in kinds.items():
        if name in body and not isinstance(body[name], kind):
            raise RefusedError(400, "bad-body", f"`{name}` in the body is of another type")
    return body
