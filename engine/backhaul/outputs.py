"""The outputs of one decision, and the refusal to give one that is open."""

from __future__ import annotations

from abc import abstractmethod

from backhaul.diagnostics import Diagnostic, Undetermined, nearest
from backhaul.static import TYPE_CHECKING, Any, Callable, Iterator, Mapping, final

if TYPE_CHECKING:
    from backhaul.evaluation.decision import Evaluation
    from backhaul.language import model


@final
class Outputs(Mapping[str, Any]):
    """The outputs of one decision; reading one that is not settled raises Undetermined."""

    __slots__ = ("_decision", "_evaluation", "_settled")

    def __init__(
        self, decision: str, settled: Mapping[str, Any], evaluation: Callable[[], Evaluation]
    ) -> None:
        self._decision, self._settled = decision, settled
        #: the whole, made where it is needed
        self._evaluation = evaluation

    def __getitem__(self, output: str) -> Any:
        if output in self._settled:
            return self._settled[output]
        evaluation = self._evaluation()
        declared = evaluation.policy.decisions[self._decision].outputs
        if output in declared:
            raise undetermined(evaluation, f"{self._decision}.{output}")
        raise KeyError(f"`{self._decision}` has no output `{output}` {nearest(output, declared)}")

    def __contains__(self, output: object) -> bool:
        return output in self._settled

    def __iter__(self) -> Iterator[str]:
        return iter(self._settled)

    def __len__(self) -> int:
        return len(self._settled)

    def __repr__(self) -> str:
        hidden, decision = self._evaluation().hidden, self._decision
        shown = {
            n: "masked" if f"{decision}.{n}" in hidden else v for n, v in self._settled.items()
        }
        return f"Outputs({shown!r})"


class Settled(Mapping[str, Any]):
    """The settled part of a decision: its outcome as a mapping, in which a list that is open is not."""

    __slots__ = ("_outcome",)

    _outcome: dict[str, Any]

    @property
    @abstractmethod
    def outcome(self) -> dict[str, Any]:
        """The settled outputs."""

    @property
    @abstractmethod
    def evaluation(self) -> Evaluation:
        """The evaluation by the definition."""

    @property
    @abstractmethod
    def _model(self) -> model.Policy: ...

    def __getitem__(self, decision: str) -> Any:
        """The outputs of a decision, or the rows of a list; raises Undetermined where it is open."""
        if decision not in self._model.decisions:
            known = self._model.decisions
            raise KeyError(
                f"`{self._model.id}` has no decision `{decision}` {nearest(decision, known)}"
            )
        settled = self._settled()
        if self._model.decisions[decision].hit != "collect":
            return Outputs(decision, settled[decision], lambda: self.evaluation)
        if decision not in settled:
            raise undetermined(self.evaluation, decision)
        return [dict(row) for row in settled[decision]]

    def _settled(self) -> dict[str, Any]:
        """The outcome, read once."""
        if not hasattr(self, "_outcome"):
            self._outcome = self.outcome
        return self._outcome

    def __contains__(self, decision: object) -> bool:
        return decision in self._settled()

    def __iter__(self) -> Iterator[str]:
        return iter(self._settled())

    def __len__(self) -> int:
        return len(self._settled())

    def __bool__(self) -> bool:
        # a decision of which everything is open is one, too
        return True


def undetermined(evaluation: Evaluation, what: str) -> Undetermined:
    """The refusal to give an output that is open."""
    if evaluation.answers[what.partition(".")[0]].status == "uncovered":
        message = f"no rule covers these facts, so there is no `{what}`"
        help = "look at the decision's status first, or give the policy an `otherwise`"
    else:
        message = f"`{what}` cannot be told from these facts"
        help = "it needs " + ", ".join(f"`{name}`" for name in evaluation.needs)
    return Undetermined([Diagnostic("undetermined", message, help)], evaluation.needs)
