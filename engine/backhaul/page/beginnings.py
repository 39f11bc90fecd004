"""What a person may begin with: the policy's cases, the examples beside it, and documents that a source reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from backhaul.cases.documents import facts_of
from backhaul.cases.hiding import name_of
from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError
from backhaul.document.files import read_bytes
from backhaul.document.json_reader import read_json
from backhaul.document.node import plain
from backhaul.document.reader import read as read_yaml
from backhaul.document.unquoted import unquoted
from backhaul.policy import Policy
from backhaul.questions.case_sources import read_by, read_case
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found, find
from backhaul.sources.facts import ReadFacts
from backhaul.versions.catalogue import shipped
from backhaul.versions.own_files import own

Json = dict[str, Any]

#: bytes of a document
LIMIT = 1 << 20


def beginnings(policy: Policy, folder: Path) -> Json:
    """The cases of the version by their files, the examples, and the names of the sources."""
    files = [
        {
            "file": Path(suite.file).name,
            "title": suite.title,
            "cases": [name_of(case, policy.model) for case in suite.cases],
        }
        for suite in _suites(policy, folder)
    ]
    sources = _sources(policy, folder)
    return {"files": files, "examples": list(_examples(policy, folder)), "sources": sources}


def _suites(policy: Policy, folder: Path) -> Iterator[Suite]:
    """The case files that have cases for the version; one that cannot be read is told on the page *Check*."""
    cases = folder / "cases"
    for file in find([str(cases)]) if any(cases.glob("*.y*ml")) else []:
        try:
            own(file.path, folder)
            suite = _suite(file).of(policy.version)
        except BackhaulError:
            continue
        if suite.policy == policy.id and suite.cases:
            yield suite


@lru_cache(maxsize=64)
def _suite(file: Found) -> Suite:
    """The cases of a file, which are read once while its bytes are the same."""
    return read_suite(file)


def case_facts(policy: Policy, folder: Path, file: str, name: str) -> Mapping[str, object]:
    """The facts of a case, also where a source reads them out of its document; raises BackhaulError where there is no such case."""
    suite, case = case_of(policy, folder, file, name)
    return facts_of(case, suite, policy.model, read_case)


def case_of(policy: Policy, folder: Path, file: str, name: str) -> tuple[Suite, Case]:
    """A case by its file and its name as the page tells it."""
    for suite in _suites(policy, folder):
        if Path(suite.file).name == file:
            for case in suite.cases:
                if name_of(case, policy.model) == name:
                    return suite, case
    help = "choose a case of the list"
    message = f"there is no case `{name[:80]}`"
    raise BackhaulError([Diagnostic("file-not-found", message, help)])


def _sources(policy: Policy, folder: Path) -> list[str]:
    homes = (folder, shipped().root / policy.id)
    return sorted({file.stem for home in homes for file in (home / "sources").glob("*.yaml")})


def _examples(policy: Policy, folder: Path) -> Iterator[Json]:
    """The files of `examples` that hold one mapping: facts, or a document for a source."""
    for path in sorted((folder / "examples").glob("*")):
        if path.suffix not in (".json", ".yaml", ".yml"):
            continue
        try:
            data = read_bytes(own(path, folder), limit=LIMIT)
            document = _read(path.name, data)
        except BackhaulError:
            continue
        if isinstance(document, dict):
            yield {"name": path.name, "facts": set(document) <= set(policy.model.facts)}


def example(policy: Policy, folder: Path, name: str) -> tuple[str, object]:
    """The text of an example and what it holds; raises BackhaulError where there is none of this name."""
    if name not in {each["name"] for each in _examples(policy, folder)}:
        help = "choose an example of the list"
        message = f"there is no example `{name[:80]}`"
        raise BackhaulError([Diagnostic("file-not-found", message, help)])
    data = read_bytes(folder / "examples" / name, limit=LIMIT)
    return data.decode("utf-8", "replace"), _read(name, data)


def document_of(policy: Policy, text: str) -> object:
    """The values of a document that was pasted: JSON, or else YAML; raises BackhaulError with what is wrong."""
    name = "document.json" if text.lstrip().startswith(("{", "[")) else "document.yaml"
    try:
        return _read(name, text.encode("utf-8", "surrogateescape"))
    except BackhaulError as error:
        if not policy.model.masks:
            raise
        raise type(error)(unquoted(error.diagnostics)) from None


def _read(name: str, data: bytes) -> object:
    if name.endswith(".json"):
        return read_json(data, name)
    document, mistakes = read_yaml(data, name)
    if document is None or mistakes:
        raise FactError(mistakes)
    return plain(document.root)


def read_document(policy: Policy, document: object, source: str) -> ReadFacts:
    """The facts that a document tells by a source of the policy, which is a name here and never a path."""
    if source.endswith((".yaml", ".yml")):
        source = source.rpartition(".")[0]
    return read_by(policy, document, source)
