"""How the files of policies look, so that a change is seen without reading them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

#: seconds between two looks, until nobody is writing any more
_PAUSE = 0.1
#: after so many looks they are taken as they are: a file may be written without an end
_MOST = 50
#: folders of a policy that hold files of another kind than its versions
_INNER = ("cases", "sources")
#: folders below a directory of policies in which a file can matter: a policy's, and those in it
_DEPTH = 2
#: what each file was like: when it was changed, and how large it is
Looks = dict[str, tuple[int, int]]


def settled(look: Callable[[], Looks]) -> Looks:
    """The looks of files once nobody is writing them; *look* gives those of now."""
    before = look()
    for _ in range(_MOST):
        time.sleep(_PAUSE)
        now = look()
        if now == before:
            break
        before = now
    return before


def looks(paths: Sequence[str]) -> Looks:
    """The looks of the files of the policies that these paths belong to."""
    return dict(each for root in _roots(paths) for each in _under(root, None))


def looks_of_directory(directory: Path) -> Looks:
    """The looks of the files of all policies in a directory; none where there is no such directory."""
    return dict(_under(directory, _DEPTH))


def _roots(paths: Sequence[str]) -> Iterator[Path]:
    """The folders of the policies that the paths belong to."""
    for path in map(Path, paths or ["policies"]):
        folder = path if path.is_dir() else path.parent
        yield folder.parent if folder.name in _INNER else folder


def _under(root: Path, depth: int | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """The looks of each file; *depth*: the levels of folders below the root that are gone into, all where it is None."""
    top = str(root).rstrip(os.sep).count(os.sep)
    for folder, inner, names in os.walk(root):
        deepest = depth is not None and folder.count(os.sep) - top >= depth
        inner[:] = [] if deepest else [name for name in inner if not name.startswith(".")]
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118
            try:
                about = os.stat(path)  # noqa: PTH116
            except OSError:
                continue  # it has just gone
            yield path, (about.st_mtime_ns, about.st_size)
