"""A line of the log is whole or not there, and a decision is never lost for its sake."""

import json
import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import backhaul
from backhaul.diagnostics import BackhaulError
from receipts.receipts_of import (
    CANARY,
    SECRET,
    example,
    receipts_in,
    secret_facts,
    secretive,
    shipped,
)

FULL = Path("/dev/full")
ENGINE = str(Path(backhaul.__file__).parents[1])


def test_a_line_is_the_receipt_of_its_decision(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    made = [shipped().decide(example(name)) for name in ("held", "incomplete")]
    with backhaul.DecisionLog(path) as log:
        assert [log.write(decision) for decision in made] == made
        assert (log.written, log.failures, log.last_error) == (2, 0, None)

    assert receipts_in(path) == [decision.to_dict() for decision in made]


def test_a_line_has_the_trace_where_it_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    with backhaul.DecisionLog(path, trace=True) as log:
        log.write(decision)

    assert receipts_in(path) == [decision.to_dict(trace=True)]


@pytest.mark.parametrize("name", ["held", "incomplete", "returned"])
def test_a_line_is_at_most_two_kilobytes_long(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log.jsonl"
    with backhaul.DecisionLog(path) as log:
        log.write(shipped().decide(example(name)))

    assert path.stat().st_size <= 2_000


def test_a_line_says_how_many_could_not_be_written_before_it(
    tmp_path: Path, file_size: None
) -> None:
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 9, hard))
        for _ in range(3):
            log.write(decision)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        for _ in range(2):
            log.write(decision)

    chains = [json.loads(line)["chain"] for line in path.read_bytes().splitlines()]
    assert [chain["line"] for chain in chains] == [1, 2, 3]
    assert [chain.get("unwritten", 0) for chain in chains] == [0, 3, 0]


def test_a_log_goes_to_another_process_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = pickle.loads(pickle.dumps(backhaul.DecisionLog("log.jsonl", trace=True)))
    monkeypatch.chdir("/")
    decision = log.write(shipped().decide(example("held")))
    log.close()

    assert receipts_in(tmp_path / "log.jsonl") == [decision.to_dict(trace=True)]


def test_a_log_that_is_opened_again_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    for _ in range(2):
        with backhaul.DecisionLog(path) as log:
            log.write(decision)
    log.write(decision)  # closed: opened once more
    log.close()

    assert receipts_in(path) == [decision.to_dict()] * 3


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_full_disk_is_counted_and_told_once_and_the_decision_comes_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    decision = shipped().decide(example("held"))
    with caplog.at_level(logging.ERROR, "backhaul"), backhaul.DecisionLog(FULL) as log:
        before = decision.to_dict()
        assert [log.write(decision) is decision for _ in range(3)] == [True] * 3
        assert (log.written, log.failures) == (0, 3)
        assert log.last_error is not None
        assert decision.to_dict() == before

    assert len(caplog.records) == 1
    assert "no space left" in caplog.text


@pytest.fixture
def file_size() -> Iterator[None]:
    """A process whose files may not grow without end; the limit is lifted after."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    earlier = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, earlier)


@pytest.mark.parametrize("room", [0, 1, 10, 1000])
@pytest.mark.usefixtures("file_size")
def test_a_line_that_the_disk_takes_only_a_part_of_is_taken_back(tmp_path: Path, room: int) -> None:
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        whole = path.stat().st_size
        assert room < whole
        resource.setrlimit(resource.RLIMIT_FSIZE, (whole + room, hard))
        assert log.write(decision) is decision
        assert (log.written, log.failures, path.stat().st_size) == (1, 1, whole)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        log.write(decision)

    assert receipts_in(path) == [decision.to_dict()] * 2
    assert (log.written, log.failures) == (2, 1)


@pytest.mark.parametrize(
    "torn",
    [
        b"{",
        b'{"policy":"',
        b'{"policy":"tiktok","versi' + b"x" * 70_000,
        b'{"chain":{"line":1',
        b'{"chain":{"line":1,"previous":null' + b"x" * 70_000,
    ],
)
def test_a_torn_line_of_a_process_that_died_is_taken_away(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
    with path.open("ab") as file:
        file.write(torn)
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        with path.open("ab") as file:
            file.write(torn)
        log.write(decision)

    assert receipts_in(path) == [decision.to_dict()] * 3


def test_a_whole_line_without_an_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
    path.write_bytes(path.read_bytes().rstrip())
    with backhaul.DecisionLog(path) as log:
        log.write(decision)

    assert receipts_in(path) == [decision.to_dict()] * 2


def test_a_file_of_somebody_else_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"first\nno end")
    with backhaul.DecisionLog(path) as log:
        log.write(shipped().decide(example("held")))

    assert path.read_bytes().startswith(b'first\nno end\n{"chain":{"line":1,')


def test_threads_share_a_log(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    decisions = [shipped().decide(example(name)) for name in ("held", "incomplete", "returned")]
    with backhaul.DecisionLog(path) as log, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: log.write(decisions[n % 3]), range(240)))

    assert log.written == len(receipts_in(path)) == 240


WRITER = """
import sys, backhaul
policy = backhaul.open("tiktok-shop-sea-failed-delivery")
with backhaul.DecisionLog(sys.argv[1]) as log:
    for _ in range(100):
        log.write(policy.decide({"cross_border": False}))
"""


def test_processes_share_a_log(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    environment = {**os.environ, "PYTHONPATH": ENGINE}
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen(command, env=environment) for _ in range(3)]

    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(receipts_in(path)) == 300


@pytest.mark.parametrize("name", ["", "missing/log.jsonl", "a\0b"])
def test_a_path_that_can_be_no_log_is_refused_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(BackhaulError) as caught:
        backhaul.DecisionLog(f"{tmp_path}/{name}")

    assert [d.code for d in caught.value.diagnostics] == ["output-unwritable"]


CHANGES: list[dict[str, object]] = [
    {},
    {"start": {"from": "2026-03-01T00:00:00Z"}},
    {"length": {}},
    {"flag": {}},
]


def test_what_is_masked_is_told_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    policy = secretive()
    parts = ("05:06:07", "05:06", "891234", CANARY)
    with backhaul.DecisionLog(path) as log:
        for more in CHANGES:
            decision = log.write(policy.decide(secret_facts(**more)))
            for why in ("short", "full"):
                for form in ("text", "markdown", "html"):
                    said = decision.explain("en", why=why, form=form)
                    assert not [part for part in parts if part in said], said
            assert not [part for part in parts if part in repr(decision)]
    text = path.read_text("utf-8")

    assert not [part for part in parts if part in text]
    assert text.count('"until":{"masked":true}') >= 1
    assert text.count('"at":{"masked":true}') >= 1


@pytest.mark.parametrize(
    "facts",
    [
        secret_facts(end=CANARY),
        secret_facts(end=SECRET + "9"),
        secret_facts(end={"from": SECRET, "before": SECRET}),
        secret_facts(note=[CANARY]),
        secret_facts(end=SECRET, length="109573 days"),
        secret_facts(end=SECRET, flag=3),
        {"end": SECRET, "note": CANARY, "nonsense": 1},
    ],
    ids=range(7),
)
def test_no_error_tells_what_is_masked(facts: dict[str, object]) -> None:
    try:
        said = str(secretive().decide(facts).to_dict())
    except BackhaulError as error:
        said = str(error) + repr(error.diagnostics)

    assert CANARY not in said
    assert "05:06:07" not in said


def test_a_decision_with_a_masked_fact_still_gives_its_outputs_to_the_caller() -> None:
    decision = secretive().decide(secret_facts(start="2026-04-01T00:00:00Z"))

    assert str(decision["route"]["until"]) == "2026-03-03 05:06:07.891234+00:00"
    assert decision.to_dict()["outcome"]["route"] == {"answer": "yes", "until": {"masked": True}}
    assert SECRET[:10] not in json.dumps(decision.to_dict()["outcome"])


def test_what_is_no_decision_is_refused_by_its_type(tmp_path: Path) -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    (refused,) = policy.decide_many([{"cross_border": 3}], errors="return")

    with backhaul.DecisionLog(tmp_path / "log.jsonl") as log:
        values: list[Any] = [refused, {"status": "decided"}, None]
        for value in values:
            with pytest.raises(backhaul.BackhaulError) as error:
                log.write(value)
            (diagnostic,) = error.value.diagnostics
            assert diagnostic.code == "wrong-kind"
            assert diagnostic.message == f"a `{type(value).__name__}` is no decision"
        assert (log.written, log.failures) == (0, 0)
