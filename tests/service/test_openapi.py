"""The description of the service: whole, true, and made anew where what is served has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from starlette.testclient import TestClient

import backhaul
from backhaul.page.app import application
from backhaul.service.served import Served
from backhaul.versions.candidate import release_of
from backhaul.versions.lock import read_lock
from service.policies import FIRST, held, lend, loans, place, shipped

Json = dict[str, Any]
TYPED = f"/v1/policies/{FIRST}/2.0.0/decide"


@cache
def description() -> Json:
    told: Json = shipped().get("/openapi.json").json()
    return told


def validator(schema: Json) -> jsonschema.Draft202012Validator:
    """What holds a value against a schema of the description."""
    resource = DRAFT202012.create_resource(description())
    registry: Registry[Any] = Registry().with_resource("urn:openapi", resource)
    local = json.loads(json.dumps(schema).replace('"#/', '"urn:openapi#/'))
    return jsonschema.Draft202012Validator(local, registry=registry)


def parts(value: object) -> Iterator[Json]:
    """Every object in a value."""
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value:  # type: ignore[attr-defined]
        if isinstance(below, dict | list):
            yield from parts(below)


def test_every_reference_leads_somewhere_and_every_component_is_used() -> None:
    known = {
        f"#/components/{kind}/{name}"
        for kind, named in description()["components"].items()
        for name in named
    }
    used = {each["$ref"] for each in parts(description()) if isinstance(each.get("$ref"), str)}

    assert used == known


def test_every_schema_is_one() -> None:
    for name, schema in description()["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "title" not in schema, name


def test_each_policy_has_one_address_of_its_own() -> None:
    ids = [each["policy"] for each in shipped().get("/v1/policies").json()["policies"]]
    typed = [path for path in description()["paths"] if "{" not in path and "decide" in path]

    assert [path.split("/")[3] for path in typed] == ids


def test_every_address_of_the_service_is_described() -> None:
    described = {
        (path, method) for path, item in description()["paths"].items() for method in item
    } - {(path, "parameters") for path in description()["paths"]}
    routes = {
        (route.path, method.lower())
        for route in shipped().app.routes  # type: ignore[attr-defined]
        if getattr(route, "path", "").startswith("/v1/")
        for method in route.methods
        if method != "HEAD"
    }

    assert routes <= described


@pytest.mark.parametrize("path", [path for path in description()["paths"] if "{" not in path])
def test_examples_are_worked_cases_and_come_out_as_they_stand_there(path: str) -> None:
    operation = description()["paths"][path].get("post")
    if operation is None or "decide" not in path:
        return
    asked = operation["requestBody"]["content"]["application/json"]
    told = operation["responses"]["200"]["content"]["application/json"]

    assert len(asked["examples"]) == 3
    for title, example in asked["examples"].items():
        answer = shipped().post(path, json=example["value"]).json()
        assert answer == told["examples"][title]["value"]
        validator(asked["schema"]).validate(example["value"])
        validator(told["schema"]).validate(answer)


def test_every_kind_of_answer_is_as_it_is_described() -> None:
    every = ["outcome", "words", "trace", "receipt"]
    told = description()["paths"][TYPED]["post"]["responses"]["200"]["content"]
    typed, common = told["application/json"]["schema"], {"$ref": "#/components/schemas/Answer"}
    for facts in (held(), {}):
        answer = shipped().post(TYPED, json={"facts": facts, "want": every}).json()
        validator(typed).validate(answer)
        validator(common).validate(answer)
    problem = shipped().post(TYPED, json={"facts": {"market": 1}}).json()
    validator({"$ref": "#/components/schemas/Problem"}).validate(problem)


def test_the_facts_are_typed_by_the_schema_of_the_policy() -> None:
    facts = validator({"$ref": "#/components/schemas/TiktokShopSeaFailedDeliveryFacts"})
    schema = backhaul.open(FIRST).schema("facts")
    own = jsonschema.Draft202012Validator(schema)
    values: list[object] = [None, 0, "", "TH", "2025-03-02T10:15:00Z", True, {}, {"from": "x"}]
    days: list[object] = [{"day": "2026-03-02", "offset": "+07:00"}, {"day": "x"}, []]

    for name in schema["properties"]:
        for value in values + days:
            assert facts.is_valid({name: value}) == own.is_valid({name: value}), (name, value)


def test_what_a_cache_has_is_not_sent_again_and_a_release_changes_it(tmp_path: Path) -> None:
    served = Served(lend(tmp_path))
    client = TestClient(application(served))
    first = client.get("/openapi.json")
    known = {"if-none-match": first.headers["etag"]}

    assert client.get("/openapi.json", headers=known).status_code == 304
    assert place("2.0.0", policy="loans") in first.json()["paths"]
    text = loans("3.0.0", 30, "2027-01-01T00:00:00Z")
    own = tmp_path / "loans"
    (own / "3.0.0.yaml").write_text(text, "utf-8")
    lock = read_lock(own)
    assert lock
    released = lock.with_release(release_of(backhaul.loads(text, "x.yaml").as_version()))
    (own / "released.lock").write_text(released.text(), "utf-8")
    assert served.reload()
    again = client.get("/openapi.json", headers=known)
    assert again.status_code == 200
    assert place("3.0.0", policy="loans") in again.json()["paths"]
    assert place("2.0.0", policy="loans") not in again.json()["paths"]


def test_a_directory_without_a_release_is_described_too(tmp_path: Path) -> None:
    (tmp_path / "loans").mkdir()
    draft = loans("1.0.0", 18, "2027-01-01T00:00:00Z", draft=True)
    (tmp_path / "loans" / "1.0.0.yaml").write_text(draft, "utf-8")
    client = TestClient(application(Served(tmp_path)))

    paths = client.get("/openapi.json").json()["paths"]
    assert not [path for path in paths if "loans" in path]
    newest = client.post(place("newest", policy="loans"), json={"facts": {}})
    assert (newest.status_code, newest.json()["code"]) == (404, "nothing-released")
