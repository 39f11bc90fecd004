"""What the pages *Compare*, *Check* and *Book* ask for: each job, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backhaul.cases.coverage import Item, items
from backhaul.diagnostics import Span
from backhaul.opening import load
from backhaul.page.coverage_words import missing
from backhaul.service.served import Served

ROOT = Path(__file__).parents[2]
Done = Callable[..., dict[str, Any]]


def test_a_draft_is_compared_with_the_newest_release_unless_another_is_named(
    client: TestClient,
) -> None:
    sides = client.get("/page/policies/fees/2.0.0/sides").json()

    assert sides["with"] == "1.0.0"
    assert "days > `5`" in sides["old"]
    assert "days > `4`" in sides["new"]
    assert [each["draft"] for each in sides["versions"]] == [False, True]
    first = client.get("/page/policies/fees/1.0.0/sides").json()
    assert first["with"] is None
    assert "old" not in first
    assert client.get("/page/policies/fees/1.0.0/sides?with=2.0.0").json()["with"] == "2.0.0"


def test_the_note_is_written_in_the_language_of_the_page(done: Done) -> None:
    english = done("note", **{"with": "1.0.0"})["result"]
    chinese = done("note", language="zh", **{"with": "1.0.0"})["result"]

    assert english["changed"] is True
    assert "Days late" in english["html"]
    assert "晚到天数" in chinese["html"]
    assert "texts" not in english


def test_what_is_proved_of_a_change_stands_in_the_note(done: Done) -> None:
    came = done("proof", **{"with": "1.0.0"})["result"]

    assert came["verdict"] == "different"
    assert came["records"] == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("parcels.csv", b"days,fragile,cost\n5,false,2\n9,true,3\n"),
        ("PARCELS.JSONL", b'{"days": 5, "fragile": false, "cost": 2}\n{"days": 9, "cost": 3}\n'),
    ],
)
def test_versions_are_compared_on_an_uploaded_file(
    client: TestClient, name: str, data: bytes
) -> None:
    asked = f"/page/jobs/records?id=fees&version=2.0.0&with=1.0.0&amount=cost&name={name}"
    told = client.post(asked, content=data).json()

    assert told["state"] == "done", told
    assert told["result"]["records"] == 2
    assert "<svg" in told["result"]["html"]
    assert str(ROOT) not in json.dumps(told)


def test_findings_have_their_place_and_facts_that_show_them(served: Served, done: Done) -> None:
    assert done("findings")["result"]["findings"] == []

    _edit(served, "    otherwise: {id: in-time, then: {paid: false}}\n", "")
    text = (served.path / "fees" / "2.0.0.yaml").read_text(encoding="utf-8")
    _edit(served, text[text.index("invariants:") :], "")
    came = done("findings")["result"]
    uncovered = next(each for each in came["findings"] if each["code"] == "not-covered")
    assert (uncovered["severity"], uncovered["line"], uncovered["file"]) == ("warning", 10, "")
    assert uncovered["facts"] == {"days": 0, "fragile": False}
    assert came["solver"] is True


def test_invariants_have_their_standing_and_a_case_where_they_are_false(
    served: Served, done: Done
) -> None:
    [claim] = done("invariants")["result"]["claims"]
    assert claim["answer"] == "proved"

    _edit(served, "days > `4` ||", "days > `2` ||")
    [claim] = done("invariants", language="zh")["result"]["claims"]
    assert claim["answer"] == "false"
    assert claim["title"] == "准时的包裹不退费"
    assert claim["facts"]["days"] <= 3
    assert "退还费用" in claim["html"]


def test_a_failing_case_says_what_came_and_coverage_what_no_case_touches(
    served: Served, done: Done
) -> None:
    _edit(served, "days > `4` ||", "days > `10` ||")
    came = done("cases")["result"]

    [group] = came["failing"]
    assert group["cases"][0]["name"] == "Ten days late"
    assert "false" in group["cases"][0]["problems"][0]["message"]
    rules = next(each for each in came["measures"] if each["name"] == "rules")
    assert (rules["touched"], rules["count"], rules["percent"]) == (1, 2, "50.0")
    missed = [note for line in came["source"] for note in line["notes"]]
    assert "the rule `late` of `fee` never answers" in missed
    chinese = done("cases", language="zh")["result"]
    assert "`fee` 的规则 `late` 没有在任何案例中给出答案" in [
        note for line in chinese["source"] for note in line["notes"]
    ]


def test_every_thing_that_a_case_may_touch_is_told_in_chinese() -> None:
    english = []
    for file in sorted((ROOT / "policies").glob("*/*.0.0.yaml")):
        model = load(file).model
        described = [Item(*item, 0) for item in items(model).values()]
        described += [
            Item(
                "words",
                f"{what} of the {kind}",
                "is asserted by no case in `en`",
                Span("", 1, 1),
                0,
            )
            for what, kind in (
                ("the title", "fact `a`"),
                ("the label `x`", "output `a.b`"),
                ("the sentence `A.`", "rule `a` of `b`"),
            )
        ]
        english += [
            said for item in described if (said := missing(item, "zh")) == missing(item, "en")
        ]

    assert english == []


def test_the_book_comes_for_the_page_as_a_page_and_as_markdown(done: Done) -> None:
    came = done("book", language="zh")["result"]

    assert came["language"] == "zh"
    assert "<html" not in came["html"]
    assert "费用" in came["html"]
    assert came["page"].startswith("<!DOCTYPE html>")
    assert came["markdown"].startswith("# 费用")


def test_a_draft_with_mistakes_fails_with_each_of_them(served: Served, done: Done) -> None:
    _edit(served, "days > `4`", "dayz > `4`")
    failed = done("book")

    assert failed["state"] == "failed"
    assert failed["errors"][0]["code"] == "unknown-name"
    assert str(served.path) not in json.dumps(failed)
    found = done("findings")["result"]["findings"]
    assert (found[0]["code"], found[0]["file"]) == ("unknown-name", "")


def _edit(served: Served, old: str, new: str) -> None:
    file = served.path / "fees" / "2.0.0.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    served.reload()


GOOD = {"kind": "book", "id": "fees", "version": "2.0.0"}


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ([], 400, "bad-body"),
        ({**GOOD, "kind": "fly"}, 400, "bad-body"),
        ({**GOOD, "kind": ["book"]}, 400, "bad-body"),
        ({**GOOD, "kind": "records"}, 400, "bad-body"),
        ({**GOOD, "id": None}, 400, "bad-body"),
        ({**GOOD, "id": "feez"}, 404, "unknown-policy"),
        ({**GOOD, "id": "../fees"}, 404, "unknown-policy"),
        ({**GOOD, "version": "../../etc/passwd"}, 404, "unknown-version"),
        ({**GOOD, "kind": "note"}, 400, "bad-body"),
        ({**GOOD, "kind": "note", "with": "9.9.9"}, 404, "unknown-version"),
        ({**GOOD, "options": {"new_path": "/etc/passwd"}}, 400, "bad-body"),
        ({**GOOD, "options": [1]}, 400, "bad-body"),
        ({**GOOD, "kind": "mutants", "options": {"sample": True}}, 400, "bad-body"),
        ({**GOOD, "kind": "mutants", "options": {"sample": 10**12}}, 400, "bad-body"),
    ],
)
def test_a_job_that_cannot_be_is_refused_with_a_way_out(
    client: TestClient, asked: object, status: int, code: str
) -> None:
    refused = client.post("/page/jobs", json=asked)

    assert (status, code) == (refused.status_code, refused.json()["code"])


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"kind": NaN}', b"[" * 100_000, b'{"a": 1, "a": 2}', b"\xff\xfe"]
)
def test_a_body_that_is_no_json_is_a_problem_and_no_crash(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    refused = client.post("/page/jobs", content=body, headers=headers)

    assert 400 <= refused.status_code < 500
    assert refused.json()["code"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("name=parcels.exe", "unknown-format"),
        ("name=x.csv.gz", "unknown-format"),
        ("name=", "unknown-format"),
        ("name=a.csv&source=../../etc/passwd", "bad-body"),
        ("name=a.csv&source=/etc/x.yaml", "bad-body"),
        ("name=a.csv&null=maybe", "bad-body"),
        ("name=a.csv&new_path=/etc/passwd", "bad-body"),
    ],
)
def test_an_upload_is_read_by_its_ending_and_no_option_names_a_file(
    client: TestClient, query: str, code: str
) -> None:
    asked = f"/page/jobs/records?id=fees&version=2.0.0&with=1.0.0&{query}"

    assert client.post(asked, content=b"days\n1\n").json()["code"] == code


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"\x00\xff" * 100),
        ("a.csv", b"days\n" + b'"' * 1000),
        ("a.jsonl", b'{"days": 1e400}\n{"days": NaN}\n[' + b"[" * 5000),
        ("a.json", b""),
    ],
)
def test_a_hostile_upload_is_told_and_ends_nothing(
    client: TestClient, name: str, data: bytes
) -> None:
    asked = f"/page/jobs/records?id=fees&version=2.0.0&with=1.0.0&name={name}"
    told = client.post(asked, content=data or b"\n").json()

    assert told["state"] in ("done", "failed"), told
    if told["state"] == "done":
        assert "<section" in told["result"]["html"]
    else:
        assert told["errors"][0]["message"]


@pytest.mark.parametrize("key", ["x", "0" * 40, "..%2f..%2fetc"])
def test_an_unknown_job_is_not_found(client: TestClient, key: str) -> None:
    assert client.get(f"/page/jobs/{key}").status_code == 404
    assert client.delete(f"/page/jobs/{key}").status_code == 404
