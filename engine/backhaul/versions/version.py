"""One version of a policy: what its file was checked to mean, and that file."""

from __future__ import annotations

from backhaul.digests import digest_of
from backhaul.document.files import read_bytes
from backhaul.frozen import frozen
from backhaul.language import model
from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

#: the size up to which a file of a policy is read
MOST_BYTES = 8 << 20


@frozen
class Version:
    """A checked version, and the bytes and the name of its file."""

    model: model.Policy
    data: bytes
    name: str

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.model.id

    @property
    def version(self) -> str:
        """The version's number."""
        return self.model.version

    @property
    def draft(self) -> bool:
        """Whether it is a draft."""
        return self.model.draft

    @property
    def digest(self) -> str:
        """The digest of its meaning."""
        return self.model.digest

    @property
    def bytes_digest(self) -> str:
        """The digest of its file's bytes."""
        return digest_of(self.data)


def from_text(path: str | PathLike[str]) -> Version:
    """The version in a file, always read from its text: no lock and no compiled form is trusted.

    Raises PolicyError with every mistake in it, and BackhaulError where the file cannot be read.
    """
    return parsed(read_bytes(path, limit=MOST_BYTES), str(path))


def parsed(data: bytes, name: str) -> Version:
    """The version in the bytes of a file; raises PolicyError with every mistake in them, in file order."""
    from backhaul.document.reader import read_document
    from backhaul.language.checker import check

    document, mistakes = read_document(data, name, "policy")
    return Version(check(document, mistakes), data, name)
