"""A directory that is served: the released versions, the drafts beside them, and why the last reload kept what was there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from types import MappingProxyType

from backhaul.diagnostics import (
    BackhaulError,
    Diagnostic,
    PolicyError,
    listed,
    nearest,
)
from backhaul.frozen import frozen
from backhaul.opening import loads, read_file
from backhaul.policy import Policy
from backhaul.sources.facts import ReadFacts
from backhaul.store import PolicyStore
from backhaul.versions.catalogue import Catalogue, no_such_policy
from backhaul.versions.own_files import own
from backhaul.versions.sources import source_file, source_files


@frozen
class Draft:
    """A version that was not released: its file, and the policy in it or every mistake."""

    id: str
    version: str
    path: Path
    data: bytes
    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...] = ()


Drafts = Mapping[tuple[str, str], Draft]


class Served:
    """What stands in a directory of policies; `reload` puts a new state in the place of the old one.

    A released version that is wrong keeps the earlier state whole, as in `PolicyStore`. A draft may be wrong:
    it is served with its mistakes. Raises BackhaulError where the directory cannot be read.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        self.store = PolicyStore(path)
        self._catalogue = Catalogue(path)
        self._drafts: Drafts = self._read_drafts({})
        #: what reads documents, by policy and source: each source is checked once
        self._readers: dict[tuple[Policy, str], Callable[[object], ReadFacts]] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all policies, in alphabetical order; of some there are only drafts."""
        return tuple(sorted({*self.store.ids, *(id for id, _ in self._drafts)}))

    @property
    def last_error(self) -> BackhaulError | None:
        """Why the last `reload` kept the earlier state; None if it did not."""
        return self.store.last_error

    def versions(self, id: str) -> tuple[str, ...]:
        """The versions of a policy, lowest first, drafts too; raises PolicyError for an unknown id."""
        if id not in self.ids:
            raise no_such_policy(id, self.ids)
        released = self.store.versions(id) if id in self.store.ids else ()
        drafts = (version for policy, version in self._drafts if policy == id)
        return tuple(sorted({*released, *drafts}, key=_by_number))

    def released(self, id: str, version: str) -> bool:
        """Whether the version was released."""
        return id in self.store.ids and version in self.store.versions(id)

    def draft(self, id: str, version: str) -> Draft | None:
        """The draft of this number, where there is one."""
        return self._drafts.get((id, version))

    def policy(self, id: str, version: str) -> Policy:
        """A version by its number or `newest`; raises PolicyError where there is none, or a draft has mistakes.

        The newest is the highest that was released: a draft is served by its own number alone.
        """
        if version == "newest":
            self._need_release(id)
            return self.store.newest(id)
        if self.released(id, version):
            return self.store.policy(id, version)
        draft = self._drafts.get((id, version))
        if draft is None:
            help = f"its versions are {listed(self.versions(id))}"
            message = f"`{id}` has no version `{version}`"
            raise PolicyError([Diagnostic("unknown-version", message, help)])
        if draft.policy is None:
            raise PolicyError(draft.diagnostics)
        return draft.policy

    def number(self, id: str, version: str) -> str:
        """The number of a version that is called by it, or `newest`; raises PolicyError where there is none."""
        return version if version in self.versions(id) else self.policy(id, version).version

    def in_force(self, id: str, facts: Mapping[str, object]) -> Policy:
        """The one released version that a case falls under, by its own date.

        Raises PolicyError where nothing was released, and FactError where no version applies or more than one may.
        """
        self._need_release(id)
        return self.store.falls_under(id, facts)

    def text(self, id: str, version: str) -> bytes:
        """The bytes of the file of a version; raises PolicyError where there is none."""
        draft = None if self.released(id, version) else self._drafts.get((id, version))
        return draft.data if draft else self.policy(id, version).as_version().data

    def sources(self, id: str) -> tuple[str, ...]:
        """The names of the sources that read a platform's documents for a policy."""
        return tuple(sorted(source_files(self.folder(id), id)))

    def reader(self, policy: Policy, source: str) -> Callable[[object], ReadFacts]:
        """What reads the facts out of documents; raises PolicyError for a source that there is not, or that is wrong.

        A source is named, and never a path.
        """
        key = policy, source
        if key not in self._readers:
            if source not in self.sources(policy.id):
                known = self.sources(policy.id)
                message = f"`{policy.id}` has no source `{source}`"
                help = nearest(source, known) or f"the sources are {listed(known) or 'none'}"
                raise PolicyError([Diagnostic("unknown-source", message, help)])
            file = source_file(self.folder(policy.id), policy.id, source)
            self._readers[key] = policy.reader(file)
        return self._readers[key]

    def _need_release(self, id: str) -> None:
        """Nothing, if some version was released; else raises PolicyError."""
        if id not in self.store.ids:
            versions = self.versions(id)
            message = f"no version of `{id}` was released"
            help = f"a draft is called by its number: {listed(versions)}"
            raise PolicyError([Diagnostic("nothing-released", message, help)])

    def folder(self, id: str) -> Path:
        """The directory of a policy."""
        return self.path / id

    def reload(self) -> bool:
        """Whether what stands in the directory now is what is served from here on."""
        reloaded = self.store.reload()
        self._drafts = self._read_drafts(self._drafts)
        self._readers = {}
        return reloaded

    def _read_drafts(self, earlier: Drafts) -> Drafts:
        drafts: dict[tuple[str, str], Draft] = {}
        for id in self._catalogue.ids():
            released = self.store.versions(id) if id in self.store.ids else ()
            for version in self._catalogue.versions(id):
                if version not in released:
                    path = self._catalogue.file(id, version)
                    drafts[id, version] = _read_draft(id, version, path, earlier.get((id, version)))
        return MappingProxyType(drafts)


def _read_draft(id: str, version: str, path: Path, earlier: Draft | None) -> Draft:
    """The draft in a file; one of which the bytes are the same is not checked again.

    A link is followed within the directory alone: whoever may add a draft may not read every file of the machine so.
    """
    try:
        data = read_file(own(path, path.parent))
        if earlier and earlier.data == data:
            return earlier
        return Draft(id, version, path, data, loads(data, str(path)))
    except PolicyError as error:
        return Draft(id, version, path, data, None, error.diagnostics)
    except BackhaulError as error:
        return Draft(id, version, path, b"", None, error.diagnostics)


def _by_number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
