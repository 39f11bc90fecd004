"""A case is added to a draft: `POST /page/policies/{id}/{version}/cases`.

It is written into a file of its own among the cases, only where it passes, and beside its place first.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backhaul.cases.entry import flow
from backhaul.cases.run import run
from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import PolicyError
from backhaul.document.node import text as node_text
from backhaul.document.writing import exclusive, write_file
from backhaul.opening import read_file
from backhaul.page.drafts import standing
from backhaul.page.refused import RefusedError, body_of, may_write
from backhaul.policy import Policy
from backhaul.questions.case_sources import explain, read_case
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found
from backhaul.service.served import Served
from backhaul.versions.own_files import leads_out, own

_TITLES = {"en": "Cases that were added on the page", "zh": "在网页上添加的案例"}


def routes(served: Served, *, write: bool) -> list[BaseRoute]:
    """`POST /page/policies/{id}/{version}/cases` with the text of a `case`, an item of the list in a case file."""

    async def add(request: Request) -> Response:
        may_write(request, write=write)
        asked = await body_of(request, case=str, language=str)
        if not asked.get("case"):
            raise RefusedError(400, "bad-body", "`case` is missing in the body")
        id, version = request.path_params["id"], request.path_params["version"]
        language = asked.get("language", "en")
        added = await run_in_threadpool(_add, served, id, version, asked["case"], language)
        return JSONResponse(added, 201)

    return [Route("/page/policies/{id}/{version}/cases", add, methods=["POST"])]


def _add(served: Served, id: str, version: str, text: str, language: str) -> dict[str, Any]:
    policy, folder = served.policy(id, version), served.folder(id)
    version = policy.version
    with exclusive(folder):
        if standing(served, id, version).released:
            detail = f"{version} was released, and cases are added to drafts alone"
            raise RefusedError(409, "draft-released", detail, "begin a new draft, or copy the case")
        cases = own(folder / "cases", folder)
        cases.mkdir(exist_ok=True)
        file, old = _file(cases, policy)
        title = _TITLES.get(language, _TITLES["en"])
        # also for what comes after it; where that is there already it may be another thing
        versions = f">={version}" if served.versions(id)[-1] == version else f"=={version}"
        head = f'policy: {id}\nversions: "{versions}"\ntitle: {flow(title)}\n\ncases:\n'
        before = old.rstrip("\n") + "\n\n" if old else head
        whole = before + indent(text.strip("\n"), "  ", lambda _: True).rstrip() + "\n"
        case = _new_case(file, policy, old, whole)
        if case is None:
            raise RefusedError(422, "not-one-case", "the text is not one case", "add one at a time")
        write_file(whole, str(file))
    served.reload()
    return {"file": f"cases/{file.name}", "name": case.name, "line": case.span.line}


def _file(folder: Path, policy: Policy) -> tuple[Path, str]:
    """The file that cases of a version are added to, and its text; one that does not end with its cases is left alone."""
    number = 1
    while True:
        file = folder / f"{policy.version}-added{'' if number == 1 else f'-{number}'}.yaml"
        if not own(file, folder.parent).exists():
            return file, ""
        text = read_file(file).decode("utf-8", "replace")
        if text.rstrip().rpartition("\n")[2].startswith("  "):
            return file, text
        number += 1


def _new_case(file: Path, policy: Policy, old: str, whole: str) -> Case | None:
    """The one case that is new in the file, None where there is not one; raises PolicyError where it has mistakes, or fails."""
    before = _suite(file, policy, old).cases if old else ()
    suite = _suite(file, policy, whole)
    names, new = [case.name for case in suite.cases], suite.cases[len(before) :]
    if len(new) != 1 or names[:-1] != [case.name for case in before]:
        return None
    named = filter(None, map(node_text, new[0].documents))
    if any(leads_out(file.parent / name, file.parent.parent) for name in named):
        detail = "the case names a document outside the directory of the policy"
        raise RefusedError(422, "file-unreadable", detail, "put the file among the examples")
    [result] = run(suite.only(new), policy.model, explain, read_case)
    if not result.passed:
        raise PolicyError(result.problems)
    return new[0]


def _suite(file: Path, policy: Policy, text: str) -> Suite:
    return read_suite(Found(file, "cases", text.encode("utf-8", "surrogatepass")), (policy,))
