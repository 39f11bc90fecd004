"""The policy that an argument names: a shipped one's id, a file, or a directory with versions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.diagnostics import Diagnostic, PolicyError

if TYPE_CHECKING:
    from backhaul.policy import Policy

HELP = "the id of a shipped policy (ID or ID@1.0.0), a policy file, or a directory with versions"


def open_policy(named: str, version: str | None = None) -> Policy:
    """The policy that is named so; without a version the newest that is not a draft.

    Raises BackhaulError where there is none, and for one with mistakes.
    """
    from backhaul.policy import load
    from backhaul.policy import open as open_shipped

    name, at, wanted = named.partition("@")
    if at and not os.path.lexists(named) and not _is_path(named):
        if version is not None and version != wanted:
            raise _refused(
                "unknown-version",
                f"two versions are asked for, `{wanted}` and `{version}`",
                "name the version once",
            )
        return open_shipped(name, wanted)
    if not _is_path(named) and not (os.path.isdir(named) and not _is_shipped(named)):  # noqa: PTH112
        return open_shipped(named, version)
    # os.path and not Path: it takes a name that no file can have for what it is, a wrong name
    if os.path.isdir(named):  # noqa: PTH112
        return _newest_in(Path(named), version)
    policy = load(named)
    if version is not None and version != policy.version:
        message = f"`{named}` is version `{policy.version}`, not `{version}`"
        raise _refused("unknown-version", message, "name a directory to choose among versions")
    return policy


def _is_path(named: str) -> bool:
    separators = (os.sep, os.altsep or os.sep)
    return named.endswith((".yaml", ".yml", ".")) or any(mark in named for mark in separators)


def _is_shipped(named: str) -> bool:
    from backhaul.versions.catalogue import shipped

    return named in shipped().ids()


def _newest_in(folder: Path, version: str | None) -> Policy:
    from backhaul.policy import load
    from backhaul.versions.catalogue import Catalogue

    if folder.name in {"", ".."}:
        folder = Path(os.path.realpath(folder))
    catalogue = Catalogue(folder.parent)
    if folder.name not in catalogue.ids():
        inside = Catalogue(folder).ids()
        help = "a policy's directory holds files such as `1.0.0.yaml`"
        if inside:
            help = "name one: " + ", ".join(str(folder / policy) for policy in inside)
        raise _refused("unknown-policy", f"there is no version of a policy in `{folder}`", help)
    return catalogue.open(folder.name, version, load)


def _refused(code: str, message: str, help: str) -> PolicyError:
    return PolicyError([Diagnostic(code, message, help)])
