"""`compare`: what two versions decide otherwise, or a version and the text of a draft."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostics import BackhaulError, PolicyError
from backhaul.explanation.words import catalogue
from backhaul.policy import Policy
from backhaul.service import long_questions
from backhaul.service.answers import Service
from backhaul.service.bodies import (
    JSON,
    MOST_BYTES,
    Member,
    Members,
    checked,
    from_query,
    need_type,
    parsed,
    pointer,
)
from backhaul.service.case import LANGUAGE, policy_of
from backhaul.service.problems import (
    PlacedMistake,
    RequestRefused,
    asked_language,
    dumped,
    refusal,
    refusal_of,
)
from backhaul.service.replies import answered
from backhaul.service.streaming import TYPES
from backhaul.service.workshop import Workshop

Json = dict[str, Any]
MOST_GENERATED, MOST_WORK, MOST_EXAMPLES = 10_000, 50_000_000, 24
COMPARE: Members = {
    "with": Member("the other version, a number or `newest`", {"type": "string"}),
    "draft": Member("the text of a policy in the place of another version", {"type": "string"}),
    "records": Member(
        "a list of records, each with the facts of a case",
        {"type": "array", "items": {"type": "object"}, "minItems": 1},
    ),
    "generated": Member(
        "how many cases are generated, up to 10,000 (else 1,000 where nothing else is compared)",
        {"type": "integer", "minimum": 1, "maximum": MOST_GENERATED},
    ),
    "prove": Member("whether every case is to be proved", {"type": "boolean"}),
    "work": Member(
        "the steps of the solver for each question, up to 50,000,000",
        {"type": "integer", "minimum": 1, "maximum": MOST_WORK},
    ),
    "amount": Member("the name that holds the money of a record", {"type": "string"}),
    "source": Member("the name of the source that reads the records", {"type": "string"}),
    "examples": Member(
        "how many records are told in full for each change, up to 24",
        {"type": "integer", "minimum": 0, "maximum": MOST_EXAMPLES},
    ),
    **LANGUAGE,
}
#: what the query says where the body holds the records
QUERY: Members = {n: member for n, member in COMPARE.items() if n not in ("draft", "records")}
_OPTIONS = ("generated", "prove", "work", "amount", "source", "examples")
_ABOUT = {"unknown-source": "source", "unknown-language": "lang", "wrong-policy": "source"}


def routes(service: Service, workshop: Workshop, place: str) -> list[BaseRoute]:
    """The route that compares."""

    async def compare(request: Request) -> Response:
        id = request.path_params["policy"]
        old = policy_of(service.served, id, request.path_params["version"])
        body, records = await _asked(request, masks=bool(old.model.masks))
        new = await _other(service, workshop, request, body)
        language = _language(request, body, (old, new))
        _need_source(service, body, old)
        options = {name: body[name] for name in _OPTIONS if name in body}
        options = {n: int(v) if isinstance(v, Decimal) else v for n, v in options.items()}
        task = long_questions.compare, old, new, records, options, language
        try:
            found = await workshop.do(request.is_disconnected, *task)
        except BackhaulError as error:
            raise _placed(error, body) from None
        return answered(dumped(found), language or old.model.spoken)

    return [Route(f"{place}/compare", compare, methods=["POST"])]


async def _asked(request: Request, *, masks: bool) -> tuple[Json, list[bytes]]:
    """What is to be compared, and the records, one a line."""
    if need_type(request, JSON, *TYPES) == JSON:
        body = checked(parsed(await request.body(), masks=masks), COMPARE)
        records = [_written(each).encode() for each in body.get("records", ())]
    else:
        body = from_query(request, QUERY)
        records = (await _whole(request.stream())).split(b"\n")
        if not any(line.strip() for line in records):
            message = "there are no records in the body"
            raise refusal(422, "missing-value", message, "send a record a line")
    if ("with" in body) == ("draft" in body):
        help = "name the other version as `with`, or give its text as `draft`"
        if "with" in body:
            message = "`draft` cannot stand beside `with`"
            raise refusal(422, "not-allowed", message, help, pointer("draft"))
        raise refusal(422, "missing-key", "`with` is missing in the body", help, "")
    return body, records


async def _whole(stream: AsyncIterator[bytes]) -> bytes:
    """All of a body, which is no larger than one that is read whole may be."""
    held = bytearray()
    async for chunk in stream:
        held += chunk
        if len(held) > MOST_BYTES:
            message = f"the body is larger than {MOST_BYTES >> 20} MiB"
            help = "send fewer records; `backhaul compare` has no such bound"
            raise refusal(413, "file-too-large", message, help)
    return bytes(held)


async def _other(service: Service, workshop: Workshop, request: Request, body: Json) -> Policy:
    """The version that is compared with, or the draft in the body."""
    id = request.path_params["policy"]
    if "with" in body:
        try:
            return policy_of(service.served, id, body["with"])
        except RequestRefused as refused:
            mistakes = (PlacedMistake(m.diagnostic, pointer("with")) for m in refused.mistakes)
            raise RequestRefused(422, mistakes) from None
    name = str(service.served.folder(id) / "draft.yaml")
    task = long_questions.draft_of, body["draft"], name
    try:
        return await workshop.do(request.is_disconnected, *task)
    except PolicyError as error:
        mistakes = (PlacedMistake(each, pointer("draft")) for each in error.diagnostics)
        raise RequestRefused(422, mistakes) from None


def _language(request: Request, body: Json, policies: tuple[Policy, Policy]) -> str | None:
    """The language of the note, which both have; raises RequestRefused for one that a policy does not have."""
    old, new = policies
    wanted: str | None = body.get("lang")
    if wanted is None:
        return asked_language(request, [each for each in old.languages if each in new.languages])
    request.state.language = wanted
    try:
        for policy in policies:
            catalogue(policy.model, wanted)
    except BackhaulError as error:
        raise _placed(error, body) from None
    return wanted


def _need_source(service: Service, body: Json, policy: Policy) -> None:
    """Nothing, if the source that is named is one of the policy's, and no path."""
    if "source" not in body:
        return
    try:
        service.served.reader(policy, body["source"])
    except BackhaulError as error:
        raise _placed(error, body) from None


def _placed(error: BackhaulError, body: Json) -> RequestRefused:
    """The refusal with the members of the body that are wrong."""
    found = refusal_of(error)
    places = (_ABOUT.get(each.code) for each in error.diagnostics)
    pointers = (pointer(name) if name in body else None for name in places)
    return RequestRefused(found.status, map(PlacedMistake, error.diagnostics, pointers))


def _written(value: object) -> str:
    """A value as JSON text, its numbers digit for digit."""
    match value:
        case dict():
            items = (f"{json.dumps(name)}:{_written(held)}" for name, held in value.items())
            return "{" + ",".join(items) + "}"
        case list():
            return "[" + ",".join(map(_written, value)) + "]"
        case Decimal():
            return str(value)
    return json.dumps(value)
