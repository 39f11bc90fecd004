"""Source and case files that were found, read and checked, with the policy that they belong to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from backhaul.cases import suite as suites
from backhaul.cases.fitting import misfits
from backhaul.cases.suite import Case, Suite, check
from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.document.node import Document, text
from backhaul.document.reader import read_document
from backhaul.document.unquoted import unquoted
from backhaul.language.model import Policy as Model
from backhaul.opening import read_file
from backhaul.policy import Policy
from backhaul.questions import case_sources
from backhaul.questions.find_files import Found
from backhaul.sources import checker
from backhaul.versions.catalogue import Catalogue, shipped
from backhaul.versions.lock import has_lock, is_version, order
from backhaul.versions.reasons import misfits as misfits_of_reasons
from backhaul.versions.released import versions_in
from backhaul.versions.version import Version

#: loads a version
Load = Callable[[Path], Policy]
#: the line in which a case begins, also one of a table
_BEGINS = re.compile(rb"^[ \t]*- (?:name:|\[).*$", re.MULTILINE)


def check_source(file: Found) -> Sequence[Diagnostic]:
    """Nothing, if the file is right; warnings, if it is right for a draft alone.

    Raises PolicyError with every mistake in it, or in its policy.
    """
    document, found = read_document(file.data, str(file.path), "source")
    found = [*misnamed(file), *found]
    named = document.root.get("policy")
    name = text(named)
    if name is None:
        raise PolicyError(found)
    catalogue = catalogue_of(name, file)
    try:
        policy = catalogue.open(name, None, text=True, drafts=True)
    except PolicyError as error:
        place = named.span if named else None
        raise PolicyError([*found, *(_at(place, d, file) for d in error.diagnostics)]) from None
    try:
        checker.check(document, policy.model, found)
    except PolicyError as error:
        draft = next(_fitting_drafts(document, found, catalogue, policy), None)
        if draft is None:
            raise
        return [_of_draft(each, policy.version, draft) for each in error.diagnostics]
    return ()


def _fitting_drafts(
    document: Document, found: Sequence[Diagnostic], catalogue: Catalogue, policy: Version
) -> Iterator[str]:
    """The drafts after a version for which a source is right."""
    for version in reversed(catalogue.versions(policy.id)):
        with suppress(BackhaulError):
            draft = catalogue.open(policy.id, version, text=True)
            if draft.draft and order(version) > order(policy.version):
                checker.check(document, draft.model, found)
                yield version


def _of_draft(mistake: Diagnostic, version: str, draft: str) -> Diagnostic:
    message = f"{mistake.message}, in {version}; the source is right for {draft}, a draft"
    help = f"release {draft} before the source is used, or keep one for each in a file of its own"
    return Diagnostic(mistake.code, message, help, mistake.span, "warning")


def read_suite(file: Found, policies: Sequence[Policy] = ()) -> Suite:
    """The cases of a file, also those of *policies*; raises PolicyError with every mistake in it."""
    try:
        document, found = read_document(file.data, str(file.path), "cases")
        return check(document, [*misnamed(file), *found])
    except PolicyError as error:
        if _masks(file) or any(policy.model.masks for policy in policies):
            raise PolicyError(unquoted(error.diagnostics)) from None
        raise


def _shown(mistakes: Sequence[Diagnostic], file: Found) -> Sequence[Diagnostic]:
    """The mistakes, without what stands there where facts of the policy are masked."""
    return unquoted(mistakes) if mistakes and _masks(file) else mistakes


def _masks(file: Found) -> bool:
    """Whether some version of the policy of a file may have masked facts, also one that cannot be opened."""
    for path in file.policy_folder.glob("*.y*ml"):
        # what cannot be read is told of the version
        with suppress(BackhaulError):
            if b"masked" in read_file(path):
                return True
    return False


def check_reasons(file: Found, load: Load) -> None:
    """Nothing, if what the file says of clauses fits the versions beside it; raises PolicyError with every mistake."""
    document, wrong = read_document(file.data, str(file.path), "clauses")
    id = text(document.root.get("policy")) or ""
    catalogue = catalogue_of(id, file)
    models = []
    for version in catalogue.versions(id):
        # what is wrong with a version is told of it
        with suppress(BackhaulError):
            models.append(load(catalogue.file(id, version)).model)
    if wrong := [*wrong, *misfits_of_reasons(document, models)]:
        raise PolicyError(wrong)


def check_cases(file: Found, load: Load) -> list[Diagnostic]:
    """What is wrong in a case file itself, and what of it fits none, or not all, of the versions that it is for.

    Raises PolicyError where it cannot be read, and where it is for no version at all.
    """
    try:
        document, shapes = read_document(file.data, str(file.path), "cases")
    except PolicyError as error:
        raise PolicyError(_shown(error.diagnostics, file)) from None
    suite, wrong = suites.read(document, [*misnamed(file), *shapes])
    wrong = [*_shown(wrong, file)]
    folder = file.policy_folder
    if has_lock(folder) and not versions_in(folder):
        return wrong  # that they are missing is told of the lock
    told: dict[str, list[Diagnostic]] = {}
    try:
        files = policy_files(suite, file)
    except PolicyError as error:
        if wrong:
            return wrong
        if file.is_placed:
            raise
        # it stands by itself, and may be run with `--policy`
        return [_as_warning(each) for each in error.diagnostics]
    for version, path in files.items():
        try:
            model, own = load(path).model, suite.of(version)
            found = [*misfits(own, model), *_unreadable(own, model)]
            told[version] = unquoted(found, keep=True) if model.masks else found
        except BackhaulError:
            continue  # that is told of the version
    # what has the wrong shape is told as that
    shaped = {each.span for each in wrong}
    unfit = [each for each in of_all_versions(told) if each.span not in shaped]
    return [*wrong, *document.apart_from_suspect(unfit)]


def of_all_versions(told: Mapping[str, Sequence[Diagnostic]]) -> list[Diagnostic]:
    """The mistakes of all versions, each once, with its versions where it is not one of all."""
    versions: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], Diagnostic] = {}
    for version, mistakes in told.items():
        for each in mistakes:
            key = each.code, each.message, each.span
            first.setdefault(key, each)
            versions.setdefault(key, []).append(version)
    return [
        each if len(versions[key]) == len(told) else _with(each, versions[key])
        for key, each in first.items()
    ]


def repeated_cases(files: Sequence[Found]) -> Iterator[Diagnostic]:
    """Warnings of cases that an earlier file of the policy has under the same name for the same version, as a copy of a file has."""
    ours = [file for file in files if file.kind == "cases" and file.is_placed]
    lines = [{line.strip() for line in _BEGINS.findall(file.data)} for file in ours]
    for place, file in enumerate(ours):
        for before, other in enumerate(ours[:place]):
            if file.policy_folder == other.policy_folder and lines[place] & lines[before]:
                # what cannot be read is told of the file
                with suppress(PolicyError):
                    same = [*_repeated(read_suite(file), read_suite(other), other.path.name)]
                    # a row of a table has its facts beside its name
                    yield from unquoted(same, keep=True) if same and _masks(file) else same


def _repeated(suite: Suite, other: Suite, name: str) -> Iterator[Diagnostic]:
    names: dict[str, list[Case]] = {}
    for case in other.cases:
        names.setdefault(case.name, []).append(case)
    same = [
        case
        for case in suite.cases
        if any(case.versions.meets(each.versions) for each in names.get(case.name, ()))
    ]
    if same and suite.policy == other.policy:
        message = f"`{same[0].name}` is the name of a case in `{name}`, too"
        if len(same) > 1:
            message = f"{len(same)} cases have the names of cases in `{name}`, as `{same[0].name}`"
        help = "delete the copy, or say in the names what each case shows"
        yield Diagnostic("duplicate-id", message, help, same[0].span, "warning")


def _unreadable(suite: Suite, policy: Model) -> Iterator[Diagnostic]:
    """Sources of cases that the policy does not have, and files of documents that are not there."""
    places = {case.source.span: case.source for case in suite.cases if case.source}
    for place, name in places.items():
        try:
            case_sources.file_of(policy, str(name.value))
        except BackhaulError as error:
            yield from (Diagnostic(d.code, d.message, d.help, place) for d in error.diagnostics)
    files = {node.span: text(node) for case in suite.cases for node in case.documents}
    for place, file in files.items():
        if file is not None and not (Path(suite.file).parent / file).is_file():
            message, help = f"there is no file `{file}`", "the path is taken from the case file"
            yield Diagnostic("file-not-found", message, help, place)


def _as_warning(mistake: Diagnostic) -> Diagnostic:
    code, message, help, span = mistake.code, mistake.message, mistake.help, mistake.span
    return Diagnostic(code, message, help, span, "warning")


def _with(mistake: Diagnostic, versions: Sequence[str]) -> Diagnostic:
    """The mistake, with the versions of which it is one."""
    words = f"{mistake.message}, in {', '.join(versions)}"
    help = mistake.help or "say in `versions` for which the cases are"
    return Diagnostic(mistake.code, words, help, mistake.span, fact=mistake.fact)


def policy_files(suite: Suite, file: Found) -> dict[str, Path]:
    """The files of the versions that the cases of a file are for, lowest first.

    Raises PolicyError for none, also for none of one case.
    """
    found = covered_files(suite, file)
    idle = [_never_run(case, suite, found) for case in suite.cases if not _runs(case, found)]
    if idle:
        raise PolicyError(idle)
    return found


def covered_files(suite: Suite, file: Found) -> dict[str, Path]:
    """The files of the versions that a case file is for, whatever its cases say; raises PolicyError for none."""
    catalogue = catalogue_of(suite.policy, file)
    try:
        versions = catalogue.versions(suite.policy)
    except PolicyError as error:
        places = [_at(suite.policy_span, d, file) for d in error.diagnostics]
        raise PolicyError(places) from None
    found = {v: catalogue.file(suite.policy, v) for v in versions if suite.covers(v)}
    if not found:
        message = f"`{suite.policy}` has no version that the cases of `{suite.file}` are for"
        help = "its versions are " + ", ".join(versions)
        raise PolicyError([Diagnostic("unknown-version", message, help, suite.versions_span)])
    return found


def _runs(case: Case, versions: Iterable[str]) -> bool:
    return any(case.versions.covers(version) for version in versions)


def _never_run(case: Case, suite: Suite, versions: Iterable[str]) -> Diagnostic:
    """That a case is for no version that there is."""
    message = f"`{suite.policy}` has no version that the case `{case.name}` is for"
    help = "the file is for its versions " + ", ".join(versions)
    return Diagnostic("unknown-version", message, help, case.versions_span or case.span)


def _at(place: Span | None, mistake: Diagnostic, file: Found) -> Diagnostic:
    """A mistake about the policy of a file, at the place that names it where it has none of its own."""
    if mistake.span:
        return mistake
    help, home = mistake.help, file.policy_folder
    if mistake.code == "unknown-policy" and home.name in Catalogue(home.parent).ids():
        help = f"did you mean `{home.name}`? The file stands in its directory"
    return Diagnostic(mistake.code, mistake.message, help, place)


def misnamed(file: Found) -> list[Diagnostic]:
    """That a version, case or source file is passed over, since its name does not end in `.yaml`."""
    if file.path.suffix == ".yaml" or not (file.is_placed or is_version(file.path.stem)):
        return []
    message = f"`{file.path.name}` is passed over, since its name does not end in `.yaml`"
    help = f"call it `{file.path.stem}.yaml`"
    return [Diagnostic("wrong-suffix", message, help, Span(str(file.path), 1, 1))]


def released_of(file: Found, policy: str) -> frozenset[str]:
    """The versions of the policy of a file that were released; raises PolicyError where the lock is wrong."""
    lock = catalogue_of(policy, file).lock(policy)
    return frozenset(release.version for release in lock.releases) if lock else frozenset()


def catalogue_of(policy: str, file: Found) -> Catalogue:
    """The catalogue in which the policy of a file stands: the one around it, else the shipped one."""
    folder = file.policy_folder
    around = Catalogue(folder.parent)
    return around if folder.name == policy and policy in around.ids() else shipped()
