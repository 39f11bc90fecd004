"""The endpoints of the service."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.service.recorder import Recorder
from backhaul.service.served import Served


def routes(served: Served, recorder: Recorder) -> list[BaseRoute]:  # noqa: ARG001
    """The routes below `/v1`; *recorder*: each decision goes there before it is answered."""

    async def policies(_: Request) -> Response:
        every = [{"id": id, "versions": list(served.versions(id))} for id in served.ids]
        return JSONResponse({"policies": every})

    return [Route("/v1/policies", policies)]
