"""Names of files in which some are patterns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from glob import glob, has_magic

from backhaul.diagnostics import BackhaulError, Diagnostic


def written_out(named: Sequence[str]) -> Iterator[str]:
    """The files, patterns written out in the order of their names; raises BackhaulError for one that has none."""
    for name in named:
        if not has_magic(name) or os.path.lexists(name):
            yield name
            continue
        found = sorted(glob(name, recursive=True))  # noqa: PTH207 - as a shell would
        if not found:
            message = f"no file is called like `{name}`"
            help = "look at the pattern; in quotes it is looked up here, not by the shell"
            raise BackhaulError([Diagnostic("file-not-found", message, help)])
        yield from found
