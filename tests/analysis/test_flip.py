"""What would change a decision: the fewest facts, each as little as can be, or a proof that nothing does."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Literal

import pytest

import backhaul
import small
from backhaul import packages
from backhaul.analysis.agreement import Whole, by_definition
from backhaul.analysis.flip import Nearest, flipped
from backhaul.language import model
from backhaul.language.kinds import Held
from cli.calling import HELD, INCOMPLETE, POLICY, Call
from generated.facts import Domain
from generated.policies import dumped, generated

FACTS = json.loads(Path(HELD).read_text())


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    return Call(capsys, monkeypatch)


@pytest.fixture(scope="module")
def held() -> backhaul.Decision:
    return backhaul.open(POLICY, "1.0.0").decide(FACTS)


def test_a_second_before_the_order_was_enough(held: backhaul.Decision) -> None:
    late = {**FACTS, "address_effective_from": "2025-03-02T10:15:36+07:00"}
    early = {"address_saved_at": "2025-03-01T09:00:00+08:00"}
    found = (
        backhaul.open(POLICY, "1.0.0")
        .decide({**late, **early})
        .flip(disposition="return_to_seller")
    )

    assert found.answer == "found"
    assert found.explain().splitlines() == [
        "For “What happens to the parcel: Goes back to the seller's return address” this had to be otherwise:",
        "  - Return address in effect from: 37 seconds earlier, 2025-03-02 10:14:59 (UTC+07:00) in place of",
        "    2025-03-02 10:15:36 (UTC+07:00)",
    ]
    assert "".join(line.strip() for line in found.explain("zh").splitlines()[1:]) == (
        "- 退货地址生效时间：提早37秒，即2025-03-02 10:14:59（UTC+07:00），而不是2025-03-02 10:15:36（UTC+07:00）"
    )
    assert found.decision is not None
    assert found.decision["route"]["disposition"] == "return_to_seller"
    assert list(found.changes) == ["address_effective_from"]


def test_what_nobody_can_influence_is_proved(held: backhaul.Decision) -> None:
    found = held.flip({"route.disposition": "destroy_or_abandon"})

    assert (found.answer, found.changes, found.decision) == ("impossible", {}, None)
    assert found.explain().startswith("No change of what can be influenced gives “What happens")
    assert found.to_dict() == {"answer": "impossible", "changes": {}}


def test_what_is_so_already_needs_no_change(held: backhaul.Decision) -> None:
    found = held.flip(disposition="hold_at_warehouse")

    assert (found.answer, found.changes) == ("found", {})
    assert found.explain().startswith("This is so already: ")


def test_several_outputs_are_wanted_together(held: backhaul.Decision) -> None:
    found = held.flip({"deadlines.hold_ends_at": None}, disposition="redeliver")

    assert found.decision is not None
    assert found.decision["route"]["disposition"] == "redeliver"
    assert found.decision["deadlines"]["hold_ends_at"] is None


def test_a_masked_fact_is_not_told() -> None:
    facts = small.FACTS.replace(
        "count: {type: integer}", "count: {type: integer, masked: true, changeable: true}"
    )
    decision = small.policy("count > `7`", facts=facts).decide(small.COMPLETE)
    found = decision.flip(answer="yes")

    assert found.changes == {"count": (5, 8)}
    assert "8" not in found.explain() + json.dumps(found.to_dict())
    assert found.explain().endswith("count: another value")


@pytest.mark.parametrize(
    ("condition", "fact", "after"),
    [
        ("count > `7`", "count", 8),
        ("count < `-3`", "count", -4),
        ("colour == 'blue'", "colour", "blue"),
        ("{all: [present(note), note == 'x']}", "note", "x"),
        ("!flag", "flag", False),
        (
            "not_present(end) && price != price || length < length || colour == 'green'",
            "colour",
            "green",
        ),
    ],
)
def test_a_value_moves_as_little_as_can_be(condition: str, fact: str, after: object) -> None:
    facts = small.FACTS.replace("}\n", ", changeable: true}\n")
    found = small.policy(condition, facts=facts).decide(small.COMPLETE).flip(answer="yes")

    assert {name: new for name, (_, new) in found.changes.items()} == {fact: after}


def wholes(policy: model.Policy, random: Random) -> tuple[Whole, dict[str, list[Held | None]]]:
    """Facts that are decided, and values for each changeable fact."""
    domain = Domain(policy, random)
    every = [domain.whole() for _ in range(60)]
    base = next((w for w in every if by_definition(policy, w, ()).decisions), every[0])
    changeable = [name for name, fact in policy.facts.items() if fact.changeable]
    values = {
        name: list(dict.fromkeys([base[name], *(w[name] for w in every)]))[:5]
        for name in changeable
    }
    return base, values


def outputs(policy: model.Policy, facts: Whole) -> dict[str, Held | None]:
    """The outputs of the decisions that give one answer."""
    found: dict[str, Held | None] = {}
    told: Any = by_definition(policy, facts, ()).decisions
    for name, (_, rows) in told.items():
        if policy.decisions[name].hit != "collect" and rows:
            found |= {f"{name}.{output}": held for output, held in rows[0][1].items()}
    return found


def changeable(seed: int) -> model.Policy:
    """A random policy of which half of the facts are changeable."""
    raw, random = deepcopy(generated(seed).raw), Random(seed)
    for fact in raw["facts"].values():
        fact["changeable"] = random.random() < 0.5
    return backhaul.loads(dumped(raw).encode(), "changeable.yaml").model


def against_brute_force(seed: int) -> tuple[int, int, int]:
    """How many flips were looked at, how many are not minimal, and how many proofs are refuted."""
    policy, random = changeable(seed), Random(seed)
    base, values = wholes(policy, random)
    looked = longer = refuted = 0
    others: dict[tuple[str, Held | None], int] = {}
    for chosen in islice_random(product(*values.values()), random):
        facts = {**base, **dict(zip(values, chosen, strict=True))}
        changed = sum(facts[name] != base[name] for name in values)
        for pair in outputs(policy, facts).items():
            others[pair] = min(others.get(pair, 99), changed)
    for (output, value), fewest in list(others.items())[:6]:
        found = flipped(policy, base, {output: value})
        looked += 1
        refuted += found.answer == "impossible"
        longer += found.answer == "found" and len(found.changes) > fewest
        if found.answer == "found":
            after = {**base, **{c.fact.name: c.after for c in found.changes}}
            assert outputs(policy, after)[output] == value
            assert all(c.fact.changeable and base[c.fact.name] == c.before for c in found.changes)
    return looked, longer, refuted


def islice_random(every: Any, random: Random) -> list[Any]:
    found = list(every)
    return found if len(found) <= 80 else random.sample(found, 80)


def test_no_shorter_way_is_found_by_trying() -> None:
    looked, longer, refuted = map(sum, zip(*map(against_brute_force, range(60, 72)), strict=True))

    assert looked > 20
    assert (longer, refuted) == (0, 0)


def test_a_search_that_is_not_for_the_fewest_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_unlike(self: Nearest, model: Any) -> Any:
        return model

    monkeypatch.setattr(Nearest, "_few", all_unlike)

    assert any(against_brute_force(seed)[1] for seed in range(60, 72))


def test_the_command_says_what_would_have_changed_it(call: Call) -> None:
    said = call(
        "decide", POLICY, HELD, "--flip", "disposition=return_to_seller", "--color", "never"
    )

    assert said.status == 0
    assert "\nFor “What happens to the parcel: To go back" in said.out
    data = json.loads(
        call("decide", POLICY, HELD, "--flip", "disposition=redeliver", "--format", "json").out
    )
    assert data["flip"]["answer"] == "found"
    assert list(data["flip"]["changes"]) == ["redelivery_requested_at"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((HELD, "--flip", "disposition"), "names no value"),
        ((HELD, "--flip", "disposition=gone"), "is not one of the choices"),
        ((HELD, "--flip", "disposition=null"), "it is always there and cannot be null"),
        ((INCOMPLETE, "--flip", "disposition=redeliver"), "not known exactly: `warehouse"),
        (
            (HELD, "--flip", "disposition=redeliver", "--format", "html"),
            "choose another `--format`",
        ),
    ],
)
def test_what_cannot_be_flipped_is_refused(
    arguments: tuple[str, ...], words: str, call: Call
) -> None:
    assert words in call.refused("decide", POLICY, *arguments)


def test_an_output_of_several_decisions_is_named_in_full() -> None:
    decisions = small.DECISIONS.replace("CONDITION", "flag") + small.DECISIONS.replace(
        "CONDITION", "flag"
    ).partition("\n")[2].replace("route", "other")
    facts = small.FACTS.replace("flag: {type: boolean}", "flag: {type: boolean, changeable: true}")
    decision = small.policy(decisions=decisions, facts=facts).decide(small.COMPLETE)

    with pytest.raises(backhaul.BackhaulError, match="several decisions"):
        decision.flip(answer="no")
    assert decision.flip({"other.answer": "no"}).changes == {"flag": (True, False)}


def test_a_missing_package_is_told(
    held: backhaul.Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)

    with pytest.raises(backhaul.BackhaulError, match="analysis"):
        held.flip(disposition="redeliver")


NASTY = "a|b <i> *c* [d](e)\n# f\x1b[31m\u202e\u2028`g`"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_no_text_in_a_change_becomes_markup_or_a_line(form: Literal["text", "markdown"]) -> None:
    facts = small.FACTS.replace(
        "note: {type: text, optional: true", "note: {type: text, optional: true, changeable: true"
    )
    decision = small.policy("{all: [present(note), note == 'x']}", facts=facts).decide(
        {**small.COMPLETE, "note": NASTY}
    )
    said = decision.flip(answer="yes").explain(form=form)

    assert all(line.isprintable() for line in said.split("\n"))
    assert len([line for line in said.split("\n") if line]) == 2
    if form == "markdown":
        assert said.split("\n")[2].startswith("- note: “x”")
        assert not re.search(r"(?<!\\)[<\[|*`]", said)
