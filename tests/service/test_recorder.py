"""Every decision of the service is written and counted before it is answered."""

import json
from pathlib import Path

import backhaul
from backhaul.service.recorder import Recorder
from receipts.receipts_of import example, shipped

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Counted:
    def __init__(self) -> None:
        self.decisions: list[tuple[str, str, str]] = []

    def decided(self, policy: str, version: str, status: str) -> None:
        self.decisions.append((policy, version, status))


def test_a_decision_is_written_with_its_request_and_counted(tmp_path: Path) -> None:
    counts, path = Counted(), tmp_path / "log.jsonl"
    with backhaul.DecisionLog(path) as log:
        recorder = Recorder(log, counts)
        recorder.note(shipped().decide(example("held")), TRACEPARENT)
        recorder.note(shipped().decide(example("incomplete")))

    receipts = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [receipt.get("traceparent") for receipt in receipts] == [TRACEPARENT, None]
    assert [each[2] for each in counts.decisions] == ["decided", "undetermined"]
    assert {each[:2] for each in counts.decisions} == {(shipped().id, "1.0.0")}


def test_without_a_log_nothing_is_written() -> None:
    Recorder().note(shipped().decide(example("held")))
