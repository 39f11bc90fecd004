"""The addresses of the service that are the same for every policy, as its description tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backhaul.service.answers import DECIDE
from backhaul.service.asking import ASK, FLIP, TIMELINE
from backhaul.service.bodies import JSON, LINES, Members, schema_of
from backhaul.service.case import IN_FORCE, NEWEST
from backhaul.service.comparing import COMPARE, QUERY
from backhaul.service.descriptions import SCHEMAS, YAML
from backhaul.service.openapi_schemas import ref
from backhaul.service.streaming import FOR_ALL
from backhaul.service.verifying import VERIFY

Json = dict[str, Any]
PLACE = "/v1/policies/{policy}/{version}"
#: the statuses of the problems that a question may end in
ASKED = ("400", "404", "408", "409", "413", "415", "422", "429", "501", "503")
TOLD = ("404", "409", "422", "429", "503")
NUMBER = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"
_TAG = {"ETag": {"description": "What a cache asks by.", "schema": {"type": "string"}}}


def problems(statuses: Sequence[str]) -> Json:
    """The responses that say what is wrong, with these statuses."""
    return {status: {"$ref": "#/components/responses/Problem"} for status in statuses}


def question(
    name: str,
    summary: str,
    body: Json,
    answer: Json,
    tag: str = "cases",
    parameters: Sequence[Json] = (),
) -> Json:
    """A question that is asked by a body; *body* and *answer* by their media types."""
    operation: Json = {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "requestBody": {"required": True, "content": body},
        "responses": {"200": {"description": "The answer.", "content": answer}, **problems(ASKED)},
    }
    return {"post": {**operation, **({"parameters": [*parameters]} if parameters else {})}}


def common_paths(ids: Sequence[str]) -> Json:
    """The addresses that every description has; *ids*: those of the policies that are served."""
    policy = {"type": "string", **({"examples": [*ids[:1]]} if ids else {})}
    version = {"anyOf": [{"enum": [NEWEST, IN_FORCE]}, {"type": "string", "pattern": NUMBER}]}
    id, number = _in_path("policy", policy), _in_path("version", version)
    of = {"name": "of", "in": "query", "schema": {"enum": list(SCHEMAS), "default": SCHEMAS[0]}}
    return {
        "/v1/policies": _told("list_policies", "Which policies there are", ref("Policies")),
        "/v1/policies/{policy}": {
            "parameters": [id],
            **_told("show_policy", "The versions of a policy", ref("Policy")),
        },
        PLACE: {
            "parameters": [id, number],
            **_told("show_version", "What a version is about", ref("WholeVersion")),
        },
        f"{PLACE}/schema": {
            "parameters": [id, number],
            **_told(
                *("show_schema", "The JSON Schema of facts, or of receipts", {"type": "object"}),
                parameters=(of,),
                media_type="application/schema+json",
            ),
        },
        f"{PLACE}/source": {
            "parameters": [id, number],
            **_told("show_source", "The text of a version", {}, media_type=YAML),
        },
        **{
            f"{PLACE}/{below}": {"parameters": [id, number], **asked}
            for below, asked in _questions().items()
        },
        "/v1/verify": question(
            *("verify_receipts", "Whether receipts come out the same again"),
            {**_json(schema_of(VERIFY)), **_lines("A receipt a line.")},
            {**_json(ref("Verdicts")), **_lines("A verdict or a problem a line.")},
            "versions",
        ),
    }


def _questions() -> Json:
    """The questions that are asked of a version."""
    return {
        "decide": question(
            *("decide", "The decision on a case"), _json(schema_of(DECIDE)), _json(ref("Answer"))
        ),
        "decide-many": question(
            *("decide_many", "The decisions on many cases, one a line"),
            _lines("What `decide` takes, one a line."),
            _lines("An answer or a problem a line, with the number of its line."),
            parameters=_in_query(FOR_ALL),
        ),
        "ask": question(
            *("ask", "The next question of an interview, or the decision"),
            *(_json(schema_of(ASK)), _json(ref("Asked"))),
        ),
        "flip": question(
            *("flip", "What would have given another outcome"),
            *(_json(schema_of(FLIP)), _json(ref("Flip"))),
        ),
        "timeline": question(
            *("timeline", "How the decision changes as an instant moves"),
            *(_json(schema_of(TIMELINE)), _json(ref("Timeline"))),
        ),
        "compare": question(
            *("compare", "What another version, or the text of a draft, decides otherwise"),
            {**_json(schema_of(COMPARE)), **_lines("The records, one a line.")},
            _json(ref("Compared")),
            "versions",
            _in_query(QUERY),
        ),
    }


def _told(
    name: str, summary: str, schema: Json, parameters: Sequence[Json] = (), media_type: str = JSON
) -> Json:
    """What is told where it is asked for, and only whether it is still so where that is asked."""
    known = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
    content = {media_type: {"schema": schema}} if schema else {media_type: {}}
    whole = {"description": "What is told.", "headers": _TAG, "content": content}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": ["policies"],
            "parameters": [*parameters, known],
            "responses": {
                "200": whole,
                "304": {"description": "It is still so.", "headers": _TAG},
                **problems(TOLD),
            },
        }
    }


def _in_path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(members: Members) -> list[Json]:
    """Members of a body that stand in the query."""
    return [
        {
            "name": name,
            "in": "query",
            "description": f"{member.words[:1].upper()}{member.words[1:]}.",
            "schema": member.schema,
            **({"explode": False} if member.schema.get("type") == "array" else {}),
        }
        for name, member in members.items()
    ]


def _json(schema: Json) -> Json:
    return {JSON: {"schema": schema}}


def _lines(description: str) -> Json:
    # of what stands in a line no schema of a whole body speaks
    return {LINES: {"schema": {"description": description}}}
