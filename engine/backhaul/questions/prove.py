"""What holds of every case that a policy accepts, or a case that shows it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError
from backhaul.frozen import frozen
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.analysis.claims import Answer, Verdict
    from backhaul.analysis.witness import Witness
    from backhaul.language.model import Invariant
    from backhaul.policy import Policy
    from backhaul.report.blocks import Block
    from backhaul.report.lines import Tone
    from backhaul.report.writing import Form

Progress = Callable[[float | None, int], None]
ANSWERS: dict[Answer, Tone] = {"proved": "yes", "false": "no", "not settled": "open"}


def prove(
    policy: Policy, *claims: str, work: int | None = None, progress: Progress | None = None
) -> Proof:
    """The verdict on each claim, of every case with complete facts that the policy accepts.

    *claims*: conditions in the words of the policy, else its invariants. *work*: the steps of the solver for each question. *progress* is
    told the share of the claims that is done, and how many. A verdict is `proved`, `false`, with the plainest case that shows it, or `not settled`, where the bound on work was met
    or hangs on a function that the solver does not know.
    Raises PolicyError with what is wrong with claims, and BackhaulError where there are none. Needs `backhaul[analysis]`.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    >>> proof = backhaul.prove(policy, "cross_border || route.disposition == 'not_applicable'", "cross_border")
    >>> [verdict.answer for verdict in proof.verdicts]
    ['proved', 'false']
    >>> proof.verdicts[1].witness.given["cross_border"]
    False
    """
    needed("analysis", "`prove`", "z3")
    from backhaul.analysis.claims import Prover
    from backhaul.analysis.solving import MOST_WORK

    read = _claims(policy, claims)
    prover = Prover(policy.model, work or MOST_WORK)
    verdicts = []
    for number, claim in enumerate(read, 1):
        verdicts.append(prover.prove(claim))
        if progress:
            progress(number / len(read), number)
    return Proof(policy, tuple(verdicts), nothing_accepted=prover.nothing_accepted)


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


@frozen
class Proof:
    """The verdicts on claims about one policy."""

    policy: Policy
    verdicts: tuple[Verdict, ...]
    #: whether the constraints accept no facts at all, so that every claim holds
    nothing_accepted: bool

    @property
    def answer(self) -> Answer:
        """That of all claims together: `false` where one is, else `not settled` where one is."""
        answers = {verdict.answer for verdict in self.verdicts}
        return next((a for a in ("false", "not settled") if a in answers), "proved")

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Everything as JSON holds it; raises BackhaulError for a language that the policy does not have."""
        told = _Telling(self.policy, language)
        return {
            "policy": self.policy.id,
            "version": self.policy.version,
            "digest": self.policy.digest,
            "nothing_accepted": self.nothing_accepted,
            "claims": [told.claim(verdict) for verdict in self.verdicts],
        }

    def explain(self, language: str | None = None, *, form: Form = "text") -> str:
        """The verdicts in words; raises BackhaulError for a language that the policy does not have."""
        from backhaul.report.writing import written

        told = _Telling(self.policy, language)
        blocks = told.blocks(self.verdicts, nothing=self.nothing_accepted)
        return written(blocks, form, f"{self.policy.id} {self.policy.version}", told.language)


class _Telling:
    """Verdicts on one policy, as data and in words."""

    def __init__(self, policy: Policy, language: str | None) -> None:
        from backhaul.explanation.words import catalogue

        self.policy, self.language = policy, language or policy.model.spoken
        catalogue(policy.model, self.language)

    def claim(self, verdict: Verdict) -> dict[str, Any]:
        """One verdict as JSON holds it."""
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
        if verdict.unknown:
            found["unknown_functions"] = list(verdict.unknown)
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
        """What shows the answer: a case and its decision, where it cannot be worked out, or why it is not settled."""
        from backhaul.analysis.solving import why_not_settled
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
            met = "the bound on work was met; give it more with `--work N`"
            yield Paragraph(parsed(why_not_settled(verdict.unknown, met)))

    def _read(self, verdict: Verdict) -> str:
        """The facts under a claim, as they are where it cannot be worked out."""
        from backhaul.cases.written import plainly
        from backhaul.program.program import facts_under

        given = verdict.beyond.given if verdict.beyond else {}
        read = facts_under(self.policy.model, verdict.claim.condition)
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
