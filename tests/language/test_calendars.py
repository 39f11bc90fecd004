"""Calendars count as numpy counts, give back what they are made of, and are stored once."""

from random import Random
from typing import Literal

import numpy as np
import pytest

import backhaul
from backhaul.language.calendars import Calendar, Holiday, calendar
from backhaul.language.stored import as_data, from_data

TEXT = """
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans}
source: {title: {en: The house rules}, clauses: {H1: {en: The library is shut on holidays.}}}
calendars:
  library:
    title: {en: Opening days}
    weekend: [sunday]
    from: "2026-01-01"
    until: "2026-12-31"
    holidays:
      2026-12-25: {en: Christmas Day, cites: [H1]}
      2026-01-01: {en: New Year's Day}
  archive: {weekend: [], from: "2026-01-01", until: "2026-06-30", cites: [H1]}
parameters:
  opening: {type: calendar, by: reader, values: {child: library, adult: archive}}
  always: {type: calendar, value: library}
facts:
  reader: {type: choice, choices: [child, adult]}
decisions:
  fine:
    outputs: {due: {type: boolean}}
    rules: [{id: late, when: reader == 'adult', then: {due: true}}]
    otherwise: {then: {due: false}}
"""


def drawn(random: Random) -> tuple[Calendar, np.busdaycalendar]:
    """A calendar of any weekend and holidays, and numpy's."""
    weekend = random.sample(range(7), random.randint(0, 6))
    first = random.randint(-30_000, 30_000)
    last = first + random.randint(0, 400)
    days = random.sample(range(first, last + 1), min(random.randint(0, 40), last - first + 1))
    theirs = np.busdaycalendar(
        weekmask=[day not in weekend for day in range(7)],
        holidays=[np.datetime64(day, "D") for day in days],
    )
    return calendar("one", weekend, (first, last), map(Holiday, days)), theirs


@pytest.mark.parametrize("seed", range(60))
def test_working_days_are_counted_as_numpy_counts_them(seed: int) -> None:
    random = Random(seed)
    ours, theirs = drawn(random)
    for _ in range(40):
        start, end = (random.randint(ours.first - 9, ours.last + 9) for _ in range(2))
        days = random.randint(-30, 30)
        rolled: Literal["backward", "forward"] = "backward" if days > 0 else "forward"
        moved = np.busday_offset(np.datetime64(start, "D"), days, roll=rolled, busdaycal=theirs)
        low, high = (np.datetime64(day + 1, "D") for day in sorted((start, end)))
        between = int(np.busday_count(low, high, busdaycal=theirs))

        assert ours.after(start, days) == (int(moved.astype(int)) if days else start)
        assert ours.between(start, end) == (between if start <= end else -between)
        assert ours.is_working_day(start) == np.is_busday(
            np.datetime64(start, "D"), busdaycal=theirs
        )
        assert ours.between(start, ours.after(start, abs(days))) == abs(days)


@pytest.mark.parametrize("seed", range(20))
def test_the_holidays_that_are_skipped_are_those_that_would_have_been_working_days(
    seed: int,
) -> None:
    ours, _ = drawn(Random(seed))
    start, end = ours.first + 5, ours.last - 5
    skipped = {holiday.day for holiday in ours.skipped(start, end)}
    bare = calendar("bare", ours.weekend, ours.ends, ())

    assert skipped == {
        day
        for day in range(start + 1, end + 1)
        if bare.is_working_day(day) and not ours.is_working_day(day)
    }


def test_a_policy_holds_its_calendars_by_name_and_in_the_order_of_their_days() -> None:
    policy = backhaul.loads(TEXT, "loans.yaml").model
    library = policy.calendars["library"]

    assert (library.weekend, library.is_working_day(library.first)) == ((6,), False)
    assert [holiday.words["en"] for holiday in library.holidays] == [
        "New Year's Day",
        "Christmas Day",
    ]
    assert [holiday.cites for holiday in library.holidays] == [(), ("H1",)]
    assert policy.parameters["opening"].cells == ("library", "archive")
    assert policy.parameters["always"].value is library


def test_a_stored_policy_has_each_calendar_once_and_every_name_leads_to_it() -> None:
    policy = backhaul.loads(TEXT, "loans.yaml").model
    data = as_data(policy)
    again = from_data(data, "loans.yaml")

    assert again == policy
    assert again.parameters["always"].value is again.calendars["library"]
    assert again.calendars["library"].turns == policy.calendars["library"].turns
    assert str(data["policy"]).count("Christmas Day") == 1


def test_another_calendar_may_be_tried_by_its_name() -> None:
    policy = backhaul.loads(TEXT, "loans.yaml")
    other = policy.with_parameters(always="archive", opening={"adult": "library"})

    assert other.model.parameters["always"].value is other.model.calendars["archive"]
    assert other.changed_parameters == {"always": "archive", "opening": {"adult": "library"}}
    with pytest.raises(backhaul.PolicyError) as refused:
        policy.with_parameters(always="libary")
    assert [each.code for each in refused.value.diagnostics] == ["unknown-calendar"]
    assert refused.value.diagnostics[0].help == "did you mean `library`?"
