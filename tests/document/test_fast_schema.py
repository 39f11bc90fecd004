"""What the quick verdict accepts, the validator accepts; what it refuses, the validator refuses."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backhaul.document.checked_shape import _validator, check_shape
from backhaul.document.fast_schema import compiled
from backhaul.document.node import plain
from backhaul.document.reader import read
from backhaul.document.schema import Kind, schema
from document.test_schema import KINDS, TEXTS

ROOT = Path(__file__).parents[2]
VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        2,
        Decimal("1.0"),
        Decimal("0.5"),
        "",
        "x",
        "X-1",
        "x" * 64,
        "1.0.0",
    ),
    *("2.0.0\n", "en", "zh-Hant", "first", [], ["x"], ["x", 1], {}, {"en": "x"}, {"all": ["x"]}),
    *({"not": "x", "any": ["x"]}, {"value": "x"}, {"day": "x"}, {"en": ""}, {"by": "x"}),
]
NAMES = ["all", "any", "not", "title", "value", "by", "id", "X y", "x", "day", "offset", "en"]


def document_of(kind: Kind) -> Any:
    document, _ = read(TEXTS[kind], "f")
    assert document is not None
    return plain(document.root)


def parts(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from parts(part)


def changed(document: Any, random: Random) -> Any:
    """The document with one thing in it replaced, renamed, added or left out."""
    found = copy.deepcopy(document)
    part = random.choice([part for part in parts(found) if part])
    value = copy.deepcopy(random.choice(VALUES))
    if isinstance(part, list):
        part[random.randrange(len(part))] = value
        return found
    key = random.choice([*part])
    match random.randrange(4):
        case 0:
            part[key] = value
        case 1:
            part[random.choice(NAMES)] = part.pop(key)
        case 2:
            part[random.choice(NAMES)] = value
        case _:
            del part[key]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_verdict_is_that_of_the_validator(kind: Kind) -> None:
    fits, document, random = compiled(schema(kind)), document_of(kind), Random(7)
    assert fits(document)
    refused = 0
    for _ in range(600):
        given = changed(document, random)
        right = _validator(kind).is_valid(given)
        refused += not right
        # `1.0` is no whole number to us, and 1 to the standard: then the validator is asked as well
        assert fits(given) == right or not fits(given), given
        if fits(given) != right:
            assert "Decimal('1.0')" in repr(given)

    assert 100 < refused < 600


def test_the_files_of_the_house_need_no_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backhaul.document.checked_shape._validator", None)
    for path in sorted((ROOT / "policies").glob("*/[0-9]*.yaml")):
        document, _ = read(path.read_bytes(), path.name)
        assert document is not None
        assert check_shape(document, "policy") == []


def test_a_keyword_that_it_does_not_know_is_no_verdict() -> None:
    with pytest.raises(KeyError):
        compiled({"properties": {"x": {"uniqueItems": True}}})
