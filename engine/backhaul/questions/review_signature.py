"""Detached signatures over statements, made and verified by OpenSSH: SSHSIG with an Ed25519 key."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, Span
from backhaul.frozen import frozen
from backhaul.opening import read_file

#: what a signature is for, so that one that was made for something else counts for nothing here
NAMESPACE = "backhaul-review@v1"
#: the name of the file of allowed signers, beside the versions of a policy or in the folder above
ALLOWED = "allowed_signers"
_GOOD = re.compile(r"with (\S+) key (\S+)")
_TOOL = "ssh-keygen"


@frozen
class Signer:
    """Who signed: a name of the file of allowed signers, and the fingerprint of the key."""

    name: str
    fingerprint: str


def allowed_signers(folder: Path, named: str | None) -> Path:
    """The file of allowed signers: the one that is named, else that of the policy, else that of the folder above."""
    if named is not None:
        return Path(named)
    own, shared = folder / ALLOWED, folder.parent / ALLOWED
    return shared if shared.is_file() and not own.is_file() else own


def sign(statement: bytes, key: str) -> str:
    """The signature over a statement with the key of a file; raises BackhaulError where it cannot be made."""
    made = _run("-l", "-f", key)
    kind = re.search(r"\((\S+)\)\s*$", made.stdout.decode(errors="replace"))
    if made.returncode or kind is None:
        why = "is not there" if not Path(key).is_file() else "is not the file of a key"
        raise _bad_key(f"`{key}` {why}", "name the file of your Ed25519 key")
    if not _is_right(kind[1]):
        raise _bad_key(f"`{key}` is a key of another kind, {kind[1]}", _MAKE)
    signed = _run("-Y", "sign", "-f", key, "-n", NAMESPACE, data=statement)
    if signed.returncode or not signed.stdout:
        help = "name the private key, not the `.pub` beside it, and give its passphrase at a terminal or by `ssh-add`"
        raise _bad_key(f"nothing could be signed with `{key}`", help)
    return signed.stdout.decode()


def verify(statement: bytes, signature: Path, allowed: Path) -> Signer:
    """Who signed a statement; raises BackhaulError where that is nobody who is allowed to."""
    place = Span(str(signature), 1, 1)
    files = ("-n", NAMESPACE, "-s", str(signature))
    good = _run("-Y", "check-novalidate", *files, data=statement)
    told = _GOOD.search(good.stdout.decode(errors="replace"))
    if good.returncode or told is None:
        message = "the signature does not fit the statement: one of the two was changed"
        help = "bring both back from version control, or sign again what you have read"
        raise BackhaulError([Diagnostic("bad-signature", message, help, place)])
    kind, fingerprint = told[1], told[2]
    if not _is_right(kind):
        raise _bad_key(f"it is signed with a key of another kind, {kind}", _MAKE, place)
    read_file(allowed)  # that it is not there is told so
    found = _run("-Y", "find-principals", "-s", str(signature), "-f", str(allowed))
    for name in found.stdout.decode(errors="replace").splitlines() if not found.returncode else ():
        if not _run(
            "-Y", "verify", "-f", str(allowed), "-I", name, *files, data=statement
        ).returncode:
            return Signer(name, fingerprint)
    message = f"it is signed by a key that `{allowed}` does not allow, {fingerprint}"
    help = f'let somebody sign who is allowed to, or add `NAME namespaces="{NAMESPACE}" ssh-ed25519 …` there'
    raise BackhaulError([Diagnostic("unknown-signer", message, help, place)])


_MAKE = "sign with an Ed25519 key: `ssh-keygen -t ed25519` makes one"


def _is_right(kind: str) -> bool:
    return kind in ("ED25519", "ED25519-SK")


def _bad_key(message: str, help: str, place: Span | None = None) -> BackhaulError:
    return BackhaulError([Diagnostic("bad-key", message, help, place)])


def _run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which(_TOOL)
    if tool is None:
        message = f"signatures need the program `{_TOOL}`, which is not installed"
        help = "install OpenSSH: the package `openssh-client` of Debian and Ubuntu; macOS and Windows have it"
        raise BackhaulError([Diagnostic("missing-package", message, help)])
    command: Sequence[str] = (tool, *arguments)
    where = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, input=data, capture_output=True, check=False, env=where)  # noqa: S603
