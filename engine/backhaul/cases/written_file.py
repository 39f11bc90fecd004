"""A case file made by a program, for people to review: each case with what it shows, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import indent

from backhaul.cases.entry import entry, flow
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.outcome import outcome, rules
from backhaul.frozen import frozen
from backhaul.language.model import Policy

Facts = Mapping[str, object]


@frozen
class Entry:
    """One case to be written: its facts, what it shows, and the decision, or the code for which they are refused."""

    facts: Facts
    shows: Sequence[str]
    came: Evaluation | str

    @property
    def name(self) -> str:
        """What the case is called: what it shows first."""
        return self.shows[0]

    @property
    def text(self) -> str:
        """The case by itself, as an item of the list in a case file."""
        return entry(self.name, self.facts, expected(self.came))


def case_file(
    policy: Policy,
    title: str,
    base: Facts,
    entries: Iterable[Entry],
    notes: Sequence[str] = (),
    also: str = "also: ",
) -> str:
    """The text of the file; a case says the facts in which it is unlike the base, and *notes* stand at its end.

    *also*: what stands before all but the first that a case shows.
    """
    lines = [
        f"policy: {policy.id}",
        f'versions: "=={policy.version}"',
        f"title: {flow(title)}",
        *(["facts:"] if base else []),
        *(f"  {name}: {flow(value)}" for name, value in base.items()),
        "",
        "cases:",
    ]
    for each in entries:
        own = {f: value for f, value in each.facts.items() if f not in base or value != base[f]}
        lines += (f"  # {also}{line}" for line in each.shows[1:])
        lines += [indent(entry(each.name, own, expected(each.came)), "  "), ""]
    lines += (f"# {note}" for note in notes)
    return "\n".join(lines).rstrip() + "\n"


def expected(came: Evaluation | str) -> dict[str, object]:
    """What a case expects where this came: a decision, or the code for which the facts are refused."""
    if isinstance(came, str):
        return {"refused": [came]}
    found = {"status": came.status, "rules": rules(came), "outcome": outcome(came, as_text=True)}
    return {key: value for key, value in found.items() if value}
