"""A case file becomes a suite of cases, or every mistake in it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from backhaul.cases.ranges import EVERY, Range, read_range
from backhaul.cases.table import Given, Path, Row, rows
from backhaul.diagnostics import Diagnostic, PolicyError, Span, in_file_order
from backhaul.document.node import (
    Document,
    MapNode,
    Node,
    Scalar,
    entries,
    flag,
    mapping,
    maps,
    plain,
    text,
    texts,
)
from backhaul.frozen import frozen, with_fields


@frozen
class Case:
    """The facts of one case, and what is expected of them, both as they were written."""

    name: str
    facts: Mapping[str, object]
    expect: MapNode
    span: Span
    #: its place in the list `cases`, and its row where that entry has a table
    entry: int = 0
    row: int | None = None
    #: the cells of the row that hold an expectation, by its path, and the one of its versions
    cells: Mapping[Path, int] = MappingProxyType({})
    #: where the facts are written
    given: Given = MappingProxyType({})
    #: the document that facts are read from, in place or as a path: the one at the top, and over it the case's own
    documents: tuple[Node, ...] = ()
    #: the name of the source that reads it
    source: Scalar | None = None

    #: the versions that it is for, and where it says so itself
    versions: Range = EVERY
    versions_span: Span | None = None

    def told(self, facts: Mapping[str, object]) -> Case:
        """The same case with the facts that were read from its document."""
        return with_fields(self, facts=facts)


@frozen
class Suite:
    """The cases of one file."""

    file: str
    policy: str
    #: the versions that the file is for; a case may be for fewer
    versions: Range
    title: str
    cases: tuple[Case, ...]
    #: where it says for which policy it is, and for which versions
    policy_span: Span | None = None
    versions_span: Span | None = None

    def covers(self, version: str) -> bool:
        """Whether some of the cases are meant for this version of the policy."""
        return any(case.versions.covers(version) for case in self.cases)

    def of(self, version: str) -> Suite:
        """The same suite with the cases that are meant for this version."""
        return self.only(case for case in self.cases if case.versions.covers(version))

    def only(self, cases: Iterable[Case]) -> Suite:
        """The same suite with these of its cases."""
        return with_fields(self, cases=tuple(cases))


def check(document: Document, earlier: Iterable[Diagnostic] = ()) -> Suite:
    """The suite that a document states; raises PolicyError with all mistakes, in file order."""
    suite, mistakes = read(document, earlier)
    if mistakes:
        raise PolicyError(mistakes)
    return suite


def read(document: Document, earlier: Iterable[Diagnostic] = ()) -> tuple[Suite, list[Diagnostic]]:
    """The suite that a document states, as far as it can be read, and all mistakes in file order."""
    root = document.root
    mistakes: list[Diagnostic] = []
    base = _facts(root.get("facts"))
    ranges, policy = root.get("versions"), root.get("policy")
    versions = read_range(ranges, mistakes)
    cases: list[Case] = []
    names: dict[str, list[Case]] = {}
    for index, node in enumerate(maps(root.get("cases"))):
        for case in map(_of_document(root, node, mistakes), _cases(index, node, base, mistakes)):
            case = with_fields(case, versions=case.versions.within(versions))  # noqa: PLW2901
            mistakes += _twice(case, names.setdefault(case.name, []))
            names[case.name].append(case)
            cases.append(case)
    found = in_file_order((*earlier, *document.apart_from_suspect(mistakes)))
    suite = Suite(
        document.name,
        text(policy) or "",
        versions,
        text(root.get("title")) or "",
        tuple(cases),
        policy.span if policy else None,
        ranges.span if ranges else None,
    )
    return suite, found


def _twice(case: Case, others: Iterable[Case]) -> Iterable[Diagnostic]:
    """That some version has two cases of one name."""
    for other in others:
        if other.versions.meets(case.versions):
            message = f"two cases are called `{case.name}`"
            help = "say in the name what this one shows"
            related = (("the first is here", other.span),)
            yield Diagnostic("duplicate-id", message, help, case.span, related=related)
            return


def _of_document(
    root: MapNode, node: MapNode, mistakes: list[Diagnostic]
) -> Callable[[Case], Case]:
    """What gives a case of an entry its document; that there is one without a source is noted."""
    documents = tuple(d for d in (root.get("document"), node.get("document")) if d)
    source = node.get("source") or root.get("source")
    if documents and not isinstance(source, Scalar):
        message = "a document needs a `source` that reads it"
        help = "name it beside the document, or once at the top"
        mistakes.append(Diagnostic("missing-key", message, help, documents[-1].span))
    if not documents or not isinstance(source, Scalar):
        return lambda case: case
    return lambda case: with_fields(case, documents=documents, source=source)


def _facts(node: Node | None) -> dict[str, tuple[Scalar, Node]]:
    return {name: (key, value) for name, key, value in entries(node)}


def _cases(index: int, node: MapNode, base: Given, mistakes: list[Diagnostic]) -> Iterable[Case]:
    """The case of an entry, or one for each row of its table."""
    facts: Given = {**base, **_facts(node.get("facts"))}
    given = mapping(node.get("facts")) or MapNode((), node.span)
    facts = _without(facts, {name for name, _ in given}, node.get("without"), mistakes)
    name, at = text(node.get("name")) or "", node.get("name") or node
    expect = mapping(node.get("expect")) or MapNode((), node.span)
    case = Case(name, _plain(facts), expect, at.span, index, given=facts)
    case = _for(case, node.get("versions"), mistakes)
    if node.get("table") is None:
        mistakes += _idle(case, node.get("expect"))
        yield case
        return
    for row in rows(mapping(node.get("table")), expect, mistakes):
        of_row = _of_row(case, row, mistakes)
        mistakes += _idle(of_row, expect)
        yield of_row


def _of_row(case: Case, row: Row, mistakes: list[Diagnostic]) -> Case:
    facts = _without({**case.given, **row.facts}, set(row.facts), row.without, mistakes)
    whole = f"{case.name}: {row.name}"
    own = row.expect, row.span, case.entry, row.index, row.cells, facts
    made = Case(
        whole, _plain(facts), *own, versions=case.versions, versions_span=case.versions_span
    )
    return _for(made, row.versions, mistakes)


def _for(case: Case, versions: Node | None, mistakes: list[Diagnostic]) -> Case:
    """The case, for those of its versions that are written."""
    if versions is None:
        return case
    own = case.versions.within(read_range(versions, mistakes))
    return with_fields(case, versions=own, versions_span=versions.span)


def _plain(facts: Given) -> dict[str, object]:
    return {name: plain(value) for name, (_, value) in facts.items()}


def _without(
    facts: Given, own: set[str], without: Node | None, mistakes: list[Diagnostic]
) -> Given:
    """The facts that are left when some are taken away, none of which the entry gives itself."""
    taken = dict(texts(without))
    for name, place in taken.items():
        if name not in facts or name in own:
            message = f"`{name}` is taken away, and nothing gives it"
            if name in own:
                message = f"`{name}` is given and taken away"
            help = "name a fact of the base facts"
            mistakes.append(Diagnostic("nothing-to-take", message, help, place.span))
    return {name: value for name, value in facts.items() if name not in taken}


def _idle(case: Case, written: Node | None) -> Iterable[Diagnostic]:
    """What makes a case one that can never fail, whole or in part."""
    if not case.expect.entries and not isinstance(written, MapNode):
        return  # that it is missing, or no mapping, is told of its shape
    if not _expects(case.expect):
        message = "the case expects nothing, so it can never fail"
        help = "say what must come of it, such as `status: decided`"
        yield Diagnostic("nothing-expected", message, help, case.span)
    if case.expect.get("refused"):
        for name, key, _ in entries(case.expect):
            if name != "refused":
                message = f"facts that are refused give no decision, so `{name}` is never looked at"
                help = "expect one of the two, or make two cases of it"
                yield Diagnostic("never-looked-at", message, help, key.span)


def _expects(expect: MapNode) -> bool:
    """Whether anything that comes could differ from what is expected."""
    exact = flag(expect.get("exact"))
    for name, _, node in entries(expect):
        match name:
            case "exact":
                continue
            case "outcome" | "possible":
                # what is no mapping where one is wanted is told of its shape
                if not isinstance(node, MapNode) or any(
                    exact or not isinstance(v, MapNode) or v.entries for _, _, v in entries(node)
                ):
                    return True
            case "rules" | "says" | "explains" | "facts":
                if not isinstance(node, MapNode) or node.entries:
                    return True
            case _:
                return True
    return False
