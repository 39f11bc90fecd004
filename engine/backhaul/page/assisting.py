"""Help with a text as it is being written: `POST /page/assist/…` with the whole text, answered by the room `assist`.

Columns go over the wire in UTF-16 units, as browsers count them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from backhaul.assist import (
    Position,
    Reading,
    answered,
    completions,
    definition,
    fixes,
    hover,
    in_utf16,
    outline,
    references,
    rename,
)
from backhaul.assist.hover import to_dicts
from backhaul.diagnostic_forms import documented_codes
from backhaul.diagnostic_words import in_language
from backhaul.diagnostics import Diagnostic
from backhaul.frozen import frozen
from backhaul.opening import read_file
from backhaul.page.case_changes import ChangedCases
from backhaul.page.case_files import facts_by_key, listed
from backhaul.page.refused import RefusedError, body_of
from backhaul.page.trying import answered as in_words
from backhaul.service.served import Served
from backhaul.versions.own_files import leads_out

Json = dict[str, Any]
#: texts that are kept as they were worked out: the one that is being written, and those before it
KEPT = 6


@frozen
class AskedText:
    """What is asked of a text."""

    served: Served
    id: str
    version: str
    reading: Reading
    language: str
    body: Mapping[str, Any]

    @property
    def position(self) -> Position:
        """The place that is asked about."""
        line, column = self.body.get("line"), self.body.get("column")
        if not (isinstance(line, int) and isinstance(column, int)):
            raise RefusedError(400, "bad-body", "`line` and `column` are missing in the body")
        return Position.of_utf16(line, column, self.reading.lines)


def routes(served: Served) -> list[BaseRoute]:
    """What helps with a text, the cases of a version, and what a diagnostic's code means."""
    helping = _Helping(served)
    return [
        Route("/page/assist/changes", helping.changes, methods=["POST"]),
        Route("/page/assist/{what}", helping.assist, methods=["POST"]),
        Route("/page/policies/{id}/{version}/cases", helping.cases),
        Route("/page/diagnostics/{code}", _documented),
    ]


class _Helping:
    """Answers about texts. One after the other: each question about the newest text finds it worked out."""

    def __init__(self, served: Served) -> None:
        self._served, self._working = served, Lock()

    async def assist(self, request: Request) -> Response:
        """The answer to one question about a text."""
        what = WHAT.get(request.path_params["what"])
        if what is None:
            raise RefusedError(404, "not-found", "there is no such help")
        return JSONResponse(await run_in_threadpool(self._answer, what, await _read(request)))

    def _answer(self, what: Callable[[AskedText], Json], body: Json) -> Json:
        with self._working:
            asked = _asked(self._served, body)
            answer: Json = in_utf16(what(asked), asked.reading.lines)
            return answer

    async def changes(self, request: Request) -> Response:
        """The cases that change, a line of JSON each as they are found."""
        begun = await run_in_threadpool(self._begin, await _read(request))
        if begun is None:
            return JSONResponse({"mistakes": True}, 202)
        lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in begun.told())
        return StreamingResponse(lines, media_type="application/x-ndjson")

    def _begin(self, body: Json) -> ChangedCases | None:
        with self._working:
            asked = _asked(self._served, body)
            new = asked.reading.policy
        base = _base_of(asked)
        if new is None or base is None:
            return None
        return ChangedCases(self._served, new, base, asked.language, self._working)

    async def cases(self, request: Request) -> Response:
        """The cases of a version."""
        id, version = request.path_params["id"], request.path_params["version"]
        return JSONResponse({"cases": await run_in_threadpool(listed, self._served, id, version)})


async def _documented(request: Request) -> Response:
    """What a diagnostic's code means."""
    words = (await run_in_threadpool(documented_codes)).get(code := request.path_params["code"])
    if words is None:
        raise RefusedError(404, "not-found", "there is no such diagnostic")
    return JSONResponse({"code": code, "text": words})


async def _read(request: Request) -> Json:
    """The text that is asked about, and what is asked."""
    body = await body_of(request, id=str, version=str, text=str, language=str)
    if not {"id", "version", "text"} <= set(body):
        raise RefusedError(400, "bad-body", "`id`, `version` or `text` is missing in the body")
    return body


def _asked(served: Served, body: Json) -> AskedText:
    id = body["id"]
    version = served.number(id, body["version"])
    if version not in served.versions(id):
        served.policy(id, version)
    name = str((served.folder(id) / f"{version}.yaml").absolute())
    language = body.get("language", "en")
    return AskedText(served, id, version, _reading(body["text"], name), language, body)


@lru_cache(maxsize=KEPT)
def _reading(text: str, name: str) -> Reading:
    return Reading(text, name, kind="policy")


def _look(asked: AskedText) -> Json:
    """What is wrong, each with its quick fixes, and the outline."""
    reading, language = asked.reading, asked.language
    told = in_language(reading.diagnostics, language)
    every = [
        {**_shown(words), "fixes": [fix.to_dict() for fix in fixes(reading, each, language)]}
        for each, words in zip(reading.diagnostics, told, strict=True)
    ]
    return {
        "diagnostics": every,
        "outline": [entry.to_dict() for entry in outline(reading, language)],
    }


def _shown(diagnostic: Diagnostic) -> Json:
    """A diagnostic without the names of files: all of it is about this text."""
    shown = diagnostic.to_dict()
    shown.pop("file", None)
    for place in shown.get("related", ()):
        place.pop("file", None)
    return shown


def _complete(asked: AskedText) -> Json:
    offered = completions(asked.reading, asked.position, asked.language)
    return {"options": [each.to_dict() for each in offered]}


def _hover(asked: AskedText) -> Json:
    told = hover(asked.reading, asked.position, asked.language)
    return {"hover": told.to_dict() if told else None}


def _definition(asked: AskedText) -> Json:
    return {"places": to_dicts(definition(asked.reading, asked.position))}


def _references(asked: AskedText) -> Json:
    """Every use in this text, and how many other files name it."""
    every = to_dicts(references(_with_files(asked), asked.position))
    own = [each for each in every if each["file"] == asked.reading.name]
    return {"places": own, "elsewhere": len({each["file"] for each in every}) - bool(own)}


def _rename(asked: AskedText) -> Json:
    """The edits of this text that give a name another one, and how many other files name it, which are not touched."""
    elsewhere = _references(asked)["elsewhere"]
    renamed = rename(asked.reading, asked.position, str(asked.body.get("name", "")))
    edits = [each.to_dict() for each in renamed.edits[asked.reading.name]]
    return {"edits": edits, "elsewhere": elsewhere}


def _with_files(asked: AskedText) -> Reading:
    """The text with the cases and sources of its policy beside it."""
    folder = asked.served.folder(asked.id)
    every = [*sorted(folder.glob("cases/*.yaml")), *sorted(folder.glob("sources/*.yaml"))]
    paths = [path for path in every if not leads_out(path, folder, folder.parent)]
    text, name = asked.reading.text, asked.reading.name
    files = [
        Reading(read_file(path).decode("utf-8", "replace"), str(path), others=[asked.reading])
        for path in paths
    ]
    return Reading(text, name, kind="policy", others=files)


def _answer(asked: AskedText) -> Json:
    """What is answered for a case of the policy, or for facts, in words and on the text; nothing of a text with mistakes."""
    policy, body = asked.reading.policy, asked.body
    if policy is None:
        return {"answer": None}
    facts = body.get("facts")
    if not isinstance(facts, dict):
        key = str(body.get("case", ""))
        facts = facts_by_key(asked.served, asked.id, asked.version, key, policy.model)
    answer = answered(asked.reading, facts, asked.language)
    if answer is None:
        return {"answer": None}
    spoken = asked.language if asked.language in policy.languages else policy.model.spoken
    refused = [_shown(each) for each in in_language(answer.refused, asked.language)]
    words = in_words(answer.decision.evaluation, spoken) if answer.decision else {}
    return {"answer": {**answer.to_dict(), "refused": refused}, **words}


def _base_of(asked: AskedText) -> tuple[str, bytes] | None:
    """What a text is held against: the file of its own version, or the release before it; None where there is none."""
    served, id, version = asked.served, asked.id, asked.version
    if asked.body.get("against") != "released":
        return version, served.text(id, version)
    every = served.versions(id)
    released = [each for each in every if served.released(id, each)]
    # the first release stands for itself
    before = [each for each in released if every.index(each) < every.index(version)] or released[:1]
    return (before[-1], served.text(id, before[-1])) if before else None


WHAT: Mapping[str, Callable[[AskedText], Json]] = {
    "look": _look,
    "complete": _complete,
    "hover": _hover,
    "definition": _definition,
    "references": _references,
    "rename": _rename,
    "answer": _answer,
}
