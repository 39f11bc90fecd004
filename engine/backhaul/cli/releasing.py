"""The checks before a release: the file, its sources, its cases, and that its number does not lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from backhaul.cases.hiding import name_of
from backhaul.cases.run import run as run_suite
from backhaul.cases.suite import Suite
from backhaul.cli.case_sources import read_case
from backhaul.cli.documents import read_suite
from backhaul.cli.find_files import Found
from backhaul.cli.release_proof import proofs_of, provable
from backhaul.cli.run_cases import explain
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError
from backhaul.document.json_reader import read_json
from backhaul.frozen import frozen
from backhaul.policy import Policy, from_text, read_file
from backhaul.sources import checker
from backhaul.versions import candidate
from backhaul.versions.catalogue import Catalogue, shipped
from backhaul.versions.lock import Lock
from backhaul.versions.proofs import Proofs
from backhaul.versions.released import Versioned, inspect, misplaced
from backhaul.versions.shapes import read_document

#: how the names of files end that are meant as cases, rightly or not
SUFFIXES = (".yaml", ".yml")
RELEASED_HELP = "bring the case back; what a new version decides otherwise stands in a file with its own `versions`"


@frozen
class Checked:
    """A version that may be released."""

    folder: Path
    policy: Policy
    lock: Lock
    cases: int
    sources: int
    #: the version that it mends, if its number is that of a patch
    mends: str | None
    #: what was proved of it; nothing where there was nothing to prove, or no solver
    proofs: Proofs | None
    #: whether there was something to prove and no solver
    unproved: bool


def check(
    folder: Path, version: str, records: Sequence[str], generated: int, work: int | None = None
) -> Checked:
    """A version of which nothing speaks against a release; raises PolicyError with all that does.

    *records* are files of facts, and *generated* is how many facts are made, for a patch; *work* bounds each
    question to the solver.
    """
    path = Catalogue(folder.parent).file(folder.name, version)
    shelf = inspect(folder, from_text)
    policy = from_text(path)
    if wrong := misplaced(path, policy, folder=True):
        raise PolicyError([wrong])
    refused = candidate.refusals(folder, shelf.lock, policy, shelf.policies)
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
    mends = candidate.mended(shelf.lock, policy.version)
    if not found and mends:
        found = _as_patch(folder, (shelf.policies[mends], policy), suites, records, generated)
    before = candidate.before(shelf.lock, policy.version)
    proofs, something = None, bool(before or policy.model.invariants)
    if not found and provable() and something:
        old = shelf.policies[before].model if before else None
        proofs, found = proofs_of(folder, old, policy.model, work)
    if found:
        raise PolicyError(dict.fromkeys(found))
    unproved = something and not provable()
    return Checked(folder, policy, shelf.lock, ran, sources, mends, proofs, unproved)


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
            suites.append(read_suite(Found(path, "cases", read_file(path))))
        except PolicyError as error:
            mistakes += error.diagnostics
    return suites, mistakes


def _run_cases(suites: list[Suite], policy: Versioned) -> tuple[int, list[Diagnostic]]:
    """How many cases of a version were run, and the problems of those that failed."""
    results = [
        result
        for suite in suites
        if suite.covers(policy.version)
        for result in run_suite(suite, policy.model, explain, read_case)
    ]
    return len(results), [problem for result in results for problem in result.problems]


def _of_released(suites: list[Suite], released: Mapping[str, Versioned]) -> Iterator[Diagnostic]:
    """The problems of cases that fail with a version that was released: what it decides is what they hold."""
    for version, policy in released.items():
        for wrong in _run_cases(suites, policy)[1]:
            message = f"{wrong.message}, with {version}, which was released"
            help = wrong.help or RELEASED_HELP
            yield Diagnostic(wrong.code, message, help, wrong.span)


def _check_sources(folder: Path, policy: Policy) -> tuple[int, list[Diagnostic]]:
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


def _as_patch(
    folder: Path,
    versions: tuple[Versioned, Policy],
    suites: Sequence[Suite],
    records: Sequence[str],
    generated: int,
) -> list[Diagnostic]:
    """That a patch changes a decision on a case, a record or generated facts."""

    def facts() -> Iterator[tuple[str, Mapping[str, object]]]:
        for suite in suites:
            yield from (
                (f"the case `{name_of(case, new.model)}`", case.facts) for case in suite.cases
            )
        for file in records:
            yield from _records(file)

    old, new = versions
    return candidate.patch_refusal(folder, old.model, new.model, facts(), generated)


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
