"""Long work in processes of its own: proofs, mutants, comparisons, cases, books.

What asks twice for the same is told of the same job: its name is made of the kind, the texts of the policies and the options. All
that there is to know of a job stands in a private folder, so that each of several processes of a service can tell of it and
stop it. A job ends with the process that began it, and that is told to whoever asks.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from backhaul.frozen import frozen
from backhaul.page.job_folder import JobFolder, JobStanding

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without file locks
    fcntl = None  # type: ignore[assignment]

_KEY = re.compile(r"[0-9a-f]{40}")
#: how long it takes at most until a process that was killed is gone, in seconds
_GONE = 5.0


class NoSuchJob(Exception):
    """There is no job of this name, or no longer."""


class NoJobsHere(Exception):
    """The system has no file locks, by which processes know of each other's jobs."""


class TooManyJobs(Exception):
    """As many jobs wait as may wait."""


@frozen
class Limits:
    """What jobs may take: how many run at once and wait, and of one the seconds and the bytes of memory."""

    #: of short ones and of long ones each: machines are small
    at_once: int = 1
    waiting: int = 16
    seconds: int = 1800
    memory: int = 4 << 30
    #: results that are kept, and for how many seconds
    kept: int = 60
    kept_for: int = 7200


class Jobs:
    """The jobs below a private folder; any number of processes may share it.

    Without *root* the folder is one of its own, made with the first job, and goes when the jobs are closed.
    """

    def __init__(self, root: Path | None = None, limits: Limits | None = None) -> None:
        self._root, self.limits = root, limits or Limits()
        self._made: Path | None = None
        self._own: dict[str, subprocess.Popen[bytes]] = {}
        self._mutex = threading.Lock()

    @property
    def root(self) -> Path:
        """The folder."""
        with self._mutex:
            if self._root is None:
                # it is made for us alone, and its name cannot be guessed
                self._root = self._made = Path(tempfile.mkdtemp(prefix="backhaul-jobs-"))
                # also where nobody closes the jobs
                weakref.finalize(self, shutil.rmtree, self._made, ignore_errors=True)
        return self._root

    def begin(
        self,
        kind: str,
        length: str,
        options: Mapping[str, Any],
        files: Mapping[str, bytes],
        known: str = "",
    ) -> JobStanding:
        """How the job stands that does this: the one that is there, or a new one.

        *length*: jobs of one length wait for each other. *files*: what it reads, by name. *known*: a digest of what else it reads.
        One that failed, was stopped or died begins anew.
        Raises TooManyJobs where too many wait, and NoJobsHere without file locks.
        """
        if fcntl is None:  # pragma: no cover - not on every system
            raise NoJobsHere
        key = _key(kind, options, files, known)
        folder = JobFolder(self.root / key)
        with self._alone():
            standing = folder.standing(result=False)
            if standing is None or not (standing.at_work or standing.state == "done"):
                _kill(folder)  # it may have told that it failed, and not be gone
                self._make_room(folder)
                asked = {"kind": kind, "length": length, "options": dict(options)}
                self._start(folder, asked, files)
        return self.standing(key)

    def standing(self, key: str) -> JobStanding:
        """How a job stands; raises NoSuchJob for one that is not there."""
        standing = self._folder(key).standing()
        if standing is None:
            raise NoSuchJob
        return standing

    def stop(self, key: str) -> JobStanding:
        """How a job stands after its processes were ended; raises NoSuchJob for one that is not there."""
        folder = self._folder(key)
        with self._alone():
            standing = self.standing(key)
            if standing.at_work:
                folder.mark_stopped()
                _kill(folder)
        return self.standing(key)

    def close(self) -> None:
        """Ends the jobs that this process began."""
        with self._mutex:
            own, made = dict(self._own), self._made
        for key, process in own.items():
            _kill(JobFolder(self.root / key))
            process.wait()
        if made:
            shutil.rmtree(made, ignore_errors=True)

    def _folder(self, key: str) -> JobFolder:
        if not _KEY.fullmatch(key):
            raise NoSuchJob
        return JobFolder(self.root / key)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else begins or stops a job meanwhile, in no process."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _make_room(self, wanted: JobFolder) -> None:
        """Removes what is old, and what is in the way of a new job; raises TooManyJobs where too many wait."""
        folders = [JobFolder(path) for path in self.root.iterdir() if _KEY.fullmatch(path.name)]
        at_work = {each.key for each in folders if each.alive}
        if len(at_work) >= self.limits.waiting:
            raise TooManyJobs
        over = sorted((each for each in folders if each.key not in at_work), key=_newest_first)
        oldest = time.time() - self.limits.kept_for
        for place, each in enumerate(over):
            if each.key == wanted.key or place >= self.limits.kept or each.age < oldest:
                shutil.rmtree(each.path)

    def _start(self, folder: JobFolder, asked: dict[str, Any], files: Mapping[str, bytes]) -> None:
        limits = self.limits
        bounds = {"at_once": limits.at_once, "seconds": limits.seconds, "memory": limits.memory}
        descriptor = folder.create({**asked, "limits": bounds}, files)
        try:
            # a group of its own is ended whole; what it reads ends with us, and so does it
            process = subprocess.Popen(  # noqa: S603 - our own program
                (sys.executable, "-P", "-m", "backhaul.page.working", folder.path, str(descriptor)),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=(descriptor,),
                start_new_session=True,
                # so that an uploaded file is told by its name alone
                cwd=folder.path,
            )
            (folder.path / "process").write_text(str(process.pid), encoding="ascii")
        finally:
            os.close(descriptor)
        with self._mutex:
            self._own[folder.key] = process
        threading.Thread(target=self._await, args=(folder.key, process), daemon=True).start()

    def _await(self, key: str, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        if process.stdin:
            process.stdin.close()
        with self._mutex:
            if self._own.get(key) is process:
                del self._own[key]


def _newest_first(folder: JobFolder) -> float:
    return -folder.age


def _key(kind: str, options: Mapping[str, Any], files: Mapping[str, bytes], known: str) -> str:
    digests = {name: sha256(data).hexdigest() for name, data in files.items()}
    whole = json.dumps([kind, dict(options), digests, known], sort_keys=True)
    return sha256(whole.encode()).hexdigest()[:40]


def _kill(folder: JobFolder) -> None:
    """Ends all processes of a job, and waits until they are gone."""
    until = time.monotonic() + _GONE
    while folder.alive and time.monotonic() < until:
        # as long as somebody has the lock the number is that of the job's own group
        with suppress(FileNotFoundError, ProcessLookupError):
            os.killpg(int((folder.path / "process").read_text(encoding="ascii")), signal.SIGKILL)
        time.sleep(0.01)
