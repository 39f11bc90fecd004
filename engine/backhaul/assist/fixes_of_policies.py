"""What mends a policy or a case file with its document at hand: keys, languages, guards, outputs and units that are missing, and what is too much."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backhaul.assist.expected import in_policy
from backhaul.assist.fixing import (
    line_of,
    node_at,
    replaced,
    under_key,
    with_entry,
    without_entry,
    written,
)
from backhaul.assist.places import Position, TextEdit, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.schemas import at_path
from backhaul.assist.trail import Steps, trail
from backhaul.assist.ways import (
    ADD,
    GUARD,
    LANGUAGE,
    OPTIONAL,
    Mending,
)
from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar, entries, mapping, maps, text
from backhaul.document.repairs import in_quotes
from backhaul.language.kinds import Kind, Type

_NAME = re.compile(r"[A-Za-z_][\w.]*")
#: what marks a text that somebody has to write
TO_DO = "TODO"


def _span(found: Diagnostic) -> Span:
    assert found.span is not None  # noqa: S101 - who asks has looked
    return found.span


def _root(reading: Reading) -> MapNode:
    assert reading.standing is not None  # noqa: S101 - who asks has looked
    return reading.standing.root


def _languages(reading: Reading) -> tuple[str, ...]:
    for each in reading.policies:
        if each.examined:
            return each.examined.policy.languages
    return ("en",)


def _language(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """The languages that a text lacks, each with what another one says and a mark to be replaced."""
    node = node_at(_root(reading), _span(found))
    if not isinstance(node, MapNode):
        return
    said = next((str(text(value)) for _, value in node.entries if text(value)), "")
    missing = [each for each in _languages(reading) if node.get(each) is None]
    if missing:
        entry = ", ".join(f"{each}: {in_quotes(f'{TO_DO}: {said}')}" for each in missing)
        if line_of(reading, node.span.line)[node.span.column - 1 :][:1] != "{":
            gap = "\n" + " " * (node.span.column - 1)
            entry = entry.replace(", ", gap) if len(missing) > 1 else entry
        yield Mending(
            LANGUAGE, (with_entry(reading, node, entry),), preferred=True, name=", ".join(missing)
        )


def _missing_keys(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """The keys that must stand there and whose value can be told."""
    span = _span(found)
    at = _path_of(_root(reading), span, ())
    if at is None:
        return
    path, node = at
    parts = at_path(reading.kind, path)
    wanted = dict.fromkeys(name for part in parts for name in part.get("required", ()))
    for name in wanted:
        value = _begun(reading, (*path, name))
        if node.get(name) is None and value and f"`{name}`" in found.message.partition(" is ")[0]:
            yield Mending(ADD, (with_entry(reading, node, f"{name}: {value}"),), name=name)


def _path_of(node: Node, span: Span, path: Steps) -> tuple[Steps, MapNode] | None:
    """The mapping that begins at a span, or whose key does, with the keys above it."""
    if isinstance(node, ListNode):
        pairs = [((*path, number), item, item.span) for number, item in enumerate(node.items)]
    elif isinstance(node, MapNode):
        if _same(node.span, span):
            return path, node
        pairs = [((*path, str(key.value)), value, key.span) for key, value in node.entries]
    else:
        return None
    for steps, value, key in pairs:
        if _same(key, span) and isinstance(value, MapNode):
            return steps, value
        if (below := _path_of(value, span, steps)) is not None:
            return below
    return None


def _same(one: Span, other: Span) -> bool:
    return (one.line, one.column) == (other.line, other.column)


def _begun(reading: Reading, path: Steps) -> str:
    """A value with which a key may begin, or nothing where somebody has to think of one."""
    for part in at_path(reading.kind, path):
        if "const" in part:
            return str(part["const"])
        if part.get("enum"):
            return str(part["enum"][0])
        if "{2,3}" in str(part.get("propertyNames")):
            words = ", ".join(f"{each}: {TO_DO}" for each in _languages(reading) or ("en",))
            return f"{{{words}}}"
        if "(0|" in str(part.get("pattern")):
            return '"1.0.0"'
    known = {"id": "to-do", "type": "text", "name": TO_DO, "policy": "to-do", "value": "", "by": ""}
    return known.get(str(path[-1]), "")


def _absent(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A guard for what a rule says or gives, or the output declared optional."""
    span = _span(found)
    here = trail(reading.lines, TextRange.of(span).start)
    if here is None or reading.examined is None:
        return
    expected = in_policy(here.path, reading.examined)
    rule = _rule_around(reading, span)
    name = written(span).strip("\"'")
    if rule and expected and expected.sort in ("because", "value") and _NAME.fullmatch(name):
        yield from _guarded(reading, rule, name)
    if expected and expected.sort == "value" and isinstance(here.path[-1], str):
        decisions = mapping(_root(reading).get("decisions"))
        of = mapping(decisions.get(expected.decision)) if decisions else None
        outputs = mapping(of.get("outputs")) if of else None
        declared = mapping(outputs.get(here.path[-1])) if outputs else None
        if declared and declared.get("optional") is None:
            edit = with_entry(reading, declared, "optional: true")
            yield Mending(OPTIONAL, (edit,), name=here.path[-1])


def _rule_around(reading: Reading, span: Span) -> MapNode | None:
    """The rule of a ladder that a place is in."""
    ruled: MapNode | None = None
    for _, _, decision in entries(_root(reading).get("decisions")):
        for rule in maps(decision.get("rules") if isinstance(decision, MapNode) else None):
            if (rule.span.line, rule.span.column) <= (span.line, span.column):
                ruled = rule
    return ruled


def _guarded(reading: Reading, rule: MapNode, name: str) -> Iterator[Mending]:
    """A guard in the top of a rule's condition."""
    when = rule.get("when")
    edit: TextEdit | None = None
    if when is None:
        edit = with_entry(reading, rule, f"when: present({name})")
    elif isinstance(when, Scalar) and when.span.length >= len(str(when.value)):
        value = str(when.value)
        inner = f"({value})" if "||" in value else value
        quote = when.style if when.style in ("'", '"') else ""
        edit = replaced(when.span, f"{quote}present({name}) && {inner}{quote}")
    elif isinstance(when, MapNode) and isinstance(every := when.get("all"), ListNode):
        at = Position(every.span.line, every.span.column)
        if line_of(reading, at.line)[at.column - 1 : at.column] == "[":
            place = Position(at.line, at.column + 1)
            edit = TextEdit(TextRange(place, place), f"present({name}), ")
        else:
            gap = " " * (at.column - 1)
            edit = TextEdit(TextRange(at, at), f"- present({name})\n{gap}")
    if edit is not None:
        yield Mending(GUARD, (edit,), preferred=True, name=name)


def _outputs(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """The outputs that a rule does not give, each with a value of its type to begin with."""
    here = under_key(_root(reading), _span(found))
    if here is None or reading.examined is None or not isinstance(here[1], MapNode):
        return
    then = here[1]
    at = trail(reading.lines, TextRange.of(_span(found)).start)
    decision = (
        reading.examined.policy.decisions.get(str(at.path[1])) if at and len(at.path) > 1 else None
    )
    for name, output in decision.outputs.items() if decision else ():
        value = _value(output.type, optional=output.optional)
        if then.get(name) is None and value and f"`{name}`" in found.message:
            yield Mending(
                ADD, (with_entry(reading, then, f"{name}: {value}"),), name=f"{name}: {value}"
            )


def _value(type: Type, *, optional: bool) -> str:
    """A value of a type with which somebody may begin, or nothing."""
    if optional:
        return "null"
    match type.kind:
        case Kind.CHOICE:
            first = type.choices[0]
            return first if re.fullmatch(r"[A-Za-z][\w.-]*", first) else in_quotes(first)
        case Kind.BOOLEAN:
            return "false"
        case Kind.INTEGER | Kind.DECIMAL:
            return "0"
        case Kind.TEXT:
            return TO_DO
        case _:
            return ""


def _clause(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A clause that is cited and not there, with words to be written."""
    source = mapping(_root(reading).get("source"))
    clauses = mapping(source.get("clauses")) if source else None
    name = written(_span(found)).strip("\"'")
    if clauses and reading.kind == "policy" and re.fullmatch(r"[A-Za-z][\w.-]{0,62}", name):
        words = ", ".join(f"{each}: {TO_DO}" for each in _languages(reading))
        edit = with_entry(reading, clauses, f"{name}: {{{words}}}")
        yield Mending(ADD, (edit,), name=f"{name}")


def _words_only(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    here = under_key(_root(reading), _span(found))
    if here and isinstance(here[1], MapNode):
        name = "words_only: true"
        yield Mending(ADD, (with_entry(reading, here[1], name),), name=name)


def _contradicted(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """The marks of a clause, or its `why`, taken out."""
    here = under_key(_root(reading), _span(found))
    clause = mapping(here[1]) if here else None
    for name in ("words_only", "not_covered", "why") if clause else ():
        key = clause.key(name) if clause else None
        if key and (edit := without_entry(reading, key.span)):
            yield Mending({"en": "delete `{name}`", "zh": "删除 `{name}`"}, (edit,), name=name)


def _status(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """Something that a case expects."""
    for case in maps(_root(reading).get("cases")):
        name, expect = case.get("name"), case.get("expect")
        if name and _same(name.span, _span(found)) and isinstance(expect, MapNode):
            edit = with_entry(reading, expect, "status: decided")
            yield Mending(ADD, (edit,), name="status: decided")


def _unit(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """The unit of the other number, where one of two has none."""
    where = trail(reading.lines, TextRange.of(_span(found)).start)
    if reading.examined is None or where is None or "then" in where.path:
        return
    meanings = reading.examined.scope.meanings
    read = [name for name in _NAME.findall(written(_span(found))) if name in meanings]
    units = [str(t.unit) for name in read if (t := meanings[name].type) and t.unit]
    for name in read:
        meaning = meanings[name]
        if not units or meaning.type is None or meaning.type.unit or meaning.span is None:
            continue
        if (
            meaning.role in ("fact", "parameter")
            and (here := under_key(_root(reading), meaning.span))
            and isinstance(here[1], MapNode)
        ):
            edit = with_entry(reading, here[1], f"unit: {in_quotes(units[0])}")
            yield Mending(ADD, (edit,), name=f"unit: {units[0]} ({name})")


BY_CODE: dict[str, Callable[[Reading, Diagnostic], Iterator[Mending]]] = {
    "missing-language": _language,
    "missing-key": _missing_keys,
    "may-be-absent": _absent,
    "unknown-clause": _clause,
    "missing-output": _outputs,
    "uncited-clause": _words_only,
    "clause-contradicted": _contradicted,
    "nothing-expected": _status,
    "unlike-units": _unit,
}
