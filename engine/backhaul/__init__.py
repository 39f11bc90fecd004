"""backhaul decides what happens to a case by rules that are data, and explains why.

>>> import backhaul
>>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
>>> decision = policy.decide({"cross_border": False})
>>> decision["route"]["disposition"]
'not_applicable'
"""

from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError, Undetermined
from backhaul.opening import load, loads, open
from backhaul.policy import Policy
from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from backhaul.analysis.interview import Interview
    from backhaul.evaluation.facts import Bounds
    from backhaul.questions.beginning import Begun, new_policy
    from backhaul.questions.book import book
    from backhaul.questions.cases import write_cases
    from backhaul.questions.check import check, findings
    from backhaul.questions.clauses import ClauseMap, clauses
    from backhaul.questions.compare import Compared, compare
    from backhaul.questions.coverage import coverage
    from backhaul.questions.drafting import Drafted, draft
    from backhaul.questions.formatting import Formatted, format_files
    from backhaul.questions.interview import interview
    from backhaul.questions.mutate import Mutations, mutate
    from backhaul.questions.prove import Proof, prove
    from backhaul.questions.readings import Readings, readings
    from backhaul.questions.review import Review, review
    from backhaul.questions.zones import check_zones, zone_section
    from backhaul.receipts.log import DecisionLog
    from backhaul.store import PolicyStore
    from backhaul.timeline import Timeline

__all__ = [
    "BackhaulError",
    "Begun",
    "Bounds",
    "ClauseMap",
    "Compared",
    "Decision",
    "DecisionLog",
    "Diagnostic",
    "Drafted",
    "FactError",
    "Formatted",
    "Interview",
    "Mutations",
    "Policy",
    "PolicyError",
    "PolicyStore",
    "Proof",
    "Readings",
    "Review",
    "Timeline",
    "Undetermined",
    "__version__",
    "book",
    "check",
    "check_zones",
    "clauses",
    "compare",
    "coverage",
    "draft",
    "findings",
    "format_files",
    "interview",
    "load",
    "loads",
    "mutate",
    "new_policy",
    "open",
    "prove",
    "readings",
    "review",
    "write_cases",
    "zone_section",
]

__version__ = "0.1.0"


#: what not every process needs, imported when it is first asked for, and where it is
_LATER = {
    "Begun": "questions.beginning",
    "Bounds": "evaluation.facts",
    "ClauseMap": "questions.clauses",
    "Compared": "questions.compare",
    "Drafted": "questions.drafting",
    "Formatted": "questions.formatting",
    "Interview": "analysis.interview",
    "Mutations": "questions.mutate",
    "Proof": "questions.prove",
    "Readings": "questions.readings",
    "Review": "questions.review",
    "book": "questions.book",
    "check": "questions.check",
    "clauses": "questions.clauses",
    "check_zones": "questions.zones",
    "zone_section": "questions.zones",
    "compare": "questions.compare",
    "coverage": "questions.coverage",
    "draft": "questions.drafting",
    "findings": "questions.check",
    "format_files": "questions.formatting",
    "interview": "questions.interview",
    "mutate": "questions.mutate",
    "new_policy": "questions.beginning",
    "prove": "questions.prove",
    "readings": "questions.readings",
    "review": "questions.review",
    "write_cases": "questions.cases",
    "DecisionLog": "receipts.log",
    "PolicyStore": "store",
    "Timeline": "timeline",
}


if not TYPE_CHECKING:  # a type checker knows every name, and finds a wrong one

    def __getattr__(name: str) -> object:
        if name not in _LATER:
            raise AttributeError(f"module `backhaul` has no attribute `{name}`")
        from importlib import import_module

        return getattr(import_module(f"backhaul.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
