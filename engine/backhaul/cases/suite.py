"""A case file becomes a suite of cases, or every mistake in it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from backhaul.cases.table import Given, Path, Row, rows
from backhaul.diagnostics import Diagnostic, PolicyError, Span, in_file_order
from backhaul.document.node import (
    Document,
    ListNode,
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
from backhaul.frozen import frozen

_RANGE = re.compile(r"(>=|<=|>|<|==|)(\d+\.\d+\.\d+)")


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
    #: the cells of the row that hold an expectation, by its path
    cells: Mapping[Path, int] = MappingProxyType({})
    #: where the facts are written
    given: Given = MappingProxyType({})
    #: the document that facts are read from, in place or as a path: the one at the top, and over it the case's own
    documents: tuple[Node, ...] = ()
    #: the name of the source that reads it
    source: Scalar | None = None

    def of(self, documents: tuple[Node, ...], source: Scalar) -> Case:
        """The same case, whose facts are read from a document."""
        own = self.name, self.facts, self.expect, self.span, self.entry, self.row
        return Case(*own, self.cells, self.given, documents, source)

    def told(self, facts: Mapping[str, object]) -> Case:
        """The same case with the facts that were read from its document."""
        own = self.name, facts, self.expect, self.span, self.entry, self.row
        return Case(*own, self.cells, self.given, self.documents, self.source)


@frozen
class Suite:
    """The cases of one file."""

    file: str
    policy: str
    #: comparisons that a version must satisfy, such as (">=", "1.0.0")
    versions: tuple[tuple[str, str], ...]
    title: str
    cases: tuple[Case, ...]
    #: where it says for which policy it is, and for which versions
    policy_span: Span | None = None
    versions_span: Span | None = None

    def covers(self, version: str) -> bool:
        """Whether the cases are meant for this version of the policy."""
        number = _numbers(version)
        holds = {
            ">=": lambda other: number >= other,
            "<=": lambda other: number <= other,
            ">": lambda other: number > other,
            "<": lambda other: number < other,
            "==": lambda other: number == other,
        }
        return all(holds[sign](_numbers(other)) for sign, other in self.versions)

    def only(self, cases: Iterable[Case]) -> Suite:
        """The same suite with these of its cases."""
        own = self.file, self.policy, self.versions, self.title
        return Suite(*own, tuple(cases), self.policy_span, self.versions_span)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def check(document: Document, earlier: Iterable[Diagnostic] = ()) -> Suite:
    """The suite that a document states; raises PolicyError with all mistakes, in file order."""
    root = document.root
    mistakes: list[Diagnostic] = []
    base = _facts(root.get("facts"))
    cases: dict[str, Case] = {}
    for index, node in enumerate(maps(root.get("cases"))):
        for case in map(_of_document(root, node, mistakes), _cases(index, node, base, mistakes)):
            if case.name in cases:
                related = (("the first is here", cases[case.name].span),)
                message = f"two cases are called `{case.name}`"
                help = "say in the name what this one shows"
                mistakes.append(
                    Diagnostic("duplicate-id", message, help, case.span, related=related)
                )
            cases[case.name] = case
    ranges, policy = root.get("versions"), root.get("policy")
    versions = _versions(ranges, mistakes)
    found = in_file_order((*earlier, *document.apart_from_suspect(mistakes)))
    if found:
        raise PolicyError(found)
    return Suite(
        document.name,
        text(policy) or "",
        versions,
        text(root.get("title")) or "",
        tuple(cases.values()),
        policy.span if policy else None,
        ranges.span if ranges else None,
    )


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
    return lambda case: case.of(documents, source)


def _facts(node: Node | None) -> dict[str, tuple[Scalar, Node]]:
    return {name: (key, value) for name, key, value in entries(node)}


def _cases(index: int, node: MapNode, base: Given, mistakes: list[Diagnostic]) -> Iterable[Case]:
    """The case of an entry, or one for each row of its table."""
    facts: Given = {**base, **_facts(node.get("facts"))}
    given = mapping(node.get("facts")) or MapNode((), node.span)
    facts = _without(facts, {name for name, _ in given}, node.get("without"), mistakes)
    name, at = text(node.get("name")) or "", node.get("name") or node
    expect = mapping(node.get("expect")) or MapNode((), node.span)
    if node.get("table") is None:
        case = Case(name, _plain(facts), expect, at.span, index, given=facts)
        mistakes += _idle(case)
        yield case
        return
    for row in rows(mapping(node.get("table")), expect, mistakes):
        case = _of_row(name, index, facts, row, mistakes)
        mistakes += _idle(case)
        yield case


def _of_row(name: str, index: int, facts: Given, row: Row, mistakes: list[Diagnostic]) -> Case:
    facts = _without({**facts, **row.facts}, set(row.facts), row.without, mistakes)
    whole = f"{name}: {row.name}"
    own = row.expect, row.span, index, row.index, row.cells, facts
    return Case(whole, _plain(facts), *own)


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


def _idle(case: Case) -> Iterable[Diagnostic]:
    """What makes a case one that can never fail, whole or in part."""
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
                if any(
                    exact or isinstance(v, ListNode) or list(entries(v))
                    for _, _, v in entries(node)
                ):
                    return True
            case "rules" | "says" | "explains" | "facts":
                if list(entries(node)):
                    return True
            case _:
                return True
    return False


def _versions(node: Node | None, mistakes: list[Diagnostic]) -> tuple[tuple[str, str], ...]:
    written = text(node)
    if node is None or written is None:
        return ()
    parts = written.split()
    found = [_RANGE.fullmatch(part) for part in parts]
    if not parts or None in found:
        message = f"`{written}` is not a range of versions"
        help = 'write comparisons with a space between, as in ">=1.0.0 <2.0.0"'
        mistakes.append(Diagnostic("bad-range", message, help, node.span))
    return tuple((match[1] or "==", match[2]) for match in found if match)
