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

__all__ = [
    "BackhaulError",
    "Decision",
    "Diagnostic",
    "FactError",
    "Policy",
    "PolicyError",
    "Undetermined",
    "__version__",
    "load",
    "loads",
    "open",
]

__version__ = "0.1.0"
