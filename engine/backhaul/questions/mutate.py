"""Whether the cases of a policy notice every single change of what it means, or of what a source of it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from backhaul.cases.coverage import percent
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen
from backhaul.packages import needed
from backhaul.questions.trying_mutants import Progress, suites, survivors

if TYPE_CHECKING:
    from decimal import Decimal

    from backhaul.analysis.changes_at_all import Difference
    from backhaul.cases.documents import Read
    from backhaul.cases.suite import Suite
    from backhaul.language.mutants import Mutant
    from backhaul.policy import Policy
    from backhaul.questions.source_mutations import SourceWork
    from backhaul.report.blocks import Block
    from backhaul.report.writing import Form

Answer = Literal["possible", "not settled", "equivalent"]
_ANSWERS: tuple[tuple[Answer, Literal["no", "open", ""], str, str], ...] = (
    ("possible", "no", "not noticed", "not noticed"),
    ("not settled", "open", "not settled", "not settled"),
    ("equivalent", "", "changes no output", "proved to change no output"),
)
#: what is in neither side of the score
_UNCOUNTED: tuple[Answer, ...] = ("equivalent", "not settled")


def mutate(
    policy: Policy,
    paths: Sequence[str] = (),
    *,
    only: str = "",
    source: str | None = None,
    work: int | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Mutations:
    """What comes of every single change of a policy, or of one of its sources, when its cases are run.

    *paths*: case files and directories, else those of the policy. *only*: the changes whose name holds this text. *source*: the
    name of a source; then its changes are tried, on the cases whose documents it reads. *work*: the steps of the solver for each
    change that no case notices. *jobs*: processes, one a core by default. *progress* is told the share that is done, and of how many.
    Raises BackhaulError where there are no cases or no such changes. Needs `backhaul[analysis]`, but for sources.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery", "1.0.0")
    >>> tried = backhaul.mutate(policy, only="route out-of-scope: return_freight", jobs=1)
    >>> tried.changes == tried.noticed, tried.score
    (True, '100')
    """
    trying: Work | SourceWork = Work(policy, paths, only)
    if source is not None:
        from backhaul.questions.source_mutations import SourceWork

        trying = SourceWork(policy, source, paths, only)
    else:
        needed("analysis", "`mutate`", "z3")
    # mistakes in the cases are told before anything is tried
    every, count = trying.every(), len(trying.suites())
    if not every or not count:
        raise _nothing(policy, source, only, documents=bool(count))
    alive = survivors(trying, every, jobs, progress)
    told = tuple(_survivor(policy, mutant, source, work) for mutant in alive)
    return Mutations(policy, source, count, len(every) - len(alive), told)


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

    def case(self) -> str | None:
        """The case to add: what the policy itself decides where the change decides otherwise."""
        from backhaul.cases.entry import entry
        from backhaul.cases.written_file import expected

        case = self.change.case if self.change else None
        if case is None:
            return None
        came = case.old.evaluation or case.old.refused[0].code
        return entry(f"notices {self.mutant.name}", case.old.given, expected(came))

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON holds it."""
        mutant = self.mutant
        return {"change": mutant.name, "kind": mutant.kind, "line": mutant.span.line}

    def shown(self) -> Iterator[Block]:
        """What the change does, and a case that notices it."""
        from backhaul.report.blocks import Paragraph, Verbatim
        from backhaul.report.lines import parsed

        if self.change and self.answer == "possible":
            yield Paragraph(parsed(self.change.words))
        if self.answer == "possible" and (case := self.case()):
            yield Verbatim(case, "A case that notices it:")


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
        counts = {"changes": self.changes, "noticed": self.noticed}
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
            if survivor.change and (case := survivor.case()):
                told |= {"what": survivor.change.words, "case": case}
            survivors.append(told)
        counts |= {name.replace(" ", "_"): len(self.of(name)) for name in _UNCOUNTED}
        return {**named, **counts, "score": self.score, "survivors": survivors}

    def explain(self, form: Form = "text") -> str:
        """The survivors in words, and a score."""
        from backhaul.report.writing import written

        return written(self._blocks(), form, f"{self.policy.id} {self.policy.version}")

    def _blocks(self) -> Iterator[Block]:
        from backhaul.report.blocks import Paragraph, Result
        from backhaul.report.lines import parsed

        parts = [f"{self.changes:,} changes", f"{self.noticed:,} noticed"]
        for answer, tone, head, words in _ANSWERS:
            survivors = self.of(answer)
            for each in survivors:
                name = parsed(f"{each.mutant.span}: {each.mutant.name}")
                yield Result(head, tone, name, tuple(each.shown()))
            if survivors and not self.source:
                parts.append(f"{len(survivors):,} {words}")
        of = f"{self.policy.id} {self.policy.version}"
        of = f"{self.source} with {self.cases:,} cases" if self.source else of
        yield Paragraph(f"{of}: {', '.join(parts)}", "closing")
        yield Paragraph(f"score: {self._scored()}")

    def _scored(self) -> str:
        """The score in words, with how many changes are in neither side of it."""
        if self.source:
            return f"{self.score} percent of the changes"
        if self.score is None:
            return "none, for no change that matters is settled"
        scored = f"{self.score} percent of the changes that matter"
        left_out = len(self.of("not settled"))
        return f"{scored}, without {left_out:,} that are not settled" if left_out else scored


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

    def __init__(self, policy: Policy, paths: Sequence[str], only: str) -> None:
        self.policy, self.paths, self.only = policy, paths, only

    def suites(self) -> list[Suite]:
        """Every case for this version of the policy."""
        return suites(self.policy, self.paths)

    def every(self) -> list[Mutant]:
        """The changes to try."""
        from backhaul.analysis.mutations import mutants

        return [m for m in mutants(self.policy.model) if self.only in m.name]

    def __call__(self) -> Callable[[range], list[bool]]:
        """What says of some changes, by their numbers, whether a case notices each."""
        from backhaul.questions.case_sources import read_case

        every = self.every()
        trial = Trial(self.suites(), read_case)
        return lambda numbers: [trial.notices(every[number].changed) for number in numbers]


class Trial:
    """Runs cases until one fails; that one is run first from then on, since the next change is often like this one."""

    def __init__(self, cases: Sequence[Suite], read: Read) -> None:
        self._read, self._suites = read, list(cases)

    def notices(self, policy: Any) -> bool:
        """Whether a case fails."""
        from backhaul.cases.run import run as run_suite
        from backhaul.questions.case_sources import explain

        for suite in self._suites:
            if any(not result.passed for result in run_suite(suite, policy, explain, self._read)):
                self._suites.remove(suite)
                self._suites.insert(0, suite)
                return True
        return False
