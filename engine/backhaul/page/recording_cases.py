"""What comes now is recorded of a draft: `POST /page/policies/{id}/{version}/record`.

The job `recording` tells what would be written, to be read; its name is what is posted then, and those very texts are written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.document.writing import exclusive
from backhaul.page.beside import digest_beside
from backhaul.page.drafts import standing
from backhaul.page.jobs import Jobs, NoSuchJob
from backhaul.page.refused import RefusedError, body_of, may_write
from backhaul.questions.recording import Rewritten, replace
from backhaul.service.served import Served

Json = dict[str, Any]


def routes(served: Served, jobs: Jobs, *, write: bool) -> list[BaseRoute]:
    """`POST /page/policies/{id}/{version}/record` with the name of the `job` that told what would be written."""

    async def record(request: Request) -> Response:
        may_write(request, write=write)
        asked = await body_of(request, job=str)
        if not asked.get("job"):
            raise RefusedError(400, "bad-body", "`job` is missing in the body")
        id, version = request.path_params["id"], request.path_params["version"]
        return JSONResponse(
            await run_in_threadpool(_record, served, jobs, id, version, asked["job"])
        )

    return [Route("/page/policies/{id}/{version}/record", record, methods=["POST"])]


def _record(served: Served, jobs: Jobs, id: str, version: str, job: str) -> Json:
    """How many cases were recorded, and in which files."""
    folder = served.folder(id).absolute()
    # the command line keeps others out of the cases alone
    with exclusive(folder), exclusive(folder / "cases"):
        now = standing(served, id, version)
        if now.released:
            detail = f"{version} was released, and what is expected of it stays"
            raise RefusedError(409, "draft-released", detail, "record the cases of a draft")
        told = _told(jobs, job, id, version)
        written = told["written"]
        files = [
            Rewritten(Path(each["path"]), each["since"], each["text"].encode())
            for each in written["files"]
        ]
        same = (now.digest, digest_beside(folder, versions=True)) == (
            written["policy"],
            written["made_of"],
        )
        if not same or replace(files) is not None:
            served.reload()
            detail = "files of the policy were changed since it was worked out what to record"
            help = "look again at what would be recorded"
            raise RefusedError(412, "changed-meanwhile", detail, help)
    served.reload()
    return {"cases": told["cases"], "files": [each["file"] for each in told["files"]]}


def _told(jobs: Jobs, job: str, id: str, version: str) -> Json:
    """What the job told of this version; raises RefusedError where it did not."""
    try:
        told = jobs.standing(job).result
    except NoSuchJob:
        told = None
    if told is None or "written" not in told or (told["id"], told["version"]) != (id, version):
        detail = "it was not worked out what to record of this version, or that is no longer kept"
        raise RefusedError(404, "unknown-job", detail, "look again at what would be recorded")
    return told
