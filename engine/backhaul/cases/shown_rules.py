"""For each rule of a policy a case that shows it: one that passes, and in which the rule answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from backhaul.cases.run import Result
from backhaul.cases.suite import Case, Suite
from backhaul.document.node import Node, entries, text
from backhaul.evaluation.decision import Evaluation
from backhaul.language.model import Policy

#: a rule by its decision and its id
Key = tuple[str, str]


def shown_rules(
    policy: Policy, suites: Sequence[Suite], run: Callable[[Suite], Iterable[Result]]
) -> dict[Key, Result]:
    """A case for each rule that one shows, the first in file order that names it, else the first of all.

    Facts that settle everything come before those that leave something open. *run* runs the cases of a suite.
    """
    wanted = {(d.name, rule.id) for d in policy.decisions.values() for rule in d.ladder}
    cases = [(suite.only([case]), case) for suite in suites for case in suite.cases]
    shown: dict[Key, Result] = {}
    open_ones: dict[Key, Result] = {}
    for by_name in (True, False):
        for suite, case in cases:
            missing = wanted - shown.keys()
            # the rest is run only where no case names a rule
            if not missing or (by_name and not missing & _named(case)):
                continue
            for result in run(suite):
                for rule in _answering(result):
                    if result.evaluation and result.evaluation.status == "decided":
                        shown.setdefault(rule, result)
                    open_ones.setdefault(rule, result)
    return {**open_ones, **shown}


def _named(case: Case) -> set[Key]:
    rules: Node | None = case.expect.get("rules")
    return {(name, rule) for name, _, node in entries(rules) if (rule := text(node))}


def _answering(result: Result) -> Iterator[Key]:
    """The rules that are sure to answer in a case that passes."""
    evaluation: Evaluation | None = result.evaluation
    if evaluation is None or not result.passed:
        return
    for name, answer in evaluation.answers.items():
        decision = evaluation.policy.decisions[name]
        alone = decision.hit == "collect" or len(answer.rows) == 1
        yield from (
            (name, decision.ladder[row.rule].id) for row in answer.rows if row.sure and alone
        )
