"""A directory of policies: `<policy>/<version>.yaml`, with `cases/` and `sources/` beside.

A version that stands in the policy's `released.lock` is opened only if it is what was released.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backhaul.diagnostics import Diagnostic, PolicyError, nearest
from backhaul.versions.lock import Lock, has_lock, read_lock
from backhaul.versions.released import P, load_released, misplaced, versions_in


def shipped() -> Catalogue:
    """The policies that come with the library."""
    inside = Path(__file__).parents[1] / "policies"
    # in a checkout the policies stand beside the source root, not inside the package
    return Catalogue(inside if inside.is_dir() else Path(__file__).parents[3] / "policies")


class Catalogue:
    """The policies below a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def ids(self) -> tuple[str, ...]:
        """The ids of all policies, in alphabetical order."""
        folders = (path for path in self.root.glob("*") if versions_in(path) or has_lock(path))
        return tuple(sorted(path.name for path in folders))

    def versions(self, policy: str) -> tuple[str, ...]:
        """The versions of a policy, lowest first, drafts too; raises PolicyError for an unknown id."""
        known = self.ids()
        if policy not in known:
            help = nearest(policy, known) or "the policies are " + ", ".join(known)
            message = f"there is no policy `{policy}`"
            raise PolicyError([Diagnostic("unknown-policy", message, help if known else "")])
        return versions_in(self.root / policy)

    def lock(self, policy: str) -> Lock | None:
        """What was released of a policy, or nothing where it has no lock."""
        return read_lock(self.root / policy)

    def file(self, policy: str, version: str) -> Path:
        """The file of one version; raises PolicyError where there is none."""
        versions = self.versions(policy)
        if version not in versions:
            message = f"`{policy}` has no version `{version}`"
            help = "its versions are " + ", ".join(versions)
            raise PolicyError([Diagnostic("unknown-version", message, help)])
        return self.root / policy / f"{version}.yaml"

    def open(self, policy: str, version: str | None, load: Callable[[Path], P]) -> P:
        """One version, or the newest that was released.

        Of a policy without a lock the newest that is not a draft takes its place.
        """
        versions = self.versions(policy)
        lock = self.lock(policy)
        if version is None and lock and lock.releases:
            return load_released(self.root / policy, lock.releases[-1], load)
        if version is not None:
            return self._load(policy, version, lock, load)
        for candidate in reversed(versions):
            found = self._load(policy, candidate, lock, load)
            if not found.draft:
                return found
        message = f"every version of `{policy}` is a draft"
        raise PolicyError(
            [Diagnostic("unknown-version", message, "name one: " + ", ".join(versions))]
        )

    def _load(self, policy: str, version: str, lock: Lock | None, load: Callable[[Path], P]) -> P:
        release = lock.get(version) if lock else None
        if release is not None:
            return load_released(self.root / policy, release, load)
        path = self.file(policy, version)
        found = load(path)
        if wrong := misplaced(path, found, folder=True):
            raise PolicyError([wrong])
        return found

    def case_files(self, policy: str) -> list[Path]:
        """The case files of a policy, by name."""
        return sorted((self.root / policy / "cases").glob("*.yaml"))

    def source_file(self, policy: str, name: str) -> Path:
        """The file of a source; raises PolicyError where there is none."""
        folder = self.root / policy / "sources"
        found = folder / f"{name}.yaml"
        known = sorted(path.stem for path in folder.glob("*.yaml"))
        if name not in known:
            help = nearest(name, known) or "the sources are " + ", ".join(known)
            message = f"`{policy}` has no source `{name}`"
            raise PolicyError([Diagnostic("unknown-source", message, help if known else "")])
        return found
