"""Whatever the layout of a file: its values and its comments stay, and what is formatted once stays as it is."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
import yaml

from backhaul.document.schema import Kind
from backhaul.layout.formatting import formatted
from effort import SEED, trials
from layout.layouts import Layout, values

KINDS: tuple[Kind, ...] = ("policy", "source", "cases")


def comments(text: str) -> Counter[str]:
    """Every comment of a text by its number, and whole."""
    return Counter(found.rstrip() for found in re.findall(r"# c\d+\b.*", text))


def test_values_and_comments_stay_and_a_second_time_changes_nothing() -> None:
    kinds = random.Random(SEED)
    for seed in range(SEED, SEED + trials(60)):
        text = Layout(seed).text()
        kind = kinds.choice(KINDS)

        result = formatted(text.encode(), "random.yaml", kind)

        assert values(text) == values(result), f"seed {seed}"
        assert comments(text.replace("\r\n", "\n")) == comments(result), f"seed {seed}"
        assert formatted(result.encode(), "random.yaml", kind) == result, f"seed {seed}"


def test_the_layout_is_the_same_with_and_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [Layout(seed).text().encode() for seed in range(SEED, SEED + trials(15))]
    fast = [formatted(text, "random.yaml", "source") for text in texts]
    monkeypatch.setattr(yaml, "__with_libyaml__", False)

    assert [formatted(text, "random.yaml", "source") for text in texts] == fast
