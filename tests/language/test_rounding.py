"""A formula is rounded as Python's decimal module rounds, its ranges hold every result, and its columns say the same."""

import decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

from backhaul.language.formulas import rounded
from backhaul.language.function import LETTERS, Function
from backhaul.language.rounding import MODES, rounded_quotient

#: how the decimal module calls each mode
CALLED = {mode: getattr(decimal, f"ROUND_{mode.upper()}") for mode in MODES}
#: formulas of up to three operands, the last of which may divide
TREES: list[Any] = [
    0,
    ("*", 0, 1),
    ("-", ("*", 0, 1), 2),
    ("/", 0, 1),
    ("/", ("+", 0, 1), 2),
    ("/", ("*", ("-", 0, 1), 1), 2),
]
SMALL = [(-3, 2), (0, 4), (-2, -1), (1, 3)]


def count(tree: Any) -> int:
    return tree + 1 if isinstance(tree, int) else max(map(count, tree[1:]))


def formulas(random: Random, mode: str) -> list[Function]:
    """A row for every tree, its operands with places of their own; a divisor may be below zero."""
    rows = []
    for tree in TREES:
        scales = tuple(random.choice((0, 1, 2)) for _ in range(count(tree)))
        kinds = tuple("decimal" if scale else "integer" for scale in scales)
        signed = int(isinstance(tree, tuple) and tree[0] == "/")
        rows.append(rounded(tree, kinds, scales, random.choice((0, 1, 2)), mode, signed))
    return rows


def divides(row: Function) -> bool:
    tree: Any = row.settings[0]
    return isinstance(tree, tuple) and tree[0] == "/"


@pytest.mark.parametrize("mode", MODES)
def test_a_quotient_is_rounded_as_the_decimal_module_rounds(mode: str) -> None:
    random = Random(mode)
    context = decimal.Context(prec=80)
    for _ in range(500):
        number, by = (
            random.randint(-(10**18), 10**18),
            random.choice((1, 2, 4, 5, 8, 10, 125, 1000)),
        )
        by *= random.choice((1, -1))
        number = number if random.random() < 0.5 else random.randint(-40, 40)
        exact = context.divide(decimal.Decimal(number), decimal.Decimal(by))
        wanted = int(exact.quantize(decimal.Decimal(1), CALLED[mode], context))

        assert rounded_quotient(number, by, mode) == wanted, (number, by)


@pytest.mark.parametrize("mode", MODES)
def test_a_formula_is_exact_before_it_is_rounded_once(mode: str) -> None:
    random = Random(mode)

    def exact(tree: Any, values: list[Fraction]) -> Fraction:
        if isinstance(tree, int):
            return values[tree]
        one, other = (exact(each, values) for each in tree[1:])
        return {"+": lambda: one + other, "-": lambda: one - other, "*": lambda: one * other}.get(
            tree[0], lambda: one / other
        )()

    for row in formulas(random, mode) * 20:
        tree, kinds, scales, places, *_ = row.settings
        assert isinstance(kinds, tuple)
        assert isinstance(scales, tuple)
        assert isinstance(places, int)
        held = [random.randint(-900, 900) or 1 for _ in kinds]
        values = [Fraction(h, 10 ** int(str(s))) for h, s in zip(held, scales, strict=True)]
        whole = exact(tree, values) * 10**places

        assert row.scalar(*held) == rounded_quotient(whole.numerator, whole.denominator, mode)


@pytest.mark.parametrize("mode", MODES)
def test_a_range_has_the_least_and_the_greatest_result_of_small_ranges(mode: str) -> None:
    random = Random(mode)
    for row in formulas(random, mode):
        for ranges in product(SMALL, repeat=row.arity):
            every = product(*(range(low, high + 1) for low, high in ranges))
            results = [row.scalar(*v) for v in every if v[-1] or not divides(row)]
            assert row.interval is not None
            low, high = row.interval(*ranges)

            assert not results or low <= min(results) <= max(results) <= high
            if row.settings[0] in (0, ("*", 0, 1), ("/", 0, 1)) and results:
                assert (low, high) == (min(results), max(results)), (row.settings, ranges)


@pytest.mark.parametrize("mode", MODES)
def test_the_text_of_python_and_the_term_of_a_proof_give_the_same(mode: str) -> None:
    z3 = pytest.importorskip("z3")
    random = Random(mode)
    for row in formulas(random, mode):
        assert isinstance(row.python, str)
        assert row.z3 is not None
        code = compile(row.python, "formula", "eval")
        for _ in range(12):
            held = [random.randint(-60, 60) or 7 for _ in range(row.arity)]
            names = dict(zip(LETTERS, held, strict=False))
            term = z3.simplify(row.z3(*map(z3.IntVal, held)))

            assert eval(code, {}, names) == row.scalar(*held)
            assert term.as_long() == row.scalar(*held)
