"""A receipt comes out the same again, and nothing else does."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhaul
import effort
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.record import canonical
from backhaul.receipts.verify import Verdict, verify
from receipts.receipts_of import CANARY, SECRET, receipt, secret_facts, secretive, shipped

ENGINE = str(Path(backhaul.__file__).parents[1])
RECEIPTS = {
    "held": receipt("held"),
    "incomplete": receipt("incomplete"),
    "with its trace": receipt("held", trace=True),
    "what-if": receipt("held", hold_period="10 days", market_offset={"TH": "9 hours"}),
}


def find(policy: str, version: str) -> backhaul.Policy:
    if policy == "small" and version == "1.0.0":
        return secretive()
    return backhaul.open(policy, version) if version != "1.0.0" else known(policy)


def known(policy: str) -> backhaul.Policy:
    return shipped() if policy == shipped().id else backhaul.open(policy)


def verified(given: object, **supplied: object) -> Verdict:
    return verify(json.loads(json.dumps(given), parse_float=Decimal), find, supplied)


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_receipt_comes_out_the_same_again(name: str) -> None:
    assert verified(RECEIPTS[name]) == Verdict("same", shipped().id, "1.0.0")


@pytest.mark.parametrize("number", [0, 1])
def test_a_receipt_of_earlier_days_comes_out_the_same_again(number: int) -> None:
    """Logs had the trace in every line, and no chain."""
    line = (Path(__file__).parent / "earlier.jsonl").read_text("ascii").splitlines()[number]

    assert verified(json.loads(line)) == Verdict("same", shipped().id, "1.0.0")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every value in a document, and to every empty list and mapping."""
    below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in below:
        if isinstance(inner, dict | list) and inner:
            yield from leaves(inner, (*path, key))
        else:
            yield (*path, key)


def changed(document: Any, path: tuple[Any, ...], value: object) -> Any:
    found = copy.deepcopy(document)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return found


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def other(value: object) -> list[object]:
    """Values near this one that are not it."""
    match value:
        case bool():
            return [not value, int(value), None]
        case int():
            return [value + 1, float(value), str(value)]
        case str():
            return [value + " ", value[:-1], value.swapcase() if value.swapcase() != value else ""]
        case None:
            return [False, "", {}]
        case _:
            return [None, [None], {"x": 1}]


def noticed(document: object) -> bool:
    try:
        return verified(document).finding != "same"
    except BackhaulError:
        return True


ALL = [(name, path) for name, found in RECEIPTS.items() for path in leaves(found)]


@settings(max_examples=effort.trials(30), deadline=None)
@given(st.sampled_from(ALL), st.integers(0, 2))
def test_any_other_value_in_any_place_is_noticed(place: tuple[str, Any], which: int) -> None:
    name, path = place
    document = RECEIPTS[name]
    value = other(at(document, path))[which]

    assert noticed(changed(document, path, value)), (path, value)


@settings(max_examples=effort.trials(20), deadline=None)
@given(st.sampled_from(ALL))
def test_a_value_that_is_taken_away_is_noticed(place: tuple[str, Any]) -> None:
    name, path = place
    found = copy.deepcopy(RECEIPTS[name])
    del at(found, path[:-1])[path[-1]]

    assert noticed(found)


def test_every_fact_of_a_receipt_counts() -> None:
    for name, value in RECEIPTS["held"]["facts"].items():
        for new in other(value):
            assert noticed(changed(RECEIPTS["held"], ("facts", name), new)), (name, new)


def test_another_possible_value_of_a_fact_that_no_rule_reads_is_noticed() -> None:
    made = shipped().decide({"cross_border": False, "market": "TH", "earlier_free_returns": 0})
    document = changed(made.to_dict(), ("facts", "earlier_free_returns"), 1)
    verdict = verified(document)

    assert verdict.finding == "differs"
    assert verdict.reasons == ("it was changed where no rule reads, or its checksum was",)


def test_something_added_is_noticed() -> None:
    assert noticed({**RECEIPTS["held"], "more": None})
    assert noticed({**RECEIPTS["held"], "changed_parameters": {}})


@settings(max_examples=effort.trials(30), deadline=None)
@given(st.data())
def test_one_changed_byte_does_not_verify(data: st.DataObject) -> None:
    text = canonical(RECEIPTS["held"])
    index = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(32, 126).filter(lambda b: b != text[index]))
    found = text[:index] + bytes([byte]) + text[index + 1 :]
    try:
        document = json.loads(found, parse_float=Decimal)
    except ValueError:
        return

    assert noticed(document)


def test_the_first_differences_have_their_path() -> None:
    document = changed(RECEIPTS["held"], ("outcome", "route", "disposition"), "destroy_or_abandon")
    (difference,) = verified(document).differences

    assert str(difference) == (
        '`outcome.route.disposition`: the receipt has "destroy_or_abandon", '
        'the policy gives "hold_at_warehouse"'
    )


def test_facts_that_the_policy_refuses_are_a_difference() -> None:
    document = changed(RECEIPTS["held"], ("facts", "as_of"), "2001-01-01T00:00:00Z")
    verdict = verified(document)

    assert verdict.finding == "differs"
    assert "the policy refuses its facts" in verdict.reasons[0]


def test_another_meaning_under_the_same_version_is_a_difference() -> None:
    verdict = verified({**RECEIPTS["held"], "digest": "sha256:" + "0" * 64})

    assert verdict.finding == "differs"
    assert [d.path for d in verdict.differences] == ["digest"]


@pytest.mark.parametrize(
    "document", [None, [], 3, {}, {"policy": 1}, {**RECEIPTS["held"], "facts": []}]
)
def test_what_is_no_receipt_is_refused(document: object) -> None:
    with pytest.raises(BackhaulError) as caught:
        verified(document)

    assert [d.code for d in caught.value.diagnostics] == ["not-a-receipt"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"policy": "unheard"}, "unknown-policy"), ({"version": "0.0.9"}, "unknown-version")],
)
def test_a_policy_that_there_is_not_is_said(changes: dict[str, str], code: str) -> None:
    with pytest.raises(BackhaulError) as caught:
        verified({**RECEIPTS["held"], **changes})

    assert [d.code for d in caught.value.diagnostics] == [code]


def test_a_masked_fact_that_was_read_cannot_be_verified_without_it() -> None:
    made = secretive().decide(secret_facts()).to_dict()
    verdict = verified(made)

    assert (verdict.finding, verdict.reasons) == ("cannot verify", ("the fact `end` is masked",))
    assert verified(made, end=SECRET).finding == "same"
    assert verified(made, end=SECRET, note=CANARY).finding == "same"


def test_a_receipt_that_cannot_be_verified_still_shows_that_it_was_changed() -> None:
    made = secretive().decide(secret_facts()).to_dict()
    verdict = verified(changed(made, ("facts", "count"), 6))

    assert verdict.finding == "differs"
    assert verdict.reasons == ("its checksum is not that of the rest",)


def test_only_masked_facts_are_supplied() -> None:
    made = secretive().decide(secret_facts()).to_dict()
    whole = secret_facts(count=999, flag=False)

    assert verified(made, **whole).finding == "same"
    assert verified(changed(made, ("facts", "count"), 6), **whole).finding == "differs"


def test_a_masked_fact_with_another_value_is_a_difference_that_does_not_tell_it() -> None:
    made = secretive().decide(secret_facts()).to_dict()
    verdict = verified(made, end="2026-01-01T00:00:00Z")

    assert verdict.finding == "differs"
    assert "2026-01-01" not in str(verdict)


def test_a_masked_fact_that_nobody_read_does_not_matter() -> None:
    made = secretive().decide({**secret_facts(), "end": None}).to_dict()

    assert made["facts"]["note"] == {"masked": True}
    assert verified(made).finding == "same"


def test_a_supplied_fact_that_is_wrong_is_refused_without_telling_it() -> None:
    made = secretive().decide(secret_facts()).to_dict()

    with pytest.raises(BackhaulError) as caught:
        verified(made, end=CANARY)
    assert CANARY not in str(caught.value)


CODE = """
import json, sys, backhaul
from backhaul.cli.main import main
sys.exit(main(["verify", *sys.argv[1:]]))
"""


@pytest.mark.parametrize(
    "world",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Jakarta", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
    ],
    ids=["east", "west"],
)
def test_a_receipt_verifies_in_any_process(world: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "receipts.jsonl"
    log.write_text("".join(json.dumps(found) + "\n" for found in RECEIPTS.values()), "utf-8")
    torn = tmp_path / "changed.json"
    torn.write_bytes(log.read_bytes().splitlines()[0].replace(b'"hold"', b'"hola"', 1))
    said = [
        subprocess.run(
            [sys.executable, "-c", CODE, str(path)],
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONPATH": ENGINE, **world},
        )
        for path in (log, torn)
    ]

    assert [one.returncode for one in said] == [0, 1], said
    assert said[0].stdout == b"4 receipts: 4 the same\n"
