"""The `traceparent` of a request, by W3C Trace Context: the one that came, or a new one where none came or it is wrong."""

from __future__ import annotations

import os
import re

_FORM = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")


def traceparent_of(header: bytes | None) -> str:
    """The traceparent that is noted with a request, 55 characters long."""
    if header is not None and (form := _FORM.fullmatch(header)):
        version, trace, parent, more = form.groups()
        # a later version may have more behind it, the first may not
        if (
            version != b"ff"
            and not (more and version == b"00")
            and int(trace, 16)
            and int(parent, 16)
        ):
            return header[:55].decode("ascii")
    random = os.urandom(24).hex()
    return f"00-{random[:32]}-{random[32:]}-00"
