"""What became of each clause of the text that the rules come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backhaul.frozen import frozen

if TYPE_CHECKING:
    from backhaul.policy import Policy
    from backhaul.program.clauses import ClauseUse
    from backhaul.report.writing import Form


def clauses(policy: Policy) -> ClauseMap:
    """Each clause of the policy's source with the rules and parameters that rest on it and its state.

    The state is `decides`, `words only`, `not covered`, or None: nothing rests on it, and the policy does not say so.
    Why nothing rests on a clause stands in the version, or in `clauses.yaml` beside it: raises PolicyError with what is wrong there.

    >>> import backhaul
    >>> found = backhaul.clauses(backhaul.open("tiktok-shop-sea-failed-delivery"))
    >>> [use.state for use in found.uses[17:20]], found.uses[0].rules[0]
    (['decides', 'words only', 'words only'], ('route', 'out-of-scope'))
    >>> found.stateless
    ()
    """
    from backhaul.program.clauses import clause_uses
    from backhaul.versions.reasons import reasons_beside

    return ClauseMap(policy, clause_uses(policy.model, reasons_beside(policy.model)))


@frozen
class ClauseMap:
    """The clauses of one version of a policy, in the order of the source."""

    policy: Policy
    uses: tuple[ClauseUse, ...]

    @property
    def stateless(self) -> tuple[str, ...]:
        """The ids of the clauses on which nothing rests and which do not say so."""
        return tuple(use.clause.id for use in self.uses if use.state is None)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON holds it, with the words in every language of the policy."""
        return {
            "policy": self.policy.id,
            "version": self.policy.version,
            "digest": self.policy.digest,
            "clauses": [
                {
                    "id": use.clause.id,
                    "words": dict(use.clause.words),
                    "state": use.state,
                    "why": dict(use.why) if use.why else None,
                    "rules": [{"decision": name, "rule": rule} for name, rule in use.rules],
                    "parameters": list(use.parameters),
                    "calendars": list(use.calendars),
                }
                for use in self.uses
            ],
        }

    def explain(self, language: str | None = None, *, form: Form = "text") -> str:
        """The clauses in words; raises BackhaulError for a language that the policy does not have."""
        from backhaul.books.clauses import without_links
        from backhaul.books.telling import Telling
        from backhaul.report.writing import written

        telling = Telling(self.policy.model, language or self.policy.model.spoken)
        title = f"{self.policy.id} {self.policy.version}"
        return written(without_links(self.uses, telling), form, title, telling.language)
