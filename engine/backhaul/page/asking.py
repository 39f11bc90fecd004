"""What the page asks for that takes long: `/page/jobs`, and the sides of a comparison."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostics import listed
from backhaul.page.beside import digest_beside
from backhaul.page.job_folder import JobStanding
from backhaul.page.job_kinds import KINDS, JobKind
from backhaul.page.jobs import Jobs, NoJobsHere, NoSuchJob, TooManyJobs
from backhaul.page.refused import RefusedError, body_of, may_write
from backhaul.page.task import LANGUAGES
from backhaul.service.served import Served

Json = dict[str, Any]
_FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".pq")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_MOST_CHANGES = 1_000_000
_LONGEST = 200


def routes(served: Served, jobs: Jobs) -> list[BaseRoute]:
    """The jobs of the page: begun, looked at, stopped; and with which version one is compared."""
    asking = _Asking(served, jobs)
    return [
        Route("/page/jobs", asking.begin, methods=["POST"]),
        Route("/page/jobs/records", asking.begin_on_file, methods=["POST"]),
        Route("/page/jobs/{key}", asking.look),
        Route("/page/jobs/{key}", asking.stop, methods=["DELETE"]),
        Route("/page/policies/{id}/{version}/sides", asking.sides),
    ]


class _Asking:
    """Answers the requests of the page."""

    def __init__(self, served: Served, jobs: Jobs) -> None:
        self._served, self._jobs = served, jobs

    async def begin(self, request: Request) -> Response:
        return await self._began(request, await body_of(request), {})

    async def begin_on_file(self, request: Request) -> Response:
        asked: Json = dict(request.query_params.items())
        ending = Path(asked.pop("name", "")).suffix.lower()
        if ending not in _FORMATS:
            detail = f"a file that ends in `{ending[:20]}` is not read here"
            raise RefusedError(415, "unknown-format", detail, f"upload {listed(_FORMATS, '`')}")
        file = f"records{ending}"
        asked.pop("language", None)
        whole: Json = {key: asked.pop(key) for key in ("id", "version", "with") if key in asked}
        whole |= {"kind": "records", "options": {**asked, "file": file}}
        return await self._began(request, whole, {file: await request.body()})

    async def _began(self, request: Request, asked: Json, files: Mapping[str, bytes]) -> Response:
        may_write(request, write=True)  # it writes no policy, and is for our own page alone
        try:
            begun = await run_in_threadpool(_begin, self._served, self._jobs, asked, files)
        except TooManyJobs:
            detail = "too many jobs are at work or waiting"
            help = "wait until some are done, or stop one"
            raise RefusedError(503, "too-many-jobs", detail, help) from None
        except NoJobsHere:
            detail = "this system has no file locks, which long work on the page needs"
            raise RefusedError(501, "no-jobs", detail, "ask on the command line") from None
        return _told(begun, request)

    async def look(self, request: Request) -> Response:
        return await self._of_job(self._jobs.standing, request)

    async def stop(self, request: Request) -> Response:
        may_write(request, write=True)
        return await self._of_job(self._jobs.stop, request)

    async def _of_job(self, ask: Callable[[str], JobStanding], request: Request) -> Response:
        try:
            return _told(await run_in_threadpool(ask, request.path_params["key"]), request)
        except NoSuchJob:
            detail = "there is no such job, or no longer"
            raise RefusedError(404, "unknown-job", detail, "ask again") from None

    async def sides(self, request: Request) -> Response:
        id, version = request.path_params["id"], request.path_params["version"]
        other = request.query_params.get("with")
        return JSONResponse(await run_in_threadpool(_sides, self._served, id, version, other))


def _told(standing: JobStanding, request: Request) -> Response:
    """How a job stands, of its texts those in the language of the page."""
    told, language = standing.to_dict(), request.query_params.get("language", LANGUAGES[0])
    result = told.get("result")
    if result is not None:
        texts = result.pop("texts", {})
        result.pop("written", None)  # it is for the service alone
        result |= texts.get(language) or texts.get(LANGUAGES[0]) or {}
    return JSONResponse(told, 202 if standing.at_work else 200)


def _begin(served: Served, jobs: Jobs, asked: Json, files: Mapping[str, bytes]) -> JobStanding:
    name = asked.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None or ("file" in kind.options) != bool(files):
        raise _bad("`kind` is no job that is begun so", f"the jobs are {listed(KINDS)}")
    id = _text(asked, "id")
    version = served.number(id, _text(asked, "version"))
    options = _options(asked.get("options", {}), kind)
    whole = {**files, "new.yaml": served.text(id, version)}
    folder = served.folder(id).absolute()
    options["new_path"] = str(folder / f"{version}.yaml")
    if kind.of_two:
        other = served.number(id, _text(asked, "with"))
        whole["old.yaml"] = served.text(id, other)
        options["old_path"] = str(folder / f"{other}.yaml")
    known = digest_beside(folder, versions=kind.versions) if kind.beside else ""
    return jobs.begin(str(name), kind.length, options, whole, known)


def _options(given: object, kind: JobKind) -> Json:
    """The options of a job; raises BackhaulError for what is none of its kind."""
    if not isinstance(given, dict):
        raise _bad("`options` is no JSON object")
    for name, value in given.items():
        if name not in kind.options:
            help = f"the options are {listed(kind.options)}" if kind.options else ""
            raise _bad(f"`{name}` is no option of this job", help)
        if not _is_good(name, value):
            raise _bad(f"`{name}` cannot have this value")
    return dict(given)


def _is_good(name: str, value: object) -> bool:
    if name == "sample":
        return type(value) is int and 1 <= value <= _MOST_CHANGES
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    if name == "null":
        return value in ("absent", "unknown")
    # the name of a source is never a path
    return name != "source" or bool(_NAME.fullmatch(value))


def _sides(served: Served, id: str, version: str, other: str | None) -> Json:
    """Both texts; without *other* the release before, or the newest one before a draft."""
    versions = served.versions(id)
    version = served.number(id, version)
    text = served.text(id, version)
    before = versions[: versions.index(version)]
    other = (
        served.number(id, other)
        if other
        else next((v for v in reversed(before) if served.released(id, v)), None)
    )
    sides: Json = {"versions": [_version(served, id, each) for each in versions]}
    sides |= {"with": other, "new": _decoded(text)}
    return sides | ({"old": _decoded(served.text(id, other))} if other else {})


def _version(served: Served, id: str, version: str) -> Json:
    return {"version": version, "draft": not served.released(id, version)}


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


def _text(asked: Json, name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise _bad(f"`{name}` is missing in the body, or no text")
    return value


def _bad(detail: str, help: str = "") -> RefusedError:
    return RefusedError(400, "bad-body", detail, help)
