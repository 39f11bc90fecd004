"""Which released versions apply to a case: its own date chooses, and not the day on which somebody asks.

Of the versions whose `from` is not after that date, the highest one applies. It has the latest `from`, too, unless it
was released to replace one that begins later.
"""

from __future__ import annotations

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.evaluation.facts import by_name, shown, understand
from backhaul.evaluation.known import Known, ranges
from backhaul.frozen import frozen
from backhaul.language.kinds import LIMITS, Kind
from backhaul.language.model import Policy
from backhaul.static import Mapping, Sequence
from backhaul.versions.lock import Lock, Release


@frozen
class Applying:
    """The versions that may apply, lowest first; *sure*: it is certain that one of them does."""

    versions: tuple[str, ...]
    sure: bool


def applying(releases: Sequence[Release], date: Known | None) -> Applying:
    """The released versions, lowest first in *releases*, that may apply on a date.

    Where no version says `in_force` there is no date, and the highest version applies.
    """
    if date is None:
        return Applying(tuple(one.version for one in releases[-1:]), bool(releases))
    starts = sorted({one.start for one in releases if one.start is not None})
    most = LIMITS[Kind.DATETIME][1]
    ends = [start - 1 for start in starts[1:]] + [most]
    begun = {
        [one.version for one in releases if one.start is not None and one.start <= start][-1]
        for start, end in zip(starts, ends, strict=True)
        if any(low <= end and start <= high for low, high in ranges(date))
    }
    found = tuple(one.version for one in releases if one.version in begun)
    sure = bool(starts) and all(low >= starts[0] for low, _ in ranges(date))
    return Applying(found, sure)


def date_of(policy: Policy, facts: Mapping[str, object]) -> Known | None:
    """What is known of the date that chooses the version, or nothing where the policy names none.

    Raises FactError where the fact is given and is no datetime.
    """
    if policy.in_force is None:
        return None
    name = policy.in_force.by
    facts = by_name(facts)
    given = {name: facts[name]} if name in facts else {}
    return understand(policy, given, "refuse")[name]


def chosen(lock: Lock, policy: Policy, facts: Mapping[str, object]) -> str:
    """The one released version of a lock that applies to a case; *policy*: the newest of them.

    Raises FactError where none does, where more than one may, and where the date is no datetime.
    """
    date = date_of(policy, facts)
    found = applying(lock.releases, date)
    if date is not None and not found.versions:
        raise FactError([none_applies(lock, policy, date)])
    if date is not None and (len(found.versions) > 1 or not found.sure):
        raise FactError([several_apply(lock, policy, date, found)])
    return found.versions[0]


def none_applies(lock: Lock, policy: Policy, date: Known) -> Diagnostic:
    """The sentence for a case from before the first version."""
    name, first = _chooser(policy), min(lock.releases, key=lambda one: one.start or 0)
    message = (
        f"no version of `{lock.policy}` was in force: `{name}` is {shown(policy.facts[name], date)}"
    )
    help = f"{_begins(first)}, the first one"
    return Diagnostic("not-in-force", message, help, fact=name)


def several_apply(lock: Lock, policy: Policy, date: Known, found: Applying) -> Diagnostic:
    """The sentence for a case of which it cannot be told which version applies."""
    name = _chooser(policy)
    choices = [*found.versions, *([] if found.sure else ["none"])]
    message = f"which version of `{lock.policy}` applies cannot be told: {' or '.join(choices)}; `{name}` is {shown(policy.facts[name], date)}"
    begins = [_begins(one) for one in lock.releases if one.version in found.versions]
    help = f"give `{name}` exactly: {', '.join(begins)}"
    return Diagnostic("several-in-force", message, help, fact=name)


def _chooser(policy: Policy) -> str:
    return policy.in_force.by if policy.in_force else ""


def _begins(release: Release) -> str:
    return f"{release.version} is in force" + (f" from {release.begins}" if release.begins else "")
