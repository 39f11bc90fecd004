"""`verify`: receipts are decided again, each by the text of the version that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostic_words import languages
from backhaul.diagnostics import BackhaulError, FactError
from backhaul.opening import loads
from backhaul.policy import Policy
from backhaul.receipts.verify import Verdict, verify
from backhaul.service.answers import Service
from backhaul.service.bodies import JSON, Member, Members, checked, need_type, parsed, pointer
from backhaul.service.line_answers import Line, LineAnswers
from backhaul.service.problems import (
    PlacedMistake,
    RequestRefused,
    as_problem,
    asked_language,
    dumped,
    refusal_of,
)
from backhaul.service.replies import answered
from backhaul.service.served import Served
from backhaul.service.streaming import TYPES, problem_line, read_line

Json = dict[str, Any]
VERIFY: Members = {
    "receipts": Member(
        "a list of receipts", {"type": "array", "items": {"type": "object"}}, needed=True
    ),
    "facts": Member("the values of masked facts, an object", {"type": "object"}),
}
#: receipts that one thread verifies before others have their turn; lists and objects inside one another, as a trace has
TOGETHER, DEPTH = 16, 200


def routes(service: Service) -> list[BaseRoute]:
    """The route that verifies receipts: those of a list, or one a line."""

    async def check(request: Request) -> Response:
        language = asked_language(request, languages())
        verifying = _Verifying(service.served, language)
        if need_type(request, JSON, *TYPES) != JSON:
            return LineAnswers(request, verifying.lines, {"Cache-Control": "no-store"})
        body = checked(parsed(await request.body(), masks=True, depth=DEPTH), VERIFY)
        every, verdicts = body["receipts"], []
        for start in range(0, len(every), TOGETHER):
            some = every[start : start + TOGETHER]
            verdicts += await run_in_threadpool(verifying.some, some, body.get("facts", {}))
        counts = dict.fromkeys(("same", "differs", "cannot verify", "unreadable"), 0)
        for verdict in verdicts:
            counts[verdict["finding"]] += 1
        return answered(dumped({"found": counts, "verdicts": verdicts}))

    return [Route("/v1/verify", check, methods=["POST"])]


class _Verifying:
    def __init__(self, served: Served, language: str | None) -> None:
        self.served, self.language = served, language

    def some(self, receipts: Sequence[object], supplied: Mapping[str, object]) -> list[Json]:
        """What became of each of these."""
        found = []
        for receipt in receipts:
            try:
                found.append(self.verdict(receipt, supplied))
            except RequestRefused as refused:
                problem = as_problem(refused, self.language)
                found.append({"finding": "unreadable", "problem": problem})
        return found

    def lines(self, lines: Sequence[Line]) -> bytes:
        """The lines that answer these, of which each holds one receipt."""
        return b"".join(map(self._line, lines))

    def _line(self, line: Line) -> bytes:
        number, data = line
        try:
            receipt = parsed(read_line(data), masks=True, depth=DEPTH)
            return dumped({"line": number, "verdict": self.verdict(receipt, {})}) + b"\n"
        except RequestRefused as refused:
            return problem_line(number, refused, self.language)

    def verdict(self, receipt: object, supplied: Mapping[str, object]) -> Json:
        """What became of a receipt; raises RequestRefused for what is none, and for facts that are wrong."""
        try:
            return _as_json(verify(receipt, partial(_from_text, self.served), supplied))
        except FactError as error:
            places = (
                pointer("facts", d.fact) if d.fact else pointer("facts") for d in error.diagnostics
            )
            raise RequestRefused(422, map(PlacedMistake, error.diagnostics, places)) from None
        except BackhaulError as error:
            raise refusal_of(error) from None


def _as_json(verdict: Verdict) -> Json:
    return {
        "finding": verdict.finding,
        "policy": verdict.policy,
        "version": verdict.version,
        "differences": [
            {"path": each.path, "receipt": each.receipt, "now": each.now}
            for each in verdict.differences
        ],
        "reasons": list(verdict.reasons),
    }


def _from_text(served: Served, id: str, version: str) -> Policy:
    """A version, always read from its text: no compiled form is trusted."""
    return _read(served.policy(id, version))


@lru_cache(maxsize=32)
def _read(policy: Policy) -> Policy:
    version = policy.as_version()
    return loads(version.data, version.name)
