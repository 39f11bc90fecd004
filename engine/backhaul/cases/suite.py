"""A case file becomes a suite of cases, or every mistake in it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backhaul.diagnostics import Diagnostic, PolicyError, Span, in_file_order
from backhaul.document.node import Document, MapNode, Node, plain
from backhaul.frozen import frozen
from backhaul.language.reading import entries, mapping, maps, text, texts

_RANGE = re.compile(r"(>=|<=|>|<|==|)(\d+\.\d+\.\d+)")


@frozen
class Case:
    """The facts of one case, and what is expected of them as it was written."""

    name: str
    facts: dict[str, object]
    expect: MapNode
    span: Span


@frozen
class Suite:
    """The cases of one file."""

    file: str
    policy: str
    #: comparisons that a version must satisfy, such as (">=", "1.0.0")
    versions: tuple[tuple[str, str], ...]
    title: str
    cases: tuple[Case, ...]

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


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def check(document: Document, earlier: Iterable[Diagnostic] = ()) -> Suite:
    """The suite that a document states; raises PolicyError with all mistakes, in file order."""
    root = document.root
    mistakes: list[Diagnostic] = []
    base = _facts(root.get("facts"))
    cases: dict[str, Case] = {}
    for node in maps(root.get("cases")):
        case = _case(node, base, mistakes)
        if case.name in cases:
            related = (("the first is here", cases[case.name].span),)
            message = f"two cases are called `{case.name}`"
            help = "say in the name what this one shows"
            mistakes.append(Diagnostic("duplicate-id", message, help, case.span, related=related))
        cases[case.name] = case
    versions = _versions(root.get("versions"), mistakes)
    found = in_file_order((*earlier, *document.apart_from_suspect(mistakes)))
    if found:
        raise PolicyError(found)
    return Suite(
        document.name,
        text(root.get("policy")) or "",
        versions,
        text(root.get("title")) or "",
        tuple(cases.values()),
    )


def _facts(node: Node | None) -> dict[str, object]:
    return {name: plain(value) for name, _, value in entries(node)}


def _case(node: MapNode, base: dict[str, object], mistakes: list[Diagnostic]) -> Case:
    facts = {**base, **_facts(node.get("facts"))}
    own = mapping(node.get("facts"))
    for name, place in texts(node.get("without")):
        if name not in facts or (own and own.get(name)):
            message = f"`{name}` is taken away, and nothing gives it"
            if own and own.get(name):
                message = f"`{name}` is given and taken away"
            help = "name a fact of the base facts"
            mistakes.append(Diagnostic("nothing-to-take", message, help, place.span))
        facts.pop(name, None)
    given = node.get("name")
    span = given.span if given else node.span
    expect = mapping(node.get("expect")) or MapNode((), node.span)
    if not expect.entries:
        message = "the case expects nothing, so it can never fail"
        help = "say what must come of it, such as `status: decided`"
        mistakes.append(Diagnostic("nothing-expected", message, help, span))
    return Case(text(given) or "", facts, expect, span)


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
