"""What answered a case, on the text of its policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import backhaul
from assist.marked import FACTS, POLICY, read
from backhaul.assist import Reading, answered
from backhaul.cases import suite as suites
from backhaul.document.reader import read_document

SHIPPED = Path(__file__).parents[2] / "policies"


def marks(facts: dict[str, object]) -> dict[str, str]:
    answer = answered(read(), facts)
    assert answer
    lines = POLICY.split("\n")
    return {
        lines[m.at.start.line - 1][m.at.start.column - 1 : m.at.end.column - 1]: m.outcome
        for m in answer.marks
    }


def test_the_rule_that_answered_has_its_place() -> None:
    answer = answered(read(), FACTS)
    assert answer
    [rule] = answer.rules["refund"]
    lines = POLICY.split("\n")
    assert (rule.rule, rule.sure, answer.status) == ("was-late", True, "decided")
    assert lines[rule.at.start.line - 1][rule.at.start.column - 1 :] == "was-late"
    assert rule.whole.start.line == rule.whole.end.line - 4
    assert answer.outcome["refund"]["answer"] == "freight"


def test_each_condition_is_true_false_or_cannot_be_told() -> None:
    found = marks(FACTS)
    assert (found["late"], found["weight > 20"], found["came_at > due_at"]) == (
        "true",
        "false",
        "true",
    )
    unknown = {name: value for name, value in FACTS.items() if name != "came_at"}
    found = marks(unknown)
    assert (found["late"], found["weight > 20"]) == ("cannot tell", "false")


def test_what_is_open_says_what_it_needs_and_which_rules_may_answer() -> None:
    answer = answered(read(), {name: value for name, value in FACTS.items() if name != "came_at"})
    assert answer
    assert (answer.status, answer.needs) == ("undetermined", ("came_at",))
    assert [(rule.rule, rule.sure) for rule in answer.rules["refund"]] == [
        ("was-late", False),
        ("in-time", False),
    ]


def test_a_refused_case_says_why_and_which_constraint_it_breaks() -> None:
    answer = answered(read(), {**FACTS, "came_at": "2026-03-01T10:00:00Z"})
    assert answer
    assert (answer.status, answer.refused[0].code) == ("refused", "broken-constraint")
    assert answer.marks[0].outcome == "false"
    wrong = answered(read(), {**FACTS, "weight": "heavy"})
    assert wrong
    assert (wrong.refused[0].fact, wrong.marks) == ("weight", ())


def test_a_policy_with_mistakes_answers_nothing() -> None:
    assert answered(read(POLICY.replace("late, weight", "lat, weight")), FACTS) is None


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.glob("*/[0-9]*.yaml")), ids=lambda p: p.parent.name + p.stem
)
def test_every_shipped_case_is_answered_as_the_policy_decides(path: Path) -> None:
    reading = Reading(path.read_text(encoding="utf-8"), str(path))
    policy = backhaul.load(path)
    files = sorted(path.parent.glob("cases/*.yaml"))[::6]
    for file in files:
        suite = suites.check(read_document(file.read_bytes(), str(file), "cases")[0]).of(path.stem)
        for case in suite.cases[::7]:
            answer = answered(reading, case.facts)
            assert answer
            json.dumps(answer.to_dict())
            if answer.refused:
                with pytest.raises(backhaul.BackhaulError):
                    policy.decide(case.facts)
                continue
            decision = policy.decide(case.facts)
            assert answer.status == decision.status
            for name, rule in decision.rules.items():
                if isinstance(rule, str):
                    [ruled] = answer.rules[name]
                    line = reading.lines[ruled.at.start.line - 1]
                    assert (ruled.rule, rule in line or "otherwise" in line) == (rule, True)
