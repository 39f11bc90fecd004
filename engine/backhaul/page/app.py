"""The whole application: the service, what the page asks for, and the files of the page."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from backhaul.diagnostics import BackhaulError
from backhaul.page import policies
from backhaul.report.story import STORY_STYLE
from backhaul.report.style import within
from backhaul.service import app as service
from backhaul.service.problems import handle_error, handle_http
from backhaul.service.recorder import Recorder
from backhaul.service.served import Served

ASSETS = Path(__file__).parent / "assets"
#: how the reports within the page look: as they do everywhere else
_REPORT_STYLE = within(".report", STORY_STYLE)
#: what the page shows of a version; the client knows the same names
VIEWS = ("edit", "try", "explain", "compare", "check", "book")


def application(
    served: Served, *, write: bool = False, recorder: Recorder | None = None
) -> Starlette:
    """The application of a directory; *write*: the page may write drafts and cases.

    *recorder*: where the decisions of the service are written and counted.
    """
    handlers = {BackhaulError: handle_error, HTTPException: handle_http}
    routes = [
        *service.routes(served, recorder or Recorder()),
        *policies.routes(served, write=write),
        *_shell(),
    ]
    return Starlette(routes=routes, exception_handlers=handlers)


def _shell() -> list[BaseRoute]:
    """The shell of the page wherever a person may come in, and its files."""

    async def shell(_: Request) -> Response:
        return FileResponse(ASSETS / "index.html", headers={"Cache-Control": "no-cache"})

    async def report_style(_: Request) -> Response:
        return Response(_REPORT_STYLE, media_type="text/css", headers={"Cache-Control": "no-cache"})

    places = ("/", "/policies", *(f"/policies/{{id}}/{{version}}/{view}" for view in VIEWS))
    files = Mount("/assets", StaticFiles(directory=ASSETS))
    style = Route("/page/report.css", report_style)
    return [*(Route(place, shell) for place in places), style, files]
