"""What is wrong with a request, as RFC 9457 says it: `application/problem+json` with our codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backhaul.diagnostic_words import in_language, languages
from backhaul.diagnostics import BackhaulError, Diagnostic, Span
from backhaul.frozen import frozen, with_fields

#: how the body of a request is called where something in it is wrong
BODY = "the request body"
PROBLEM = "application/problem+json"
_NOT_FOUND = {"unknown-policy", "unknown-version", "nothing-released"}
#: mistakes after which nothing of a text can be read
UNREADABLE = {
    *("json-syntax", "json-number", "duplicate-key", "hidden-character"),
    *("too-deep", "not-utf8", "empty-file"),
}


@frozen
class PlacedMistake:
    """One thing that is wrong with a request, and the JSON pointer to it in the body, where there is one."""

    diagnostic: Diagnostic
    pointer: str | None = None


class RequestRefused(Exception):
    """A request that is refused: with this status, for these mistakes."""

    def __init__(self, status: int, mistakes: Iterable[PlacedMistake]) -> None:
        self.status, self.mistakes = status, tuple(mistakes)
        super().__init__("; ".join(each.diagnostic.message for each in self.mistakes))


def refusal(
    status: int, code: str, message: str, help: str, pointer: str | None = None
) -> RequestRefused:
    """The refusal for one mistake."""
    return RequestRefused(status, [PlacedMistake(Diagnostic(code, message, help), pointer)])


def refusal_of(error: BackhaulError) -> RequestRefused:
    """The refusal for an error of ours that says nothing of the body."""
    code = error.diagnostics[0].code
    if code in _NOT_FOUND:
        status = 404
    elif code == "missing-package":
        status = 501
    else:
        status = 400 if code in UNREADABLE else 422
    return RequestRefused(status, [PlacedMistake(each) for each in error.diagnostics])


def as_problem(refused: RequestRefused, language: str | None = None) -> dict[str, Any]:
    """The problem as JSON holds it: its first mistake, and all of them under `errors`."""
    said = [_said(each, language) for each in refused.mistakes]
    first = said[0]
    found: dict[str, Any] = {
        "type": f"urn:backhaul:diagnostic:{first['code']}",
        "title": first["code"].replace("-", " "),
        "status": refused.status,
        "detail": first["message"],
        "code": first["code"],
    }
    found |= {name: first[name] for name in ("help", "pointer") if name in first}
    return {**found, "errors": said}


def problem_of(
    refused: RequestRefused, language: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that says what is wrong."""
    content = dumped(as_problem(refused, language))
    spoken = {"Content-Language": _spoken(language)}
    return Response(content, refused.status, {**spoken, **(headers or {})}, PROBLEM)


def problem(
    status: int,
    code: str,
    detail: str,
    help: str = "",
    *,
    language: str | None = None,
    **more: Any,
) -> Response:
    """A problem of this status with a stable code, one sentence and a way out; *more*: further members."""
    said = as_problem(refusal(status, code, detail, help), language)
    spoken = {"Content-Language": _spoken(language)}
    return Response(dumped({**said, **more}), status, spoken, PROBLEM)


def dumped(value: object) -> bytes:
    """A value as JSON; half of a character, which no text can be sent with, is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def asked_language(request: Request, known: Sequence[str]) -> str | None:
    """The language of *known* that `Accept-Language` likes best; nothing where it names none of them."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        name, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0:
            wanted.append((-quality, name.strip().lower()))
    for _, name in sorted(wanted, key=lambda each: each[0]):
        for language in known:
            if name in (language.lower(), language.lower().partition("-")[0]) or (
                name.partition("-")[0] == language.lower()
            ):
                return language
    return None


async def handle_error(request: Request, error: Exception) -> Response:
    """The response to a request that ended in an error of ours."""
    assert isinstance(error, BackhaulError)  # noqa: S101 - registered for no other
    return problem_of(refusal_of(error), asked_language(request, languages()))


async def handle_refusal(request: Request, error: Exception) -> Response:
    """The response to a request that is refused."""
    assert isinstance(error, RequestRefused)  # noqa: S101 - registered for no other
    language = getattr(request.state, "language", None)
    return problem_of(error, language or asked_language(request, languages()))


async def handle_http(request: Request, error: Exception) -> Response:
    """The response to a request for what is not there, or by a method that is not taken."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
    language = asked_language(request, languages())
    if error.status_code == 404:
        help = "`/openapi.json` lists the addresses"
        nothing = refusal(404, "not-found", "there is nothing at this address", help)
        return problem_of(nothing, language)
    if error.status_code == 405:
        method, allowed = request.method[:20], (error.headers or {}).get("Allow", "")
        refused = refusal(
            405,
            "method-not-allowed",
            f"this address does not take `{method}`",
            f"it takes {allowed}",
        )
        return problem_of(refused, language, error.headers)
    return problem_of(
        refusal(error.status_code, "http-error", error.detail.lower(), ""), language, error.headers
    )


async def handle_fault(request: Request, _: Exception) -> Response:
    """The response where the fault is ours; what it was stands in the service's own log alone."""
    help = "tell whoever runs the service; its log has the reason"
    fault = refusal(500, "internal-error", "the service failed", help)
    return problem_of(fault, asked_language(request, languages()))


def _spoken(language: str | None) -> str:
    """The language in which diagnostics are told where this one is asked for."""
    main = (language or "en").partition("-")[0]
    return main if main in languages() else "en"


def _said(mistake: PlacedMistake, language: str | None) -> dict[str, Any]:
    """One mistake as JSON holds it; of a file it names no folder of the server."""
    [told] = in_language([mistake.diagnostic], language)
    if told.code == "missing-package":
        told = with_fields(told, help="ask whoever runs the service to install it")
    related = tuple((words, _public(span)) for words, span in told.related)
    said = with_fields(told, span=told.span and _public(told.span), related=related).to_dict()
    del said["severity"]
    return said if mistake.pointer is None else {**said, "pointer": mistake.pointer}


def _public(span: Span) -> Span:
    """The place by the names of the policy and of its file alone."""
    file = span.file if span.file == BODY else "/".join(PurePath(span.file).parts[-2:])
    return with_fields(span, file=file)


#: what answers for the errors of a request
HANDLERS = {
    BackhaulError: handle_error,
    RequestRefused: handle_refusal,
    HTTPException: handle_http,
    Exception: handle_fault,
}
