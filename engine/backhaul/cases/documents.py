"""The document of a case: what stands in the case file, and the files that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError
from backhaul.document.files import read_bytes
from backhaul.document.json_reader import read_json
from backhaul.document.node import MapNode, Node, plain, text
from backhaul.document.reader import read as read_yaml
from backhaul.language.model import Policy
from backhaul.sources.facts import ReadFacts

#: reads a document by the source of this name, for a policy; raises BackhaulError
Read = Callable[[Policy, str, object], ReadFacts]
#: bytes of a document
_LIMIT = 1 << 20


def facts_of(case: Case, suite: Suite, policy: Policy, read: Read | None) -> Mapping[str, object]:
    """The facts of a case: those that are written, over those that its document tells.

    Raises BackhaulError where a document cannot be read.
    """
    if not case.documents or case.source is None:
        return case.facts
    if read is None:
        message, help = "there is nothing here that reads documents", "run it by `backhaul test`"
        raise BackhaulError([Diagnostic("unreadable-document", message, help, case.span)])
    found = read(policy, str(case.source.value), document_of(case, suite))
    return found.changed(case.facts, ())


def document_of(case: Case, suite: Suite) -> object:
    """The document at the top of the file, and over it the sections of the case's own; raises BackhaulError."""
    first, *others = case.documents
    whole = _read(first, suite.file)
    for node in others:
        over = _read(node, suite.file)
        both = isinstance(whole, Mapping) and isinstance(over, Mapping)
        whole = {**whole, **over} if both else over  # type: ignore[dict-item]
    return whole


def _read(node: Node, beside: str) -> object:
    name = text(node)
    if name is None:
        return plain(node) if isinstance(node, MapNode) else None
    path = Path(beside).parent / name
    try:
        data = read_bytes(path, limit=_LIMIT)
    except BackhaulError as error:
        told = (Diagnostic(d.code, d.message, d.help, node.span) for d in error.diagnostics)
        raise BackhaulError(list(told)) from None
    if path.suffix not in (".yaml", ".yml"):
        return read_json(data, str(path))
    document, mistakes = read_yaml(data, str(path))
    if document is None or mistakes:
        raise FactError(mistakes)
    return plain(document.root)
