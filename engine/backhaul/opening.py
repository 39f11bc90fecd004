"""Policies out of files and texts, and those that are shipped."""

from __future__ import annotations

from os import PathLike

from backhaul.diagnostics import Diagnostic, PolicyError, listed
from backhaul.frozen import with_fields
from backhaul.policy import MOST_BYTES, Policy
from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from backhaul.versions.version import Version


def load(path: str | PathLike[str]) -> Policy:
    """The policy in a file.

    Raises PolicyError with every mistake in it, in file order, and BackhaulError where the file
    cannot be read.

    >>> policy = load("policies/tiktok-shop-sea-failed-delivery/1.0.0.yaml")
    >>> policy.id, policy.version
    ('tiktok-shop-sea-failed-delivery', '1.0.0')
    """
    from backhaul.versions.released import opened

    return wrapped(opened(str(path)))


def from_text(path: str | PathLike[str]) -> Policy:
    """The policy in a file, always read from its text: no lock and no compiled form is trusted.

    Raises what `load` raises.
    """
    from backhaul.versions import version

    return wrapped(version.from_text(path))


def loads(data: bytes | str, name: str) -> Policy:
    """The policy in the bytes or the text of a file; *name* stands in messages.

    Raises PolicyError with every mistake in it, in file order.

    >>> try:
    ...     loads("language: 1", "mine.yaml")
    ... except PolicyError as error:
    ...     [mistake.message for mistake in error.diagnostics][:2]
    ['`policy` is missing in the file', '`version` is missing in the file']
    """
    from backhaul.versions.version import parsed

    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if not isinstance(data, bytes):
        raise _no_text(data)
    return wrapped(parsed(data, name))


def wrapped(version: Version) -> Policy:
    """The policy of a version."""
    return Policy(version.model, (version.data, version.name))


def read_file(path: str | PathLike[str]) -> bytes:
    """The bytes of a policy, source or case file; raises BackhaulError where it cannot be read."""
    from backhaul.document.files import read_bytes

    return read_bytes(path, limit=MOST_BYTES)


def open(policy: str, version: str | None = None) -> Policy:
    """A policy that is shipped, the newest version that is not a draft unless one is named.

    Raises PolicyError where there is no such policy or version. A file is read by `load`.

    >>> id = "tiktok-shop-sea-failed-delivery"
    >>> open(id).version, open(id, "1.0.0").version
    ('2.0.0', '1.0.0')
    """
    from backhaul.versions.catalogue import shipped

    if not isinstance(policy, str) or "/" in policy or policy.endswith((".yaml", ".yml")):
        raise _no_id(policy, shipped().ids())
    try:
        return wrapped(shipped().open(policy, version))
    except PolicyError as error:
        raise PolicyError(map(_naming_load, error.diagnostics)) from None


def _naming_load(mistake: Diagnostic) -> Diagnostic:
    """The mistake; that there is no such policy with what reads one of the caller's own, too."""
    if mistake.code != "unknown-policy":
        return mistake
    help = f"{mistake.help}; `backhaul.load(path)` reads a policy of your own"
    return with_fields(mistake, help=help)


def _no_text(given: object) -> PolicyError:
    """That `loads` was called with something else than a text, and what to call."""
    from backhaul.language.values import kind_words

    sort = "a path" if isinstance(given, PathLike) else kind_words(given)
    message = f"`backhaul.loads` takes the text of a file or its bytes, and it was given {sort}"
    help = "`backhaul.load(path)` reads a file"
    return PolicyError([Diagnostic("wrong-kind", message, help)])


def _no_id(named: object, known: tuple[str, ...]) -> PolicyError:
    """That `open` was called with something else than an id, and what to call."""
    from backhaul.language.values import kind_words

    sort = "a path" if isinstance(named, str | bytes | PathLike) else kind_words(named)
    message = f"`backhaul.open` takes the id of a shipped policy, and it was given {sort}"
    help = f"`backhaul.load(path)` reads a file; the policies are {listed(known)}"
    return PolicyError([Diagnostic("unknown-policy", message, help)])
