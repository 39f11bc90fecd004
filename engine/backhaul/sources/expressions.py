"""A JMESPath expression of a source file: compiled, or what is wrong with it, each at its place."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.lexer import Lexer
from jmespath.parser import ParsedResult

from backhaul.diagnostics import Diagnostic, nearest
from backhaul.document.node import Scalar
from backhaul.sources.model import Query
from backhaul.sources.numbers import FUNCTIONS, exact
from backhaul.way_out import WayOut

MAX_LENGTH = 4096
#: operators within operators; one level of it takes a few levels of Python's stack
MAX_DEPTH = 100
Tree = dict[str, Any]
Tables = Mapping[str, Mapping[str, object]]

_QUOTED = re.compile(r"(['\"`])(?:\\.|(?!\1).)*\1", re.DOTALL)
#: signs of other languages, and ours in their place
_SIGNS = {"=": "==", "<>": "!=", "and": "&&", "or": "||", "not": "!"}
_ELSEWHERE = re.compile(r"<>|=(?!=)|(?:and|or|not)\b", re.IGNORECASE)
#: what goes on with the value of its first child
_OF_THE_FIRST = (
    *("subexpression", "index_expression", "projection", "value_projection"),
    *("filter_projection", "flatten", "pipe"),
)
_TOO_DEEP = f"operators and brackets nest at most {MAX_DEPTH} deep"
_SPLIT = "name a part of it under `parts`"


class Mistakes(Exception):
    """What is wrong with one expression."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__()
        self.diagnostics = diagnostics


def query(
    scalar: Scalar,
    parts: Collection[str],
    tables: Tables,
    *,
    later: Collection[str] = (),
    roots: Collection[str] = (),
) -> Query:
    """The compiled expression, which may read these parts and look up in these tables; raises Mistakes.

    *later*: the parts that are declared below it. *roots*: the keys that a document has, where that is known.
    """
    written = str(scalar.value)
    if len(written) > MAX_LENGTH:
        message = f"an expression has at most {MAX_LENGTH} characters"
        raise Mistakes(Diagnostic("expression-too-long", message, "", scalar.span))
    # before JMESPath sees them: it takes what is not JSON for a text, with a warning
    if found := list(_bad_literals(written, scalar)):
        raise Mistakes(*found)
    try:
        # JMESPath keeps its own tree for whoever compiles the same text
        tree = exact(jmespath.compile(written).parsed)
    except JMESPathError as error:
        at = getattr(error, "lex_position", 0)
        message = "this is not JMESPath from here on"
        help = "a text stands in 'single quotes', a number or null in `backticks`"
        if sign := _ELSEWHERE.match(written, at):
            foreign, meant = sign[0], _SIGNS[sign[0].lower()]
            message = f"`{foreign}` is no sign of JMESPath"
            length = len(foreign)
            help = WayOut(f"write `{meant}`", (scalar.place(at, length), meant))
        raise Mistakes(Diagnostic("expression-syntax", message, help, scalar.place(at))) from None
    except RecursionError:
        raise Mistakes(Diagnostic("expression-too-long", _TOO_DEEP, _SPLIT, scalar.span)) from None
    if _depth(tree) > MAX_DEPTH:
        raise Mistakes(Diagnostic("expression-too-long", _TOO_DEEP, _SPLIT, scalar.span))
    found = [
        *_wrong_calls(tree, scalar),
        *_unknown_parts(tree, scalar, parts, later),
        *_unknown_tables(tree, scalar, tables),
        *_fields_of_negations(tree, scalar),
    ]
    if found := found or list(_unknown_roots(tree, scalar, roots)):
        raise Mistakes(*found)
    return Query(written, ParsedResult(written, _with_tables(tree, tables)), scalar.span)


def _bad_literals(written: str, scalar: Scalar) -> Iterator[Diagnostic]:
    for part in _QUOTED.finditer(written):
        if part[0][0] != "`":
            continue
        try:
            json.loads(part[0][1:-1].replace("\\`", "`"), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            message, help = "what stands in backticks is not JSON", "write a text as 'text'"
            place = scalar.place(part.start(), len(part[0]))
            yield Diagnostic("bad-literal", message, help, place)


def _no_constant(_: str) -> object:
    raise ValueError


def _depth(tree: Tree) -> int:
    """How deep a tree is; without recursion, for it may be very deep."""
    level, depth = [tree], 0
    while level:
        level = [child for node in level for child in _children(node)]
        depth += 1
    return depth


def _children(node: Tree) -> list[Tree]:
    """The nodes below one, in the order of the text."""
    if node["type"] == "slice":
        return []
    children: list[Tree] = node.get("children", [])
    if node["type"] == "filter_projection":
        of, then, condition = children
        return [of, condition, then]
    return children


def _wrong_calls(tree: Tree, scalar: Scalar) -> Iterator[Diagnostic]:
    """JMESPath finds an unknown function or a wrong call when it is made; here it is found now."""
    tokens = pairwise(Lexer().tokenize(str(scalar.value)))
    named = (a for a, b in tokens if a["type"] == "unquoted_identifier" and b["type"] == "lparen")
    for token, call in zip(named, _calls(tree), strict=True):
        name = str(token["value"])
        place = scalar.place(token["start"], len(name))
        known = FUNCTIONS.get(name)
        if known is None:
            help = nearest(name, FUNCTIONS)
            yield Diagnostic("unknown-function", f"there is no function `{name}`", help, place)
            continue
        takes, given = known["signature"], len(_children(call))
        open_ended = bool(takes and takes[-1].get("variadic"))
        if given < len(takes) or (given > len(takes) and not open_ended):
            least = f"at least {len(takes)}" if open_ended else str(len(takes))
            message = f"`{name}` takes {least} and is given {given}"
            yield Diagnostic("wrong-arguments", message, "", place)


def _calls(tree: Tree) -> Iterator[Tree]:
    if tree["type"] == "function_expression":
        yield tree
    for child in _children(tree):
        yield from _calls(child)


def _unknown_parts(
    tree: Tree, scalar: Scalar, parts: Collection[str], later: Collection[str]
) -> Iterator[Diagnostic]:
    written = str(scalar.value)
    for name in dict.fromkeys(_parts_read(tree)):
        if name in parts:
            continue
        found = re.search(rf"\bparts\s*\.\s*({re.escape(name)})\b", written)
        place = scalar.place(found.start(1), len(name)) if found else scalar.span
        help = nearest(name, parts) or "a part is declared under `parts`, before it is read"
        if name in later:
            help = f"put `{name}` above the part that reads it"
        yield Diagnostic("unknown-name", f"there is no part `{name}` here", help, place)


def _unknown_roots(tree: Tree, scalar: Scalar, roots: Collection[str]) -> Iterator[Diagnostic]:
    """The keys that an expression reads of the document and that no document has."""
    for name in dict.fromkeys(_roots_read(tree)) if roots else ():
        if name in (*roots, "parts"):
            continue
        found = re.search(rf"(?<![\w.'`\"])({re.escape(name)})\b", str(scalar.value))
        place = scalar.place(found.start(1), len(name)) if found else scalar.span
        help = nearest(name, (*roots, "parts")) or "the keys are those of `sections`, and `parts`"
        yield Diagnostic("unknown-name", f"no document has a key `{name}`", help, place)


def _roots_read(tree: Tree) -> Iterator[str]:
    """The fields that are read of the document itself, and not of what was read of it."""
    if tree["type"] == "field":
        yield str(tree["value"])
    elif tree["type"] == "expref":
        return
    elif tree["type"] in _OF_THE_FIRST:
        yield from _roots_read(tree["children"][0])
    else:
        for child in _children(tree):
            yield from _roots_read(child)


def _unknown_tables(tree: Tree, scalar: Scalar, tables: Tables) -> Iterator[Diagnostic]:
    for call in _calls(tree):
        if call["value"] != "look_up" or not call["children"]:
            continue
        name = _table_of(call)
        if name in tables:
            continue
        found = re.search(rf"\blook_up\s*\(\s*('{re.escape(name or '')}')", str(scalar.value))
        place = scalar.place(found.start(1), len(found[1])) if found else scalar.span
        message = f"there is no table `{name}`" if name else "`look_up` names no table"
        help = nearest(name or "", tables) or "write `look_up('name_of_a_table', value)`"
        yield Diagnostic("unknown-table", message, help, place)


def _fields_of_negations(tree: Tree, scalar: Scalar) -> Iterator[Diagnostic]:
    """`!a.b` is the field `b` of a truth value, which has none: JMESPath negates what stands before the dot."""
    children = _children(tree)
    if tree["type"] in _NARROWING and children[0]["type"] == "not_expression":
        message = "`!` negates what stands before the dot, and a truth value has no fields"
        place = scalar.place(str(scalar.value).find("!"), 1)
        yield Diagnostic("expression-syntax", message, "write `!(a.b)`", place)
    for child in children:
        yield from _fields_of_negations(child, scalar)


def _table_of(call: Tree) -> str | None:
    named = call["children"][0]
    name = named.get("value") if named["type"] == "literal" else None
    return name if isinstance(name, str) else None


def _with_tables(tree: Any, tables: Tables) -> Any:
    """The tree, with each table that it names in place of the name."""
    if tree["type"] == "slice":
        return tree
    children = [_with_tables(child, tables) for child in tree.get("children", ())]
    if tree["type"] == "function_expression" and tree["value"] == "look_up":
        table = tables[_table_of(tree) or ""]
        children[0] = {"type": "literal", "value": table, "children": []}
    return {**tree, "children": children}


#: where the first node below sees the document itself, and the others what the first one gave
_NARROWING = {
    "subexpression",
    "index_expression",
    "projection",
    "filter_projection",
    "value_projection",
    "pipe",
}


def _parts_read(tree: Tree) -> Iterator[str]:
    """Names of the parts that an expression reads from the document; not what elements hold."""
    children = _children(tree)
    if tree["type"] == "subexpression":
        of, then = children[0], children[1]
        while then["type"] in _NARROWING:
            then = then["children"][0]
        if (of["type"], then["type"], of.get("value")) == ("field", "field", "parts"):
            yield str(then["value"])
    if tree["type"] in ("expref", "slice"):
        return
    for child in children[:1] if tree["type"] in _NARROWING else children:
        yield from _parts_read(child)
