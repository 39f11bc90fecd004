"""Does something again whenever a file changes, until somebody stops it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from backhaul.cli import output
from backhaul.cli.exit_status import YES
from backhaul.diagnostics import BackhaulError

#: seconds between two looks
PAUSE = 0.3
#: folders of a policy that hold files of another kind than its versions
_INNER = ("cases", "sources")
#: what each file was like: when it was changed, and how large it is
Looks = dict[str, tuple[int, int]]


def watch(paths: Sequence[str], language: str | None, do: Callable[[], object]) -> int:
    """Yes, once Ctrl-C ends it; until then *do* is done, at once and after every change under the policies of these paths.

    Input that is bad, or vanished meanwhile, is told, and waited for.
    """
    try:
        while True:
            looks = _settled(paths)
            _separate()
            try:
                do()
            except BackhaulError as error:
                output.complain(error.diagnostics, language=language)
            while _looks(paths) == looks:
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        return YES


def _settled(paths: Sequence[str]) -> Looks:
    """The looks of the files once nobody is writing them."""
    looks = _looks(paths)
    while True:
        time.sleep(PAUSE / 3)
        again = _looks(paths)
        if again == looks:
            return looks
        looks = again


def _looks(paths: Sequence[str]) -> Looks:
    return dict(each for root in _roots(paths) for each in _under(root))


def _roots(paths: Sequence[str]) -> Iterator[Path]:
    """The folders of the policies that the paths belong to."""
    for path in map(Path, paths or ["policies"]):
        folder = path if path.is_dir() else path.parent
        yield folder.parent if folder.name in _INNER else folder


def _under(root: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118
            try:
                about = os.stat(path)  # noqa: PTH116
            except OSError:
                continue  # it has just gone
            yield path, (about.st_mtime_ns, about.st_size)


def _separate() -> None:
    """Clear a terminal; elsewhere a line with the time of day begins what comes."""
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
    sys.stdout.write(f"── {time.strftime('%H:%M:%S')} ──\n")
    sys.stdout.flush()
