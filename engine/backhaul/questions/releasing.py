"""The checks before a release: the file, its sources, its cases, and that its number does not lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from backhaul.cases.hiding import name_of
from backhaul.cases.run import run as run_suite
from backhaul.cases.suite import Suite
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError
from backhaul.document.json_reader import read_json
from backhaul.document.reader import read_document
from backhaul.frozen import frozen, with_fields
from backhaul.opening import read_file
from backhaul.packages import needed
from backhaul.questions.case_sources import explain, read_case
from backhaul.questions.check import check as check_files
from backhaul.questions.documents import policy_files, read_suite
from backhaul.questions.find_files import Found
from backhaul.questions.release_proof import proofs_of, provable
from backhaul.sources import checker
from backhaul.versions import candidate
from backhaul.versions.catalogue import Catalogue, shipped
from backhaul.versions.lock import Lock
from backhaul.versions.proofs import Proofs
from backhaul.versions.released import Shelf, inspect, misplaced, versions_in
from backhaul.versions.version import Version, from_text

#: how the names of files end that are meant as cases, rightly or not
SUFFIXES = (".yaml", ".yml")
RELEASED_HELP = "bring the case back; what a new version decides otherwise stands in a file with its own `versions`"


@frozen
class Way:
    """How a version is held against the one before it."""

    #: files of facts
    records: Sequence[str]
    #: how many facts are made
    generated: int
    #: the bound on each question to the solver; nothing: the usual one
    work: int | None
    #: whether it may decide the cases of that version otherwise
    retroactive: bool


@frozen
class Checked:
    """A version that may be released."""

    folder: Path
    policy: Version
    lock: Lock
    cases: int
    sources: int
    #: the version that it mends, if its number is that of a patch
    mends: str | None
    #: what was proved of it; nothing where there was nothing to prove, or no solver
    proofs: Proofs | None
    #: whether there was something to prove and no solver
    unproved: bool
    #: the version whose cases it decides otherwise, as is meant
    replaces: str | None
    #: warnings of its files, which keep nothing from being released
    warnings: int = 0


def check(folder: Path, version: str, way: Way) -> Checked:
    """A version of which nothing speaks against a release, without its draft mark; raises PolicyError with all that does."""
    path = Catalogue(folder.parent).file(folder.name, version)
    shelf = inspect(folder)
    policy = candidate.undrafted(from_text(path))
    if wrong := misplaced(path, policy, folder=True):
        raise PolicyError([wrong])
    replaces = candidate.replaced(shelf.lock, policy) if way.retroactive else None
    refused = candidate.refusals(folder, shelf.lock, policy, shelf.policies, replaces)
    others = [d for d in shelf.mistakes if d.code != "unreleased-version" and d.severity == "error"]
    suites, mistakes = _suites(folder)
    suites = [suite for suite in suites if suite.policy == policy.id]
    ran, failures = _run_cases(suites, policy)
    failures += _of_released(suites, shelf.policies)
    sources, wrong_sources = _check_sources(folder, policy)
    found = [*others, *refused, *wrong_sources, *mistakes, *failures]
    if not found and not ran:
        message = f"no case is for {policy.version} of `{policy.id}`"
        help = "write at least one in `cases`: what is released is what cases hold"
        found.append(Diagnostic("no-cases", message, help))
    if found:
        raise PolicyError(dict.fromkeys(found))
    mends, proofs, unproved = _beside(folder, shelf, policy, suites, way)
    if proofs and proofs.decisions in ("alike", "kept"):
        replaces = None
    passed = _warnings(folder, path)
    return Checked(
        folder, policy, shelf.lock, ran, sources, mends, proofs, unproved, replaces, passed
    )


def _warnings(folder: Path, path: Path) -> int:
    """How many warnings `backhaul check` has of a version, its sources and its cases."""
    beside = (folder / "sources", folder / "cases")
    found = check_files([str(path), *(str(each) for each in beside if each.is_dir())])
    return sum(each.severity == "warning" for each in found.diagnostics)


def _beside(
    folder: Path, shelf: Shelf, policy: Version, suites: Sequence[Suite], way: Way
) -> tuple[str | None, Proofs | None, bool]:
    """The version that it mends, what was proved of it, and whether nothing could be.

    Raises PolicyError where it decides otherwise than its number and its `from` say.
    """
    mends = candidate.mended(shelf.lock, policy.version)
    before = candidate.before(shelf.lock, policy.version)
    earlier = candidate.replaced(shelf.lock, policy)
    # where the solver is there it tells, of every case, and the plainest one that shows it
    held = mends or (None if way.retroactive or provable() else earlier)
    if held:
        facts = _given(suites, policy, way.records)
        versions = (shelf.policies[held].model, policy.model)
        if wrong := candidate.otherwise(folder, versions, facts, way.generated):
            raise PolicyError(wrong)
    something = bool(before or policy.model.invariants)
    if not provable() or not something:
        return mends, None, something
    old = shelf.policies[before].model if before else None
    proofs, wrong = proofs_of(folder, old, policy.model, way.work, back=bool(earlier))
    if wrong := [each for each in wrong if not way.retroactive or each.code != "reaches-back"]:
        raise PolicyError(wrong)
    return mends, proofs, False


def proved_again(folder: Path, version: str, work: int | None) -> Checked:
    """A released version, proved anew against the released one before it; its digests stay as they are.

    Raises PolicyError where it was not released, where its files are not as they were released, and where it decides otherwise
    than its number says.
    """
    needed("analysis", "`--prove-again`", "z3")
    shelf = inspect(folder)
    release = shelf.lock.get(version)
    if release is None:
        message = f"{version} of `{folder.name}` was not released, so the lock has no proof of it"
        help = f"`backhaul release {folder.name} {version}` releases and proves it"
        raise PolicyError([Diagnostic("unknown-version", message, help)])
    if wrong := [d for d in shelf.mistakes if d.severity == "error"]:
        raise PolicyError(wrong)
    before = candidate.before(shelf.lock, version)
    old = shelf.policies[before].model if before else None
    policy = from_text(folder / f"{version}.yaml")
    proofs, refused = proofs_of(folder, old, policy.model, work, back=False)
    if refused:
        raise PolicyError(refused)
    lock = shelf.lock.with_release(with_fields(release, proofs=proofs))
    return Checked(folder, policy, lock, 0, 0, None, proofs, False, release.replaces)


def folder_of(named: str) -> Path:
    """The directory of a policy: named itself, below `policies` here, or below the shipped ones."""
    for folder in (Path(named), Path("policies") / named):
        if folder.is_dir():
            return folder.resolve() if folder.name in {"", ".."} else folder
    return shipped().root / named


def _suites(folder: Path) -> tuple[list[Suite], list[Diagnostic]]:
    """The case files of a policy, and the mistakes in them."""
    suites: list[Suite] = []
    mistakes: list[Diagnostic] = []
    paths = (path for path in (folder / "cases").glob("*") if path.suffix.lower() in SUFFIXES)
    for path in sorted(paths):
        try:
            file = Found(path, "cases", read_file(path))
            suites.append(suite := read_suite(file))
            if suite.policy != folder.name:
                message = f"the cases are for `{suite.policy}`, and stand in the directory of `{folder.name}`"
                help = f"write `policy: {folder.name}`, or move the file"
                mistakes.append(Diagnostic("unknown-policy", message, help, suite.policy_span))
            elif not _is_for_later(suite, folder):
                policy_files(suite, file)
        except PolicyError as error:
            mistakes += error.diagnostics
    return suites, mistakes


def _is_for_later(suite: Suite, folder: Path) -> bool:
    """Whether all cases that no version runs are for whatever comes after some number."""
    versions = versions_in(folder)
    idle = (c for c in suite.cases if not any(c.versions.covers(version) for version in versions))
    return all(case.versions.end is None for case in idle)


def _run_cases(suites: list[Suite], policy: Version) -> tuple[int, list[Diagnostic]]:
    """How many cases of a version were run, and the problems of those that failed."""
    results = [
        result for suite in suites for result in run_suite(suite, policy.model, explain, read_case)
    ]
    return len(results), [problem for result in results for problem in result.problems]


def _of_released(suites: list[Suite], released: Mapping[str, Version]) -> Iterator[Diagnostic]:
    """The problems of cases that fail with a version that was released: what it decides is what they hold."""
    for version, policy in released.items():
        for wrong in _run_cases(suites, policy)[1]:
            message = f"{wrong.message}, with {version}, which was released"
            help = wrong.help or RELEASED_HELP
            yield Diagnostic(wrong.code, message, help, wrong.span)


def _check_sources(folder: Path, policy: Version) -> tuple[int, list[Diagnostic]]:
    """How many sources there are, and the mistakes in them as this version sees them."""
    paths = sorted((folder / "sources").glob("*.yaml"))
    mistakes: list[Diagnostic] = []
    for path in paths:
        try:
            document, found = read_document(read_file(path), str(path), "source")
            checker.check(document, policy.model, found)
        except PolicyError as error:
            mistakes += error.diagnostics
    return len(paths), mistakes


def _given(
    suites: Sequence[Suite], policy: Version, records: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The facts of every case and record, each with its place."""
    for suite in suites:
        yield from (
            (f"the case `{name_of(case, policy.model)}`", case.facts) for case in suite.cases
        )
    for file in records:
        yield from _records(file)


def _records(file: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The facts of every line of a file, with its place."""
    try:
        with Path(file).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                place = f"line {number} of {file}"
                found = read_json(line.rstrip(b"\r\n"), place)
                if not isinstance(found, dict):
                    message = f"{place} is not a mapping from names to values"
                    raise FactError([Diagnostic("wrong-kind", message)])
                yield place, found
    except OSError as failure:
        message = f"`{file}` cannot be read: {(failure.strerror or 'it failed').lower()}"
        help = "give a file with the facts of one case on each line"
        raise BackhaulError([Diagnostic("file-unreadable", message, help)]) from None
