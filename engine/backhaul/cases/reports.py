"""The results of cases in the forms that programs read: JSON, JUnit's XML, GitHub's annotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backhaul.cases.coverage import Coverage, percent
from backhaul.cases.run import Result
from backhaul.diagnostic_forms import as_github
from backhaul.diagnostics import Diagnostic, as_text
from backhaul.language.model import Policy
from backhaul.report.escapes import marked_up

#: a result with the policy that the case was run with
Run = tuple[Policy, Result]


def as_data(runs: Sequence[Run], coverages: Iterable[Coverage] | None = None) -> dict[str, Any]:
    """The results as JSON holds them, and the coverage where there is one."""
    failed = sum(not result.passed for _, result in runs)
    found: dict[str, Any] = {
        "passed": len(runs) - failed,
        "failed": failed,
        "cases": [
            {
                "name": result.case.name,
                "file": result.case.span.file,
                "line": result.case.span.line,
                "policy": policy.id,
                "version": policy.version,
                "passed": result.passed,
                "problems": [problem.to_dict() for problem in result.problems],
            }
            for policy, result in runs
        ],
    }
    if coverages is not None:
        found["coverage"] = [coverage_as_data(coverage) for coverage in coverages]
    return found


def coverage_as_data(coverage: Coverage) -> dict[str, Any]:
    """A coverage as JSON holds it."""
    measures = {}
    for measure in coverage.measures:
        covered, count = coverage.of(measure)
        share = percent(covered, count)
        measures[measure] = {"covered": covered, "count": count, "percent": share}
    return {
        "policy": coverage.policy,
        "version": coverage.version,
        "file": coverage.file,
        "cases": coverage.cases,
        "measures": measures,
        "missing": [
            {
                "measure": item.measure,
                "message": f"{item.what} {item.missing}",
                "line": item.span.line,
                "column": item.span.column,
            }
            for item in coverage.missed
        ],
    }


def as_annotations(runs: Sequence[Run]) -> str:
    """The failures as workflow commands, which GitHub shows beside the lines of the case files."""
    told = [
        Diagnostic(d.code, f"{result.case.name} ({policy.version}): {d.message}", d.help, d.span)
        for policy, result in runs
        for d in result.problems
    ]
    return as_github(told)


def as_junit(runs: Sequence[Run], mistakes: Sequence[Diagnostic] = ()) -> str:
    """The results as JUnit's XML, a suite for each file and version; *mistakes*: what did not load."""
    suites: dict[tuple[str, str, str], list[Result]] = {}
    for policy, result in runs:
        key = (result.case.span.file, policy.id, policy.version)
        suites.setdefault(key, []).append(result)
    failed = sum(not result.passed for _, result in runs)
    counts = f'tests="{len(runs) + len(mistakes)}" failures="{failed}" errors="{len(mistakes)}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="backhaul" {counts}>']
    for (file, policy_id, version), results in suites.items():
        lines += _suite(f"{file} ({policy_id} {version})", file, results)
    if mistakes:
        count = len(mistakes)
        lines.append(f'<testsuite name="backhaul" tests="{count}" failures="0" errors="{count}">')
        for mistake in mistakes:
            where = _xml(str(mistake.span or "backhaul"))
            lines.append(f'<testcase classname="backhaul" name="{where}">')
            lines.append(_problem("error", [mistake]) + "</testcase>")
        lines.append("</testsuite>")
    return "\n".join([*lines, "</testsuites>"])


def _suite(name: str, file: str, results: Sequence[Result]) -> Iterable[str]:
    failed = sum(not result.passed for result in results)
    counts = f'tests="{len(results)}" failures="{failed}" errors="0"'
    yield f'<testsuite name="{_xml(name)}" {counts}>'
    for result in results:
        place = f'file="{_xml(file)}" line="{result.case.span.line}"'
        head = f'<testcase classname="{_xml(name)}" name="{_xml(result.case.name)}" {place}'
        if result.passed:
            yield head + "/>"
        else:
            yield f"{head}>{_problem('failure', result.problems)}</testcase>"
    yield "</testsuite>"


def _problem(element: str, diagnostics: Sequence[Diagnostic]) -> str:
    first, whole = diagnostics[0], as_text(diagnostics)
    attributes = f'type="{_xml(first.code)}" message="{_xml(first.message)}"'
    return f"<{element} {attributes}>{_xml(whole)}</{element}>"


def _xml(text: str) -> str:
    """The text as XML holds it; what XML cannot hold is shown as an escape."""
    return "\n".join(map(marked_up, text.split("\n")))
