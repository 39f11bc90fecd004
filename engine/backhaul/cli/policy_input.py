"""The policy that an argument names: an id, of a policy here or of a shipped one, a file, or a directory with versions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.diagnostics import Diagnostic, PolicyError

if TYPE_CHECKING:
    from backhaul.policy import Policy
    from backhaul.versions.catalogue import Catalogue

#: the word for the version that a case's own date chooses
IN_FORCE = "in-force"
Facts = Mapping[str, object]

HELP = (
    "the id of a policy below `policies` here or of a shipped one (ID or ID@1.0.0), a policy file, "
    "or a directory with versions"
)


def open_policy(named: str, version: str | None = None) -> Policy:
    """The policy that is named so; without a version the newest that was released.

    Raises BackhaulError where there is none, and for one with mistakes.
    """
    from backhaul.opening import load
    from backhaul.opening import open as open_shipped

    named, wanted = _place(named)
    if wanted is not None:
        if version is not None and version != wanted:
            raise _refused(
                "unknown-version",
                f"two versions are asked for, `{wanted}` and `{version}`",
                "name the version once",
            )
        version = wanted
    if not _is_path(named) and not (os.path.isdir(named) and not _is_shipped(named)):  # noqa: PTH112
        if not _is_shipped(named):
            raise _unknown(named)
        return open_shipped(named, version)
    # os.path and not Path: it takes a name that no file can have for what it is, a wrong name
    if os.path.isdir(named):  # noqa: PTH112
        return _newest_in(Path(named), version)
    policy = load(named)
    if version is not None and version != policy.version:
        message = f"`{named}` is version `{policy.version}`, not `{version}`"
        raise _refused("unknown-version", message, "name a directory to choose among versions")
    _verify(Path(named), policy)
    return policy


def open_for(
    named: str, version: str | None, read: Callable[[Policy], Facts]
) -> tuple[Policy, Facts]:
    """The policy that is named so, and the facts that *read* finds for it.

    For `in-force` it is the version that applies to these facts; raises FactError where none does, or
    more than one may.
    """
    if version != IN_FORCE:
        policy = open_policy(named, version)
        return policy, read(policy)
    newest = open_policy(named)
    facts = read(newest)
    catalogue = _catalogue_of(named)
    chosen = _in_force(catalogue, newest, facts)
    if chosen == newest.version:
        return newest, facts
    from backhaul.opening import wrapped

    policy = wrapped(catalogue.open(newest.id, chosen))
    return policy, read(policy)


def _in_force(catalogue: Catalogue, newest: Policy, facts: Facts) -> str:
    """The one released version that applies to these facts."""
    from backhaul.versions.in_force import chosen

    lock = catalogue.lock(newest.id)
    if lock is None or not lock.releases:
        message = f"no version of `{newest.id}` was released, so none is in force"
        help = f"`backhaul release {newest.id} {newest.version}` releases one"
        raise _refused("nothing-released", message, help)
    return chosen(lock, newest.model, facts)


def _catalogue_of(named: str) -> Catalogue:
    """The catalogue in which the versions of a policy stand; raises PolicyError for a single file."""
    from backhaul.versions.catalogue import Catalogue, shipped

    named, wanted = _place(named)
    if os.path.isfile(named):  # noqa: PTH113
        message = f"`{named}` is one version, and the facts are to choose among several"
        raise _refused("unknown-version", message, "name the directory that it stands in")
    if wanted is not None:
        message = f"two versions are asked for, `{wanted}` and `{IN_FORCE}`"
        raise _refused("unknown-version", message, f"name `{named}` alone")
    if os.path.isdir(named) and (_is_path(named) or not _is_shipped(named)):  # noqa: PTH112
        return Catalogue(_full(Path(named)).parent)
    return shipped()


def _place(named: str) -> tuple[str, str | None]:
    """The path or the id that is meant, and the version behind an `@`, where there is one.

    The id of a policy below `policies` here is its directory, as for `check`, `test` and `release`.
    """
    name, at, version = named.partition("@")
    if os.path.lexists(named):
        return named, None
    if not _is_path(name) and name:
        here = os.path.join("policies", name)  # noqa: PTH118 - as it is written on the command line
        name = here if os.path.isdir(here) else name  # noqa: PTH112
    elif not os.path.isdir(name):  # noqa: PTH112 - `@` in the path of a file is a letter of its name
        return named, None
    return name, version if at else None


def _full(folder: Path) -> Path:
    return Path(os.path.realpath(folder)) if folder.name in {"", ".."} else folder


def _verify(path: Path, policy: Policy) -> None:
    """Nothing, unless the file is a released version that was changed; that raises PolicyError."""
    from backhaul.versions.lock import read_lock
    from backhaul.versions.released import difference

    lock = read_lock(_full(path.parent))
    release = lock.get(path.stem) if lock and path.stem == policy.version else None
    if release and (wrong := difference(path, release, policy.as_version())):
        raise PolicyError([wrong])


def _is_path(named: str) -> bool:
    separators = (os.sep, os.altsep or os.sep)
    return named.endswith((".yaml", ".yml", ".")) or any(mark in named for mark in separators)


def _is_shipped(named: str) -> bool:
    from backhaul.versions.catalogue import shipped

    return named in shipped().ids()


def _unknown(named: str) -> PolicyError:
    from backhaul.versions.catalogue import Catalogue, no_such_policy, shipped

    return no_such_policy(named, sorted({*shipped().ids(), *Catalogue("policies").ids()}))


def _newest_in(folder: Path, version: str | None) -> Policy:
    from backhaul.opening import wrapped
    from backhaul.versions.catalogue import Catalogue

    folder = _full(folder)
    catalogue = Catalogue(folder.parent)
    if folder.name not in catalogue.ids():
        inside = Catalogue(folder).ids()
        help = "a policy's directory holds files such as `1.0.0.yaml`"
        if inside:
            help = "name one: " + ", ".join(str(folder / policy) for policy in inside)
        raise _refused("unknown-policy", f"there is no version of a policy in `{folder}`", help)
    return wrapped(catalogue.open(folder.name, version))


def _refused(code: str, message: str, help: str) -> PolicyError:
    return PolicyError([Diagnostic(code, message, help)])
