"""What stands in the body of a request: JSON, strictly read, whose members one table declares.

The same table is the schema of the body in `/openapi.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from starlette.requests import Request

from backhaul.diagnostics import BackhaulError, Diagnostic, listed, nearest
from backhaul.document.json_reader import read_json
from backhaul.document.unquoted import unquoted
from backhaul.frozen import frozen
from backhaul.service.problems import BODY, PlacedMistake, RequestRefused, refusal

Json = dict[str, Any]
#: bytes of a body that is read whole
MOST_BYTES = 8 << 20
#: lists and objects inside one another; those of facts stand in the body's own
DEPTH = 34
JSON, LINES = "application/json", "application/x-ndjson"
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}


@frozen
class Member:
    """A member that a body may have: what it is in words, and its schema."""

    words: str
    schema: Json
    needed: bool = False


Members = Mapping[str, Member]


def pointer(*names: str | int) -> str:
    """The JSON pointer (RFC 6901) to a place.

    >>> pointer("facts", "a/b")
    '/facts/a~1b'
    """
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in names)


async def read_body(request: Request, *, masks: bool = False, depth: int = DEPTH) -> object:
    """The value in the body of a request; *masks*: what is wrong with it is told without a word of it."""
    need_type(request, JSON)
    return parsed(await request.body(), masks=masks, depth=depth)


def need_type(request: Request, *types: str) -> str:
    """The media type of the body, which is one of these; another one is refused.

    A page of another site can send no JSON without asking first, so that a type is needed.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given in types:
        return given
    what = f"is sent as `{given[:60]}`" if given else "says no type"
    message = f"the body {what}, and it is read as {' or '.join(f'`{each}`' for each in types)}"
    raise refusal(415, "wrong-type-of-body", message, f"send `Content-Type: {types[0]}`")


def parsed(data: bytes, *, masks: bool = False, depth: int = DEPTH) -> object:
    """The value of a text in JSON; raises RequestRefused with every mistake."""
    try:
        return read_json(data, BODY, limit=MOST_BYTES, depth=depth)
    except BackhaulError as error:
        mistakes = unquoted(error.diagnostics) if masks else error.diagnostics
        status = 413 if error.diagnostics[0].code == "file-too-large" else 400
        raise RequestRefused(status, [PlacedMistake(each) for each in mistakes]) from None


def checked(value: object, members: Members, *, before: tuple[str | int, ...] = ()) -> Json:
    """The members of a body, which are those that are declared; raises RequestRefused with every mistake."""
    if not isinstance(value, dict):
        message = "the body is not an object"
        help = f"its members are {listed(list(members), '`')}"
        raise refusal(422, "wrong-kind", message, help, pointer(*before))
    mistakes = list(_mistakes(value, members, before))
    if mistakes:
        raise RequestRefused(422, mistakes)
    return value


def _mistakes(
    value: Json, members: Members, before: tuple[str | int, ...]
) -> Iterator[PlacedMistake]:
    for name, held in value.items():
        member = members.get(name)
        if member is None:
            known = listed(list(members), "`")
            help = nearest(name, members) or f"it may have {known}"
            message = f"the body has no member `{name[:60]}`"
            yield PlacedMistake(Diagnostic("unknown-key", message, help), pointer(*before, name))
        elif not fits(member.schema, held):
            message = f"`{name}` is not {member.words}"
            yield PlacedMistake(Diagnostic("wrong-kind", message), pointer(*before, name))
    for name, member in members.items():
        if member.needed and name not in value:
            message = f"`{name}` is missing in the body"
            help = f"`{name}` is {member.words}"
            yield PlacedMistake(Diagnostic("missing-key", message, help), pointer(*before))


def fits(schema: Json, value: object) -> bool:
    """Whether a value is what a schema of a member says: its kind, its choices, its bounds and its items."""
    kind = schema.get("type")
    if kind == "integer" and isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if kind is not None and not isinstance(value, _KINDS[kind]):
        return False
    if kind == "integer" and isinstance(value, bool):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, int) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, list):
        size = len(value)
        right = schema.get("minItems", size) <= size <= schema.get("maxItems", size)
        return bool(right and all(fits(schema.get("items", {}), each) for each in value))
    return not isinstance(value, dict) or len(value) >= int(schema.get("minProperties", 0))


def schema_of(members: Members) -> Json:
    """The JSON Schema of a body with these members."""
    properties = {
        name: {"description": f"{member.words[:1].upper()}{member.words[1:]}.", **member.schema}
        for name, member in members.items()
    }
    needed = [name for name, member in members.items() if member.needed]
    found: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": needed} if needed else {})


def from_query(request: Request, members: Members) -> Json:
    """The members of a request whose body holds records, out of its query; raises RequestRefused with every mistake.

    A list is written with commas, and a number or a truth as JSON has it.
    """
    found: Json = {}
    for name, text in request.query_params.multi_items():
        member = members.get(name)
        kind = member.schema.get("type") if member else None
        if kind == "array":
            found[name] = text.split(",")
        elif kind == "boolean":
            found[name] = {"true": True, "false": False}.get(text, text)
        elif kind == "integer" and text.isascii() and text.removeprefix("-").isdigit():
            found[name] = int(text[:20])
        else:
            found[name] = text
    return checked(found, members)
