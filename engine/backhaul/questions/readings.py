"""What follows from each reading of an ambiguous clause: the readings of a policy, compared in pairs by proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from backhaul.diagnostics import BackhaulError, Diagnostic, listed, nearest
from backhaul.frozen import frozen
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.language.model import Parameter
    from backhaul.policy import Policy
    from backhaul.questions.compare import Compared
    from backhaul.report.writing import Form

Answer = Literal["alike", "different", "not settled"]


def readings(policy: Policy, *, amount: str | None = None, work: int | None = None) -> Readings:
    """What any two readings of a clause decide otherwise, of every case with complete facts.

    Each parameter with `readings` is looked at by itself, the others at their `value`. *amount*: an output, as `decision.output`, or a fact that
    is a number: it is told of the smallest case for each pair. *work*: the steps of the solver for each question.
    Raises BackhaulError where the policy has no readings, and for an *amount* that it does not have. Needs `backhaul[analysis]`.

    >>> import backhaul
    >>> policy = backhaul.load("docs/readings/1.0.0.yaml")
    >>> found = backhaul.readings(policy, amount="request.lost")
    >>> [(pair.one, pair.other, pair.answer) for pair in found.pairs][0]
    ('by_the_hour', 'day_of_arrival_first', 'different')
    """
    needed("analysis", "`readings`", "z3")
    from backhaul.questions.compare import compare

    ambiguous = [each for each in policy.model.parameters.values() if each.readings]
    if not ambiguous:
        message = f"`{policy.id}` has no parameter with readings"
        help = "write the readings of a clause under `readings:` of a choice parameter"
        raise BackhaulError([Diagnostic("nothing-expected", message, help)])
    if amount is not None:
        _check_amount(policy, amount)
    pairs = []
    for parameter in ambiguous:
        sides = {
            name: policy.with_parameters(**{parameter.name: name}) for name in parameter.readings
        }
        for one, other in combinations(sides, 2):
            compared = compare(sides[one], sides[other], prove=True, work=work)
            pairs.append(Pair(parameter, one, other, compared))
    return Readings(policy, tuple(pairs), amount)


def _check_amount(policy: Policy, name: str) -> None:
    """Raise BackhaulError for what is no number of the policy."""
    from backhaul.language.kinds import Kind
    from backhaul.program.program import program_of

    numbers = [
        each.name
        for each in program_of(policy.model).names.values()
        if each.role in ("fact", "output") and each.type.kind in (Kind.DECIMAL, Kind.INTEGER)
    ]
    if name not in numbers:
        message = f"`{name}` is no fact or output that is a number"
        help = nearest(name, numbers) or "the numbers are " + listed(numbers, "`")
        raise BackhaulError([Diagnostic("unknown-name", message, help)])


@frozen
class Pair:
    """Two readings of one clause, and what is proved of them."""

    parameter: Parameter
    one: str
    other: str
    compared: Compared

    @property
    def answer(self) -> Answer:
        """Whether any case comes out otherwise."""
        changed = self.compared.changed
        return "not settled" if changed is None else "different" if changed else "alike"


@frozen
class Readings:
    """What was proved of the readings of a policy, pair by pair."""

    policy: Policy
    pairs: tuple[Pair, ...]
    #: the number that is told of the smallest cases
    amount: str | None

    @property
    def answer(self) -> Answer:
        """That of all pairs together: `different` where one is, else `not settled` where one is."""
        answers = {pair.answer for pair in self.pairs}
        return next((a for a in ("different", "not settled") if a in answers), "alike")

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Everything as JSON holds it; raises BackhaulError for a language that the policy does not have."""
        from backhaul.explanation.reading_words import ReadingWords

        told = ReadingWords(self.policy.model, language or self.policy.model.spoken, self.amount)
        return {
            "policy": self.policy.id,
            "version": self.policy.version,
            "digest": self.policy.digest,
            "answer": self.answer.replace(" ", "_"),
            "readings": [told.data(parameter) for parameter in self._parameters()],
            "pairs": [self._pair(pair, told.language) for pair in self.pairs],
        }

    def _pair(self, pair: Pair, language: str) -> dict[str, Any]:
        from backhaul.evaluation.outcome import outcome
        from backhaul.explanation.reading_words import amounts, smallest
        from backhaul.language.kinds import json_value
        from backhaul.program.program import program_of

        proof: Mapping[str, Any] = pair.compared.proof or {}
        found: dict[str, Any] = {
            "parameter": pair.parameter.name,
            "one": pair.one,
            "other": pair.other,
            "answer": pair.answer.replace(" ", "_"),
            "regions": [_of_readings(region) for region in proof["regions"]],
        }
        example = smallest(pair.compared.note(language), self.amount)
        if example:
            sides = ((pair.one, example.old), (pair.other, example.new))
            found["case"] = {"facts": example.given}
            found["case"] |= {name: outcome(side.evaluation, as_text=True) for name, side in sides}
            if self.amount:
                type = program_of(self.policy.model).names[self.amount].type
                told = zip((pair.one, pair.other), amounts(self.amount, example), strict=True)
                found["amount"] = {
                    name: None if held is None else json_value(type, held) for name, held in told
                }
        return found

    def _parameters(self) -> Iterator[Parameter]:
        yield from {pair.parameter.name: pair.parameter for pair in self.pairs}.values()

    def explain(self, language: str | None = None, *, form: Form = "text") -> str:
        """The readings, and what follows from them, in words; raises BackhaulError for a language that the policy does not have."""
        from backhaul.explanation.reading_words import ReadingWords
        from backhaul.report.writing import written

        told = ReadingWords(self.policy.model, language or self.policy.model.spoken, self.amount)
        blocks = told.blocks(
            (pair.parameter, (pair.one, pair.other), pair.answer, pair.compared.note(told.language))
            for pair in self.pairs
        )
        return written(blocks, form, told.title, told.language)


def _of_readings(region: Mapping[str, Any]) -> dict[str, Any]:
    """Where two sides differ, with the first reading in place of the old side, and the other in place of the new one."""
    sides = {"old": "one", "new": "other", "both": "both"}

    def said(sign: Mapping[str, Any]) -> dict[str, Any]:
        return {**sign, "in": sides[sign["in"]]} if "in" in sign else dict(sign)

    if not region["found"]:
        return dict(region)
    parts = [[said(sign) for sign in part] for part in region["any"]]
    return {**region, "all": [said(sign) for sign in region["all"]], "any": parts}
