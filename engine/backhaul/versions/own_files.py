"""Whether a file stands in the directory of its policy, or is a link that leads out of it.

Whoever may put a file there may not have every file of the machine read, or written, by a link.
"""

from __future__ import annotations

import os
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, public_path


def leads_out(file: Path, *homes: Path) -> bool:
    """Whether a file stands below none of these directories, all links followed."""
    real = Path(os.path.realpath(file))
    return not any(real.is_relative_to(os.path.realpath(home)) for home in homes)


def own(file: Path, folder: Path) -> Path:
    """The file, which stands below the directory of its policy or of all policies; raises BackhaulError where it leads out."""
    if leads_out(file, folder, folder.parent):
        message = f"`{public_path(file)}` is a link that leads out of its directory"
        raise BackhaulError([Diagnostic("file-unreadable", message, "put the file itself there")])
    return file
