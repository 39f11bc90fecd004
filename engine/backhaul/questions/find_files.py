"""The policy, source and case files below some paths, and which of the three each one is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen

Kind = Literal["policy", "source", "cases", "clauses"]

_VERSION_FILE = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.ya?ml")
_FOLDERS: dict[str, Kind] = {"cases": "cases", "sources": "source"}
_OURS = re.compile(rb"^policy[ \t]*:", re.MULTILINE)
#: keys that only one kind of file has, in a line of their own
_MARKS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"^cases[ \t]*:", re.MULTILINE), "cases"),
    (re.compile(rb"^decisions[ \t]*:", re.MULTILINE), "policy"),
    (re.compile(rb"^source[ \t]*:[ \t]*[^\s#{]", re.MULTILINE), "source"),
    (re.compile(rb"^why[ \t]*:", re.MULTILINE), "clauses"),
)


@frozen
class Found:
    """One file, read."""

    path: Path
    kind: Kind
    data: bytes

    @property
    def policy_folder(self) -> Path:
        """The directory in which the policy's versions stand, if it stands where it should."""
        return _named(self._folder.parent) if self.is_placed else self._folder

    @property
    def is_placed(self) -> bool:
        """Whether it stands among the cases or sources of a policy."""
        return self._folder.name in _FOLDERS

    @property
    def _folder(self) -> Path:
        return _named(self.path.parent)


def _named(folder: Path) -> Path:
    """The directory by a path that ends in its name."""
    return folder.resolve() if folder.name in {"", ".."} else folder


def find(paths: Sequence[str]) -> list[Found]:
    """The files of the paths in order, each once; of a directory all below it that are ours.

    No path stands for `policies` here, or else for the policies that are shipped. Raises
    BackhaulError for a path that cannot be read, and a directory in which there is nothing of ours.
    """
    found: dict[Path, Found] = {}
    for path in paths or [str(default())]:
        if not os.path.isdir(path):  # noqa: PTH112 - it takes any text for what it is
            found.setdefault(Path(path), _read(Path(path)))
            continue
        below = [file for file in map(_ours, _walk(path)) if file]
        if not below:
            message = f"there is no policy, source or case file in `{path}`"
            help = "the path is taken from the current directory"
            raise BackhaulError([Diagnostic("file-not-found", message, help)])
        for file in below:
            found.setdefault(file.path, file)
    return list(found.values())


def default() -> Path:
    """The directory that no path stands for: `policies` here, or else what is shipped."""
    from backhaul.versions.catalogue import shipped

    here = Path("policies")
    return here if here.is_dir() else shipped().root


def _walk(folder: str) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(parent, name)


def _read(path: Path) -> Found:
    from backhaul.opening import read_file

    data = read_file(path)
    return Found(path, kind_of(path, data), data)


def _ours(path: Path) -> Found | None:
    """The file, unless it is YAML that has nothing to do with policies."""
    found = _read(path)
    placed = path.parent.name in _FOLDERS or _VERSION_FILE.fullmatch(path.name)
    return found if placed or _OURS.search(found.data) else None


def kind_of(path: Path, data: bytes) -> Kind:
    """Which of the three a file is, by the keys that it has, or else by its directory."""
    for mark, kind in _MARKS:
        if mark.search(data):
            return kind
    return _FOLDERS.get(path.parent.name, "policy")
