"""What the pages *Try* and *Explain* ask over HTTP; everything is a POST, so that no fact stands in an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostic_words import in_language
from backhaul.diagnostics import BackhaulError, FactError
from backhaul.explanation.document import told_of
from backhaul.explanation.refusal import refused
from backhaul.frozen import with_fields
from backhaul.page import beginnings, explaining, trying
from backhaul.page.form import form
from backhaul.policy import Policy
from backhaul.service.bodies import JSON, Member, Members, checked, need_type, parsed
from backhaul.service.problems import dumped
from backhaul.service.served import Served
from backhaul.sources.facts import ReadFacts

Json = dict[str, Any]
#: what is asked: of a policy, its folder, the body of the request and the language
Ask = Callable[[Policy, Path, Mapping[str, Any], str], Json]


def routes(served: Served) -> list[BaseRoute]:
    """`POST /page/policies/{id}/{version}/…` for each thing that is asked."""
    return [
        Route(
            f"/page/policies/{{id}}/{{version}}/{name}",
            partial(_answer, served, ask),
            methods=["POST"],
        )
        for name, ask in _ASKED.items()
    ]


async def _answer(served: Served, ask: Ask, request: Request) -> Response:
    need_type(request, JSON)
    data = await request.body()
    found = await run_in_threadpool(_asked, served, ask, request.path_params, data)
    return Response(dumped(found), media_type=JSON)


def _asked(served: Served, ask: Ask, place: Mapping[str, str], data: bytes) -> Json:
    policy = served.policy(place["id"], place["version"])
    body = checked(parsed(data, masks=policy.model.masks), _MEMBERS)
    wanted = body.get("lang")
    language = wanted if wanted in policy.languages else policy.model.spoken
    try:
        return ask(policy, served.folder(policy.id), body, language)
    except FactError as error:
        facts = trying.given(policy, body)
        raise refused(policy.model, facts, error, language, spoken=True) from None
    except BackhaulError as error:
        raise type(error)(in_language(error.diagnostics, language)) from None


def _form(policy: Policy, folder: Path, _: Mapping[str, Any], language: str) -> Json:
    return {
        **form(policy.model, language),
        "languages": list(policy.languages),
        **beginnings.beginnings(policy, folder),
    }


def _try(policy: Policy, _: Path, body: Mapping[str, Any], language: str) -> Json:
    return trying.tried(policy, trying.given(policy, body), language)


def _case(policy: Policy, folder: Path, body: Mapping[str, Any], language: str) -> Json:
    facts = beginnings.case_facts(policy, folder, _text(body, "file"), _text(body, "name"))
    return _filled(policy, facts, language)


def _example(policy: Policy, folder: Path, body: Mapping[str, Any], language: str) -> Json:
    """The facts of an example; of a document its text, to be read by a source."""
    text, document = beginnings.example(policy, folder, _text(body, "name"))
    if isinstance(document, dict) and set(document) <= set(policy.model.facts):
        return trying.tried(policy, document, language)
    return {"document": text}


def _read(policy: Policy, _: Path, body: Mapping[str, Any], language: str) -> Json:
    document = beginnings.document_of(policy, _text(body, "text"))
    facts = beginnings.read_document(policy, document, _text(body, "source"))
    return _filled(policy, facts, language)


def _filled(policy: Policy, facts: trying.Facts, language: str) -> Json:
    """What comes of facts; where a source read them, also from where in the document, and what was noted."""
    found = trying.tried(policy, facts, language)
    if not isinstance(facts, ReadFacts):
        return found
    told = told_of(facts, language, whole=True)
    origins = {
        name: {"paths": list(paths), "stands": stands}
        for name, (paths, stands) in told.origins.items()
    }
    return {**found, "origins": origins, "notes": list(told.notes)}


def _ask(policy: Policy, _: Path, body: Mapping[str, Any], language: str) -> Json:
    unasked = body.get("unasked")
    names = set(unasked or ())
    return trying.asked(policy, trying.given(policy, body), names, language)


def _as_case(policy: Policy, _: Path, body: Mapping[str, Any], language: str) -> Json:
    name = str(body.get("name") or "")
    return trying.as_case(policy, trying.given(policy, body), name, language)


def _as_receipt(policy: Policy, _: Path, body: Mapping[str, Any], __: str) -> Json:
    changed = trying.with_parameters(policy, body)
    return trying.as_receipt(changed, trying.given(policy, body))


def _of_facts(
    ask: Callable[[Policy, trying.Facts, Mapping[str, Any], str], Json],
) -> Ask:
    def asked(policy: Policy, _: Path, body: Mapping[str, Any], language: str) -> Json:
        return ask(policy, trying.given(policy, body), body, language)

    return asked


def _text(body: Mapping[str, Any], key: str) -> str:
    """A text of the body; raises RequestRefused where there is none."""
    return str(checked(body, {**_MEMBERS, key: with_fields(_MEMBERS[key], needed=True)})[key])


_OBJECT, _STRING = {"type": "object"}, {"type": "string"}
#: what the body of a request may have
_MEMBERS: Members = {
    "lang": Member("a language of the policy", _STRING),
    "facts": Member("the facts of one case by their names", _OBJECT),
    "entries": Member("what a form holds of facts", _OBJECT),
    "parameters": Member("parameters that are to be otherwise", _OBJECT),
    "wanted": Member("outputs that are wanted", _OBJECT),
    "unasked": Member("facts that are not known", {"type": "array", "items": _STRING}),
    "by": Member("the instant that moves", _STRING),
    "name": Member("a name", _STRING),
    "file": Member("the name of a case file", _STRING),
    "text": Member("a document, in JSON or YAML", _STRING),
    "source": Member("the name of a source", _STRING),
}
_ASKED: dict[str, Ask] = {
    "form": _form,
    "try": _try,
    "case": _case,
    "example": _example,
    "read": _read,
    "ask": _ask,
    "as-case": _as_case,
    "as-receipt": _as_receipt,
    "explain": _of_facts(explaining.explained),
    "timeline": _of_facts(explaining.over_time),
    "flip": _of_facts(explaining.flipped),
}
