"""The endpoints of the service."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.service import descriptions
from backhaul.service.answers import DECIDE, Service
from backhaul.service.bodies import Json, Members, checked, read_body
from backhaul.service.case import AskedCase, case_of
from backhaul.service.problems import asked_language
from backhaul.service.recorder import Recorder
from backhaul.service.replies import answered, worked
from backhaul.service.served import Served

PLACE = "/v1/policies/{policy}/{version}"


def routes(served: Served, recorder: Recorder) -> list[BaseRoute]:
    """The routes below `/v1`; *recorder*: each decision goes there before it is answered."""
    service = Service(served, recorder)

    async def decide(request: Request) -> Response:
        case = await _case(service, request, DECIDE)
        trace = traceparent(request)
        answer = await worked(case.is_light, service.answer, case, trace)
        return answered(answer, case.spoken)

    return [
        Route(f"{PLACE}/decide", decide, methods=["POST"]),
        *descriptions.routes(served),
    ]


async def _case(service: Service, request: Request, members: Members) -> AskedCase:
    """The case in the body of a request."""
    id, version = request.path_params["policy"], request.path_params["version"]
    masks = service.masks(id, version)
    value = await read_body(request, masks=masks)
    if isinstance(value, dict) and isinstance(value.get("lang"), str):
        # what is wrong is told in it, too
        request.state.language = value["lang"]
    body: Json = checked(value, members)
    likes = partial(asked_language, request)
    light = "document" not in body
    case = await worked(light, case_of, service.served, id, version, body, likes)
    request.state.language = case.language
    return case


def traceparent(request: Request) -> str | None:
    """The request as W3C Trace Context names it, where it is told."""
    return getattr(request.state, "traceparent", None)
