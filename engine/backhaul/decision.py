"""The decision as callers see it: outcome, rules, what is open, words, and the whole as data."""

from __future__ import annotations

from backhaul.choices import one_of
from backhaul.outputs import Settled
from backhaul.static import TYPE_CHECKING, Any, Literal, Mapping

if TYPE_CHECKING:
    from backhaul.evaluation.branching import Branched
    from backhaul.evaluation.combine import Status
    from backhaul.evaluation.compiled import Compiled, Found
    from backhaul.evaluation.decision import Evaluation
    from backhaul.evaluation.outcome import Answered
    from backhaul.evaluation.trace import Trace
    from backhaul.flip import Flip
    from backhaul.language import model
    from backhaul.sources.facts import ReadFacts

Why = Literal["short", "full"]
Form = Literal["text", "markdown", "html"]


class Decision(Settled):
    """What a policy says of one case: the outcome, the rules behind it, and what is still open.

    It is a mapping from the names of its decisions to their outputs; a list that is open is not in it. Two are
    equal that one meaning made of the same facts.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    >>> decision = policy.decide({"cross_border": False})
    >>> len(decision), "route" in decision, dict(decision)["remarks"]
    (3, True, [])
    """

    __slots__ = ("_branched", "_found", "_made")

    #: the compiled form that made it, where one did, and what that has found
    _compiled: Compiled | None = None
    _found: Found
    #: what the branches of missing facts came to, where compiled forms decided them
    _branched: Branched
    _made: Evaluation

    @staticmethod
    def of(evaluation: Evaluation) -> Decision:
        """The decision of an evaluation."""
        made = Decision()
        made._made = evaluation
        return made

    @staticmethod
    def of_branches(branched: Branched) -> Decision:
        """The decision of what the branches of missing facts came to."""
        made = Decision()
        made._branched = branched
        return made

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation by the definition: at hand, or made of what the compiled form has found."""
        # a compiled form sets `_found` alone, and what is not set is made when it is read
        if not hasattr(self, "_made"):
            if self._compiled:
                self._made = self._compiled.evaluation(self._found)
            else:
                from backhaul.evaluation.decision import evaluate

                self._made = evaluate(self._branched.policy, self._branched.given)
        return self._made

    @property
    def _answered(self) -> Answered:
        """The answers as far as they are at hand, or made."""
        return self._branched if hasattr(self, "_branched") else self.evaluation

    @property
    def _model(self) -> model.Policy:
        return self._compiled.policy if self._compiled else self._answered.policy

    def __reduce__(self) -> tuple[Any, ...]:
        from backhaul.language.stored import pickled

        evaluation = self.evaluation
        rest = [getattr(evaluation, name) for name in type(evaluation).__match_args__[1:]]
        return _again, (pickled(evaluation.policy), *rest)

    @property
    def policy(self) -> str:
        """The id of the policy that decided."""
        return self._model.id

    @property
    def version(self) -> str:
        """The version of the policy that decided."""
        return self._model.version

    @property
    def digest(self) -> str:
        """The digest of the policy's meaning."""
        return self._model.digest

    @property
    def status(self) -> Status:
        """`decided`, `undetermined` (facts are missing) or `uncovered` (no rule speaks of it)."""
        from backhaul.evaluation.combine import worst

        if self._compiled:
            return worst(list(self._compiled.statuses(self._found).values()))
        return worst(list(self.statuses.values()))

    @property
    def statuses(self) -> dict[str, Status]:
        """The status of each decision."""
        if self._compiled:
            return self._compiled.statuses(self._found)
        return {name: answer.status for name, answer in self._answered.answers.items()}

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts, unknown or bounded, that together settle what is open."""
        if not hasattr(self, "_branched") or hasattr(self, "_made"):
            return self.evaluation.needs
        from backhaul.evaluation.branching import needs

        return needs(self._branched)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The constraints that could not be told with what is known."""
        return self.evaluation.unchecked

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as understood: Python values, None where absent, `Bounds` where bounded."""
        from backhaul.evaluation.outcome import understood

        return understood(self.evaluation)

    @property
    def outcome(self) -> dict[str, Any]:
        """The settled outputs, `outcome[decision][output]`; a decided list is a list of rows."""
        from backhaul.evaluation.outcome import outcome

        return outcome(self._answered)

    @property
    def rules(self) -> dict[str, Any]:
        """The rule behind each decision; None where several may be, a list for a list."""
        if self._compiled:
            return self._compiled.rules(self._found)
        from backhaul.evaluation.outcome import rules

        return rules(self._answered)

    @property
    def possible(self) -> dict[str, Any]:
        """What each output that is not settled may still be: values, `Bounds`, or rows."""
        from backhaul.evaluation.outcome import still_possible

        return still_possible(self._answered)

    @property
    def possible_rules(self) -> dict[str, list[str]]:
        """The rules that may be the answer, where that is open."""
        from backhaul.evaluation.outcome import possible_rules

        return possible_rules(self._answered)

    @property
    def trace(self) -> Trace:
        """Why and why not: every rule that was looked at; made anew each time it is read."""
        from backhaul.evaluation.trace import trace

        return trace(self._model, self.evaluation.names, self.evaluation.answers)

    def trace_json(self) -> str:
        """Why and why not as JSON text: what `to_dict(trace=True)` has under `trace`, without blanks.

        Everything beyond ASCII is escaped. A compiled policy writes it many times faster.

        >>> import backhaul, json
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> why = json.loads(policy.decide({"cross_border": False}).trace_json())
        >>> [(rule["rule"], rule["outcome"]) for rule in why["route"]["rules"]]
        [('out-of-scope', 'true')]
        """
        if self._compiled:
            return self._compiled.trace_text(self._found)
        from backhaul.evaluation.json_form import trace_text

        return trace_text(self.trace, self.evaluation.hidden)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        mine, its = self.evaluation, other.evaluation
        same = mine.policy.digest == its.policy.digest and mine.given == its.given
        return same and mine.facts == its.facts

    def __hash__(self) -> int:
        return hash((self.digest, frozenset(self.evaluation.facts.items())))

    def explain(
        self,
        language: str = "en",
        *,
        why: Why = "short",
        form: Form = "text",
        read: ReadFacts | None = None,
    ) -> str:
        """The decision in words: a short answer, or the full why and why not.

        As text, as Markdown or as a page of HTML. *read*: what `Policy.read` gave; then what was not understood of the
        document is told, and with the full why the place in it of each fact.
        Raises BackhaulError for a language that the policy does not have, and ValueError for
        another *why* or *form*.
        """
        from backhaul.explanation.document import told_of
        from backhaul.explanation.explain import explain

        one_of("why", why, ("short", "full"))
        one_of("form", form, ("text", "markdown", "html"))
        told = None if read is None else told_of(read, language, whole=why == "full")
        return explain(self.evaluation, language, why=why, form=form, told=told)

    def flip(
        self, wanted: Mapping[str, object] | None = None, /, **outputs: object
    ) -> Flip[Decision]:
        """What would have given another outcome: the fewest and smallest changes of changeable facts, or a proof of none.

        Outputs are named, or written as `{"decision.output": value}`; None asks for an absent one. Needs the extra `analysis`.
        Raises BackhaulError for an unknown output or value, and where the facts are not complete or none is changeable.
        """
        from backhaul.flip import flip

        return flip(self.evaluation, {**(wanted or {}), **outputs}, Decision.of)

    def to_dict(self, *, trace: bool = False) -> dict[str, Any]:
        """The decision as JSON holds it: a receipt, enough to show it, store it and make it again.

        *trace*: why and why not is in it, too; `backhaul verify` makes it again anyway, and it is many times as long.
        Instants are RFC 3339 in UTC, decimals and durations are text. Masked facts, and outputs that
        are made of them, are `{"masked": true}`. `backhaul schema decision` prints its JSON Schema.
        """
        from backhaul.evaluation.record import ENTRIES, checksum_of, record

        if trace or not self._compiled:
            return record(self.evaluation, traced=trace)
        import json

        found: dict[str, Any] = json.loads(self._compiled.text(self._found, *ENTRIES))
        return {**found, "checksum": checksum_of(self.receipt_text())}

    def to_json(self) -> str:
        """The answer as JSON text for a web service: status, outcome, rules, needs and what is possible, as in `to_dict()`.

        >>> import backhaul, json
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> answer = json.loads(policy.decide({"cross_border": False}).to_json())
        >>> [*answer], answer["outcome"]["route"]["disposition"]
        (['status', 'outcome', 'rules', 'needs', 'possible'], 'not_applicable')
        """
        from backhaul.evaluation.record import ANSWER, answered_text

        if self._compiled:
            return self._compiled.text(self._found, *ANSWER)
        hidden = self.evaluation.hidden if self._model.masks else frozenset[str]()
        return answered_text(self._answered, self.needs, hidden)

    def receipt_text(self, *, trace: bool = False) -> str:
        """The text over which the checksum of a receipt is made: all else in it, without blanks and with sorted names."""
        if self._compiled and not trace:
            return self._compiled.text(self._found)
        from backhaul.evaluation.record import canonical, entries

        return canonical(entries(self.evaluation, traced=trace)).decode("ascii")

    def _repr_html_(self) -> str:
        from backhaul.notebook import framed

        return framed(self.explain(self._model.spoken, form="html"))

    def _repr_markdown_(self) -> str:
        return self.explain(self._model.spoken, form="markdown")

    def __repr__(self) -> str:
        rules = ", ".join(f"{name}={rule!r}" for name, rule in self.rules.items())
        return f"<Decision {self.status} by {self.policy} {self.version}: {rules}>"


def _again(pickled: tuple[int, bytes, str], *rest: Any) -> Decision:
    """The decision that was pickled."""
    from backhaul.evaluation.decision import Evaluation
    from backhaul.language.stored import unpickled

    return Decision.of(Evaluation(unpickled(*pickled), *rest))
