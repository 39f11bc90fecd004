"""What the service tells of the policies that it serves: which there are, their versions, schemas and texts."""

from __future__ import annotations

from typing import Any, Literal

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backhaul.diagnostics import Diagnostic, FactError, listed
from backhaul.digests import digest_of
from backhaul.policy import Policy
from backhaul.service.case import IN_FORCE, NEWEST, policy_of
from backhaul.service.problems import PlacedMistake, RequestRefused, dumped, refusal, refusal_of
from backhaul.service.replies import kept
from backhaul.service.served import Served

Json = dict[str, Any]
SCHEMAS = ("facts", "decision")
YAML = "application/yaml"


def routes(served: Served) -> list[BaseRoute]:
    """The routes that tell what is served; each has a tag by which a cache asks whether it changed."""

    async def policies(request: Request) -> Response:
        _need_parameters(request.query_params, ())
        return _listing(request, {"policies": [_policy(served, id) for id in served.ids]})

    async def policy(request: Request) -> Response:
        _need_parameters(request.query_params, ())
        return _listing(request, _policy(served, request.path_params["policy"]))

    async def version(request: Request) -> Response:
        chosen = _chosen(served, request)
        tag = chosen.digest
        if not served.released(chosen.id, chosen.version):
            tag += "-draft"
        return kept(request, dumped(_whole(served, chosen)), tag)

    async def schema(request: Request) -> Response:
        chosen = _chosen(served, request, ("of",))
        found = chosen.schema(_kind(request.query_params))
        return kept(request, dumped(found), chosen.digest, "application/schema+json")

    async def source(request: Request) -> Response:
        data, tag = _source(served, request)
        return kept(request, data, tag, YAML)

    place = "/v1/policies/{policy}/{version}"
    return [
        Route("/v1/policies", policies),
        Route("/v1/policies/{policy}", policy),
        Route(place, version),
        Route(f"{place}/schema", schema),
        Route(f"{place}/source", source),
    ]


def _kind(query: QueryParams) -> Literal["facts", "decision"]:
    """Of what a schema is asked for."""
    kind = query.get("of", "facts")
    if kind not in SCHEMAS:
        message = f"there is no schema of `{kind[:60]}`"
        raise refusal(422, "not-allowed", message, f"there are those of {listed(SCHEMAS)}")
    return "facts" if kind == "facts" else "decision"


def _source(served: Served, request: Request) -> tuple[bytes, str]:
    """The text of a version and its digest, also of a draft with mistakes."""
    draft = served.draft(request.path_params["policy"], request.path_params["version"])
    if draft is not None and draft.policy is None:
        _need_parameters(request.query_params, ())
        return draft.data, digest_of(draft.data)
    chosen = _chosen(served, request)
    return chosen.as_version().data, chosen.bytes_digest


def _listing(request: Request, found: Json) -> Response:
    content = dumped(found)
    return kept(request, content, digest_of(content))


def _policy(served: Served, id: str) -> Json:
    """A policy with its versions, lowest first; a draft is marked, and one with mistakes says how many."""
    newest = served.policy(id, NEWEST) if id in served.store.ids else None
    return {
        "policy": id,
        **({"title": dict(newest.title), "newest": newest.version} if newest else {}),
        "versions": [_version(served, id, version) for version in served.versions(id)],
    }


def _version(served: Served, id: str, version: str) -> Json:
    draft = None if served.released(id, version) else served.draft(id, version)
    if draft and draft.policy is None:
        return {"version": version, "draft": True, "errors": len(draft.diagnostics)}
    return _short(served, served.policy(id, version))


def _short(served: Served, policy: Policy) -> Json:
    force = policy.model.in_force
    return {
        "version": policy.version,
        "digest": policy.digest,
        **({} if served.released(policy.id, policy.version) else {"draft": True}),
        **({"in_force": {"by": force.by, "from": force.written}} if force else {}),
    }


def _whole(served: Served, policy: Policy) -> Json:
    """One version: what it is called, its languages and sources, and the titles of its facts and decisions."""
    model = policy.model
    facts = {
        fact.name: {
            "type": fact.type.kind.value,
            "title": dict(fact.title or {}),
            "optional": fact.optional,
            **({"masked": True} if fact.masked else {}),
        }
        for fact in model.facts.values()
    }
    return {
        "policy": policy.id,
        **_short(served, policy),
        "title": dict(policy.title),
        "languages": list(policy.languages),
        "sources": list(served.sources(policy.id)),
        "facts": facts,
        "decisions": {name: list(each.outputs) for name, each in model.decisions.items()},
    }


def _chosen(served: Served, request: Request, also: tuple[str, ...] = ()) -> Policy:
    """The version that a path names; `in-force` is chosen by the case's own date, which the query gives under the fact's name."""
    id, version = request.path_params["policy"], request.path_params["version"]
    query = request.query_params
    if version != IN_FORCE:
        _need_parameters(query, also)
        return policy_of(served, id, version)
    newest = policy_of(served, id, NEWEST)
    by = newest.model.in_force.by if newest.model.in_force else None
    _need_parameters(query, also if by is None else (*also, by))
    try:
        return served.in_force(id, {by: query[by]} if by is not None and by in query else {})
    except FactError as error:
        raise refusal_of(error) from None


def _need_parameters(query: QueryParams, known: tuple[str, ...]) -> None:
    """Nothing, if the query has no parameters but these; one that does nothing must not pass for one that does."""
    mistakes = [
        Diagnostic(
            "unknown-parameter",
            f"this address has no parameter `{name[:60]}`",
            f"it has {listed(known, '`')}" if known else "leave it out",
        )
        for name in dict.fromkeys(query)
        if name not in known
    ]
    mistakes += [
        Diagnostic("not-allowed", f"the parameter `{name}` stands twice", "write it once")
        for name in known
        if len(query.getlist(name)) > 1
    ]
    if mistakes:
        raise RequestRefused(422, map(PlacedMistake, mistakes))
