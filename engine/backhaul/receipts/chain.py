"""Whether the lines of a log are all there, in order and as they were written, by the chains of their writers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from backhaul.digests import digest_of
from backhaul.evaluation.record import checksum
from backhaul.frozen import frozen

Kind = Literal["missing", "reordered", "repeated", "changed", "torn"]


@frozen
class Break:
    """A place where a log is not as it was written."""

    place: str
    kind: Kind
    sentence: str


@frozen
class Link:
    """A line in the chain of its writer."""

    place: str
    #: its number among all lines that were read, and among those of its writer
    order: int
    line: int
    #: the hash of the line before it, as it says, and its own
    previous: str | None
    hash: str


@frozen
class Run:
    """Lines of one writer that follow each other without a break: the first and the last."""

    first: Link
    last: Link


@frozen
class End:
    """Where the chain of a writer ends: the numbers of its first and its last line, and the hash of that one."""

    first: int
    last: int
    hash: str


class Chains:
    """The chains of the lines that were read so far; *earlier*: where they ended when they were last looked at."""

    def __init__(self, earlier: Mapping[str, End] = MappingProxyType({})) -> None:
        self._earlier = earlier
        self.lines = 0
        #: lines of earlier days, and receipts that no log has written
        self.unchained = 0
        self._runs: dict[str, list[Run]] = {}
        self._breaks: list[Break] = []

    @property
    def writers(self) -> int:
        """How many writers the lines are of."""
        return len(self._runs)

    def add(self, place: str, line: bytes) -> None:
        """Read a line, without its end."""
        self.lines += 1
        try:
            receipt = json.loads(line)
        except (ValueError, RecursionError):
            receipt = None
        if not isinstance(receipt, dict):
            self._broken(place, "torn", "the line is cut off, or is no receipt")
            return
        rest = {name: value for name, value in receipt.items() if name != "checksum"}
        if receipt.get("checksum") != checksum(rest):
            self._broken(place, "changed", "its checksum is not that of the rest")
        if "chain" not in receipt:
            self.unchained += 1
            return
        self._link(place, line, receipt["chain"])

    def _link(self, place: str, text: bytes, chain: object) -> None:
        match chain:
            case {
                "writer": str(writer),
                "line": int(line),
                "previous": None | str() as previous,
                **rest,
            }:
                link = Link(place, self.lines, line, previous, digest_of(text))
            case _:
                self._broken(place, "changed", "the line does not say its place in a chain")
                return
        if lost := rest.get("unwritten"):
            self._broken(place, "missing", f"{lost} before this line could not be written")
        then = self._earlier.get(writer)
        if then and line == then.last and link.hash != then.hash:
            self._broken(place, "changed", "it is not the line that was here earlier")
        runs = self._runs.setdefault(writer, [])
        if runs and (line, previous) == (runs[-1].last.line + 1, runs[-1].last.hash):
            runs[-1] = Run(runs[-1].first, link)
        else:
            runs.append(Run(link, link))

    def _broken(self, place: str, kind: Kind, sentence: str) -> None:
        self._breaks.append(Break(place, kind, sentence))

    def breaks(self) -> list[Break]:
        """Every break, those of single lines first."""
        between = [each for name in self._runs for each in self._between(name)]
        told = {(each.place, each.kind) for each in self._breaks}
        return [*self._breaks, *(b for b in between if (b.place, b.kind) not in told)]

    def ends(self) -> dict[str, End]:
        """The end of every chain, those that were read no further than earlier as they ended then."""
        ends = dict(self._earlier)
        for writer, runs in self._runs.items():
            last = max((run.last for run in runs), key=lambda link: link.line)
            first = min(run.first.line for run in runs)
            then = ends.get(writer)
            if then is None or last.line >= then.last:
                first = min(first, then.first) if then else first
                ends[writer] = End(first, last.line, last.hash)
        return ends

    def _between(self, writer: str) -> Iterator[Break]:
        """The breaks between the runs of a writer."""
        runs = sorted(self._runs[writer], key=lambda run: (run.first.line, run.first.order))
        before: Link | None = None
        then = self._earlier.get(writer)
        start = runs[0].first
        if then and 1 < start.line <= then.last + 1:
            # what stands before it was looked at then
            hash = then.hash if start.line == then.last + 1 else start.previous or ""
            before = Link("the earlier check", 0, start.line - 1, None, hash)
        for run in runs:
            yield from _join(writer, before, run.first)
            if before is None or run.last.line >= before.line:
                before = run.last
        if then and before and before.line < then.last:
            sentence = (
                f"lines {before.line + 1} to {then.last} of writer `{writer}` were here earlier"
            )
            yield Break(before.place, "missing", sentence)


def _join(writer: str, before: Link | None, link: Link) -> Iterator[Break]:
    """What is wrong between the last line of a run and the first of the next."""
    expected = before.line + 1 if before else 1
    if link.line > expected:
        one = link.line == expected + 1
        which = f"line {expected}" if one else f"lines {expected} to {link.line - 1}"
        sentence = f"{which} of writer `{writer}` {'is' if one else 'are'} missing before this line"
        yield Break(link.place, "missing", sentence)
    elif link.line < expected:
        yield Break(link.place, "repeated", f"line {link.line} of writer `{writer}` is here again")
    elif link.previous != (before.hash if before else None):
        if before:
            sentence = f"it is not the line that the next of writer `{writer}` was written after"
            yield Break(before.place, "changed", f"{sentence}: {link.place}")
        else:
            yield Break(
                link.place, "changed", "it is the first of its writer, but names a line before it"
            )
    if before and link.order < before.order:
        sentence = f"line {link.line} of writer `{writer}` stands before line {before.line}"
        yield Break(link.place, "reordered", f"{sentence}: {before.place}")
