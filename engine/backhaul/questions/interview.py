"""An interview about one case: asks only what still matters, and the most telling first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backhaul.analysis.interview import Interview
from backhaul.packages import installed

if TYPE_CHECKING:
    from backhaul.policy import Policy


def interview(policy: Policy, facts: Mapping[str, object] | None = None) -> Interview:
    """An interview about one case of which these facts are known: it says which fact to ask for next, and takes answers.

    `question()` is the next fact, None where no answer matters any more; `tell(name, value)` takes an answer as `decide` takes it, and
    raises FactError where it cannot be; `pass_over(name)` notes that a fact is not known; `back()` takes the last answer back. `facts`
    is what was told, `certain()` what is the same whatever else is told. With `backhaul[analysis]` the fewest facts are asked for.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    >>> asking = backhaul.interview(policy, {"parcel_status": "delivered"})
    >>> fact = asking.question()
    >>> asking.tell(fact.name, "none")
    >>> policy.decide(asking.facts).status
    'decided'
    """
    asking = None
    if installed("z3"):
        from backhaul.analysis.asking import Asking

        asking = Asking(policy.model)
    return Interview(policy.model, facts or {}, asking)
