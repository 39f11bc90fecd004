"""One command at a time where files of a directory are read, and then written after what was read."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path

from backhaul.cli.output import safe
from backhaul.document import writing


def exclusive(folder: Path) -> AbstractContextManager[None]:
    """Keeps every other command out of a directory that asks for the same; says so where it has to wait until it is free."""

    def waiting() -> None:
        if sys.stderr is not None:
            words = f"waiting for another command that writes into `{folder}`"
            sys.stderr.write(safe(words) + "\n")

    return writing.exclusive(folder, waiting)
