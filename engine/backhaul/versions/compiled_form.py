"""The compiled form of a released version: what its file was checked to mean, so that it is not checked again.

It stands beside the version, or in the user's cache directory. It is taken only where its bytes have the
digest that the lock gives, and this version of backhaul makes the same form; anything else is passed over,
and the file itself is read. So what stands there can slow a load, and never change a decision.
"""

from __future__ import annotations

import os

from backhaul.diagnostics import Diagnostic, Span
from backhaul.digests import digest_of
from backhaul.document.files import bytes_if_any
from backhaul.document.json_scanner import scan
from backhaul.language.model import Policy
from backhaul.language.stored import COMPILER, form_of, from_data
from backhaul.versions.lock import NAME, CompiledForm, Release, place_of

#: the size up to which a compiled form is read
LIMIT = 1 << 24


def entry_of(policy: Policy) -> CompiledForm:
    """What the lock says of the compiled form of a checked policy."""
    return CompiledForm(COMPILER, digest_of(form_of(policy)))


def beside(file: str | os.PathLike[str]) -> str:
    """The path of the compiled form that stands beside the file of a version."""
    return os.fspath(file).removesuffix(".yaml") + ".compiled.json"


def find(release: Release, file: str) -> Policy | None:
    """The released version, from a compiled form that fits, or nothing; *file* is named in its places."""
    wanted = release.compiled
    if wanted is None or wanted.by != COMPILER:
        return None
    for place in (beside(file), _cached(wanted)):
        data = bytes_if_any(place, limit=LIMIT) if place else None
        if data is not None and digest_of(data) == wanted.digest:
            try:
                policy = from_data(scan(data.decode()), file)
            except (ValueError, RecursionError):
                # `check` makes the form again, and tells of one that is malformed
                return None
            # what is released has the parameters of its file
            return None if policy.changed_parameters else policy
    return None


def keep(release: Release, policy: Policy) -> None:
    """Put the compiled form of a released version into the cache; quietly nothing where that fails."""
    wanted = release.compiled
    path = _cached(wanted) if wanted and wanted.by == COMPILER else None
    if wanted is None or path is None:
        return
    form = form_of(policy)
    if digest_of(form) == wanted.digest:
        _write(form, path)


def mistakes(release: Release, policy: Policy, file: str) -> list[Diagnostic]:
    """How the compiled form that the lock gives, and the file beside the version, differ from what they should be.

    *policy* was read from the text of *file*. The form of another version of the compiler cannot be made
    again, and is never taken.
    """
    wanted, place, found = release.compiled, beside(file), []
    if wanted is None:
        return []
    if wanted.by == COMPILER and wanted != entry_of(policy):
        message = f"the lock does not give {release.version} the compiled form that its text has"
        help = f"bring `{NAME}` and `{os.path.basename(place)}` back from version control"
        at = place_of(os.path.dirname(file), release.version)
        found.append(Diagnostic("bad-lock", message, help, at))
    data = bytes_if_any(place, limit=LIMIT)
    if os.path.lexists(place) and (data is None or digest_of(data) != wanted.digest):
        message = f"this is not the compiled form of {release.version} that was released"
        help = "bring it back from version control, or delete it: it is passed over"
        at = Span(place, 1, 1)
        found.append(Diagnostic("compiled-form-differs", message, help, at, severity="warning"))
    return found


def _cached(wanted: CompiledForm) -> str | None:
    """The path of a compiled form in the user's cache directory, or nothing where there is none."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(home):
        return None
    return os.path.join(home, "backhaul", wanted.digest.removeprefix("sha256:") + ".json")


def _write(data: bytes, path: str) -> None:
    import tempfile
    from contextlib import suppress

    folder = os.path.dirname(path)
    with suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
