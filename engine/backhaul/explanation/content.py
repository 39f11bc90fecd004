"""What there is to say of a decision, before anybody writes it down.

Every text is as it was given: whoever writes it down makes it harmless there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from backhaul.evaluation.combine import Status
from backhaul.frozen import frozen
from backhaul.language.model import Role

Verdict = Literal["yes", "maybe", "no"]


@frozen
class Line:
    """One output: its name and title, and what it is, or while it is open what it may be."""

    name: str
    title: str
    value: str
    settled: bool
    role: Role | None


@frozen
class Reason:
    """Why: the words of a rule that answers, or that may: *if* this holds, then that follows."""

    decision: str
    rule: str
    text: str
    #: what would have to hold; empty where the rule answers
    condition: str
    #: what then happens; empty where the rule answers
    then: str
    #: the role of the outputs that it is the reason of
    role: Role | None
    #: the condition that decided, where the text does not say it all
    decided: str


@frozen
class Remark:
    """One row of a list: what it says in short and in full."""

    decision: str
    rule: str
    label: str
    text: str
    sure: bool


@frozen
class Remarks:
    """A list with its title, without the rows that lead."""

    title: str
    rows: tuple[Remark, ...]


@frozen
class Clause:
    """A clause that an answering rule rests on."""

    id: str
    text: str


@frozen
class Need:
    """A fact that is needed, and what is known of it so far; empty: nothing."""

    name: str
    title: str
    known: str


@frozen
class Answer:
    """The short answer."""

    language: str
    policy: str
    version: str
    digest: str
    title: str
    source: str
    status: Status
    #: the status in words
    standing: str
    #: remarks that come before everything else
    leads: tuple[Remark, ...]
    headline: tuple[str, ...]
    #: a note to the headline, where not all is settled
    note: str
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    remarks: tuple[Remarks, ...]
    needs: tuple[Need, ...]
    clauses: tuple[Clause, ...]
    #: for each decision the rules that answer, or may
    rules: tuple[str, ...]
    #: decisions that no rule covers, by title
    uncovered: tuple[str, ...]
    #: that the case is from before the version, or that the version replaces another; that times are in UTC
    notes: tuple[str, ...]


@frozen
class Node:
    """One condition of the full tree."""

    outcome: bool | None
    #: the policy's words for it, or what it found
    title: str
    #: what it found, with values and margin, where the title does not say so
    found: str
    #: what the values in it are made of
    made_of: tuple[str, ...]
    expression: str
    place: str
    children: tuple[Node, ...]
    #: where the same condition is shown whole, where it is not shown again
    above: str


@frozen
class Branch:
    """One rule that was looked at."""

    rule: str
    verdict: Verdict
    #: the verdict in words
    standing: str
    #: the introduction of the reasons, and the reasons
    because: str
    reasons: tuple[str, ...]
    #: both in one line, where the rule applies or may
    in_short: str
    text: str
    gives: tuple[tuple[str, str], ...]
    condition: Node | None
    clauses: tuple[str, ...]
    place: str


@frozen
class Group:
    """Rules of one or more decisions, by decision; and what was in the way of all of them."""

    rules: Mapping[str, Sequence[str]]
    because: str


@frozen
class Ladder:
    """One decision: the rules that were looked at, in order."""

    name: str
    title: str
    status: Status
    standing: str
    #: whether a list applies, and in short what makes it so
    note: str
    because: str
    applies: Node | None
    branches: tuple[Branch, ...]
    #: the rules that were not looked at
    not_asked: tuple[str, ...]


@frozen
class Tree:
    """The whole why and why not."""

    ladders: tuple[Ladder, ...]
    #: the rules that do not apply, together where the same was in their way; and those that were not looked at
    groups: tuple[Group, ...]
    #: every fact by name, title and value
    facts: tuple[tuple[str, str, str], ...]
    #: constraints that could not be told
    unchecked: tuple[str, ...]
    #: at which offset times are shown that are shown without one
    zone: str
