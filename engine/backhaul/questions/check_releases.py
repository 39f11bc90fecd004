"""Holds the versions of a policy against its `released.lock`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.questions.find_files import Found, default
from backhaul.versions.candidate import too_early
from backhaul.versions.compiled_form import beside
from backhaul.versions.lock import NAME
from backhaul.versions.released import inspect


def is_lock(path: str) -> bool:
    """Whether a path names a lock; it stands for all releases of its policy."""
    return os.path.basename(path) == NAME  # noqa: PTH119 - it takes any text for what it is


def release_mistakes(paths: Sequence[str], files: Sequence[Found]) -> list[Diagnostic]:
    """What is wrong with releases: all below a directory that is named, or about a file that is."""
    whole = set(_locked(paths or [str(default())]))
    found = [mistake for folder in sorted(whole) for mistake in _inspected(folder)]
    for file in files:
        folder = file.path.parent
        if file.kind == "policy" and folder not in whole and (folder / NAME).exists():
            own = {str(file.path), str(folder / NAME), beside(file.path)}
            found += [d for d in _inspected(folder) if d.span and d.span.file in own]
    return found


def _locked(paths: Sequence[str]) -> Iterator[Path]:
    """The directories of policies with a lock below these paths."""
    for path in paths:
        if is_lock(path):
            yield Path(path).parent
        for parent, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            if NAME in files:
                yield Path(parent)


def _inspected(folder: Path) -> tuple[Diagnostic, ...]:
    try:
        shelf = inspect(folder)
    except PolicyError as error:
        return error.diagnostics
    early = (too_early(shelf.lock, draft) for draft in shelf.drafts)
    return (*shelf.mistakes, *(each for each in early if each))
