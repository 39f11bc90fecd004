"""A source file becomes a source, or every mistake in it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from backhaul.diagnostics import Diagnostic, PolicyError, in_file_order, listed, nearest
from backhaul.document.node import (
    Document,
    ListNode,
    MapNode,
    Node,
    Scalar,
    entries,
    mapping,
    maps,
    plain,
    text,
)
from backhaul.language.kinds import LIMITS, Held, Kind, Refusal, Type
from backhaul.language.model import Fact, Policy
from backhaul.language.values import read_value
from backhaul.language.zones import Zone, fixed
from backhaul.sources.expressions import Mistakes, query
from backhaul.sources.model import Convert, Query, Reading, Remark, Section, Source

#: of which kinds a fact is that is written so
CONVERTS: Mapping[str, tuple[Kind, ...]] = {
    "epoch_seconds": (Kind.DATETIME,),
    "epoch_millis": (Kind.DATETIME,),
    "datetime": (Kind.DATETIME,),
    "date": (Kind.DATE,),
    "integer": (Kind.INTEGER, Kind.DECIMAL),
    "decimal": (Kind.DECIMAL,),
    "boolean": (Kind.BOOLEAN,),
}
#: of which kinds a parameter is that says where times are local
_PLACES = (Kind.DURATION, Kind.ZONE)


def check(document: Document, policy: Policy, earlier: Iterable[Diagnostic] = ()) -> Source:
    """The source that a document states; raises PolicyError with all mistakes, in file order."""
    checker = _Checker(document.root, policy)
    source = checker.source()
    found = in_file_order((*earlier, *document.apart_from_suspect(checker.diagnostics)))
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
        #: the names of all parts; a part itself may read those before it
        self.parts = [name for name, _, _ in entries(root.get("parts"))]

    def source(self) -> Source:
        """The source, with its mistakes noted."""
        given = self.root.get("policy")
        if given and text(given) not in (None, self.policy.id):
            message = f"the source is for the policy `{text(given)}`, not for `{self.policy.id}`"
            help = "put it into the `sources` folder of its own policy"
            self._say("wrong-policy", message, given, help)
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
            name: found
            for at, (name, _, node) in enumerate(entries(self.root.get("parts")))
            if (found := self._query(node, self.parts[:at]))
        }
        named = text(self.root.get("source")) or ""
        sections = {name: self._section(name, node) for name, _, node in self._sections()}
        remarks = tuple(self._remarks(sections))
        tables = {
            name: (self.tables[name], key.span)
            for name, key, _ in entries(self.root.get("tables"))
            if name in self.tables
        }
        return Source(named, self.policy.id, parts, facts, sections, remarks, tables)

    def _sections(self) -> Iterable[tuple[str, Scalar, MapNode]]:
        for name, key, node in entries(self.root.get("sections")):
            if isinstance(node, MapNode):
                yield name, key, node

    def _section(self, name: str, node: MapNode) -> Section:
        answer, shows = (self._query(node.get(key), ()) for key in ("answer_if", "shows"))
        return Section(name, answer, shows, self._query(node.get("understood_if")))

    def _remarks(self, sections: Collection[str]) -> Iterable[Remark]:
        for node in maps(self.root.get("notes")):
            about, place = text(node.get("about")), node.get("about")
            if about is not None and place is not None and about not in sections:
                help = nearest(about, sections) or "sections stand under `sections`"
                self._say("unknown-name", f"there is no section `{about}`", place, help)
            where = self._query(node.get("where"))
            says = {language: str(text(words)) for language, _, words in entries(node.get("says"))}
            self._check_languages(node.get("says"), says)
            if about and where:
                yield Remark(about, where, says)

    def _check_languages(self, node: Node | None, says: Collection[str]) -> None:
        """Whoever reads the answer reads what is told beside it."""
        for language in self.policy.languages:
            if node is not None and language not in says:
                message = f"the words lack the language `{language}`"
                help = "every text has the languages of the policy's title"
                self._say("missing-language", message, node, help)

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
        known: Convert | None = convert if convert in CONVERTS else None  # type: ignore[assignment]
        if fact is not None and known is not None and table is None:
            self._check_convert(node, known, fact)
        empty = node.get("empty_is")
        if fact is not None and empty is not None:
            self._check_value(empty, fact)
        return Reading(
            self._query(node.get("read")),
            self._query(between.get("from")) if between else None,
            self._query(between.get("before")) if between else None,
            self._query(node.get("known_if")),
            known,
            self._local(node, known),
            self.tables.get(table) if table else None,
            empty is not None,
            plain(empty) if empty is not None else None,
            node.span,
        )

    def _check_convert(self, node: MapNode, convert: Convert, fact: Fact) -> None:
        kinds = CONVERTS[convert]
        if fact.type.kind not in kinds:
            message = f"`convert: {convert}` gives no {fact.type.kind}, which `{fact.name}` is"
            fitting = [each for each, gives in CONVERTS.items() if fact.type.kind in gives]
            help = f"write {listed(fitting, '`')}" if fitting else "leave `convert` out"
            self._say("wrong-convert", message, node.get("convert") or node, help)

    def _local(self, node: MapNode, convert: Convert | None) -> Zone | None:
        """Where times without an offset are local: an offset, a zone of the policy, or a parameter that is one."""
        place = node.get("local")
        written = text(place)
        if place is None or written is None:
            return None
        if convert not in ("datetime", "date"):
            help = "write `convert: datetime` or `convert: date`, or leave `local` out"
            self._say("wrong-convert", "`local` is for times as text", place, help)
        zones: dict[str, Held] = dict(self.policy.zones)
        places = [p for p in self.policy.parameters.values() if p.type.kind in _PLACES]
        for parameter in places:
            if parameter.value is not None:
                zones[parameter.name] = _zone(parameter.name, parameter.value)
            elif parameter.name == written:
                message = f"`{written}` varies, and a document is read before it is known how"
                help = nearest(written, zones) or "name one zone, or write an offset like `+07:00`"
                self._say("unknown-offset", message, place, help)
                return None
        held = read_value(written, Type(Kind.ZONE), zones)
        if isinstance(held, Zone):
            return held
        message = f"`{written}` is neither an offset nor a zone, or a parameter that is one, of the policy"
        help = held.help if isinstance(held, Refusal) else ""
        self._say("unknown-offset", message, place, help)
        return None

    def _check_table(self, table: str, fact: Fact) -> None:
        """Every value that a table gives must be one of the fact's."""
        body = mapping(self.root.get("tables"))
        for _, _, node in entries(body.get(table) if body else None):
            if not (fact.optional and isinstance(node, Scalar) and node.value is None):
                self._check_value(node, fact)

    def _check_value(self, node: Node, fact: Fact) -> None:
        if isinstance(node, Scalar):
            held = read_value(node.value, fact.type)
            if isinstance(held, Refusal):
                self._say(held.code, f"fact `{fact.name}`: {held.message}", node, held.help)

    def _query(self, node: Node | None, parts: Collection[str] | None = None) -> Query | None:
        if not isinstance(node, Scalar) or not text(node):
            return None
        try:
            if parts == ():  # it is asked of a section
                return query(node, (), self.tables)
            known = self.parts if parts is None else parts
            later = self.parts[len(known) :]
            roots = [name for name, _, _ in self._sections()]
            return query(node, known, self.tables, later=later, roots=roots)
        except Mistakes as mistakes:
            self.diagnostics += mistakes.diagnostics
            return None

    def _say(self, code: str, message: str, node: Node, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, help, node.span))


def _zone(name: str, held: Held) -> Zone:
    """What a parameter says where times are local."""
    low, high = LIMITS[Kind.DATETIME]
    return held if isinstance(held, Zone) else fixed(name, int(held), (low, high + 1))
