"""`backhaul serve`: the page and the service of a directory of policies."""

from __future__ import annotations

import argparse

from backhaul.cli.exit_status import YES
from backhaul.packages import needed

EXAMPLES = """\
examples:
  backhaul serve
  backhaul serve policies --write
  backhaul serve policies --port 8080
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "directory", metavar="DIRECTORY", nargs="?", help="the directory of policies"
    )
    parser.add_argument("--port", type=int, default=8000, help="the port (default 8000)")
    parser.add_argument("--write", action="store_true", help="let the page write drafts and cases")


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    needed("serve", "`serve`", "starlette", "uvicorn")
    import uvicorn

    from backhaul.page.app import application
    from backhaul.questions.find_files import default
    from backhaul.service.served import Served

    app = application(Served(given.directory or default()), write=given.write)
    uvicorn.run(app, host="127.0.0.1", port=given.port)
    return YES
