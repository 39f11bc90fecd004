"""Parameters that vary by several facts or by date, with other values."""

from __future__ import annotations

import pytest

import backhaul
from backhaul.cli.set_parameters import apply
from backhaul.diagnostics import PolicyError
from varying import FACTS, varying


def test_one_cell_is_changed_and_the_digest_is_that_of_a_file_that_says_so() -> None:
    changed = varying().with_parameters(lead_time={"luzon": {"visayas": "3 days"}})

    assert changed.digest == varying(("visayas: 17 days}", "visayas: 3 days}")).digest
    assert changed.changed_parameters == {"lead_time": {"luzon": {"visayas": "3 days"}}}
    table = changed.model.parameters["lead_time"].table
    assert len(table) == 9
    differing = {
        k for k, v in varying().model.parameters["lead_time"].table.items() if v != table[k]
    }
    assert differing == {("luzon", "visayas")}


def test_a_choice_that_counts_among_the_rest_is_named_from_then_on() -> None:
    changed = varying().with_parameters(lead_time={"manila": {"luzon": "2 days"}})

    written = varying(
        ('{manila: 10 days, "*": 18 days}', '{manila: 10 days, "*": 18 days, luzon: 2 days}')
    )
    assert changed.digest == written.digest
    assert (
        changed.model.parameters["lead_time"].table == written.model.parameters["lead_time"].table
    )


def test_an_entry_is_named_by_its_date_or_as_much_of_it_as_tells_it_apart() -> None:
    by_year = varying().with_parameters(hold={"2026": "1 days"})
    whole = varying().with_parameters(hold={"2026-01-01T00:00:00+08:00": "1 days"})

    assert by_year.digest == whole.digest
    assert by_year.decide(FACTS)["route"] != varying().decide(FACTS)["route"]
    assert repr(by_year).endswith("with hold.2026-01-01T00:00:00+08:00=1 day>")


def test_changes_of_several_cells_are_joined_and_survive_a_receipt() -> None:
    changed = varying().with_parameters(lead_time={"luzon": {"visayas": "3 days"}})
    changed = changed.with_parameters(
        lead_time={"luzon": {"manila": "4 days"}, "manila": {"manila": "5 days"}}
    )

    assert changed.changed_parameters == {
        "lead_time": {
            "manila": {"manila": "5 days"},
            "luzon": {"manila": "4 days", "visayas": "3 days"},
        }
    }
    again = varying().with_parameters(**changed.changed_parameters)
    assert again.digest == changed.digest


def test_options_of_the_command_line_name_a_cell_with_points() -> None:
    options = [
        "lead_time.luzon.visayas=3 days",
        "lead_time.luzon.luzon=4 days",
        "hold.2026-01=5 days",
    ]
    changed = apply(varying(), options)

    assert [*changed.changed_parameters] == ["hold", "lead_time"]
    assert changed.model.parameters["lead_time"].table["luzon", "luzon"] == 4 * 86_400_000_000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["lead_time=3 days"], "has a value for each choice of `origin`"),
        (
            ["lead_time.luzon=3 days"],
            "`lead_time.luzon` has a value for each choice of `destination`",
        ),
        (["lead_time.luzon.cebu=3 days"], "`cebu` is not one of the choices of `destination`"),
        (["hold=3 days"], "has a value for each of its dates"),
        (["hold.20=3 days"], "`20` is not one of the dates of `hold`"),
        (["hold.2026=x"], "parameter `hold.2026-01-01T00:00:00+08:00`"),
        (["lead_time.luzon.luzon=1 days", "lead_time.luzon.luzon=2 days"], "more than once"),
        (["lead_time.luzon.luzon=1 days", "lead_time.luzon=2 days"], "each choice of"),
        (["lead_time=3 days"], "`--set 'lead_time.manila.manila=3 days'`"),
    ],
)
def test_what_names_no_cell_is_told(options: list[str], message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        apply(varying(), options)

    assert message in str(caught.value)


def test_a_policy_of_an_entry_since_ever_names_it_first() -> None:
    policy = varying(('from: "2023-07-05T00:00:00+08:00", value', "value"))
    early = {**FACTS, "ordered": "2020-01-01T00:00:00Z"}

    assert policy.decide(early).status == "decided"
    changed = policy.with_parameters(hold={"first": "1 days"})
    assert changed.decide(early)["route"]["answer"] == "back"
    assert changed.decide(FACTS)["route"] == policy.decide(FACTS)["route"]
    with pytest.raises(backhaul.FactError, match=r"hold\.first.*before 2023-07-05 UTC\+08:00"):
        varying().decide(early)
