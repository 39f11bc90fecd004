"""The timeline as callers see it: intervals, each with its decision, and where the facts are refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, final, overload

from backhaul.decision import Decision
from backhaul.diagnostics import Diagnostic
from backhaul.evaluation.timeline import FIRST, LAST, Course
from backhaul.frozen import frozen
from backhaul.language.kinds import DATETIME, held_instant, instant_text, python_value

if TYPE_CHECKING:
    from backhaul.evaluation.combine import Status

Form = Literal["text", "markdown", "html", "svg"]


@frozen
class Interval:
    """From `start`, which is included, until `before`, which is not: one outcome by the same rules.

    None: no end within the years that instants have.
    """

    start: datetime | None
    before: datetime | None
    #: the decision at the first instant
    decision: Decision
    #: the facts that would settle it, somewhere in the interval
    needs: tuple[str, ...]

    @property
    def status(self) -> Status:
        """The status of the decision."""
        return self.decision.status

    @property
    def outcome(self) -> dict[str, Any]:
        """The settled outputs, as `Decision.outcome` gives them."""
        return self.decision.outcome

    @property
    def rules(self) -> dict[str, Any]:
        """The rule behind each decision."""
        return self.decision.rules


@frozen
class Refusal:
    """From `start` until `before` the facts are refused, and why."""

    start: datetime | None
    before: datetime | None
    #: the constraints that they break; empty where something else is wrong
    constraints: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


@final
class Timeline(Sequence[Interval]):
    """How a decision changes as one instant moves: its intervals, earliest first."""

    __slots__ = ("_course", "_intervals", "_refused")

    def __init__(self, course: Course) -> None:
        self._course = course
        self._intervals = tuple(
            Interval(*_ends(found.start, found.end), Decision.of(found.evaluation), found.needs)
            for found in course.stretches
        )
        self._refused = tuple(
            Refusal(*_ends(found.start, found.end), found.constraints, found.diagnostics)
            for found in course.refused
        )

    @property
    def by(self) -> str:
        """The fact that moves."""
        return self._course.by

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Where there is no decision, because the facts are refused; earliest first."""
        return self._refused

    def at(self, instant: datetime) -> Interval | None:
        """The interval that holds an instant; None where the facts are refused."""
        held = held_instant(instant)
        for found, interval in zip(self._course.stretches, self._intervals, strict=True):
            if found.start <= held <= found.end:
                return interval
        return None

    @overload
    def __getitem__(self, index: int) -> Interval: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Interval, ...]: ...
    def __getitem__(self, index: int | slice) -> Interval | tuple[Interval, ...]:
        return self._intervals[index]

    def __len__(self) -> int:
        return len(self._intervals)

    def __iter__(self) -> Iterator[Interval]:
        return iter(self._intervals)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Timeline):
            return NotImplemented
        return (self.by, self._intervals, self._refused) == (
            other.by,
            other._intervals,
            other._refused,
        )

    def __hash__(self) -> int:
        return hash((self.by, self._intervals, self._refused))

    def explain(self, language: str = "en", *, form: Form = "text") -> str:
        """The timeline in words: as plain text, Markdown, one page of HTML, or a picture in SVG.

        Raises BackhaulError for a language that the policy does not have.
        """
        from backhaul.explanation.timeline_content import blocks, story

        told = story(self._course, language)
        if form == "svg":
            from backhaul.report.story import svg

            return svg(told, language)
        from backhaul.report.writing import written

        return written(blocks(told, language), form, language=language)

    def to_dict(self) -> dict[str, Any]:
        """The timeline as JSON holds it: every interval with its decision, without the traces."""
        policy = self._course.policy
        changed = policy.changed_parameters
        return {
            "policy": policy.id,
            "version": policy.version,
            "digest": policy.digest,
            **({"changed_parameters": dict(changed)} if changed else {}),
            "by": self.by,
            "intervals": [_interval(found) for found in self],
            "refused": [
                {**_ends_as_json(found), "constraints": list(found.constraints)}
                | ({} if found.constraints else {"codes": [d.code for d in found.diagnostics]})
                for found in self.refused
            ],
        }

    def _repr_html_(self) -> str:
        from backhaul.notebook import framed

        return framed(self.explain(self._course.policy.spoken, form="svg"))

    def _repr_markdown_(self) -> str:
        from backhaul.notebook import verbatim

        return verbatim(self.explain(self._course.policy.spoken))

    def __repr__(self) -> str:
        policy = self._course.policy
        return f"<Timeline of {policy.id} {policy.version} by {self.by}: {len(self)} intervals>"


_OF_THE_OUTCOME = ("status", "statuses", "outcome", "rules", "possible", "possible_rules")


def _interval(found: Interval) -> dict[str, Any]:
    said = found.decision.to_dict()
    shown = {name: said[name] for name in _OF_THE_OUTCOME}
    return {**_ends_as_json(found), **shown, "needs": list(found.needs)}


def _ends_as_json(found: Interval | Refusal) -> dict[str, str | None]:
    return {
        "from": None if found.start is None else instant_text(held_instant(found.start)),
        "before": None if found.before is None else instant_text(held_instant(found.before)),
    }


def _ends(start: int, end: int) -> tuple[datetime | None, datetime | None]:
    return _instant(start) if start > FIRST else None, _instant(end + 1) if end < LAST else None


def _instant(held: int) -> datetime:
    value = python_value(DATETIME, held)
    if not isinstance(value, datetime):
        raise TypeError(value)
    return value
