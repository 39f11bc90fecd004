"""Cases that are found by proof: each shows what it says, and the runner confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

import backhaul
import small
from backhaul import packages
from backhaul.analysis import obligations as asked
from backhaul.analysis.agreement import Whole, by_definition, evaluation
from backhaul.analysis.case_finder import CaseFinder
from backhaul.analysis.obligations import Obligation
from backhaul.analysis.terms import Expressions
from backhaul.cases.run import run
from backhaul.cases.suite import Suite, check
from backhaul.diagnostics import BackhaulError
from backhaul.document.checked_shape import check_shape
from backhaul.document.reader import read
from backhaul.evaluation.known import exactly
from backhaul.evaluation.meaning import derive, truth, value
from backhaul.language import model, nodes
from backhaul.language.kinds import Held, Kind
from cases.files import explain
from cli.calling import POLICY, Call
from generated.facts import Domain
from generated.policies import generated

SEEDS = range(44, 47)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    return Call(capsys, monkeypatch)


def suite(text: str) -> Suite:
    document, mistakes = read(text, "found.yaml")
    assert document is not None
    return check(document, [*mistakes, *check_shape(document, "cases")])


def failing(text: str, policy: model.Policy) -> list[str]:
    return [result.case.name for result in run(suite(text), policy, explain) if not result.passed]


def turned(thing: Any, node: nodes.Condition) -> Any:
    """The same with one of its conditions turned round."""
    if thing is node:
        return nodes.Not(node)
    if type(thing) is tuple:
        return tuple(turned(part, node) for part in thing)
    if isinstance(thing, Mapping):
        return {key: turned(part, node) for key, part in thing.items()}
    if hasattr(type(thing), "_setters"):
        return type(thing)(*(turned(getattr(thing, name), node) for name in thing.__slots__))
    return thing


def decided(policy: model.Policy, facts: Whole) -> tuple[object, ...]:
    """What comes of facts; that they are refused is one thing, whatever the reason."""
    told = by_definition(policy, facts, ())
    return ("refused",) if not told.decisions else (told.status, told.decisions)


class Confirmed:
    """What a case shows, by the definition and a policy in which one condition is turned round."""

    def __init__(self, policy: model.Policy) -> None:
        self.policy = policy
        self._turned: dict[int, model.Policy] = {}

    def shows(self, obligation: Obligation, facts: Whole) -> bool:
        node = obligation.condition
        other = self._turned.setdefault(id(node), turned(self.policy, node))
        if decided(other, facts) == decided(self.policy, facts):
            return False
        if obligation.shows in ("true", "false"):
            return self._truth(node, facts) is (obligation.shows == "true")
        assert isinstance(node, nodes.Compare)
        left, right = self._value(node.left, facts), self._value(node.right, facts)
        sides: dict[str, bool] = {"t": left == right, "b": left < right, "a": left > right}
        return sides[obligation.shows[0]]

    def _names(self, facts: Whole) -> Any:
        try:
            return evaluation(self.policy, facts).names
        except BackhaulError:
            return derive(self.policy, {name: exactly(held) for name, held in facts.items()})

    def _truth(self, node: nodes.Condition, facts: Whole) -> bool | None:
        return truth(node, self._names(facts))

    def _value(self, node: nodes.Value, facts: Whole) -> Any:
        return value(node, self._names(facts)).one


def found_in(policy: model.Policy) -> CaseFinder:
    finder = CaseFinder(policy)
    finder.meet(finder.obligations.boundaries())
    finder.meet(finder.obligations.mcdc())
    return finder


LADDER = """\
constraints:
  - {id: few, holds: "count >= `0`"}
definitions:
  many: {all: ["count > `3`", flag]}
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [yes, no, perhaps]}
    rules:
      - {id: up, when: many, then: {answer: yes}}
      - {id: red, when: {any: [colour == 'red', "!flag"]}, then: {answer: no}}
      - {id: never, when: {all: [flag, colour == 'red']}, then: {answer: no}}
    otherwise: {then: {answer: perhaps}}
"""


def ladder() -> backhaul.Policy:
    constraints, rest = LADDER.split("definitions:")
    definitions, decisions = rest.split("decisions:")
    return small.policy(
        constraints=constraints,
        definitions="definitions:" + definitions,
        decisions="decisions:" + decisions,
    )


def test_what_is_shown_is_few_cases_and_each_condition_both_ways() -> None:
    policy = ladder().model
    finder = found_in(policy)
    shown = {
        (o.place, nodes.written(o.condition), o.shows) for case in finder.cases for o in case.shows
    }
    impossible = {(o.place, o.shows) for o in finder.impossible}

    assert ("definition many/0", "count > `3`", "the edge") in shown
    assert ("constraint few", "count >= `0`", "below the edge") in shown
    assert ("rule route.red/1/0", "flag", "true") in shown
    # whatever comes to the last rule was red, and answered before
    assert {("rule route.never/0", "true"), ("rule route.never/1", "true")} <= impossible
    assert not finder.open
    assert len(finder.cases) <= len(shown) // 2


def test_the_edge_and_its_sides_are_one_step_apart() -> None:
    policy = ladder().model
    finder = CaseFinder(policy)
    finder.meet(finder.obligations.boundaries())
    counts = {
        obligation.shows: case.facts["count"]
        for case in finder.cases
        for obligation in case.shows
        if obligation.place == "definition many/0"
    }

    assert counts == {"the edge": 3, "below the edge": 2, "above the edge": 4}


def shown_wrongly(seeds: range) -> tuple[int, int, int]:
    """Over random policies: what cases do not show, what is impossible and yet is shown, and how much was confirmed."""
    wrong = possible = confirmed = 0
    for seed in seeds:
        policy = generated(seed).model
        finder, by = found_in(policy), Confirmed(policy)
        for case in finder.cases:
            wrong += sum(not by.shows(obligation, case.facts) for obligation in case.shows)
            confirmed += len(case.shows)
        domain = Domain(policy, Random(seed))
        wholes = [domain.whole() for _ in range(6)]
        possible += sum(by.shows(o, whole) for o in finder.impossible for whole in wholes)
        confirmed += len(finder.impossible) * len(wholes)
    return wrong, possible, confirmed


def test_cases_show_what_they_say_and_what_is_proved_impossible_is_never_seen() -> None:
    wrong, possible, confirmed = shown_wrongly(SEEDS)

    assert (wrong, possible) == (0, 0)
    assert confirmed > 60


@pytest.mark.parametrize("broken", ["switch", "difference"])
def test_a_wrong_obligation_is_noticed(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "switch":
        monkeypatch.setattr(asked._Switched, "truth", untouched)
    else:
        monkeypatch.setattr(asked.Obligations, "_unlike", lambda self, *_: self.space.true)

    wrong, possible, _ = shown_wrongly(range(2, 3))
    assert wrong + possible > 0


def untouched(lowering: Any, node: nodes.Condition) -> Any:
    """A condition with a switch that does nothing."""
    import z3

    found = Expressions.truth(lowering, node)
    if not isinstance(node, nodes.All | nodes.Any | nodes.Not):
        lowering.switches.setdefault(
            id(node), z3.Bool(f"switch {len(lowering.switches)}", lowering.space.context)
        )
    return found


def test_every_two_values_of_two_facts_are_in_a_case_or_proved_apart() -> None:
    policy = ladder().model
    finder = CaseFinder(policy)
    pairs = finder.pairs()
    facts = [witness.facts for witness, _ in pairs.cases()]
    seen = {
        pair
        for whole in facts
        for pair in combinations(((n, few(policy, n, held)) for n, held in whole.items()), 2)
    }
    choices = policy.facts["colour"].type.choices

    assert all((("flag", flag), ("colour", c)) in seen for flag in (True, False) for c in choices)
    assert (("maybe", None), ("end", None)) in seen
    assert not pairs.impossible
    assert not pairs.open
    # three by four at least: `colour` and `other_colour`, or its absence
    assert 12 <= len(facts) < 24


def few(policy: model.Policy, name: str, held: Held | None) -> Held | None:
    kinds = (Kind.BOOLEAN, Kind.CHOICE)
    return held if held is None or policy.facts[name].type.kind in kinds else "there"


def test_pairs_that_no_case_has_are_proved() -> None:
    constraint = "constraints:\n  - {id: dull, holds: \"colour != 'red' || !flag\"}\n"
    finder = CaseFinder(small.policy(constraints=constraint).model)
    pairs = finder.pairs()
    facts = [witness.facts for witness, _ in pairs.cases()]

    assert [[(v.fact, v.value) for v in pair] for pair in pairs.impossible] == [
        [("flag", True), ("colour", "red")]
    ]
    assert not any(whole["flag"] and whole["colour"] == "red" for whole in facts)


@pytest.mark.parametrize("options", [(), ("--boundaries",), ("--mcdc",), ("--pairs",)])
def test_the_runner_confirms_every_case_of_the_file(
    options: tuple[str, ...], call: Call, tmp_path: Path
) -> None:
    policy, path = tmp_path / "small.yaml", tmp_path / "review.yaml"
    constraints, rest = LADDER.split("definitions:")
    definitions, decisions = rest.split("decisions:")
    policy.write_text(
        small.text(
            constraints=constraints,
            definitions="definitions:" + definitions,
            decisions="decisions:" + decisions,
        )
    )
    said = call("cases", policy, *options, "--output", path)

    assert said.status == 0
    assert said.out.startswith("Cases of small 1.0.0: ")
    assert " cases, " in said.err
    text = path.read_text()
    assert failing(text, ladder().model) == []
    assert len(suite(text).cases) == int(said.err.split(" cases")[0])
    changed = small.policy(
        constraints=constraints,
        definitions="definitions:" + definitions.replace("> `3`", ">= `3`"),
        decisions="decisions:" + decisions,
    )
    # the edge is among the cases, so that a policy which moves it fails one
    assert bool(failing(text, changed.model)) is (options != ("--pairs",))


def test_what_is_proved_impossible_stands_at_the_end(call: Call, tmp_path: Path) -> None:
    policy = tmp_path / "small.yaml"
    policy.write_text(small.text("{any: [flag, flag]}"))
    said = call("cases", policy, "--format", "yaml")

    assert said.out.endswith("# proved to hold of no case:\n#   flag: yes\n#   flag: yes (2)\n")


def test_what_is_not_settled_is_said(call: Call, tmp_path: Path) -> None:
    said = call("cases", POLICY, "--mcdc", "--work", "1")

    assert said.status == 3
    assert "not settled, for the bound on work was met (" in said.out
    assert said.out.endswith(" not settled\n")


@pytest.mark.parametrize("work", [20_000, 200_000])
def test_all_questions_together_have_a_bound_on_work_too(work: int) -> None:
    chance = Random(3)
    names = [f"f{place}" for place in range(8)]

    def unlike() -> str:
        a, b, c, d = (chance.choice(names) for _ in range(4))
        return f"plus(plus({a}, {b}), plus({c}, {d})) != plus({b}, `{chance.randrange(99)}`)"

    policy = small.policy(
        "f0 > f1",
        facts="facts:\n"
        + "".join(f"  {name}: {{type: integer}}\n" for name in names)
        + "".join(f"  b{place}: {{type: boolean}}\n" for place in range(4)),
        constraints="constraints:\n"
        + "".join(f"  - {{id: c{n}, holds: '{unlike()}', title: {{en: x}}}}\n" for n in range(30)),
    )
    finder = CaseFinder(policy.model, work)
    wanted = [*finder.obligations.mcdc()]
    finder.meet(wanted)
    pairs = finder.pairs()

    counted = sum(new for _, new in pairs.cases())
    met = [each for case in finder.cases for each in case.shows]
    assert len(met) + len(finder.impossible) + len(finder.open) == 2 * len(wanted)
    assert finder.open
    assert counted + len(pairs.impossible) + len(pairs.open) == 24
    # the last question may begin just below the bound, and stating one costs steps that none bounds
    assert finder.spent < 3 * work + 100_000


def test_a_missing_package_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)

    assert packages.install("analysis") in call.refused("cases", POLICY)
