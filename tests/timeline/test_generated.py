"""Timelines of random policies say at every instant what the definition says there."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from random import Random

import pytest

from backhaul.diagnostics import BackhaulError, FactError, PolicyError
from backhaul.evaluation.boundary_values import BoundaryValues
from backhaul.evaluation.decision import conclude
from backhaul.evaluation.facts import understand
from backhaul.evaluation.known import Known, exactly, ranges
from backhaul.evaluation.meaning import Answer
from backhaul.evaluation.outcome import is_settled
from backhaul.evaluation.timeline import FIRST, LAST, Course, Refused, Stretch, course
from backhaul.language.kinds import SECOND, Kind
from backhaul.language.model import Policy
from generated.facts import Domain
from generated.policies import generated

Facts = Mapping[str, object]
#: among them are 42 (a result out of range on the last day of all), 24 and 52 (one instant that a
#: constraint allows, and none after it); those left out are slow, being too fine
SEEDS = (*range(1, 9), *range(12, 16), *range(17, 26), 42, 45, 52, 55)
#: all seconds on both sides of a mark that are tried one by one
SECONDS = 20


def told(policy: Policy, facts: dict[str, Known], said: frozenset[str], by: str, at: int) -> object:
    """What the definition says at one instant, as far as intervals are told apart by it."""
    try:
        found = conclude(policy, {**facts, by: exactly(at)}, said)
    except FactError as error:
        return "refused", [d.message.split("`")[1] for d in error.diagnostics]
    except PolicyError:
        return "rules overlap"
    return [
        (
            answer.status,
            answer.open_end,
            [(row.rule, row.sure) for row in answer.rows],
            [
                (name, known.one if is_settled(answer, known) else (choices(known), known.absent))
                for each in outputs(policy, name_of, answer)
                for name, known in each.items()
            ],
        )
        for name_of, answer in found.answers.items()
    ]


def outputs(policy: Policy, decision: str, answer: Answer) -> list[Mapping[str, Known]]:
    """What the decision gives; of a list, what each of its rows does."""
    if policy.decisions[decision].hit == "collect":
        return [row.outputs for row in answer.rows]
    return [answer.outputs]


def choices(known: Known) -> object:
    """The choices that are possible; bounds of numbers move on inside an interval."""
    return known.values if isinstance(known.values, frozenset) else None


def courses(seed: int) -> Iterator[tuple[Policy, Facts, str, Course]]:
    """The courses of exact and of partly known facts, with every instant moving in turn."""
    policy, random = generated(seed).model, Random(seed * 7 + 1)
    domain = Domain(policy, random)
    for partly in (False, True):
        whole = domain.whole()
        given = domain.partial(whole, 0.4).given if partly else domain.given(whole)
        for fact in policy.facts.values():
            if fact.type.kind == Kind.DATETIME:
                rest = {name: value for name, value in given.items() if name != fact.name}
                with suppress(BackhaulError):  # it is too fine: other tests say when
                    yield policy, rest, fact.name, course(policy, rest, fact.name)


def in_order(found: Course) -> list[Stretch | Refused]:
    """All intervals, earliest first."""
    parts: list[Stretch | Refused] = [*found.stretches, *found.refused]
    return sorted(parts, key=lambda part: part.start)


def marks(policy: Policy, facts: Mapping[str, Known], found: Course, random: Random) -> list[int]:
    """Instants at, beside and around what the policy tells apart, and some anywhere."""
    ends = {end for part in in_order(found) for end in (part.start, part.end)}
    named = set(BoundaryValues(policy).instants)
    for name, fact in policy.facts.items():
        if fact.type.kind == Kind.DATETIME:
            named.update(end for pair in ranges(facts[name]) for end in pair)
    around = sorted({m for one in named for m in BoundaryValues(policy).around(one)})
    some = random.sample(around, min(12, len(around)))
    seconds = [m + n * SECOND for m in random.sample(some, 2) for n in range(-SECONDS, SECONDS)]
    anywhere = [random.randint(FIRST, LAST) for _ in range(4)]
    tried = [*ends, *(m + n for m in some for n in (-1, 0, 1)), *seconds, *anywhere]
    return sorted({m for m in tried if FIRST <= m <= LAST})


@pytest.mark.parametrize("first", range(0, len(SEEDS), 10))
def test_at_every_instant_it_says_what_the_definition_says(first: int) -> None:
    cuts = 0
    for seed in SEEDS[first : first + 10]:
        for policy, given, by, found in courses(seed):
            facts = understand(policy, given, "refuse")
            said = frozenset(facts).intersection(given) | {by}
            parts = in_order(found)
            starts = [part.start for part in parts]
            assert (starts[0], parts[-1].end) == (FIRST, LAST)
            assert all(one.end + 1 == other.start for one, other in pairwise(parts))
            now = {start: told(policy, facts, said, by, start) for start in starts}
            for at in marks(policy, facts, found, Random(seed)):
                start = starts[bisect_right(starts, at) - 1]
                assert told(policy, facts, said, by, at) == now[start], (seed, by, given, at)
            cuts += len(parts) - 1
    assert cuts > 5
