"""`backhaul timeline`: text for people, JSON for programs, a picture."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cli.calling import HELD, INCOMPLETE, Call
from cli.calling import POLICY as ID
from small import COMPLETE, FACTS, text

#: a version that stays as it is
POLICY = f"{ID}@1.0.0"


def test_the_timeline_in_words(call: Call) -> None:
    said = call("timeline", POLICY, HELD)

    assert said.status == 0
    assert said.err == ""
    assert "● From 2025-03-26 18:30\n│   Destroyed or abandoned\n" in said.out
    assert "▸ the facts given stand here: 2025-03-15 09:00" in said.out
    assert "cannot have arrived at the provider's warehouse after" in said.out
    assert max(len(line) for line in said.out.splitlines()) <= 100


def test_the_timeline_in_chinese(call: Call) -> None:
    said = call("timeline", POLICY, HELD, "--lang", "zh")

    assert "● 2025-03-26 18:30起\n│   销毁或弃置\n" in said.out


def test_the_timeline_as_json_is_that_of_the_changed_policy(call: Call) -> None:
    said = call("timeline", POLICY, HELD, "--format", "json", "--set", "hold_period=10 days")
    found = json.loads(said.out)

    assert found["changed_parameters"] == {"hold_period": "10 days"}
    assert [interval["from"] for interval in found["intervals"]] == [
        "2025-03-12T11:30:00Z",
        "2025-03-21T17:00:00Z",
        "2025-03-22T11:30:00Z",
    ]
    assert found["refused"][0]["from"] is None
    assert found["intervals"][-1]["before"] is None


def test_a_timeline_that_is_not_settled_has_status_3(call: Call) -> None:
    said = call("timeline", POLICY, INCOMPLETE)

    assert said.status == 3
    assert "Still needed: Arrival at the provider's return warehouse" in said.out
    assert "as seen at the start of this time" in said.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_is_one_element_that_needs_nothing_else(
    call: Call, tmp_path: Path, language: str
) -> None:
    target = tmp_path / "timeline.svg"
    said = call(
        "timeline", POLICY, INCOMPLETE, "--format", "svg", "--lang", language, "--output", target
    )
    drawn = target.read_text("utf-8")
    root = ET.fromstring(drawn)

    assert said.status == 3
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [
        name for name in ("script", "image", "href", "@import", "foreignObject") if name in drawn
    ]
    assert drawn.count("http") == 1


def test_what_a_policy_says_is_no_markup_in_the_picture(call: Call, tmp_path: Path) -> None:
    evil = '</text><script>alert(1)</script>&\\" onload=x'
    policy = tmp_path / "small.yaml"
    source = text("start > end_of", facts=FACTS + "  end_of: {type: datetime}\n")
    policy.write_text(source.replace("{en: Small}", f'{{en: "{evil}"}}'), "utf-8")
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({**COMPLETE, "end_of": "2026-01-01T00:00:00Z"}), "utf-8")
    said = call("timeline", policy, facts, "--by", "start", "--format", "svg")

    assert said.status == 0
    root = ET.fromstring(said.out)
    assert "<script" not in said.out
    assert not [node for node in root.iter() if "onload" in node.attrib]


def test_what_an_output_says_is_no_markup_in_the_picture(call: Call, tmp_path: Path) -> None:
    policy = tmp_path / "small.yaml"
    evil = "]]></text><script>alert(1)</script> onload='x' &amp;"
    decisions = (
        "decisions:\n  route:\n    outputs: {said: {type: text}}\n"
        '    rules: [{id: rule, when: present(end) && start > end, then: {said: "EVIL"}}]\n'
        '    otherwise: {then: {said: "calm"}}\n'
    )
    policy.write_text(text(decisions=decisions.replace("EVIL", evil)), "utf-8")
    facts = tmp_path / "facts.json"
    given = {**COMPLETE, "note": evil, "end": "2026-01-01T00:00:00Z"}
    facts.write_text(json.dumps(given), "utf-8")
    said = call("timeline", policy, facts, "--by", "start", "--format", "svg")
    root = ET.fromstring(said.out)

    assert "".join(root.itertext()).count("alert(1)") >= 1
    assert "<script" not in said.out
    assert not [node for node in root.iter() if "onload" in node.attrib]


def test_bad_input_is_refused(call: Call) -> None:
    assert "error[usage]" in call.refused("timeline", POLICY)
    assert "error[unknown-fact]" in call.refused("timeline", POLICY, HELD, "--by", "as_off")
    assert "error[wrong-kind]" in call.refused("timeline", POLICY, HELD, "--by", "market")
    assert "error[timeline-too-fine]" in call.refused(
        "timeline", POLICY, HELD, "--by", "warehouse_arrived_at"
    )
    assert "error[unknown-language]" in call.refused("timeline", POLICY, HELD, "--lang", "fr")
