"""What came is written into case files instead of what was expected: first as texts, to be looked at, then into their places."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cases import record as rewriting
from backhaul.cases.keeping import plan
from backhaul.cases.splitting import split
from backhaul.diagnostics import Diagnostic
from backhaul.digests import digest_of
from backhaul.document.files import bytes_if_any
from backhaul.document.writing import write_file
from backhaul.frozen import frozen
from backhaul.questions.documents import released_of
from backhaul.questions.find_files import Found
from backhaul.versions.version import MOST_BYTES

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.policy import Policy
    from backhaul.questions.case_runs import CaseRuns, Run

    Results = Sequence[Run]


@frozen
class Rewritten:
    """A file as it is to be, and the digest of the one that it was made of."""

    path: Path
    since: str
    data: bytes


@frozen
class Recorded:
    """A case file with what came of its cases, not written yet."""

    #: as it was read
    file: Found
    data: bytes
    #: what was split, and what stays as it is
    notes: tuple[Diagnostic, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything in the file becomes otherwise."""
        return self.data != self.file.data

    @property
    def after(self) -> Found:
        """The file as it is to be."""
        return Found(self.file.path, self.file.kind, self.data)

    @property
    def rewritten(self) -> Rewritten:
        """What is to be written."""
        return Rewritten(self.file.path, digest_of(self.file.data), self.data)

    def diff(self, name: str) -> str:
        """The lines that change, with two around them, as a patch has them; *name*: what the file is called there."""
        old, new = (_lines(data).splitlines() for data in (self.file.data, self.data))
        return "\n".join(unified_diff(old, new, name, name, n=2, lineterm=""))


def record(file: Found, results: Results, runs: CaseRuns) -> Recorded:
    """A case file with what came of its cases, of which *results* are those of the versions that are asked for.

    What a version expects that was released, or was not asked for, stays: such a case is split in two, or left. A file that could
    not be run has no results, and stays as it is.
    """
    if all(result.passed for _, result in results):
        return Recorded(file, file.data)
    source = _lines(file.data)
    text, notes = _recorded(file, source, results, runs)
    if text == source:
        return Recorded(file, file.data, notes)
    ended = text.replace("\n", "\r\n") if b"\r\n" in file.data else text
    return Recorded(file, ended.encode(), notes)


def recorded_of(before: Results, after: Results) -> Results:
    """The results that failed before something was recorded, and do so no longer."""
    still = {_key(policy, result) for policy, result in after if not result.passed}
    return [each for each in before if not each[1].passed and _key(*each) not in still]


def replace(files: Sequence[Rewritten]) -> Path | None:
    """None after all files were written; else the first that somebody has changed meanwhile, and none is written.

    It is called within `exclusive`.
    """
    for each in files:
        now = bytes_if_any(each.path, limit=MOST_BYTES)
        if now is None or digest_of(now) != each.since:
            return each.path
    for each in files:
        write_file(each.data, str(each.path))
    return None


def _recorded(
    file: Found, source: str, own: Results, runs: CaseRuns
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with what came of its cases, those first split that another version keeps; and what is to be said of it."""
    run = {policy.version for policy, _ in own}
    released = released_of(file, own[0][0].id)
    others = [*runs.others(file, run)]
    kept = {*released, *(policy.version for policy, _ in others)}
    done = plan(_by_version([*own, *others]), kept, released)
    notes, left = [], dict(done.left)
    names = _listed(done.names)
    text = split(source, done.splits) if done.splits else source
    if text is None:
        notes.append(
            _note(f"{names}: not split, as the file is not written in lines; split by hand")
        )
        text = source
    elif done.splits:
        for how in dict.fromkeys(done.splits.values()):
            keeps, changes = how.kept, how.changed
            notes.append(
                _note(f"{names}: as expected so far for `{keeps}`, and in a copy for `{changes}`")
            )
        parts = Found(file.path, file.kind, text.encode())
        again = [*runs.of(parts), *runs.others(parts, run)]
        done = plan(_by_version(again), kept, released)
        left |= dict(done.left)
    recording = rewriting.record(text, done.rewritten)
    why = "the versions do not come out alike; record one at a time"
    torn = (_note(f"`{name}` stays as it is: {why}") for name in recording.torn)
    return recording.text, (*notes, *left.values(), *torn)


def _note(message: str) -> Diagnostic:
    return Diagnostic("case-failed", message, severity="note")


def _by_version(results: Results) -> list[tuple[str, Result]]:
    return [(policy.version, result) for policy, result in results]


def _listed(names: Sequence[str]) -> str:
    """The names of cases, or how many there are."""
    return f"`{names[0]}`" if len(names) == 1 else f"{len(names)} cases"


def _lines(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _key(policy: Policy, result: Result) -> tuple[str, str, str]:
    return policy.version, result.case.span.file, result.case.name
