"""Whether the files of a policy are those that were released."""

from __future__ import annotations

import os
from itertools import pairwise

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.digests import digest_of
from backhaul.document.files import bytes_if_any, read_bytes
from backhaul.frozen import frozen, with_fields
from backhaul.language import model
from backhaul.language.kinds import instant_text
from backhaul.static import TYPE_CHECKING, Mapping, Sequence
from backhaul.versions.lock import HELP, NAME, Lock, Release, is_version, order, place_of, read_lock
from backhaul.versions.version import MOST_BYTES, Version, from_text, parsed

if TYPE_CHECKING:
    from os import PathLike


def start_of(policy: model.Policy) -> int | None:
    """From when a version is in force, or nothing where it does not say."""
    return policy.in_force.start if policy.in_force else None


def versions_in(folder: str | PathLike[str]) -> tuple[str, ...]:
    """The versions whose files stand in a policy's directory, drafts too, lowest first."""
    stems = (name.removesuffix(".yaml") for name in _names_in(folder) if name.endswith(".yaml"))
    return tuple(sorted((stem for stem in stems if is_version(stem)), key=order))


def misplaced(path: str | PathLike[str], found: Version, *, folder: bool) -> Diagnostic | None:
    """What is wrong with the name of a version's file, and with that of its folder.

    *folder*: the folder is a policy's in any case, and not only where cases, sources or a lock stand in it.
    """
    home, name = os.path.split(os.path.abspath(path))
    stem = os.path.splitext(name)[0]
    at_home = folder or _is_home(home)
    other = at_home and os.path.basename(home) != found.id
    unnamed = at_home and not is_version(stem)
    if not other and not unnamed and (not is_version(stem) or stem == found.version):
        return None
    message = f"the file `{path}` holds `{found.id}` {found.version}"
    if unnamed:
        message += ", and is passed over: its name is no version"
    expected = f"{found.id}/{found.version}.yaml"
    help = f"a version stands in <policy>/<version>.yaml, so this one in {expected}"
    place = found.model.id_span if other else found.model.version_span
    return Diagnostic("misplaced-policy", message, help, place)


def _names_in(folder: str | PathLike[str]) -> Sequence[str]:
    """The names in a directory, none where there is no such directory."""
    try:
        return os.listdir(folder)
    except OSError:
        return ()


def _is_home(folder: str) -> bool:
    """Whether a directory is that of one policy: cases or sources stand in it, or a lock."""
    below = (os.path.join(folder, name) for name in ("cases", "sources"))
    if any(name.lower().endswith((".yaml", ".yml")) for home in below for name in _names_in(home)):
        return True
    return os.path.exists(os.path.join(folder, NAME))


def load_released(
    folder: str | PathLike[str],
    release: Release,
    *,
    text: bool = False,
    known: Mapping[str, Version] | None = None,
) -> Version:
    """A released version, which is what was released; raises PolicyError where it is not.

    It is made of its compiled form where one fits; of its file's text where none does, and with *text* always. *known*: versions by
    the digest of their bytes, which are not read again.
    """
    path = _file(folder, release)
    if not os.path.exists(path):
        raise PolicyError([missing(folder, release)])
    known = known or {}
    whole = not text and release.bytes not in known
    version = _compiled(path, release) if whole else None
    if version is None:
        data = read_bytes(path, limit=MOST_BYTES)
        try:
            version = known.get(digest_of(data)) or parsed(data, path)
        except PolicyError as error:
            raise PolicyError([*error.diagnostics, *_edited(path, release)]) from None
        if wrong := _wrong(path, release, version):
            raise PolicyError([wrong])
        if whole and release.compiled:
            from backhaul.versions.compiled_form import keep

            keep(release, with_fields(version.model, replaces=None))
    return version if text else _replacing(release, version)


def _replacing(release: Release, version: Version) -> Version:
    """The version, which knows of the one that it replaces."""
    if release.replaces == version.model.replaces:
        return version
    return with_fields(version, model=with_fields(version.model, replaces=release.replaces))


def recompiled(folder: str | PathLike[str], release: Release) -> tuple[Version, list[Diagnostic]]:
    """A released version read from its text, and how its compiled form differs from that.

    Raises PolicyError where the version is not what was released.
    """
    from backhaul.versions.compiled_form import mistakes

    version = load_released(folder, release, text=True)
    return version, mistakes(release, version.model, _file(folder, release))


def opened(path: str) -> Version:
    """The version in a file: by its compiled form where the lock beside it vouches for both, else by its text."""
    release = _entry(path)
    version = (_compiled(path, release) if release else None) or from_text(path)
    if release is None or release.bytes != version.bytes_digest:
        return version
    return _replacing(release, version)


def _entry(path: str) -> Release | None:
    """What the lock beside a file says of its version."""
    folder, name = os.path.split(os.path.abspath(path))
    version = os.path.splitext(name)[0]
    if not is_version(version) or not os.path.exists(os.path.join(folder, NAME)):
        return None
    try:
        lock = read_lock(folder)
    except PolicyError:
        # `check` and the catalogue tell of it; the text says what it says
        return None
    return lock.get(version) if lock else None


def _file(folder: str | PathLike[str], release: Release) -> str:
    return os.path.join(folder, f"{release.version}.yaml")


def _compiled(path: str, release: Release) -> Version | None:
    """A version by its compiled form; nothing where the file is another, or no form fits."""
    from backhaul.versions.compiled_form import find

    data = bytes_if_any(path, limit=MOST_BYTES) if release.compiled else None
    if data is None or digest_of(data) != release.bytes:
        return None
    policy = find(release, path)
    version = Version(policy, data, path) if policy else None
    return version if version and not _wrong(path, release, version) else None


def _wrong(path: str, release: Release, found: Version) -> Diagnostic | None:
    return misplaced(path, found, folder=True) or difference(path, release, found)


def missing(folder: str | PathLike[str], release: Release) -> Diagnostic:
    """The sentence for a released version without its file."""
    lock = os.path.join(folder, NAME)
    policy = os.path.basename(folder)
    message = f"{release.version} of `{policy}` was released, and it is not there any more"
    help = f"bring `{release.version}.yaml` and its entry in `{NAME}` back: what was released stays"
    return Diagnostic("released-missing", message, help, Span(lock, 1, 1))


def difference(path: str | PathLike[str], release: Release, found: Version) -> Diagnostic | None:
    """How a version differs from what was released under its number, or nothing."""
    force = found.model.in_force
    # locks of earlier versions of backhaul have every `from` in UTC
    spelt = force is None or release.begins in (force.written, instant_text(force.start))
    same = (release.meaning == found.digest, release.start == start_of(found.model), spelt)
    if release.bytes != found.bytes_digest:
        return changed(path, found.version, meant=all(same))
    if all(same):
        return None
    message = f"the lock does not give {found.version} the meaning that its released file has"
    place = place_of(os.path.dirname(path), found.version)
    return Diagnostic("bad-lock", message, HELP, place)


def changed(path: str | PathLike[str], version: str, *, meant: bool) -> Diagnostic:
    """The sentence for a file that is not the one released; *meant*: it still means the same."""
    back = f"bring `{os.path.basename(path)}` back from version control"
    if meant:
        message = f"{version} was released and its file was edited since, though it means the same"
        return Diagnostic("released-rewritten", message, back, Span(os.fspath(path), 1, 1))
    message = f"{version} was released and its file means something else since"
    help = f"{back}, and make the change in a new version"
    return Diagnostic("released-changed", message, help, Span(os.fspath(path), 1, 1))


def _edited(path: str, release: Release) -> list[Diagnostic]:
    """That a file with mistakes in it is not the one that was released."""
    try:
        same = digest_of(read_bytes(path, limit=MOST_BYTES)) == release.bytes
    except BackhaulError:
        return []
    return [] if same else [changed(path, release.version, meant=False)]


@frozen
class Shelf:
    """The versions of one policy, held against its lock."""

    lock: Lock
    #: what could be loaded, by version: released or not
    policies: Mapping[str, Version]
    mistakes: tuple[Diagnostic, ...]
    #: what is neither released nor wrong: the drafts
    drafts: tuple[Version, ...] = ()


def inspect(folder: str | PathLike[str]) -> Shelf:
    """All versions in a policy's directory and what is wrong with them as releases.

    Each is read from its text, and what the lock says of its compiled form is held against that.
    Without a lock nothing was released, and nothing is wrong. Raises PolicyError for a bad lock.
    """
    folder = os.fspath(folder)
    lock = read_lock(folder)
    policies: dict[str, Version] = {}
    mistakes: list[Diagnostic] = []
    for release in lock.releases if lock else ():
        try:
            policies[release.version], wrong = recompiled(folder, release)
            mistakes += wrong
        except PolicyError as error:
            mistakes += error.diagnostics
    mistakes += different_dates(folder, list(policies.values()))
    drafts: list[Version] = []
    for version in versions_in(folder) if lock else ():
        if lock is not None and lock.get(version) is None:
            path = os.path.join(folder, f"{version}.yaml")
            try:
                mistakes += _unreleased(path, found := from_text(path))
            except BackhaulError:
                continue  # that is said elsewhere
            drafts += [found] if found.draft else []
    lock = lock or Lock(os.path.basename(folder), ())
    return Shelf(lock, policies, tuple(mistakes), tuple(drafts))


def different_dates(folder: str | PathLike[str], policies: Sequence[Version]) -> list[Diagnostic]:
    """Where two released versions take different facts for the date that chooses between them."""
    found = []
    for lower, higher in pairwise(policies):
        before, after = lower.model.in_force, higher.model.in_force
        if before and after and before.by != after.by:
            message = f"`in_force.by` is `{after.by}` in {higher.version}"
            message += f", and `{before.by}` in {lower.version}"
            help = "one fact chooses the version, so it stays the same in every version"
            place = Span(os.path.join(folder, f"{higher.version}.yaml"), 1, 1)
            found.append(Diagnostic("in-force-changed", message, help, place))
    return found


def _unreleased(path: str, found: Version) -> list[Diagnostic]:
    """That a version is neither a draft nor released; what else is wrong with it is said elsewhere."""
    if found.draft or found.version != os.path.basename(path).removesuffix(".yaml"):
        return []
    message = f"{found.version} is no draft, and it was not released"
    help = f"`backhaul release {found.id} {found.version}` releases it; a draft says `draft: true`"
    return [Diagnostic("unreleased-version", message, help, Span(os.fspath(path), 1, 1))]
