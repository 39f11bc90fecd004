"""`backhaul serve`: the page and the service of a directory of policies."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import YES
from backhaul.cli.usage import wrong_usage
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.packages import needed

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from backhaul.service.recorder import Recorder
    from backhaul.service.served import Served

EXAMPLES = """\
examples:
  backhaul serve
  backhaul serve policies --write
  backhaul serve policies --port 8080 --workers 2 --log decisions.jsonl
  backhaul serve policies --host 0.0.0.0 --public --host-name rules.example.com

Only this machine reaches it, and it has no users: whoever reaches it may do what the page can do. Let a proxy that
authenticates stand before it; docs/serve.md shows how. Ctrl-C stops it. Changed files are read again by themselves,
and at once on SIGHUP; while they are wrong, what was read earlier is served.
"""

PACKAGES = ("starlette", "uvicorn", "httptools", "prometheus_client")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    help = "the directory of policies (default: policies here, or those shipped)"
    add("directory", metavar="DIRECTORY", nargs="?", help=help)
    help = "the address to listen on (default: 127.0.0.1)"
    add("--host", metavar="ADDRESS", default="127.0.0.1", help=help)
    help = "the port (default: 8000); 0 takes any that is free"
    add("--port", metavar="NUMBER", type=int, default=8000, help=help)
    help = "listen where other machines can reach it"
    add("--public", action="store_true", help=help)
    help = "a name that requests may be for, such as that of the proxy before it; may be repeated"
    add("--host-name", metavar="NAME", dest="names", action="append", default=[], help=help)
    add("--write", action="store_true", help="let the page write drafts and cases")
    help = "processes that answer (default: 1)"
    add("--workers", metavar="NUMBER", type=int, default=1, help=help)
    help = "write a receipt of every decision of the service to this file"
    add("--log", metavar="FILE", help=help)
    help = "write a line of JSON for every request to this file; - is the standard output"
    add("--access-log", metavar="FILE", help=help)
    help = "open the page in a browser (default: where a person sits before a screen)"
    add("--open", action=argparse.BooleanOptionalAction, default=None, help=help)


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    needed("serve", "`serve`", *PACKAGES)
    _check(given)
    from backhaul.questions.find_files import default
    from backhaul.service.listening import listen
    from backhaul.service.own_log import spoken_on
    from backhaul.service.served import Served

    directory = Path(given.directory) if given.directory is not None else default()
    _check_directory(directory)
    listeners = listen(given.host, given.port, public=given.public, count=given.workers)
    try:
        with spoken_on(sys.stderr):
            _serve(given, Served(directory), listeners)
    finally:
        for listener in listeners:
            listener.close()
    return YES


def _check(given: argparse.Namespace) -> None:
    """Nothing, unless options make no sense, alone or together; that raises BackhaulError."""
    if not 0 <= given.port < 1 << 16:
        raise wrong_usage(f"there is no port {given.port}", "ports are from 0 to 65535")
    if given.workers < 1:
        raise wrong_usage(
            f"{given.workers} workers answer nothing", "give 1 or more to `--workers`"
        )
    if given.workers == 1:
        return
    if given.write:
        message = "one process writes, and `--workers` asks for several"
        raise wrong_usage(message, "leave `--workers` out where people edit, or serve twice")
    from backhaul.service.workers import check_can_fork

    check_can_fork()


def _check_directory(directory: Path) -> None:
    """Nothing, unless there is no such directory, or it is that of one policy; that raises BackhaulError."""
    from backhaul.versions.catalogue import Catalogue

    if not os.path.isdir(directory):  # noqa: PTH112 - it takes any text for what it is
        message = f"there is no directory `{directory}`"
        help = "the path is taken from the current directory"
        raise BackhaulError([Diagnostic("file-not-found", message, help)])
    full = directory.resolve()
    if not Catalogue(directory).ids() and full.name in Catalogue(full.parent).ids():
        message = f"`{directory}` is one policy, and what is served is a directory of policies"
        help = f"serve the directory above it: `backhaul serve {directory.parent}`"
        raise BackhaulError([Diagnostic("unknown-policy", message, help)])


def _serve(given: argparse.Namespace, served: Served, listeners: Sequence[socket.socket]) -> None:
    from backhaul.page.app import application
    from backhaul.receipts.log import DecisionLog
    from backhaul.service.access_log import AccessLog
    from backhaul.service.listening import address
    from backhaul.service.running import Serving

    def app(recorder: Recorder, health: Sequence[BaseRoute], jobs: Path | None) -> ASGIApp:
        return application(
            served, write=given.write, recorder=recorder, health=health, jobs_folder=jobs
        )

    def ready() -> None:
        place = address(listeners[0], next(iter(given.names), None))
        output.write(f"{served.path} is served at {place} (Ctrl-C stops it)")
        if given.open or (given.open is None and _has_screen() and given.workers == 1):
            webbrowser.open(place)

    log = DecisionLog(given.log) if given.log else None
    access = AccessLog(given.access_log) if given.access_log else None
    Serving(served, listeners, app, tuple(given.names), log, access).run(ready)


def _has_screen() -> bool:
    """Whether a person sits before this process, at a screen that can show a browser."""
    if sys.stdout is None or not sys.stdout.isatty():
        return False
    return sys.platform in {"win32", "darwin"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
