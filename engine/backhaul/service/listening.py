"""The address at which the service is reached."""

from __future__ import annotations

import errno
import os
import socket
import sys

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.service.hosts import is_loopback

#: connections that may wait until a worker takes them
_BACKLOG = 2048


def listen(host: str, port: int, *, public: bool = False, count: int = 1) -> list[socket.socket]:
    """Sockets that listen there, one for each of so many workers.

    The system deals the connections out among them, where it can (Linux); elsewhere all are the same socket. A worker that takes the
    place of another has its socket, with all who wait there. Raises BackhaulError where that cannot be, or may not.
    """
    if not public and not is_loopback(host):
        message = f"other machines reach `{host}`, and `serve` has no users and no passwords"
        help = "let a proxy that authenticates stand before `127.0.0.1`, or say `--public` where the network is closed"
        raise BackhaulError([Diagnostic("not-public", message, help)])
    first = _listener(host, port)
    if count == 1 or sys.platform != "linux":
        return [first] * count
    # only the first shows that nobody else has the port: sockets that share it would share it with others, too
    port = first.getsockname()[1]
    first.close()
    return [_listener(host, port, shared=True) for _ in range(count)]


def _listener(host: str, port: int, *, shared: bool = False) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise BackhaulError([_no_address(host)]) from None
    listener = socket.socket(family, kind, protocol)
    if sys.platform != "win32":
        # the port is free again at once after a stop
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind(place)
        listener.listen(_BACKLOG)
    except OSError as failure:
        listener.close()
        raise BackhaulError([_why(failure, host, port)]) from None
    return listener


def _why(failure: OSError, host: str, port: int) -> Diagnostic:
    if failure.errno == errno.EADDRINUSE:
        message = f"another program listens on port {port} of `{host}`"
        help = f"choose another, such as `--port {port % 65535 + 1}`, or `--port 0` for any that is free"
        return Diagnostic("cannot-listen", message, help)
    if failure.errno == errno.EADDRNOTAVAIL:
        return _no_address(host)
    if failure.errno == errno.EACCES:
        message = f"port {port} of `{host}` is not for this user"
        return Diagnostic("cannot-listen", message, "choose a port from 1024 on")
    reason = os.strerror(failure.errno or 0).lower()
    message = f"port {port} of `{host}` cannot be listened on: {reason}"
    return Diagnostic("cannot-listen", message, "choose another port or address")


def _no_address(host: str) -> Diagnostic:
    message = f"`{host}` is no address of this machine"
    return Diagnostic(
        "cannot-listen", message, "give one of its own to `--host`, such as `127.0.0.1`"
    )


def address(listener: socket.socket, name: str | None = None) -> str:
    """The address of the page; *name*: by which it is called, where it is not by its number."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - it is compared
        host = "127.0.0.1"
    shown = name or (f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"
