"""The endpoints of the service."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.service import asking, comparing, descriptions, openapi, streaming, verifying
from backhaul.service.answers import DECIDE, Service
from backhaul.service.recorder import Recorder
from backhaul.service.replies import answered, worked
from backhaul.service.requests import case_in, traceparent
from backhaul.service.served import Served
from backhaul.service.workshop import Workshop

PLACE = "/v1/policies/{policy}/{version}"


def routes(served: Served, recorder: Recorder) -> list[BaseRoute]:
    """The routes below `/v1`; *recorder*: each decision goes there before it is answered."""
    service, workshop = Service(served, recorder), Workshop()

    async def decide(request: Request) -> Response:
        case = await case_in(service, request, DECIDE)
        answer = await worked(case.is_light, service.answer, case, traceparent(request))
        return answered(answer, case.spoken)

    return [
        Route(f"{PLACE}/decide", decide, methods=["POST"]),
        *streaming.routes(service, PLACE),
        *asking.routes(service, workshop, PLACE),
        *comparing.routes(service, workshop, PLACE),
        *verifying.routes(service),
        *descriptions.routes(served),
        *openapi.routes(served),
    ]
