"""A document becomes a policy, or every mistake in it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from backhaul.diagnostics import Diagnostic, PolicyError, in_file_order
from backhaul.digests import digest_of
from backhaul.document.node import Document, MapNode, entries, flag, mapping, plain, text
from backhaul.document.schema import schema
from backhaul.frozen import frozen
from backhaul.language import declarations, ladders, parameters
from backhaul.language.calendar_section import read_calendars
from backhaul.language.definitions import Definitions
from backhaul.language.kinds import Kind, Refusal, Type, Words
from backhaul.language.lint import warnings
from backhaul.language.model import Constraint, InForce, Invariant, Policy
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import Scope
from backhaul.language.values import read_value
from backhaul.language.zone_section import read_zones

#: top-level keys that no decision, trace or text depends on
NO_MEANING = ("annotations", "draft")


@frozen
class Examined:
    """A document as far as it states a policy: that policy, every name in it, and all mistakes in file order."""

    #: with any mistake it is not whole, and decides nothing
    policy: Policy
    scope: Scope
    types: Mapping[str, Type]
    mistakes: tuple[Diagnostic, ...]

    @property
    def is_wrong(self) -> bool:
        """Whether there is no policy."""
        return any(diagnostic.severity == "error" for diagnostic in self.mistakes)


def check(document: Document, earlier: Iterable[Diagnostic] = ()) -> Policy:
    """The policy that a document states; raises PolicyError with all mistakes, in file order.

    *earlier* are the mistakes that reading the document and checking its shape have found: with any
    of them there is no policy, but the others are told in the same breath.
    """
    examined = examine(document, earlier)
    if examined.is_wrong:
        raise PolicyError(examined.mistakes)
    return examined.policy


def examine(document: Document, earlier: Iterable[Diagnostic] = ()) -> Examined:
    """What a document states, also where that is no policy; *earlier* as in `check`."""
    root = document.root
    scope = Scope()
    title = {key: text(node) or "" for key, _, node in entries(root.get("title"))}
    reader = Reader(scope, tuple(title))
    policy = _policy(document, title, reader)
    own = document.apart_from_suspect(scope.diagnostics)
    earlier = list(earlier)
    lost = _lost(root, earlier)
    mistakes = _together(earlier, [d for d in own if d.code not in lost])
    return Examined(policy, scope, reader.types, tuple(mistakes))


def _lost(root: MapNode, earlier: list[Diagnostic]) -> tuple[str, ...]:
    """The codes of what only follows from a section that could not be found."""
    if not earlier:
        return ()
    if any(d.code == "hidden-character" for d in earlier):
        return ("unknown-name", "unknown-clause", "unknown-type", "unknown-output")
    sections = schema("policy")["properties"]
    misspelt = [key for key, _, _ in entries(root) if key not in sections]
    twice = any(d.code == "duplicate-key" and d.span and d.span.column == 1 for d in earlier)
    if misspelt or twice or root.get("facts") is None:
        return ("unknown-name", "unknown-clause", "unknown-type")
    written = mapping(root.get("source"))
    clauses = [key.span.line for _, key, _ in entries(written and written.get("clauses"))]
    if any(
        d.code in ("bad-name", "duplicate-key")
        and d.span
        and clauses
        and clauses[0] <= d.span.line <= clauses[-1]
        for d in earlier
    ):
        return ("unknown-clause",)
    source = [key for key, _, _ in entries(root.get("source"))]
    return ("unknown-clause",) if set(source) - {"title", "clauses"} else ()


def _together(earlier: list[Diagnostic], own: list[Diagnostic]) -> list[Diagnostic]:
    """All mistakes; that a rule cannot be reached is said only where nothing else is wrong."""
    if earlier or any(d.code != "unreachable-rule" for d in own):
        own = [d for d in own if d.code != "unreachable-rule"]
    # of a name that cannot be one it is said by what it does not name, which knows what is meant
    told = {d.span for d in own}
    earlier = [d for d in earlier if d.code != "bad-name" or d.span not in told]
    return in_file_order((*earlier, *own))


def _policy(document: Document, title: Words, reader: Reader) -> Policy:
    root = document.root
    declarations.read_types(root, reader)
    source_title, clauses = declarations.read_clauses(root, reader)
    calendars, zones = read_calendars(root, reader), read_zones(root, reader)
    facts = declarations.read_facts(root, reader)
    reader.measures.check()
    numbers = parameters.read_parameters(root, reader)
    ladders.announce(root, reader)
    definitions = Definitions(root, reader)
    constraints = (
        *parameters.first_dates(numbers, facts, reader),
        *declarations.read_statements(root, "constraints", Constraint, reader),
    )
    decisions = ladders.read_decisions(root, reader, definitions.after)
    invariants = declarations.read_statements(root, "invariants", Invariant, reader)
    return Policy(
        id=text(root.get("policy")) or "",
        version=text(root.get("version")) or "",
        draft=flag(root.get("draft")),
        title=title,
        annotations={key: text(node) or "" for key, _, node in entries(root.get("annotations"))},
        in_force=_in_force(root, reader),
        show_times_at=_show_times_at(root, reader),
        source_title=source_title,
        clauses=clauses,
        calendars=calendars,
        zones=zones,
        parameters=numbers,
        facts=facts,
        constraints=constraints,
        definitions=definitions.made,
        decisions=decisions,
        invariants=invariants,
        digest=digest(plain(root)),
        warnings=tuple(in_file_order(warnings(root, clauses, reader))),
        id_span=(root.get("policy") or root).span,
        version_span=(root.get("version") or root).span,
    )


def _in_force(root: MapNode, reader: Reader) -> InForce | None:
    node = mapping(root.get("in_force"))
    if node is None:
        return None
    by, start = node.get("by"), node.get("from")
    name, since = text(by), text(start)
    if by and name:
        meaning = reader.scope.find(name, by.span)
        wrong = meaning and meaning.type and (meaning.role, meaning.type.kind) != _DATETIME_FACT
        if meaning and (wrong or meaning.absent_with):
            message = f"`{name}` must be a datetime fact that is not optional"
            help = "name a fact that every case has from the start"
            reader.scope.say("wrong-kind", message, by.span, help)
    if start and since:
        held = read_value(since, Type(Kind.DATETIME))
        if isinstance(held, Refusal):
            reader.scope.say(held.code, held.message, start.span, held.help)
        elif name:
            return InForce(name, int(held), since)
    return None


_DATETIME_FACT = ("fact", Kind.DATETIME)
_SHOWN_AT = (("parameter", Kind.DURATION), ("parameter", Kind.ZONE), ("zone", Kind.ZONE))


def _show_times_at(root: MapNode, reader: Reader) -> str | None:
    node = root.get("show_times_at")
    name = text(node)
    if node is None or name is None:
        return None
    meaning = reader.scope.find(name, node.span)
    if meaning and meaning.type and (meaning.role, meaning.type.kind) not in _SHOWN_AT:
        message = f"`{name}` must be a zone, or a duration parameter: where times are shown"
        help = "declare it under `parameters` with `type: zone`"
        reader.scope.say("wrong-kind", message, node.span, help)
    return name


def digest(document: object) -> str:
    """SHA-256 of the meaning of a plain document: comments, layout and quoting do not count."""
    meaning = document
    if isinstance(document, Mapping):
        meaning = {key: value for key, value in document.items() if key not in NO_MEANING}
    text = json.dumps(meaning, ensure_ascii=False, separators=(",", ":"), default=_exact)
    return digest_of(text.encode())


def _exact(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    raise TypeError(value)
