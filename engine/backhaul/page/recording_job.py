"""The job that works out what would be recorded of a version: what comes now, in place of what its cases expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.diagnostic_words import translator
from backhaul.diagnostics import PolicyError
from backhaul.digests import digest_of
from backhaul.opening import from_text, read_file
from backhaul.page.beside import digest_beside
from backhaul.page.task import LANGUAGES, Json, Task

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.policy import Policy
    from backhaul.questions.case_runs import Run
    from backhaul.questions.recording import Recorded

    Runs = list[Run]


def recording(task: Task) -> Json:
    """What would be recorded: the ways in which cases differ, the lines that change, what stays as it is; nothing is written.

    In `written` stand the files as they are to be, which the service keeps to itself.
    """
    from backhaul.questions.recording import recorded_of

    policy = task.policy()
    made_of = digest_beside(task.file.parent, versions=True)
    task.told("cases", None, 0)
    every = [*_recorded(task, policy)]
    before = [run for _, runs, _ in every for run in runs]
    after = [run for _, _, runs in every for run in runs]
    done = [result for _, result in recorded_of(before, after)]
    notes = [(_name(file), note.message) for file, *_ in every for note in file.notes]
    changed = [file for file, *_ in every if file.changed]
    masked = bool(policy.model.masks)  # what is masked is in the files, and stays there
    counts = {"cases": len(done), "left": sum(not result.passed for _, result in after)}
    return {
        **counts,
        "id": policy.id,
        "version": policy.version,
        "masked": masked,
        "files": [
            {"file": _name(file), "diff": "" if masked else file.diff(_name(file))}
            for file in changed
        ],
        "written": {
            "policy": digest_of((task.folder / "new.yaml").read_bytes()),
            "made_of": made_of,
            "files": [_written(file) for file in changed],
        },
        "texts": {
            language: {
                "groups": _groups(policy, done, language),
                "notes": _notes(notes, language),
            }
            for language in LANGUAGES
        },
    }


def _recorded(task: Task, policy: Policy) -> Iterator[tuple[Recorded, Runs, Runs]]:
    """Each case file as it would be, with what came of its cases before and after; raises PolicyError for one with mistakes."""
    from backhaul.questions.case_runs import CaseRuns
    from backhaul.questions.find_files import Found
    from backhaul.questions.recording import record

    def load(path: Path) -> Policy:
        return policy if path.name == task.file.name else from_text(path)

    runs, count = CaseRuns(version=policy.version, load=load), 0
    for path in sorted((task.file.parent / "cases").glob("*.yaml")):
        file = Found(path, "cases", read_file(path))
        before = [*runs.of(file)]
        recorded = record(file, before, runs)
        yield recorded, before, [*runs.of(recorded.after)] if recorded.changed else before
        count += len(before)
        task.told("recording", None, count)
    if runs.mistakes:
        raise PolicyError(runs.mistakes)


def _groups(policy: Policy, results: Sequence[Result], language: str) -> list[Json]:
    """The ways in which cases differ, each with their names."""
    from backhaul.questions.failures import failure_groups

    chosen = language if language in policy.languages else policy.model.spoken
    groups = failure_groups([(policy.model, result) for result in results], lambda _: chosen)
    return [
        {"headline": group.headline, "names": [result.case.name for result in group.results]}
        for group in groups
    ]


def _notes(notes: Sequence[tuple[str, str]], language: str) -> list[Json]:
    say = translator(language)
    return [{"file": file, "message": say(message)} for file, message in notes]


def _written(recorded: Recorded) -> Json:
    made = recorded.rewritten
    return {"path": str(made.path), "since": made.since, "text": made.data.decode()}


def _name(recorded: Recorded) -> str:
    return f"cases/{recorded.file.path.name}"
