"""The jobs of the pages *Check* and *Book*: findings, invariants, cases with their coverage, mutants, the book."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backhaul.diagnostic_words import in_language
from backhaul.diagnostics import Diagnostic, PolicyError, in_file_order
from backhaul.frozen import with_fields
from backhaul.packages import installed
from backhaul.page.beside import BESIDE
from backhaul.page.task import LANGUAGES, Json, Task, in_languages
from backhaul.report.html import fragment

if TYPE_CHECKING:
    from backhaul.cases.coverage import Coverage
    from backhaul.cases.run import Result
    from backhaul.policy import Policy
    from backhaul.questions.mutate import Survivor
    from backhaul.questions.mutation_report import MutationReport


def findings(task: Task) -> Json:
    """What is wrong with a version and the files beside it, and what the solver finds, with facts that show it."""
    from backhaul.questions.check import check

    file = task.file
    beside = [file.parent / name for name in BESIDE if (file.parent / name).exists()]
    task.told("files", None, 0)
    checked = check([str(file), *map(str, beside)])
    every: list[tuple[Diagnostic, Any]] = [(each, None) for each in checked.diagnostics]
    solver = installed("z3")
    try:
        policy = task.policy()
    except PolicyError:
        solver = False  # what is wrong with it is among the mistakes
    if solver:
        from backhaul.analysis.findings import findings as proved

        task.told("solver", None, 0)
        known = {_place(each) for each, _ in every}
        more = [(each.diagnostic, each.facts) for each in proved(policy.model)]
        every += [pair for pair in more if _place(pair[0]) not in known]
    order = {id(each): facts for each, facts in every}
    sorted_ = in_file_order(each for each, _ in every)
    texts = {
        language: [
            _told(said, order[id(each)], file)
            for each, said in zip(sorted_, in_language(sorted_, language), strict=True)
        ]
        for language in LANGUAGES
    }
    return {"solver": solver, "texts": {name: {"findings": told} for name, told in texts.items()}}


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.code, diagnostic.span and (diagnostic.span.line, diagnostic.span.column)


def _told(diagnostic: Diagnostic, facts: object, file: Path) -> Json:
    """A diagnostic as the page lists it; its file by the name below the policy's folder."""
    said: Json = {"severity": diagnostic.severity, "code": diagnostic.code}
    said |= {"message": diagnostic.message, "help": diagnostic.help}
    if span := diagnostic.span:
        said |= {"line": span.line, "column": span.column, "text": span.text}
        said["file"] = "" if span.file == str(file) else _below(span.file, file.parent)
    return said | ({"facts": facts} if facts is not None else {})


def _below(file: str, folder: Path) -> str:
    relative = os.path.relpath(file, folder)
    return Path(file).name if relative.startswith("..") else relative


def invariants(task: Task) -> Json:
    """The verdict on each invariant, with a case where it is false."""
    from backhaul.page.trying import answered
    from backhaul.questions.prove import prove

    policy = task.policy()
    if not policy.model.invariants:
        return {"texts": {language: {"claims": []} for language in LANGUAGES}}
    task.told("claims", None, 0)
    proof = prove(policy, progress=task.progress("claims"))

    def told(language: str) -> Json:
        claims = proof.to_dict(language)["claims"]
        for claim, verdict in zip(claims, proof.verdicts, strict=True):
            if verdict.witness:
                claim["html"] = answered(verdict.witness.evaluation, language)["html"]
        return {"claims": claims, "nothing_accepted": proof.nothing_accepted}

    return {"texts": in_languages((policy,), told)}


def cases(task: Task) -> Json:
    """The cases that fail, those that fail alike together, and what of the version the cases touch."""
    from backhaul.cases.coverage import percent
    from backhaul.questions.case_changes import case_changes

    policy = task.policy()
    task.told("cases", None, 0)
    changes = case_changes(task.file.parent, policy, None)
    task.told("coverage", None, len(changes.cases))
    coverage = changes.coverage(policy)
    measures = []
    for name in coverage.measures:
        touched, count = coverage.of(name)
        share = percent(touched, count) if count else None
        measures.append({"name": name, "touched": touched, "count": count, "percent": share})
    failing = [result for result in changes.results if not result.passed]
    texts = {
        language: {
            **_failing(policy, failing, language),
            "source": _lines(coverage, (task.folder / "new.yaml").read_bytes(), language),
        }
        for language in LANGUAGES
    }
    return {"cases": len(changes.cases), "measures": measures, "texts": texts}


def _failing(policy: Policy, failing: Sequence[Result], language: str) -> Json:
    """The cases that fail in groups, each with what came otherwise."""
    from backhaul.questions.failures import failure_groups

    chosen = language if language in policy.languages else policy.model.spoken
    groups = failure_groups([(policy.model, result) for result in failing], lambda _: chosen)
    return {
        "failing": [
            {
                "headline": group.headline,
                "cases": [_case(result, language) for result in group.results],
            }
            for group in groups
        ]
    }


def _case(result: Result, language: str) -> Json:
    span = result.case.span
    problems = in_language(result.problems, language)
    told = [{"message": each.message, "help": each.help} for each in problems]
    return {
        "name": result.case.name,
        "file": f"cases/{Path(span.file).name}",
        "line": span.line,
        "problems": told,
    }


def _lines(coverage: Coverage, data: bytes, language: str) -> list[Json]:
    """The lines of the version's file, each with how much of what stands on it was touched, and what was not; words apart."""
    from backhaul.cases.coverage_report import listing
    from backhaul.page.coverage_words import missing

    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    words = tuple(item for item in coverage.items if item.measure.startswith("words"))
    rules = tuple(item for item in coverage.items if not item.measure.startswith("words"))
    of_rules, of_words = (
        listing(with_fields(coverage, items=part), text, lambda item: missing(item, language)).lines
        for part in (rules, words)
    )
    return [
        {
            "text": line.text,
            "tone": line.tone,
            "notes": [note for _, note in line.notes],
            "words": [note for _, note in said.notes],
        }
        for line, said in zip(of_rules, of_words, strict=True)
    ]


def mutants(task: Task) -> Json:
    """The changes of a version that no case notices, each with the case that does."""
    from backhaul.questions.mutate import mutate
    from backhaul.questions.mutation_report import MutationReport

    policy = task.policy()
    task.told("mutants", None, 0)
    tried = mutate(
        policy,
        sample=task.options.get("sample"),
        seed=policy.digest[7:15],
        jobs=max(1, (os.cpu_count() or 1) - 1),
        progress=task.progress("mutants"),
        settling=task.progress("settling"),
    )
    task.told("writing", None, 0)

    def told(language: str) -> Json:
        report = MutationReport(tried, language)
        survivors = [_survivor(report, each) for each in tried.survivors]
        return {"summary": fragment(report.closing()), "survivors": survivors}

    counts = {"changes": tried.changes, "noticed": tried.noticed, "score": tried.score}
    return {**counts, "texts": in_languages((policy,), told)}


def _survivor(report: MutationReport, survivor: Survivor) -> Json:
    """A change that no case notices: where, what, what it makes of an output, and the case to add."""
    from backhaul.report.lines import bare

    item = report.item(survivor)
    told: Json = {"change": survivor.mutant.name, "answer": survivor.answer}
    told |= {"place": report.place(survivor), "line": survivor.mutant.span.line}
    told |= {"kind": report.kind(survivor), "what": bare(item.line)}
    told["below"] = [bare(line) for line in item.below]
    if entry := report.entry(survivor):
        told |= {"name": entry.name, "case": entry.text, "facts": dict(entry.facts)}
    return told


def book(task: Task) -> Json:
    """The book of a version in the languages of the page, as a part of a page, as a page of its own and as Markdown."""
    from backhaul.books.book import book as bound
    from backhaul.questions.book import material

    policy = task.policy()
    task.told("cases", None, 0)
    beside = material(policy)
    task.told("writing", None, 0)

    def told(language: str) -> Json:
        made = bound(policy.model, language, beside)
        forms = {"page": made.written(), "markdown": made.written("markdown")}
        return {"language": language, "html": fragment(made.blocks), "title": made.title, **forms}

    return {"texts": in_languages((policy,), told)}
