"""What a newer version keeps of an older one: all, or all that was accepted."""

from __future__ import annotations

import pytest

import small
from backhaul.analysis.changes_at_all import change_at_all, change_of_accepted
from backhaul.analysis.difference import Comparing
from backhaul.language import model

MORE = small.FACTS.replace("  count:", "  more: {type: MORE}\n  count:")
LIST = """\
decisions:
  route:
    hit: collect
    outputs: {answer: {type: choice, choices: [yes, no]}}
    rules:
"""


def constrained(
    *conditions: str, facts: str = small.FACTS, condition: str = "flag"
) -> model.Policy:
    lines = (f'  - {{id: c{i}, holds: "{each}"}}\n' for i, each in enumerate(conditions))
    sections = {"constraints": "constraints:\n" + "".join(lines)} if conditions else {}
    return small.policy(condition, facts=facts, **sections).model


def more(type: str, *conditions: str, condition: str = "flag") -> model.Policy:
    return constrained(*conditions, facts=MORE.replace("MORE", type), condition=condition)


OPTIONAL = "boolean, optional: true"
BASE = constrained("count > `0`")
#: a newer version; whether everything is kept, and everything that was accepted
CASES: dict[str, tuple[model.Policy, bool, bool]] = {
    "the same": (constrained("count >= `1`"), True, True),
    "more is accepted": (constrained("count > `-5`"), False, True),
    "less is accepted": (constrained("count > `1`"), False, False),
    "another answer": (constrained("count > `0`", condition="!flag"), False, False),
    "another answer where nothing was": (
        constrained(condition="flag && count > `0`"),
        False,
        True,
    ),
    "a new fact that nothing reads": (more(OPTIONAL, "count > `0`"), True, True),
    "a new fact that must be given": (more("integer", "count > `0`"), True, True),
    "a new fact that an old decision reads": (
        more("boolean", "count > `0`", condition="flag && more"),
        False,
        False,
    ),
    "a new fact with a constraint of its own": (
        more(OPTIONAL, "count > `0`", "not_present(more) || more"),
        False,
        True,
    ),
    "a new fact that is bounded by an old one": (
        more("integer", "count > `0`", "more > count"),
        False,
        False,
    ),
    "a new fact that can always stand beside the others": (
        more("integer", "count > `0`", "count < `100`", "more > count"),
        False,
        False,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept(name: str) -> None:
    new, all_of_it, accepted = CASES[name]
    comparing = Comparing(BASE, new)
    changes = change_at_all(comparing), change_of_accepted(comparing)

    assert [change is None for change in changes] == [all_of_it, accepted]
    for change in changes:
        assert change is None or change.answer == "possible"
        assert change is None or change.case is not None


def test_a_new_fact_may_have_to_be_another_one_in_each_case() -> None:
    old = constrained("count > `0`", "count < `100`")
    new = more("integer", "count > `0`", "count < `100`", "more > count")
    comparing = Comparing(old, new)

    assert change_of_accepted(comparing) is None
    assert change_at_all(comparing) is not None


def test_a_list_in_another_order_is_a_change_of_a_patch() -> None:
    rules = [
        f"      - {{id: {a}, when: {f}, then: {{answer: {a}}}}}\n"
        for a, f in (("yes", "flag"), ("no", "present(maybe)"))
    ]
    one, other = (small.policy(decisions=LIST + "".join(r)).model for r in (rules, rules[::-1]))
    comparing = Comparing(one, other)

    assert comparing.verdict == "impossible"
    change = change_at_all(comparing)
    assert change is not None
    assert change.case is not None
    assert (change.case.given["flag"], change.case.given["maybe"]) == (True, False)
    assert "another in" in change.words


def test_an_output_that_is_gone_is_not_kept_and_one_that_came_is() -> None:
    with_two = small.DECISIONS.replace("CONDITION", "flag").replace(
        "answer: {type: choice, choices: [yes, no]}",
        "answer: {type: choice, choices: [yes, no]}\n      sure: {type: boolean, default: true}",
    )
    one, two = small.policy().model, small.policy(decisions=with_two).model

    assert change_of_accepted(Comparing(one, two)) is None
    assert change_at_all(Comparing(one, two)) is not None
    gone = change_of_accepted(Comparing(two, one))
    assert gone is not None
    assert gone.words == "`route.sure` cannot be compared: only old"


def test_with_too_little_work_nothing_is_taken_for_kept() -> None:
    for name in ("less is accepted", "another answer", "a new fact that an old decision reads"):
        assert change_of_accepted(Comparing(BASE, CASES[name][0], work=1)) is not None


def test_a_row_that_is_worked_out_may_pass_one_that_is_not() -> None:
    head = LIST.replace("answer: {type: choice, choices: [yes, no]}", "about: {type: integer}")
    old = head + (
        "      - {id: a, when: flag, then: {about: count}}\n"
        "      - {id: b, when: flag, then: {about: 2}}\n"
    )
    new = head + (
        "      - {id: c, when: flag, then: {about: 2}}\n"
        "      - {id: d, when: flag, then: {about: 3}}\n"
    )
    policies = [small.policy(decisions=each).model for each in (old, new)]
    (moved,) = Comparing(policies[0], policies[1]).moved

    assert moved.answer == "possible"
    assert moved.case is not None
    assert moved.case.given["count"] == 3


def test_the_same_remark_twice_is_in_the_same_order_as_itself() -> None:
    rows = (("a", "flag", "yes"), ("b", "present(maybe)", "no"), ("c", "present(end)", "yes"))
    one, other = (
        LIST
        + "".join(
            f"      - {{id: {id}, when: {when}, then: {{answer: {answer}}}}}\n"
            for id, when, answer in (*rows, *more)
        )
        for more in ((), (("d", "flag && !flag", "no"),))
    )
    policies = [small.policy(decisions=each).model for each in (one, other)]

    assert change_at_all(Comparing(policies[0], policies[1])) is None
