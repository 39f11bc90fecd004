"""The shell of the page wherever a person may come in, and the files that it runs."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from backhaul.report.story import STORY_STYLE
from backhaul.report.style import within

ASSETS = Path(__file__).parent / "assets"
#: what the page shows of a version; the client knows the same names
VIEWS = ("edit", "try", "explain", "compare", "check", "book")
#: how the reports within the page look: as they do everywhere else
_REPORT_STYLE = within(".report", STORY_STYLE)
#: nothing but what this service sends; the editor makes a style sheet of its own, for which it has a word of this answer alone
_POLICY = (
    "default-src 'self'; style-src 'self' 'nonce-{nonce}'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_NONCE = "NONCE"


def routes() -> list[BaseRoute]:
    """The shell at the address of every page, `/page/report.css`, and `/assets`."""
    text = (ASSETS / "index.html").read_text(encoding="utf-8")

    async def shell(_: Request) -> Response:
        nonce = token_urlsafe(16)
        policy = _POLICY.format(nonce=nonce)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": policy}
        return HTMLResponse(text.replace(_NONCE, nonce), headers=headers)

    async def report_style(_: Request) -> Response:
        return Response(_REPORT_STYLE, media_type="text/css", headers={"Cache-Control": "no-cache"})

    places = ("/", "/policies", *(f"/policies/{{id}}/{{version}}/{view}" for view in VIEWS))
    files = Mount("/assets", StaticFiles(directory=ASSETS))
    style = Route("/page/report.css", report_style)
    return [*(Route(place, shell) for place in places), style, files]
