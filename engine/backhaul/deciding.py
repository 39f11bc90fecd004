"""What decides for a policy: the definition at first, and the compiled form once that pays."""

from __future__ import annotations

from itertools import islice

from backhaul.choices import one_of
from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError, FactError
from backhaul.static import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping

if TYPE_CHECKING:
    from backhaul.evaluation.compiled import Compiled
    from backhaul.evaluation.facts import Extra, Missing
    from backhaul.language import model
    from backhaul.tables.block import Blocks, Null
    from backhaul.tables.results import Decided

Cases = Iterable[Mapping[str, object]]
#: decisions that are made by the definition before it pays to compile a policy
DECISIONS_BEFORE = 8


class Deciding:
    """Decides one case or many; `decide` is the definition, or else the function that the policy was compiled to."""

    def __init__(self, checked: model.Policy) -> None:
        self.model = checked
        #: the decision on the facts of one case
        self.decide: Callable[..., Decision] = self._by_definition
        self._left = DECISIONS_BEFORE
        self._compiled: Compiled | None = None
        self._blocks: dict[tuple[Null, Missing], Blocks] = {}

    def _by_definition(self, facts: Mapping[str, object], extra: Extra = "refuse") -> Decision:
        from backhaul.evaluation.decision import evaluate

        one_of("extra", extra, ("refuse", "ignore"))
        self._left -= 1
        if self._left == 0:
            self.compile()
        return Decision.of(evaluate(self.model, facts, extra))

    def compile(self, *, whole: bool = False) -> None:
        """Compile the policy, where it can be; *whole*: with what decides many cases, too."""
        from backhaul.evaluation.compiled import compile_policy

        if self._compiled is None:
            self._compiled = compile_policy(
                self.model, compiled_decision, Decision.of_branches, self._by_definition
            )
            if self._compiled is not None:
                self.decide = self._compiled.decide
        if whole and self._compiled is not None:
            self._compiled.many()

    def each(self, cases: Cases) -> Iterator[Decision]:
        """The decisions on many cases, as they are asked for."""
        rest = iter(cases)
        yield from map(self.decide, islice(rest, DECISIONS_BEFORE))
        # by now it is compiled
        yield from map(self.decide, rest)

    def each_or_error(self, cases: Cases) -> Iterator[Decision | FactError]:
        """The same, with the error of a case in its place."""
        for facts in cases:
            try:
                decision = self.decide(facts)
            except FactError as error:
                yield error
            else:
                yield decision

    def outcomes(self, cases: Cases, errors: str) -> Iterator[dict[str, Any] | FactError]:
        """What the decisions on many cases come to; *errors*: `raise`, or `return` in their place."""
        rest = iter(cases)
        for facts in islice(rest, DECISIONS_BEFORE):
            yield _outcome(self.decide, errors, facts)
        if self._compiled is not None:
            from functools import partial

            other = partial(_outcome, self._compiled.other, errors)
            yield from self._compiled.outcomes(rest, other)
        else:
            for facts in rest:
                yield _outcome(self.decide, errors, facts)

    def asked(self, cases: Cases, extra: Extra, errors: str, missing: Missing) -> Cases:
        """The cases as `decide` takes them; raises ValueError for an option that there is not."""
        one_of("extra", extra, ("refuse", "ignore"))
        one_of("errors", errors, ("raise", "return"))
        one_of("missing", missing, ("refuse", "absent", "unknown"))
        if extra == missing == "refuse":
            return cases
        from backhaul.evaluation.facts import taken_as

        return taken_as(self.model, cases, extra, missing)

    def blocks(self, null: Null, missing: Missing) -> Blocks:
        """What decides blocks of cases; made once."""
        from backhaul.tables.block import Blocks

        if (null, missing) not in self._blocks:
            self._blocks[null, missing] = Blocks(self.model, self.case, null, missing=missing)
        return self._blocks[null, missing]

    def case(self, facts: Mapping[str, object], *, hide: bool = False) -> Decided:
        """The decision on one case in the form that tables hold; a refusal is a status, too.

        *hide*: outputs that would tell a masked fact are left empty, as in all that is written down.
        """
        from backhaul.tables.results import Decided

        try:
            decision = self.decide(facts)
        except BackhaulError as error:
            reasons = "; ".join(f"{each.code}: {each.message}" for each in error.diagnostics)
            return Decided("refused", reasons)
        status, outcome = decision.status, decision.outcome
        needs = "needs " + ", ".join(decision.needs) if status == "undetermined" else None
        if hide and self.model.masks:
            from backhaul.evaluation.outcome import without

            outcome = without(self.model, outcome, decision.evaluation.hidden, None)
        return Decided(status, needs, decision.statuses, outcome, decision.rules)


def _outcome(
    decide: Callable[..., Decision], errors: str, facts: Mapping[str, object]
) -> dict[str, Any] | FactError:
    """The outcome of one case; the error in its place where it is to be returned."""
    try:
        return decide(facts).outcome
    except FactError as error:
        if errors == "raise":
            raise
        return error


def compiled_decision(
    compiled: Compiled, outcome: Callable[[Any], dict[str, Any]]
) -> type[Decision]:
    """The class of the decisions that a compiled form makes: their outcome is read straight off what was found."""
    told = property(outcome, doc=Decision.outcome.__doc__)
    own = {"__slots__": (), "__doc__": Decision.__doc__, "__module__": Decision.__module__}
    return type("Decision", (Decision,), {**own, "_compiled": compiled, "outcome": told})
