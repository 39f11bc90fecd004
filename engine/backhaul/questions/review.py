"""Everything that somebody has to read before a version is released, in one document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.frozen import frozen
from backhaul.opening import from_text
from backhaul.packages import installed
from backhaul.questions.case_changes import CaseChanges, case_changes
from backhaul.questions.check import findings, mistakes
from backhaul.questions.compare import Compared, compare
from backhaul.questions.find_files import find
from backhaul.questions.mutate import Mutations, mutate
from backhaul.questions.prove import Proof, prove
from backhaul.questions.releasing import folder_of
from backhaul.questions.review_statement import digests
from backhaul.versions import candidate
from backhaul.versions.catalogue import Catalogue
from backhaul.versions.released import inspect

if TYPE_CHECKING:
    from backhaul.cases.coverage import Coverage
    from backhaul.policy import Policy
    from backhaul.questions.trying_mutants import Progress
    from backhaul.report.writing import Form

#: changes of the policy that are tried on its cases
SAMPLE = 100
#: facts that are made of each of the two versions
GENERATED = 500


@frozen
class Review:
    """What there is to read about a version before it is released."""

    folder: Path
    policy: Policy
    #: the version that it is compared with; None: it is the first
    against: Policy | None
    compared: Compared | None
    cases: CaseChanges
    coverage: Coverage
    #: nothing where the solver is not installed, or where there is nothing to prove or to try
    mutations: Mutations | None
    proof: Proof | None
    #: what is proved that the policy can never do
    findings: tuple[Diagnostic, ...]
    #: what `check` says of the files that were read
    warnings: tuple[Diagnostic, ...]
    #: the files that were read, by their path from the policy's folder, each with its digest
    files: dict[str, str]
    #: facts that were generated, and the steps of the solver for each question, where they were named
    generated: int
    work: int | None

    @property
    def solver(self) -> bool:
        """Whether the solver is installed, without which nothing is proved."""
        return installed("z3")

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Everything as JSON holds it; raises BackhaulError for a language that the policy does not have."""
        from backhaul.questions.review_report import ReviewReport

        return ReviewReport(self, language).to_dict()

    def explain(self, language: str | None = None, *, form: Form = "text") -> str:
        """The document: change note, cases, coverage, mutations, proofs, open questions, and what was read.

        Raises BackhaulError for a language that the policy does not have.
        """
        from backhaul.questions.review_report import ReviewReport
        from backhaul.report.writing import written

        report = ReviewReport(self, language)
        return written(report.blocks(form), form, report.title, report.language)


def review(
    policy: str,
    version: str,
    *,
    against: str | None = None,
    generated: int = GENERATED,
    sample: int = SAMPLE,
    seed: str | None = None,
    work: int | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Review:
    """What there is to read about a version of a policy before it is released.

    *policy*: its directory, or its name below `policies`. *against*: the version that it is compared with, else the newest released one
    below it. *generated*: facts that are made for that. *sample*: changes of the policy that are tried on its cases, 0 for none, drawn
    with *seed*, by default the digest of the version. *work*: the steps of the solver for each question. *jobs*: processes, one a core
    by default. *progress* is told the share that is done of the changes, and how many.
    Raises BackhaulError for a version that is not there or has mistakes. Proofs and changes need `backhaul[analysis]`; without it the
    review says that they are missing.

    >>> import backhaul
    >>> import tempfile
    >>> begun = backhaul.new_policy("loans", tempfile.mkdtemp())
    >>> for name, text in begun.files.items():
    ...     (begun.folder / name).parent.mkdir(parents=True, exist_ok=True)
    ...     _ = (begun.folder / name).write_text(text, encoding="utf-8")
    >>> made = backhaul.review(str(begun.folder), "1.0.0", sample=5, jobs=1)
    >>> made.against, made.cases.added == made.cases.cases, made.mutations.sample.seed == made.policy.digest[7:15]
    (None, True, True)
    """
    folder = folder_of(policy)
    new = from_text(Catalogue(folder.parent).file(folder.name, version))
    old = _old(folder, version, against)
    files = digests(folder, version, old.version if old else None)
    warnings = _warnings(folder, files)
    if errors := [each for each in warnings if each.severity == "error"]:
        raise PolicyError(errors)
    cases = case_changes(folder, new, old)
    return Review(
        folder=folder,
        policy=new,
        against=old,
        compared=compare(old, new, generated=generated, jobs=jobs) if old else None,
        cases=cases,
        coverage=cases.coverage(new),
        mutations=_mutations(new, cases, sample, seed, work, jobs, progress),
        proof=prove(new, work=work) if _solver() and new.model.invariants else None,
        findings=findings(new) if _solver() else (),
        warnings=tuple(warnings),
        files=files,
        generated=generated,
        work=work,
    )


def _solver() -> bool:
    return installed("z3")


def _old(folder: Path, version: str, against: str | None) -> Policy | None:
    """The version to compare with: the one that is named, else the newest released one below."""
    other = against or candidate.before(inspect(folder).lock, version)
    if other is None:
        return None
    return from_text(Catalogue(folder.parent).file(folder.name, other))


def _warnings(folder: Path, files: dict[str, str]) -> Sequence[Diagnostic]:
    """Mistakes and warnings of the files that were read."""
    load = cache(from_text)
    paths = [str(folder / name) for name in files if name.endswith(".yaml")]
    ours = (
        [file for file in find(paths) if file.kind == "policy" or file.is_placed] if paths else []
    )
    return [each for file in ours for each in mistakes(file, load)]


def _mutations(
    policy: Policy,
    cases: CaseChanges,
    sample: int,
    seed: str | None,
    work: int | None,
    jobs: int,
    progress: Progress | None,
) -> Mutations | None:
    if not (_solver() and sample and cases.cases) or cases.failing:
        return None
    seed = seed or policy.digest.removeprefix("sha256:")[:8]
    return mutate(policy, sample=sample, seed=seed, work=work, jobs=jobs, progress=progress)
