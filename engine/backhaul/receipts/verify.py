"""A receipt is decided again, and what comes out is compared with it byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Literal, Protocol

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.facts import understand
from backhaul.evaluation.record import MASKED, canonical, checksum, entries
from backhaul.evaluation.trace import trace
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Policy
from backhaul.program.program import Name, program_of
from backhaul.receipts.differences import Difference, differences

Finding = Literal["same", "differs", "cannot verify"]
#: differences that are told of one receipt
MOST = 5


@frozen
class Verdict:
    """What became of one receipt."""

    finding: Finding
    policy: str
    version: str
    #: the first differences
    differences: tuple[Difference, ...] = ()
    #: sentences: why it differs beyond its values, or why it cannot be verified
    reasons: tuple[str, ...] = ()


class Changeable(Protocol):
    """A policy, and the same with other parameters."""

    @property
    def model(self) -> Policy:
        """The checked policy."""
        ...

    def with_parameters(self, /, **parameters: object) -> Changeable:
        """A policy with other values of these parameters."""
        ...


#: what `backhaul decide` tells beside the receipt, of the document that it read and of other facts
BESIDE = frozenset(("read", "flip"))
#: what a receipt says of its line in a log and of the request, and not of the decision
UNDECIDED = ("chain", "traceparent")
#: the policy with this id and version; raises PolicyError where there is none
Find = Callable[[str, str], Changeable]


def verify(receipt: object, find: Find, supplied: Mapping[str, object]) -> Verdict:
    """Whether the policy that a receipt names gives the receipt again; *supplied*: masked facts.

    Raises BackhaulError for what is no receipt, for a policy that there is not, and for supplied facts
    that are wrong.
    """
    given = _receipt(receipt)
    name, version = str(given["policy"]), str(given["version"])
    policy = find(name, version)
    changed = given.get("changed_parameters")
    if isinstance(changed, Mapping):
        policy = policy.with_parameters(**changed)
    model = policy.model
    if model.digest != given["digest"]:
        reason = f"`{name}` {version} is not the one that decided: its meaning is another"
        different = differences(given["digest"], model.digest, frozenset())
        found = tuple(Difference("digest", d.receipt, d.now) for d in different)
        return Verdict("differs", name, version, found, (reason,))
    understand(model, supplied, "refuse")
    return _again(given, model, supplied)


def _again(given: Mapping[str, object], policy: Policy, supplied: Mapping[str, object]) -> Verdict:
    """The verdict on a receipt of this very policy."""
    recorded = given["facts"]
    facts = dict(recorded) if isinstance(recorded, Mapping) else {}
    hidden = [n for n, f in policy.facts.items() if f.masked and facts.get(n) == MASKED]
    facts.update((name, supplied[name]) for name in hidden if name in supplied)
    masked = [name for name in hidden if name not in supplied]
    # a masked fact was there, with a value that nobody knows any more
    facts.update((name, {}) for name in masked)
    verdict = _made_of(given, policy, facts, masked, branching=True)
    if verdict.finding != "differs":
        return verdict
    # one that was written before branches were looked at calls more possible, and is as true
    earlier = _made_of(given, policy, facts, masked, branching=False)
    return verdict if earlier.finding == "differs" else earlier


def _made_of(
    given: Mapping[str, object],
    policy: Policy,
    facts: Mapping[str, object],
    masked: Sequence[str],
    *,
    branching: bool,
) -> Verdict:
    """The verdict where these are the facts, with the masked ones that are not known any more."""
    try:
        evaluation = evaluate(policy, facts, branching=branching)
    except (FactError, PolicyError) as error:
        reasons = tuple(f"the policy refuses its facts: {d.message}" for d in error.diagnostics)
        return Verdict("differs", policy.id, policy.version, (), reasons)
    read = _values_read(evaluation) if masked else set()
    unknown = tuple(f"the fact `{name}` is masked" for name in masked if name in read)
    if unknown and not _is_whole(given):
        reason = "its checksum is not that of the rest"
        return Verdict("differs", policy.id, policy.version, (), (reason,))
    if unknown:
        return Verdict("cannot verify", policy.id, policy.version, (), unknown)
    # earlier ones, and those of which it was asked, have their trace
    now = entries(evaluation, traced="trace" in given)
    now |= {name: given[name] for name in UNDECIDED if name in given}
    now["checksum"] = checksum(now)
    if canonical(now) == canonical(given):
        return Verdict("same", policy.id, policy.version)
    untold = frozenset(f"facts.{name}" for name, fact in policy.facts.items() if fact.masked)
    found = tuple(islice(differences(given, now, untold), MOST))
    unread = all(difference.path == "checksum" for difference in found)
    reasons = ("it was changed where no rule reads, or its checksum was",) if unread else ()
    return Verdict("differs", policy.id, policy.version, found, reasons)


def _receipt(receipt: object) -> Mapping[str, object]:
    """The receipt, if it is one."""
    kinds: dict[str, type] = {"policy": str, "version": str, "digest": str, "facts": dict}
    if not isinstance(receipt, dict):
        raise _no_receipt("it is no mapping")
    missing = [name for name, kind in kinds.items() if not isinstance(receipt.get(name), kind)]
    if not isinstance(receipt.get("changed_parameters", {}), dict):
        missing.append("changed_parameters")
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        raise _no_receipt(f"{listed} {'is' if len(missing) == 1 else 'are'} missing or wrong")
    return {name: held for name, held in receipt.items() if name not in BESIDE}


def _no_receipt(why: str) -> BackhaulError:
    help = "a receipt is what `backhaul decide --format json` prints, whole"
    return BackhaulError([Diagnostic("not-a-receipt", f"this is no receipt: {why}", help)])


def _is_whole(receipt: Mapping[str, object]) -> bool:
    """Whether the checksum of a receipt is that of the rest of it."""
    rest = {name: value for name, value in receipt.items() if name != "checksum"}
    return receipt.get("checksum") == checksum(rest)


def _values_read(evaluation: Evaluation) -> set[str]:
    """The facts whose value was read; whether a fact is there is in the receipt in any case."""
    policy = evaluation.policy
    search = _Search(policy)
    for constraint in policy.constraints:
        search.expression(constraint.condition)
    traced = trace(policy, evaluation.names, evaluation.answers)
    for decision in traced.decisions.values():
        if decision.decision.applies:
            search.expression(decision.decision.applies)
        for looked_at in decision.rules:
            if looked_at.rule.condition:
                search.expression(looked_at.rule.condition)
            if looked_at.answers != "no":
                for expression in looked_at.rule.outputs.values():
                    search.expression(expression)
    return search.found


class _Search:
    """Walks down to the facts under expressions."""

    def __init__(self, policy: Policy) -> None:
        self.program = program_of(policy)
        self.found: set[str] = set()
        self.seen: set[str] = set()

    def expression(self, node: nodes.Expression) -> None:
        """Note the facts whose value counts in an expression."""
        if isinstance(node, nodes.Present | nodes.Absent):
            return
        if isinstance(node, nodes.Reference):
            self._name(self.program.of(node))
        for below in nodes.operands(node):
            self.expression(below)

    def _name(self, name: Name) -> None:
        if name.name in self.seen:
            return
        self.seen.add(name.name)
        if name.role == "fact":
            self.found.add(name.name)
        for below in name.below if name.role != "output" else ():
            self.expression(below)
