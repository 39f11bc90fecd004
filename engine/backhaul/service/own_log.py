"""What the service says of itself: a line when the policies are read again, when a worker dies, and for a fault of ours."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

#: who speaks, and from which level on; of connections that are broken nobody needs to hear
_SPEAKERS = {"backhaul": logging.INFO, "uvicorn.error": logging.ERROR}


@contextmanager
def spoken_on(stream: TextIO) -> Iterator[None]:
    """Meanwhile the lines go to a stream, with the time in UTC and the number of the process."""
    handler = logging.StreamHandler(stream)
    form = logging.Formatter(
        "%(asctime)sZ %(process)d %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    form.converter = time.gmtime
    handler.setFormatter(form)
    earlier = []
    for name, level in _SPEAKERS.items():
        logger = logging.getLogger(name)
        earlier.append((logger, logger.level, logger.propagate))
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, level, propagate in earlier:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate
