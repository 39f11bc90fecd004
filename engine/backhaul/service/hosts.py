"""By which names the service may be called: a page of another site cannot reach it under its own name.

A name server can let any name mean this machine, so that a browser sends requests of a foreign page here as if they
were for that page (DNS rebinding). The address as digits, `localhost`, and names that are allowed cannot be taken so.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address

#: a name or an address, and a port
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{0,5})?")
#: how many of those that were right are kept at hand
_MOST_KNOWN = 256


class Hosts:
    """The hosts that requests may be for; *names*: those that a proxy in front of the service is called by."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._names = {name.lower().rstrip(".") for name in names}
        self._known: set[bytes] = set()

    def takes(self, host: bytes) -> bool:
        """Whether a request for this `Host` is answered."""
        if host in self._known:
            return True
        form = _HOST.fullmatch(host.decode("latin-1").lower())
        if form is None or not self._is_ours(form[1].rstrip(".")):
            return False
        if len(self._known) < _MOST_KNOWN:
            self._known.add(host)
        return True

    def _is_ours(self, name: str) -> bool:
        if name == "localhost" or name.endswith(".localhost") or name in self._names:
            return True
        try:
            ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True

    def is_own(self, origin: bytes, host: bytes) -> bool:
        """Whether a page of this `Origin` is ours; *host*: the `Host` of the same request."""
        _, _, site = origin.partition(b"://")
        name = site.rpartition(b":")[0] or site
        return site.lower() == host.lower() or name.decode("latin-1").lower() in self._names


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address that is listened on."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
