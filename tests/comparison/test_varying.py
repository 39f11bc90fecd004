"""Two versions of a policy whose parameters vary: which cells differ, and from which date on."""

from __future__ import annotations

import backhaul
from backhaul.comparison.structure import changes
from varying import varying

LATER = ("2026-01-01T00:00:00+08:00", "2026-06-01T00:00:00+08:00")
ENTRY = '        - {from: "2026-01-01T00:00:00+08:00", value: 10 days, cites: [P2]}\n'
ANOTHER = '        - {from: "2027-01-01T00:00:00+08:00", value: 7 days}\n'


def told(
    new: backhaul.Policy, old: backhaul.Policy | None = None
) -> list[tuple[str, str, str, str]]:
    found = changes((old or varying()).model, new.model)
    return [(c.name, c.kind, c.old, c.new) for c in found if c.part == "parameter"]


def test_a_new_entry_is_a_change_from_its_date_on() -> None:
    new = varying((ENTRY, ENTRY + ANOTHER))

    assert told(new) == [("hold.2027-01-01T00:00:00+08:00", "value", "10 days", "7 days")]
    assert told(varying(), new) == [
        ("hold.2027-01-01T00:00:00+08:00", "value", "7 days", "10 days")
    ]


def test_a_later_date_is_a_change_between_the_two() -> None:
    assert told(varying(LATER)) == [
        ("hold.2026-01-01T00:00:00+08:00", "value", "10 days", "14 days")
    ]


def test_an_entry_of_the_same_value_changes_nothing_that_is_decided() -> None:
    same = ANOTHER.replace("7 days", "10 days")

    assert told(varying((ENTRY, ENTRY + same))) == []


def test_a_cell_is_named_by_its_choices() -> None:
    new = varying(("visayas: 17 days}", "visayas: 16 days}"), ('"*": 18 days', '"*": 19 days'))

    assert told(new) == [
        ("lead_time.manila.luzon", "value", "18 days", "19 days"),
        ("lead_time.manila.visayas", "value", "18 days", "19 days"),
        ("lead_time.luzon.visayas", "value", "17 days", "16 days"),
    ]


def test_another_fact_to_vary_by_is_another_form() -> None:
    new = varying(("by: [origin, destination]", "by: [destination, origin]"))

    assert [kind for _, kind, _, _ in told(new)] == ["type"]


def test_the_note_says_from_when_on_and_for_which_choices() -> None:
    new = varying((ENTRY, ENTRY + ANOTHER), ("visayas: 17 days}", "visayas: 16 days}"))
    compared = backhaul.compare(varying(), new, generated=50, jobs=1)

    english, chinese = (compared.explain(language) for language in ("en", "zh"))
    assert "Time of keeping (from 2027-01-01 UTC+08:00 on): 7 days instead of 10" in english
    assert "Time of the way back (Luzon, Visayas): 16 days instead of 17" in english
    assert "保留时间（自 2027-01-01 UTC+08:00 起）：7天，原为10天" in chinese


def test_the_note_says_up_to_when_a_date_was_moved() -> None:
    compared = backhaul.compare(varying(), varying(LATER), generated=50, jobs=1)

    english = " ".join(compared.explain("en").split())
    assert (
        "(from 2026-01-01 UTC+08:00 until before 2026-06-01 UTC+08:00): 14 days instead of 10"
        in english
    )
