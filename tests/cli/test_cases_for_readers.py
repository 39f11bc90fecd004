"""`backhaul cases` for readers: names in words, a table for each rule that answers, and a case file beside it."""

import json
from pathlib import Path

import pytest

import backhaul
import small
from backhaul.explanation import case_words, mutation_words, place_words
from cli.calling import Call

FACTS = """\
facts:
  count: {type: integer, title: {en: Number of parcels, zh: 包裹数}}
  sent: {type: datetime, title: {en: Sent, zh: 寄出时间}}
  back: {type: datetime, title: {en: Came back, zh: 退回时间}}
"""
CONSTRAINTS = """\
constraints:
  - {id: in-order, holds: sent <= back, title: {en: nothing comes back before it was sent, zh: 退回不早于寄出}}
"""
DECISIONS = """\
decisions:
  route:
    title: {en: What happens, zh: 如何处理}
    outputs:
      answer: {type: choice, role: what, choices: {keep: {en: It is kept, zh: 保管}, send: {en: It is sent, zh: 寄出}}}
    rules:
      - {id: many, when: "count > `3`", then: {answer: keep}}
    otherwise: {then: {answer: send}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    parts = {"facts": FACTS, "constraints": CONSTRAINTS, "decisions": DECISIONS}
    text = small.text(**parts).replace("title: {en: Small}", "title: {en: Small, zh: 小}")
    path.write_text(text, encoding="utf-8")
    return path


def names(path: Path, language: str) -> list[str]:
    shown = backhaul.write_cases(backhaul.load(path), language=language)
    return [entry.name for entry in shown.entries]


def test_a_case_is_called_by_what_it_shows(path: Path) -> None:
    assert names(path, "en")[:4] == [
        "“Sent” is the same moment as “Came back”",
        "“Sent” is 1 second before “Came back”",
        "“Sent” is 1 second after “Came back”",
        "“Number of parcels” is the same as 3",
    ]
    assert names(path, "zh")[1] == "“寄出时间”比“退回时间”早1秒"


def test_names_are_unique_and_another_rule_leaves_them_as_they_are(path: Path) -> None:
    before = names(path, "en")
    text = path.read_text("utf-8")
    rule = '      - {id: few, when: "count < `0`", then: {answer: keep}}\n'
    path.write_text(text.replace("    otherwise:", rule + "    otherwise:"), encoding="utf-8")
    after = names(path, "en")

    assert len(set(after)) == len(after) > len(before)
    assert set(before) <= set(after)


def test_the_cases_stand_in_a_table_for_each_rule_a_case_on_a_line(call: Call, path: Path) -> None:
    said = call("cases", path).out

    assert (
        "\nmany: It is kept\n────────────────\n  “Number of parcels” is 1 more than 3 (and 2 more)\n"
        in said
    )
    assert "\nrefused: the facts contradict each other\n" in said
    assert "\nmany：保管\n" in call("cases", path, "--lang", "zh").out


def test_a_file_of_cases_is_written_and_the_table_is_printed_all_the_same(
    call: Call, path: Path, tmp_path: Path
) -> None:
    said = call("cases", path, "--output", tmp_path / "cases" / "..", "--format", "yaml")
    assert said.status == 2
    said = call("cases", path, "--output", tmp_path / "found.yaml")

    assert said.out == call("cases", path).out
    assert (tmp_path / "found.yaml").read_text("utf-8") == call("cases", path, "--format=yaml").out
    assert call("test", "--policy", path, tmp_path / "found.yaml").status == 0


def test_the_data_are_the_cases_with_their_names(call: Call, path: Path) -> None:
    data = json.loads(call("cases", path, "--format", "json").out)

    assert [case["name"] for case in data["cases"]] == names(path, "en")
    assert data["cases"][0]["expect"]["status"] == "decided"
    assert call("cases", path, "--lang", "fr").status == 2


@pytest.mark.parametrize("room", [case_words, mutation_words, place_words])
def test_every_word_is_said_in_every_language(room: object) -> None:
    assert room.ENGLISH.keys() == room.CHINESE.keys()  # type: ignore[attr-defined]
