"""The whole application: the service, what the page asks for, and the files of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute

from backhaul.page import (
    adding_cases,
    asking,
    assisting,
    case_routes,
    editing,
    policies,
    recording_cases,
    shell,
)
from backhaul.page.jobs import Jobs
from backhaul.page.refused import RefusedError, handle_refused
from backhaul.service import app as service
from backhaul.service.problems import HANDLERS
from backhaul.service.recorder import Recorder
from backhaul.service.served import Served


def application(
    served: Served,
    *,
    write: bool = False,
    recorder: Recorder | None = None,
    jobs_folder: Path | None = None,
    health: Sequence[BaseRoute] = (),
) -> Starlette:
    """The application of a directory; *write*: the page may write drafts and cases.

    *recorder*: where the decisions of the service are written and counted. *jobs_folder*: where long work stands, the same one for
    all processes of a service; else a private one is made. *health*: the routes that tell how the service is.
    """
    handlers = {**HANDLERS, RefusedError: handle_refused}
    jobs = Jobs(jobs_folder)
    routes = [
        *service.routes(served, recorder or Recorder()),
        *health,
        *policies.routes(served, write=write),
        *editing.routes(served, write=write),
        *asking.routes(served, jobs),
        *adding_cases.routes(served, write=write),
        *recording_cases.routes(served, jobs, write=write),
        *case_routes.routes(served),
        *assisting.routes(served),
        *shell.routes(),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(jobs.close)

    return Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
