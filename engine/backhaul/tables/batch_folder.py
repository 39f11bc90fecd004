"""The folder in which a batch keeps its finished parts, and what it is a batch of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic

_ABOUT = "batch.json"
_REJECTS = ".rejects.jsonl"
_COUNTS = ".counts.json"


class Folder:
    """Finished parts beside the place where the output will be; nothing in it is ever half written."""

    def __init__(self, out: Path, suffix: str) -> None:
        self.path = out.with_name(f".{out.name}.parts")
        self.suffix = suffix

    def open(self, about: Mapping[str, object]) -> None:
        """Make the folder, or take it up again where it is of the same batch; else raises BackhaulError."""
        text = json.dumps(about, indent=1, sort_keys=True)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            known = self.path / _ABOUT
            if not known.exists():
                with whole(known) as unfinished:
                    unfinished.write_text(text, encoding="utf-8")
            elif known.read_text(encoding="utf-8") != text:
                message = (
                    f"`{self.path}` holds the parts of a batch that was stopped and is another"
                )
                help = "run that one again, delete the folder, or give another OUT"
                raise BackhaulError([Diagnostic("usage", message, help)])
        except OSError as failure:
            raise unwritable(self.path, failure) from None
        for left in self.path.glob("*.unfinished"):
            left.unlink(missing_ok=True)

    def part(self, number: int) -> Path:
        """The file of a part."""
        return self.path / f"part-{number:06d}{self.suffix}"

    def rejects(self, number: int) -> Path:
        """The file of what a part refuses."""
        return self.path / f"part-{number:06d}{_REJECTS}"

    def write_counts(self, number: int, counts: Mapping[str, int]) -> None:
        """Keep how many cases of a part have each status."""
        with whole(self._counts(number)) as unfinished:
            unfinished.write_text(json.dumps(counts, sort_keys=True), encoding="utf-8")

    def counts(self, number: int) -> dict[str, int]:
        """How many cases of a part have each status."""
        found: dict[str, int] = json.loads(self._counts(number).read_text(encoding="utf-8"))
        return found

    def _counts(self, number: int) -> Path:
        return self.path / f"part-{number:06d}{_COUNTS}"

    def has(self, number: int) -> bool:
        """Whether a part is finished; its own file is the last that is written of it."""
        return self.part(number).exists()

    def write_rejects(self, number: int, rejects: Sequence[Mapping[str, object]]) -> None:
        """Keep what a part refuses, one record a line."""
        with whole(self.rejects(number)) as unfinished, unfinished.open("w", encoding="utf-8") as f:
            for reject in rejects:
                f.write(json.dumps(reject, ensure_ascii=False, default=str) + "\n")

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
        """A file that takes its place elsewhere when all of it is written; until then it is in the folder."""
        return whole(target, self.path / target.name)

    def remove(self) -> None:
        """Take the folder away, with all that is in it."""
        for file in self.path.iterdir():
            file.unlink()
        self.path.rmdir()

    def become(self, out: Path) -> None:
        """Give the folder its place, with nothing in it but the parts."""
        for file in self.path.iterdir():
            if file.name == _ABOUT or file.name.endswith((_REJECTS, _COUNTS)):
                file.unlink()
        self.path.rename(out)


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
        unfinished.unlink(missing_ok=True)


def unwritable(path: Path, failure: OSError) -> BackhaulError:
    """The refusal where nothing can be written."""
    reason = (failure.strerror or str(failure) or "it failed").lower()
    message = f"`{path}` cannot be written: {reason}"
    return BackhaulError([Diagnostic("output-unwritable", message, "give another OUT")])
