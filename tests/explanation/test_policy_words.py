"""What a policy says of every case, by titles: conditions as sentences, guards left out, times at one offset."""

import pytest

import backhaul
import small
from backhaul.explanation import policy_catalogues
from backhaul.explanation.policy_words import PolicyWords
from backhaul.language.kinds import Kind, Type

TITLED = """\
facts:
  flag: {type: boolean, title: {en: It is fragile, zh: 易碎}}
  count: {type: integer, title: {en: Number of parcels, zh: 包裹数}}
  colour: {type: choice, choices: {red: {en: Red, zh: 红}, blue: {en: Blue, zh: 蓝}, other: {en: Other, zh: 其他}}, title: {en: Colour, zh: 颜色}}
  start: {type: datetime, title: {en: Sent, zh: 寄出时间}}
  end: {type: datetime, optional: true, absent: {en: not yet, zh: 尚未到达}, title: {en: Arrived, zh: 到达时间}}
"""
PARAMETERS = """\
parameters:
  wait: {type: duration, value: 3 days, title: {en: Time to wait, zh: 等待期}}
"""
DEFINITIONS = """\
definitions:
  due: {value: "plus(start, wait)", title: {en: Due, zh: 到期时间}}
  late: {all: [present(end), end > due], title: {en: It came late, zh: 晚到}}
  quiet: {any: [flag, late]}
"""


def words(condition: str, language: str) -> list[str]:
    """The sentences for the condition of a rule."""
    source = small.text(condition, parameters=PARAMETERS, facts=TITLED, definitions=DEFINITIONS)
    text = source.replace("title: {en: Small}", "title: {en: Small, zh: 小}")
    policy = backhaul.loads(text.replace("choices: [yes, no]", CHOICES).encode(), "small.yaml")
    (rule,) = policy.model.decisions["route"].rules
    return list(PolicyWords(policy.model, language).conditions(rule.condition))


CHOICES = "choices: {yes: {en: Yes, zh: 是}, no: {en: No, zh: 否}}"


@pytest.mark.parametrize(
    ("condition", "english", "chinese"),
    [
        ("flag", ["It is fragile: yes"], ["易碎：是"]),
        ("!flag", ["It is fragile: no"], ["易碎：否"]),
        ("late", ["It came late"], ["晚到"]),
        ("!late", ["not so: It came late"], ["并非“晚到”"]),
        ("quiet", ["It is fragile: yes; or It came late"], ["易碎：是；或晚到"]),
        ("colour == 'red'", ["Colour: Red"], ["颜色：红"]),
        ("colour != 'red'", ["Colour: not “Red”"], ["颜色：不是“红”"]),
        ("contains(['red', 'blue'], colour)", ["Colour: Red or Blue"], ["颜色：红或蓝"]),
        ("count > `3`", ["“Number of parcels” is more than 3"], ["“包裹数”大于3"]),
        ("`3` < count", ["“Number of parcels” is more than 3"], ["“包裹数”大于3"]),
        ("not_present(end)", ["Arrived: not yet"], ["到达时间：尚未到达"]),
        ("present(end)", ["Arrived: on record"], ["到达时间：有记录"]),
        (
            "present(end) && minus(end, start) > wait",
            ["“Arrived” minus “Sent” is more than “Time to wait” (3 days)"],
            ["“到达时间”减“寄出时间”大于“等待期”（3天）"],
        ),
        ("present(end) && end < due", ["“Arrived” is before “Due”"], ["“到达时间”早于“到期时间”"]),
        (
            "flag && (not_present(end) || end < due)",
            ["It is fragile: yes", "Arrived: not yet; or “Arrived” is before “Due”"],
            ["易碎：是", "到达时间：尚未到达；或“到达时间”早于“到期时间”"],
        ),
    ],
)
def test_a_condition_is_said_by_titles(
    condition: str, english: list[str], chinese: list[str]
) -> None:
    assert english == words(condition, "en")
    assert chinese == words(condition, "zh")


def test_a_guard_is_left_out_only_where_another_condition_says_as_much() -> None:
    assert words("present(end) && late", "en") == ["It came late"]
    assert words("present(end) && !late", "en") == [
        "Arrived: on record",
        "not so: It came late",
    ]
    assert words("present(end) && (not_present(end) || end < due)", "en") == [
        "Arrived: on record",
        "Arrived: not yet; or “Arrived” is before “Due”",
    ]


def test_what_has_no_title_is_called_by_its_name() -> None:
    policy = small.policy("flag && count > `3` && present(maybe) && colour == 'red'").model
    said = PolicyWords(policy, "en").conditions(policy.decisions["route"].rules[0].condition)

    assert said == ("flag: yes", "“count” is more than 3", "maybe: on record", "colour: red")


def test_a_time_is_said_at_the_offset_that_in_force_is_written_with() -> None:
    text = small.text().replace(
        "facts:\n", 'in_force: {by: start, from: "2026-06-01T00:00:00+08:00"}\nfacts:\n'
    )
    policy = backhaul.loads(text.encode(), "small.yaml").model
    assert policy.in_force is not None
    said = PolicyWords(policy, "en").held(Type(Kind.DATETIME), policy.in_force.start)

    assert said == "2026-06-01 00:00 (UTC+08:00)"


def test_every_word_is_said_in_every_language() -> None:
    assert policy_catalogues.ENGLISH.keys() == policy_catalogues.CHINESE.keys()
