"""The folder in which a batch keeps its finished parts, and what it is a batch of."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen

try:
    import fcntl
except ImportError:  # pragma: no cover - not on every system
    fcntl = None  # type: ignore[assignment]

_ABOUT = "batch.json"
_REJECTS = ".rejects.jsonl"
_DONE = ".done.json"


@frozen
class Counts:
    """What a part holds: of how many records, and how many cases have each status."""

    records: int
    statuses: Mapping[str, int]


class Folder:
    """Finished parts beside the place where the output will be; nothing in it is ever half written."""

    def __init__(self, out: Path, suffix: str) -> None:
        self.path = out.with_name(f".{out.name}.parts")
        self.suffix = suffix
        self._lock: int | None = None

    def open(self, about: Mapping[str, object], files: Sequence[object]) -> bool:
        """Take the folder for this batch alone, with the parts that it has; whether it had parts of other files.

        *files*: the state of the inputs; parts of another are let go. Raises BackhaulError where another batch has
        the folder, or has left parts in it.
        """
        self._take()
        try:
            return self._take_up(json.loads(json.dumps([about, files])))
        except OSError as failure:
            self.close()
            raise unwritable(self.path, failure) from None
        except BackhaulError:
            self.close()
            raise

    def _take_up(self, of: list[object]) -> bool:
        """Keep the parts that are of this, the batch and its files, and no others; whether there were others."""
        known, parts = self._known(), bool(self.finished())
        if parts and known is not None and known[0] != of[0]:
            message = f"`{self.path}` holds the parts of a batch that was stopped and is another"
            help = "run that one again, delete the folder, or give another OUT"
            raise BackhaulError([Diagnostic("usage", message, help)])
        changed = known is None or known[1] != of[1]
        for left in self.path.iterdir():
            if changed or left.name.endswith(".unfinished"):
                _remove(left)
        with whole(self.path / _ABOUT) as unfinished:
            unfinished.write_text(json.dumps(of, indent=1), encoding="utf-8")
        return parts and changed

    def _known(self) -> list[object] | None:
        """What the folder is of; None where it does not say."""
        try:
            found = json.loads((self.path / _ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, list) and len(found) == 2 else None

    def _take(self) -> None:
        """Lock the folder, which is made if need be; the lock ends with the process, however that ends."""
        while self._lock is None:
            try:
                self.path.mkdir(parents=True, exist_ok=True)
            except OSError as failure:
                raise unwritable(self.path, failure) from None
            if fcntl is None:  # pragma: no cover - not on every system
                return
            lock = os.open(self.path, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                message = f"another batch is writing to `{self.path}`"
                help = "wait until it is done, or give another OUT"
                raise BackhaulError([Diagnostic("usage", message, help)]) from None
            if self.path.exists() and os.path.samestat(os.fstat(lock), self.path.stat()):
                self._lock = lock
            else:
                # the other one has just taken it away
                os.close(lock)

    def close(self) -> None:
        """Let the folder go; one without a finished part is taken away."""
        if self.path.exists() and not self.finished():
            self.remove()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def part(self, number: int) -> Path:
        """The file of a part; it is the last that is written of it."""
        return self.path / f"part-{number:06d}{self.suffix}"

    def rejects(self, number: int) -> Path:
        """The file of what a part refuses."""
        return self.path / f"part-{number:06d}{_REJECTS}"

    def _done(self, number: int) -> Path:
        return self.path / f"part-{number:06d}{_DONE}"

    def write_counts(self, number: int, counts: Counts) -> None:
        """Keep what a part holds."""
        text = json.dumps([counts.records, dict(counts.statuses)])
        with whole(self._done(number)) as unfinished:
            unfinished.write_text(text, encoding="utf-8")

    def finished(self) -> list[Counts]:
        """What each finished part holds, in their order."""
        found: list[Counts] = []
        while self.part(len(found)).exists():
            found.append(Counts(*json.loads(self._done(len(found)).read_text(encoding="utf-8"))))
        return found

    def write_rejects(self, number: int, rejects: Sequence[Mapping[str, object]]) -> None:
        """Keep what a part refuses, one record a line."""
        texts = (json.dumps(reject, ensure_ascii=False, default=str) + "\n" for reject in rejects)
        with whole(self.rejects(number)) as unfinished, unfinished.open("wb") as lines:
            # half a pair of surrogates is written as JSON escapes it
            lines.writelines(text.encode("utf-8", "backslashreplace") for text in texts)

    def join_rejects(self, parts: int, target: Path) -> int:
        """All that was refused as one file, none where nothing was; the number of records."""
        count = 0
        with self.whole(target) as unfinished:
            with unfinished.open("wb") as joined:
                for number in range(parts):
                    with self.rejects(number).open("rb") as part:
                        for line in part:
                            joined.write(line)
                            count += 1
            if not count:
                unfinished.unlink()
                target.unlink(missing_ok=True)
        return count

    def whole(self, target: Path) -> AbstractContextManager[Path]:
        """A file or folder that takes its place elsewhere when all of it is written; until then it is in this one."""
        return whole(target, self.path / target.name)

    def remove(self) -> None:
        """Take the folder away, with all that is in it."""
        shutil.rmtree(self.path)


@contextmanager
def whole(target: Path, near: Path | None = None) -> Iterator[Path]:
    """A file to write, that takes its place when all of it is written; one that was taken away does not."""
    near = near or target
    unfinished = near.with_name(f"{near.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        if unfinished.exists():
            unfinished.replace(target)
    except OSError as failure:
        raise unwritable(target, failure) from None
    finally:
        _remove(unfinished)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def unwritable(path: Path, failure: OSError) -> BackhaulError:
    """The refusal where nothing can be written."""
    reason = (failure.strerror or str(failure) or "it failed").lower()
    message = f"`{path}` cannot be written: {reason}"
    return BackhaulError([Diagnostic("output-unwritable", message, "give another OUT")])
