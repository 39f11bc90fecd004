"""What every question about a case reads of its request."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request

from backhaul.service.answers import Service
from backhaul.service.bodies import Members, checked, read_body
from backhaul.service.case import AskedCase, case_of
from backhaul.service.problems import asked_language
from backhaul.service.replies import worked


async def case_in(
    service: Service,
    request: Request,
    members: Members,
    default: Mapping[str, object] | None = None,
) -> AskedCase:
    """The case in the body of a request, which has these members; *default*: what they are where it does not say.

    Raises RequestRefused for all that is wrong with it.
    """
    id, version = request.path_params["policy"], request.path_params["version"]
    masks = service.masks(id, version)
    value = await read_body(request, masks=masks)
    if isinstance(value, dict) and isinstance(value.get("lang"), str):
        # what is wrong is told in it, too
        request.state.language = value["lang"]
    body = {**(default or {}), **checked(value, members)}
    likes = partial(asked_language, request)
    case = await worked("document" not in body, case_of, service.served, id, version, body, likes)
    request.state.language = case.language
    return case


def traceparent(request: Request) -> str | None:
    """The request as W3C Trace Context names it, where it is told."""
    found: str | None = getattr(request.state, "traceparent", None)
    return found
