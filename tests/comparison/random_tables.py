"""Random tables in the many types in which a file may hold the same records, and policies beside the random ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

import pyarrow as pa

import backhaul
import small
from backhaul.language import model
from backhaul.language.kinds import Held, Kind, json_value, python_value
from backhaul.tables.arrow_types import arrow_type
from generated.policies import dumped, generated
from tables.agreement import Whole

#: cells that say nothing, or what is no value of most facts
WORDS = ("", " ", "null", "weird", '{"from": 1}', "12")


def mutants(seed: int) -> Iterator[backhaul.Policy]:
    """The random policy of a seed, each time with something in its rules exchanged."""
    raw = generated(seed).raw
    for name, decision in raw["decisions"].items():
        count = len(decision["rules"])
        for part in ("when", "then", None):
            changed = deepcopy(raw)
            rules = changed["decisions"][name]["rules"]
            if part is None:
                rules.reverse()
            elif count > 1:
                rules[0][part], rules[-1][part] = rules[-1][part], rules[0][part]
            for parameter in changed.get("parameters", {}).values():
                if part == "when" and parameter.get("value") == "2 days":
                    parameter["value"] = "3 days"
            try:
                yield backhaul.loads(dumped(changed).encode(), "mutant.yaml")
            except backhaul.PolicyError:
                continue


def cells(fact: model.Fact, values: Sequence[Held | None], random: Random) -> Any:
    """The values as a column: of the fact's type, or texts, floats, bounds, or what is no such value."""
    kind, way = fact.type.kind, random.random()
    if fact.form and way < (0.1 if fact.optional else 0.5):
        size = {"epoch_seconds": 1_000_000, "epoch_millis": 1000}[fact.form]
        return pa.array([None if v is None else int(v) // size for v in values], pa.int64())
    if kind in (Kind.INTEGER, Kind.DECIMAL) and way < (0.05 if fact.optional else 0.2):
        scale = 1 if kind is Kind.INTEGER else fact.type.one
        return pa.array([None if v is None else int(v) / scale for v in values], pa.float64())
    if kind is Kind.INTEGER and 0.2 < way < 0.23:
        ends = [{"from": v, "before": None} if v is not None else None for v in values]
        return pa.array(ends, pa.struct({"from": pa.int64(), "before": pa.int64()}))
    if kind in (Kind.CHOICE, Kind.TEXT) or way < 0.55 or (fact.optional and way < 0.95):
        spoilt = random.random() < 0.3
        texts = [_text(fact, value, random if spoilt else None) for value in values]
        column = pa.array(texts, pa.string())
        return column.dictionary_encode() if random.random() < 0.2 else column
    python = [None if v is None else python_value(fact.type, v) for v in values]
    return pa.array(python, arrow_type(fact.type))


def _text(fact: model.Fact, value: Held | None, random: Random | None) -> str | None:
    if random is not None and random.random() < 0.05:
        return random.choice((*WORDS, None))
    if value is None:
        return "null"
    found = json_value(fact.type, value)
    return str(found).lower() if isinstance(found, bool) else str(found)


def prices(random: Random, rows: int) -> Any:
    """Amounts in one of the types in which files hold them."""
    cents = [random.choice((None, random.randrange(-(10**6), 10**6))) for _ in range(rows)]
    floats = [None if c is None else c / random.choice((1, 10, 100, 7)) for c in cents]
    odd = [None, "12.5", " 3 ", "1e3", "many", "0.000000001", "-0.0", "1" * 50]
    return random.choice(
        (
            pa.array(cents, pa.int64()),
            pa.array(cents, pa.int64()).cast(pa.decimal128(19, 0)).cast(pa.decimal128(30, 2)),
            pa.array(cents, pa.int64()).cast(pa.decimal128(38, 4)),
            pa.array([f if f is None or random.random() < 0.9 else float("nan") for f in floats]),
            pa.array([f and round(f, 2) for f in floats], pa.float32()),
            pa.array([random.choice(odd) for _ in range(rows)], pa.string()),
            pa.array([random.random() < 0.5 for _ in range(rows)]),
        )
    )


def records(policy: model.Policy, cases: Sequence[Whole], random: Random) -> Any:
    """A table of the cases with amounts, and columns that are no facts."""
    found = {}
    for fact in policy.facts.values():
        if random.random() < 0.97:
            found[fact.name] = cells(fact, [case[fact.name] for case in cases], random)
    rows = len(cases)
    found["freight"] = prices(random, rows)
    found["late"] = pa.array([None if n < rows // 2 else n for n in range(rows)], pa.int64())
    found["id"] = pa.array(range(rows))
    found["never"] = pa.nulls(rows, pa.string())
    return pa.table(found)


def complete(rows: int, **others: Any) -> Any:
    """Records for `small`, complete but for the columns that are given."""
    texts = {
        name: pa.array(["null" if value is None else str(value)] * rows)
        for name, value in small.COMPLETE.items()
        if name not in ("flag", "count")
    }
    counts = {"flag": pa.array([True] * rows), "count": pa.array([n % 9 for n in range(rows)])}
    return pa.table({**texts, **counts, **others})
