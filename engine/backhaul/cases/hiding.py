"""What a case tells of itself without the values of masked facts, for reports, test names and annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.cases.problem import Problem
from backhaul.cases.suite import Case
from backhaul.cases.table import called
from backhaul.diagnostics import Diagnostic
from backhaul.document.unquoted import unquoted
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.reads import masked_names
from backhaul.frozen import with_fields
from backhaul.language.model import Policy


def name_of(case: Case, policy: Policy) -> str:
    """The name of a case; a row that is called by its facts does not tell the masked ones."""
    name = case.name
    for fact in policy.facts.values():
        if fact.masked and fact.name in case.facts:
            value = called(case.facts[fact.name])
            name = name.replace(f"{fact.name} {value}", f"{fact.name} masked")
    return name


def hidden(case: Case, policy: Policy) -> Case:
    """The same case under the name that may be told."""
    return with_fields(case, name=name_of(case, policy))


def without_values(
    problems: Iterable[Problem], policy: Policy, evaluation: Evaluation | None
) -> Iterator[Problem]:
    """The problems without a line of the file, and without the values that would tell a masked fact."""
    names = evaluation.hidden if evaluation else masked_names(policy)
    outputs = [f"`{name}`" for name in names if "." in name]
    lists = {f"`{name.split('.')[0]}`" for name in names if "." in name}
    for problem in problems:
        (d,) = unquoted([problem.diagnostic], keep=True)
        what, _, _ = d.message.partition(": expected ")
        if any(name in d.message for name in outputs) or what in lists:
            what = what.partition(" came as ")[0]
            d = Diagnostic(d.code, f"{what}: its value is masked, and not as expected", "", d.span)
        yield Problem(d, problem.path, problem.came, problem.kind, problem.alone)
