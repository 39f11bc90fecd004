"""A new draft of a policy: a copy of the version before it, whose cases and sources go on to hold for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.document.node import Document, MapNode, Scalar, entries, mapping, text
from backhaul.document.reader import read
from backhaul.frozen import frozen
from backhaul.language.kinds import Refusal
from backhaul.language.written_values import parse_instant
from backhaul.questions.beginning import older_schemas
from backhaul.questions.case_ranges import Ranges, ranges_for
from backhaul.questions.releasing import folder_of
from backhaul.versions.catalogue import Catalogue
from backhaul.versions.lock import is_version, order
from backhaul.versions.version import Version

#: what may stand in the place of a number
KINDS = ("major", "minor", "patch")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROMISES = {
    "major": "may decide anything otherwise, for cases from its day on",
    "minor": "decides every case that {base} accepts as {base} does, and may accept and say more; for any other change it is {major}",
    "patch": "decides every case as {base} does; words and the ids of rules may change. For a change of what is decided it is {major}",
}


@frozen
class Drafted:
    """A draft that is to be written, and what is written with it: nothing is, until `files` are."""

    policy: str
    version: str
    #: the version before it, by which its number is held, and the one that it is a copy of, mostly the same
    base: str
    copied: str
    #: what its number promises: `major`, `minor` or `patch`
    kind: str
    #: the instant from which it is in force, and that of the version before it; None: the policy does not say
    begins: str | None
    began: str | None
    #: every file with its whole text, the draft last
    files: Mapping[Path, str]
    cases: Ranges
    sources: tuple[str, ...]
    #: what the copy says of the version before it, each with its line
    stale: tuple[tuple[int, str], ...]

    @property
    def path(self) -> Path:
        """The file of the draft."""
        return list(self.files)[-1]

    @property
    def promise(self) -> str:
        """What the number promises, as a sentence without a subject."""
        major = number_of("major", self.base)
        return _PROMISES[self.kind].format(base=self.base, major=major)

    def to_dict(self) -> dict[str, Any]:
        """The draft as JSON holds it, but for the texts of the files."""
        return {
            "policy": self.policy,
            "version": self.version,
            "base": self.base,
            "copied": self.copied,
            "kind": self.kind,
            "begins": self.begins,
            "files": [str(path) for path in self.files],
            "cases": self.cases.to_dict(),
            "sources": list(self.sources),
            "read_again": [{"line": line, "text": words} for line, words in self.stale],
        }

    def explain(self) -> str:
        """What is written, what it promises, and what is left to do, in lines."""
        lines = [
            f"{self.path} is a draft, a copy of {self.copied}",
            f"{self.version} {self.promise}",
        ]
        if self.begins:
            lines.append(f"in force from {self.begins}{self._same_day()}")
        lines += self.cases.told(self.version)
        if self.sources:
            lines.append(f"sources: {', '.join(self.sources)}, read for every version")
        lines += [f"read again, line {line}: {words}" for line, words in self.stale]
        return "\n".join(lines)

    def _same_day(self) -> str:
        """What it means that it begins no later than the version before it."""
        begins, began = (parse_instant(written or "") for written in (self.begins, self.began))
        if isinstance(begins, Refusal) or isinstance(began, Refusal) or begins > began:
            return ""
        later = "as" if begins == began else "earlier than"
        told = f", {later} {self.base}, whose cases it is for, too"
        return told if self.kind != "major" else f"{told}: `release` asks for `--retroactive`"


def draft(
    policy: str, version: str | None = None, *, begins: str | None = None, of: str | None = None
) -> Drafted:
    """A draft after the newest version of a policy, with all that is to be written for it.

    *policy*: its directory, or its name below `policies`. *version*: a number, or `major` (the default), `minor` or `patch`;
    the version before that number is copied, or *of*, such as a draft whose number was too low. *begins*: the day, or the instant, from which it is in force: a day is that of
    the offset which the version before it has. Raises PolicyError where there is a version of that number, where what is
    copied is not as it was released, and where a version that may decide otherwise has no day to begin.

    >>> import backhaul
    >>> drafted = backhaul.draft("tiktok-shop-sea-failed-delivery", begins="2026-06-01")
    >>> drafted.version, drafted.base, drafted.begins
    ('3.0.0', '2.0.0', '2026-06-01T00:00:00+08:00')
    """
    folder = folder_of(policy)
    catalogue = Catalogue(folder.parent)
    versions = catalogue.versions(folder.name)
    number = _number(catalogue, folder, versions, version)
    if number in versions or _was_released(catalogue, folder.name, number):
        message = f"{number} of `{folder.name}` is there already"
        help = f"edit it, or name another number, such as {_free(versions, versions[-1])}"
        raise PolicyError([Diagnostic("already-there", message, help)])
    before = _before(catalogue, folder.name, versions, number)
    kind = _kind(before.version, number)
    began = before.model.in_force.written if before.model.in_force else None
    source = catalogue.open(folder.name, of, text=True) if of else before
    since = _since(before, source, number, kind, begins)
    copy = _copied(source, _document(source), number, since)
    cases = ranges_for(folder, source.version, number, versions)
    files = {**older_schemas(folder.parent), **cases.files, folder / f"{number}.yaml": copy}
    sources = tuple(path.name for path in sorted((folder / "sources").glob("*.yaml")))
    stale = tuple(_stale(copy, source.version))
    own = folder.name, number, before.version, source.version, kind, since, began
    return Drafted(*own, files, cases, sources, stale)


def number_of(kind: str, base: str) -> str:
    """The next number of a kind after a version."""
    major, minor, patch = order(base)
    after = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0)}
    return ".".join(map(str, after.get(kind, (major, minor, patch + 1))))


def _kind(base: str, number: str) -> str:
    """What a number after another one promises."""
    old, new = order(base), order(number)
    return "major" if new[0] > old[0] else "minor" if new[1] > old[1] else "patch"


def _free(versions: Sequence[str], base: str) -> str:
    number = number_of("major", base)
    while number in versions:
        number = number_of("major", number)
    return number


def _number(catalogue: Catalogue, folder: Path, versions: Sequence[str], wanted: str | None) -> str:
    """The number of the draft."""
    if wanted is None or wanted in KINDS:
        return number_of(wanted or "major", catalogue.open(folder.name, None).version)
    if is_version(wanted):
        return wanted
    message = f"`{wanted}` is no version"
    help = f"write three numbers, such as {_free(versions, versions[-1])}, or `major`, `minor` or `patch`"
    raise PolicyError([Diagnostic("bad-version", message, help)])


def _before(catalogue: Catalogue, policy: str, versions: Sequence[str], number: str) -> Version:
    """The version that is copied: the next lower one that was released; without a lock, that is no draft."""
    lock = catalogue.lock(policy)
    known = [release.version for release in lock.releases] if lock else list(versions)
    lower = [version for version in known if order(version) < order(number)]
    for version in reversed(lower):
        opened = catalogue.open(policy, version, text=True)
        if not opened.draft:
            return opened
    message = f"`{policy}` has no version before {number} that could be copied"
    help = "its versions are " + ", ".join(versions)
    raise PolicyError([Diagnostic("unknown-version", message, help)])


def _was_released(catalogue: Catalogue, policy: str, number: str) -> bool:
    lock = catalogue.lock(policy)
    return lock is not None and lock.get(number) is not None


def _since(
    before: Version, source: Version, number: str, kind: str, begins: str | None
) -> str | None:
    """The instant from which it is in force, as it is written."""
    force = source.model.in_force
    if force is None:
        if begins is None:
            return None
        message = f"`{before.id}` does not say by which fact a version is in force, so it has no first day"
        help = "say `in_force` in every version of a policy, or leave the day out"
        raise PolicyError([Diagnostic("in-force-changed", message, help)])
    if begins is None:
        if kind != "major" or source is not before:
            return force.written
        message = f"{number} may decide otherwise than {before.version}, and no day is given from which it does"
        help = f"give the day, such as `--from 2026-06-01`; {before.version} is in force from {force.written}"
        raise PolicyError([Diagnostic("no-first-day", message, help)])
    written = begins + force.written[10:] if _DAY.fullmatch(begins) else begins
    read = parse_instant(written)
    if isinstance(read, Refusal):
        help = "give a day, such as 2026-06-01, or an instant, such as 2026-06-01T00:00:00+08:00"
        raise PolicyError([Diagnostic(read.code, f"`{begins}` is no day", help)])
    return written


def _document(before: Version) -> Document:
    document, _ = read(before.data, before.name)
    if document is None:
        raise AssertionError("what was released cannot be read")
    return document


def _copied(before: Version, document: Document, number: str, since: str | None) -> str:
    """The text of a version with another number, the draft mark and another first day; all else stays."""
    root = document.root
    force = mapping(root.get("in_force"))
    new: list[tuple[Scalar, str]] = [(key, words) for key, words in _titles(root, before, number)]
    for node, written in ((root.get("version"), f'"{number}"'), (root.get("draft"), "true")):
        if isinstance(node, Scalar):
            new.append((node, written))
    if force and since and isinstance(start := force.get("from"), Scalar):
        new.append((start, f'"{since}"'))
    lines = before.data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    for node, written in sorted(new, key=lambda each: each[0].span.column, reverse=True):
        span = node.span
        line, at = lines[span.line - 1], span.column - 1
        lines[span.line - 1] = line[:at] + written + line[at + span.length :]
    if root.get("draft") is None and (key := root.key("version")):
        own = key.span
        if own.column == 1:
            lines.insert(own.line, "draft: true")
        else:  # in braces
            line, at = lines[own.line - 1], own.column - 1
            lines[own.line - 1] = f"{line[:at]}draft: true, {line[at:]}"
    ends = "\r\n" if b"\r\n" in before.data else "\n"
    return ends.join(lines)


def _titles(root: MapNode, before: Version, number: str) -> Iterator[tuple[Scalar, str]]:
    """The titles that name the version, with the new number."""
    for _, _, node in entries(root.get("title")):
        said = text(node)
        if isinstance(node, Scalar) and said and before.version in said and node.style in "\"'":
            line = node.span.text
            written = line[node.span.column - 1 :][: node.span.length]
            yield node, written.replace(before.version, number)


def _stale(copy: str, base: str) -> Iterator[tuple[int, str]]:
    """The lines of a copy that speak of the version before it, or of versions at all."""
    for number, line in enumerate(copy.splitlines(), 1):
        if re.search(rf"\b{re.escape(base)}\b|\b[Tt]his version\b", line):
            yield number, line.strip()
