"""What holds for every parcel, complete or not."""

from random import Random
from typing import get_args

import pytest

import effort
from backhaul.evaluation.decision import evaluate
from backhaul.explanation.explain import Why, explain
from backhaul.report.columns import width
from backhaul.report.writing import Form
from explanation.loading import load_policy
from parcels.generate import parcel

FORMS: tuple[Form, ...] = get_args(Form)
WHYS: tuple[Why, ...] = get_args(Why)
DAY = 24 * 3600


def facts(random: Random) -> dict[str, object]:
    """All facts of a random parcel, or only some of them, or some only within bounds."""
    found = parcel(random)
    if random.random() < 0.3:
        return found
    for name, value in list(found.items()):
        chance = random.random()
        if chance < 0.3:
            del found[name]
        elif chance < 0.4 and name.endswith(("_at", "_from", "as_of")) and value is not None:
            found[name] = {"from": value}
    return found


@pytest.mark.parametrize("seed", range(effort.trials(12)))
def test_every_parcel_can_be_explained_in_every_language_and_form(seed: int) -> None:
    evaluation = evaluate(load_policy(), facts(Random(seed)))
    for language in load_policy().languages:
        for why in WHYS:
            for form in FORMS:
                said = explain(evaluation, language, why, form)
                assert said.endswith("\n")
                assert "Known(" not in said
                assert "None" not in said


@pytest.mark.parametrize("seed", range(100, 100 + effort.trials(12)))
def test_no_line_of_text_is_wider_than_a_terminal(seed: int) -> None:
    evaluation = evaluate(load_policy(), facts(Random(seed)))
    for language in load_policy().languages:
        said = explain(evaluation, language, "full")
        assert max(width(line) for line in said.split("\n")) <= 100
        assert not any(line != line.rstrip() for line in said.split("\n"))
