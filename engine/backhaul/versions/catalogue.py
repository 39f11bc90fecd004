"""A directory of policies: `<policy>/<version>.yaml`, with `cases/` and `sources/` beside."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from backhaul.diagnostics import Diagnostic, PolicyError, nearest

_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


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


P = TypeVar("P", bound=Versioned)


def order(version: str) -> tuple[int, ...]:
    """The version as numbers, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def misplaced(path: Path, found: Versioned, *, folder: bool) -> Diagnostic | None:
    """What is wrong with the name of a version's file and, where asked, with that of its folder."""
    expected = f"{found.id}/{found.version}.yaml"
    wrong = _VERSION.fullmatch(path.stem) and path.stem != found.version
    if not wrong and not (folder and path.parent.name != found.id):
        return None
    message = f"the file `{path}` holds `{found.id}` {found.version}"
    help = f"a version stands in <policy>/<version>.yaml, so this one in {expected}"
    return Diagnostic("misplaced-policy", message, help)


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
        return tuple(sorted(path.name for path in self.root.glob("*") if self._versions(path)))

    def versions(self, policy: str) -> tuple[str, ...]:
        """The versions of a policy, lowest first, drafts too; raises PolicyError for an unknown id."""
        found = self._versions(self.root / policy) if policy in self.ids() else ()
        if not found:
            known = self.ids()
            help = nearest(policy, known) or "the policies are " + ", ".join(known)
            message = f"there is no policy `{policy}`"
            raise PolicyError([Diagnostic("unknown-policy", message, help if known else "")])
        return found

    @staticmethod
    def _versions(folder: Path) -> tuple[str, ...]:
        stems = (path.stem for path in folder.glob("*.yaml"))
        return tuple(sorted((s for s in stems if _VERSION.fullmatch(s)), key=order))

    def file(self, policy: str, version: str) -> Path:
        """The file of one version; raises PolicyError where there is none."""
        versions = self.versions(policy)
        if version not in versions:
            message = f"`{policy}` has no version `{version}`"
            help = "its versions are " + ", ".join(versions)
            raise PolicyError([Diagnostic("unknown-version", message, help)])
        return self.root / policy / f"{version}.yaml"

    def open(self, policy: str, version: str | None, load: Callable[[Path], P]) -> P:
        """One version, or the newest that is not a draft."""
        if version is not None:
            return self._load(policy, version, load)
        for candidate in reversed(self.versions(policy)):
            found = self._load(policy, candidate, load)
            if not found.draft:
                return found
        message = f"every version of `{policy}` is a draft"
        help = "name one: " + ", ".join(self.versions(policy))
        raise PolicyError([Diagnostic("unknown-version", message, help)])

    def _load(self, policy: str, version: str, load: Callable[[Path], P]) -> P:
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
