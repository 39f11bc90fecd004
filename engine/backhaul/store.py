"""A directory of policies, held in memory: the released versions, and which of them a case falls under.

What is served is one immutable state. `reload` makes the next one beside it and then puts it in its place, so a
thread that decides meanwhile never meets half of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from os.path import isdir
from pathlib import Path
from threading import Lock as Mutex
from types import MappingProxyType
from typing import final

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, nearest, public_path
from backhaul.forks import begins_anew
from backhaul.frozen import frozen
from backhaul.opening import wrapped
from backhaul.policy import Policy
from backhaul.versions.in_force import applying, chosen, date_of
from backhaul.versions.lock import NAME, Lock, read_lock
from backhaul.versions.released import changed, different_dates, load_released, missing


@frozen
class _Shelf:
    """The released versions of one policy, lowest first."""

    lock: Lock
    policies: Mapping[str, Policy]

    @property
    def newest(self) -> Policy:
        """The highest version."""
        return self.policies[self.lock.releases[-1].version]


@final
class PolicyStore:
    """The released versions of all policies in a directory; drafts are not in it.

    Raises PolicyError with every mistake where a file is not what was released, and BackhaulError where
    one cannot be read.
    """

    __slots__ = ("__weakref__", "_error", "_path", "_reloading", "_shelves")

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = Path(path)
        self._reloading = Mutex()
        self._error: BackhaulError | None = None
        self._shelves: Mapping[str, _Shelf] = self._read({})
        begins_anew(self)

    def after_fork(self) -> None:
        """Let the child reload, even where a thread of its parent was about to."""
        self._reloading = Mutex()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the policies of which a version was released, in alphabetical order."""
        return tuple(self._shelves)

    @property
    def last_error(self) -> BackhaulError | None:
        """Why the last `reload` kept the earlier state; None if it did not."""
        return self._error

    def versions(self, id: str) -> tuple[str, ...]:
        """The released versions of a policy, lowest first; raises PolicyError for an unknown id."""
        return tuple(self._shelf(id).policies)

    def policy(self, id: str, version: str) -> Policy:
        """A released version; raises PolicyError where there is none."""
        policies = self._shelf(id).policies
        if version not in policies:
            help = "the released versions are " + ", ".join(policies)
            message = f"`{id}` has no released version `{version}`"
            raise PolicyError([Diagnostic("unknown-version", message, help)])
        return policies[version]

    def newest(self, id: str) -> Policy:
        """The newest released version of a policy; raises PolicyError for an unknown id."""
        return self._shelf(id).newest

    def in_force(self, id: str, facts: Mapping[str, object]) -> tuple[Policy, ...]:
        """The versions that may apply to a case, by its own date, lowest first.

        None where the date is before the first version; several where it is not known exactly and they
        differ. Only the fact that `in_force.by` names is read. Raises FactError where it is no datetime.
        """
        shelf = self._shelf(id)
        found = applying(shelf.lock.releases, date_of(shelf.newest.model, facts))
        return tuple(shelf.policies[version] for version in found.versions)

    def falls_under(self, id: str, facts: Mapping[str, object]) -> Policy:
        """The one version that applies to a case, by its own date.

        Raises PolicyError for an unknown id, and FactError where no version applies, more than one may, or the date is no datetime.
        """
        shelf = self._shelf(id)
        return shelf.policies[chosen(shelf.lock, shelf.newest.model, facts)]

    def reload(self) -> bool:
        """Whether what stands in the directory now is what is served from here on.

        Where anything in it is wrong the earlier state stays whole, and `last_error` says why.
        """
        with self._reloading:
            try:
                self._shelves = self._read(self._shelves)
            except BackhaulError as error:
                self._error = error
                return False
            self._error = None
            return True

    def __repr__(self) -> str:
        shelves = self._shelves.values()
        versions = sum(len(shelf.policies) for shelf in shelves)
        return (
            f"<PolicyStore {self._path}: released versions: {versions}, policies: {len(shelves)}>"
        )

    def _shelf(self, id: str) -> _Shelf:
        shelves = self._shelves
        if id not in shelves:
            help = nearest(id, shelves) or "the policies are " + (", ".join(shelves) or "none")
            message = f"no version of a policy `{id}` was released in `{public_path(self._path)}`"
            raise PolicyError([Diagnostic("unknown-policy", message, help)])
        return shelves[id]

    def _read(self, earlier: Mapping[str, _Shelf]) -> Mapping[str, _Shelf]:
        """What stands in the directory now; a file that is as it was is not read into a policy again."""
        if not isdir(self._path):  # noqa: PTH112 - it takes any text for what it is
            message = f"there is no directory `{self._path}`"
            help = "the path is taken from the current directory"
            raise BackhaulError([Diagnostic("file-not-found", message, help)])
        mistakes: list[Diagnostic] = []
        shelves: dict[str, _Shelf] = {}
        for folder in sorted(path.parent for path in self._path.glob(f"*/{NAME}")):
            try:
                shelf = self._read_shelf(folder, earlier.get(folder.name))
            except BackhaulError as error:
                mistakes += error.diagnostics
            else:
                shelves.update({folder.name: shelf} if shelf.policies else {})
        for id, shelf in earlier.items():
            mistakes += _gone(self._path / id, shelf, shelves.get(id)) if not mistakes else ()
        if mistakes:
            raise PolicyError(mistakes)
        return MappingProxyType(shelves)

    def _read_shelf(self, folder: Path, earlier: _Shelf | None) -> _Shelf:
        kept = {p.bytes_digest: p for p in earlier.policies.values()} if earlier else {}
        known = {digest: p.as_version() for digest, p in kept.items()}
        lock = read_lock(folder) or Lock(folder.name, ())
        policies: dict[str, Policy] = {}
        mistakes: list[Diagnostic] = []
        for release in lock.releases:
            try:
                version = load_released(folder, release, known=known)
                same = kept.get(release.bytes)
                policies[release.version] = (
                    same if same and same.model is version.model else wrapped(version)
                )
            except BackhaulError as error:
                mistakes += error.diagnostics
        mistakes += different_dates(folder, [policy.as_version() for policy in policies.values()])
        if mistakes:
            raise PolicyError(mistakes)
        return _Shelf(lock, MappingProxyType(policies))


def _gone(folder: Path, before: _Shelf, after: _Shelf | None) -> list[Diagnostic]:
    """That a version which was served is released no more, or with another meaning."""
    found = []
    for release in before.lock.releases:
        now = after.lock.get(release.version) if after else None
        if now is None:
            found.append(missing(folder, release))
        elif now.meaning != release.meaning:
            found.append(changed(folder / f"{release.version}.yaml", release.version, meant=False))
    return found
