"""What records touch: counted in columns as one by one, from every kind of file."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import backhaul
import small
from backhaul import packages
from backhaul.cases import coverage_of_blocks, coverage_of_rows
from backhaul.cases.coverage import Coverage, items
from backhaul.cases.coverage_of_blocks import Columns
from backhaul.cases.coverage_of_case import Key
from backhaul.cases.coverage_of_records import Tally, replayed, tallied
from backhaul.language import model
from backhaul.questions.coverage import Making
from backhaul.records.files import Chunk
from backhaul.records.raw import Raw
from backhaul.records.reading import Reading
from cli.calling import POLICY, Call
from effort import trials
from generated.policies import generated
from parcels.generate import parcel
from tables.agreement import table, wholes

ROWS = 40
SEEDS = range(trials(16))


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    return Call(capsys, monkeypatch)


def one_by_one(reading: Reading, facts: Sequence[Any], *, cells: bool = False) -> Tally:
    rows = tuple(Raw("rows", number, each, cells) for number, each in enumerate(facts))
    return tallied(reading, Chunk(rows, None))


def known(policy: model.Policy, counts: Counter[Key]) -> Counter[Key]:
    """The counts of what coverage lists."""
    listed = items(policy)
    return Counter({key: count for key, count in counts.items() if count and key in listed})


def both(
    policy: model.Policy, rows: Any, *, absent: bool
) -> tuple[Counter[Key], Counter[Key], int]:
    """The counts in columns, those one by one, and how many rows columns settle."""
    reading = Reading(policy, None, null_is_absent=absent)
    counts = Columns(reading)
    (block,) = counts.tables([rows])
    left = [facts for _, facts in block.left]
    found = Counter(block.counts) + one_by_one(reading, left, cells=True).counts
    counts.query = None
    (block,) = counts.tables([rows])
    whole = one_by_one(reading, [facts for _, facts in block.left], cells=True)
    assert whole.records == rows.num_rows
    return known(policy, found), known(policy, whole.counts), rows.num_rows - len(left)


def differences(seeds: range = SEEDS) -> tuple[int, int]:
    """Over random policies: how many are counted otherwise in columns, and how many rows columns settle."""
    different = settled = 0
    for seed in seeds:
        policy = generated(seed).model
        rows = table(policy, wholes(policy, Random(seed), ROWS))
        found, expected, count = both(policy, rows, absent=seed % 4 > 0)
        different += found != expected
        settled += count
    return different, settled


def test_columns_count_on_random_policies_what_is_counted_one_by_one() -> None:
    different, settled = differences()

    assert different == 0
    # policies with zones, texts or wide products are left to the definition
    assert settled > len(SEEDS) * ROWS // 8


@pytest.mark.parametrize(
    ("where", "name", "wrong"),
    [
        (coverage_of_rows.Walk, "_name", lambda *_: None),
        (coverage_of_rows, "either", lambda _, rows: rows),
        (coverage_of_rows.pc, "and_not", pc.and_),  # type: ignore[attr-defined]
        (coverage_of_rows.Plan, "_ask", None),
    ],
)
def test_a_wrong_step_of_the_masks_is_noticed(
    where: object, name: str, wrong: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "_ask":
        ask = coverage_of_rows.Plan._ask

        def wrong(plan: coverage_of_rows.Plan, letter: str, text: str, column: Any) -> None:
            ask(plan, letter, text, column.not_() if letter == "p" else column)

    monkeypatch.setattr(where, name, wrong)

    assert differences(SEEDS[:12])[0] > 0


def test_a_definition_that_only_words_read_is_looked_at() -> None:
    policy = small.policy(
        definitions="definitions:\n  is_red: {value: colour == 'red'}\n  late: {all: [is_red, flag]}\n",
        decisions=small.DECISIONS.replace("CONDITION", "count > `3`").replace(
            "then: {answer: yes}", 'then: {answer: yes}\n        because: {en: "so: {late}"}'
        ),
    ).model
    rows = pa.table(
        {
            name: pa.array([None, None], pa.string())
            for name in ("maybe", "note", "other_colour", "end")
        }
        | {
            "flag": [True, False],
            "count": [5, 5],
            "price": [Decimal(1), Decimal(1)],
            "colour": ["red", "red"],
            "start": [datetime(2026, 3, 1, tzinfo=UTC)] * 2,
            "length": [timedelta(days=1)] * 2,
        }
    )
    found, expected, settled = both(policy, rows, absent=True)

    assert found == expected
    assert found["conditions", "definition late/1", True] == 1
    assert settled == 2


PARCELS = [parcel(Random(number)) for number in range(150)]


def files(folder: Path) -> dict[str, Path]:
    """The parcels as JSON Lines, as CSV and as Parquet of several row groups."""
    names = list(PARCELS[0])
    made = {form: folder / f"parcels.{form}" for form in ("jsonl", "csv", "parquet")}
    made["jsonl"].write_text("".join(json.dumps(each) + "\n" for each in PARCELS))
    with made["csv"].open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for each in PARCELS:
            cells = [each[name] for name in names]
            writer.writerow([str(c).lower() if isinstance(c, bool) else c for c in cells])
    found = {name: [each[name] for each in PARCELS] for name in names}
    pq.write_table(pa.table(found), made["parquet"], row_group_size=70)
    return made


def told(_done: float | None, _count: int) -> None:
    """No one watches."""


def covered(policy: backhaul.Policy, *paths: Path, jobs: int = 1) -> Coverage:
    make = Making(policy, None, null_is_absent=True, naive=None)
    tally = replayed(make, [str(path) for path in paths], jobs, told)
    assert not tally.mistakes
    return tally.coverage(policy.model)


def test_every_kind_of_file_touches_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage_of_blocks, "BLOCK", 64)
    policy, made = backhaul.open(POLICY), files(tmp_path)
    by_row = covered(policy, made["jsonl"])

    assert by_row.cases == len(PARCELS)
    assert sum(item.cases > 0 for item in by_row.items) > len(by_row.items) // 2
    assert covered(policy, made["csv"]) == by_row
    assert covered(policy, made["parquet"]) == by_row
    assert covered(policy, *made.values(), jobs=2).items == tuple(
        type(item)(item.measure, item.what, item.missing, item.span, 3 * item.cases)
        for item in by_row.items
    )


def test_facts_that_are_refused_within_a_constraint_touch_what_was_looked_at() -> None:
    policy = small.policy(
        definitions="",
        constraints='constraints:\n  - {id: far, holds: "plus(count, count) > `0`"}\n',
    ).model
    facts = {**small.COMPLETE, "count": 2**62}
    found = one_by_one(Reading(policy, None, null_is_absent=True), [facts])

    assert (found.records, found.refused, found.counts) == (1, 1, Counter())


def test_the_command_says_what_no_record_touches(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"cross_border": false}\n{"cross_border": "maybe"}\n')
    said = call("coverage", POLICY, path)

    assert said.status == 0
    assert said.out.startswith(f"coverage of {POLICY} 2.0.0 by 2 cases\n")
    assert "the rule `return-due` of `route` never answers" in said.out
    assert "the rule `out-of-scope` of `route` never answers" not in said.out
    assert said.out.endswith("\n1 case was refused\n")


def test_the_command_gives_every_count_as_json(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "parcels.parquet"
    pq.write_table(pa.table({"cross_border": [False] * 5}), path)
    found = json.loads(call("coverage", POLICY, path, "--format", "json").out)
    (answer,) = [i for i in found["items"] if "rule `out-of-scope` of `route`" in i["message"]]

    assert (found["cases"], found["refused"], answer["cases"]) == (5, 0, 5)
    assert found["measures"]["rules"]["covered"] == sum(
        item["cases"] > 0 for item in found["items"] if item["measure"] == "rules"
    )


def test_the_command_fails_below_its_threshold(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"cross_border": false}\n')

    assert call("coverage", POLICY, path, "--threshold", "0").status == 0
    said = call("coverage", POLICY, path, "--threshold", "9.1")
    assert said.status == 1
    assert f"percent of the rules of {POLICY} 2.0.0, not 9.1\n" in said.out


def test_records_that_cannot_be_read_are_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text('{"cross_border": false}\n{"cross_border": \n[1]\n')
    said = call("coverage", POLICY, path)

    assert said.status == 2
    assert "by 1 case\n" in said.out
    assert "2 records could not be read" in said.out
    assert "no JSON object" in said.err


def test_a_source_reads_documents(call: Call, tmp_path: Path) -> None:
    documents = Path(__file__).parents[2] / "policies" / POLICY / "examples"
    document = json.loads((documents / "refused-and-held.json").read_text())
    path = tmp_path / "documents.jsonl"
    path.write_text(json.dumps(document) + "\n")
    said = call("coverage", POLICY, path, "--source", "tiktok-shop-open-api")

    assert said.status == 0
    assert "by 1 case\n" in said.out


def test_the_pages_show_the_policy_s_own_lines(call: Call, tmp_path: Path) -> None:
    path, page = tmp_path / "one.jsonl", tmp_path / "page.html"
    path.write_text('{"cross_border": false}\n')

    assert "| language: 1" in call("coverage", POLICY, path, "--format", "source").out
    assert call("coverage", POLICY, path, "--format", "html", "--output", page).status == 0
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_parquet_needs_its_packages_and_says_so(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.parquet"
    pq.write_table(pa.table({"cross_border": [False]}), path)
    monkeypatch.setattr(packages, "find_spec", lambda _: None)

    assert packages.install("tables") in call.refused("coverage", POLICY, path)


def test_a_pattern_that_finds_nothing_is_refused(call: Call, tmp_path: Path) -> None:
    assert "no file is called like" in call.refused("coverage", POLICY, tmp_path / "*.parquet")
