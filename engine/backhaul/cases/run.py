"""A case is run: the policy decides, and what comes is held against what was expected.

Only what a case lists is checked. An expectation that names nothing the policy has, or a rule that was
never looked at, is a failure of the case, so that none passes without having been tried.
"""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.cases.documents import Read, facts_of
from backhaul.cases.expectations import Comparison
from backhaul.cases.hiding import hidden, without_values
from backhaul.cases.offsets import at_one_offset
from backhaul.cases.problem import Problem
from backhaul.cases.saying import Explain
from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.document.node import texts
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.meaning import claim_holds
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Policy


@frozen
class Result:
    """A case that was run; it passed if there are no problems."""

    case: Case
    #: what did not come as expected, in file order
    found: tuple[Problem, ...]
    #: nothing where the facts were refused
    evaluation: Evaluation | None

    @property
    def passed(self) -> bool:
        """Whether all came as expected."""
        return not self.found

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What did not come as expected, in file order."""
        return tuple(problem.diagnostic for problem in self.found)


def run(
    suite: Suite, policy: Policy, explain: Explain, read: Read | None = None
) -> Iterator[Result]:
    """The result of every case for this version, in file order.

    *explain* gives the short answer in a language, *read* reads documents.
    """
    for case in suite.of(policy.version).cases:
        result = _run(case, suite, policy, explain, read)
        if policy.masks:
            told = without_values(result.found, policy, result.evaluation)
            result = Result(hidden(case, policy), tuple(told), result.evaluation)
        yield result


def _run(case: Case, suite: Suite, policy: Policy, explain: Explain, read: Read | None) -> Result:
    refused = case.expect.get("refused")
    try:
        facts = facts_of(case, suite, policy, read)
        case = case.told(facts) if case.documents else case
        evaluation = evaluate(policy, facts)
    except BackhaulError as error:
        return Result(case, tuple(_refusal(case, error)), None)
    if refused is None:
        problems = Comparison(policy, evaluation, explain, facts).problems(case.expect)
        told = tuple(at_one_offset(problem, evaluation) for problem in problems)
        return Result(case, (*told, *_broken(case, evaluation)), evaluation)
    message = "expected the facts to be refused, and they were decided"
    came = {"status": evaluation.status, "rules": outcome.rules(evaluation)}
    wrong = Diagnostic("case-failed", message, "", refused.span)
    return Result(case, (Problem(wrong, (), came),), evaluation)


def _broken(case: Case, evaluation: Evaluation) -> Iterator[Problem]:
    """The invariants that do not hold of a case, whatever the facts that are missing turn out to be."""
    if evaluation.status == "uncovered":
        return
    for invariant in evaluation.policy.invariants:
        if claim_holds(invariant.condition, evaluation.names) is False:
            message = f"the invariant `{invariant.id}` does not hold of it"
            help = (
                f"it claims `{nodes.written(invariant.condition)}`: correct the rules, or the claim"
            )
            yield Problem(Diagnostic("case-failed", message, help, case.span))


def _refusal(case: Case, error: BackhaulError) -> Iterator[Problem]:
    """What is wrong with a case whose facts were refused."""
    refused = case.expect.get("refused")
    codes = list(dict.fromkeys(diagnostic.code for diagnostic in error.diagnostics))
    wanted = [code for code, _ in texts(refused)]
    if refused is not None and set(codes) == set(wanted):
        return
    expected = ", ".join(wanted) or "a decision"
    message = f"expected {expected}, and the facts were refused: {', '.join(codes)}"
    help = "; ".join(diagnostic.message for diagnostic in error.diagnostics)
    wrong = Diagnostic("case-failed", message, help, refused.span if refused else case.span)
    yield Problem(wrong, ("refused",), codes) if refused else Problem(wrong, (), {"refused": codes})
