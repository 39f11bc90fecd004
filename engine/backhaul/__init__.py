"""backhaul decides what happens to a case by rules that are data, and explains why.

>>> import backhaul
>>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
>>> decision = policy.decide({"cross_border": False})
>>> decision["route"]["disposition"]
'not_applicable'
"""

from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError, Undetermined
from backhaul.policy import Policy, load, loads, open
from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from backhaul.receipts.log import DecisionLog
    from backhaul.store import PolicyStore

__all__ = [
    "BackhaulError",
    "Decision",
    "DecisionLog",
    "Diagnostic",
    "FactError",
    "Policy",
    "PolicyError",
    "PolicyStore",
    "Undetermined",
    "__version__",
    "load",
    "loads",
    "open",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """What not every process needs, imported when it is first asked for."""
    if name == "PolicyStore":
        from backhaul.store import PolicyStore

        return PolicyStore
    if name == "DecisionLog":
        from backhaul.receipts.log import DecisionLog

        return DecisionLog
    raise AttributeError(f"module `backhaul` has no attribute `{name}`")
