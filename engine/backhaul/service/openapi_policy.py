"""The address of one policy, typed by its facts and outputs, with examples out of its worked cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from backhaul.cases.documents import facts_of
from backhaul.cases.suite import Suite
from backhaul.diagnostics import BackhaulError
from backhaul.policy import Policy
from backhaul.questions.case_sources import read_case
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import find
from backhaul.service.answers import DECIDE
from backhaul.service.bodies import JSON, Json, schema_of
from backhaul.service.openapi_paths import question
from backhaul.service.openapi_schemas import answer_of, definitions, moved, pascal, ref
from backhaul.service.served import Served
from backhaul.versions.own_files import own

#: worked cases that stand as examples
MOST_EXAMPLES = 3


def typed_path(served: Served, policy: Policy, schemas: Json) -> Json:
    """The address at which a version decides; *schemas* gets what its facts and its answer are."""
    facts, decision = policy.schema("facts"), policy.schema("decision")
    name = pascal(policy.id)
    schemas |= definitions(facts, "Fact")
    schemas[f"{name}Facts"] = _named_ways(_untitled(moved(facts, "Fact")), name, schemas)
    schemas[f"{name}Answer"] = answer_of(moved(decision, "Receipt"))
    body = schema_of(DECIDE)
    body["properties"]["facts"] = ref(f"{name}Facts")
    schemas[f"{name}Case"] = body
    asked, told = {}, {}
    for title, given in _examples(served, policy):
        answer = json.loads(policy.decide(given).to_json())
        heading = {"policy": policy.id, "version": policy.version, "digest": policy.digest}
        asked[title] = {"summary": title, "value": {"facts": given}}
        told[title] = {"summary": title, "value": {**heading, **answer}}
    summary = policy.title.get("en") or policy.title[policy.languages[0]]
    return {
        f"/v1/policies/{policy.id}/{policy.version}/decide": question(
            f"decide_{policy.id.replace('-', '_')}",
            summary,
            {JSON: {"schema": ref(f"{name}Case"), **_named(asked)}},
            {JSON: {"schema": ref(f"{name}Answer"), **_named(told)}},
        )
    }


def _named_ways(facts: Json, policy: str, schemas: Json) -> Json:
    """The facts, in which every way to say one that is an object has a name: clients are made with a class for each."""
    properties = {}
    for fact, held in facts["properties"].items():
        ways = []
        for way in held["anyOf"]:
            if way.get("type") == "object":
                name = _way(way, f"{policy}{pascal(fact)}")
                schemas[name] = _untitled(way)
                ways.append(ref(name))
            else:
                ways.append(way)
        properties[fact] = {**held, "anyOf": ways}
    return {**facts, "properties": properties}


def _way(way: Json, own: str) -> str:
    """The name of a way to say a fact; *own*: how it begins where no other fact has it."""
    if "properties" not in way:
        return "FactPresent"
    if "day" in way["properties"]:
        return "FactLocalDay"
    exact = way["properties"]["from"].get("$ref", own).rpartition("/")[2]
    return f"{exact}Bounds"


def _untitled(schema: Json) -> Json:
    """A schema of which the title is said as a description: a title would be the name of the class that clients make of it."""
    title, rest = schema.get("title"), {n: held for n, held in schema.items() if n != "title"}
    if title is None:
        return schema
    said = f"{title}. {rest['description']}" if "description" in rest else f"{title}."
    return {**rest, "description": said}


def _named(examples: Json) -> Json:
    return {"examples": examples} if examples else {}


def _examples(served: Served, policy: Policy) -> Iterator[tuple[str, dict[str, Any]]]:
    """The facts of the first worked cases, by their names; those that hold a masked fact, or are refused, are left out."""
    folder = served.folder(policy.id) / "cases"
    masked = {fact.name for fact in policy.model.facts.values() if fact.masked}
    left = MOST_EXAMPLES
    for suite in _suites(policy, folder):
        for case in suite.cases:
            if left == 0:
                return
            if case.documents or masked & case.facts.keys():
                continue
            with suppress(BackhaulError):
                facts = dict(facts_of(case, suite, policy.model, read_case))
                given = json.loads(json.dumps(facts, default=str))
                policy.decide(given)
                left -= 1
                yield case.name, given


def _suites(policy: Policy, folder: Path) -> Iterator[Suite]:
    """The case files for a version, read one by one; one with mistakes is passed over, as `check` tells of it."""
    for file in find([str(folder)]) if folder.is_dir() else ():
        with suppress(BackhaulError):
            own(file.path, folder.parent)
            if file.kind == "cases" and (suite := read_suite(file, (policy,))).policy == policy.id:
                yield suite.of(policy.version)
