"""Files that the page writes: drafts and cases, whole or not at all, and never over what somebody else wrote meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backhaul.diagnostics import BackhaulError
from backhaul.digests import digest_of
from backhaul.document.files import bytes_if_any
from backhaul.document.writing import exclusive, write_file
from backhaul.frozen import frozen
from backhaul.page.refused import RefusedError
from backhaul.questions.drafting import Drafted, draft
from backhaul.service.served import Served
from backhaul.versions.catalogue import Catalogue
from backhaul.versions.own_files import own
from backhaul.versions.version import MOST_BYTES


@frozen
class Standing:
    """How the file of a version stands on the disk now, whatever is served of it."""

    #: None where it is gone
    data: bytes | None
    released: bool

    @property
    def digest(self) -> str | None:
        """The digest of its bytes."""
        return None if self.data is None else digest_of(self.data)


def standing(served: Served, id: str, version: str) -> Standing:
    """How the file of a version stands now; raises PolicyError for one that is not served, and BackhaulError for a link out."""
    version = served.number(id, version)
    served.text(id, version)
    path = own(served.folder(id) / f"{version}.yaml", served.folder(id))
    return Standing(bytes_if_any(path, limit=MOST_BYTES), _is_released(served, id, version))


def _is_released(served: Served, id: str, version: str) -> bool:
    try:
        lock = Catalogue(served.path).lock(id)
    except BackhaulError:
        return True  # nothing is written beside a lock that cannot be read
    return lock is not None and lock.get(version) is not None


def save(served: Served, id: str, version: str, text: str, since: str) -> str:
    """The digest of a draft after it was written; *since*: that of the file that the text was made of.

    Raises RefusedError where it was released, or is another one by now, PolicyError where there is no such version.
    """
    version = served.number(id, version)
    with exclusive(served.folder(id)):
        now = standing(served, id, version)
        if now.released:
            detail = f"{version} was released meanwhile, and a released version never changes"
            raise RefusedError(409, "draft-released", detail, "begin a new draft")
        path = served.folder(id) / f"{version}.yaml"
        digest = replace(path, text, since, now.data)
    served.reload()
    return digest


def replace(path: Path, text: str, since: str | None, now: bytes | None) -> str:
    """The digest of a file after it was written, whole; within `exclusive`.

    *since*: the digest of the file that the text was made of, None where there was none; *now*: its bytes. Raises RefusedError where the
    two are not the same.
    """
    if (None if now is None else digest_of(now)) != since:
        detail = f"`{path.name}` was changed meanwhile by somebody else"
        help = "look at the difference, and take theirs or yours"
        theirs = None if now is None else now.decode("utf-8", "replace")
        more = {"digest": None if now is None else digest_of(now), "text": theirs}
        raise RefusedError(412, "changed-meanwhile", detail, help, **more)
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOST_BYTES:
        detail = f"the text is larger than {MOST_BYTES >> 20} MiB"
        raise RefusedError(413, "body-too-large", detail)
    write_file(data, str(path))
    return digest_of(data)


def begin(
    served: Served, id: str, number: str | None, begins: str | None, of: str | None
) -> Drafted:
    """A new draft, written with what it needs of the cases; raises what `backhaul.draft` raises."""
    served.versions(id)
    with exclusive(served.folder(id)):
        drafted = draft(str(served.folder(id)), number, begins=begins, of=of)
        files = {own(path, served.folder(id)): text for path, text in drafted.files.items()}
        for path, text in files.items():
            write_file(text, str(path))
    served.reload()
    return drafted


def told(drafted: Drafted, served: Served) -> dict[str, Any]:
    """A new draft as JSON holds it; its files by their names below the directory that is served."""
    files = [path.relative_to(served.path).as_posix() for path in drafted.files]
    return {**drafted.to_dict(), "files": files, "promise": drafted.promise}
