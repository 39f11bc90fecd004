"""What there is to say of a decision, before anybody writes it down.

Every text is as it was given: whoever writes it down makes it harmless there.
"""

from __future__ import annotations

from backhaul.evaluation.combine import Status
from backhaul.frozen import frozen
from backhaul.language.model import Role


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
