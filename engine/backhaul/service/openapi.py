"""`/openapi.json`: every address of the service, and for each policy one that takes its own facts."""

from __future__ import annotations

from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.digests import digest_of
from backhaul.policy import Policy
from backhaul.service.case import NEWEST
from backhaul.service.openapi_paths import common_paths
from backhaul.service.openapi_policy import typed_path
from backhaul.service.openapi_schemas import common_schemas
from backhaul.service.problems import dumped
from backhaul.service.replies import kept
from backhaul.service.served import Served

Json = dict[str, Any]


def routes(served: Served) -> list[BaseRoute]:
    """The description of the service, which is made anew where what is served has changed."""
    description = _Description(served)

    async def openapi(request: Request) -> Response:
        content, tag = await run_in_threadpool(description.current)
        return kept(request, content, tag)

    return [Route("/openapi.json", openapi)]


class _Description:
    def __init__(self, served: Served) -> None:
        self.served = served
        self._making = Lock()
        self._made: tuple[tuple[Policy, ...], bytes, str] | None = None

    def current(self) -> tuple[bytes, str]:
        """The description of what is served now as JSON, and its digest."""
        newest = tuple(self.served.policy(id, NEWEST) for id in self.served.store.ids)
        with self._making:
            if self._made is None or self._made[0] != newest:
                content = dumped(document(self.served, newest))
                self._made = newest, content, digest_of(content)
            return self._made[1:]


def document(served: Served, newest: tuple[Policy, ...]) -> Json:
    """The description of a directory as OpenAPI 3.1; *newest*: of each policy the newest version."""
    from backhaul import __version__

    schemas = common_schemas()
    paths = common_paths([policy.id for policy in newest])
    for policy in newest:
        paths |= typed_path(served, policy, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "backhaul",
            "version": __version__,
            "description": "Decides what happens to a case by rules that are data, and explains why. "
            "An undetermined case is an answer, and no error.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "policies", "description": "What is served."},
            {"name": "cases", "description": "Questions about one case, or many."},
            {"name": "versions", "description": "Questions about versions and receipts."},
        ],
        "paths": paths,
        "components": {"schemas": schemas, "responses": _responses()},
    }


def _responses() -> Json:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"Problem": {"description": "Why it is not answered.", "content": content}}
