"""The whole application: the service, what the page asks for, and the files of the page."""

from __future__ import annotations

from starlette.applications import Starlette

from backhaul.page import editing, policies, shell
from backhaul.page.refused import RefusedError, handle_refused
from backhaul.service import app as service
from backhaul.service.problems import HANDLERS
from backhaul.service.recorder import Recorder
from backhaul.service.served import Served


def application(
    served: Served, *, write: bool = False, recorder: Recorder | None = None
) -> Starlette:
    """The application of a directory; *write*: the page may write drafts and cases.

    *recorder*: where the decisions of the service are written and counted.
    """
    handlers = {**HANDLERS, RefusedError: handle_refused}
    routes = [
        *service.routes(served, recorder or Recorder()),
        *policies.routes(served, write=write),
        *editing.routes(served, write=write),
        *shell.routes(),
    ]
    return Starlette(routes=routes, exception_handlers=handlers)
