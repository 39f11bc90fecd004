"""The endpoints for questions that take long: the interview, what would change a decision, its timeline, a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, nearest
from backhaul.frozen import with_fields
from backhaul.policy import Policy
from backhaul.service import long_questions
from backhaul.service.answers import Service
from backhaul.service.bodies import Member, Members, pointer
from backhaul.service.case import CASE, AskedCase
from backhaul.service.problems import PlacedMistake, RequestRefused, dumped
from backhaul.service.replies import answered, worked
from backhaul.service.requests import case_in, traceparent
from backhaul.service.workshop import Workshop

Json = dict[str, Any]
FACTS: Members = {
    name: member for name, member in CASE.items() if name in ("facts", "as_of", "lang")
}
ASK: Members = {
    **FACTS,
    "skipped": Member(
        "a list of the facts that are not known, by their names",
        {"type": "array", "items": {"type": "string"}},
    ),
}
FLIP: Members = {
    **CASE,
    "wanted": Member(
        "the outputs that are wanted, an object with the value of each",
        {"type": "object", "minProperties": 1},
        needed=True,
    ),
}
TIMELINE: Members = {
    **CASE,
    "by": Member(
        "the fact that moves, by its name (else `as_of`)", {"type": "string", "default": "as_of"}
    ),
}


def routes(service: Service, workshop: Workshop, place: str) -> list[BaseRoute]:
    """The routes of the questions about one case that take long."""

    async def ask(request: Request) -> Response:
        case = await case_in(service, request, ASK, {"facts": {}})
        skipped = case.body.get("skipped", [])
        _need_facts(case.policy, skipped)
        given = case.policy, dict(case.facts), skipped, case.spoken
        found = await _long(workshop, request, case, long_questions.next_question, *given)
        if found["question"] is None:
            # what is still open then, nobody knows
            answer = await worked(True, service.answer, case, traceparent(request))
            return answered(f'{{"question":null,"decision":{answer}}}', case.spoken)
        return answered(dumped(found), case.spoken)

    async def flip(request: Request) -> Response:
        case = await case_in(service, request, FLIP)
        given = case.policy, dict(case.facts), case.body["wanted"], case.spoken
        found = await _long(workshop, request, case, long_questions.flip, *given)
        return _headed(service, case, found)

    async def timeline(request: Request) -> Response:
        case = await case_in(service, request, TIMELINE)
        given = case.policy, dict(case.facts), case.body.get("by", "as_of"), case.spoken
        found = await _long(workshop, request, case, long_questions.timeline, *given)
        return _headed(service, case, found)

    return [
        Route(f"{place}/ask", ask, methods=["POST"]),
        Route(f"{place}/flip", flip, methods=["POST"]),
        Route(f"{place}/timeline", timeline, methods=["POST"]),
    ]


def _headed(service: Service, case: AskedCase, found: Json) -> Response:
    """An answer that says which version gave it."""
    heading = service.heading(case.policy)
    rest = {n: held for n, held in found.items() if n not in ("policy", "version", "digest")}
    return answered(f"{{{heading},{dumped(rest)[1:].decode()}", case.spoken)


async def _long(
    workshop: Workshop, request: Request, case: AskedCase, task: Any, *given: object
) -> Json:
    """The answer to a long question; raises RequestRefused with the place in the body of what is wrong."""
    try:
        return await workshop.do(request.is_disconnected, task, *given)
    except FactError as error:
        raise case.refusal(error) from None
    except BackhaulError as error:
        refused = case.refusal(error)
        placed = (_placed(each, case.body) for each in refused.mistakes)
        raise RequestRefused(refused.status, placed) from None


_ABOUT: Mapping[str, str] = {
    "unknown-outcome": "wanted",
    "incomplete-facts": "facts",
    "timeline-masked": "by",
    "timeline-too-fine": "by",
}


def _placed(mistake: PlacedMistake, body: Json) -> PlacedMistake:
    """The mistake with the member of the body that it is about."""
    moves = body.get("by") == mistake.diagnostic.fact is not None
    member = "by" if moves else _ABOUT.get(mistake.diagnostic.code)
    return with_fields(mistake, pointer=pointer(member) if member and member in body else None)


def _need_facts(policy: Policy, skipped: list[str]) -> None:
    """Nothing, if these are names of facts."""
    known = policy.model.facts
    mistakes = [
        PlacedMistake(
            Diagnostic(
                "unknown-fact",
                f"there is no fact `{name[:60]}`",
                nearest(name, known) or f"`{policy.id}` knows no such fact",
                fact=name,
            ),
            pointer("skipped", place),
        )
        for place, name in enumerate(skipped)
        if name not in known
    ]
    if mistakes:
        raise RequestRefused(422, mistakes)
