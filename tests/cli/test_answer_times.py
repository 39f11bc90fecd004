"""Times as people type them."""

from datetime import date

import pytest

from backhaul.questions.typed_times import Typed, typed

AT = Typed("2025-03-09", "16:40:00", None)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-09 16:40",
        "2025-3-9 16:40",
        "2025-03-09T16:40",
        "2025-03-09 16:40:00",
        "2025/3/9 16:40",
        "2025.03.09, 16.40",
        "20250309 16:40",
        "9 Mar 2025 16:40",
        "9 March 2025, 4:40 pm",
        "9-Mar-2025 4:40PM",
        "March 9, 2025 at 4:40 p.m.",
        "Mar 9th 2025 16:40",
        "2025年3月9日16:40",
        "2025年3月9日 下午4:40",
        "2025年3月9日下午4点40分",
        "2025年3月9号16时40分",
        "2025－03－09　16：40",
        "今天 16:40",
        "today 4:40pm",
    ],
)
def test_the_usual_forms_are_one_local_time(text: str) -> None:
    assert AT == typed(text, date(2025, 3, 9))


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2025-03-09 16:40 (UTC+07:00)", "+07:00"),
        ("2025-03-09 16:40（UTC+07:00）", "+07:00"),
        ("2025-03-09 16:40 UTC+7", "+07:00"),
        ("2025-03-09 16:40 GMT+0530", "+0530"),
        ("2025-03-09 16:40 +7", "+07:00"),
        ("2025-03-09 16:40+0700", "+0700"),
        ("2025-03-09 16:40 UTC", "Z"),
        ("2025-03-09 16:40z", "Z"),
    ],
)
def test_an_offset_is_taken_as_it_is_typed(text: str, offset: str) -> None:
    assert Typed("2025-03-09", "16:40:00", offset) == typed(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2025-03-09 12:05 am", "00:05:00"),
        ("2025-03-09 12 pm", "12:00:00"),
        ("2025-03-09 上午9点半", "09:30:00"),
        ("2025-03-09 晚上8点", "20:00:00"),
        ("2025-03-09 16:40:07.25", "16:40:07.25"),
        ("2025-03-09", None),
        ("13/9/2025", None),
    ],
)
def test_halves_of_the_day_and_days_alone(text: str, time: str | None) -> None:
    found = typed(text)
    assert found is not None
    assert (time, None) == (found.time, found.offset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "9/3/2025",
        "3-9-2025 16:40",
        "2025-03-09-07",
        "2025-03-09 16:40 or so",
        "2025-03-09 0:40 pm",
    ],
)
def test_what_cannot_be_told_is_no_time(text: str) -> None:
    assert typed(text) is None
