"""What two policies decide otherwise, on records and on generated facts, and what is proved of every case."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError
from backhaul.frozen import frozen
from backhaul.packages import needed

if TYPE_CHECKING:
    from datetime import datetime

    from backhaul.comparison.chunk_judge import ChunkJudge, Terms
    from backhaul.comparison.compare import Comparison
    from backhaul.explanation.change_note import ChangeNote
    from backhaul.policy import Policy
    from backhaul.report.writing import Form

Progress = Callable[[float | None, int], None]
#: generated facts where no records are given
GENERATED = 1000


def compare(
    old: Policy,
    new: Policy,
    files: Sequence[str] = (),
    *,
    cases: Sequence[str] = (),
    generated: int | None = None,
    source: str | None = None,
    null: Literal["absent", "unknown"] = "unknown",
    naive: str | None = None,
    amount: str | None = None,
    extra: Literal["refuse", "ignore"] = "ignore",
    examples: int = 2,
    prove: bool = False,
    work: int | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Compared:
    """What two policies decide otherwise: on the records of some files, on generated facts, or with *prove* of every case.

    *files*: .jsonl, .csv or .parquet files with the facts of one case a record, logs of decisions, or documents that *source* reads.
    *cases*: case files, or folders with such, of which the facts of the old version's cases count as records.
    *generated*: how many facts are made; by default 1,000 where there is nothing of all this and nothing is proved. *null*: what an empty
    cell says of an optional fact. *naive*: the offset of times in cells that do not say theirs: `UTC`, or such as `+07:00`. *amount*: what holds the money of a record, to be added up. *extra*: `"refuse"` refuses records
    with names that are facts on neither side. *examples*: how many records are told in full for each flip. *work*: the steps of
    the solver for each question. *jobs*: processes, one a core by default. *progress* is told the share that is done, and of how
    many. Raises BackhaulError for a file that cannot be read. *prove* needs `backhaul[analysis]`.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery", "1.0.0")
    >>> compared = backhaul.compare(policy, policy.with_parameters(hold_period="10 days"), generated=200, jobs=1)
    >>> compared.changed, bool(compared.comparison.tally.flips)
    (True, True)
    >>> backhaul.compare(policy, policy, generated=10, jobs=1).changed
    False
    """
    from backhaul.comparison.chunk_judge import Terms
    from backhaul.comparison.compare import compare as replay
    from backhaul.records.files import check_files
    from backhaul.records.reading import naive_offset

    if prove:
        needed("analysis", "`--prove`", "z3")
    if generated is None:
        generated = 0 if files or cases or prove else GENERATED
    check_files(files)
    offset = naive_offset(naive)
    terms = Terms(amount, extra, examples, null_is_absent=null == "absent", naive=offset)
    make = Making(old, new, terms, source)
    make()  # mistakes in a source are told before anything is read
    count = jobs or os.cpu_count() or 1
    comparison = replay(make, files, generated, count, progress, _worked(old, cases))
    return Compared(old, new, comparison, _proof(old, new, work) if prove else None)


@frozen
class Compared:
    """What was found of two policies: on records, and where it was asked for as a proof."""

    old: Policy
    new: Policy
    comparison: Comparison
    #: what is proved of every case, as JSON holds it
    proof: dict[str, Any] | None

    @property
    def changed(self) -> bool | None:
        """Whether anything is decided otherwise; None where a proof is not settled."""
        verdict = self.proof["verdict"] if self.proof else "alike"
        if self.comparison.changed or verdict == "different":
            return True
        return False if verdict == "alike" else None

    @property
    def unreadable(self) -> Sequence[Diagnostic]:
        """The first of the records that could not be read."""
        return self.comparison.tally.unreadable

    def note(self, language: str | None = None, *, now: datetime | None = None) -> ChangeNote:
        """The change note: `blocks()` of it for a report, `to_dict()` for JSON; *now*: a day before it is said to be past.

        Raises BackhaulError (`unknown-language`) for a language that a policy does not have.
        """
        from backhaul.explanation.change_note import change_note

        return change_note(self.comparison, self._data(language), language, now)

    def _data(self, language: str | None) -> dict[str, Any]:
        from backhaul.comparison.report import as_data

        data = as_data(self.comparison, _tell(self.old, self.new, language))
        return {**data, "proof": self.proof} if self.proof else data

    def to_dict(
        self, language: str | None = None, *, now: datetime | None = None
    ) -> dict[str, Any]:
        """Everything as JSON holds it, with the note's sentences in a language of the policies."""
        note = self.note(language, now=now)
        return {**note.data, "note": note.to_dict()}

    def explain(
        self,
        language: str | None = None,
        *,
        form: Form = "text",
        details: bool = False,
        now: datetime | None = None,
    ) -> str:
        """The change note, as text, as Markdown or as a page of HTML.

        *details*: also what it is made of: identifiers, expressions, tables. A page has them folded at its end.
        """
        from backhaul.report.writing import written

        note = self.note(language, now=now)
        blocks = note.blocks(details=details or form == "html", whole=form != "text")
        return written(blocks, form, note.title, note.sides.new.language)

    def _repr_html_(self) -> str:
        from backhaul.notebook import framed

        return framed(self.explain(form="html"))

    def _repr_markdown_(self) -> str:
        return self.explain(form="markdown")


def _worked(policy: Policy, places: Sequence[str]) -> list[tuple[str, Mapping[str, object]]]:
    """The facts of the worked cases of a version, by their names; raises BackhaulError where there is none.

    A case of which the document is refused is left out: it has no facts.
    """
    if not places:
        return []
    from backhaul.cases.documents import facts_of
    from backhaul.questions.case_sources import read_case
    from backhaul.questions.trying_mutants import suites

    known = []
    for suite in suites(policy, places):
        for case in suite.cases:
            with suppress(BackhaulError):
                known.append((case.name, facts_of(case, suite, policy.model, read_case)))
    return known


def _proof(old: Policy, new: Policy, work: int | None) -> dict[str, Any]:
    from backhaul.analysis.difference import Comparing
    from backhaul.analysis.difference_data import as_data
    from backhaul.analysis.solving import MOST_WORK

    return as_data(Comparing(old.model, new.model, work or MOST_WORK))


class Making:
    """Makes a bench from what can be sent to another process."""

    def __init__(self, old: Policy, new: Policy, terms: Terms, source: str | None) -> None:
        self.old, self.new, self.terms, self.source = old, new, terms, source

    def __call__(self) -> ChunkJudge:
        """The bench of one process."""
        from backhaul.comparison.chunk_judge import ChunkJudge

        return ChunkJudge(self.old.model, self.new.model, self.terms, self._readers())

    def _readers(self) -> tuple[Read, Read] | None:
        if self.source is None:
            return None
        old, new = _reader(self.old, self.source), _reader(self.new, self.source)
        # a source of one version may speak of facts that the other has not
        if isinstance(new, PolicyError):
            if isinstance(old, PolicyError):
                raise new
            return old, _among(self.new, old)
        return _among(self.old, new) if isinstance(old, PolicyError) else old, new


Read = Callable[[object], Mapping[str, Any]]


def _reader(policy: Policy, source: str) -> Read | PolicyError:
    try:
        return policy.reader(source)
    except PolicyError as error:
        return error


def _among(policy: Policy, read: Read) -> Read:
    """What the other side's source reads, as far as this one has such facts."""

    def told(document: object) -> Mapping[str, Any]:
        found = read(document)
        return {name: found[name] for name in policy.model.facts if name in found}

    return told


def _tell(
    old: Policy, new: Policy, language: str | None
) -> Callable[[str, Mapping[str, object]], tuple[dict[str, Any], str]]:
    """What gives the decision of one side once more, as data and in words."""
    from backhaul.comparison.masking import masked_alike
    from backhaul.decision import Decision
    from backhaul.evaluation.decision import evaluate

    sides = dict(zip(("old", "new"), masked_alike(old.model, new.model), strict=True))
    spoken = {"old": language or old.model.spoken, "new": language or new.model.spoken}

    def tell(side: str, facts: Mapping[str, object]) -> tuple[dict[str, Any], str]:
        decision = Decision.of(evaluate(sides[side], facts))
        return decision.to_dict(trace=True), decision.explain(spoken[side])

    return tell
