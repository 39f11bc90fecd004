"""Who writes what another language has is told how it is said here, in a form that is then taken."""

import re

import pytest

import small
from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.language.operators import FUNCTIONS


def mistakes(condition: str = "flag", **sections: str) -> list[Diagnostic]:
    with pytest.raises(PolicyError) as caught:
        small.policy(condition, **sections)
    return list(caught.value.diagnostics)


@pytest.mark.parametrize(
    ("type", "written", "way_out"),
    [
        ("duration", "2 weeks", "14 days"),
        ("duration", "1 week", "7 days"),
        ("duration", "90min", "90 minutes"),
        ("duration", "3 hrs", "3 hours"),
        ("duration", "1 Day", "1 day"),
        ("duration", "1 month", "30 days"),
        ("duration", "2 years", "730 days"),
        ("duration", "14天", "14 days"),
        ("duration", "１４ 天", "14 days"),
        ("duration", "二周", "14 days"),
        ("duration", "P14D", "14 days"),
        ("duration", "1.5 days", "36 hours"),
        ("duration", "14-days", "14 days"),
        ("duration", "two weeks", "14 days"),
        ("decimal", "60 000.00", "60000.00"),
        ("decimal", "0,15", "0.15"),
        ("decimal", "12元", "12"),
        ("integer", "2 kg", "2"),
        ("datetime", "2026年6月1日", "2026-06-01T00:00:00+07:00"),
        ("datetime", "2026/6/1 10:30", "2026-06-01T10:30:00+07:00"),
        ("decimal", "15 percent", "15%"),
        ("decimal", "12.5 %", "12.5%"),
        ("decimal", "-5 pct", "-5%"),
        ("decimal", "１２％", "12%"),
        ("decimal", "12.50 USD", "12.50"),
        ("decimal", "USD 12.50", "12.50"),
        ("decimal", "$12", "12"),
        ("decimal", "฿1500", "1500"),
        ("datetime", "2026-01-31", "2026-01-31T00:00:00+07:00"),
    ],
)
def test_a_value_in_other_words_is_told_as_a_value_that_is_taken(
    type: str, written: str, way_out: str
) -> None:
    def parameter(value: str, *, quoted: bool = True) -> str:
        shown = f'"{value}"' if quoted else value
        return f"parameters: {{one: {{type: {type}, value: {shown}}}}}\n"

    (mistake,) = mistakes(parameters=parameter(written))

    assert re.search(rf"(?<![\d.]){re.escape(way_out)}(?![\d])", mistake.help), mistake.help
    small.policy(parameters=parameter(way_out, quoted=type != "integer"))


@pytest.mark.parametrize("value", ["5 business days", "3 working days"])
def test_no_number_of_hours_is_offered_for_days_of_a_calendar(value: str) -> None:
    (mistake,) = mistakes(parameters=f'parameters: {{one: {{type: duration, value: "{value}"}}}}\n')

    assert mistake.help.endswith("give the end as a datetime fact")


CONDITIONS = [
    ("price > 10,500", "the number `10,500` is not written so", "price > 10500"),
    ("price between 1 and 2", "`between` is not an operator", "price >= 1 && price <= 2"),
    (
        "price BETWEEN price AND price",
        "`BETWEEN` is not an operator",
        "price >= price && price <= price",
    ),
    ("flag ? flag : flag", "`?` is not an operator", "a rule for each answer"),
    ("price % price > price", "`%` is not an operator", "sums and differences"),
    ("contains(note, 'AB')", "does not look inside a text", "contains(['AB'], note)"),
    ("startswith(note, 'AB')", "no function `startswith`", "starts_with(x, 'a')"),
    ("length(note) > `2`", "no function `length`", "source file"),
    ("sum(note) > `2`", "no function `sum`", "source file"),
    ("times(price, price) > price", "no function `times`", "sums and differences"),
    ("weekday(start) == `1`", "no function `weekday`", "no calendar"),
    ("now() > start", "no function `now`", "datetime fact"),
    ("start < now", "nothing is called `now`", "datetime fact"),
    ("note LIKE 'A%'", "`LIKE` is not an operator", "starts_with(x, 'a')"),
    ("min(price, price) > price", "no function `min`", "min_of(a, b)"),
]


@pytest.mark.parametrize(
    ("condition", "message", "help"),
    # a word of another language that has become a function of ours needs no way out
    [row for row in CONDITIONS if row[0].partition("(")[0] not in FUNCTIONS],
)
def test_a_condition_in_other_words_is_one_mistake_with_its_way_out(
    condition: str, message: str, help: str
) -> None:
    (mistake,) = mistakes(condition)

    assert message in mistake.message
    assert help in mistake.help


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("yes", "true"),
        ("True", "true"),
        ("FALSE", "false"),
        ('"true"', "true without quotes"),
        ("on", "true"),
        ("是", "true"),
        ("否", "false"),
    ],
)
def test_a_truth_value_of_an_output_in_other_words_is_told_as_one_that_is_taken(
    written: str, ours: str
) -> None:
    outputs = "outputs: {sent: {type: boolean}}"
    rules = f"rules: [{{id: all, then: {{sent: {written}}}}}]"

    (mistake,) = mistakes(decisions=f"decisions:\n  route:\n    {outputs}\n    {rules}\n")

    assert (mistake.code, mistake.help) == ("wrong-kind", f"write {ours}")


@pytest.mark.parametrize(
    ("type", "help"),
    [
        ("list", "source file"),
        ("day", "`date`"),
        ("number", "`decimal`, or `integer`"),
        ("string", "`text`"),
        ("enum", "`choice`"),
        ("bool", "`boolean`"),
    ],
)
def test_a_type_of_another_language_is_told_as_one_of_ours(type: str, help: str) -> None:
    told = mistakes(facts=f"{small.FACTS}  other: {{type: {type}}}\n")

    assert [(each.code, help in each.help) for each in told] == [("unknown-type", True)]


@pytest.mark.parametrize(
    ("written", "like"),
    [
        (" paid", "paid"),
        ("paid ", "paid"),
        (r"in\ntransit", "in_transit"),
        (r"30\t60", "n30_60"),
        (r"COD\\prepaid", "COD_prepaid"),
    ],
)
def test_a_choice_that_cannot_be_is_told_with_a_name_that_can(written: str, like: str) -> None:
    def facts(choice: str) -> str:
        return f'{small.FACTS}  other: {{type: choice, choices: ["{choice}"]}}\n'

    (mistake,) = mistakes(facts=facts(written))

    assert (mistake.code, f"write `{like}`" in mistake.help) == ("bad-name", True)
    small.policy(facts=facts(like))


@pytest.mark.parametrize(
    ("type", "of"), [("integer", "count"), ("decimal", "price"), ("duration", "length")]
)
def test_a_divisor_that_may_be_zero_is_told_with_a_guard_that_is_taken(type: str, of: str) -> None:
    facts = f"facts:\n  {of}: {{type: {type}}}\n  by: {{type: {type}}}\n"
    quotient = f"round({of} / by, 0, 'half_up') > 2"

    (mistake,) = mistakes(quotient, facts=facts)

    guards = re.findall(r"by [!=]= 0(?: days)?", mistake.help)
    assert len(guards) == 2
    small.policy(f"{guards[0]} && {quotient}", facts=facts)
    small.policy(f"{guards[1]} || {quotient}", facts=facts)
