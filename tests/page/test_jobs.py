"""Long work: how far it is, that asking twice is asking once, and that what is stopped, or dies, is told so."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backhaul.page import working
from backhaul.page.job_folder import JobFolder, JobStanding
from backhaul.page.jobs import Jobs, Limits, NoSuchJob, TooManyJobs

ROOT = Path(__file__).parents[2]
LONG = ROOT / "policies" / "usps-imm-766" / "1.0.0.yaml"


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    made = Jobs(tmp_path / "jobs")
    yield made
    made.close()


def long_one(jobs: Jobs, sample: int = 5000) -> JobStanding:
    """A job that takes minutes, unless somebody ends it."""
    files = {"new.yaml": LONG.read_bytes()}
    options = {"new_path": str(LONG), "sample": sample}
    return jobs.begin("mutants", "long", options, files)


def until(jobs: Jobs, key: str, state: Callable[[JobStanding], bool]) -> JobStanding:
    end = time.monotonic() + 60
    while not state(standing := jobs.standing(key)):
        assert time.monotonic() < end, standing
        time.sleep(0.02)
    return standing


def processes(jobs: Jobs, key: str) -> list[int]:
    """The processes of a job, by their group."""
    group = int((jobs.root / key / "process").read_text(encoding="ascii"))
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def test_a_job_tells_how_far_it_is_and_a_stop_ends_every_process_of_it(jobs: Jobs) -> None:
    key = long_one(jobs).key
    running = until(jobs, key, lambda s: s.phase == "mutants" and s.done > 0)

    assert running.of is not None
    assert running.done < running.of
    assert processes(jobs, key)
    assert jobs.stop(key).state == "stopped"
    assert processes(jobs, key) == []
    assert jobs.stop(key).state == "stopped"


def test_who_asks_for_the_same_is_told_of_the_same_job_in_every_process(
    jobs: Jobs, tmp_path: Path
) -> None:
    other = Jobs(tmp_path / "jobs")
    key = long_one(jobs).key
    first = processes(jobs, key)

    assert long_one(other).key == key
    assert set(first) <= set(processes(jobs, key))
    assert other.stop(key).state == "stopped"
    assert long_one(other, sample=4000).key != key
    other.close()


def test_a_job_whose_process_was_killed_is_told_as_ended_and_may_be_asked_for_again(
    jobs: Jobs,
) -> None:
    key = long_one(jobs).key
    until(jobs, key, lambda s: s.state == "running")
    for process in processes(jobs, key):
        os.kill(process, signal.SIGKILL)

    assert until(jobs, key, lambda s: not s.at_work).state == "ended"
    assert long_one(jobs).at_work


def test_a_job_ends_with_the_process_that_began_it(jobs: Jobs) -> None:
    key = long_one(jobs).key
    until(jobs, key, lambda s: s.state == "running")
    pipe = jobs._own[key].stdin
    assert pipe is not None
    pipe.close()  # as the system does where that process is killed

    assert until(jobs, key, lambda s: not s.at_work).state == "ended"


def test_long_jobs_wait_for_each_other_and_no_more_than_some_may_wait(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs", Limits(waiting=2))
    first, second = long_one(jobs).key, long_one(jobs, sample=4000).key
    end = time.monotonic() + 60
    while (states := {jobs.standing(key).state for key in (first, second)}) == {"waiting"}:
        assert time.monotonic() < end
        time.sleep(0.02)

    assert states == {"running", "waiting"}
    with pytest.raises(TooManyJobs):
        long_one(jobs, sample=3000)
    jobs.close()
    assert not jobs.standing(first).at_work


def test_a_job_that_takes_too_long_is_ended_and_told_so(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs", Limits(seconds=1))
    key = long_one(jobs).key

    assert until(jobs, key, lambda s: not s.at_work).state == "too-long"
    jobs.close()


@pytest.mark.parametrize("key", ["", "..", "../../etc", "0" * 39, "0" * 40, "lock"])
def test_a_job_that_was_never_begun_is_no_job(jobs: Jobs, key: str) -> None:
    with pytest.raises(NoSuchJob):
        jobs.standing(key)
    with pytest.raises(NoSuchJob):
        jobs.stop(key)


def test_a_file_that_is_no_parquet_is_told_and_ends_nothing(jobs: Jobs) -> None:
    files = {"new.yaml": LONG.read_bytes(), "old.yaml": LONG.read_bytes()}
    options = {"new_path": str(LONG), "old_path": str(LONG), "file": "records.parquet"}
    key = jobs.begin(
        "records", "short", options, {**files, "records.parquet": b"PAR1 no parquet PAR1"}
    ).key

    failed = until(jobs, key, lambda s: not s.at_work)
    assert failed.state == "failed"
    assert "`records.parquet`" in str(failed.problems[0]["message"])


def test_results_that_are_old_are_removed_with_the_next_job(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs", Limits(kept=0))
    files = {"new.yaml": b"language: 1\n"}
    key = jobs.begin("book", "short", {"new_path": "/nowhere/1.0.0.yaml"}, files).key
    failed = until(jobs, key, lambda s: not s.at_work)

    assert failed.state == "failed"
    assert failed.problems[0]["message"] == "`policy` is missing in the file"
    while JobFolder(jobs.root / key).alive:
        time.sleep(0.02)
    jobs.begin("book", "short", {"new_path": "/nowhere/2.0.0.yaml"}, files)
    with pytest.raises(NoSuchJob):
        jobs.standing(key)
    jobs.close()


@pytest.mark.parametrize("when", ["before it begins", "while it works"])
def test_a_job_ends_quietly_when_its_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    folder = JobFolder(tmp_path / "job")
    limits = {"at_once": 1, "seconds": 60, "memory": 0}
    descriptor = folder.create({"kind": "note", "length": "short", "limits": limits}, {})
    told: list[str] = []

    def work(folder: JobFolder, _: object) -> None:
        shutil.rmtree(folder.path)
        told.append("worked")
        folder.tell({"phase": "begun"})
        told.append("wrote")

    monkeypatch.setattr(sys, "argv", ["working", str(folder.path), str(descriptor)])
    monkeypatch.setattr(working, "_end_with_who_began_it", lambda: None)
    monkeypatch.setattr(working, "_bound_memory", lambda _: None)
    monkeypatch.setattr(working, "work", work)
    if when == "before it begins":
        shutil.rmtree(folder.path)

    working.main()
    os.close(descriptor)

    assert told == (["worked"] if when == "while it works" else [])
    assert not [each for each in threading.enumerate() if isinstance(each, threading.Timer)]
