"""Policy, source and case files in the house style; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError
from backhaul.document.reader import read_document
from backhaul.frozen import frozen
from backhaul.layout.formatting import formatted
from backhaul.opening import loads
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found, find, kind_of
from backhaul.versions.lock import read_lock

#: `released`: it is passed over, since it never changes; `wrong`: it has mistakes, and is left as it is
State = Literal["clean", "changed", "released", "wrong"]


@frozen
class Formatted:
    """A file, and how it looks in the house style."""

    path: Path
    state: State
    #: the bytes that it has
    before: bytes
    #: its text in the house style; the same text as before where it is passed over, or has mistakes
    after: str
    #: the mistakes for which it is left as it is
    diagnostics: tuple[Diagnostic, ...] = ()


def format_files(paths: Sequence[str] = ()) -> tuple[Formatted, ...]:
    """Each policy, source and case file, and its text in the house style; no file is written.

    *paths*: files, directories, and names of policies below `policies`; else all of `policies` here. The style changes the layout alone: values,
    comments and what a policy decides stay, and that is checked. A released version is passed over, and so is a file with mistakes, which are
    in its `diagnostics`. Raises BackhaulError for a path that cannot be read.

    >>> import backhaul
    >>> [file] = backhaul.format_files(["policies/tiktok-shop-sea-failed-delivery/1.0.0.yaml"])
    >>> file.state
    'released'
    """
    named = [str(_folder(path)) for path in paths or ["policies"]]
    return tuple(_format(file) for file in find(named))


def format_text(data: bytes, name: str) -> str:
    r"""The text of one file in the house style; *name* stands in messages.

    Raises PolicyError with every mistake for which it has to stay as it is.

    >>> source = b"language: 1   # the only one\nsource: api\npolicy: mine\nfacts: { late: {read: 'a.b'} }"
    >>> print(format_text(source, "api.yaml"))
    language: 1  # the only one
    source: api
    policy: mine
    facts: {late: {read: "a.b"}}
    <BLANKLINE>
    """
    path = Path(name)
    return _text(Found(path, kind_of(path, data), data))


def _folder(named: str) -> Path:
    """The path, or the directory below `policies` of the policy that is named so."""
    path = Path(named)
    below = Path("policies") / path
    return below if not path.exists() and len(path.parts) == 1 and below.is_dir() else path


def _format(file: Found) -> Formatted:
    unchanged = file.data.decode("utf-8", "replace")
    try:
        if _is_released(file):
            return Formatted(file.path, "released", file.data, unchanged)
        text = _text(file)
    except BackhaulError as error:
        return Formatted(file.path, "wrong", file.data, unchanged, error.diagnostics)
    state: State = "clean" if text.encode() == file.data else "changed"
    return Formatted(file.path, state, file.data, text)


def _is_released(file: Found) -> bool:
    """Whether it is the file of a version that the lock beside it has."""
    if file.kind != "policy" or file.path.suffix != ".yaml":
        return False
    lock = read_lock(file.path.parent)
    return lock is not None and lock.get(file.path.stem) is not None


def _text(file: Found) -> str:
    """The text of a file without mistakes; raises PolicyError with those that it has."""
    name = str(file.path)
    if file.kind == "policy":
        loads(file.data, name)
    elif file.kind == "cases":
        read_suite(file)
    elif mistakes := read_document(file.data, name, file.kind)[1]:
        raise PolicyError(mistakes)
    return formatted(file.data, name, file.kind)
