"""Names and what they stand for while a policy is checked, and what is known to be present where."""

from __future__ import annotations

from collections.abc import Iterable

from backhaul.diagnostics import COMPARED, MOST, Diagnostic, Span, nearest
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Type
from backhaul.language.ways_out import function
from backhaul.static import Literal

Names = frozenset[str]
#: what a name in a file names: what may be read, or a clause or a type
Used = Literal["name", "clause", "type"]
NO_NAMES: Names = frozenset()
ROLE_WORDS = {
    "fact": "a fact",
    "parameter": "a parameter",
    "calendar": "a calendar",
    "zone": "a zone",
    "definition": "a definition",
    "decision": "a decision",
    "output": "an output",
}


@frozen
class Meaning:
    """What a name stands for."""

    role: str
    #: nothing where the declaration itself is wrong: what reads it is then not judged
    type: Type | None
    #: the optional facts and outputs without which the value is absent
    absent_with: Names = NO_NAMES
    span: Span | None = None
    #: why it may not be read, where it may not
    unreadable: str = ""
    #: what makes it readable, where something does
    way_out: str = ""
    #: the value itself, of a name that stands for one and is no parameter
    value: Held | None = None
    #: whether it is a duration that is a whole number of days whatever the facts
    whole_days: bool = False
    #: whether it is a number or duration that is above zero whatever the facts
    above_zero: bool = False


class Scope:
    """Every name that may be read, the mistakes found so far, and the names that were read and where."""

    def __init__(self) -> None:
        self.meanings: dict[str, Meaning] = {}
        self.diagnostics: list[Diagnostic] = []
        self.read: set[str] = set()
        #: everything that is named, and where
        self.uses: dict[tuple[Used, str, Span], None] = {}
        self.told: set[tuple[str, str]] = set()

    def say(self, code: str, message: str, span: Span | None, help: str = "") -> None:
        """Note one mistake."""
        self.diagnostics.append(Diagnostic(code, message, help, span))

    def declare(self, name: str, meaning: Meaning) -> None:
        """Give a name its meaning, or note that it is taken."""
        taken = self.meanings.get(name)
        if taken is None:
            self.meanings[name] = meaning
            return
        related = (("it is first declared here", taken.span),) if taken.span else ()
        self.diagnostics.append(
            Diagnostic(
                "name-taken",
                f"`{name}` is already {ROLE_WORDS[taken.role]}",
                "facts, parameters, calendars, zones, definitions and decisions share their names; choose another",
                meaning.span,
                related=related,
            )
        )

    def use(self, what: Used, name: str, span: Span) -> None:
        """Note that something is named in a place."""
        self.uses[what, name, span] = None

    def find(self, name: str, span: Span) -> Meaning | None:
        """What a name stands for, noting the mistake where it stands for nothing readable."""
        self.read.add(name)
        self.use("name", name, span)
        meaning = self.meanings.get(name)
        if meaning is None:
            self.say("unknown-name", f"nothing is called `{name}`", span, self._suggestion(name))
        elif meaning.unreadable:
            if (name, meaning.unreadable) not in self.told:
                help = meaning.way_out or "read a fact, a parameter or a definition instead"
                self.say("not-readable-here", f"`{name}` {meaning.unreadable}", span, help)
            if meaning.way_out:  # what is to be done there mends every place that reads it
                self.told.add((name, meaning.unreadable))
            return None
        return meaning

    def _suggestion(self, name: str) -> str:
        if len(self.meanings) > COMPARED or len(self.diagnostics) > MOST:
            return ""
        if name.lower() in ("now", "today"):
            return function(name)
        if "." in name:
            return nearest(name, self.meanings)
        outputs = [known for known in self.meanings if known.endswith(f".{name}")]
        if outputs:
            return f"an output is read with its decision: `{outputs[0]}`"
        near = nearest(name, (known for known in self.meanings if "." not in known))
        return near or f"a text is written in quotes: '{name}'"


def unique(ids: Iterable[tuple[str, Span]], what: str, scope: Scope) -> None:
    """Note every id that stands twice."""
    first: dict[str, Span] = {}
    for name, span in ids:
        if name in first:
            scope.diagnostics.append(
                Diagnostic(
                    "duplicate-id",
                    f"two {what} are called `{name}`",
                    "give each its own id",
                    span,
                    related=(("the first is here", first[name]),),
                )
            )
        else:
            first[name] = span
