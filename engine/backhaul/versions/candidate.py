"""A version that is to be released: whether its number, its date and its draft mark allow it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import mapping
from backhaul.document.reader import read
from backhaul.language.kinds import instant_text
from backhaul.language.model import Policy
from backhaul.versions.compiled_form import entry_of
from backhaul.versions.difference import Difference, Facts, first_difference
from backhaul.versions.lock import Lock, Release, backwards, order
from backhaul.versions.proofs import Proofs
from backhaul.versions.released import different_dates, start_of
from backhaul.versions.version import Version, parsed

#: the line that a draft has
_MARK = re.compile(rb"draft[ \t]*:[ \t]*true[ \t]*(#[^\n]*)?\r?")


def release_of(
    found: Version, proofs: Proofs | None = None, replaces: str | None = None
) -> Release:
    """The entry of the lock for a version."""
    force, compiled = found.model.in_force, entry_of(found.model)
    written = force.written if force and force.written != instant_text(force.start) else None
    rest = compiled, proofs, written, replaces
    return Release(found.version, found.digest, found.bytes_digest, start_of(found.model), *rest)


def without_mark(data: bytes) -> bytes:
    """The bytes of a version as they are when it is released: without their line `draft: true`, if that is one."""
    lines = data.split(b"\n")
    marks = [number for number, line in enumerate(lines) if _MARK.fullmatch(line)]
    if len(marks) == 1:
        del lines[marks[0]]
    return b"\n".join(lines)


def undrafted(found: Version) -> Version:
    """The version without its line `draft: true`; as it is where that is no line of its own."""
    meant = parsed(without_mark(found.data), found.name) if found.draft else found
    return found if meant.draft else meant


def refusals(
    folder: Path,
    lock: Lock,
    found: Version,
    released: Mapping[str, Version],
    replaces: str | None = None,
) -> list[Diagnostic]:
    """Why a version cannot be released beside those that are, its cases and sources apart.

    *replaces*: the version whose cases it is meant to decide otherwise.
    """
    place = Span(str(folder / f"{found.version}.yaml"), 1, 1)
    if lock.get(found.version):
        help = f"make the change in a new version, such as {_next(lock)}"
        message = f"{found.version} of `{found.id}` was released already"
        return [Diagnostic("already-released", message, help, place)]
    mistakes = []
    if found.draft:
        message = f"{found.version} is a draft"
        help = "take `draft: true` out of the file when the version is meant"
        mistakes.append(Diagnostic("draft-version", message, help, place))
    lower, higher = _neighbours(lock, found.version)
    own = release_of(found, None, replaces)
    mistakes += backwards(lower, own, place) if lower else []
    mistakes += backwards(own, higher, place) if higher else []
    beside = [released[one.version] for one in (lower, higher) if one and one.version in released]
    # one neighbour is enough: those that are released agree
    mistakes += different_dates(
        folder, sorted([*beside[:1], found], key=lambda v: order(v.version))
    )
    return mistakes


def mended(lock: Lock, version: str) -> str | None:
    """The released version of which this one is a patch: the next lower one, where only the last number differs."""
    lower, _ = _neighbours(lock, version)
    if lower is None or order(lower.version)[:2] != order(version)[:2]:
        return None
    return lower.version


def replaced(lock: Lock, found: Version) -> str | None:
    """The released version all of whose cases fall under this one, too: it begins no later than the next lower one."""
    lower, _ = _neighbours(lock, found.version)
    start = start_of(found.model)
    if lower is None or lower.start is None or start is None or start > lower.start:
        return None
    return lower.version


def otherwise(
    folder: Path, versions: tuple[Policy, Policy], given: Iterable[tuple[str, Facts]], count: int
) -> list[Diagnostic]:
    """That a patch, or a version that begins no later, changes a decision.

    On given facts, each with its place, or on generated ones.
    """
    old, new = versions
    patch = order(old.version)[:2] == order(new.version)[:2]
    found = first_difference(old, new, given, count, decided=not patch)
    if found is None:
        return []
    place = Span(str(folder / f"{new.version}.yaml"), 1, 1)
    words, shown = f"for {found.place} {found.words}", _shown(found, old)
    if not patch:
        return [reaches_back(old, new, f"decides a case otherwise: {words}", shown, place)]
    message = f"{new.version} is the number of a patch, and a decision changes: {words}"
    help = f"call it {larger(new.version)}"
    return [Diagnostic("patch-decides", message, with_facts(help, shown), place)]


def reaches_back(
    old: Policy, new: Policy, what: str, shown: str, place: Span, *, plainest: bool = False
) -> Diagnostic:
    """That a version which begins no later than the one before it does *what*, and nobody said that it is meant."""
    since = new.in_force.written if new.in_force else ""
    message = f"{new.version} is in force from {since}, no later than {old.version}, and {what}"
    help = "let it begin later, or say `--retroactive` where it is to replace that version's decisions, too"
    return Diagnostic("reaches-back", message, with_facts(help, shown, plainest=plainest), place)


def with_facts(help: str, shown: str, *, plainest: bool = False) -> str:
    """A way out with the facts that ask for it, as JSON, where there are any to show."""
    if plainest and shown:
        return f"{help}; the plainest facts: {shown}"
    return f"{help}; the facts: {shown}" if shown else help


def too_early(lock: Lock, found: Version) -> Diagnostic | None:
    """That a draft which may decide otherwise is in force no later than the version before it: a `from` left as it was copied."""
    lower, _ = _neighbours(lock, found.version)
    start = start_of(found.model)
    if lower is None or lower.start is None or start is None or start > lower.start:
        return None
    same = order(lower.version)[0] == order(found.version)[0]
    if same and start == lower.start:
        return None  # its number says that it decides those cases alike, and a release proves it
    document, _ = read(found.data, found.name)
    force = mapping(document.root.get("in_force")) if document else None
    place = force.get("from") if force else None
    since = found.model.in_force.written if found.model.in_force else ""
    message = f"{found.version} is in force from {since}, no later than {lower.version}, so that it decides that one's cases, too"
    help = "write the day from which the change applies; a reading that is corrected is released with `--retroactive`"
    return Diagnostic("reaches-back", message, help, place.span if place else None, "warning")


def before(lock: Lock, version: str) -> str | None:
    """The next lower released version, if there is one."""
    lower, _ = _neighbours(lock, version)
    return lower.version if lower else None


def larger(version: str) -> str:
    """The numbers that a version may have that changes a decision, in words."""
    major, minor, patch = order(version)
    if patch == 0:
        return f"{major + 1}.0.0"
    kept = f"{major}.{minor + 1}.0 if it keeps every decision on facts that were accepted"
    return f"{major + 1}.0.0, or {kept}"


def _shown(found: Difference, old: Policy) -> str:
    """The facts of a difference, where nobody has given them."""
    if not found.generated:
        return ""
    facts = {name: value for name, value in found.facts.items() if name in old.facts}
    return json.dumps(facts, ensure_ascii=False)


def _neighbours(lock: Lock, version: str) -> tuple[Release | None, Release | None]:
    """The next lower and the next higher released version."""
    lower = [one for one in lock.releases if order(one.version) < order(version)]
    higher = [one for one in lock.releases if order(one.version) > order(version)]
    return (lower[-1] if lower else None, higher[0] if higher else None)


def _next(lock: Lock) -> str:
    major, minor, _ = order(lock.releases[-1].version)
    return f"{major}.{minor + 1}.0"
