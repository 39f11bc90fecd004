"""What is wrong with a request, as RFC 9457 says it: `application/problem+json` with our codes."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from backhaul.diagnostics import BackhaulError, FactError

_NOT_FOUND = {"unknown-policy", "unknown-version"}


class ProblemResponse(JSONResponse):
    """A response that says what is wrong."""

    media_type = "application/problem+json"


def problem(status: int, code: str, detail: str, help: str = "", **more: Any) -> ProblemResponse:
    """A problem of this status with a stable code, one sentence and a way out."""
    body: dict[str, Any] = {
        "type": f"urn:backhaul:diagnostic:{code}",
        "title": code.replace("-", " "),
    }
    body |= {"status": status, "detail": detail, "code": code}
    return ProblemResponse({**body, **({"help": help} if help else {}), **more}, status)


def of_error(error: BackhaulError) -> ProblemResponse:
    """The problem of an error: its first mistake, and all of them under `errors`."""
    every = error.to_dict()["diagnostics"]
    first = every[0]
    status = 404 if first["code"] in _NOT_FOUND else 422 if isinstance(error, FactError) else 400
    return problem(status, first["code"], first["message"], first.get("help", ""), errors=every)


async def handle_error(_: Request, error: Exception) -> ProblemResponse:
    """The response to a request that ended in an error of ours."""
    assert isinstance(error, BackhaulError)  # noqa: S101 - registered for no other
    return of_error(error)


async def handle_http(_: Request, error: Exception) -> ProblemResponse:
    """The response to a request for what is not there, or by a method that is not taken."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http-error")
    return problem(error.status_code, code, error.detail.lower())
