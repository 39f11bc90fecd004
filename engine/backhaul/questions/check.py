"""Every mistake in policy, source and case files, and in what was released; and what is proved of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from backhaul.diagnostics import Diagnostic, PolicyError, in_file_order
from backhaul.frozen import frozen
from backhaul.opening import from_text
from backhaul.packages import needed
from backhaul.questions.check_releases import is_lock, release_mistakes
from backhaul.questions.find_files import find

if TYPE_CHECKING:
    from backhaul.policy import Policy
    from backhaul.questions.documents import Load
    from backhaul.questions.find_files import Found


@frozen
class Checked:
    """How many files were checked, and what was found in them, in file order."""

    files: int
    diagnostics: tuple[Diagnostic, ...]


def check(paths: Sequence[str] = (), *, proof: bool = False) -> Checked:
    """Everything that is wrong with, or worth a look in, policy, source and case files and what was released, in file order.

    *paths*: files and directories, else `policies` here, or else the shipped policies. *proof*: also what `findings` proves of each
    policy without errors. Raises BackhaulError for a path that cannot be read.

    >>> import backhaul
    >>> checked = backhaul.check(["policies/tiktok-shop-sea-failed-delivery/1.0.0.yaml"])
    >>> checked.files, [each for each in checked.diagnostics if each.severity == "error"]
    (1, [])
    """
    others = [path for path in paths if not is_lock(path)]
    files = find(others) if others or not paths else []
    load = cache(from_text)
    found = [each for file in files for each in mistakes(file, load, proof=proof)]
    if any(file.kind == "cases" for file in files):
        from backhaul.questions.documents import repeated_cases

        found += repeated_cases(files)
    return Checked(len(files), tuple(in_file_order(found + release_mistakes(paths, files))))


def mistakes(file: Found, load: Load, *, proof: bool = False) -> Sequence[Diagnostic]:
    """Errors and warnings of one file; *proof*: and what is proved of a policy without errors.

    *load* reads the versions that cases are for.
    """
    try:
        match file.kind:
            case "policy":
                from backhaul.opening import loads
                from backhaul.questions.documents import misnamed
                from backhaul.versions.released import misplaced

                policy = loads(file.data, str(file.path))
                wrong = misplaced(file.path, policy.as_version(), folder=False)
                told = (*policy.warnings, *_contradictions(file, policy))
                if named := [*misnamed(file), *([wrong] if wrong else ())]:
                    return (*named, *told)
                if proof:
                    return (*told, *findings(policy))
                from backhaul.evaluation.plain_findings import plain_findings

                return (*told, *plain_findings(policy.model))
            case "source":
                from backhaul.questions.documents import check_source

                return check_source(file)
            case "cases":
                from backhaul.questions.documents import check_cases

                return check_cases(file, load)
            case "clauses":
                from backhaul.questions.documents import check_reasons

                check_reasons(file, load)
    except PolicyError as error:
        return error.diagnostics
    return ()


def _contradictions(file: Found, policy: Policy) -> Sequence[Diagnostic]:
    """Where the words of a policy say otherwise than it decides."""
    from backhaul.document.reader import read
    from backhaul.language.contradictions import contradictions

    document, _ = read(file.data, str(file.path))
    return tuple(contradictions(policy.model, document.root)) if document else ()


def findings(policy: Policy) -> tuple[Diagnostic, ...]:
    """What is proved of a policy that it can never do: rules that never answer, parts of conditions that make no difference, and more.

    What could not be settled within the bound on work is said, too. Needs `backhaul[analysis]`.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery", "1.0.0")
    >>> {finding.severity for finding in backhaul.findings(policy)} <= {"warning", "note"}
    True
    """
    needed("analysis", "`findings`", "z3")
    from backhaul.analysis.findings import diagnostics

    return tuple(diagnostics(policy.model))
