"""A directory of policies: `<policy>/<version>.yaml`, with `cases/` and `sources/` beside.

A version that stands in the policy's `released.lock` is opened only if it is what was released.
"""

from __future__ import annotations

import os

from backhaul.diagnostics import Diagnostic, PolicyError, nearest
from backhaul.static import TYPE_CHECKING
from backhaul.versions.lock import Lock, has_lock, read_lock
from backhaul.versions.released import load_released, misplaced, versions_in
from backhaul.versions.version import Version, from_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from pathlib import Path


def shipped() -> Catalogue:
    """The policies that come with the library."""
    package = os.path.dirname(os.path.dirname(__file__))
    inside = os.path.join(package, "policies")
    # in a checkout the policies stand beside the source root, not inside the package
    beside = os.path.join(os.path.dirname(os.path.dirname(package)), "policies")
    return Catalogue(inside if os.path.isdir(inside) else beside)


def no_such_policy(policy: str, known: Sequence[str]) -> PolicyError:
    """That no policy has this id, and which there are."""
    help = nearest(policy, known) or "the policies are " + ", ".join(known)
    message = f"there is no policy `{policy}`"
    return PolicyError([Diagnostic("unknown-policy", message, help if known else "")])


class Catalogue:
    """The policies below a directory."""

    def __init__(self, root: str | PathLike[str]) -> None:
        self._root = os.fspath(root)

    @property
    def root(self) -> Path:
        """The directory."""
        from pathlib import Path  # opening a policy does without it

        return Path(self._root)

    def _folder(self, policy: str) -> str:
        return os.path.join(self._root, policy)

    def ids(self) -> tuple[str, ...]:
        """The ids of all policies, in alphabetical order."""
        try:
            names = os.listdir(self._root)
        except OSError:
            return ()
        folders = {name: self._folder(name) for name in sorted(names)}
        return tuple(name for name, at in folders.items() if versions_in(at) or has_lock(at))

    def versions(self, policy: str) -> tuple[str, ...]:
        """The versions of a policy, lowest first, drafts too; raises PolicyError for an unknown id."""
        known = self.ids()
        if policy not in known:
            raise no_such_policy(policy, known)
        return versions_in(self._folder(policy))

    def lock(self, policy: str) -> Lock | None:
        """What was released of a policy, or nothing where it has no lock."""
        return read_lock(self._folder(policy))

    def file(self, policy: str, version: str) -> Path:
        """The file of one version; raises PolicyError where there is none."""
        versions = self.versions(policy)
        if version not in versions:
            message = f"`{policy}` has no version `{version}`"
            help = "its versions are " + ", ".join(versions)
            raise PolicyError([Diagnostic("unknown-version", message, help)])
        return self.root / policy / f"{version}.yaml"

    def open(
        self, policy: str, version: str | None, *, text: bool = False, drafts: bool = False
    ) -> Version:
        """One version, or the newest that was released.

        Of a policy without a lock the newest that is not a draft takes its place, and with *drafts* the newest
        draft where there is no other. *text*: a released version is read from its text, and not from its compiled form.
        """
        versions = self.versions(policy)
        lock = self.lock(policy)
        if version is None and lock and lock.releases:
            version = lock.releases[-1].version
        if release := lock.get(version) if lock and version else None:
            return load_released(self._folder(policy), release, text=text)
        if version is not None:
            return self._read(policy, version)
        for candidate in reversed(versions):
            newest = self._read(policy, candidate)
            if not newest.draft:
                return newest
        if drafts:
            return self._read(policy, versions[-1])
        message = f"every version of `{policy}` is a draft"
        raise PolicyError(
            [Diagnostic("unknown-version", message, "name one: " + ", ".join(versions))]
        )

    def _read(self, policy: str, version: str) -> Version:
        path = os.fspath(self.file(policy, version))
        found = from_text(path)
        if wrong := misplaced(path, found, folder=True):
            raise PolicyError([wrong])
        return found
