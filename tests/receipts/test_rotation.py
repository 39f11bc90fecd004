"""A log whose file is renamed or deleted goes on in a new one of its name."""

import errno
import os
import signal
from pathlib import Path
from threading import Thread

import pytest

import backhaul
from receipts.receipts_of import example, receipts_in, shipped


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


@pytest.fixture
def decision() -> backhaul.Decision:
    return shipped().decide(example("held"))


def test_a_rename_is_noticed(path: Path, decision: backhaul.Decision) -> None:
    with backhaul.DecisionLog(path) as log:
        for number in range(3):
            log.write(decision)
            log.write(decision)
            path.rename(path.with_suffix(f".{number}"))
        log.write(decision)

    assert [len(receipts_in(path.with_suffix(f".{number}"))) for number in range(3)] == [2, 2, 2]
    assert len(receipts_in(path)) == 1


def test_a_file_that_was_put_in_its_place_is_gone_on_with(
    path: Path, decision: backhaul.Decision
) -> None:
    """As logrotate does with `create`."""
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        path.rename(path.with_suffix(".1"))
        path.touch(0o640)
        log.write(decision)

    assert path.stat().st_mode & 0o777 == 0o640
    assert (len(receipts_in(path.with_suffix(".1"))), len(receipts_in(path))) == (1, 1)


def test_a_file_that_was_deleted_is_made_anew(path: Path, decision: backhaul.Decision) -> None:
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        path.unlink()
        log.write(decision)
        assert (log.written, log.failures) == (2, 0)

    assert len(receipts_in(path)) == 1


def test_a_file_that_was_emptied_is_gone_on_with(path: Path, decision: backhaul.Decision) -> None:
    with backhaul.DecisionLog(path) as log:
        log.write(decision)
        os.truncate(path, 0)
        log.write(decision)

    assert len(receipts_in(path)) == 1


def test_another_directory_of_the_process_changes_nothing(
    path: Path, decision: backhaul.Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with backhaul.DecisionLog(path.name) as log:
        log.write(decision)
        monkeypatch.chdir("/")
        path.rename(path.with_suffix(".1"))
        log.write(decision)

    assert len(receipts_in(path)) == 1


def test_where_no_new_file_can_be_opened_the_renamed_one_takes_the_line(
    path: Path, decision: backhaul.Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a process gave up the rights with which it had opened the log."""
    moved = path.with_suffix(".1")
    log = backhaul.DecisionLog(path)
    log.write(decision)
    path.rename(moved)
    real = os.open

    def refused(*given: object, **more: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refused)
    log.write(decision)
    assert (log.written, log.failures, len(receipts_in(moved))) == (2, 0, 2)
    moved.unlink()
    log.write(decision)
    assert (log.written, log.failures) == (2, 1)
    monkeypatch.setattr(os, "open", real)
    log.write(decision)

    assert (log.written, log.failures, len(receipts_in(path))) == (3, 1, 1)


def test_reopen_closes_the_file_at_once(path: Path, decision: backhaul.Decision) -> None:
    log = backhaul.DecisionLog(path)
    log.write(decision)
    descriptor = log._writer.file.open()
    log.reopen()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    log.write(decision)
    log.close()

    assert len(receipts_in(path)) == 2


def test_reopen_in_the_handler_of_a_signal_waits_for_nobody(
    path: Path, decision: backhaul.Decision
) -> None:
    """Not even for the line that the signal came in the middle of."""
    log = backhaul.DecisionLog(path)
    earlier = signal.signal(signal.SIGUSR1, lambda *_: log.reopen())
    try:
        with log._writer.lock:
            os.kill(os.getpid(), signal.SIGUSR1)
        assert log._writer.file.stale
        stop = False

        def signals() -> None:
            while not stop:
                os.kill(os.getpid(), signal.SIGUSR1)

        thread = Thread(target=signals)
        thread.start()
        for _ in range(300):
            log.write(decision)
        stop = True
        thread.join()
    finally:
        signal.signal(signal.SIGUSR1, earlier)

    assert (log.written, log.failures) == (300, 0)
    assert len(receipts_in(path)) == 300
