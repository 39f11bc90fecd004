"""The benchmark measures what it says: our answers are the reference's, and the tables say what was found."""

import json
from pathlib import Path
from typing import Any

import pytest

import backhaul
from bench import counts, receipts, table

HERE = Path(__file__).parent
FIGURES = json.loads((HERE / "figures.json").read_text(encoding="utf-8"))


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The harness's worker with our adapter; its checks raise `Wrong`."""
    monkeypatch.setattr(counts.of_harness("peers.base"), "version", str)
    return counts.of_harness("worker").Worker("backhaul_engine")


def cells_of(text: str, beginning: str) -> list[str]:
    """The cells of the one row that begins so."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {beginning}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize("times", ["epoch", "iso"])
def test_one_decision_and_many_give_the_answers_of_the_reference(worker: Any, times: str) -> None:
    answer = worker.check(times, 2_000)

    assert {"decide", "decide_many"} <= set(answer["checked"])
    assert answer["n"] == 2_000


def test_the_trace_comes_with_the_answers_of_the_reference(worker: Any) -> None:
    assert "explain" in worker.check("epoch", 300)["checked"]

    trace = json.loads(worker.trace_example()["text"])
    assert [rule["rule"] for rule in trace["parcel"]["rules"]] == ["n0", "w1"]


def test_an_answer_unlike_the_reference_is_refused(worker: Any) -> None:
    worker.use("epoch")
    right = worker.peer.decide
    worker.peer.decide = lambda facts: {**right(facts), "loss": "nobody"}

    with pytest.raises(counts.of_harness("worker").Wrong, match=r"decide: .* differ"):
        worker.check("epoch", 300)


@pytest.mark.parametrize("shape", ["mixed", "ranges"])
@pytest.mark.parametrize("rules", [10, 120])
def test_policies_of_many_rules_give_the_answers_of_the_reference(
    worker: Any, shape: str, rules: int
) -> None:
    assert worker.growth_load(rules, shape)["checked"] == 400


def test_money_and_days_give_the_answers_of_the_reference(worker: Any) -> None:
    assert worker.refund_check(2_000)["checked"] == ["decide_refund", "refund_columns"]

    refund = counts.of_harness("refund")
    answers = [refund.decide(facts)["answer"] for facts in refund.cases(2_000, seed=11)]
    assert {answers.count(each) > 20 for each in ("too_late", "nothing_left", "refunded")} == {True}
    worker.peer.load_refund = lambda: None
    worker.peer.decide_refund = lambda facts: {**refund.decide(facts), "amount": 0}
    with pytest.raises(counts.of_harness("worker").Wrong, match=r"decide_refund: .* differ"):
        worker.refund_check(300)


def test_the_output_names_the_rule_that_answered_and_every_rule_does() -> None:
    policy = backhaul.load(HERE / "policies" / "parcel.yaml")
    decisions = list(policy.decide_many(counts.of_harness("facts").parcels(2_000, seed=11)))

    named = {decision.outcome["parcel"]["rule"] for decision in decisions}
    assert named == set(counts.of_harness("reference").RULES)
    assert all(
        decision.outcome["parcel"]["rule"].lower() == decision.rules["parcel"]
        for decision in decisions
    )


def test_the_case_that_releases_the_policy_is_about_the_parcel_of_the_cold_start(
    tmp_path: Path,
) -> None:
    policy = backhaul.load(table.release(tmp_path))

    assert (tmp_path / "parcel" / "released.lock").exists()
    assert policy.decide(counts.of_harness("worker").COLD).rules == {"parcel": "w1"}


def test_deciding_an_iterator_holds_no_more_for_more_parcels() -> None:
    short, long = (counts.memory_of_an_iterator(length) for length in (500, 4_000))

    assert 0 < long < 2 * short


def test_a_measure_stands_beside_its_limit_and_the_fastest_engines() -> None:
    cells = cells_of(table.render(FIGURES), "one decision, epoch")

    assert cells == [
        "one decision, epoch seconds, µs",
        "python_ifelse 0.30",
        "fast 1.35 · middling 2.90 · slow 56.0",
        "0.60",
        "2.00",
        "under every engine (4 measured): yes; at most 3 ×: yes",
    ]


def test_what_falls_short_is_said() -> None:
    text = table.render(FIGURES)

    assert cells_of(text, "one decision, ISO")[4:] == [
        "3.00",
        "under every engine (1 measured): **no**; at most 2 ×: **no**",
    ]
    assert cells_of(text, "with the trace")[5] == "at most 10 µs: **no**"
    assert cells_of(text, "10,000 rules, mixed")[4:] == [
        "1.50",
        "under every engine (1 measured): yes; at most 1 ×: **no**",
    ]
    assert cells_of(text, "loading 10,000 rules, mixed")[1:] == [
        "libyaml 500",
        "",
        "4,500",
        "9.00",
        "under 8 ×: **no**",
    ]


def test_a_released_policy_and_an_edited_one_start_by_themselves() -> None:
    text = table.render(FIGURES)

    assert cells_of(text, "cold start, released")[3:5] == ["20.0", "2.00"]
    assert cells_of(text, "cold start, edited")[3:5] == ["90.0", "9.00"]


def test_what_was_not_measured_is_not_called_reached() -> None:
    text = table.render(FIGURES)

    assert cells_of(text, "1,000,000 rows")[3:] == [
        "",
        "",
        "under every engine (0 measured): not measured; at most 1.2 ×: not measured",
    ]
    assert cells_of(text, "loading 10,000 rules, told apart")[3:] == [
        "file-too-large",
        "",
        "under 8 ×: not measured",
    ]
    assert "Not installed here: absent (ModuleNotFoundError)." in text
    assert "Not equal to the reference, so not measured: wrong." in text


def test_no_figures_at_all_still_make_a_table() -> None:
    text = table.render({"machine": "nowhere", "runs": {}})

    assert text.count(": not measured") == 26
    assert "**no**" not in text


def test_the_record_is_replaced_whole(tmp_path: Path) -> None:
    kept, record = tmp_path / "figures.json", tmp_path / "RESULTS.md"
    record.write_text("old", encoding="utf-8")

    table.write(kept, json.dumps(FIGURES))
    table.write(record, table.render(json.loads(kept.read_text(encoding="utf-8"))))

    assert record.read_text(encoding="utf-8") == table.render(FIGURES)
    assert {path.name for path in tmp_path.iterdir()} == {"figures.json", "RESULTS.md"}


def test_counts_stand_beside_one_another() -> None:
    ways = {
        "definition": {"blocks": 9.4, "bytes": 45_401.2, "instructions": 3_088_456.0},
        "compiled": {"blocks": 4.0, "bytes": 542.0, "instructions": 22_343.0},
        "if_else": {"blocks": 2.0, "bytes": 222.0, "instructions": 4_499.0},
    }
    text = counts.render({**ways, "iterator": {"1000": 1524, "10000": 1530}})

    assert cells_of(text, "instructions")[1:] == ["3,088,456", "22,343", "4,499"]
    assert cells_of(text, "blocks")[1:] == ["9", "4", "2"]
    assert "1,524 bytes for 1,000 parcels, 1,530 bytes for 10,000 parcels" in text


def test_counts_without_valgrind_say_so() -> None:
    each = {"blocks": 1.0, "bytes": 2.0}
    text = counts.render(dict.fromkeys(counts.WAYS, each) | {"iterator": {}})

    assert "Instructions were not counted: valgrind is not installed." in text
    assert "| instructions" not in text


def test_the_figures_of_a_receipt_are_of_a_line_that_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "ROUNDS", 2)
    facts = json.loads((receipts.EXAMPLES / "facts-held.json").read_text("utf-8"))
    row = receipts.measured(facts, tmp_path)

    assert all(name in row for name in ("decide", "log.write", "to_json", "log.write ÷ decide"))
    assert 1_000 < int(row.split()[-4]) < 2_000
