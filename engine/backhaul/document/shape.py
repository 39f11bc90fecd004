"""What a schema's verdict means for the one who wrote the document: a sentence and a place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backhaul.diagnostics import Diagnostic, Span, listed, nearest
from backhaul.document.characters import other_script
from backhaul.document.mistakes import short
from backhaul.document.node import Document, ListNode, MapNode, Node, Scalar
from backhaul.document.shape_of_names import choice_like, looks_like, name_meant
from backhaul.way_out import WayOut

if TYPE_CHECKING:
    from jsonschema import ValidationError

_SORTS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "a mapping",
}
_YES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
#: what text stands under keys where a number is no text that lost its quotes
_EXAMPLES = {"`from`": '"2026-03-02T10:00:00+07:00"', "`versions`": '">=1.0.0"'}


class PlaceOfError:
    """Where an error is: the node, the key above it, and what to call it."""

    def __init__(self, document: Document, path: Iterable[str | int]) -> None:
        self.node: Node = document.root
        self.key: Scalar | None = None
        self.name = "the file"
        for step in path:
            if isinstance(self.node, MapNode):
                self.key = self.node.key(str(step))
                self.node = self.node.get(str(step)) or self.node
                self.name = f"`{short(str(step))}`"
            elif isinstance(self.node, ListNode) and isinstance(step, int):
                self.node = self.node.items[step]
                inside = self.name if self.name.startswith("`") else "the list"
                self.name = f"item {step + 1} of {inside}"

    @property
    def span(self) -> Span:
        """The value where it is a scalar, else the key that holds it."""
        if isinstance(self.node, Scalar) or self.key is None:
            return self.node.span
        return self.key.span if not self.name.startswith("item") else self.node.span


def diagnose(document: Document, error: ValidationError) -> Iterator[Diagnostic]:
    """The diagnostics that one error of the schema stands for."""
    place = PlaceOfError(document, error.absolute_path)
    word = str(error.validator)
    if word in _SAYINGS:
        yield from _SAYINGS[word](place, error)
    else:
        raise AssertionError(f"a schema uses `{word}`, for which there is no sentence")


def _unknown_keys(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    known: Mapping[str, object] = _schema(error).get("properties", {})
    for key, _ in place.node.entries if isinstance(place.node, MapNode) else ():
        if str(key.value) not in known:
            help = f"the keys here are {listed(known, '`')}"
            message = f"{place.name} has no key `{short(str(key.value))}`"
            yield Diagnostic("unknown-key", message, help, key.span)


def _missing_keys(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    if isinstance(place.node, MapNode):
        for name in _value(error):
            if place.node.get(name) is None:
                message = f"`{name}` is missing in {place.name}"
                about = _schema(error).get("properties", {}).get(name, {}).get("description", "")
                help = f"add `{name}:`" + (f" ({sentence(about)})" if about else "")
                yield Diagnostic("missing-key", message, help, place.span)


def _none_of(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    names = [part["required"][0] for part in _value(error)]
    message = f"one of {listed(names, '`')} is missing in {place.name}"
    yield Diagnostic("missing-key", message, "add the one that is meant", place.span)


def _not_here(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    message = str(_schema(error).get("description", f"{place.name} cannot stand here"))
    span = place.key.span if place.key else place.span
    yield Diagnostic("not-allowed", message, "delete one of them", span)


def _wrong_type(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    wanted = _value(error)
    sorts = [wanted] if isinstance(wanted, str) else list(wanted)
    shown = " or ".join(_SORTS[sort] for sort in sorts)
    message = f"{place.name} must be {shown}, not {_sort_of(place.node)}"
    help = _instead(place.node, sorts, _schema(error))
    if place.name in _EXAMPLES and help.startswith("quote it"):
        help = f"write it like {_EXAMPLES[place.name]}"
    yield Diagnostic("wrong-type", message, help, place.span)


def _instead(node: Node, sorts: Sequence[str], schema: Mapping[str, Any]) -> str:
    """What to write instead."""
    alone = node.items[0] if isinstance(node, ListNode) and len(node.items) == 1 else None
    if isinstance(alone, Scalar) and "array" not in sorts:
        return f"write `{_written(alone)}` without the brackets"
    if not isinstance(node, Scalar):
        if "string" in sorts and isinstance(node, MapNode):
            return "put the whole text in quotes, if it is one"
        if isinstance(node, ListNode) and "object" in sorts and '"all"' in json.dumps(schema):
            return "write `all:` or `any:` above the list"
        if "array" in sorts:
            return "write each item after a `- `"
        return "write `key: value` below it" if "object" in sorts else "write a single value"
    return _instead_of(node, sorts, schema)


def _instead_of(node: Scalar, sorts: Sequence[str], schema: Mapping[str, Any]) -> str:
    """What to write instead of a single value."""
    value = node.value
    if "const" in schema and str(schema["const"]) != str(value):
        return WayOut(f"write {schema['const']}", (None, str(schema["const"])))
    if "object" in sorts and value is not None:
        if "reading" in str(schema.get("description", "")):
            words = f'write {{read: "{_written(node)}"}}'
            return WayOut(words, (None, f"{{read: {_in_quotes(node)}}}"))
        if sorts == ["object"] and "{2,3}" in str(schema.get("propertyNames")):
            return f'say it in each language of the title: {{en: "{short(_written(node))}", …}}'
    if sorts == ["string"] and (like := name_meant(str(schema.get("pattern")), _written(node))):
        return WayOut(f'write "{like}"', (None, f'"{like}"'))
    if isinstance(value, str) and "boolean" in sorts:
        meant = _YES.get(value.lower()) or value.lower()
        way_out = WayOut(f"write {meant}", (None, meant))
        return way_out if meant in ("true", "false") else "write true or false"
    if isinstance(value, str) and {"integer", "number"} & set(sorts):
        number = re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", value)
        edits = ((None, value),) if number and ("number" in sorts or not number[1]) else ()
        return WayOut("write the number without quotes", *edits)
    if sorts == ["boolean"]:
        return "write true or false"
    if sorts == ["integer"]:
        return "write it without a point"
    if "string" in sorts and value is not None:
        words = f'quote it: "{short(_written(node))}"'
        return WayOut(words, (None, _in_quotes(node)))
    if "array" in sorts and value is not None:
        words = f"write it as a list: [{short(_written(node))}]"
        return WayOut(words, (None, f"[{_in_quotes(node) if node.style else _written(node)}]"))
    return "write `key: value` below it" if "object" in sorts else "write a value"


def _not_allowed(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    allowed = [str(value) for value in _value(error)]
    written = _written(place.node)
    close = nearest(written, allowed) if isinstance(place.node, Scalar) else ""
    everything = f"it is one of {listed(allowed, '`')}"
    help = everything
    if isinstance(close, WayOut):
        help = WayOut(f"{close} {everything}", *close.edits)
    message = f"{place.name} cannot be `{short(written)}`"
    yield Diagnostic("not-allowed", message, help, place.span)


def _only(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    # 1 and true are equal to Python, and a wrong type is said elsewhere
    message = f"{place.name} cannot be `{short(_written(place.node))}`"
    help = WayOut(f"write {error.validator_value}", (None, str(error.validator_value)))
    if isinstance(place.node, Scalar) and type(place.node.value) is type(error.validator_value):
        yield Diagnostic("not-allowed", message, help, place.span)


def _bad_name(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    name = str(error.instance)
    span = _key_or_value(place, error)
    help = looks_like(str(error.validator_value))
    key = isinstance(place.node, MapNode)
    message = f"`{short(name)}` cannot be a key here"
    if not key:
        message = f"{place.name} cannot be `{short(name)}`"
    like = choice_like(name)
    if script := other_script(name):
        help = f"it has a letter of another script ({script}): type it again"
    elif meant := name_meant(str(error.validator_value), name):
        help = WayOut(f"write `{meant}`", (None, meant))
        if meant[0] in "0123456789>":
            help = WayOut(f'write `"{meant}"`', (None, f'"{meant}"'))
    if help.startswith("a choice is") and like:
        help += f": write `{like}`, with its words as `{like}: {{en: ...}}`"
        help += "; the `tables` of a source turn what documents say into it"
    yield Diagnostic("bad-name", message, help, span)


def _too_few(place: PlaceOfError, _error: ValidationError) -> Iterator[Diagnostic]:
    yield Diagnostic("too-few", f"{place.name} is empty", "fill it in or delete it", place.span)


def _too_long(place: PlaceOfError, error: ValidationError) -> Iterator[Diagnostic]:
    name = str(error.instance)
    message = f"`{short(name)}` is longer than {error.validator_value} characters"
    yield Diagnostic("too-long", message, "find a shorter name", _key_or_value(place, error))


def _key_or_value(place: PlaceOfError, error: ValidationError) -> Span:
    """The place of a name: a key of the mapping that the error is in, or the value itself."""
    if isinstance(place.node, MapNode):
        key = place.node.key(str(error.instance))
        return key.span if key else place.span
    return place.span


_SAYINGS: dict[str, Callable[[PlaceOfError, ValidationError], Iterator[Diagnostic]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "anyOf": _none_of,
    "not": _not_here,
    "type": _wrong_type,
    "enum": _not_allowed,
    "const": _only,
    "pattern": _bad_name,
    "minItems": _too_few,
    "minProperties": _too_few,
    "minLength": _too_few,
    "maxLength": _too_long,
}


def _value(error: ValidationError) -> Any:
    """What the schema asks for."""
    return error.validator_value


def _schema(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _sort_of(node: Node) -> str:
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    if isinstance(node.value, bool):
        return "true or false"
    if isinstance(node.value, Decimal):
        return "a decimal"
    if isinstance(node.value, int):
        return "a whole number"
    return "null" if node.value is None else "text"


def _written(node: Node) -> str:
    """A scalar as it stands in the file."""
    if not isinstance(node, Scalar):
        return _sort_of(node)
    if isinstance(node.value, str):
        return node.value
    return node.span.text[node.span.column - 1 : node.span.column - 1 + node.span.length]


def _in_quotes(node: Scalar) -> str:
    """A scalar as a text in quotes; one that has them as it stands."""
    written = _written(node)
    return json.dumps(written, ensure_ascii=False) if len(written) < 1_000 else '""'


def sentence(text: str) -> str:
    """A description's first sentence, to stand inside another."""
    first = text.partition(". ")[0].rstrip(".")
    return first[:1].lower() + first[1:]
