"""Whether the files of a policy are those that were released."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.document.files import read_bytes
from backhaul.frozen import frozen
from backhaul.language import model
from backhaul.versions.lock import HELP, NAME, Lock, Release, is_version, order, read_lock

_LIMIT = 8 << 20


class Versioned(Protocol):
    """One version of a policy."""

    @property
    def id(self) -> str:
        """The policy's id."""
        ...

    @property
    def version(self) -> str:
        """The version."""
        ...

    @property
    def draft(self) -> bool:
        """Whether it is a draft."""
        ...

    @property
    def digest(self) -> str:
        """The digest of its meaning."""
        ...

    @property
    def bytes_digest(self) -> str:
        """The digest of its file's bytes."""
        ...

    @property
    def model(self) -> model.Policy:
        """The checked policy."""
        ...


P = TypeVar("P", bound=Versioned)


def digest_of(data: bytes) -> str:
    """SHA-256 of the bytes of a file, as the lock holds it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def start_of(policy: model.Policy) -> int | None:
    """From when a version is in force, or nothing where it does not say."""
    return policy.in_force.start if policy.in_force else None


def versions_in(folder: Path) -> tuple[str, ...]:
    """The versions whose files stand in a policy's directory, drafts too, lowest first."""
    stems = (path.stem for path in folder.glob("*.yaml"))
    return tuple(sorted((stem for stem in stems if is_version(stem)), key=order))


def misplaced(path: Path, found: Versioned, *, folder: bool) -> Diagnostic | None:
    """What is wrong with the name of a version's file, and with that of its folder.

    *folder*: the folder is a policy's in any case, and not only where cases, sources or a lock stand in it.
    """
    home = path.absolute().parent
    other = (folder or _is_home(home)) and home.name != found.id
    if not other and not (is_version(path.stem) and path.stem != found.version):
        return None
    message = f"the file `{path}` holds `{found.id}` {found.version}"
    expected = f"{found.id}/{found.version}.yaml"
    help = f"a version stands in <policy>/<version>.yaml, so this one in {expected}"
    place = found.model.id_span if other else found.model.version_span
    return Diagnostic("misplaced-policy", message, help, place)


def _is_home(folder: Path) -> bool:
    """Whether a directory is that of one policy."""
    return any((folder / name).exists() for name in ("cases", "sources", NAME))


def load_released(folder: Path, release: Release, load: Callable[[Path], P]) -> P:
    """A released version, which is what was released; raises PolicyError where it is not."""
    path = folder / f"{release.version}.yaml"
    if not path.exists():
        raise PolicyError([missing(folder, release)])
    try:
        found = load(path)
    except PolicyError as error:
        raise PolicyError([*error.diagnostics, *_edited(path, release)]) from None
    wrong = misplaced(path, found, folder=True) or difference(path, release, found)
    if wrong:
        raise PolicyError([wrong])
    return found


def missing(folder: Path, release: Release) -> Diagnostic:
    """The sentence for a released version without its file."""
    message = f"{release.version} of `{folder.name}` was released, and it is not there any more"
    help = f"bring `{release.version}.yaml` and its entry in `{NAME}` back: what was released stays"
    return Diagnostic("released-missing", message, help, Span(str(folder / NAME), 1, 1))


def difference(path: Path, release: Release, found: Versioned) -> Diagnostic | None:
    """How a version differs from what was released under its number, or nothing."""
    same = (release.meaning == found.digest, release.start == start_of(found.model))
    if release.bytes != found.bytes_digest:
        return changed(path, found.version, meant=all(same))
    if all(same):
        return None
    message = f"the lock does not give {found.version} the meaning that its released file has"
    return Diagnostic("bad-lock", message, HELP, Span(str(path.with_name(NAME)), 1, 1))


def changed(path: Path, version: str, *, meant: bool) -> Diagnostic:
    """The sentence for a file that is not the one released; *meant*: it still means the same."""
    back = f"bring `{path.name}` back from version control"
    if meant:
        message = f"{version} was released and its file was edited since, though it means the same"
        return Diagnostic("released-rewritten", message, back, Span(str(path), 1, 1))
    message = f"{version} was released and its file means something else since"
    help = f"{back}, and make the change in a new version"
    return Diagnostic("released-changed", message, help, Span(str(path), 1, 1))


def _edited(path: Path, release: Release) -> list[Diagnostic]:
    """That a file with mistakes in it is not the one that was released."""
    try:
        same = digest_of(read_bytes(path, limit=_LIMIT)) == release.bytes
    except BackhaulError:
        return []
    return [] if same else [changed(path, release.version, meant=False)]


@frozen
class Shelf:
    """The versions of one policy, held against its lock."""

    lock: Lock
    #: what could be loaded, by version: released or not
    policies: Mapping[str, Versioned]
    mistakes: tuple[Diagnostic, ...]


def inspect(folder: Path, load: Callable[[Path], Versioned]) -> Shelf:
    """All versions in a policy's directory and what is wrong with them as releases.

    Without a lock nothing was released, and nothing is wrong. Raises PolicyError for a bad lock.
    """
    lock = read_lock(folder)
    policies: dict[str, Versioned] = {}
    mistakes: list[Diagnostic] = []
    for release in lock.releases if lock else ():
        try:
            policies[release.version] = load_released(folder, release, load)
        except PolicyError as error:
            mistakes += error.diagnostics
    mistakes += different_dates(folder, list(policies.values()))
    for version in versions_in(folder) if lock else ():
        if lock is not None and lock.get(version) is None:
            mistakes += _unreleased(folder / f"{version}.yaml", load)
    return Shelf(lock or Lock(folder.name, ()), policies, tuple(mistakes))


def different_dates(folder: Path, policies: Sequence[Versioned]) -> list[Diagnostic]:
    """Where two released versions take different facts for the date that chooses between them."""
    found = []
    for lower, higher in pairwise(policies):
        before, after = lower.model.in_force, higher.model.in_force
        if before and after and before.by != after.by:
            message = f"`in_force.by` is `{after.by}` in {higher.version}"
            message += f", and `{before.by}` in {lower.version}"
            help = "one fact chooses the version, so it stays the same in every version"
            place = Span(str(folder / f"{higher.version}.yaml"), 1, 1)
            found.append(Diagnostic("in-force-changed", message, help, place))
    return found


def _unreleased(path: Path, load: Callable[[Path], Versioned]) -> list[Diagnostic]:
    """That a version is neither a draft nor released; what else is wrong with it is said elsewhere."""
    try:
        found = load(path)
    except BackhaulError:
        return []
    if found.draft or found.version != path.stem:
        return []
    message = f"{found.version} is no draft, and it was not released"
    help = f"`backhaul release {found.id} {found.version}` releases it; a draft says `draft: true`"
    return [Diagnostic("unreleased-version", message, help, Span(str(path), 1, 1))]
