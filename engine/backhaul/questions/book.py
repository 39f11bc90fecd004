"""A policy as a book that people read, sign and keep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backhaul.books.book import Material
    from backhaul.books.front import Standing
    from backhaul.books.numbers import Edition
    from backhaul.cases.run import Result
    from backhaul.policy import Policy
    from backhaul.versions.lock import Lock, Release


def book(policy: Policy, language: str | None = None) -> str:
    """The policy as one page of HTML that needs nothing else, to be read and printed.

    It has a picture of the decisions, each clause with what became of it, each rule with the first case in `cases` beside the policy that
    passes and shows it, terms, facts, and numbers with their history over the versions beside it. Raises BackhaulError for a
    language that the policy does not have, and for case files and earlier versions that cannot be read.

    >>> import backhaul
    >>> text = '''
    ... language: 1
    ... policy: loans
    ... version: "1.0.0"
    ... title: {en: Loans}
    ... facts: {age: {type: integer, title: {en: Age}}}
    ... decisions:
    ...   loan:
    ...     outputs: {granted: {type: boolean, title: {en: The loan is granted}}}
    ...     rules: [{id: grown-up, when: "age >= `18`", then: {granted: true}}]
    ...     otherwise: {then: {granted: false}}
    ... '''
    >>> page = backhaul.book(backhaul.loads(text, "loans.yaml"))
    >>> "Rule 1: The loan is granted: yes" in page
    True
    """
    from backhaul.books.book import book as bound

    return bound(policy.model, language or policy.model.spoken, material(policy)).written()


def material(policy: Policy) -> Material:
    """What the book tells beside what stands in the policy's file; raises BackhaulError for files beside it that cannot be read."""
    from backhaul.books.book import Material
    from backhaul.versions.lock import read_lock
    from backhaul.versions.reasons import reasons_beside

    file = policy.as_version().name
    folder = Path(file).resolve().parent if os.path.isfile(file) else None  # noqa: PTH113
    lock = read_lock(folder) if folder else None
    release = lock.get(policy.version) if lock else None
    standing: Standing = "released" if release else "draft" if policy.draft else "not-released"
    return Material(
        shown=_shown(policy, folder) if folder else {},
        editions=[*_editions(policy, folder, lock)],
        standing=standing,
        reasons=reasons_beside(policy.model),
        proved=_verdicts(release),
    )


def _shown(policy: Policy, folder: Path) -> dict[tuple[str, str], Result]:
    """A case for each rule that one of the cases beside the policy shows; raises BackhaulError for a file with mistakes."""
    from backhaul.cases.run import run
    from backhaul.cases.shown_rules import shown_rules
    from backhaul.questions.case_sources import explain, read_case
    from backhaul.questions.trying_mutants import fitting

    if not (folder / "cases").is_dir():
        return {}
    suites = fitting(policy, [str(folder / "cases")])
    return shown_rules(
        policy.model, suites, lambda suite: run(suite, policy.model, explain, read_case)
    )


def _editions(policy: Policy, folder: Path | None, lock: Lock | None) -> Iterator[Edition]:
    """The versions before this one that are no drafts, and this one."""
    from backhaul.books.numbers import Edition
    from backhaul.versions.catalogue import Catalogue
    from backhaul.versions.lock import order

    models = []
    if folder and folder.name == policy.id:
        catalogue = Catalogue(folder.parent)
        earlier = (v for v in catalogue.versions(policy.id) if order(v) < order(policy.version))
        for version in earlier:
            if lock is None or lock.get(version):
                models.append(catalogue.open(policy.id, version).model)
    for model in (*(model for model in models if not model.draft), policy.model):
        yield Edition(model, model.in_force.start if model.in_force else None)


def _verdicts(release: Release | None) -> Mapping[str, str]:
    return release.proofs.invariants if release and release.proofs else {}
