"""The request that asked for a decision stands in its receipt, and is no part of what was decided."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import backhaul
from backhaul.evaluation.decision_schema import every_decision_schema
from backhaul.evaluation.record import checksum
from backhaul.receipts.chain import Chains
from backhaul.receipts.request import with_checksum, with_traceparent
from backhaul.receipts.verify import Verdict, verify
from receipts.receipts_of import example, secret_facts, secretive, shipped

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def find(policy: str, version: str) -> backhaul.Policy:
    return shipped() if policy == shipped().id else secretive()


@pytest.mark.parametrize("trace", [False, True])
@pytest.mark.parametrize("name", ["held", "incomplete"])
def test_a_line_with_its_request_comes_out_the_same_again(
    tmp_path: Path, name: str, trace: bool
) -> None:
    decision = shipped().decide(example(name))
    with backhaul.DecisionLog(tmp_path / "log.jsonl", trace=trace) as log:
        log.write(decision, traceparent=TRACEPARENT)
        log.write(decision)

    lines = (tmp_path / "log.jsonl").read_bytes().splitlines()
    receipt = json.loads(lines[0])
    assert receipt["traceparent"] == TRACEPARENT
    assert "traceparent" not in json.loads(lines[1])
    assert {json.loads(line)["digest"] for line in lines} == {decision.digest}
    assert verify(receipt, find, {}) == Verdict("same", shipped().id, "1.0.0")
    chains = Chains()
    for line in lines:
        chains.add("here", line)
    assert chains.breaks() == []
    assert list(Draft202012Validator(every_decision_schema()).iter_errors(receipt)) == []


def test_another_request_shows_in_the_checksum(tmp_path: Path) -> None:
    text = with_checksum(
        with_traceparent(shipped().decide(example("held")).receipt_text(), TRACEPARENT)
    )
    receipt = json.loads(text)

    assert verify(receipt, find, {}).finding == "same"
    receipt["traceparent"] = TRACEPARENT.replace("-01", "-00")
    assert verify(receipt, find, {}).finding == "differs"


def test_a_fact_and_a_text_of_that_name_do_not_take_its_place() -> None:
    """The name is looked for from the end, and within texts quotes are escaped."""
    note = '","unchecked":["\\'
    entries = secretive().decide(secret_facts(note=note, start="2026-01-01T00:00:00Z"))
    text = with_traceparent(entries.receipt_text(), 'a "quoted" one')
    receipt = json.loads(with_checksum(text))

    assert receipt["traceparent"] == 'a "quoted" one'
    rest = {name: value for name, value in receipt.items() if name != "checksum"}
    assert receipt["checksum"] == checksum(rest)
