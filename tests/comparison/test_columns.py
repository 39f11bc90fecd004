"""Parquet is compared by columns, and the tally is to the last digit that of judging row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

import backhaul
from backhaul.comparison import keys, like_rows
from backhaul.comparison.chunk_judge import Terms
from backhaul.language.kinds import Kind
from comparison.by_columns import NEW, OLD, TERMS, both, small_blocks, written
from comparison.random_tables import WORDS, complete, mutants, records
from generated.policies import generated
from parcels.generate import parcel
from tables.agreement import wholes

SHIPPED = "tiktok-shop-sea-failed-delivery"
ROWS = 60
#: random policies of which columns settle many rows, and every part of a key tells some of them apart
SEEDS = (0, 2, 8, 10, 13, 19, 23, 24, 26, 33)


@pytest.fixture(autouse=True)
def settled() -> Iterator[list[int]]:
    """How many rows of each block, all of which are small, columns settle."""
    with small_blocks() as found:
        yield found


def pairs(
    seed: int, folder: Path
) -> Iterator[tuple[backhaul.Policy, backhaul.Policy, Path, Terms]]:
    """A random policy beside two that differ a little, each with records and how to read them."""
    made, random = generated(seed), Random(seed)
    cases = [
        case
        for case in wholes(made.model, random, ROWS)
        if random.random() < 0.1
        or all(value is not None or made.model.facts[n].optional for n, value in case.items())
    ][: ROWS // 3]
    cases = [random.choice(cases) for _ in range(ROWS)]
    for number, new in enumerate(islice(mutants(seed), 2)):
        file = written(folder / f"{number}.parquet", records(made.model, cases, random))
        yield made.policy, new, file, random.choice(TERMS)


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_count_what_rows_count_on_random_policies(
    seed: int, settled: list[int], tmp_path: Path
) -> None:
    for old, new, file, terms in pairs(seed, tmp_path):
        found, expected = both(old, new, file, terms=terms)

        assert expected == found
    assert sum(settled) > ROWS // 4


Keys = Callable[..., Iterator[str]]


def without(text: str) -> Keys:
    """Keys without the parts in which this stands."""
    return lambda *given: (part for part in keys.keys(*given) if text not in part)


@pytest.mark.parametrize(
    ("lost", "seed"),
    [
        ("::hugeint * 1) - ", 49),
        ("x.rule", 16),
        ("list_concat", 10),
    ],
)
def test_a_key_without_one_of_its_parts_is_noticed(
    lost: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(like_rows, "keys", without(lost))

    agree = [
        found == expected
        for old, new, file, terms in pairs(seed, tmp_path)
        for found, expected in [both(old, new, file, terms=terms)]
    ]

    assert not all(agree)


@pytest.mark.parametrize("lost", ["a_r0", "b_r0"])
def test_a_key_that_is_too_short_is_noticed(
    lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*given: Any) -> list[str]:
        return [part for part in keys.keys(*given) if part != lost]

    monkeypatch.setattr(like_rows, "keys", short)
    file = written(tmp_path / "r.parquet", complete(70))

    found, expected = both(OLD, NEW, file, terms=Terms())

    assert expected != found


def test_a_key_that_is_the_same_for_all_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(like_rows, "keys", lambda *_: ["a_r0 < 0"])
    file = written(tmp_path / "r.parquet", complete(70, freight=pa.array([1.5] * 70)))

    found, expected = both(OLD, NEW, file, terms=TERMS[1])

    assert found["standings"] != expected["standings"]
    assert sum(count for _, count, *_ in found["standings"]) == 70


@pytest.fixture(scope="module")
def parcels() -> Any:
    """Parcels of the shipped policy, some cells of which say nothing or what is wrong."""
    random = Random(7)
    found = [parcel(random) for _ in range(60)]
    table: dict[str, Any] = {}
    for fact in backhaul.open(SHIPPED, "2.0.0").model.facts.values():
        values: list[Any] = [one[fact.name] for one in found]
        if fact.type.kind is Kind.BOOLEAN and not fact.optional:
            nulls = [None if random.random() < 0.02 else value for value in values]
            table[fact.name] = pa.array(nulls, pa.bool_())
        elif fact.type.kind is Kind.INTEGER:
            table[fact.name] = pa.array(values, pa.float64())
        else:
            texts = ["null" if value is None else str(value) for value in values]
            spoilt = [random.choice((*WORDS, None)) if random.random() < 0.01 else t for t in texts]
            table[fact.name] = pa.array(spoilt)
    table["freight"] = pa.array([round(random.random() * 90, 2) for _ in found])
    return pa.table(table)


@pytest.mark.parametrize("other", ["2.0.0", "hold_period"])
def test_columns_count_what_rows_count_on_the_shipped_versions(
    other: str, parcels: Any, settled: list[int], tmp_path: Path
) -> None:
    old = backhaul.open(SHIPPED, "1.0.0")
    shorter = old.with_parameters(hold_period="13 days")
    new = shorter if other == "hold_period" else backhaul.open(SHIPPED, other)
    file = written(tmp_path / "r.parquet", parcels)

    found, expected = both(old, new, file, terms=TERMS[1])

    assert expected == found
    assert {"same", "changed", "cannot_tell", "refused"} == {
        name for name, *_ in expected["standings"]
    }
    assert sum(settled) > 30
