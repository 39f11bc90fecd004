"""A slip of the hand in a policy file is refused, and told where it was made."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

import pytest

import backhaul
from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.opening import loads
from effort import SEED, trials
from mutations.mutate import SLIPS, Mutation, mutations

MUTATIONS = trials(100)
SHIPPED = Path(__file__).parents[2] / "policies/tiktok-shop-sea-failed-delivery/1.0.0.yaml"


def slips() -> list[Mutation]:
    """The slips that are tried, the same in every run."""
    return list(islice(mutations(SHIPPED.read_text("utf-8"), Random(SEED)), MUTATIONS))


def mistakes(mutation: Mutation) -> tuple[Diagnostic, ...]:
    """What is wrong with the policy after a slip."""
    with pytest.raises(PolicyError) as caught:
        loads(mutation.text.encode(), "mutated.yaml")
    return caught.value.diagnostics


def is_told_there(mutation: Mutation, diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic points at the line of the slip, at a neighbour of it, or at its block's key.

    Lines that hold nothing do not count in between. What the line opens counts as the line, so that the
    neighbour may be the next one that stands no deeper. A changed type may be told anywhere in the block,
    and wherever the name is read whose type it is.
    """
    lines = mutation.text.split("\n")
    places = [span.line for span in (diagnostic.span, *(s for _, s in diagnostic.related)) if span]
    near = {mutation.block, mutation.line, *_neighbours(lines, mutation)}
    if mutation.declares:
        near |= {n for n, line in enumerate(lines, 1) if mutation.declares in line}
        near |= set(range(mutation.block, _next(lines, mutation.block, lines[mutation.block - 1])))
    return not near.isdisjoint(places)


def _neighbours(lines: list[str], mutation: Mutation) -> set[int]:
    solid = [number for number, line in enumerate(lines, 1) if line.strip()]
    at = solid.index(mutation.line)
    return {*solid[max(0, at - 1) : at + 2], _next(lines, mutation.line, mutation.before)}


def _next(lines: list[str], number: int, opening: str) -> int:
    """The first line after one of a number that stands no deeper than this text."""
    depth = len(opening) - len(opening.lstrip())
    below = enumerate(lines[number:], number + 1)
    return next(
        (n for n, x in below if x.strip() and len(x) - len(x.lstrip()) <= depth), len(lines)
    )


@pytest.mark.parametrize("mutation", slips(), ids=lambda m: f"{m.kind}-{m.line}")
def test_a_slip_of_the_hand_is_refused_and_told_where_it_was_made(mutation: Mutation) -> None:
    """Never silence, never another exception, never a mistake told only somewhere else."""
    found = mistakes(mutation)

    assert any(is_told_there(mutation, diagnostic) for diagnostic in found), (
        mutation.before,
        mutation.after,
        [str(diagnostic) for diagnostic in found],
    )


def test_every_kind_of_slip_is_tried() -> None:
    """None of the kinds is left out."""
    counts = Counter(mutation.kind for mutation in slips())

    assert set(SLIPS) == set(counts)
    assert min(counts.values()) >= MUTATIONS // (2 * len(SLIPS))


def test_the_file_that_is_changed_has_no_mistake_itself() -> None:
    """Each mutation makes one mistake, no more."""
    assert backhaul.load(SHIPPED).warnings == ()
