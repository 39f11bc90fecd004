"""The meaning of conditions: Kleene's tables, comparisons, presence, bounds."""

import itertools
from typing import Any

import pytest

from backhaul.evaluation.arithmetic import compare
from backhaul.evaluation.known import Known, exactly, merged
from backhaul.evaluation.meaning import every, negate
from backhaul.language.operators import COMPARISONS

TRUTHS = (True, False, None)


@pytest.mark.parametrize(("one", "other"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_is_false_if_any_is_false_and_true_only_if_all_are(one: Any, other: Any) -> None:
    expected = False if False in (one, other) else None if None in (one, other) else True

    assert expected is every([one, other])


@pytest.mark.parametrize(("outcome", "negated"), [(True, False), (False, True), (None, None)])
def test_not_keeps_cannot_tell(outcome: Any, negated: Any) -> None:
    assert negated is negate(outcome)


@pytest.mark.parametrize("symbol", list(COMPARISONS))
def test_a_comparison_of_ranges_holds_only_where_it_holds_for_every_pair(symbol: Any) -> None:
    row = COMPARISONS[symbol]
    ends = [(a, b) for a in range(4) for b in range(a, 4)]
    for (a, b), (c, d) in itertools.product(ends, ends):
        pairs = {row.holds(x, y) for x in range(a, b + 1) for y in range(c, d + 1)}
        expected = pairs.pop() if len(pairs) == 1 else None

        assert expected is compare(row, Known(((a, b),)), Known(((c, d),))), (a, b, symbol, c, d)


@pytest.mark.parametrize("symbol", ["==", "!="])
def test_a_comparison_of_choices_holds_only_where_it_holds_for_every_pair(symbol: Any) -> None:
    row = COMPARISONS[symbol]
    sets = [frozenset(s) for n in (1, 2, 3) for s in itertools.combinations("abc", n)]
    for left, right in itertools.product(sets, sets):
        pairs = {row.holds(x, y) for x in left for y in right}
        expected = pairs.pop() if len(pairs) == 1 else None

        assert expected is compare(row, Known(left), Known(right)), (left, symbol, right)


@pytest.mark.parametrize("symbol", list(COMPARISONS))
def test_negated_and_mirrored_comparisons_are_what_they_say(symbol: Any) -> None:
    row = COMPARISONS[symbol]
    for x, y in itertools.product(range(3), range(3)):
        assert row.holds(x, y) is not COMPARISONS[row.negated].holds(x, y)
        assert row.holds(x, y) is COMPARISONS[row.mirrored].holds(y, x)


def test_ranges_that_touch_become_one() -> None:
    assert ((0, 5), (7, 9)) == merged([(3, 5), (7, 9), (0, 2)])


def test_many_ranges_become_one_so_that_work_is_bounded() -> None:
    assert ((0, 198),) == merged((2 * i, 2 * i) for i in range(100))


def test_false_is_one_value_and_not_nothing() -> None:
    assert exactly(value=False).settled
    assert exactly(value=False).one is False
