"""What is told to fit a schema without `jsonschema` fits it by `jsonschema` too, and the other way round."""

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
import yaml

from backhaul.document.node import plain
from backhaul.document.quick_shape import fits
from backhaul.document.reader import read
from backhaul.document.schema import Kind, _validator, schema

ROOT = Path(__file__).parents[2]
KINDS: tuple[Kind, ...] = ("policy", "source", "cases")
ODD: tuple[object, ...] = (None, True, 1, Decimal("1.5"), "", "x", "A b", [], [1], {}, {"a": 1})


def values() -> list[Any]:
    """What stands in every YAML file of the tests and the policies, where it can be read at all."""
    found = []
    for path in sorted([*ROOT.glob("tests/diagnostics/*.yaml"), *ROOT.glob("policies/**/*.yaml")]):
        document, _ = read(path.read_bytes(), path.name)
        found += [plain(document.root)] if document else []
    return found


VALUES = values()


def agree(kind: Kind, value: Any) -> bool:
    """Whether the value fits; both must say the same of it."""
    quick = fits(schema(kind), value)
    assert quick == (not any(_validator(kind).iter_errors(value))), value
    return quick


@pytest.mark.parametrize("kind", KINDS)
def test_the_quick_check_says_of_every_file_what_the_standard_says(kind: Kind) -> None:
    said = [agree(kind, value) for value in VALUES]

    assert {True, False} == set(said)


def test_the_quick_check_says_of_changed_files_what_the_standard_says() -> None:
    random = Random(7)
    policies = [value for value in VALUES if fits(schema("policy"), value)]
    said = []
    for _ in range(400):
        value = yaml.safe_load(yaml.safe_dump(as_yaml(random.choice(policies))))
        change(random, value)
        quick = fits(schema("policy"), value)
        if quick:
            assert not any(_validator("policy").iter_errors(value)), value
        said.append(quick)

    assert {True, False} == set(said)


def test_what_the_check_does_not_know_it_does_not_take() -> None:
    unknown: dict[str, Any] = {"$defs": {}, "patternProperties": {}}

    assert not fits(unknown, {})
    assert not fits({"$defs": {}, "not": unknown}, {})
    assert not fits({"$defs": {}, "not": {"const": 1}}, True)
    assert not fits({"$defs": {}, "$ref": "elsewhere"}, {})


def as_yaml(value: Any) -> Any:
    match value:
        case dict():
            return {key: as_yaml(item) for key, item in value.items()}
        case list():
            return [as_yaml(item) for item in value]
        case Decimal():
            return int(value)
        case _:
            return value


def change(random: Random, value: Any) -> None:
    """Put something odd, or nothing, somewhere into the value."""
    inside = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not inside:
        return
    key = random.choice(inside)
    below = value[key]
    if isinstance(below, dict | list) and random.random() < 0.8:
        change(random, below)
    elif random.random() < 0.3:
        del value[key]
    else:
        cast("Any", value)[key] = random.choice(ODD)
