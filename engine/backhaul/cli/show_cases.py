"""The results of cases, shown: those that failed, with what was expected and what came."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.diagnostic_words import text_in, told
from backhaul.diagnostics import Diagnostic

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.cli.case_coverage import Measured
    from backhaul.language.model import Policy as Model
    from backhaul.policy import Policy
    from backhaul.questions.failures import FailureGroup

#: cases of a group whose names are told of what was recorded
_NAMED = 4
Runs = Sequence[tuple["Policy", "Result"]]


def show(
    results: Runs,
    mistakes: Sequence[Diagnostic],
    measured: Measured | None,
    given: argparse.Namespace,
) -> None:
    """Print the results, and the coverage if it was measured, in the form that is asked for."""
    from backhaul.cases import reports

    runs = [(policy.model, result) for policy, result in results]
    match given.format:
        case "json":
            coverages = measured.coverages if measured else None
            groups = [group.to_dict() for group in _groups(results, given.lang)]
            text = output.as_json({**reports.as_data(runs, coverages), "groups": groups})
        case "junit":
            text = reports.as_junit(runs, mistakes)
        case "github":
            parts = (
                reports.as_annotations(runs),
                *_measured(measured),
                _closing(results, mistakes, None),
            )
            text = "\n".join(part for part in parts if part)
        case _:
            text = _text(results, mistakes, measured, given)
    output.write(text, given.output)
    if measured and measured.below and given.format in ("json", "junit"):
        say_on_the_side(measured.below)


def show_recorded(before: Runs, after: Runs, given: argparse.Namespace) -> None:
    """Say in words what was recorded: the ways in which cases differed, each with how many did."""
    from backhaul.questions.recording import recorded_of

    lines = []
    for group in _groups(recorded_of(before, after), given.lang):
        names = [result.case.name for result in group.results]
        more = [f"… {len(names) - _NAMED}"] if len(names) > _NAMED else []
        shown = "".join(f"\n    {name}" for name in (*names[:_NAMED], *more))
        lines.append(f"  {group.headline}{shown}")
    if lines:
        say_on_the_side(["recorded, to be read before it is kept:", *lines])


def _text(
    results: Runs,
    mistakes: Sequence[Diagnostic],
    measured: Measured | None,
    given: argparse.Namespace,
) -> str:
    parts = [_group(group, given.lang) for group in _groups(results, given.lang)]
    text = "\n\n".join([*parts, *_measured(measured), _closing(results, mistakes, given.lang)])
    if given.output is None and output.wants_color(given.color, sys.stdout):
        from backhaul.cli import paint

        text = paint.diagnostics(text)
    return text


def _measured(measured: Measured | None) -> list[str]:
    """The coverage in words, and what of it is too low."""
    if measured is None:
        return []
    parts = [output.safe(text) for text in measured.texts]
    return [*parts, output.safe("\n".join(measured.below))] if measured.below else parts


def say_on_the_side(sentences: Sequence[str]) -> None:
    """Say on standard error what a form for programs has no place for."""
    if sys.stderr is not None:
        sys.stderr.write(output.safe("\n".join(sentences)) + "\n")


def _closing(results: Runs, mistakes: Sequence[Diagnostic], language: str | None) -> str:
    failed = sum(not result.passed for _, result in results)
    if not results and not mistakes:
        return told("0 passed, 0 failed: no case was found", language)
    closing = told(f"{len(results) - failed} passed, {failed} failed", language)
    if not mistakes:
        return closing
    return f"{closing}; {told('files with mistakes were not run', language)}"


def _groups(results: Runs, language: str | None) -> tuple[FailureGroup, ...]:
    """The cases that failed, in groups."""
    from backhaul.cli.decide import language as chosen
    from backhaul.questions.failures import failure_groups

    runs = [(policy.model, result) for policy, result in results]
    return failure_groups(runs, lambda policy: chosen(policy, language))


def _group(group: FailureGroup, language: str | None) -> str:
    """Cases that failed in the same way: the way, the first one worked out, and the names of the others."""
    first, *others = group.results
    if not others:
        return _failure(group.policy, first, language)
    head = f"{group.headline} ({group.policy.id} {group.policy.version})"
    named = ["  " + told(f"FAILED {result.case.name}", language) for result in others]
    worked = _failure(group.policy, first, language)
    return "\n".join(
        [output.safe(head), worked, "", output.safe("\n".join([group.likewise, *named]))]
    )


def _failure(policy: Model, result: Result, language: str | None) -> str:
    """A case that failed: its name, what was expected and what came, and the short explanation."""
    from backhaul.cli.decide import language as chosen
    from backhaul.questions.case_sources import explain

    lines = [
        told(f"FAILED {result.case.name} ({policy.id} {policy.version})", language),
        text_in(result.problems, language),
    ]
    # what was not said is shown beside what is nearest to it
    if result.evaluation and any(problem.code != "not-said" for problem in result.problems):
        words = explain(result.evaluation, chosen(policy, language))
        lines += [f"  | {line}".rstrip() for line in _gist(words, result.evaluation.status)]
    return output.safe("\n".join(lines))


def _gist(words: str, status: str) -> list[str]:
    """The answer and why; while it is open all but the clauses and the foot."""
    blocks = words.split("\n\n")
    answer = next((n for n, block in enumerate(blocks) if not block.startswith("! ")), 0)
    blocks = blocks[: answer + 2] if status == "decided" else blocks[:-2]
    return "\n\n".join(blocks).splitlines()
