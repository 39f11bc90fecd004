"""No line is lost, torn or doubled where processes fork, die or share a log, and no child hangs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

import backhaul
from receipts.receipts_of import example, receipts_in, shipped

ENGINE = str(Path(backhaul.__file__).parents[1])
PROCESSES, LINES = 8, 500


def chains(*paths: Path) -> Counter[str]:
    """How many lines each writer has in logs; its numbers run on from 1."""
    counts = Counter[str]()
    for path in paths:
        for line in path.read_bytes().splitlines():
            chain = json.loads(line)["chain"]
            counts[chain["writer"]] += 1
            assert chain["line"] == counts[chain["writer"]]
    return counts


def forked(work: Callable[[], object]) -> int:
    """The id of a child that does this and ends at once, with status 1 where it fails."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.alarm(100)
        work()
        status = 0
    finally:
        os._exit(status)


def ended(children: list[int]) -> list[int]:
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


@pytest.fixture
def decision() -> backhaul.Decision:
    policy, facts = shipped(), example("held")
    for _ in range(10):  # compiled from here on
        made = policy.decide(facts)
    return made


def test_a_log_that_was_opened_before_the_fork_loses_nothing(
    tmp_path: Path, decision: backhaul.Decision
) -> None:
    path = tmp_path / "log.jsonl"
    log = backhaul.DecisionLog(path)
    log.write(decision)

    def work() -> None:
        for _ in range(LINES):
            log.write(decision)
        assert (log.written, log.failures) == (LINES, 0)

    children = [forked(work) for _ in range(PROCESSES)]
    for _ in range(LINES):
        log.write(decision)

    assert ended(children) == [0] * PROCESSES
    assert (log.written, log.failures) == (LINES + 1, 0)
    assert receipts_in(path) == [decision.to_dict()] * (PROCESSES * LINES + LINES + 1)
    assert sorted(chains(path).values()) == [LINES] * PROCESSES + [LINES + 1]


def test_a_rename_in_the_middle_loses_nothing(tmp_path: Path, decision: backhaul.Decision) -> None:
    path = tmp_path / "log.jsonl"
    log = backhaul.DecisionLog(path)

    def work() -> None:
        for _ in range(LINES):
            log.write(decision)
        assert (log.written, log.failures) == (LINES, 0)

    children = [forked(work) for _ in range(PROCESSES)]
    rotated: list[Path] = []
    for number in range(5):
        until = time.monotonic() + 60
        while time.monotonic() < until and (not path.exists() or path.stat().st_size < 200_000):
            time.sleep(0.001)
        rotated.append(path.rename(tmp_path / f"log.jsonl.{number}"))

    assert ended(children) == [0] * PROCESSES
    files = [*rotated, *([path] if path.exists() else [])]
    assert len(files) > 4
    assert receipts_in(*files) == [decision.to_dict()] * (PROCESSES * LINES)
    # a line of a writer stands before the next one, whichever file that is in
    assert sorted(chains(*files).values()) == [LINES] * PROCESSES


@pytest.fixture
def busy(tmp_path: Path, decision: backhaul.Decision) -> Iterator[backhaul.DecisionLog]:
    """A log that several threads write to all the time."""
    log, stop = backhaul.DecisionLog(tmp_path / "log.jsonl"), Event()

    def write() -> None:
        while not stop.is_set():
            log.write(decision)

    threads = [Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    yield log
    stop.set()
    for thread in threads:
        thread.join()


def test_children_of_a_process_whose_threads_write_do_not_hang(
    tmp_path: Path, decision: backhaul.Decision, busy: backhaul.DecisionLog
) -> None:
    def work() -> None:
        for _ in range(20):
            busy.write(decision)
        assert (busy.written, busy.failures) == (20, 0)

    children = [forked(work) for _ in range(40)]

    assert ended(children) == [0] * 40
    assert list(chains(tmp_path / "log.jsonl").values()).count(20) >= 40


def test_a_lock_that_was_held_at_the_fork_is_not_waited_for(
    tmp_path: Path, decision: backhaul.Decision
) -> None:
    log = backhaul.DecisionLog(tmp_path / "log.jsonl")
    with log._writer.lock, log._forking:
        child = forked(lambda: log.write(decision))

    assert ended([child]) == [0]
    assert len(receipts_in(tmp_path / "log.jsonl")) == 1


def test_a_fork_that_python_is_not_told_of_is_noticed(
    tmp_path: Path, decision: backhaul.Decision
) -> None:
    path = tmp_path / "log.jsonl"
    log = backhaul.DecisionLog(path)
    log.write(decision)
    # as after a fork in C: the process is another one, and nobody has said so
    log._writer.process += 1
    log.write(decision)

    assert (log.written, log.failures) == (1, 0)
    assert list(chains(path).values()) == [1, 1]


def test_a_child_does_not_keep_the_lock_of_its_parent(
    tmp_path: Path, decision: backhaul.Decision
) -> None:
    """The parent dies while it writes, and a child of its goes on without ever writing."""
    path = tmp_path / "log.jsonl"
    told, tell = os.pipe()

    def parent() -> None:
        log = backhaul.DecisionLog(path)
        log.write(decision)
        import fcntl

        fcntl.flock(log._writer.file.open(), fcntl.LOCK_EX)
        idle = forked(lambda: time.sleep(60))
        os.write(tell, str(idle).encode())
        os.kill(os.getpid(), signal.SIGKILL)

    assert ended([forked(parent)]) == [-signal.SIGKILL]
    idle = int(os.read(told, 20))
    try:
        assert ended([forked(lambda: backhaul.DecisionLog(path).write(decision))]) == [0]
    finally:
        os.kill(idle, signal.SIGKILL)
        os.close(told)
        os.close(tell)
    assert len(receipts_in(path)) == 2


ENDLESS = """
import sys, backhaul
policy = backhaul.open("tiktok-shop-sea-failed-delivery")
log = backhaul.DecisionLog(sys.argv[1])
while True:
    log.write(policy.decide({"cross_border": False}))
    print(log.written, flush=True)
"""


def told_by(process: subprocess.Popen[bytes]) -> int:
    """The last number that a process has printed, the first line being read."""
    with process:
        assert process.stdout is not None
        return int([b"1", *process.stdout.read().splitlines()][-1])


def test_processes_that_are_killed_leave_whole_lines_and_none_that_was_written_is_missing(
    tmp_path: Path, decision: backhaul.Decision
) -> None:
    path = tmp_path / "log.jsonl"
    environment = {**os.environ, "PYTHONPATH": ENGINE}
    command = [sys.executable, "-c", ENDLESS, str(path)]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    with backhaul.DecisionLog(path) as log:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == b"1\n"
            for _ in range(50):
                log.write(decision)
            process.kill()
        said = [told_by(process) for process in running]
        log.write(decision)
    counts = chains(path)

    assert len(receipts_in(path)) == sum(counts.values())
    own = str(os.getpid())
    assert [n for name, n in counts.items() if name.split("-")[0] == own] == [201]
    for process, least in zip(running, said, strict=True):
        (written,) = (n for name, n in counts.items() if name.split("-")[0] == str(process.pid))
        assert least <= written <= least + 1


def test_a_half_written_line_of_another_process_is_not_cut_where_there_are_no_locks(
    tmp_path: Path, decision: backhaul.Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backhaul.receipts.log_file._lock", lambda _: False)
    path = tmp_path / "log.jsonl"
    half = b'{"chain":{"line":1,"previous":null'
    path.write_bytes(half)
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        log.write(decision)

    first, *lines = path.read_bytes().splitlines()
    assert first == half
    assert [json.loads(line)["chain"]["line"] for line in lines] == [1, 2]


def test_an_interrupt_in_the_middle_of_a_line_begins_a_new_chain(
    tmp_path: Path, decision: backhaul.Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.jsonl"
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        append = log._writer.file.append

        def interrupted(line: bytes) -> None:
            append(line)
            raise KeyboardInterrupt

        monkeypatch.setattr(
            "backhaul.receipts.log_file.LogFile.append", lambda _, line: interrupted(line)
        )
        with pytest.raises(KeyboardInterrupt):
            log.write(decision)
        monkeypatch.undo()
        log.write(decision)

    assert list(chains(path).values()) == [2, 1]


def test_a_child_reloads_its_policies_whatever_its_parent_was_about_to_do() -> None:
    store = backhaul.PolicyStore(Path(__file__).parents[2] / "policies")

    def work() -> None:
        assert store.reload()

    with store._reloading:
        child = forked(work)

    assert ended([child]) == [0]
