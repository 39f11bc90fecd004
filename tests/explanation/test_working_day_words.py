"""Where working days are counted, the why says how many lie between, and names the holidays that were not counted."""

import pytest

import backhaul

POLICY = """\
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans, zh: 借阅}
calendars:
  usual:
    weekend: [saturday, sunday]
    from: "2026-02-01"
    until: "2026-06-30"
    holidays:
      "2026-04-02": {en: Maundy Thursday, zh: 圣周四}
      "2026-04-03": {en: Good Friday, zh: 耶稣受难日}
      "2026-04-04": {en: Black Saturday, zh: 圣周六}
      "2026-04-09": {en: Day of Valor, zh: 英勇日}
      "2026-05-01": {en: Labor Day, zh: 劳动节}
zones:
  berlin:
    from: "2026-01-01T00:00:00+01:00"
    changes: ["2026-03-29T03:00:00+02:00", "2026-10-25T02:00:00+01:00"]
    until: "2027-01-01T00:00:00+01:00"
facts:
  lent_on: {type: date, title: {en: Lent, zh: 借出}, MASKED}
  back_on: {type: date, title: {en: Back, zh: 归还}}
  back_at: {type: datetime, title: {en: Back at, zh: 归还时间}}
  allowed: {type: integer, title: {en: Allowed, zh: 期限}}
definitions:
  due_on: {value: "working_days_after(lent_on, allowed, usual)", title: {en: Due, zh: 应还}}
  due_by: {value: "end_of(due_on, berlin)", title: {en: Due by, zh: 最迟}}
  took: {value: "working_days_between(lent_on, back_on, usual)", title: {en: Taken, zh: 用时}}
decisions:
  fine:
    outputs: {due: {type: boolean, title: {en: A fine, zh: 罚款}}}
    rules:
      - id: late
        when: CONDITION
        then: {due: true}
        because: {en: It is late., zh: 已逾期。}
    otherwise: {then: {due: false}, because: {en: It is in time., zh: 未逾期。}}
"""


def _said(condition: str, language: str = "en", masked: str = "", **facts: object) -> str:
    text = POLICY.replace("CONDITION", condition)
    text = text.replace(", MASKED", masked)
    given = {
        "lent_on": "2026-04-01",
        "back_on": "2026-04-13",
        "back_at": "2026-04-13T08:00:00Z",
        "allowed": 5,
    }
    decision = backhaul.loads(text.encode(), "loans.yaml").decide({**given, **facts})
    return " ".join(decision.explain(language).split())


@pytest.mark.parametrize(
    ("back", "apart"),
    [
        ("2026-04-10", "5 days (3 working days) before Due (2026-04-15)"),
        ("2026-04-14", "1 day (1 working day) before Due (2026-04-15)"),
        ("2026-04-20", "5 days (3 working days) after Due (2026-04-15)"),
    ],
)
def test_days_from_a_deadline_are_counted_in_working_days_too(back: str, apart: str) -> None:
    said = _said("back_on > due_on", back_on=back, allowed=7)

    assert f"Back ({back}) is {apart}" in said


def test_a_weekend_between_is_no_working_day() -> None:
    said = _said("back_on > due_on", lent_on="2026-04-13", allowed=4, back_on="2026-04-19")

    assert "is 2 days (no working day) after Due (2026-04-17)" in said
    assert "holidays" not in said


@pytest.mark.parametrize(
    ("back", "apart"),
    [
        # the deadline is the end of Thursday, 16 April
        ("2026-04-13T22:00:00Z", "2 days (2 working days) before"),
        ("2026-04-14T08:00:00Z", "1 day 14 hours (1 working day) before"),
        ("2026-04-15T08:00:00Z", "14 hours before"),
        ("2026-04-16T10:00:00Z", "12 hours after"),
        ("2026-04-19T22:00:00Z", "4 days (2 working days) after"),
    ],
)
def test_of_instants_the_whole_local_days_between_them_are_counted(back: str, apart: str) -> None:
    said = _said("back_at > due_by", back_at=back, lent_on="2026-04-08", allowed=4)

    assert apart in said


def test_the_first_holidays_are_named_and_the_others_counted() -> None:
    said = _said("back_on > due_on", allowed=18)
    chinese = _said("back_on > due_on", "zh", allowed=19).replace(" ", "")

    named = "Maundy Thursday (2026-04-02), Good Friday (2026-04-03), Day of Valor (2026-04-09)"
    assert f"holidays not counted: {named}." in said
    assert "英勇日（2026-04-09），另有1天" in chinese
    assert "不计入的节假日：圣周四（2026-04-02）" in chinese
    assert "个工作日）" in chinese


@pytest.mark.parametrize("start", ["2026-04-03", "2026-04-02"])
def test_the_day_that_is_counted_back_from_is_no_holiday_that_was_not_counted(start: str) -> None:
    said = _said("back_on > due_on", lent_on=start, allowed=-1)

    assert "Due (2026-04-01)" in said
    assert ("holidays not counted: Maundy Thursday (2026-04-02)." in said) == (start[-1] == "3")
    assert "Good Friday" not in said


def test_holidays_are_named_where_working_days_are_counted_between_two_dates() -> None:
    said = _said("took > allowed")

    assert "Taken (5) is the same as Allowed (5); holidays not counted: Maundy Thursday" in said


def test_nothing_is_said_of_days_that_the_calendar_does_not_know_or_that_are_masked() -> None:
    beyond = _said("back_at > due_by", back_at="2026-08-01T00:00:00Z")
    hidden = _said("back_on > due_on", masked=", masked: true")

    assert "working day" not in beyond
    assert "holidays not counted" in beyond
    assert "holidays" not in hidden
    assert "working day" not in hidden
