"""The files that stand beside a version, and a digest by which it is known that one of them changed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from backhaul.versions.lock import NAME
from backhaul.versions.own_files import own

#: files beside a version that are checked with it
BESIDE = ("cases", "sources", "clauses.yaml")


def digest_beside(folder: Path, *, versions: bool = False) -> str:
    """A digest of the files beside a version that are read with it; *versions*: and of all versions.

    Raises BackhaulError where one is a link that leads out of the directory: it is not read.
    """
    digest = sha256()
    files = [path for name in BESIDE for path in (folder / name, *(folder / name).rglob("*"))]
    files += folder.glob("*.yaml") if versions else ()
    for path in sorted({*files, folder / NAME}):
        if path.is_file() and own(path, folder):
            digest.update(f"{path.relative_to(folder)}\n".encode("utf-8", "surrogateescape"))
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
