"""The cases of a policy, each by a key that a page can keep, and the facts of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from backhaul.cases.documents import facts_of
from backhaul.cases.hiding import name_of
from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError
from backhaul.language.model import Policy as Model
from backhaul.opening import read_file
from backhaul.questions.case_sources import Sources
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found
from backhaul.service.served import Served
from backhaul.versions.own_files import own


def cases_of(served: Served, id: str, version: str) -> Iterator[tuple[str, Suite, Case]]:
    """Every case for a version with its key and its file; a file with mistakes is passed over, which is told elsewhere."""
    version = served.number(id, version)
    for path in sorted((served.folder(id) / "cases").glob("*.yaml")):
        try:
            suite = _suite(path, read_file(own(path, served.folder(id))))
        except BackhaulError:
            continue
        if suite.policy == id:
            for case in suite.cases:
                if case.versions.covers(version):
                    yield f"{path.name}#{case.name}", suite, case


@lru_cache(maxsize=256)
def _suite(path: Path, data: bytes) -> Suite:
    return read_suite(Found(path, "cases", data))


def listed(served: Served, id: str, version: str) -> list[dict[str, Any]]:
    """The cases for a version as a page lists them."""
    model = _model(served, id, version)
    return [
        {
            "key": key,
            "file": Path(suite.file).name,
            "name": name_of(case, model) if model else case.name,
            "refused": case.expect.get("refused") is not None,
        }
        for key, suite, case in cases_of(served, id, version)
    ]


def _model(served: Served, id: str, version: str) -> Model | None:
    try:
        return served.policy(id, version).model
    except PolicyError:
        return None


def facts_by_key(
    served: Served, id: str, version: str, key: str, model: Model
) -> Mapping[str, object]:
    """The facts of a case; raises BackhaulError where there is none, and where its document cannot be read."""
    for each, suite, case in cases_of(served, id, version):
        if each == key:
            # the sources are read anew: they belong to this text of the policy
            return facts_of(case, suite, model, Sources())
    message = f"there is no case `{key}`"
    raise BackhaulError([Diagnostic("no-cases", message, "it was renamed or taken away meanwhile")])
