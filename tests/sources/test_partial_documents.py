"""The shipped source on documents that are incomplete, hostile, or lose a part."""

import re
from random import Random

import pytest

import effort
from backhaul.diagnostics import FactError
from sources.documents import Document, document, without_one_part
from sources.shipped import FILE, policy, told
from sources.stories import FATES, story


def test_partial_documents_are_all_read() -> None:
    random = Random(20)
    read_at_all = [told(document(random)) for _ in range(effort.trials(200))]

    assert {name for facts in read_at_all for name in facts} == set(policy().model.facts)


@pytest.mark.parametrize("hostile", [[], [[]], [1, "x", None], 5, 10**30, "é中", True, {"a": [1]}])
def test_hostile_documents_are_read_or_refused_with_a_place(hostile: object) -> None:
    for fate in FATES:
        whole = story(Random(1), fate)
        for answer in whole:
            for given in ({**whole, answer: hostile}, {**whole, answer: {"data": hostile}}):
                _read_or_refused(given)
            for name in _lists(whole[answer]):
                _read_or_refused({**whole, answer: {"data": {name: hostile}}})
                _read_or_refused({**whole, answer: {"data": {name: [hostile]}}})


def _lists(answer: Document) -> list[str]:
    return list(answer.get("data", {}))


def _read_or_refused(given: Document) -> None:
    try:
        told(given)
    except FactError as error:
        for refusal in error.diagnostics:
            assert refusal.code == "unreadable-document"
            assert re.match("fact `|part `", refusal.message)
            assert refusal.span is not None
            assert refusal.span.file == str(FILE)


@pytest.mark.parametrize("fate", FATES)
def test_taking_an_answer_or_a_part_of_it_away_never_gives_another_outcome(fate: str) -> None:
    compared = 0
    for seed in (1, 4)[: effort.trials(1)]:
        whole = story(Random(seed), fate)
        expected = _settled(whole)
        events = whole["tracking"]["data"].pop("tracking")
        smaller = [make() for make in without_one_part(whole)]
        for given in smaller:
            if "tracking" in given and "data" in given["tracking"]:
                given["tracking"]["data"]["tracking"] = events
        for given in (whole, *smaller):
            found = _settled(given)
            common = expected.keys() & found.keys()
            compared += len(common)

            assert {key: found[key] for key in common} == {key: expected[key] for key in common}
    assert compared > 30


def _settled(given: Document) -> dict[tuple[str, str], object]:
    """Every output that is decided."""
    decision = policy().decide(told(given))
    single = {
        (name, output): value
        for name in ("route", "deadlines")
        for output, value in decision.outcome.get(name, {}).items()
    }
    remarks = decision.outcome.get("remarks")
    return single if remarks is None else {**single, ("remarks", ""): remarks}
