"""What an error says: to people as text, to programs as data, and to nobody where the server keeps its files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import backhaul
import small

OVERLAP = """\
decisions:
  route:
    hit: unique
    outputs: {answer: {type: boolean}}
    rules:
      - {id: one, when: flag, then: {answer: true}}
      - {id: two, when: "count > `3`", then: {answer: false}}
"""
POLICY = "tiktok-shop-sea-failed-delivery"
CONSTRAINT = "constraints:\n  - {id: small, holds: 'count < `9`'}\n"


def _refusals(folder: Path, name: str) -> list[backhaul.BackhaulError]:
    """What a policy in this folder refuses: its file, facts, an overlap of rules, and an open output."""
    folder.mkdir(parents=True)
    (folder / "wrong.yaml").write_text(small.text("nothing"), encoding="utf-8")
    text = small.text(decisions=OVERLAP, constraints=CONSTRAINT)
    (folder / name).write_text(text, encoding="utf-8")
    policy = backhaul.load(folder / name)
    found = []
    calls: list[Callable[[], object]] = [
        lambda: backhaul.load(folder / "wrong.yaml"),
        lambda: policy.decide({"colour": "pink", "cuont": 1}),
        lambda: policy.decide({"count": 11}),
        lambda: policy.decide({"flag": True, "count": 5}),
        lambda: policy.decide({})["route"]["answer"],
        lambda: backhaul.PolicyStore(folder.parent).versions("none"),
    ]
    for call in calls:
        with pytest.raises(backhaul.BackhaulError) as caught:
            call()
        found.append(caught.value)
    return found


@pytest.mark.parametrize("name", ["small.yaml", "1.0.0.yaml"])
def test_what_an_error_says_names_no_folder_of_the_server(tmp_path: Path, name: str) -> None:
    errors = _refusals(tmp_path / "secret" / "small", name)
    said = [*map(str, errors), *(json.dumps(error.to_dict()) for error in errors)]

    assert len(errors) == 6
    assert not [text for text in said if str(tmp_path) in text or "secret/" in text]
    shown = name if name == "small.yaml" else "small/1.0.0.yaml"
    assert f"{shown}:23:10: error[rules-overlap]" in str(errors[3])
    assert errors[3].to_dict()["diagnostics"][0]["related"][0]["file"] == shown
    span = errors[3].diagnostics[0].span
    assert span
    assert span.file == str(tmp_path / "secret" / "small" / name)


def test_what_an_error_says_names_files_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    errors = _refusals(tmp_path / "secret" / "small", "small.yaml")

    assert "secret/small/wrong.yaml:" in str(errors[0])
    assert not [error for error in errors if str(tmp_path) in str(error)]


def test_an_error_is_data_with_codes_words_and_the_facts_that_are_wrong() -> None:
    with pytest.raises(backhaul.FactError) as caught:
        small.policy().decide({"colour": "pink", "cuont": 1})

    assert caught.value.to_dict() == {
        "diagnostics": [
            {
                "severity": "error",
                "code": "unknown-fact",
                "message": "there is no fact `cuont`",
                "help": "did you mean `count`?",
                "fact": "cuont",
            },
            {
                "severity": "error",
                "code": "unknown-choice",
                "message": "fact `colour`: `pink` is not one of the choices",
                "help": "the choices are red, green, blue",
                "fact": "colour",
            },
        ]
    }
    with pytest.raises(backhaul.Undetermined) as opened:
        backhaul.open(POLICY).decide({})["route"]["disposition"]
    assert opened.value.to_dict()["needs"] == list(backhaul.open(POLICY).decide({}).needs)
