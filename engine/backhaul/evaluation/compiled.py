"""A policy as compiled functions for complete, exact facts, and what their answers mean."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, final

from backhaul.evaluation.branching import Branched, Branching
from backhaul.evaluation.combine import Status
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.lowering.domains import Domain, domains, instant, parse, parse_utc
from backhaul.evaluation.lowering.function import Writer
from backhaul.evaluation.lowering.safe_ranges import SafeRanges, safe_ranges_of
from backhaul.language.model import Policy
from backhaul.language.values import read_value

#: every fact as it was given; then for every decision the rule and what it computes
Found = tuple[Any, ...]
#: gives the outputs on one case
Other = Callable[[Any], Any]
#: the domain and what was found, False where the constraints refuse the facts, None where it cannot be told
Branch = Callable[[dict[str, object]], Any]

#: makes the class of what a compiled form gives; of the form, and what reads the outcome of one
Make = Callable[["Compiled", Callable[[Any], dict[str, Any]]], type]


@final
class Compiled:
    """The function of a policy in one domain, and how its answers are read."""

    __slots__ = (
        "_decisions",
        "_many",
        "_texts",
        "decide",
        "domain",
        "make",
        "other",
        "policy",
        "trace_text",
        "write_branch",
        "write_many",
    )

    def __init__(self, policy: Policy, domain: Domain) -> None:
        self.policy, self.domain = policy, domain
        #: the decision on the facts of one case
        self.decide: Callable[..., Any]
        #: the decision on facts that it leaves to another
        self.other: Callable[..., Any]
        #: the class of the decisions
        self.make: type[Any]
        #: the trace as JSON text; what writes it is made when one is first read
        self.trace_text: Callable[[Found], str] = self._first_text
        #: writes `outcomes`
        self.write_many: Callable[[], Callable[[Iterable[Any], Other], Iterator[Any]]]
        #: writes what gives the rules of one branch, and leaves to another what it cannot decide
        self.write_branch: Callable[[Branch], Branch]
        self._many: Callable[[Iterable[Any], Other], Iterator[Any]] | None = None
        self._texts: dict[tuple[str, ...], Callable[[Found], str]] = {}
        self._decisions = [(d, 2 * i + 1) for i, d in enumerate(policy.decisions.values())]

    def outcomes(self, cases: Iterable[Any], other: Other) -> Iterator[Any]:
        """The outputs on one case after another, with no decision made in between; *other*: of what it cannot decide."""
        return self.many()(cases, other)

    def many(self) -> Callable[[Iterable[Any], Other], Iterator[Any]]:
        """The generator that `outcomes` runs; written once."""
        if self._many is None:
            self._many = self.write_many()
        return self._many

    def rules(self, found: Found) -> dict[str, Any]:
        """The id of the rule that answered each decision, or None; a list of ids for a list."""
        rules: dict[str, Any] = {}
        for decision, at in self._decisions:
            rule, ladder = found[at], decision.ladder
            if decision.hit == "collect":
                rules[decision.name] = [ladder[row].id for row, _ in rule]
            else:
                rules[decision.name] = ladder[rule].id if rule >= 0 else None
        return rules

    def statuses(self, found: Found) -> dict[str, Status]:
        """The status of every decision."""
        return {
            decision.name: "uncovered" if found[at] == -1 else "decided"
            for decision, at in self._decisions
        }

    def text(self, found: Found, *entries: str) -> str:
        """These entries of the receipt as JSON text; all of them with sorted names where none is named."""
        if entries not in self._texts:
            from backhaul.evaluation.lowering.receipt_text import receipt_text

            self._texts[entries] = receipt_text(self.policy, self.domain, entries)
        return self._texts[entries](found)

    def _first_text(self, found: Found) -> str:
        from backhaul.evaluation.lowering.trace_text import trace_text

        self.trace_text = trace_text(self.policy, self.domain, self._slowly)
        return self.trace_text(found)

    def _slowly(self, found: Found) -> str:
        """The trace as JSON text, by the definition."""
        from backhaul.evaluation.json_form import trace_text
        from backhaul.evaluation.trace import trace

        evaluation = self.evaluation(found)
        traced = trace(self.policy, evaluation.names, evaluation.answers)
        return trace_text(traced, evaluation.hidden)

    def evaluation(self, found: Found) -> Evaluation:
        """The same by the definition, with all that a trace is made of."""
        return evaluate(self.policy, dict(zip(self.policy.facts, found[0], strict=True)))


def compile_policy(
    policy: Policy, make: Make, branched: Callable[[Branched], Any], other: Callable[..., Any]
) -> Compiled | None:
    """The compiled form of a policy, which decides complete and exact facts by itself, all else by *other*.

    Where facts of few values are missing, *branched* makes the decision of what their branches come to. Its `decide` gives a new one of the class that *make* makes, with `_found` set to what was found. Nothing where arithmetic may be out of range for any
    facts, or where Python cannot compile what nests so deep.
    """
    ranges = safe_ranges_of(policy)
    if ranges is None:
        return None
    compiled = None
    forms: list[Compiled] = []
    other = Branching(policy, forms, branched, other).decide
    try:
        for domain in reversed(domains(policy)):
            compiled = compiled_in(policy, domain, ranges, make, other)
            forms.append(compiled)
            other = compiled.decide
    except RecursionError:
        return None
    return compiled


def compiled_in(
    policy: Policy, domain: Domain, ranges: SafeRanges, make: Make, other: Callable[..., Any]
) -> Compiled:
    """The compiled form of a policy in one domain."""
    compiled = Compiled(policy, domain)
    given = {
        # older Pythons make a slice anew each time
        "marks": slice(1, None, 3),
        "millennia": slice(0, None, 21),
        "instant": instant,
        "other": other,
        "parse": parse,
        "parse_utc": parse_utc,
        "read": read_value,
        "refuse": "refuse",
    }

    def made(
        write: Callable[[Writer], ast.Module], own: Mapping[str, object] = given
    ) -> dict[str, Any]:
        writer = Writer(policy, domain, ranges)
        code = compile(write(writer), f"<{policy.id} {policy.version}>", "exec")
        space = {**given, **own, **writer.constants}
        exec(code, space)  # noqa: S102 - a syntax tree with names of our own
        return space

    space = made(Writer.module)
    compiled.make = space["make"] = make(compiled, space["outcome"])
    compiled.decide, compiled.other = space["decide"], other
    own = {"domain": domain}
    compiled.write_branch = lambda other: made(Writer.branch, {**own, "other": other})["branch"]
    compiled.write_many = lambda: made(Writer.many)["outcomes"]
    return compiled
