"""What was proved of a version when it was released, as the lock keeps it beside the digests."""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.static import Any, Mapping

#: of an invariant: it holds of every case, or not, or the bound on work was met
INVARIANT = ("proved", "false", "not_settled")
#: of the released version before: every case is decided alike; every one that it accepted; some is not
DECISIONS = ("alike", "kept", "different", "not_settled")
NONE: Mapping[str, str] = {}


@frozen
class Proofs:
    """The verdicts on the invariants, and on what was decided before."""

    #: by the invariant's id
    invariants: Mapping[str, str] = NONE
    #: the released version that it was held against, and what came of it; or nothing
    against: str | None = None
    decisions: str | None = None

    def as_data(self) -> dict[str, object]:
        """The verdicts as they stand in the lock."""
        found: dict[str, object] = {}
        if self.invariants:
            found["invariants"] = dict(self.invariants)
        if self.against is not None:
            found |= {"against": self.against, "decisions": self.decisions}
        return found


def read_proofs(given: Any) -> Proofs | None:
    """The verdicts as the lock has them, or nothing where they are not in the form that `as_data` gives."""
    if not isinstance(given, dict) or not given:
        return None
    invariants = given.get("invariants", {})
    if not isinstance(invariants, dict) or not all(v in INVARIANT for v in invariants.values()):
        return None
    against, decisions = given.get("against"), given.get("decisions")
    if "against" in given and (not isinstance(against, str) or decisions not in DECISIONS):
        return None
    found = Proofs(invariants, against, decisions)
    same = found.as_data()
    return found if list(same) == list(given) and same == given else None
