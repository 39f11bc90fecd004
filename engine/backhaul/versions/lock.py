"""`released.lock`: what was released of a policy, one entry a version, written by `backhaul release` alone.

It is JSON in exactly one form, and refused in another order, with another key or another space.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from itertools import pairwise

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.document.files import bytes_if_any, read_bytes
from backhaul.document.json_scanner import scan
from backhaul.frozen import frozen
from backhaul.language.kinds import LIMITS, Kind, Refusal, held_instant, instant_text
from backhaul.language.written_values import parse_instant
from backhaul.static import TYPE_CHECKING, Any, Sequence
from backhaul.versions.lock_text import written
from backhaul.versions.proofs import Proofs, read_proofs

if TYPE_CHECKING:
    from os import PathLike

NAME = "released.lock"
FORMAT = 1
HELP = "bring it back from version control; only `backhaul release` writes it"
_LIMIT = 1 << 20
_KEYS = ("version", "meaning", "bytes", "from")
#: the keys that an entry may have after those, in this order, and what stands under the second
_MORE = _REPLACES, _COMPILED, _PROVED = "replaces", "compiled", "proved"
_COMPILED_KEYS = ("by", "digest")


def order(version: str) -> tuple[int, ...]:
    """The version as numbers, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def is_version(text: str) -> bool:
    """Whether a text is three numbers, without needless zeros."""
    parts = text.split(".")
    return len(parts) == 3 and all(
        part.isascii() and part.isdigit() and (part == "0" or part[0] != "0") for part in parts
    )


def is_digest(given: object) -> bool:
    """Whether something is a digest as the lock holds it."""
    if not isinstance(given, str) or len(given) != 71:
        return False
    return given.startswith("sha256:") and set(given[7:]) <= set("0123456789abcdef")


@frozen
class CompiledForm:
    """The digest of a version's compiled form, and the version of what makes it."""

    by: int
    digest: str


@frozen
class Release:
    """One released version: digests of its meaning and of its file's bytes, and its `from`."""

    version: str
    meaning: str
    bytes: str
    #: microseconds since 1970, or nothing where the policy does not say `in_force`
    start: int | None
    #: nothing where the lock speaks of no compiled form
    compiled: CompiledForm | None = None
    #: nothing where nothing was proved of it
    proofs: Proofs | None = None
    #: the `from` as the version's file has it; nothing: as `start` is written in UTC
    written: str | None = None
    #: the version before it, where it decides that one's cases otherwise, and is meant to
    replaces: str | None = None

    @property
    def begins(self) -> str | None:
        """The `from` as it was written."""
        return self.written or (None if self.start is None else instant_text(self.start))

    def as_data(self) -> dict[str, object]:
        """The release as it stands in the lock."""
        values = (self.version, self.meaning, self.bytes, self.begins)
        found: dict[str, object] = dict(zip(_KEYS, values, strict=True))
        if self.replaces:
            found[_REPLACES] = self.replaces
        if form := self.compiled:
            found[_COMPILED] = dict(zip(_COMPILED_KEYS, (form.by, form.digest), strict=True))
        if self.proofs:
            found[_PROVED] = self.proofs.as_data()
        return found


@frozen
class Lock:
    """What was released of one policy, the lowest version first."""

    policy: str
    releases: tuple[Release, ...]

    def get(self, version: str) -> Release | None:
        """The release of a version, or nothing."""
        return next((one for one in self.releases if one.version == version), None)

    def with_release(self, release: Release) -> Lock:
        """The lock with one more release, in its place; one of that version makes room for it."""
        others = (one for one in self.releases if one.version != release.version)
        releases = sorted((*others, release), key=lambda one: order(one.version))
        return Lock(self.policy, tuple(releases))

    def text(self) -> str:
        """The lock as it stands in its file."""
        entries = [one.as_data() for one in self.releases]
        return written({"lock": FORMAT, "policy": self.policy, "releases": entries}) + "\n"


def has_lock(folder: str | PathLike[str]) -> bool:
    """Whether something of this policy was released."""
    return os.path.lexists(_path(folder))


def read_lock(folder: str | PathLike[str]) -> Lock | None:
    """The lock in a policy's directory, or nothing where there is none.

    Raises PolicyError where it is not as `backhaul release` has written it.
    """
    path = _path(folder)
    policy = os.path.basename(os.path.dirname(path))
    data = bytes_if_any(path, limit=_LIMIT)
    if lock := _aswritten(data or b"", policy):
        return lock
    if not os.path.lexists(path):
        return None
    from backhaul.document.json_reader import read_json

    try:
        data = read_bytes(path, limit=_LIMIT)
        whole = read_json(data, path)
    except BackhaulError as error:
        raise PolicyError([_unread(path, error.diagnostics[0])]) from None
    return _Reading(path, policy, data.decode()).lock(whole)


def _path(folder: str | PathLike[str]) -> str:
    name = os.fspath(folder)
    return NAME if name == "." else os.path.join(name, NAME)


def _aswritten(data: bytes, policy: str) -> Lock | None:
    """The lock where nothing is wrong with it; what is wrong is for the strict reader to say."""
    try:
        text = data.decode()
        return _Reading("", policy, text).lock(scan(text))
    except (ValueError, RecursionError, PolicyError):
        return None


def _unread(path: str, found: Diagnostic) -> Diagnostic:
    message = f"the lock `{path}` cannot be read: {found.message}"
    return Diagnostic("bad-lock", message, HELP, found.span or Span(path, 1, 1))


def place_of(folder: str | PathLike[str], version: str) -> Span:
    """Where the entry of a version stands in the lock of a policy's directory."""
    path = _path(folder)
    data = bytes_if_any(path, limit=_LIMIT) or b""
    return _Reading(path, "", data.decode(errors="replace")).place_of(version)


class _Reading:
    """Checks a lock and notes all that is wrong with it."""

    def __init__(self, path: str, policy: str, text: str) -> None:
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
        keys = tuple(entry) if isinstance(entry, dict) else ()
        if not isinstance(entry, dict) or keys[:4] != _KEYS or not _allowed(keys[4:]):
            self._say(f"entry {place} does not hold `version`, `meaning`, `bytes` and `from`")
            return None
        version, meaning, content, start = (entry[key] for key in _KEYS)
        if not isinstance(version, str) or not is_version(version):
            self._say(f"entry {place} has no version such as `1.0.0`")
            return None
        for key, digest in (("meaning", meaning), ("bytes", content)):
            if not is_digest(digest):
                self._say(f"the `{key}` of {version} is not a digest", version)
        begins = _start(start) if isinstance(start, str) else None
        if isinstance(begins, Refusal) or (start is not None and begins is None):
            self._say(f"the `from` of {version} is not an instant", version)
            begins = None
        compiled = self._compiled(version, entry) if _COMPILED in entry else None
        proofs = read_proofs(entry[_PROVED]) if _PROVED in entry else None
        if proofs is None and _PROVED in entry:
            self._say(f"the `{_PROVED}` of {version} does not hold verdicts", version)
        replaces = entry.get(_REPLACES)
        if _REPLACES in entry and not (isinstance(replaces, str) and is_version(replaces)):
            self._say(f"the `{_REPLACES}` of {version} is no version", version)
            replaces = None
        in_utc = begins is None or start == instant_text(begins)
        rest = compiled, proofs, None if in_utc else start, replaces
        return Release(version, str(meaning), str(content), begins, *rest)

    def _compiled(self, version: str, entry: dict[str, Any]) -> CompiledForm | None:
        """What stands under the first of the keys that may follow."""
        found = entry.get(_COMPILED)
        if isinstance(found, dict) and tuple(found) == _COMPILED_KEYS:
            by, digest = found["by"], found["digest"]
            if type(by) is int and 0 < by < 1 << 63 and is_digest(digest):
                return CompiledForm(by, digest)
        self._say(f"the `{_COMPILED}` of {version} does not hold `by` and `digest`", version)
        return None

    def _in_order(self, releases: Sequence[Release]) -> None:
        for place, (lower, higher) in enumerate(pairwise(releases), 1):
            before = {None, *(one.version for one in releases[:place])}
            if lower.version == higher.version:
                self._say(f"{lower.version} stands in it twice", lower.version)
            elif order(lower.version) > order(higher.version):
                self._say(f"{higher.version} stands after {lower.version}", higher.version)
            elif higher.replaces not in before:
                what = f"replaces {higher.replaces}, which is not before it"
                self._say(f"{higher.version} {what}", higher.version)
            elif not self.mistakes:
                self.mistakes += backwards(lower, higher, self.place_of(higher.version))

    def _say(self, what: str, version: str = "") -> None:
        message = f"the lock `{self.path}` was edited: {what}"
        self.mistakes.append(Diagnostic("bad-lock", message, HELP, self.place_of(version)))

    def place_of(self, version: str) -> Span:
        """The line of the entry of a version; the first where there is none."""
        lines = self.text.splitlines()
        wanted = f'"version": "{version}"'
        line = next((n for n, text in enumerate(lines, 1) if version and wanted in text), 1)
        return Span(self.path, line, 1)


def _allowed(keys: tuple[str, ...]) -> bool:
    """Whether an entry may have these keys, too."""
    return keys == tuple(key for key in _MORE if key in keys)


def _start(text: str) -> int | Refusal:
    """The instant of a text; one in the form that is usually written is read without a pattern."""
    try:
        moment = datetime.fromisoformat(text)
        found, offset = held_instant(moment), moment.utcoffset() or timedelta()
    except (ValueError, TypeError):
        return parse_instant(text)
    low, high = LIMITS[Kind.DATETIME]
    usual = instant_text(found, offset // timedelta(microseconds=1)) == text
    return found if usual and low <= found <= high else parse_instant(text)


def backwards(lower: Release, higher: Release, span: Span | None = None) -> list[Diagnostic]:
    """What is wrong where a higher version is in force before a lower one, or only one says when."""
    if (lower.start is None) != (higher.start is None):
        with_it, without = (lower, higher) if higher.start is None else (higher, lower)
        message = f"{with_it.version} says from when it is in force, and {without.version} does not"
        help = "say `in_force` in every version of a policy, or in none"
        return [Diagnostic("in-force-changed", message, help, span)]
    if lower.start is None or higher.start is None or higher.replaces:
        return []
    if lower.start <= higher.start:
        return []
    message = (
        f"{higher.version} is in force from {higher.begins}, earlier than "
        f"{lower.version} (from {lower.begins})"
    )
    help = "a higher version is in force from the same instant or a later one"
    help += "; it begins earlier only where it is released with `--retroactive`"
    return [Diagnostic("version-goes-back", message, help, span)]
