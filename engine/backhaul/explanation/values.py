"""Values as people read them: times at the market's offset, lengths in units, choices in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.known import Known, exactly, ranges
from backhaul.explanation.words import Catalogue, catalogue, fill
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.calendars import Calendar
from backhaul.language.kinds import (
    DAY,
    LIMITS,
    POINTS,
    SECOND,
    Held,
    Kind,
    Type,
    Words,
    difference,
    instant_text,
    written_value,
)
from backhaul.language.model import Policy, Template
from backhaul.language.units import Unit
from backhaul.language.written_values import offset_of
from backhaul.language.zones import Zone, offset_text
from backhaul.program.program import program_of

#: more alternatives than this are not listed
MOST_LISTED = 6
#: a text of a fact is cut here
LONGEST_TEXT = 120
#: an end this near to the limits of what can be said at all is no end that anybody knows
_EDGE = 2 * 366 * DAY
_UNITS = (("day", DAY), ("hour", 3600 * SECOND), ("minute", 60 * SECOND), ("second", SECOND))


@frozen
class Show:
    """How an instant is shown: with its offset or without, and whether it stands in brackets."""

    zone: bool = True
    in_brackets: bool = False


_SHOWN, NO_OFFSET, IN_BRACKETS = Show(), Show(zone=False), Show(in_brackets=True)


class Speaker:
    """Says values, names and sentences of one policy in one language, for one case."""

    def __init__(
        self,
        policy: Policy,
        names: Mapping[str, Known],
        language: str,
        masked: frozenset[str],
        offset: int | None = None,
    ) -> None:
        self.policy, self.language, self.names = policy, language, names
        self.words: Catalogue = catalogue(policy, language)
        #: the names whose values are told nowhere
        self.masked = masked
        self.place = self._place()
        offset = self._offset(offset)
        #: whether it is known at which offset the policy shows times
        self.is_local = policy.show_times_at is not None and offset is not None
        self.offset = offset or 0
        is_utc = not offset and (offset == 0 or policy.show_times_at is None)
        key = "zone-utc" if is_utc else "zone-unknown" if offset is None else "zone-local"
        #: the sentence that says at which offset the times are
        self.zone_note = self.say(key, a=_ahead(self.offset))
        if self.place and self.place.changes:
            self.zone_note = self.say("zone-named", a=self.place.known_as or self.place.name)

    @staticmethod
    def of(evaluation: Evaluation, language: str) -> Speaker:
        """Says what an evaluation found."""
        return Speaker(evaluation.policy, evaluation.names, language, evaluation.hidden)

    @staticmethod
    def of_policy(policy: Policy, language: str) -> Speaker:
        """Says what a policy says of every case: its times at the one offset that it has, or at that of `in_force`."""
        shown = policy.show_times_at
        name = program_of(policy).names.get(shown or "")
        own = shown if name and name.part == "parameter" else None
        offset = nodes.Reference(own, Type(Kind.DURATION)) if own else None
        value = program_of(policy).constant(offset) if offset else None
        known = Known(None) if value is None else exactly(value)
        masked = frozenset(fact.name for fact in policy.facts.values() if fact.masked)
        return Speaker(
            policy, {shown: known} if shown and offset else {}, language, masked, written_at(policy)
        )

    def _place(self) -> Zone | None:
        """The zone at which the policy shows times."""
        name = self.policy.show_times_at or ""
        held = self.names[name].one if name in self.names else self.policy.zones.get(name)
        return held if isinstance(held, Zone) else None

    def _offset(self, otherwise: int | None) -> int | None:
        """Microseconds east of UTC at which times are shown; *otherwise*: where the case does not say it."""
        name = self.policy.show_times_at
        if self.place is not None:
            return self.place.offsets[-1]
        if name is None or name in self.masked or not self.names[name].settled:
            return otherwise
        offset = self.names[name].one
        # clocks have whole minutes, and no place is more than a day from UTC
        usable = isinstance(offset, int) and abs(offset) < DAY and offset % (60 * SECOND) == 0
        return offset if usable and isinstance(offset, int) else None

    def say(self, key: str, **names: str) -> str:
        """One of the engine's own sentences."""
        return fill(self.words[key], names)

    def labelled(self, title: str, value: str) -> str:
        """*title: value*."""
        return self.say("colon", a=title, b=value)

    def title(self, words: Words | None, fallback: str) -> str:
        """The policy's words in this language, or where it has none its own name for the thing."""
        return (words or {}).get(self.language) or fallback

    def own(self, words: Words) -> str:
        """Words of the engine's own in this language, in English where it does not speak it."""
        return words.get(self.language.partition("-")[0], words["en"])

    def joined(self, parts: Iterable[str], joint: str = "either") -> str:
        """*a / b / c*."""
        return self.words[joint].join(parts)

    def sentence(self, template: Template, names: Mapping[str, Known]) -> str:
        """A sentence of the policy with the values of its names."""
        said = ""
        for piece in template:
            if isinstance(piece, str):
                said += piece
            else:
                said += self._in_sentence(
                    piece, names[piece.name], IN_BRACKETS if said.endswith(("(", "（")) else _SHOWN
                )
        return said

    def _in_sentence(self, name: nodes.Reference, known: Known, show: Show) -> str:
        """A value where a sentence can hold it; else what it is called, as a blank to be filled."""
        if name.name in self.masked or known.settled:
            return self.named(name, known, show)
        # where the sentence stands, the value is there
        value = self.value(name.type, Known(known.values), show)
        if show.in_brackets and value != self.words["unknown"]:
            return value
        return self.say("blank", a=self.title(_title(self.policy, name.name), name.name))

    def named(self, name: nodes.Reference, known: Known, show: Show = _SHOWN) -> str:
        """The value under a name, never that of a masked fact or of what is made of one."""
        value = self.value(name.type, known, show, of=name.name)
        return self.hidden(value) if name.name in self.masked else value

    def absent(self, name: str) -> str:
        """*none*, or what the policy says where a fact is absent that is not masked."""
        fact = None if name in self.masked else self.policy.facts.get(name)
        return self.title(fact.absent if fact else None, self.words["absent"])

    def hidden(self, value: str) -> str:
        """*masked*, where anything is known that could be hidden."""
        nothing = (self.words["unknown"], self.words["absent"])
        return value if value in nothing else self.words["masked"]

    def value(self, type: Type, known: Known, show: Show = _SHOWN, *, of: str = "") -> str:
        """What is known of a value: it, what it may be, what it lies between, or *not known*.

        Where it is the fact *of*, its absence is said in the words of the policy.
        """
        if known.never_present:
            return self.absent(of)
        members = _members(type, known)
        if members is not None:
            listed = [self.exact(type, member, show) for member in members]
            return self.joined([*listed, self.absent(of)] if known.absent else listed)
        between = self._between(type, known, show)
        if between is None:
            return self.words["unknown"]
        return self.say("if-any", a=between) if known.absent else between

    def _between(self, type: Type, known: Known, show: Show) -> str | None:
        """The ends between which a value lies, or None where it has none."""
        parts = ranges(known)
        if not parts:
            return None
        (low, _), (_, high) = parts[0], parts[-1]
        least, most = LIMITS[type.kind]
        apart, size = difference(type.kind)
        edge = _EDGE // size if apart is Kind.DURATION else 0
        says_end = high < most - edge
        ends = []
        if low > least + edge:
            # the offset is said once, at the end
            start = self.exact(type, low, NO_OFFSET if says_end else show)
            ends.append(self.say("from-time" if type.kind in POINTS else "from-number", a=start))
        if says_end:
            key, end = _end(type.kind, high)
            ends.append(self.say(key, a=self.exact(type, end, show)))
        return self.words["and"].join(ends) or None

    def exact(self, type: Type, held: Held, show: Show = _SHOWN) -> str:
        """One value."""
        match type.kind:
            case Kind.BOOLEAN:
                return self.words["yes" if held else "no"]
            case Kind.CHOICE:
                return self.title(type.labels.get(str(held)), str(held))
            case Kind.TEXT:
                text = str(held)
                cut = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
                return self.say("quoted", a=cut)
            case Kind.DATETIME:
                return self._instant(int(held), show)
            case Kind.DURATION:
                return self.duration(int(held))
            case Kind.CALENDAR if isinstance(held, Calendar):
                return self.title(held.words, held.name)
            case _:
                number, unit = str(written_value(type, held)), self.unit(type.unit)
                joint = " " if unit[:1].isascii() else self.words["unit-join"]
                return f"{number}{joint}{unit}" if unit else number

    def unit(self, unit: Unit | None) -> str:
        """The unit of this case; where that is not known, all that it may be."""
        known = self.names.get(unit.by or "") if unit and unit.by not in self.masked else None
        choices = known.values if known and isinstance(known.values, frozenset) else None
        return self.joined(unit.said(self.language, choices) if unit else ())

    def _instant(self, held: int, show: Show) -> str:
        """`2026-03-02 10:00 (UTC+07:00)`; seconds where there are any."""
        offset = self.place.offset(held) if self.place else self.offset
        moment = instant_text(held + offset).removesuffix("Z").replace("T", " ")
        if len(moment) == len("2026-03-02 10:00:00"):
            moment = moment.removesuffix(":00")
        if not show.zone:
            return moment
        name = f"UTC{_ahead(offset)}"
        return f"{moment} {name}" if show.in_brackets else self.say("brackets", a=moment, b=name)

    def duration(self, held: int) -> str:
        """`3 days 2 hours`: every unit that is not zero."""
        rest, parts = abs(held), []
        for unit, size in _UNITS:
            count, rest = divmod(rest, size)
            number = str(count)
            if unit == "second" and rest:
                number = f"{count}.{rest:06d}".rstrip("0")
            if number != "0":
                key = f"{unit}-one" if number == "1" else f"{unit}-many"
                parts.append(self.say(key, n=number))
        said = self.words["unit-join"].join(parts) or self.say("second-many", n="0")
        return f"-{said}" if held < 0 else said


def written_at(policy: Policy) -> int | None:
    """The offset with which a policy writes the day from which it holds."""
    return offset_of(policy.in_force.written) if policy.in_force else None


def _members(type: Type, known: Known) -> list[Held] | None:
    """The values one by one, or None where they are too many or nothing is known."""
    members: list[Held]
    if isinstance(known.values, frozenset):
        order = type.choices or ((True, False) if type.kind == Kind.BOOLEAN else ())
        members = [value for value in order if value in known.values]
        members = members or sorted(known.values, key=str)
        everything = len(members) > 1 and len(members) == len(order)
    else:
        parts = ranges(known)
        members = [low for low, high in parts if low == high]
        everything = not parts or len(members) < len(parts)
    return None if everything or len(members) > MOST_LISTED else members


def _end(kind: Kind, high: int) -> tuple[str, int]:
    """How the last possible value is said: a time before the next, unless that would be odd."""
    if kind not in POINTS:
        return "to-number", high
    if kind is Kind.DATE:
        return "to-time", high
    return ("to-time", high) if high % SECOND == 0 else ("before-time", high + 1)


def _ahead(offset: int) -> str:
    return offset_text(offset) if offset else ""


def _title(policy: Policy, name: str) -> Words | None:
    """The words of the policy for a fact, parameter, definition or output."""
    known = program_of(policy).names.get(name)
    return known.title if known else None
