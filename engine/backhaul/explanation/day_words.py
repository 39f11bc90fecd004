"""From which day a new version holds, and whether it reaches back over cases that were decided before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.part_words import PartWords
from backhaul.language.kinds import Kind, Type, held_instant
from backhaul.language.model import InForce

_INSTANT = Type(Kind.DATETIME)


def day(sides: ChangeSides, now: datetime | None) -> Iterator[str]:
    """Sentences on the day of the new version beside that of the old one; none for a version beside itself.

    *now*: a day before it is said to be past.
    """
    old, new = sides.old.policy, sides.new.policy
    before, after, version = old.in_force, new.in_force, old.version
    if (old.id, old.version) == (new.id, new.version) and before == after:
        return
    if after is None:
        if before is None:
            yield sides.say("day-none")
        else:
            yield sides.say("day-no-longer", old=version, day=_day(sides.old, before))
        return
    by = sides.new.name(after.by)
    yield sides.say("day-from", by=by, day=_day(sides.new, after))
    if before is None:
        yield sides.say("day-first", old=version)
    elif before.by != after.by:
        names = {"day": _day(sides.old, before), "by": sides.old.name(before.by)}
        yield sides.say("day-was-by", old=version, **names)
    elif before.start == after.start:
        yield sides.say("day-same", old=version)
    elif after.start < before.start:
        yield sides.say("day-back", old=version, day=_day(sides.old, before))
    else:
        yield sides.say("day-earlier-stay", old=version, day=_day(sides.old, before))
        if now is not None and after.start <= held_instant(now):
            yield sides.say("day-past")


def _day(side: PartWords, force: InForce) -> str:
    return side.held(_INSTANT, force.start)
