"""A policy that was stored is the policy that was checked, in everything that it holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import backhaul
from backhaul.language import model
from backhaul.language.stored import as_data, from_data
from backhaul.versions.catalogue import shipped
from generated.policies import generated
from language.ideas import Idea, ideas

FILES = sorted(shipped().root.glob("*/[0-9]*.yaml"))


def parts(value: Any) -> Any:
    """A value as plain data, down to the fields that equality passes over."""
    match value:
        case Mapping():
            return "mapping", [(key, parts(item)) for key, item in value.items()]
        case tuple():
            return "tuple", [parts(item) for item in value]
        case frozenset():
            return "set", value
        case _ if hasattr(type(value), "__match_args__"):
            return type(value), [parts(getattr(value, name)) for name in type(value).__match_args__]
        case _:
            return type(value), value


def again(policy: model.Policy, file: str) -> model.Policy:
    return from_data(json.loads(json.dumps(as_data(policy))), file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_a_shipped_policy_comes_back_as_it_was_checked(file: Path) -> None:
    policy = backhaul.load(file).model
    stored = again(policy, str(file))

    assert policy == stored
    assert parts(policy) == parts(stored)


@pytest.mark.parametrize("idea", ideas(), ids=str)
def test_an_idea_of_the_language_comes_back_as_it_was_checked(idea: Idea) -> None:
    policy = idea.policy.model
    stored = again(policy, f"{idea.name}.yaml")

    assert policy == stored
    assert parts(policy) == parts(stored)


@pytest.mark.parametrize("seed", range(40))
def test_a_random_policy_comes_back_as_it_was_checked(seed: int) -> None:
    made = generated(seed)
    stored = again(made.model, f"generated-{seed}.yaml")

    assert made.model == stored
    assert parts(made.model) == parts(stored)


@pytest.mark.parametrize("seed", range(40, 50))
def test_what_is_stored_does_not_say_what_the_file_is_called(seed: int) -> None:
    text = generated(seed).text.encode()
    one, other = (backhaul.loads(text, name).model for name in ("one.yaml", "other.yaml"))

    assert as_data(one) == as_data(other)
    assert parts(other) == parts(again(one, "other.yaml"))
    assert parts(other) != parts(again(one, "one.yaml"))
