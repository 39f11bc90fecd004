"""`decide-many`: a case a line, and an answer or a problem a line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostic_words import languages
from backhaul.diagnostics import Diagnostic
from backhaul.service.answers import DECIDE, Service
from backhaul.service.bodies import LINES, Json, checked, from_query, need_type, parsed
from backhaul.service.case import Likes, case_of
from backhaul.service.line_answers import LONGEST, Line, LineAnswers
from backhaul.service.problems import (
    PlacedMistake,
    RequestRefused,
    as_problem,
    asked_language,
    dumped,
)
from backhaul.service.requests import traceparent

#: what may be said for all lines at once, in the query
FOR_ALL = {name: member for name, member in DECIDE.items() if name not in ("facts", "document")}
#: the types of bodies of lines, the usual one first
TYPES = (LINES, "application/jsonl", "application/x-jsonlines")


def routes(service: Service, place: str) -> list[BaseRoute]:
    """The route that decides many cases."""

    async def decide_many(request: Request) -> Response:
        id, version = request.path_params["policy"], request.path_params["version"]
        masks = service.masks(id, version)
        need_type(request, *TYPES)
        likes = partial(asked_language, request)
        for_all = from_query(request, FOR_ALL)
        deciding = _Deciding(service, (id, version), for_all, likes, traceparent(request), masks)
        return LineAnswers(request, deciding, {"Cache-Control": "no-store"})

    return [Route(f"{place}/decide-many", decide_many, methods=["POST"])]


class _Deciding:
    """Answers the lines of one request."""

    def __init__(
        self,
        service: Service,
        place: tuple[str, str],
        for_all: Json,
        likes: Likes,
        trace: str | None,
        masks: bool,
    ) -> None:
        self.service, self.place, self.for_all = service, place, for_all
        self.likes, self.trace, self.masks = likes, trace, masks

    def __call__(self, lines: Sequence[Line]) -> bytes:
        """The lines that answer these."""
        return b"".join(map(self._line, lines))

    def _line(self, line: Line) -> bytes:
        number, data = line
        body: Json = {}
        try:
            value = parsed(read_line(data), masks=self.masks)
            if isinstance(value, dict):
                value = body = {**self.for_all, **value}
            case = case_of(self.service.served, *self.place, checked(value, DECIDE), self.likes)
            answer = self.service.answer(case, self.trace)
        except RequestRefused as refused:
            wanted = body.get("lang")
            language = wanted if isinstance(wanted, str) else self.likes(languages())
            return problem_line(number, refused, language)
        return f'{{"line":{number},"answer":{answer}}}\n'.encode()


def read_line(data: bytes | None) -> bytes:
    """The line; raises RequestRefused for one that is too long."""
    if data is None:
        message = f"the line is longer than {LONGEST >> 20} MiB"
        mistake = Diagnostic("unreadable-record", message, "give one record a line")
        raise RequestRefused(413, [PlacedMistake(mistake)])
    return data


def problem_line(number: int, refused: RequestRefused, language: str | None) -> bytes:
    """The line that says what is wrong with a line."""
    return dumped({"line": number, "problem": as_problem(refused, language)}) + b"\n"
