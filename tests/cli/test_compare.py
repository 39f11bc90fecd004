"""`backhaul compare`: forms, exit statuses, and what is refused."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import small
from cli.calling import ESCAPE, HOME, POLICY, Call
from comparison.comparing import lines

NASTY = '<script>alert(1)</script> `x` | [a](http://b) & "q"'


def data(call: Call, *arguments: object) -> dict[str, Any]:
    """What the command says as JSON."""
    found: dict[str, Any] = json.loads(call("compare", *arguments, "--format", "json").out)
    return found


def test_json_holds_all_that_was_found(call: Call, pair: tuple[Path, Path], records: Path) -> None:
    found = data(call, *pair, "--on", records, "--amount", "fee")

    assert found["records"] == {
        "all": 10,
        "same": 8,
        "changed": 2,
        "cannot_tell": 0,
        "refused": 0,
        "unreadable": 0,
        "cases": 0,
        "generated": 0,
    }
    assert found["amounts"]["changed"] == "9.50"
    assert found["outputs"][0]["flips"] == [
        {
            "from": "yes",
            "to": "no",
            "count": 2,
            "amount": "9.50",
            "without": 0,
            "examples": [f"{records}:5", f"{records}:6"],
        }
    ]
    assert found["changes"][0]["steps"] == ["`` count > `3` `` becomes `` count > `5` ``"]
    assert found["facts"]["no_facts"] == [{"name": "order", "count": 10}]
    old, new = (found["examples"][0][side]["decision"] for side in ("old", "new"))
    assert (old["version"], new["version"]) == ("1.0.0", "1.1.0")
    assert (old["rules"], new["rules"]) == ({"route": "rule"}, {"route": "otherwise"})


def test_text_is_read_without_a_manual(call: Call, pair: tuple[Path, Path], records: Path) -> None:
    note = call("compare", *pair, "--on", records).out
    said = call("compare", *pair, "--on", records, "--details").out

    assert note.startswith("What changes from 1.0.0 to 1.1.0\n──────")
    assert "“count” is more than 5" in note
    assert "Of 10 records, decided otherwise: 2; the same: 8." in note
    assert "fee, order" in note
    assert not set(note) & {"`", "|", "&"}
    assert "`small`: 1.0.0 → 1.1.0\n" in said
    assert re.search(r"yes +→ no +2\n", said)
    assert re.search(r"the same on both sides +8\n", said)
    assert "✓ count > `3` (4)" in said
    assert "✗ count > `5` (4)" in said
    assert "stand in the records and are no facts: `fee`, `order`" in said
    assert ESCAPE not in said


def test_the_exit_status_says_whether_what_was_expected_holds(
    call: Call, pair: tuple[Path, Path], records: Path
) -> None:
    old, new = pair

    assert call("compare", old, new, "--on", records).status == 0
    assert call("compare", old, new, "--on", records, "--expect", "same").status == 1
    assert call("compare", old, old, "--on", records, "--expect", "same").status == 0
    lines(records, {**small.COMPLETE, "count": 1})
    assert call("compare", old, new, "--on", records, "--expect", "same").status == 0


def test_a_rewording_is_the_same_and_is_shown_as_words(call: Call, tmp_path: Path) -> None:
    text = (HOME / "1.0.0.yaml").read_text(encoding="utf-8")
    reworded = tmp_path / "reworded.yaml"
    reworded.write_text(
        text.replace("The redelivery reached the buyer", "It came"), encoding="utf-8"
    )

    said = call("compare", f"{POLICY}@1.0.0", reworded, "--generated", 50, "--expect", "same")

    assert said.status == 0
    told = " ".join(said.out.split())
    assert "Nothing is decided otherwise: only words, clauses or citations differ." in told
    assert "now: It came, so the parcel does not come back." in told
    assert "before: The redelivery reached the buyer, so the parcel does not come back." in told


def test_a_parameter_may_be_set_on_the_new_side(call: Call) -> None:
    said = call(
        "compare",
        f"{POLICY}@1.0.0",
        "--set",
        "hold_period=10 days",
        "--generated",
        200,
        "--details",
    ).out

    assert said.startswith("What changes from 1.0.0 to 1.0.0 with other figures\n")
    assert ": 10 days instead of 14\n" in said
    assert "4 days earlier" in said
    assert "parameter `hold_period`  value changed  `14 days`  `10 days`" in said


def test_without_records_generated_facts_are_compared(call: Call, pair: tuple[Path, Path]) -> None:
    assert data(call, *pair)["records"]["all"] == 1000
    assert data(call, *pair, "--generated", 7)["records"]["all"] == 7
    assert data(call, *pair, "--generated", 0)["records"]["all"] == 0


def test_a_table_is_compared_like_lines(
    call: Call, pair: tuple[Path, Path], tmp_path: Path, records: Path
) -> None:
    table = tmp_path / "records.csv"
    with table.open("w", newline="") as file:
        rows = [json.loads(line) for line in records.read_text().splitlines()]
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {k: "null" if v is None else "true" if v is True else v for k, v in row.items()}
            )

    one, other = (data(call, *pair, "--on", file, "--amount", "fee") for file in (records, table))

    assert {k: v for k, v in one.items() if k not in ("examples", "outputs")} == {
        k: v for k, v in other.items() if k not in ("examples", "outputs")
    }
    assert [f["count"] for f in one["outputs"][0]["flips"]] == [2]
    assert [f["count"] for f in other["outputs"][0]["flips"]] == [2]


def test_platform_documents_are_read_by_a_source(call: Call, tmp_path: Path) -> None:
    document = json.loads((HOME / "examples" / "public-timeline.json").read_text())
    file = lines(tmp_path / "documents.jsonl", document, {"data": {}})
    options = ("--on", file, "--source", "tiktok-shop-open-api", "--set", "hold_period=10 days")

    found = data(call, f"{POLICY}@1.0.0", *options)

    assert found["records"]["all"] == 2
    assert found["facts"]["no_facts"] == []
    assert "unknown-source" in call.refused("compare", POLICY, POLICY, "--source", "nowhere")


def test_a_bad_record_is_told_and_the_rest_compared(
    call: Call, pair: tuple[Path, Path], records: Path
) -> None:
    with records.open("a") as file:
        file.write('{"flag": tru}\n' + json.dumps({**small.COMPLETE, "count": 4}) + "\n")

    said = call("compare", *pair, "--on", records, "--format", "json")

    assert said.status == 2
    assert f"{records}:11:10: error[unreadable-record]: the record is not JSON" in said.err
    found = json.loads(said.out)["records"]
    assert (found["changed"], found["unreadable"], found["all"]) == (3, 1, 12)


class _Page(HTMLParser):
    """The elements and the texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [name for name, _ in attrs if name in ("src", "href", "onclick", "onload")]

    def handle_data(self, data: str) -> None:
        self.said += data


def test_html_needs_nothing_else_and_takes_no_text_for_markup(
    call: Call, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = pair
    quoted = json.dumps(NASTY)
    for file, condition in ((old, "flag"), (new, "!flag")):
        policy = small.text(condition).replace("choice, choices: [yes, no]", "text")
        file.write_text(policy.replace("answer: yes", f"answer: {quoted}"))
    report = tmp_path / "report.html"
    record = lines(tmp_path / "<b>.jsonl", {**small.COMPLETE, "count": NASTY}, small.COMPLETE)

    said = call("compare", old, new, "--on", record, "--format", "html", "--output", report)
    page = _Page()
    page.feed(report.read_text(encoding="utf-8"))

    assert (said.status, said.out) == (0, "")
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert page.fetched == []
    assert page.tags.count("svg") == 2
    assert NASTY in page.said
    assert "Content-Security-Policy" in report.read_text(encoding="utf-8")


def test_markdown_takes_no_text_for_markup(
    call: Call, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = pair
    quoted = json.dumps(NASTY)
    for file, condition in ((old, "flag"), (new, "!flag")):
        policy = small.text(condition).replace("choice, choices: [yes, no]", "text")
        file.write_text(policy.replace("answer: yes", f"answer: {quoted}"))

    said = call("compare", old, new, "--generated", 20, "--format", "markdown", "--details").out

    assert "\\<script\\>" in said
    outside = re.sub(r"(?m)^ {4}.*$|(`+).*?\1", "", said)
    assert not re.search(r"(?<!\\)<(?!/?(details|summary)>)", outside)
    assert re.search(r"^\| from \| to \| records \|$", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["old.yaml"], "one policy is named, and two are compared"),
        (["old.yaml", "new.yaml", "--on", "none.jsonl"], "there is no file `none.jsonl`"),
        (["old.yaml", "new.yaml", "--on", "."], "is a directory"),
        (["old.yaml", "new.yaml", "--on", "facts.xlsx"], "has no name that tells what is in it"),
        (["old.yaml", "new.yaml", "--generated", "-3"], "is not a number of things"),
        (["old.yaml", "new.yaml", "--lang", "fr"], "no words in the language `fr`"),
        (["old.yaml", "new.yaml", "--set", "hold=3"], "there is no parameter `hold`"),
        (["old.yaml", "nowhere.yaml"], "there is no file"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    call: Call,
    pair: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(pair[0].parent)
    Path("facts.xlsx").write_text("x")

    assert says in call.refused("compare", *arguments)
