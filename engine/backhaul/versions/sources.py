"""The sources of a policy, by their names: files in `sources` beside its versions, or beside those shipped."""

from __future__ import annotations

from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, nearest
from backhaul.versions.catalogue import shipped
from backhaul.versions.own_files import leads_out


def source_files(folder: Path, policy: str) -> dict[str, tuple[Path, Path]]:
    """The sources of a policy by their names, each with the directory that it belongs to and its file."""
    return {
        file.stem: (home, file)
        for home in (shipped().root / policy, folder)
        for file in sorted((home / "sources").glob("*.yaml"))
    }


def source_file(folder: Path, policy: str, name: str) -> Path:
    """The file of a source of a policy whose versions stand in this directory, or are shipped.

    A name is that of a file in `sources`, and never a path: raises PolicyError where there is none, and
    BackhaulError where the file is a link that leads out of the policy's directory.
    """
    files = source_files(folder, policy)
    if name not in files:
        listed = "the sources are " + (", ".join(sorted(files)) or "none")
        help = nearest(name, files) or f"{listed}; a path ends in `.yaml`"
        message = f"`{policy}` has no source `{name}`"
        raise PolicyError([Diagnostic("unknown-source", message, help)])
    home, file = files[name]
    if leads_out(file, home):
        message = f"the source `{name}` is a link that leads out of `{home}`"
        help = "put the file itself there, or name it by its path"
        raise BackhaulError([Diagnostic("file-unreadable", message, help)])
    return file
