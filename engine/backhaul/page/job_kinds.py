"""Every kind of job: what its process does, how long that takes, and what of the directory it depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from backhaul.frozen import frozen
from backhaul.page import check_jobs, compare_jobs, recording_job
from backhaul.page.task import Json, Task


@frozen
class JobKind:
    """What is done in a job of one kind; short ones do not wait for long ones."""

    work: Callable[[Task], Json]
    length: Literal["short", "long"] = "short"
    #: whether two versions are read
    of_two: bool = False
    #: whether files beside the version are read, such as its cases
    beside: bool = False
    #: whether the other versions are read, too
    versions: bool = False
    #: the options that a page may name
    options: tuple[str, ...] = ()


_RECORDS = ("file", "amount", "source", "null", "naive")
KINDS: Mapping[str, JobKind] = {
    "note": JobKind(compare_jobs.note, of_two=True),
    "proof": JobKind(compare_jobs.proof, "long", of_two=True),
    "records": JobKind(compare_jobs.records, of_two=True, beside=True, options=_RECORDS),
    "findings": JobKind(check_jobs.findings, beside=True),
    "invariants": JobKind(check_jobs.invariants, "long"),
    "cases": JobKind(check_jobs.cases, beside=True),
    "recording": JobKind(recording_job.recording, beside=True, versions=True),
    "mutants": JobKind(check_jobs.mutants, "long", beside=True, options=("sample",)),
    "book": JobKind(check_jobs.book, beside=True),
}
