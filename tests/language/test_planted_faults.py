"""What holds every path against the definition is not blind: a fault in one column of one row is noticed, and so is one elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import z3

from backhaul.analysis import lowering, terms
from backhaul.evaluation import meaning
from backhaul.evaluation.lowering import python_expressions, texts, trace_conditions, trace_values
from backhaul.frozen import with_fields
from backhaul.language import nodes, typed_formulas
from backhaul.language.axes import Axis
from backhaul.language.formulas import rounded
from backhaul.language.function import Function, Range
from backhaul.language.kinds import Kind
from backhaul.language.operators import FUNCTIONS
from backhaul.language.rounding import MODES
from backhaul.program.program import program_of
from backhaul.tables import sql_expressions, stages
from effort import some
from language import test_operators
from language.ideas import Idea, ideas
from language.paths import PATHS
from language.rows import SHIPPED

IDEAS = {idea.name: idea for idea in ideas()}
TIMES = (Kind.DATETIME, Kind.DURATION)
#: the columns that a path of the ideas reads
READ_BY = {"python": "compiled", "sql": "SQL", "z3": "proof"}


def wrong_text(column: Any, kind: Kind) -> Any:
    """A text of Python or SQL that gives something else."""
    if callable(column):
        return lambda *named: None if (told := column(*named)) is None else wrong_text(told, kind)
    named, then, last = column.rpartition("; ")
    other = (
        f"(not ({last}))"
        if kind is Kind.BOOLEAN
        else f"(({last}) + {'day' if kind in TIMES else 1})"
    )
    return f"{named}{then}{other}"


def wrong_term(column: Callable[..., Any], kind: Kind) -> Callable[..., Any]:
    """A term that is another one."""
    if kind is Kind.BOOLEAN:
        return lambda *operands: z3.Not(column(*operands))
    return lambda *operands: column(*operands) + 1


def wrong(row: Function, column: str) -> Function:
    """The row with a fault in a column."""
    was: Any = getattr(row, column)
    kind = row.signatures[0][1]
    return with_fields(
        row, **{column: wrong_term(was, kind) if column == "z3" else wrong_text(was, kind)}
    )


def reading(row: Function) -> Iterator[Idea]:
    """The ideas that show a row."""
    for idea in IDEAS.values():
        if any(node.function == row for node in program_of(idea.policy.model).arithmetic):
            yield idea


def notices(idea: Idea, path: str) -> bool:
    """Whether a path is seen to say otherwise than the definition, where the idea is read anew."""
    try:
        PATHS[path](Idea(idea.name, idea.says))
    except AssertionError:
        return True
    return False


PLANTED = [
    pytest.param(row, column, id=f"{name}: {column}")
    for name, row in SHIPPED.items()
    for column in READ_BY
    if getattr(row, column) is not None
]


@pytest.mark.parametrize(("row", "column"), some(PLANTED, 60))
def test_a_fault_in_a_column_of_a_row_is_noticed(
    row: Function, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = [*reading(row)]
    rows = [wrong(each, column) if each == row else each for each in FUNCTIONS[row.name]]
    monkeypatch.setitem(FUNCTIONS, row.name, (*rows,))

    assert any(notices(idea, READ_BY[column]) for idea in read)


@pytest.mark.parametrize("column", READ_BY)
@pytest.mark.parametrize("mode", MODES)
def test_a_fault_in_a_way_of_rounding_is_noticed(
    mode: str, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planted(*settings: Any) -> Function:
        row = rounded(*settings)
        return wrong(row, column) if settings[4] == mode else row

    monkeypatch.setattr(typed_formulas, "rounded", planted)
    some = [IDEAS["rounding"], IDEAS["quotients"]]

    assert any(f"'{mode}'" in str(idea.says["policy"]) for idea in some)
    assert any(notices(idea, READ_BY[column]) for idea in some)


def shifted(interval: Callable[..., Range]) -> Callable[..., Range]:
    """The ranges without their least value."""

    def within(*ranges: Any) -> Range:
        low, high = interval(*ranges)
        return low + 1, high

    return within


def upper(low: int, high: int) -> Range:
    """A range without its lower half."""
    return (low + high) // 2 + 1, high


def lower(low: int, high: int) -> Range:
    """A range without its upper half."""
    return low, (low + high) // 2 - 1


@pytest.mark.parametrize("row", [r for r in SHIPPED.values() if r.interval], ids=lambda r: r.name)
def test_a_fault_in_a_range_is_noticed(row: Function) -> None:
    assert row.interval is not None
    planted = with_fields(row, interval=shifted(row.interval))
    with pytest.raises(AssertionError):
        test_operators.test_no_result_lies_outside_of_what_is_known_of_it(planted)


@pytest.mark.parametrize("row", [r for r in SHIPPED.values() if r.narrowing], ids=lambda r: r.name)
def test_a_fault_in_what_a_result_says_of_its_operands_is_noticed(row: Function) -> None:
    assert row.narrowing is not None
    noticed = 0
    for half in (upper, lower):
        was: Any = row.narrowing
        planted = with_fields(
            row, narrowing=lambda *ranges, of=half, was=was: [of(*each) for each in was(*ranges)]
        )
        try:
            test_operators.test_a_result_rules_out_no_operand_that_gives_it(planted)
        except AssertionError:
            noticed += 1
    assert noticed


@pytest.mark.parametrize("row", [r for r in SHIPPED.values() if r.words], ids=lambda r: r.name)
def test_words_that_are_missing_are_noticed(row: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = with_fields(row, words=None)
    with pytest.raises(AssertionError):
        test_operators.test_a_shipped_row_has_words_in_both_languages(planted)


def last_branch(self: Any, node: nodes.Cases) -> Any:
    """What stands in the last branch."""
    value = self.value(node.branches[-1].value)
    return value[0] if isinstance(value, tuple) else value


def first_key(_: Any, axis: Axis, below: list[Any]) -> Any:
    """What stands under the first key."""
    return below[0]


def wrong_text_of(domain: Any, type: Any, text_of: Any = texts.text_of) -> Any:
    """What writes something else."""
    write = text_of(domain, type)
    return lambda value: write(value)[:-2] + '?"'


_BY_CASES = ("cases", "later-definitions", "quotients")
_BY_DATE = ("parameters-by-date",)
ELSEWHERE = {
    "values by cases, compiled": (
        _BY_CASES,
        "compiled",
        python_expressions.Expressions,
        "_by_cases",
        last_branch,
    ),
    "values by cases, SQL": (
        _BY_CASES,
        "SQL",
        sql_expressions,
        "case",
        lambda _, default: default,
    ),
    "values by cases, proof": (_BY_CASES, "proof", terms.Expressions, "_by_cases", last_branch),
    "values by cases, definition": (
        _BY_CASES,
        "definition",
        meaning,
        "answering",
        lambda node, names: [(node.branches[-1], meaning.evaluate(node.branches[-1].value, names))],
    ),
    "parameters by date, compiled": (
        _BY_DATE,
        "compiled",
        python_expressions,
        "bisect_right",
        bisect_left,
    ),
    "parameters by date, SQL": (_BY_DATE, "SQL", stages.Stages, "by_key", first_key),
    "parameters by date, proof": (_BY_DATE, "proof", lowering.Lowered, "_by_key", first_key),
    "parameters by date, definition": (
        _BY_DATE,
        "definition",
        meaning,
        "_places",
        lambda *_: [0],
    ),
    "dates in a trace": (("moved-dates",), "trace", trace_values, "text_of", wrong_text_of),
    "amounts in a trace": (("places",), "trace", trace_values, "text_of", wrong_text_of),
    "margins in a trace": (("moved-dates",), "trace", trace_conditions, "text_of", wrong_text_of),
    "days in a trace": (
        ("moved-dates",),
        "trace",
        trace_conditions,
        "progress",
        lambda *_: lambda *_: ',"day":1,"of_days":1',
    ),
}


@pytest.mark.parametrize(
    ("names", "path", "of", "name", "instead"), ELSEWHERE.values(), ids=ELSEWHERE
)
def test_a_fault_in_cases_in_dates_and_in_traces_is_noticed(
    names: tuple[str, ...],
    path: str,
    of: Any,
    name: str,
    instead: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not any(notices(IDEAS[each], path) for each in names)
    monkeypatch.setattr(of, name, instead)

    assert any(notices(IDEAS[each], path) for each in names)
