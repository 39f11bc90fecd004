"""The folder of one job: what is asked, how far it is, and what came.

Any process finds a job by the name of its folder. Who works on it has a lock on a file in it, which ends with the process however
that ends; so nobody takes a job that died for one that is at work. A file is written beside its place and then put there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from backhaul.frozen import frozen

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without file locks
    fcntl = None  # type: ignore[assignment]

Json = dict[str, Any]
#: ended: its process is gone, and nobody stopped it; too long, too large: it met a bound on time or memory
State = Literal["waiting", "running", "done", "failed", "stopped", "ended", "too-long", "too-large"]
_ALIVE, _ASKED, _STATE, _RESULT, _STOPPED = (
    "alive",
    "asked.json",
    "state.json",
    "result.json",
    "stopped",
)


@frozen
class JobStanding:
    """How a job stands: its state, how far it is, and in the end what came or what went wrong."""

    key: str
    kind: str
    state: State
    #: what is being done, and how much of how much; nothing where that is not known
    phase: str = ""
    done: int = 0
    of: int | None = None
    result: Json | None = None
    problems: tuple[Json, ...] = ()

    @property
    def at_work(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def to_dict(self) -> Json:
        """How it stands as JSON holds it."""
        told: Json = {"job": self.key, "kind": self.kind, "state": self.state}
        told |= {"phase": self.phase, "done": self.done, "of": self.of}
        if self.result is not None:
            told["result"] = self.result
        return told | ({"errors": list(self.problems)} if self.problems else {})


class JobFolder:
    """One job on the disk; it may not be there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def key(self) -> str:
        """The name by which every process finds the job."""
        return self.path.name

    def create(self, asked: Json, files: Mapping[str, bytes]) -> int:
        """Makes the folder; what comes back is a descriptor whose lock says that somebody works on the job."""
        self.path.mkdir(mode=0o700)
        for name, data in files.items():
            (self.path / name).write_bytes(data)
        self._write(_ASKED, asked)
        descriptor = os.open(self.path / _ALIVE, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor

    def asked(self) -> Json:
        """What is asked."""
        return self._read(_ASKED) or {}

    def standing(self, *, result: bool = True) -> JobStanding | None:
        """How the job stands; None where there is none. *result*: with what came."""
        alive = self.alive  # first: a process that ends has written before
        asked, state = self._read(_ASKED), self._read(_STATE) or {}
        if asked is None:
            return None
        kind, phase = str(asked["kind"]), str(state.get("phase", ""))
        done, of = int(state.get("done", 0)), state.get("of")
        if (self.path / _STOPPED).exists():
            return JobStanding(self.key, kind, "stopped", phase, done, of)
        if problems := state.get("problems"):
            return JobStanding(self.key, kind, "failed", phase, done, of, None, tuple(problems))
        if (bound := state.get("bound")) in ("too-long", "too-large"):
            return JobStanding(self.key, kind, bound, phase, done, of)
        if (self.path / _RESULT).exists():
            came = self._read(_RESULT) if result else None
            return JobStanding(self.key, kind, "done", phase, done, of, came)
        if not alive:
            return JobStanding(self.key, kind, "ended", phase, done, of)
        return JobStanding(self.key, kind, "running" if state else "waiting", phase, done, of)

    @property
    def alive(self) -> bool:
        """Whether a process works on it."""
        try:
            descriptor = os.open(self.path / _ALIVE, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def tell(self, state: Json) -> None:
        """Writes how far the job is, or what went wrong."""
        self._write(_STATE, state)

    def finish(self, result: Json) -> None:
        """Writes what came."""
        self._write(_RESULT, result)

    def mark_stopped(self) -> None:
        """Writes that somebody stopped it."""
        (self.path / _STOPPED).touch()

    @property
    def age(self) -> float:
        """When it was begun, as the system counts seconds; 0 where there is none."""
        try:
            return (self.path / _ASKED).stat().st_mtime
        except OSError:
            return 0

    def _read(self, name: str) -> Json | None:
        try:
            read: Json = json.loads((self.path / name).read_bytes())
        except FileNotFoundError:
            return None
        return read

    def _write(self, name: str, what: Json) -> None:
        beside = self.path / f"{name}.new"
        beside.write_text(json.dumps(what, ensure_ascii=False), encoding="utf-8")
        beside.replace(self.path / name)
