"""What would change a decision, as callers see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from backhaul.diagnostics import BackhaulError, Diagnostic, nearest
from backhaul.evaluation.decision import Evaluation, tells_masked
from backhaul.language.kinds import Held, Refusal, Type, json_value, python_value
from backhaul.language.model import Output, Policy
from backhaul.language.values import read_value
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.analysis.flip import Flipped, Wanted
    from backhaul.report.blocks import Block

Answer = Literal["found", "impossible", "not settled"]
Form = Literal["text", "markdown"]


#: facts that one message names
_MOST_NAMED = 5
#: what callers see of a decision
D = TypeVar("D")


class Flip(Generic[D]):
    """The fewest and smallest changes of facts that give an outcome; or that no change of changeable facts does."""

    __slots__ = ("_decide", "_evaluation", "_found", "_wanted")

    def __init__(
        self,
        evaluation: Evaluation,
        wanted: Wanted,
        found: Flipped,
        decide: Callable[[Evaluation], D],
    ) -> None:
        self._evaluation, self._wanted, self._found = evaluation, wanted, found
        self._decide = decide

    @property
    def answer(self) -> Answer:
        """`found`; or `impossible`, which is proved; or `not settled` within the bound on work."""
        return self._found.answer

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Of each fact that is otherwise, what it is and what it would be, as Python values; None is absent."""
        return {
            change.fact.name: (
                _python(change.fact.type, change.before),
                _python(change.fact.type, change.after),
            )
            for change in self._found.changes
        }

    @property
    def decision(self) -> D | None:
        """The decision on the changed facts, where they were found."""
        found = self._found.evaluation
        return None if found is None else self._decide(found)

    def explain(self, language: str = "en", *, form: Form = "text") -> str:
        """The changes in words, as text or Markdown; raises BackhaulError for a language that the policy does not have."""
        from backhaul.report.writing import written

        return written(self.blocks(language), form).rstrip("\n")

    def blocks(self, language: str = "en") -> tuple[Block, ...]:
        """The changes in words, as blocks of a report."""
        from backhaul.explanation.flip_words import flip_blocks

        changes = [(one.fact, one.before, one.after) for one in self._found.changes]
        return flip_blocks(self._evaluation, self._wanted, self.answer, changes, language)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON holds it, without the values of masked facts, or that they ask for."""
        changes: dict[str, Any] = {}
        for change in self._found.changes:
            type, masked = change.fact.type, {"masked": True}
            hidden = change.fact.masked, tells_masked(self._evaluation, change.fact)
            before, after = (
                None if held is None else masked if hide else json_value(type, held)
                for held, hide in zip((change.before, change.after), hidden, strict=True)
            )
            changes[change.fact.name] = {"from": before, "to": after}
        return {"answer": self.answer.replace(" ", "_"), "changes": changes}

    def __repr__(self) -> str:
        return f"<Flip {self.answer}: {', '.join(self.changes) or 'no changes'}>"


def _python(type: Type, held: Held | None) -> Any:
    return None if held is None else python_value(type, held)


def flip(
    evaluation: Evaluation,
    wanted: Mapping[str, object],
    decide: Callable[[Evaluation], D],
    work: int | None = None,
) -> Flip[D]:
    """What would give the wanted outputs, each by its name or as `decision.output`."""
    needed("analysis", "`flip`", "z3")
    from backhaul.analysis.flip import flipped
    from backhaul.analysis.solving import MOST_WORK

    policy = evaluation.policy
    read = _wanted(policy, wanted)
    _check(evaluation)
    facts = {name: evaluation.names[name].one for name in policy.facts}
    return Flip(evaluation, read, flipped(policy, facts, read, work or MOST_WORK), decide)


def _check(evaluation: Evaluation) -> None:
    policy = evaluation.policy
    if not any(fact.changeable for fact in policy.facts.values()):
        message = f"`{policy.id}` {policy.version} says of no fact that it is changeable"
        help = "write `changeable: true` at the facts that somebody can influence"
        raise BackhaulError([Diagnostic("nothing-changeable", message, help)])
    unsettled = [name for name in policy.facts if not evaluation.names[name].settled]
    if unsettled:
        names = ", ".join(f"`{name}`" for name in unsettled[:_MOST_NAMED])
        more = len(unsettled) - _MOST_NAMED
        names += f" and {more} more" if more > 0 else ""
        message = f"what would change it is told of complete facts; not known exactly: {names}"
        help = "give every fact one value, or null where it is absent"
        raise BackhaulError([Diagnostic("incomplete-facts", message, help)])


def _wanted(policy: Policy, wanted: Mapping[str, object]) -> dict[str, Held | None]:
    """The wanted values as they are held; raises BackhaulError with every mistake."""
    found: dict[str, Held | None] = {}
    mistakes: list[Diagnostic] = []
    outputs = _outputs(policy)
    if not wanted:
        mistakes.append(_mistake("no output is named", "name an output and its value"))
    for name, value in wanted.items():
        named = [full for full in outputs if name in (full, full.partition(".")[2])]
        if not named:
            help = nearest(name, [*outputs, *(full.partition(".")[2] for full in outputs)])
            mistakes.append(_mistake(f"`{policy.id}` has no output `{name}` to be wanted", help))
        elif len(named) > 1:
            help = "write " + " or ".join(f"`{full}`" for full in named)
            mistakes.append(_mistake(f"several decisions have an output `{name}`", help))
        else:
            held = _held(outputs[named[0]], value)
            if isinstance(held, Refusal):
                mistakes.append(_mistake(f"output `{named[0]}`: {held.message}", held.help))
            else:
                found[named[0]] = held
    if mistakes:
        raise BackhaulError(mistakes)
    return found


def _mistake(message: str, help: str) -> Diagnostic:
    return Diagnostic("unknown-outcome", message, help)


def _outputs(policy: Policy) -> dict[str, Output]:
    """The outputs that can be wanted, by their full names; a list has none."""
    return {
        f"{decision.name}.{name}": output
        for decision in policy.decisions.values()
        if decision.hit != "collect"
        for name, output in decision.outputs.items()
    }


def _held(output: Output, value: object) -> Held | Refusal | None:
    if value is not None:
        return read_value(value, output.type)
    if output.optional:
        return None
    return Refusal("not-optional", "it is always there and cannot be null", "name a value")
