"""A single change of what the shipped source reads is noticed by a shipped case, or changes nothing by a rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import backhaul
from backhaul.language.mutants import Mutant
from backhaul.questions.case_sources import checked
from backhaul.questions.source_mutations import SourceWork
from effort import trials

POLICY = backhaul.load(
    Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery" / "2.0.0.yaml"
)
SOURCE = "tiktok-shop-open-api"
WORK = SourceWork(POLICY, SOURCE, (), "")
EVERY = WORK.every()
#: how many parts the changes fall into, and how many parts are tried: all of them in a long run
PARTS = 16
TRIED = min(PARTS, trials(2))

#: where all items are alike the first is the last: a list of which both ends are the same value, and the
#: items of which the key is one value
ALIKE = (
    r"min\((?P<list>[\w.]+)\) == max\((?P=list)\) && (?P=list)\[0\]",
    r"filter_by\([\w.]+, &(?P<key>[\w.]+), \[[\w.]+\]\)\[0\]\.(?P=key)",
)


def changes_nothing(mutant: Mutant) -> bool:
    """Whether a rule says that no document can show the change: another item of items that are all alike."""
    if not mutant.name.endswith("[0] -> [-1]"):
        return False
    source = checked(POLICY.model, SOURCE)
    texts = [source.parts[name].text for name in source.parts if f"part {name}:" in mutant.name]
    for name, readings in source.facts.items():
        if mutant.name.startswith(f"fact {name}, reading "):
            number = int(mutant.name.split("reading ")[1].split(":")[0])
            read = readings[number - 1].read
            texts += [read.text] if read else []
    (text,) = texts
    return text.count("[0]") == 1 and any(re.search(rule, text) for rule in ALIKE)


@pytest.mark.parametrize("part", range(TRIED))
def test_every_change_of_the_source_fails_a_shipped_case_or_changes_nothing(part: int) -> None:
    numbers = range(part, len(EVERY), PARTS)
    noticed = WORK()(numbers)
    alive = [EVERY[n] for n, seen in zip(numbers, noticed, strict=True) if not seen]

    assert [mutant.name for mutant in alive if not changes_nothing(mutant)] == []


def test_there_are_many_changes_of_which_hardly_any_changes_nothing() -> None:
    assert len(EVERY) >= 1_100
    assert 1 <= sum(map(changes_nothing, EVERY)) <= 3
