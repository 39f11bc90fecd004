"""What rules can plainly never do, found without a solver: by the ranges of the facts, and by the parts of conditions.

All that is told here is so. Much that is so is not told: what a solver proves is the same, and more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from backhaul.diagnostics import Diagnostic
from backhaul.evaluation.facts import understand
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import derive, truth
from backhaul.evaluation.tighten import tighten
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.model import Constraint, Policy, Rule
from backhaul.program.program import facts_under, program_of
from backhaul.program.readings import every_reading

#: rules of one decision that are held against each other
MOST_RULES = 60


def plain_findings(policy: Policy) -> Iterator[Diagnostic]:
    """Rules that no facts reach, or whose cases the rules above them take, and rules that overlap where one alone may match."""
    policy = every_reading(policy)
    if _meeting(policy, []) is None:
        return  # of facts that are never accepted there is nothing to tell
    reading = program_of(policy)
    for decision in policy.decisions.values():
        rules = [
            r for r in decision.rules if r.condition and not reading.reads_outputs(r.condition)
        ]
        meeting = {id(rule): _meeting(policy, [rule]) for rule in rules[:MOST_RULES]}
        for rule in rules[:MOST_RULES]:
            if meeting[id(rule)] is None:
                message = (
                    f"`{rule.id}` can never answer: no facts that are accepted meet its condition"
                )
                help = "leave it out, or write what is meant"
                yield Diagnostic("never-answers", message, help, rule.span, "warning")
        alive = [rule for rule in rules[:MOST_RULES] if meeting[id(rule)] is not None]
        if decision.hit == "first":
            yield from _hidden(alive, meeting)
        elif decision.hit == "unique":
            yield from _overlaps(policy, alive)


#: the names narrowed to where rules can match, and the constraints that may still refuse such facts
Meeting = tuple[dict[str, Known], frozenset[str]]


def _meeting(policy: Policy, rules: Sequence[Rule]) -> Meeting | None:
    """What is known of facts that meet the conditions of all these rules; nothing where there are none."""
    asked = [
        Constraint(f"{n}", r.condition, None, r.span) for n, r in enumerate(rules) if r.condition
    ]
    narrower = with_fields(policy, constraints=(*policy.constraints, *asked))
    known, broken, unchecked = tighten(narrower, understand(policy, {}, "refuse"))
    return None if broken else (derive(policy, known), frozenset(unchecked))


def _hidden(rules: Sequence[Rule], meeting: dict[int, Meeting | None]) -> Iterator[Diagnostic]:
    """Rules of which one above takes all cases: whoever meets the lower one meets it, too."""
    for number, rule in enumerate(rules):
        met = meeting[id(rule)]
        for earlier in rules[:number]:
            if earlier.condition is None or rule.condition is None or met is None:
                continue
            if _parts(earlier.condition) <= _parts(rule.condition) or (
                truth(earlier.condition, met[0]) is True
            ):
                message = (
                    f"`{rule.id}` can never answer: `{earlier.id}` above it takes all its cases"
                )
                help = "leave it out, put it above them, or make them narrower"
                related = ((f"`{earlier.id}` comes before it", earlier.span),)
                yield Diagnostic(
                    "never-answers", message, help, rule.span, "warning", related=related
                )
                break


def _overlaps(policy: Policy, rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    """Pairs of rules that are both sure to match where the facts lie so."""
    told: set[int] = set()
    for earlier, rule in combinations(rules, 2):
        if id(rule) in told or earlier.condition is None or rule.condition is None:
            continue
        met = _meeting(policy, [earlier, rule])
        if met is None or not all(
            truth(c, met[0]) is True for c in (earlier.condition, rule.condition)
        ):
            continue
        read = {*facts_under(policy, earlier.condition, rule.condition)}
        open_ones = [c for c in policy.constraints if c.id in met[1]]
        if any(read.intersection(facts_under(policy, c.condition)) for c in open_ones):
            continue  # a constraint may refuse all such facts
        told.add(id(rule))
        message = f"`{earlier.id}` and `{rule.id}` both match some facts, and only one may"
        help = "make one of the rules narrower, since two matches are refused"
        related = ((f"`{earlier.id}` stands here", earlier.span),)
        yield Diagnostic("rules-may-overlap", message, help, rule.span, "warning", related=related)


def _parts(node: nodes.Condition) -> frozenset[str]:
    """What a condition asks for, each part as it is written."""
    if isinstance(node, nodes.All):
        return frozenset().union(*map(_parts, node.children))
    return frozenset([nodes.written(node)])
