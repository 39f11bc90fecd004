"""A source file becomes a source, or every mistake in it is told."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.lexer import Lexer

from backhaul.diagnostics import Diagnostic, PolicyError, in_file_order, nearest
from backhaul.document.node import Document, ListNode, MapNode, Node, Scalar, plain
from backhaul.language.kinds import Refusal
from backhaul.language.model import Fact, Policy
from backhaul.language.reading import entries, mapping, text
from backhaul.language.values import read_value
from backhaul.sources.model import Convert, Query, Reading, Source

MAX_LENGTH = 4096


def check(document: Document, policy: Policy, earlier: Iterable[Diagnostic] = ()) -> Source:
    """The source that a document states; raises PolicyError with all mistakes, in file order."""
    checker = _Checker(document.root, policy)
    source = checker.source()
    found = in_file_order((*earlier, *checker.diagnostics))
    if found:
        raise PolicyError(found)
    return source


class _Checker:
    def __init__(self, root: MapNode, policy: Policy) -> None:
        self.root, self.policy = root, policy
        self.diagnostics: list[Diagnostic] = []
        self.tables = {
            name: {key: plain(value) for key, value in node}
            for name, _, node in entries(root.get("tables"))
            if isinstance(node, MapNode)
        }

    def source(self) -> Source:
        """The source, with its mistakes noted."""
        given = self.root.get("policy")
        if given and text(given) not in (None, self.policy.id):
            message = f"the source is for the policy `{text(given)}`, not for `{self.policy.id}`"
            self._say("wrong-policy", message, given)
        facts = {}
        for name, key, node in entries(self.root.get("facts")):
            fact = self.policy.facts.get(name)
            if fact is None:
                help = nearest(name, self.policy.facts)
                self._say("unknown-fact", f"the policy has no fact `{name}`", key, help)
            readings = node.items if isinstance(node, ListNode) else (node,)
            made = [self._reading(reading, fact) for reading in readings]
            facts[name] = tuple(reading for reading in made if reading)
        parts = {
            name: query
            for name, _, node in entries(self.root.get("parts"))
            if (query := self._query(node))
        }
        return Source(text(self.root.get("source")) or "", self.policy.id, parts, facts)

    def _reading(self, node: Node, fact: Fact | None) -> Reading | None:
        if not isinstance(node, MapNode):
            return None
        between = mapping(node.get("between"))
        table = text(node.get("table"))
        place = node.get("table")
        if table is not None and place is not None and table not in self.tables:
            help = nearest(table, self.tables) or "tables stand under `tables`"
            self._say("unknown-table", f"there is no table `{table}`", place, help)
        if fact is not None and table in self.tables:
            self._check_table(table, fact)
        convert = text(node.get("convert"))
        known: Convert | None = (
            convert if convert in ("epoch_seconds", "epoch_millis", "integer", "boolean") else None  # type: ignore[assignment]
        )
        empty = node.get("empty_is")
        return Reading(
            self._query(node.get("read")),
            self._query(between.get("from")) if between else None,
            self._query(between.get("before")) if between else None,
            self._query(node.get("known_if")),
            known,
            self.tables.get(table) if table else None,
            empty is not None,
            plain(empty) if empty is not None else None,
            node.span,
        )

    def _check_table(self, table: str, fact: Fact) -> None:
        """Every value that a table gives must be one of the fact's."""
        body = mapping(self.root.get("tables"))
        for _, _, node in entries(body.get(table) if body else None):
            if not isinstance(node, Scalar) or (node.value is None and fact.optional):
                continue
            held = read_value(node.value, fact.type)
            if isinstance(held, Refusal):
                self._say(held.code, f"fact `{fact.name}`: {held.message}", node, held.help)

    def _query(self, node: Node | None) -> Query | None:
        written = text(node)
        if node is None or written is None:
            return None
        if len(written) > MAX_LENGTH:
            message = f"an expression has at most {MAX_LENGTH} characters"
            self._say("expression-too-long", message, node)
            return None
        try:
            compiled = jmespath.compile(written)
        except JMESPathError as error:
            at = getattr(error, "lex_position", 0)
            span = node.place(at) if isinstance(node, Scalar) else node.span
            message = "this is not JMESPath from here on"
            self.diagnostics.append(Diagnostic("expression-syntax", message, "", span))
            return None
        self._known_functions(written, node)
        return Query(written, compiled, node.span)

    def _known_functions(self, written: str, node: Node) -> None:
        """JMESPath finds an unknown function only when it is called; here it is found now."""
        tokens = list(Lexer().tokenize(written))
        for token, after in pairwise(tokens):
            called = token["type"] == "unquoted_identifier" and after["type"] == "lparen"
            name = str(token["value"])
            if called and name not in Functions.FUNCTION_TABLE:
                place = node.place(token["start"], len(name)) if isinstance(node, Scalar) else None
                help = nearest(name, Functions.FUNCTION_TABLE)
                message = f"there is no function `{name}`"
                self.diagnostics.append(Diagnostic("unknown-function", message, help, place))

    def _say(self, code: str, message: str, node: Node, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, help, node.span))
