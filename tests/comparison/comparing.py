"""Comparing small policies in this process."""

import json
from collections.abc import Mapping
from pathlib import Path

import backhaul
import small
from backhaul.comparison.chunk_judge import ChunkJudge, Terms
from backhaul.comparison.compare import Comparison, compare
from backhaul.comparison.judge import Judge, Verdict
from backhaul.comparison.structure import changes


def verdict(old: backhaul.Policy, new: backhaul.Policy, **facts: object) -> Verdict:
    """How one record stands; facts not given are those of COMPLETE; `...` takes one away."""
    given = {k: v for k, v in {**small.COMPLETE, **facts}.items() if v is not ...}
    sides = [{n: v for n, v in given.items() if n in p.model.facts} for p in (old, new)]
    return Judge(old.model, new.model).verdict(*sides)


def told(old: backhaul.Policy, new: backhaul.Policy) -> list[tuple[str, str, str]]:
    """The changes of two policies: the part with its name, the kind, what was done."""
    return [
        (f"{change.part} {change.name}", change.kind, "; ".join(change.steps))
        for change in changes(old.model, new.model)
    ]


class Make:
    """Makes a bench; may travel to another process."""

    def __init__(self, old: backhaul.Policy, new: backhaul.Policy, terms: Terms) -> None:
        self.old, self.new, self.terms = old, new, terms

    def __call__(self) -> ChunkJudge:
        return ChunkJudge(self.old.model, self.new.model, self.terms)


def compared(
    old: backhaul.Policy,
    new: backhaul.Policy,
    *files: Path,
    generated: int = 0,
    jobs: int = 1,
    terms: Terms | None = None,
) -> Comparison:
    """The comparison over files and generated facts."""
    names = [str(file) for file in files]
    return compare(Make(old, new, terms or Terms()), names, generated, jobs)


def flips(comparison: Comparison) -> dict[tuple[str, str, str], int]:
    """How often each output flips from what to what."""
    return {
        (flip.output, flip.old, flip.new): cell.count
        for flip, cell in comparison.tally.flips.items()
    }


def standings(comparison: Comparison) -> dict[str, int]:
    """How many records stand how."""
    return {name: cell.count for name, cell in comparison.tally.standings.items()}


def lines(path: Path, *records: Mapping[str, object] | str) -> Path:
    """A file with one record a line."""
    written = (r if isinstance(r, str) else json.dumps(r) for r in records)
    path.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return path
