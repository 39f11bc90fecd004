"""Diagnostics in the forms that programs read: whatever a message holds, it stays a message."""

import json

from backhaul.diagnostic_forms import as_github, as_json, as_sarif
from backhaul.diagnostics import Diagnostic, Span

PLACE = Span("policies/a b,c:1%/1.0.0.yaml", 3, 5, 4, "    märket")
EVIL = Diagnostic(
    "unknown-name",
    "nothing is called `50%,::\r\n::error::\x1b[31m\u202e`",
    "did you mean\n`x`?",
    PLACE,
    related=(("the first is here", Span("other.yaml", 1, 1)),),
)
WARNING = Diagnostic("unused-fact", "nothing reads it", severity="warning", fact="market")


def test_an_annotation_is_one_line_whatever_it_holds() -> None:
    lines = as_github([EVIL, WARNING]).split("\n")

    assert len(lines) == 2
    head, _, words = lines[0].removeprefix("::").partition("::")
    assert (
        head
        == "error file=policies/a b%2Cc%3A1%25/1.0.0.yaml,line=3,col=5,endColumn=9,title=unknown-name"
    )
    assert words.startswith("nothing is called `50%25,::")
    assert words.endswith("%0Adid you mean\\n`x`?")
    assert not {"\r", "\x1b", "\u202e"} & set(words)
    assert lines[1] == "::warning title=unused-fact::nothing reads it"
    assert as_github([]) == ""


def test_json_holds_everything() -> None:
    found = json.loads(as_json([EVIL, WARNING]))

    assert (found["errors"], found["warnings"]) == (1, 1)
    evil, warning = found["diagnostics"]
    assert EVIL.message == evil["message"]
    assert (PLACE.file, 3, 5, 4) == tuple(evil[k] for k in ("file", "line", "column", "length"))
    assert evil["related"][0]["file"] == "other.yaml"
    assert {"severity", "code", "message", "fact"} == set(warning)
    assert not {"\x1b", "\u202e"} & set(as_json([EVIL]))


def test_sarif_has_the_shape_that_its_readers_need() -> None:
    text = as_sarif([EVIL, WARNING, EVIL], "1.2.3")
    log = json.loads(text)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    first, second, third = run["results"]

    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in driver["rules"]] == ["unknown-name", "unused-fact"]
    assert (driver["version"], driver["semanticVersion"]) == ("1.2.3",) * 2
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"].endswith(".")
        assert "*Way out:*" in rule["help"]["markdown"]
        assert "Way out:" in rule["help"]["text"]
        assert "##" not in rule["help"]["markdown"]
    assert first == third
    assert (first["level"], second["level"]) == ("error", "warning")
    for result in run["results"]:
        assert result["ruleId"] == driver["rules"][result["ruleIndex"]]["id"]
        assert result["message"]["text"]
    where = first["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "policies/a%20b%2Cc%3A1%25/1.0.0.yaml"
    assert {key: value for key, value in where["region"].items() if key != "snippet"} == {
        "startLine": 3,
        "startColumn": 5,
        "endColumn": 9,
    }
    assert run["columnKind"] == "unicodeCodePoints"
    assert "locations" not in second
    assert (
        (first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        == "other.yaml"
    )
    assert not {"\x1b", "\u202e"} & set(text)


def test_an_absolute_path_is_an_absolute_address() -> None:
    log = json.loads(as_sarif([Diagnostic("tab", "a tab", span=Span("/a b/c.yaml", 1, 1))], "1"))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    assert location["artifactLocation"]["uri"] == "file:///a%20b/c.yaml"


def test_no_diagnostics_are_a_whole_log_too() -> None:
    assert json.loads(as_sarif([], "1"))["runs"][0]["results"] == []
    assert json.loads(as_json([])) == {"errors": 0, "warnings": 0, "notes": 0, "diagnostics": []}
