"""One record: same, changed, cannot tell, or refused; and never one taken for another."""

import backhaul
import small
from comparison.comparing import verdict

UNCOVERED = small.DECISIONS.replace("    otherwise: {then: {answer: no}}\n", "")
TIMES = """\
decisions:
  due:
    outputs:
      by: {type: datetime, optional: true}
      long: {type: duration}
      paid: {type: decimal}
    rules:
      - {id: dated, when: flag, then: {by: start, long: length, paid: price}}
    otherwise: {then: {by: null, long: length, paid: price}}
"""
LISTS = """\
decisions:
  notes:
    hit: collect
    outputs:
      note: {type: choice, choices: [first, second, third]}
    rules:
      - {id: one, when: flag, then: {note: first}}
      - {id: two, when: "count > `3`", then: {note: second}}
"""


def test_a_record_is_the_same_where_every_output_is() -> None:
    found = verdict(small.policy("flag"), small.policy("flag && count > `1`"))

    assert ("same", ()) == (found.standing, found.flips)
    assert [("route.answer", "yes", "yes")] == [(f.output, f.old, f.new) for f in found.kept]


def test_a_flip_says_from_what_to_what() -> None:
    found = verdict(small.policy("flag"), small.policy("!flag"))

    assert found.standing == "changed"
    assert [("route.answer", "yes", "no")] == [(f.output, f.old, f.new) for f in found.flips]


def test_a_fact_that_was_not_recorded_is_named_where_it_matters() -> None:
    old, new = small.policy("flag"), small.policy("flag && count > `3`")

    found = verdict(old, new, count=...)

    assert (found.standing, found.flips) == ("cannot_tell", ())
    assert [("count", "not recorded")] == [(m.fact, m.why) for m in found.missing]
    assert verdict(old, new, count=..., flag=False).standing == "same"


def test_a_fact_known_within_bounds_is_named_as_not_exact() -> None:
    found = verdict(small.policy("count > `1`"), small.policy("count > `3`"), count={"from": 2})

    assert [("count", "not exact")] == [(m.fact, m.why) for m in found.missing]


def test_what_cannot_agree_is_changed_though_one_side_is_open() -> None:
    old = small.policy("flag")
    decisions = small.DECISIONS.replace("[yes, no]", "[yes, no, perhaps]")
    decisions = decisions.replace("CONDITION", '"count > `3`"').replace(
        "answer: no}}", "answer: perhaps}}"
    )
    new = small.policy(decisions=decisions)

    assert verdict(old, new, count=...).standing == "cannot_tell"
    found = verdict(old, new, count=..., flag=False)
    assert found.standing == "changed"
    assert [("no", "(not settled)")] == [(f.old, f.new) for f in found.flips]


def test_both_sides_open_over_the_same_fact_are_not_taken_for_the_same() -> None:
    same = small.policy("count > `3`")

    assert verdict(same, same, count=...).standing == "cannot_tell"


def test_no_rule_is_a_value_of_its_own() -> None:
    old = small.policy(decisions=UNCOVERED.replace("CONDITION", "flag"))

    found = verdict(old, small.policy("flag"), flag=False)

    assert [("(no rule)", "no")] == [(f.old, f.new) for f in found.flips]
    assert verdict(old, old, flag=False).standing == "same"


def test_times_and_numbers_are_told_by_how_they_moved() -> None:
    old = small.policy(decisions=TIMES)
    moved = TIMES.replace("by: start", "by: 'plus(start, length)'").replace(
        "paid: price}}\n    o", "paid: 'plus(price, price)'}}\n    o"
    )
    new = small.policy(decisions=moved)

    found = verdict(old, new)

    assert [("due.by", "a datetime", "2 days later"), ("due.paid", "a decimal", "2.5 more")] == [
        (f.output, f.old, f.new) for f in found.flips
    ]
    back = verdict(new, old, price="-1")
    assert [("a datetime", "2 days earlier"), ("a decimal", "1 more")] == [
        (f.old, f.new) for f in back.flips
    ]
    assert verdict(old, new, flag=False).standing == "same"


def test_a_list_is_told_row_by_row() -> None:
    old, new = (
        small.policy(decisions=LISTS),
        small.policy(decisions=LISTS.replace("`3`", "`9`").replace("note: first", "note: third")),
    )

    found = verdict(old, new)

    assert [("first", "(not listed)"), ("second", "(not listed)"), ("(not listed)", "third")] == [
        (f.old, f.new) for f in found.flips
    ]
    assert verdict(old, old, count=...).standing == "cannot_tell"


def test_a_refusal_says_by_which_side_and_why() -> None:
    constraint = "constraints:\n  - {id: few, holds: 'count <= `4`'}\n"
    old, new = small.policy(), small.policy(constraints=constraint)

    by_new = verdict(old, new)
    by_both = verdict(old, new, flag="perhaps")

    assert [("new", "broken-constraint", "few")] == [(r.by, r.code, r.fact) for r in by_new.refused]
    assert [("old", "wrong-kind", "flag"), ("new", "wrong-kind", "flag")] == [
        (r.by, r.code, r.fact) for r in by_both.refused
    ]
    assert (by_new.standing, by_both.standing) == ("refused", "refused")


def test_two_rules_that_match_where_one_may_are_a_refusal() -> None:
    both = small.DECISIONS.replace("    outputs:", "    hit: unique\n    outputs:").replace(
        "    otherwise", "      - {id: other, when: flag, then: {answer: no}}\n    otherwise"
    )
    new = small.policy(decisions=both.replace("CONDITION", "flag"))

    assert [("new", "rules-overlap")] == [
        (r.by, r.code) for r in verdict(small.policy(), new).refused
    ]


def test_another_rule_with_the_same_outcome_is_noted_and_no_change() -> None:
    renamed = small.DECISIONS.replace("id: rule", "id: ruling").replace("CONDITION", "flag")

    found = verdict(small.policy(), small.policy(decisions=renamed))

    assert found.standing == "same"
    assert [("route", "rule", "ruling")] == [(f.output, f.old, f.new) for f in found.rules]


def test_a_masked_value_is_nowhere_in_a_verdict() -> None:
    def masked(decisions: str) -> backhaul.Policy:
        facts = small.FACTS.replace(
            "count: {type: integer}", "count: {type: integer, masked: true}"
        )
        return small.policy(facts=facts, decisions=decisions)

    decisions = TIMES.replace("paid: {type: decimal}", "paid: {type: integer}").replace(
        "paid: price", "paid: count"
    )
    old = masked(decisions)
    new = masked(decisions.replace("paid: count}", "paid: 'plus(count, count)'}"))

    found = verdict(old, new, count=4242)

    assert [("(masked)", "(masked, another)")] == [(f.old, f.new) for f in found.flips]
    assert "4242" not in repr(found)
    assert "8484" not in repr(found)
