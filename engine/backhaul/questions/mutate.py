"""Whether the cases of a policy notice every single change of what it means, or of what a source of it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from backhaul.cases.coverage import percent
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen
from backhaul.packages import needed
from backhaul.questions.trying_mutants import Drawing, Progress, suites, survivors

if TYPE_CHECKING:
    from decimal import Decimal

    from backhaul.analysis.changes_at_all import Difference
    from backhaul.analysis.pair import Case
    from backhaul.cases.documents import Read
    from backhaul.cases.suite import Suite
    from backhaul.language.model import Policy as Model
    from backhaul.language.mutants import Mutant
    from backhaul.policy import Policy
    from backhaul.questions.source_mutations import SourceWork
    from backhaul.report.writing import Form

Answer = Literal["possible", "not settled", "equivalent"]
#: what is in neither side of the score
_UNCOUNTED: tuple[Answer, ...] = ("equivalent", "not settled")


def mutate(
    policy: Policy,
    paths: Sequence[str] = (),
    *,
    only: str = "",
    source: str | None = None,
    work: int | None = None,
    sample: int | None = None,
    seed: str = "0",
    jobs: int = 0,
    progress: Progress | None = None,
    settling: Progress | None = None,
) -> Mutations:
    """What comes of every single change of a policy, or of one of its sources, when its cases are run.

    *paths*: case files and directories, else those of the policy. *only*: the changes whose name holds this text. *source*: the
    name of a source; then its changes are tried, on the cases whose documents it reads. *work*: the steps of the solver for each
    change that no case notices. *sample*: try so many changes, drawn with *seed*, in the place of all. *jobs*: processes, one a core by default. *progress* is told the share that is done, and of how many; *settling* the same of the changes that no case notices, while it is
    proved whether they matter.
    Raises BackhaulError where there are no cases or no such changes. Needs `backhaul[analysis]`, but for sources.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery", "1.0.0")
    >>> tried = backhaul.mutate(policy, only="route out-of-scope: return_freight", jobs=1)
    >>> tried.changes == tried.noticed, tried.score
    (True, '100')
    """
    drawn = Drawing(sample, seed) if sample is not None else None
    trying: Work | SourceWork = Work(policy, paths, only, drawn)
    if source is not None:
        from backhaul.questions.source_mutations import SourceWork

        trying = SourceWork(policy, source, paths, only, drawn)
    else:
        needed("analysis", "`mutate`", "z3")
    # mistakes in the cases are told before anything is tried
    every, count = trying.every(), len(trying.suites())
    if not every or not count:
        raise _nothing(policy, source, only, documents=bool(count))
    alive = survivors(trying, every, jobs, progress)
    told = []
    if settling:
        settling(None, 0)
    for number, mutant in enumerate(alive, 1):
        told.append(_survivor(policy, mutant, source, work))
        if settling:
            settling(number / len(alive), number)
    return Mutations(policy, source, count, len(every) - len(alive), tuple(told), trying.drawn)


def _nothing(policy: Policy, source: str | None, only: str, *, documents: bool) -> BackhaulError:
    message = f"no change of `{source or policy.id}` is called like `{only}`"
    if not documents:
        message = f"no case has a document that `{source}` reads"
    help = "leave `--only` out to see all of them"
    if source:
        help = "write cases with `document` and `source`, or leave `--only` out"
    return BackhaulError([Diagnostic("usage", message, help)])


@frozen
class Survivor:
    """A change that no case notices: whether it is proved to change an output, and the plainest case of it."""

    mutant: Mutant
    answer: Answer
    change: Difference | None = None

    @property
    def case(self) -> Case | None:
        """The plainest case that notices it."""
        return self.change.case if self.change else None

    def entry(self) -> str | None:
        """The case to add: what the policy itself decides where the change decides otherwise."""
        from backhaul.cases.entry import entry
        from backhaul.cases.written_file import expected

        if self.case is None:
            return None
        came = self.case.old.evaluation or self.case.old.refused[0].code
        return entry(f"notices {self.mutant.name}", self.case.given, expected(came))

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON holds it."""
        mutant = self.mutant
        place = {"place": mutant.place, "line": mutant.span.line}
        return {"change": mutant.name, "kind": mutant.kind, **place}


@frozen
class Mutations:
    """What came of all changes."""

    policy: Policy
    #: the source that was changed, where one was
    source: str | None
    #: how many cases were run
    cases: int
    #: how many changes a case notices
    noticed: int
    #: the changes that none does
    survivors: tuple[Survivor, ...]
    #: how the changes were drawn, where not all were tried
    sample: Drawing | None = None

    @property
    def changes(self) -> int:
        """How many changes were tried."""
        return self.noticed + len(self.survivors)

    @property
    def mattering(self) -> int:
        """How many changes are settled to matter: a case notices them, or they are proved to change an output."""
        return self.noticed + len(self.of("possible"))

    @property
    def score(self) -> str | None:
        """The share of the settled changes that matter which a case notices, in hundredths; None where none is settled."""
        if not self.mattering and self.of("not settled"):
            return None
        return percent(self.noticed, self.mattering)

    def of(self, answer: Answer) -> list[Survivor]:
        """The survivors of one answer."""
        return [survivor for survivor in self.survivors if survivor.answer == answer]

    def is_below(self, least: Decimal) -> bool:
        """Whether fewer percent of the settled changes that matter are noticed."""
        return self.noticed * 100 < least * self.mattering

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON holds it."""
        named = {"policy": self.policy.id, "version": self.policy.version}
        counts: dict[str, Any] = {"changes": self.changes, "noticed": self.noticed}
        if self.sample:
            counts["sample"] = {"of": self.sample.of, "seed": self.sample.seed}
        if self.source:
            survivors = [survivor.to_dict() for survivor in self.survivors]
            return {
                **named,
                "source": self.source,
                **counts,
                "score": self.score,
                "survivors": survivors,
            }
        survivors = []
        for survivor in self.survivors:
            told = {**survivor.to_dict(), "answer": survivor.answer.replace(" ", "_")}
            if survivor.change and (case := survivor.entry()):
                told |= {"what": survivor.change.words, "case": case}
            survivors.append(told)
        counts |= {name.replace(" ", "_"): len(self.of(name)) for name in _UNCOUNTED}
        return {**named, **counts, "score": self.score, "survivors": survivors}

    def explain(self, language: str | None = None, *, form: Form = "text") -> str:
        """The survivors in words, grouped by place and kind, and a score.

        Raises BackhaulError for a language that the policy does not have.
        """
        from backhaul.questions.mutation_report import MutationReport
        from backhaul.report.writing import written

        report = MutationReport(self, language)
        title = f"{self.policy.id} {self.policy.version}"
        return written(report.blocks(cases=form != "text"), form, title, report.language)

    def case_file(self, language: str | None = None) -> str:
        """A case file with a case for each change that none notices; where there is none to add, a line that says so."""
        from backhaul.questions.mutation_report import MutationReport

        return MutationReport(self, language).file()

    def summary(self, language: str | None = None) -> str:
        """The counts and the score."""
        from backhaul.questions.mutation_report import MutationReport
        from backhaul.report.writing import written

        return written(MutationReport(self, language).closing(), "text").strip()


def _survivor(policy: Policy, mutant: Mutant, source: str | None, work: int | None) -> Survivor:
    if source is not None:
        return Survivor(mutant, "possible")
    from backhaul.analysis.changes_at_all import change_at_all
    from backhaul.analysis.difference import Comparing
    from backhaul.analysis.solving import MOST_WORK

    change = change_at_all(Comparing(policy.model, mutant.changed, work or MOST_WORK))
    if change is None:
        return Survivor(mutant, "equivalent")
    return Survivor(mutant, "possible" if change.answer == "possible" else "not settled", change)


class Work:
    """Makes what tries changes; can be sent to another process."""

    def __init__(
        self, policy: Policy, paths: Sequence[str], only: str, drawn: Drawing | None = None
    ) -> None:
        self.policy, self.paths, self.only, self.drawn = policy, paths, only, drawn

    def suites(self) -> list[Suite]:
        """Every case for this version of the policy."""
        return suites(self.policy, self.paths)

    def every(self) -> list[Mutant]:
        """The changes to try."""
        from backhaul.analysis.mutations import mutants

        every = [m for m in mutants(self.policy.model) if self.only in m.name]
        if self.drawn:
            every, self.drawn = self.drawn.of_these(every)
        return every

    def __call__(self) -> Callable[[range], list[bool]]:
        """What says of some changes, by their numbers, whether a case notices each."""
        from backhaul.questions.case_sources import read_case

        every = self.every()
        trial = Trial(self.suites(), read_case, self.policy.model)
        return lambda numbers: [trial.notices(every[number].changed) for number in numbers]


class Trial:
    """Runs cases until one fails; that one is run first from then on, since the next change is often like this one.

    A case that fails with the policy as it is notices no change, and is left out from then on.
    """

    def __init__(self, cases: Sequence[Suite], read: Read, unchanged: Model) -> None:
        self._read, self._suites, self._unchanged = read, list(cases), unchanged
        self._passing: set[int] = set()

    def notices(self, policy: Model) -> bool:
        """Whether a case fails."""
        for suite in list(self._suites):
            if not self._fails(suite, policy):
                continue
            self._suites.remove(suite)
            if id(suite) in self._passing or not self._fails(suite, self._unchanged):
                self._passing.add(id(suite))
                self._suites.insert(0, suite)
                return True
        return False

    def _fails(self, suite: Suite, policy: Model) -> bool:
        from backhaul.cases.run import run as run_suite
        from backhaul.questions.case_sources import explain

        return any(not result.passed for result in run_suite(suite, policy, explain, self._read))
