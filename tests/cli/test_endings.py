"""The ending of the file that is written says its form where `--format` does not."""

import json
from pathlib import Path

import pytest

from cli.calling import HELD, POLICY, Call


@pytest.mark.parametrize(
    ("ending", "begins"),
    [(".html", "<!DOCTYPE html>"), (".HTM", "<!DOCTYPE html>"), (".md", "# "), (".txt", "How ")],
)
def test_the_ending_of_a_file_says_its_form(
    call: Call, tmp_path: Path, ending: str, begins: str
) -> None:
    file = tmp_path / f"answer{ending}"
    assert call("timeline", POLICY, HELD, "--output", file).err == ""

    assert file.read_text().startswith(begins)


def test_a_form_that_is_said_counts_before_or_after_the_file(call: Call, tmp_path: Path) -> None:
    for words in (("--format", "text", "--output"), ("--output",)):
        file = tmp_path / f"{len(words)}.html"
        after = () if len(words) > 1 else ("--format", "text")
        call("decide", POLICY, HELD, *words, file, *after)
        assert file.read_text().startswith("To the provider's warehouse")


def test_an_ending_of_a_form_that_a_command_does_not_have_says_nothing(
    call: Call, tmp_path: Path
) -> None:
    decided, checked = tmp_path / "decided.json", tmp_path / "checked.svg"
    call("decide", POLICY, HELD, "--output", decided)
    call("clauses", POLICY, "--output", checked)

    assert json.loads(decided.read_text())["status"] == "decided"
    assert checked.read_text().startswith("decides")
