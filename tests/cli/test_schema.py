"""`backhaul schema`: what it prints is JSON Schema, and describes exactly what there is."""

import json
from collections.abc import Iterator, Mapping
from random import Random

import jsonschema
import pytest
from referencing import Registry

import backhaul
import effort
import small
from backhaul.language.fact_schema import fact_schema
from cli.calling import HELD, POLICY, Call
from parcels import generate

KINDS = ("policy", "source", "cases", "decision")
EVERY_KIND = """\
facts:
  flag: {type: boolean}
  count: {type: integer, optional: true}
  price: {type: decimal}
  note: {type: text}
  colour: {type: choice, choices: [red, green, blue]}
  start: {type: datetime}
  seen: {type: datetime, form: epoch_seconds}
  length: {type: duration}
"""


def _validator(schema: Mapping[str, object]) -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, registry=Registry())


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_one(call: Call, kind: str) -> None:
    said = call("schema", kind)
    schema = json.loads(said.out)

    assert (said.status, said.err) == (0, "")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    _validator(schema)


def _closed(schema: object, path: str = "") -> Iterator[str]:
    """The places of a schema where an object may hold anything."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield path
        for key, value in schema.items():
            yield from _closed(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for number, item in enumerate(schema):
            yield from _closed(item, f"{path}/{number}")


def test_the_schema_of_decisions_leaves_nothing_open(call: Call) -> None:
    assert list(_closed(json.loads(call("schema", "decision").out))) == []


def _known(random: Random, facts: dict[str, object]) -> dict[str, object]:
    """The facts, some of them unknown or known within bounds only."""
    known = dict(facts)
    for name, value in facts.items():
        if random.random() < 0.15:
            del known[name]
        elif isinstance(value, str) and value[:2] == "20" and random.random() < 0.2:
            known[name] = random.choice(({"from": value}, {}, {"day": value[:10], "offset": "Z"}))
    return known


def test_every_decision_is_as_its_schema_says(call: Call) -> None:
    validator = _validator(json.loads(call("schema", "decision").out))
    policy, random, statuses = backhaul.open(POLICY), Random(4), set()
    for number in range(effort.trials(20)):
        facts = generate.parcel(random)
        try:
            decision = policy.decide(_known(random, facts) if number % 2 else facts)
        except backhaul.FactError:
            decision = policy.decide(facts)
        statuses.add(decision.status)

        validator.validate(json.loads(json.dumps(decision.to_dict(trace=number % 3 > 0))))
    assert {"decided", "undetermined"} == statuses


def test_small_decisions_of_every_kind_are_as_their_schema_says(call: Call) -> None:
    validator = _validator(json.loads(call("schema", "decision").out))
    masked = small.FACTS.replace("{type: integer}", "{type: integer, masked: true}")
    policies = [
        small.policy("count > `3` && flag", facts=masked),
        small.policy("{all: [flag], not: maybe}".replace(", not: maybe", "")),
        small.policy("{not: flag}"),
        small.policy("{any: [flag, 'present(note)']}"),
    ]
    given = [small.COMPLETE, {}, {"flag": {}}, {"count": {"from": 2}}, {"count": {"before": 9}}]
    for policy in policies:
        for facts in given:
            for trace in (False, True):
                found = policy.decide(facts).to_dict(trace=trace)
                validator.validate(json.loads(json.dumps(found)))


@pytest.mark.parametrize(
    "spoil",
    [
        {"status": "maybe"},
        {"digest": "x"},
        {"extra": 1},
        {"needs": ["a", "a"]},
        {"outcome": {"route": {"x": 1.5}}},
        {"trace": {"route": {"status": "decided"}}},
        {"rules": {"route": 5}},
    ],
)
def test_what_is_no_decision_is_refused(call: Call, spoil: dict[str, object]) -> None:
    validator = _validator(json.loads(call("schema", "decision").out))
    found = json.loads(call("decide", POLICY, HELD, "--format", "json").out)

    assert validator.is_valid(found)
    assert not validator.is_valid({**found, **spoil})
    for key in found:
        assert not validator.is_valid({k: v for k, v in found.items() if k != key})


def test_facts_that_the_policy_takes_are_as_their_schema_says(call: Call) -> None:
    validator = _validator(json.loads(call("schema", "facts", POLICY).out))
    random = Random(5)
    for _ in range(200):
        facts = generate.parcel(random)

        validator.validate(facts)
        validator.validate(_known(random, facts))


def test_what_the_schema_of_facts_says_the_policy_does() -> None:
    policy = small.policy(facts=EVERY_KIND)
    validator = _validator(fact_schema(policy.model))
    bounds: list[object] = [
        {},
        {"from": "2026-03-02T00:00:00Z"},
        {"day": "2026-03-02", "offset": "Z"},
    ]
    values: list[object] = [
        *(True, None, "true", 0, 5, -5, 2**63, -(2**63), 2**63 - 1, "5", "2.50", "-0.000000001"),
        *("red", "purple", "x", "", "2026-03-02T10:00:00+07:00", "2026-03-02T10:00:00"),
        *("2026-03-02t10:00:00.123456000z", "2026-03-02T10:00:00.1234567Z", "2026-13-02T10:00:00Z"),
        *("1899-12-31T20:00:00-07:00", "2200-01-01T01:00:00+07:00", "2250-01-01T01:00:00Z"),
        *(
            "14 days",
            "1.5 seconds",
            "1.5 days",
            "-1 hour",
            "14",
            [],
            [1],
            {"from": 1},
            {"before": 3},
        ),
        *(
            {"from": "x"},
            {"before": "2 days", "from": "1 day"},
            {"to": 1},
            {"day": "2026-03-02"},
            *bounds,
        ),
    ]
    for fact in policy.model.facts:
        for value in values:
            try:
                policy.decide({fact: value})
            except backhaul.FactError as error:
                told_otherwise = error.diagnostics[0].code in {
                    "number-out-of-range",
                    "empty-bounds",
                }
                assert not validator.is_valid({fact: value}) or told_otherwise, (fact, value)
            else:
                assert validator.is_valid({fact: value}), (fact, value)
    assert not validator.is_valid({"flg": True})


def test_the_schema_of_facts_says_what_they_are_called(call: Call) -> None:
    schema = json.loads(call("schema", "facts", POLICY, "--version", "1.0.0").out)
    policy = backhaul.open(POLICY).model

    assert list(policy.facts) == list(schema["properties"])
    assert schema["properties"]["market"]["title"] == "Market of the buyer"
    assert {"enum": list(policy.facts["market"].type.choices)} in schema["properties"]["market"][
        "anyOf"
    ]


def _typed(policy: backhaul.Policy) -> jsonschema.Draft202012Validator:
    assert list(_closed(policy.schema("decision"))) == []
    return _validator(policy.schema("decision"))


def test_every_decision_of_a_policy_is_as_its_own_schema_says(call: Call) -> None:
    policy, random = backhaul.open(POLICY), Random(6)
    typed, any_decision = _typed(policy), _validator(json.loads(call("schema", "decision").out))
    for number in range(effort.trials(30)):
        facts = generate.parcel(random)
        try:
            decision = policy.decide(_known(random, facts) if number % 2 else facts)
        except backhaul.FactError:
            decision = policy.decide(facts)
        for found in (decision.to_dict(), decision.to_dict(trace=True)):
            typed.validate(json.loads(json.dumps(found)))
            any_decision.validate(json.loads(json.dumps(found)))


@pytest.mark.parametrize("masked", [False, True])
def test_decisions_with_every_kind_of_value_are_as_their_own_schema_says(masked: bool) -> None:
    types = ("boolean", "integer", "decimal", "text", "datetime", "duration")
    names = ("flag", "count", "price", "hello", "start", "length")
    outputs = "".join(f"      {k}: {{type: {k}, optional: true}}\n" for k in types)
    then = ", ".join(f"{k}: {name}" for k, name in zip(types, names, strict=True))
    nothing = ", ".join(f"{k}: null" for k in types)
    decisions = "decisions:\n"
    for name, hit in (("one", "first"), ("many", "collect")):
        decisions += f"  {name}:\n    hit: {hit}\n    outputs:\n{outputs}    rules:\n"
        decisions += f"      - {{id: all, when: flag, then: {{{then}}}}}\n"
        decisions += f"      - {{id: none, when: not_present(maybe), then: {{{nothing}}}}}\n"
    facts = small.FACTS.replace("{type: integer}", "{type: integer, masked: true}")
    policy = small.policy(facts=facts if masked else small.FACTS, decisions=decisions)
    typed = _typed(policy)
    given: list[dict[str, object]] = [
        {},
        {**small.COMPLETE},
        {**small.COMPLETE, "flag": False},
        {"flag": True},
        {"flag": True, "count": {"from": 2}, "start": {"before": small.COMPLETE["start"]}},
        {"flag": {}, "maybe": {}, "price": "-1.5", "length": "1.5 seconds"},
    ]
    for each in given:
        found = json.loads(json.dumps(policy.decide(each).to_dict()))
        typed.validate(found)
        assert not typed.is_valid({**found, "rules": {**found["rules"], "one": "other"}})
        assert not typed.is_valid({**found, "facts": {**found["facts"], "cuont": 1}})
        assert not typed.is_valid({**found, "outcome": {"one": {"boolean": 7}}})
        assert not typed.is_valid({**found, "version": "9.0.0"})


def test_the_command_prints_what_the_policy_gives(call: Call) -> None:
    policy = backhaul.open(POLICY)

    assert json.loads(call("schema", "facts", POLICY).out) == policy.schema("facts")
    assert json.loads(call("schema", "decision", POLICY).out) == policy.schema("decision")
    assert "usage" in call.refused("schema", "decision", "--version", "1.0.0")
    with pytest.raises(ValueError, match="one of facts, decision"):
        policy.schema("cases")  # type: ignore[arg-type]
