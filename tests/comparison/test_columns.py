"""Parquet is compared by columns, and the tally is to the last digit that of judging row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import backhaul
import small
from backhaul.comparison import columns, keys
from backhaul.comparison.bench import Bench, Terms
from backhaul.comparison.compare import Comparison
from backhaul.diagnostics import BackhaulError
from backhaul.language import model
from backhaul.language.kinds import Held, Kind, json_value, python_value
from comparison.comparing import compared
from generated.policies import dumped, generated
from parcels.generate import parcel
from tables.agreement import TYPES, Whole, wholes

SHIPPED = "tiktok-shop-sea-failed-delivery"
ROWS = 60
#: several blocks, the last one short
SMALL_BLOCK = 17
TERMS = (Terms(), Terms(amount="freight", examples=3), Terms(amount="freight", examples=0))
WORDS = ("", " ", "null", "weird", '{"from": 1}', "12")


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "BLOCK", SMALL_BLOCK)


def seen(comparison: Comparison) -> dict[str, Any]:
    """Everything in the tally, in its order, sums with their digits."""
    found: dict[str, Any] = {}
    for name, value in vars(comparison.tally).items():
        if name in ("flips", "standings"):
            found[name] = [
                (k, c.count, str(c.amount), c.without, c.examples) for k, c in value.items()
            ]
        else:
            found[name] = list(value.items()) if isinstance(value, dict) else value
    return found


def both(
    old: backhaul.Policy, new: backhaul.Policy, *files: Path, terms: Terms, jobs: int = 1
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tally by columns, and row by row."""
    by_columns = seen(compared(old, new, *files, terms=terms, jobs=jobs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns.Columns, "take", lambda *_: False)
        return by_columns, seen(compared(old, new, *files, terms=terms))


def written(path: Path, table: Any) -> Path:
    pq.write_table(table, path)
    return path


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
        scale = 1 if kind is Kind.INTEGER else 10**9
        return pa.array([None if v is None else int(v) / scale for v in values], pa.float64())
    if kind is Kind.INTEGER and 0.2 < way < 0.23:
        ends = [{"from": v, "before": None} if v is not None else None for v in values]
        return pa.array(ends, pa.struct({"from": pa.int64(), "before": pa.int64()}))
    if kind in (Kind.CHOICE, Kind.TEXT) or way < 0.55 or (fact.optional and way < 0.95):
        spoilt = random.random() < 0.3
        texts = [_text(fact, value, random if spoilt else None) for value in values]
        column = pa.array(texts, pa.string())
        return column.dictionary_encode() if random.random() < 0.2 else column
    python = [None if v is None else python_value(kind, v) for v in values]
    return pa.array(python, TYPES[kind])


def _text(fact: model.Fact, value: Held | None, random: Random | None) -> str | None:
    if random is not None and random.random() < 0.05:
        return random.choice((*WORDS, None))
    if value is None:
        return "null"
    found = json_value(fact.type.kind, value)
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


def records(sides: tuple[model.Policy, ...], cases: Sequence[Whole], random: Random) -> Any:
    """A table of the cases with amounts, and columns that are no facts."""
    found = {}
    for fact in sides[0].facts.values():
        if random.random() < 0.97:
            found[fact.name] = cells(fact, [case[fact.name] for case in cases], random)
    rows = len(cases)
    found["freight"] = prices(random, rows)
    found["late"] = pa.array([None if n < rows // 2 else n for n in range(rows)], pa.int64())
    found["id"] = pa.array(range(rows))
    found["never"] = pa.nulls(rows, pa.string())
    return pa.table(found)


@pytest.mark.parametrize("seed", range(60))
def test_columns_count_what_rows_count_on_random_policies(seed: int, tmp_path: Path) -> None:
    made, random = generated(seed), Random(seed)
    pairs = [*islice(mutants(seed), 2), made.policy]
    cases = [
        case
        for case in wholes(made.model, random, ROWS)
        if random.random() < 0.1
        or all(value is not None or made.model.facts[n].optional for n, value in case.items())
    ][: ROWS // 3]
    cases = [random.choice(cases) for _ in range(ROWS)]
    for number, new in enumerate(pairs):
        file = written(tmp_path / f"{number}.parquet", records((made.model,), cases, random))

        found, expected = both(made.policy, new, file, terms=random.choice(TERMS))

        assert expected == found


@pytest.fixture(scope="module")
def parcels() -> Any:
    """Parcels of the shipped policy's first version, some cells of which say nothing or what is wrong."""
    policy = backhaul.open(SHIPPED, "1.0.0").model
    random = Random(7)
    found = [parcel(random) for _ in range(150)]
    table: dict[str, Any] = {}
    for fact in policy.facts.values():
        values: list[Any] = [one.get(fact.name) for one in found]
        if fact.type.kind is Kind.BOOLEAN:
            nulls = [None if random.random() < 0.02 else value for value in values]
            table[fact.name] = pa.array(nulls, pa.bool_())
        elif fact.type.kind is Kind.INTEGER:
            table[fact.name] = pa.array(values, pa.float64())
        else:
            texts = ["null" if value is None else str(value) for value in values]
            table[fact.name] = pa.array(
                [random.choice(WORDS) if random.random() < 0.01 else text for text in texts]
            )
    table["freight"] = pa.array([round(random.random() * 90, 2) for _ in found])
    return pa.table(table)


@pytest.mark.parametrize("terms", TERMS)
def test_columns_count_what_rows_count_on_the_shipped_versions(
    parcels: Any, terms: Terms, tmp_path: Path
) -> None:
    old = backhaul.open(SHIPPED, "1.0.0")
    file = written(tmp_path / "r.parquet", parcels)

    for new in (
        backhaul.open(SHIPPED, "2.0.0"),
        old.with_parameters(hold_period="13 days"),
    ):
        found, expected = both(old, new, file, terms=terms)

        assert expected == found
    assert {"same", "changed", "cannot_tell", "refused"} == {
        name for name, *_ in expected["standings"]
    }


OLD, NEW = small.policy("count > `3`"), small.policy("count > `5`")


def complete(**others: Any) -> Any:
    """Seventy records for `small`, complete but for what is given."""
    texts = {
        name: pa.array(["null" if value is None else str(value)] * 70)
        for name, value in small.COMPLETE.items()
        if name not in ("flag", "count")
    }
    counts = {"flag": pa.array([True] * 70), "count": pa.array([n % 9 for n in range(70)])}
    return pa.table({**texts, **counts, **others})


def test_rows_that_columns_settle_are_judged_once_for_all_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    judge = Bench.verdicts

    def counted(bench: Any, sample: Any) -> Any:
        judged.append(len(sample.records))
        return judge(bench, sample)

    monkeypatch.setattr(Bench, "verdicts", counted)

    found = compared(OLD, NEW, written(tmp_path / "r.parquet", complete())).tally

    # yes and yes, yes and no, no and no: each once, though there are five blocks
    assert [3, 0, 0, 0, 0] == judged
    assert found.records == 70


@pytest.mark.parametrize("lost", ["a_r0", "b_r0"])
def test_a_key_that_is_too_short_is_noticed(
    lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*given: Any) -> list[str]:
        return [part for part in keys.keys(*given) if part != lost]

    monkeypatch.setattr(columns, "keys", short)
    file = written(tmp_path / "r.parquet", complete())

    found, expected = both(OLD, NEW, file, terms=Terms())

    assert expected != found


@pytest.mark.parametrize("extra", ["refuse", "ignore"])
def test_names_that_are_no_facts_are_told_as_they_come_up(extra: Any, tmp_path: Path) -> None:
    late = pa.array([None] * 20 + [1] * 50)
    table = complete(late=late, always=pa.array(range(70)), never=pa.nulls(70))

    found, expected = both(
        OLD, NEW, written(tmp_path / "r.parquet", table), terms=Terms(extra=extra)
    )

    assert expected == found
    assert [("always", 70), ("late", 50)] == found["extra"]


@pytest.mark.parametrize("amount", ["paid.freight", "paid", "none", "count", "length"])
def test_an_amount_is_found_where_rows_find_it(amount: str, tmp_path: Path) -> None:
    table = complete(paid=pa.array([{"freight": n} for n in range(70)]))
    file = written(tmp_path / "r.parquet", table)

    found, expected = both(OLD, NEW, file, terms=Terms(amount=amount))

    assert expected == found


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_files_and_processes_keep_the_order(jobs: int, tmp_path: Path) -> None:
    first = written(tmp_path / "a.parquet", complete(freight=pa.array([1.25] * 70)))
    (tmp_path / "b.csv").write_text("count,freight\n4,2\n,1\n")
    last = written(tmp_path / "c.parquet", complete(count=pa.array([None, 4] * 35)))
    terms = Terms(amount="freight", examples=30)

    found, expected = both(OLD, NEW, first, tmp_path / "b.csv", last, terms=terms, jobs=jobs)

    assert expected == found


def test_values_that_python_does_not_have_are_refused_in_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = pa.array([2**62] * 70, pa.timestamp("us", "UTC"))
    file = written(tmp_path / "r.parquet", complete(start=far))

    with pytest.raises((BackhaulError, OverflowError)) as refused:
        compared(OLD, NEW, file)
    monkeypatch.setattr(columns.Columns, "take", lambda *_: False)
    with pytest.raises((BackhaulError, OverflowError)) as expected:
        compared(OLD, NEW, file)

    assert str(expected.value) == str(refused.value)
