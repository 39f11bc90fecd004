"""`released.lock`: what was released of a policy, one entry a version, written by `backhaul release` alone.

It is JSON in exactly one form, so that any edit is seen: in another order, with another key or another
space it is refused.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.document.files import read_bytes
from backhaul.document.json_reader import read_json
from backhaul.frozen import frozen
from backhaul.language.kinds import Refusal, instant_text, parse_instant

NAME = "released.lock"
FORMAT = 1
HELP = "bring it back from version control; only `backhaul release` writes it"
_LIMIT = 1 << 20
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_KEYS = ("version", "meaning", "bytes", "from")


def order(version: str) -> tuple[int, ...]:
    """The version as numbers, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def is_version(text: str) -> bool:
    """Whether a text is three numbers, without needless zeros."""
    return _VERSION.fullmatch(text) is not None


@frozen
class Release:
    """One released version: digests of its meaning and of its file's bytes, and its `from`."""

    version: str
    meaning: str
    bytes: str
    #: microseconds since 1970, or nothing where the policy does not say `in_force`
    start: int | None

    def as_data(self) -> dict[str, str | None]:
        """The release as it stands in the lock."""
        start = None if self.start is None else instant_text(self.start)
        values = (self.version, self.meaning, self.bytes, start)
        return dict(zip(_KEYS, values, strict=True))


@frozen
class Lock:
    """What was released of one policy, the lowest version first."""

    policy: str
    releases: tuple[Release, ...]

    def get(self, version: str) -> Release | None:
        """The release of a version, or nothing."""
        return next((one for one in self.releases if one.version == version), None)

    def with_release(self, release: Release) -> Lock:
        """The lock with one more release, in its place."""
        return Lock(
            self.policy,
            tuple(sorted((*self.releases, release), key=lambda one: order(one.version))),
        )

    def text(self) -> str:
        """The lock as it stands in its file."""
        entries = [one.as_data() for one in self.releases]
        whole = {"lock": FORMAT, "policy": self.policy, "releases": entries}
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def has_lock(folder: Path) -> bool:
    """Whether something of this policy was released."""
    return os.path.lexists(folder / NAME)


def read_lock(folder: Path) -> Lock | None:
    """The lock in a policy's directory, or nothing where there is none.

    Raises PolicyError where it is not as `backhaul release` has written it.
    """
    path = folder / NAME
    if not has_lock(folder):
        return None
    try:
        data = read_bytes(path, limit=_LIMIT)
        whole = read_json(data, str(path))
    except BackhaulError as error:
        raise PolicyError([_unread(path, error.diagnostics[0])]) from None
    return _Reading(path, folder.name, data.decode()).lock(whole)


def _unread(path: Path, found: Diagnostic) -> Diagnostic:
    message = f"the lock `{path}` cannot be read: {found.message}"
    return Diagnostic("bad-lock", message, HELP, found.span or Span(str(path), 1, 1))


class _Reading:
    """Checks a lock and notes all that is wrong with it."""

    def __init__(self, path: Path, policy: str, text: str) -> None:
        self.path, self.policy, self.text = path, policy, text
        self.mistakes: list[Diagnostic] = []

    def lock(self, whole: object) -> Lock:
        """The lock; raises PolicyError with every mistake."""
        fine = isinstance(whole, dict) and list(whole) == ["lock", "policy", "releases"]
        entries = whole["releases"] if isinstance(whole, dict) and fine else None
        if not isinstance(whole, dict) or not isinstance(entries, list):
            self._say("it does not hold `lock`, `policy` and `releases`, and nothing else")
            raise PolicyError(self.mistakes)
        if whole["lock"] != FORMAT or isinstance(whole["lock"], bool):
            self._say(f"its form is not `{FORMAT}`, the one that this version of backhaul knows")
        if whole["policy"] != self.policy:
            self._say(f"it is not the lock of `{self.policy}`, in whose directory it stands")
        found = [self._release(entry, place) for place, entry in enumerate(entries, 1)]
        releases = tuple(release for release in found if release)
        self._in_order(releases)
        made = Lock(self.policy, releases)
        if not self.mistakes and made.text() != self.text:
            self._say("it is not written as `backhaul release` writes it")
        if self.mistakes:
            raise PolicyError(self.mistakes)
        return made

    def _release(self, entry: object, place: int) -> Release | None:
        if not isinstance(entry, dict) or tuple(entry) != _KEYS:
            self._say(f"entry {place} does not hold `version`, `meaning`, `bytes` and `from`")
            return None
        version, meaning, content, start = (entry[key] for key in _KEYS)
        if not isinstance(version, str) or not is_version(version):
            self._say(f"entry {place} has no version such as `1.0.0`")
            return None
        for key, digest in (("meaning", meaning), ("bytes", content)):
            if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
                self._say(f"the `{key}` of {version} is not a digest", version)
        begins = parse_instant(start) if isinstance(start, str) else None
        if isinstance(begins, Refusal) or (start is not None and begins is None):
            self._say(f"the `from` of {version} is not an instant", version)
            begins = None
        return Release(version, str(meaning), str(content), begins)

    def _in_order(self, releases: Sequence[Release]) -> None:
        for lower, higher in pairwise(releases):
            if lower.version == higher.version:
                self._say(f"{lower.version} stands in it twice", lower.version)
            elif order(lower.version) > order(higher.version):
                self._say(f"{higher.version} stands after {lower.version}", higher.version)
            elif not self.mistakes:
                self.mistakes += backwards(lower, higher, self._at(higher.version))

    def _say(self, what: str, version: str = "") -> None:
        message = f"the lock `{self.path}` was edited: {what}"
        self.mistakes.append(Diagnostic("bad-lock", message, HELP, self._at(version)))

    def _at(self, version: str) -> Span:
        lines = self.text.splitlines()
        wanted = f'"version": "{version}"'
        line = next((n for n, text in enumerate(lines, 1) if version and wanted in text), 1)
        return Span(str(self.path), line, 1)


def backwards(lower: Release, higher: Release, span: Span | None = None) -> list[Diagnostic]:
    """What is wrong where a higher version is in force before a lower one, or only one says when."""
    if (lower.start is None) != (higher.start is None):
        with_it, without = (lower, higher) if higher.start is None else (higher, lower)
        message = f"{with_it.version} says from when it is in force, and {without.version} does not"
        help = "say `in_force` in every version of a policy, or in none"
        return [Diagnostic("in-force-changed", message, help, span)]
    if lower.start is None or higher.start is None or lower.start <= higher.start:
        return []
    message = (
        f"{higher.version} is in force from {instant_text(higher.start)}, earlier than "
        f"{lower.version} (from {instant_text(lower.start)})"
    )
    help = "a higher version is in force from the same instant or a later one"
    return [Diagnostic("version-goes-back", message, help, span)]
