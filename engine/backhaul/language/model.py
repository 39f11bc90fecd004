"""The policy as it is once checked: typed, frozen, every part with the place it came from.

Only what a finished policy contains is here; nothing in it can be half right.
"""

from __future__ import annotations

from itertools import product

from backhaul.diagnostics import Diagnostic, Span
from backhaul.frozen import apart, frozen
from backhaul.language.axes import Axis
from backhaul.language.calendars import Calendar
from backhaul.language.kinds import Held, Type, Words
from backhaul.language.nodes import Condition, Expression, Reference
from backhaul.language.zones import Zone
from backhaul.static import Callable, Iterable, Literal, Mapping, TypeVar

Hit = Literal["first", "unique", "collect"]
Form = Literal["epoch_seconds", "epoch_millis"]
NO_CHANGES: Mapping[str, object] = {}
Role = Literal["what", "bearer", "step", "until"]
T = TypeVar("T")

#: a text with names in it: plain pieces and references, in order
Template = tuple[str | Reference, ...]


@frozen
class Clause:
    """One clause of the text that the rules come from, in our own words."""

    id: str
    words: Words
    words_only: bool
    not_covered: bool
    #: why nothing rests on it, where it says so
    why: Words | None
    span: Span


@frozen
class Parameter:
    """A named constant: one value, or one for each combination of the keys of its axes."""

    name: str
    type: Type
    #: without any it has one value
    axes: tuple[Axis, ...]
    #: the values, the keys of the last axis running fastest
    cells: tuple[Held, ...]
    #: where each stands; several have one place where they are written once
    places: tuple[Span, ...]
    title: Words | None
    cites: tuple[str, ...]
    #: where its choices are readings of an ambiguous clause: of each, the clauses that it is one of
    readings: Mapping[str, tuple[str, ...]]
    span: Span

    @property
    def value(self) -> Held | None:
        """The one value; None where it varies."""
        return None if self.axes else self.cells[0]

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Of each cell the keys of all axes, as the file writes them."""
        return tuple(product(*(axis.keys for axis in self.axes)))

    @property
    def table(self) -> dict[tuple[str, ...], Held]:
        """The value under each combination of keys; under none where there is one value."""
        return dict(zip(self.keys, self.cells, strict=True))

    def first_of(self, cell: int) -> int:
        """The first cell whose value is written in the same place: one for many where `*` stands for them."""
        return self.places.index(self.places[cell])

    @property
    def all_cites(self) -> tuple[str, ...]:
        """The clauses that it rests on, those of its dates and readings among them."""
        every = [cites for axis in self.axes for cites in axis.cites]
        every += self.readings.values()
        return tuple(dict.fromkeys((*self.cites, *(clause for each in every for clause in each))))

    def folded(self, parts: Iterable[T], branch: Callable[[Axis, list[T]], T]) -> T:
        """One thing made of what stands for the cells: *branch* joins what stands for the keys of an axis."""
        below = list(parts)
        for axis in reversed(self.axes):
            size = len(axis.keys)
            below = [branch(axis, below[i : i + size]) for i in range(0, len(below), size)]
        return below[0]


@frozen
class Fact:
    """What may be known of one case."""

    name: str
    type: Type
    optional: bool
    form: Form | None
    title: Words | None
    changeable: bool
    masked: bool
    #: what its absence says in words; None: as the engine says it
    absent: Words | None
    span: Span


@frozen
class Constraint:
    """A condition that all facts satisfy; those that break it are refused."""

    id: str
    condition: Condition
    title: Words | None
    span: Span


@frozen
class Definition:
    """A value or condition with a name."""

    name: str
    type: Type
    expression: Expression
    #: the optional facts and outputs without which it is absent, or its own name where it is by its cases;
    #: empty: it is always there
    absent_with: frozenset[str]
    #: the last decision whose outputs it reads, after which it is worked out; None: it needs facts alone
    after: str | None
    title: Words | None
    span: Span


@frozen
class Output:
    """One thing that a decision says."""

    name: str
    type: Type
    optional: bool
    role: Role | None
    title: Words | None
    span: Span


@frozen
class Rule:
    """When the condition holds, these outputs; no condition: always."""

    id: str
    condition: Condition | None
    outputs: Mapping[str, Expression]
    because: Mapping[str, Template]
    cites: tuple[str, ...]
    leads: bool
    span: Span

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Its condition, if it has one, and what it gives."""
        return (*((self.condition,) if self.condition else ()), *self.outputs.values())

    @property
    def said(self) -> tuple[Reference, ...]:
        """The names in its words, as often as they stand there."""
        pieces = (piece for template in self.because.values() for piece in template)
        return tuple(piece for piece in pieces if isinstance(piece, Reference))


@frozen
class TableInput:
    """A column of a table: the expression that its cells ask of, as written."""

    written: str
    title: Words | None
    #: whether that is a condition, of which the cells say whether it holds
    states: bool


@frozen
class DecisionTable:
    """How rules that were written as a table are shown as one."""

    inputs: tuple[TableInput, ...]
    #: of each rule how many conditions each column asks; they follow one another in the rule's `all`
    asks: tuple[tuple[int, ...], ...]


@frozen
class Decision:
    """A ladder of rules over the same outputs."""

    name: str
    title: Words | None
    hit: Hit
    applies: Condition | None
    outputs: Mapping[str, Output]
    rules: tuple[Rule, ...]
    otherwise: Rule | None
    span: Span
    #: how its rules are shown where they were written as a table
    table: DecisionTable | None = apart(default=None)

    @property
    def ladder(self) -> tuple[Rule, ...]:
        """The rules, and `otherwise` as the last of them."""
        return (*self.rules, self.otherwise) if self.otherwise else self.rules


@frozen
class Invariant:
    """A condition that is claimed to hold whatever the facts."""

    id: str
    condition: Condition
    title: Words | None
    span: Span


@frozen
class InForce:
    """The version holds for cases whose fact `by` is at or after `start` (microseconds, UTC)."""

    by: str
    start: int
    #: the same instant as the file has it, with the offset of those who wrote it
    written: str


@frozen
class Policy:
    """A policy in which no mistake was found.

    Mappings are in file order, except that each definition stands after those it reads.
    """

    id: str
    version: str
    draft: bool
    title: Words
    annotations: Mapping[str, str]
    in_force: InForce | None
    show_times_at: str | None
    source_title: Words | None
    clauses: Mapping[str, Clause]
    calendars: Mapping[str, Calendar]
    zones: Mapping[str, Zone]
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Fact]
    constraints: tuple[Constraint, ...]
    definitions: Mapping[str, Definition]
    decisions: Mapping[str, Decision]
    invariants: tuple[Invariant, ...]
    #: SHA-256 of the canonical form: comments, layout, quoting and annotations do not count
    digest: str
    #: what `check` shows beside errors; not part of the policy's meaning
    warnings: tuple[Diagnostic, ...] = apart(default=())
    #: where the file names the policy and the version
    id_span: Span | None = apart(default=None)
    version_span: Span | None = apart(default=None)
    #: the parameters that are not as the file has them, as JSON holds them; empty: all are
    changed_parameters: Mapping[str, object] = apart(default=NO_CHANGES)
    #: the released version whose cases it decides, too, where the lock says so
    replaces: str | None = apart(default=None)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that every text of the policy has, in the order of its title."""
        return tuple(self.title)

    @property
    def named(self) -> dict[str, Held]:
        """Its calendars and zones."""
        return {**self.calendars, **self.zones}

    @property
    def masks(self) -> bool:
        """Whether it has a masked fact, so that nothing may quote a text that holds facts."""
        return any(fact.masked for fact in self.facts.values())

    @property
    def spoken(self) -> str:
        """The language of what is shown where none is asked for: English, or else the first."""
        return "en" if "en" in self.title else self.languages[0]
