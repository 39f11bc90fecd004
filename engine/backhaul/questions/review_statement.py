"""What a review has read, as a small file that is signed: every file by its digest, and the document that was read.

A change of one of these files, a new one of them or one that is gone makes the review stale.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.digests import digest_of
from backhaul.document.files import read_bytes
from backhaul.document.json_reader import read_json
from backhaul.document.node import text
from backhaul.frozen import frozen
from backhaul.opening import read_file
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found
from backhaul.versions.candidate import without_mark

#: the folder of a policy in which its reviews stand
FOLDER = "reviews"
FORMAT = 1
_KEYS = ("format", "policy", "version", "against", "document", "files")
_LIMIT = 8 << 20


@frozen
class Statement:
    """Which version was read against which other one, in which document, and what of the policy's files."""

    policy: str
    version: str
    #: the version that it is compared with; None: it is the first
    against: str | None
    #: the file of the document, taken from the folder of reviews, and the digest of its bytes
    document: str
    document_digest: str
    #: the files that were read, by their path from the policy's folder, each with its digest
    files: Mapping[str, str]

    def text(self) -> str:
        """The statement as it is written and signed."""
        whole = {
            "format": FORMAT,
            "policy": self.policy,
            "version": self.version,
            "against": self.against,
            "document": {"file": self.document, "digest": self.document_digest},
            "files": dict(sorted(self.files.items())),
        }
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def place_of(folder: Path, version: str) -> Path:
    """The file of the statement about a version; its signature stands beside it, with `.sig` at the end."""
    return folder / FOLDER / f"{version}.review.json"


def signature_of(folder: Path, version: str) -> Path:
    """The file of the signature."""
    return folder / FOLDER / f"{version}.review.json.sig"


def statement_of(
    folder: Path, version: str, against: str | None, document: Path, data: bytes
) -> Statement:
    """The statement about what is in the files now, and about a document with these bytes."""
    place = os.path.relpath(document.resolve(), (folder / FOLDER).resolve())
    files = digests(folder, version, against)
    place = Path(place).as_posix()
    return Statement(_name(folder), version, against, place, digest_of(data), files)


def digests(folder: Path, version: str, against: str | None) -> dict[str, str]:
    """The digest of each file that a review of a version reads, by its path from the policy's folder.

    These are both versions, every source, the case files for one of the two, and the documents of their cases. A version counts
    without its draft mark, which a release takes out.
    """
    versions = [folder / f"{each}.yaml" for each in (version, against) if each]
    files = sorted((folder / "sources").glob("*.yaml"))
    for path in sorted((folder / "cases").glob("*.yaml")):
        files += _of_cases(path, [each for each in (version, against) if each])
    found = {path: without_mark(data) for path in versions if (data := _bytes(path))}
    found |= {path: data for path in files if (data := _bytes(path))}
    return {_relative(folder, path): digest_of(data) for path, data in found.items()}


def _of_cases(path: Path, versions: list[str]) -> Iterator[Path]:
    """A case file that is for one of the versions, or that cannot be read, and the documents that it names."""
    try:
        suite = read_suite(Found(path, "cases", read_file(path)))
    except PolicyError:
        yield path
        return
    if not any(suite.covers(version) for version in versions):
        return
    yield path
    named = dict.fromkeys(text(node) for case in suite.cases for node in case.documents)
    yield from (path.parent / name for name in named if name)


def _bytes(path: Path) -> bytes | None:
    try:
        return read_bytes(path, limit=_LIMIT)
    except BackhaulError:
        return None


def _relative(folder: Path, path: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _name(folder: Path) -> str:
    return folder.resolve().name


def read_statement(folder: Path, version: str) -> tuple[Statement, bytes]:
    """The statement about a version, and its bytes.

    Raises BackhaulError where there is none, where it is none, and where it is about something else.
    """
    path = place_of(folder, version)
    if not path.is_file():
        message = f"there is no review of `{_name(folder)}` {version}"
        help = f"`backhaul review {folder} {version} --output review.html` makes one, to be read and then signed"
        raise BackhaulError([Diagnostic("no-review", message, help)])
    data = read_file(path)
    statement = _statement(path, data)
    if (statement.policy, statement.version) != (_name(folder), version):
        message = f"it is the review of `{statement.policy}` {statement.version}, not of `{_name(folder)}` {version}"
        raise BackhaulError([Diagnostic("other-review", message, _AGAIN, Span(str(path), 1, 1))])
    return statement, data


_AGAIN = "make the review again, read it and sign it"


def _statement(path: Path, data: bytes) -> Statement:
    try:
        whole = read_json(data, str(path))
    except BackhaulError:
        whole = None
    statement = _read(whole)
    if statement is None or statement.text().encode() != data:
        message = f"`{path.name}` is not as `backhaul review` writes it"
        help = "bring it back from version control, or make the review again, read it and sign it"
        raise BackhaulError([Diagnostic("bad-statement", message, help, Span(str(path), 1, 1))])
    return statement


def _read(whole: Any) -> Statement | None:
    """The statement of a JSON value; None where it is none."""
    if not isinstance(whole, dict) or tuple(whole) != _KEYS or whole["format"] != FORMAT:
        return None
    document, files, against = whole["document"], whole["files"], whole["against"]
    if not isinstance(document, dict) or tuple(document) != ("file", "digest"):
        return None
    if not isinstance(files, dict):
        return None
    texts = (whole["policy"], whole["version"], *document.values(), *files.values())
    if not all(isinstance(each, str) for each in (*texts, *([] if against is None else [against]))):
        return None
    own = whole["policy"], whole["version"], against
    return Statement(*own, document["file"], document["digest"], files)


def stale(folder: Path, statement: Statement) -> Iterator[Diagnostic]:
    """Every file that is not as it was read: changed, new or gone; and a document that is another."""
    now = digests(folder, statement.version, statement.against)
    for name in sorted({*now, *statement.files}):
        if now.get(name) == statement.files.get(name):
            continue
        did = "was changed after the review"
        if name not in now:
            did = "was read for the review, and is not there any more"
        elif name not in statement.files:
            did = "came after the review"
        message = f"`{name}` {did}, so the review is stale"
        yield Diagnostic("stale-review", message, _AGAIN, Span(str(folder / name), 1, 1))
    document = folder / FOLDER / statement.document
    data = _bytes(document)
    if data is None or digest_of(data) != statement.document_digest:
        did = "is not there" if data is None else "is not the one that was read"
        message = f"the document of the review, `{statement.document}`, {did}"
        help = f"bring it back, or {_AGAIN}"
        yield Diagnostic("changed-document", message, help, Span(str(document), 1, 1))
