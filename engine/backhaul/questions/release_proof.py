"""What is proved of a version before it is released: its invariants, and that its number does not lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.diagnostics import Diagnostic, Span
from backhaul.packages import installed
from backhaul.versions.candidate import larger, reaches_back, with_facts
from backhaul.versions.lock import order
from backhaul.versions.proofs import Proofs

if TYPE_CHECKING:
    from backhaul.analysis.changes_at_all import Difference
    from backhaul.language.model import Policy


_NOT_SETTLED = "it is not settled that it decides every case as before"


def provable() -> bool:
    """Whether the solver is installed."""
    return installed("z3")


def proofs_of(
    folder: Path, old: Policy | None, new: Policy, work: int | None, *, back: bool
) -> tuple[Proofs | None, list[Diagnostic]]:
    """The verdicts on a version, held against the released one before it, and what speaks against its number.

    *back*: it begins no later than that one, so that nothing may speak against its `from` either.
    """
    from backhaul.analysis.claims import Prover
    from backhaul.analysis.solving import MOST_WORK

    work = work or MOST_WORK
    prover = Prover(new, work)
    verdicts = {each.id: prover.prove(each).answer.replace(" ", "_") for each in new.invariants}
    if old is None:
        return (Proofs(verdicts) if verdicts else None), []
    decisions, change = _decisions(old, new, work, back=back)
    mistakes = [_refusal(folder, change, old, new)] if change else []
    return Proofs(verdicts, old.version, decisions), mistakes


def _decisions(old: Policy, new: Policy, work: int, *, back: bool) -> tuple[str, Difference | None]:
    """The verdict on what was decided before, and the change that number or `from` do not allow, if there is one."""
    from backhaul.analysis.changes_at_all import change_at_all, change_of_accepted
    from backhaul.analysis.difference import Comparing

    comparing = Comparing(old, new, work)
    change = change_at_all(comparing)
    if change is None:
        return "alike", None
    older, newer = order(old.version), order(new.version)
    patch, minor = older[:2] == newer[:2], back or older[:1] == newer[:1]
    of_accepted = change_of_accepted(comparing) if minor else change
    if of_accepted is None:
        return "kept", change if patch else None
    verdict = "different" if of_accepted.answer == "possible" else "not_settled"
    return verdict, (change if patch else of_accepted) if minor else None


def _refusal(folder: Path, change: Difference, old: Policy, new: Policy) -> Diagnostic:
    from backhaul.analysis.solving import why_not_settled

    place = Span(str(folder / f"{new.version}.yaml"), 1, 1)
    older, newer = order(old.version), order(new.version)
    patch = older[:2] == newer[:2]
    shown = json.dumps(dict(change.case.given), ensure_ascii=False) if change.case else ""
    if older[:1] != newer[:1]:
        settled = "decides a case otherwise"
        if change.answer == "not settled":
            why = why_not_settled(change.unknown, "the bound on work was met")
            settled = f"{_NOT_SETTLED}, for {why}"
        return reaches_back(old, new, f"{settled}: {change.words}", shown, place, plainest=True)
    number = f"{new.version} is {'the number of a patch' if patch else 'a minor number'}"
    help = f"call it {larger(new.version)}"
    if change.answer == "not settled":
        message = (
            f"{number}, and it is not settled that it decides as {old.version}: {change.words}"
        )
        more = why_not_settled(change.unknown, "give it more `--work N`")
        way_out = f"{more}; {help}" if change.unknown else f"{more}, or {help}"
        return Diagnostic("not-proved", message, way_out, place)
    help = with_facts(help, shown, plainest=True)
    if patch:
        message = f"{number}, and a decision changes: {change.words}"
        return Diagnostic("patch-decides", message, help, place)
    message = f"{number}, and a decision on facts that were accepted changes: {change.words}"
    return Diagnostic("minor-decides", message, help, place)


def told(proofs: Proofs | None, policy: Policy) -> list[str]:
    """What was proved of *policy*, in a line or two, and each of its invariants that was not, by its title."""
    if proofs is None:
        return []
    lines = []
    if proofs.invariants:
        answers = list(proofs.invariants.values())
        counts = {answer: answers.count(answer) for answer in dict.fromkeys(answers)}
        said = ", ".join(f"{count} {answer.replace('_', ' ')}" for answer, count in counts.items())
        lines.append(f"invariants: {said}")
        lines += [
            f"  {answer.replace('_', ' ')}: {_titled(policy, name)}"
            for name, answer in proofs.invariants.items()
            if answer != "proved"
        ]
    words = {
        "alike": f"proved to decide every case as {proofs.against}",
        "kept": f"proved to keep every decision of {proofs.against} on facts that it accepted",
        "different": f"decides otherwise than {proofs.against}",
        "not_settled": f"not settled whether it decides as {proofs.against}",
    }
    return [*lines, *([words[proofs.decisions]] if proofs.decisions else [])]


def _titled(policy: Policy, name: str) -> str:
    title = next((each.title for each in policy.invariants if each.id == name), None)
    return f"{title[policy.spoken]} (`{name}`)" if title else f"`{name}`"
