"""The case files of a policy, whose ranges of versions are widened so that they hold for a new version, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from backhaul.cases.ranges import Range, numbers, read_range
from backhaul.document.node import MapNode, Scalar, maps, text
from backhaul.document.reader import read
from backhaul.frozen import frozen
from backhaul.opening import read_file


@frozen
class Ranges:
    """For which case files a new version is, as they are or widened, and for which it is not."""

    #: files whose ranges are widened, with their whole new texts
    files: Mapping[Path, str]
    #: the names of files that are for it as they are
    held: tuple[str, ...]
    #: the names of files that are for other versions than the one before it
    others: tuple[str, ...]
    #: what stays for the version before it alone, and why
    left: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {
            "widened": [str(path) for path in self.files],
            "held": list(self.held),
            "others": list(self.others),
            "left": [{"cases": name, "because": why} for name, why in self.left],
        }

    def told(self, version: str) -> Iterator[str]:
        """What of the cases is for a version, in lines."""
        if self.held:
            yield f"cases: {_files(len(self.held))} for {version} as written"
        if self.files:
            names = ", ".join(path.name for path in self.files)
            yield f"cases: {_files(len(self.files))} for {version}, too, by a wider `versions`: {names}"
        if self.others:
            yield f"cases: {_files(len(self.others))} for other versions alone"
        for name, why in self.left:
            yield f"not for {version}: {name}: {why}"
        if not (self.held or self.files):
            yield f"no case is for {version}: write at least one before it is released"


def _files(count: int) -> str:
    return f"{count} file{' is' if count == 1 else 's are'}"


def ranges_for(folder: Path, base: str, new: str, versions: Sequence[str]) -> Ranges:
    """The case files of a policy as they are to be, so that what is for *base* is for *new*, too."""
    files: dict[Path, str] = {}
    held: list[str] = []
    others: list[str] = []
    left: list[tuple[str, str]] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        source = read_file(path).decode("utf-8-sig", "replace")
        document, mistakes = read(source, str(path))
        if document is None or mistakes or text(document.root.get("policy")) != folder.name:
            left.append((path.name, "it cannot be read as cases of this policy; `check` says why"))
            continue
        change = _Widening(document.root, base, new, versions)
        left += [(f"{path.name}{name}", why) for name, why in change.left]
        if change.spots:
            files[path] = change.written(source)
        elif change.holds:
            held.append(path.name)
        elif not change.left:
            others.append(path.name)
    return Ranges(files, tuple(held), tuple(others), tuple(left))


class _Widening:
    """The ranges of one file, widened where that adds the new version and no other."""

    def __init__(self, root: MapNode, base: str, new: str, versions: Sequence[str]) -> None:
        self.base, self.new, self.versions = base, new, versions
        self.spots: list[tuple[Scalar, str]] = []
        self.left: list[tuple[str, str]] = []
        #: whether it is for the new version as it is written, or after that
        whole = self._widened(root.get("versions"), "")
        self.holds = whole.covers(new)
        for case in maps(root.get("cases")):
            if whole.covers(base):
                self._widened(case.get("versions"), f", `{text(case.get('name'))}`")

    def _widened(self, node: object, name: str) -> Range:
        """A range that is for the new version where it was for the one before it, or as it was."""
        if not isinstance(node, Scalar):
            return Range()
        own = read_range(node, [])
        if not own.covers(self.base) or own.covers(self.new):
            return own
        larger = Range(own.low, (*numbers(self.new)[:2], numbers(self.new)[2] + 1))
        if between := [v for v in self.versions if larger.covers(v) and not own.covers(v)]:
            why = f"`{node.value}` cannot be widened without {', '.join(between)}"
            self.left.append((name, why))
            return own
        self.spots.append((node, f'"{larger}"'))
        return larger

    def written(self, source: str) -> str:
        """The text of the file with its wider ranges."""
        lines = source.split("\n")
        for node, new in sorted(self.spots, key=lambda s: s[0].span.column, reverse=True):
            span = node.span
            line, at = lines[span.line - 1], span.column - 1
            lines[span.line - 1] = line[:at] + new + line[at + span.length :]
        return "\n".join(lines)
