"""`backhaul prove`: what holds of every case that a policy accepts, or a case that shows it does not."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.cli import output
from backhaul.cli.decide import language
from backhaul.cli.exit_status import NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import steps
from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError

if TYPE_CHECKING:
    from backhaul.analysis.claims import Answer, Verdict
    from backhaul.analysis.witness import Witness
    from backhaul.language.model import Invariant
    from backhaul.policy import Policy
    from backhaul.report.blocks import Block
    from backhaul.report.lines import Tone

EXAMPLES = """\
examples:
  backhaul prove tiktok-shop-sea-failed-delivery
  backhaul prove policies/mine/2.0.0.yaml --format json
  backhaul prove policies/mine --claim "route.disposition != 'redeliver' || !warehouse_ready"

A claim speaks of every case with complete facts that the policy accepts. It is proved; or false, and a plain case
shows it; or not settled, because the bound on work was met. That bound is counted and not timed, so that the
answer is the same everywhere.
"""
ANSWERS: dict[Answer, Tone] = {"proved": "yes", "false": "no", "not settled": "open"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    help = "a condition in the words of the policy, as often as needed (default: its invariants)"
    add("--claim", metavar="CONDITION", action="append", default=[], dest="claims", help=help)
    add("--version", metavar="V", help="the version, such as 1.0.0 (default: the newest released)")
    help = "steps of the solver for each question (default: 50000000)"
    add("--work", metavar="N", type=steps, help=help)
    add_set_argument(parser)
    shown = parser.add_argument_group("output").add_argument
    shown("--format", choices=("text", "json", "markdown", "html"), default="text")
    shown("--lang", metavar="LANGUAGE", help="language of the words, such as en or zh")
    shown("--output", metavar="FILE", help="write to a file, whole or not at all")


def run(given: argparse.Namespace) -> int:
    """Prove and print; no where a claim is false, open where one is not settled."""
    from backhaul.packages import needed

    needed("analysis", "`backhaul prove`", "z3")
    from backhaul.analysis.claims import Prover
    from backhaul.analysis.solving import MOST_WORK
    from backhaul.report.writing import written

    policy = apply(open_policy(given.policy, given.version), given.parameters)
    words = language(policy, given.lang)
    _check_language(policy, words)
    claims = _claims(policy, given.claims)
    prover = Prover(policy.model, given.work or MOST_WORK)
    verdicts = [prover.prove(claim) for claim in claims]
    nothing = prover.nothing_accepted
    told = _Telling(policy, words)
    if given.format == "json":
        output.write(output.as_json(told.data(verdicts, nothing=nothing)), given.output)
    else:
        blocks = told.blocks(verdicts, nothing=nothing)
        name = f"{policy.id} {policy.version}"
        output.write(written(blocks, given.format, name, words), given.output)
    answers = {verdict.answer for verdict in verdicts}
    return NO if "false" in answers else OPEN if "not settled" in answers else YES


def _check_language(policy: Policy, language: str) -> None:
    from backhaul.explanation.words import catalogue

    catalogue(policy.model, language)


def _claims(policy: Policy, texts: Sequence[str]) -> Sequence[Invariant]:
    """The claims that were given, else the invariants; raises BackhaulError where there are none."""
    if not texts:
        if not policy.model.invariants:
            message = f"`{policy.id}` has no invariants, so there is nothing to prove"
            help = "claim something with `--claim CONDITION`, or under `invariants`"
            raise BackhaulError([Diagnostic("nothing-expected", message, help)])
        return policy.model.invariants
    from backhaul.language.claims import read_claim

    found: list[Invariant] = []
    mistakes: list[Diagnostic] = []
    for number, text in enumerate(texts, 1):
        id, place = (
            ("claim", "--claim") if len(texts) == 1 else (f"claim-{number}", f"--claim {number}")
        )
        try:
            found.append(read_claim(policy.model, text, id, place))
        except PolicyError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise PolicyError(mistakes)
    return found


class _Telling:
    """Verdicts on one policy, as data and in words."""

    def __init__(self, policy: Policy, language: str) -> None:
        self.policy, self.language = policy, language

    def data(self, verdicts: Sequence[Verdict], *, nothing: bool) -> dict[str, Any]:
        """Everything as JSON holds it."""
        return {
            "policy": self.policy.id,
            "version": self.policy.version,
            "digest": self.policy.digest,
            "nothing_accepted": nothing,
            "claims": [self._claim_data(verdict) for verdict in verdicts],
        }

    def _claim_data(self, verdict: Verdict) -> dict[str, Any]:
        from backhaul.language.nodes import written

        claim = verdict.claim
        found: dict[str, Any] = {"id": claim.id, "claim": written(claim.condition)}
        if claim.title:
            found["title"] = claim.title[self.language]
        found["answer"] = verdict.answer.replace(" ", "_")
        if verdict.witness:
            from backhaul.decision import Decision

            decision = Decision.of(verdict.witness.evaluation)
            found["case"] = self._case(claim, verdict.witness)
            found["explanation"] = decision.explain(self.language)
            found["decision"] = decision.to_dict()
            found["facts"] = verdict.witness.given
        if verdict.beyond:
            found["out_of_range"] = verdict.beyond.given
        return found

    def blocks(self, verdicts: Sequence[Verdict], *, nothing: bool) -> Iterator[Block]:
        """Everything as a report."""
        from backhaul.language.nodes import written
        from backhaul.report.blocks import Paragraph, Result
        from backhaul.report.lines import Name

        for verdict in verdicts:
            claim = verdict.claim
            said = claim.title[self.language] if claim.title else Name(written(claim.condition))
            tone, shown = ANSWERS[verdict.answer], tuple(self._shown(verdict))
            yield Result(verdict.answer, tone, (f"{claim.id}: ", said), shown)
        if nothing:
            said = "no facts at all are accepted by the constraints, so this says nothing"
            yield Paragraph(said)
        counts = Counter(verdict.answer for verdict in verdicts)
        told = ", ".join(f"{counts[answer]} {answer}" for answer in ANSWERS if counts[answer])
        yield Paragraph(f"{self.policy.id} {self.policy.version}: {told}", "closing")

    def _shown(self, verdict: Verdict) -> Iterator[Block]:
        """What shows the answer: a case and its decision, or where it cannot be worked out."""
        from backhaul.decision import Decision
        from backhaul.language.nodes import written
        from backhaul.report.blocks import Paragraph, Verbatim
        from backhaul.report.lines import Name, parsed

        claim = verdict.claim
        if verdict.witness:
            if claim.title:
                yield Paragraph((f"--> {claim.span}: ", Name(written(claim.condition))))
            shown = "The plainest case that shows it, as a case file has it:"
            yield Verbatim(self._case(claim, verdict.witness), shown)
            explained = Decision.of(verdict.witness.evaluation).explain(self.language)
            yield Verbatim(explained.strip(), "Its decision:")
        if verdict.beyond:
            where = f"where it can be worked out: it is out of range where {self._read(verdict)}"
            yield Paragraph(parsed(where))
        if verdict.answer == "not settled":
            yield Paragraph(parsed("the bound on work was met; give it more with `--work N`"))

    def _read(self, verdict: Verdict) -> str:
        """The facts under a claim, as they are where it cannot be worked out."""
        from backhaul.cases.written import plainly
        from backhaul.evaluation.reads import facts_under
        from backhaul.language.nodes import names

        given = verdict.beyond.given if verdict.beyond else {}
        read = facts_under(self.policy.model, names(verdict.claim.condition))
        return " and ".join(f"`{name}` is {plainly(given[name])}" for name in read)

    def _case(self, claim: Invariant, witness: Witness) -> str:
        """A case that expects what the policy decides, of the outputs and rules that the claim reads."""
        from backhaul.cases.entry import entry
        from backhaul.evaluation.outcome import outcome, rules
        from backhaul.language.nodes import names

        found = witness.evaluation
        read = [name.split(".") for name in names(claim.condition) if "." in name]
        outputs: dict[str, dict[str, object]] = {}
        came: Mapping[str, Any] = outcome(found, as_text=True)
        for decision, name in read:
            outputs.setdefault(decision, {})[name] = came[decision][name]
        answered = {
            name: rule for name, rule in rules(found).items() if name in outputs or not read
        }
        expect = {"status": found.status, "outcome": outputs, "rules": answered}
        shown = {key: value for key, value in expect.items() if value}
        return entry(f"{claim.id} does not hold", witness.given, shown)
