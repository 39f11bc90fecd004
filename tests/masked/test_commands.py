"""Marked values of masked facts are given to every command, and searched for in all that it writes."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from backhaul.cli.main import main

POLICY = """\
language: 1
policy: marked
version: "1.0.0"
title: {en: Marked}
facts:
  name: {type: text, masked: true}
  born: {type: datetime, masked: true}
  number: {type: integer, masked: true, optional: true}
  home: {type: choice, choices: [red, chmarker, blue], masked: true}
  day: {type: datetime, changeable: true}
  count: {type: integer, changeable: true}
  note: {type: text, optional: true}
parameters:
  week: {type: duration, value: 7 days}
constraints:
  - {id: born-first, holds: born <= day}
  - {id: not-more, holds: not_present(number) || count >= number}
definitions:
  due: {value: "plus(born, week)"}
decisions:
  one:
    outputs: {answer: {type: choice, choices: [a, b], role: what}, at: {type: datetime}, most: {type: integer, optional: true}, by: {type: datetime, optional: true}}
    rules:
      - {id: first, when: {all: [present(number), day > due, name != 'x']}, then: {answer: a, at: born, most: number, by: day}, because: {en: "{name} was born {born}, {number}, {home}."}}
    otherwise: {then: {answer: b, at: due, most: null, by: null}, because: {en: "{due} and {name}"}}
  many:
    hit: collect
    outputs: {at: {type: datetime}, count: {type: integer}}
    rules:
      - {id: row, when: day > born, then: {at: due, count: count}, because: {en: "{count} or {due}"}}
"""
#: what must be found nowhere: values, what is made of them, and other ways to write them
NEEDLES = ("MARKER", "1987-06", "7654321", "7654322", "chmarker")
SECRET = {
    "name": "MARKER <b>", "born": "1987-06-05T04:03:02Z", "number": 7654321, "home": "chmarker",
}  # fmt: skip
OPEN = {"day": "2024-03-02T00:00:00Z", "count": 8000000, "note": "plain"}
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """What a command writes: to both streams, and to every file that it makes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "marked.yaml").write_text(POLICY, encoding="utf-8")

    def run(*arguments: str, pipe: str = "") -> str:
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pipe.encode())))
        main(arguments)
        said = "".join(capsys.readouterr())
        for path in sorted(tmp_path.rglob("*")):
            if path.is_file() and before.get(path) != path.stat().st_mtime_ns:
                said += path.read_bytes().decode("utf-8", "replace")
        return said

    return run


def clean(said: str) -> bool:
    return not any(needle in said for needle in NEEDLES)


def cases(seed: int) -> list[dict[str, object]]:
    """Cases with all, or some, of the facts; some are refused."""
    random = Random(seed)
    found = []
    for _ in range(6):
        facts = {**SECRET, **OPEN}
        for name in random.sample(sorted(facts), random.randrange(3)):
            del facts[name]
        if random.random() < 0.3:
            facts["day"] = "1970-01-01T00:00:00Z"
        if random.random() < 0.3:
            facts["born"] = {"from": "1987-06-05T04:03:02Z"}
        if random.random() < 0.3:
            facts["number"] = random.choice(["MARKER", 7654321.5, [7654321]])
        found.append(facts)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_no_form_of_a_decision_tells_a_masked_fact(run: Run, tmp_path: Path, seed: int) -> None:
    for facts in cases(seed):
        (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        for form in ("text", "markdown", "html", "json"):
            for why in ("short", "full"):
                said = run("decide", "marked.yaml", "facts.json", "--format", form, "--why", why)
                assert said
                assert clean(said), (form, why, facts)
        assert clean(run("timeline", "marked.yaml", "facts.json", "--by", "day"))
        assert clean(run("timeline", "marked.yaml", "facts.json", "--by", "born"))


def test_no_excerpt_of_a_file_tells_a_masked_fact(run: Run, tmp_path: Path) -> None:
    whole = json.dumps({**SECRET, **OPEN})
    for wrong in (
        whole[:-1] + ', "flag": tru}', whole.replace('"red"', "MARKER").replace('"MARKER', '"\\x'),
        whole + "MARKER", whole.replace("7654321", "07654321"), '{"MARKER": 1, "MARKER": 2}',
        whole.replace("MARKER", "MARKER\\ud800"), whole.replace('"chmarker"', "chmarker"),
    ):  # fmt: skip
        for file in ("facts.json", "facts.yaml"):
            (tmp_path / file).write_text(wrong, encoding="utf-8")
            for said in (
                run("decide", "marked.yaml", file),
                run("ask", "marked.yaml", "--facts", file),
            ):
                assert "error" in said or file == "facts.yaml"
                assert clean(said.replace("2  chmarker", "")), wrong
        (tmp_path / "records.jsonl").write_text(wrong + "\n", encoding="utf-8")
        assert clean(run("compare", "marked.yaml", "marked.yaml", "--on", "records.jsonl"))
    for option in ('name="MARKER', "name:MARKER", "number=MARKER", "born=[MARKER"):
        said = run("decide", "marked.yaml", "--fact", option)
        assert "error" in said
        assert clean(said)


def test_an_interview_echoes_no_masked_answer(run: Run) -> None:
    pipe = "MARKER\n1987-06-05 04:03:02 Z\n7654321\n2024-03-02 00:00 Z\n8000000\n"
    for lines in (pipe, "MARKER\n1987-06-05 04:03:02\n" + pipe.partition("\n")[2]):
        said = run("ask", "marked.yaml", "--output", "kept.yaml", pipe=lines + "!\n")
        assert "***" in said
        assert clean(said)
    assert "is masked, so it is not in" in said


CASES = """\
policy: marked
facts: {name: MARKER, born: "1987-06-05T04:03:02Z", number: 7654321, home: chmarker, day: "2024-03-02T00:00:00Z", count: 8000000}
cases:
  - {name: wrong, expect: {outcome: {one: {answer: b, at: "1987-06-09T00:00:00Z", most: 7654322}}, exact: true}}
  - {name: open, without: [day], expect: {possible: {one: {at: {from: "1987-06-09T00:00:00Z"}}}, outcome: {many: [{at: "1987-06-09T00:00:00Z"}]}}}
  - {name: listed, expect: {outcome: {many: [{at: "1987-06-09T00:00:00Z", count: 1}]}}}
  - {name: columns, expect: {outcome: {many: {at: ["1987-06-09T00:00:00Z"]}}}}
  - {name: refused, facts: {day: "1970-01-01T00:00:00Z"}, expect: {outcome: {one: {at: "1987-06-09T00:00:00Z"}}}}
  - {name: mistaken, facts: {number: MARKER}, expect: {status: decided}}
  - name: rows
    table:
      columns: [name, born, number, one.answer, one.at]
      rows:
        - [facts, "1987-06-05T04:03:02Z", 7654321, b, "1987-06-09T00:00:00Z"]
  - name: called
    table:
      columns: [born, number, home, one.answer]
      rows:
        - ["1987-06-05T04:03:02Z", 7654321, chmarker, b]
        - [{from: "1987-06-05T04:03:02Z"}, null, chmarker, a]
"""


@pytest.mark.parametrize("form", ["text", "json", "junit", "github"])
def test_no_report_of_a_case_tells_a_masked_fact(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    said = run("test", "--policy", "marked.yaml", "cases.yaml", "--format", form)

    assert "wrong" in said
    assert "masked" in said
    assert clean(said)


def test_no_mistake_in_a_case_file_tells_a_masked_fact(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "marked"
    (folder / "cases").mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "cases" / "copy.yaml").write_text(CASES, encoding="utf-8")  # copies are told, too
    row = '        - ["1987-06-05T04:03:02Z", 7654321, chmarker, b]\n'
    for wrong in (
        CASES.replace(row, row * 2), CASES.replace("[name, born", "[name, bornn"),
        CASES.replace("number: MARKER", "number: MARKER, number: MARKER"),
        CASES.replace("name: MARKER", "name: [MARKER"), CASES.replace("home: chmarker", "home: 0chmarker: 1"),
    ):  # fmt: skip
        (folder / "cases" / "some.yaml").write_text(wrong, encoding="utf-8")
        for form in ("text", "json", "github", "sarif"):
            said = run("check", "marked", "--no-proof", "--format", form)
            assert "some.yaml" in said
            assert clean(said)


BAD = CASES.replace("number: MARKER", "nummber: MARKER, number: MARKER, number: MARKER")


@pytest.mark.parametrize("wrong", ["decisions:", "masked: true}\n  born", "version:"])
def test_a_mistake_in_the_policy_shows_no_masked_fact_of_its_cases(
    wrong: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "marked" / "cases").mkdir(parents=True)
    (tmp_path / "marked" / "1.0.0.yaml").write_text(POLICY.replace(wrong, f"#{wrong}"), "utf-8")
    (tmp_path / "marked" / "cases" / "some.yaml").write_text(BAD, encoding="utf-8")

    said = run("check", "marked")

    assert "some.yaml" in said
    assert "1.0.0.yaml" in said
    assert clean(said)


def test_a_draft_beside_the_newest_version_masks_the_cases_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "marked" / "cases").mkdir(parents=True)
    draft = POLICY.replace('"1.0.0"', '"2.0.0"').replace("title:", "draft: true\ntitle:", 1)
    (tmp_path / "marked" / "1.0.0.yaml").write_text(POLICY.replace(", masked: true", ""), "utf-8")
    (tmp_path / "marked" / "2.0.0.yaml").write_text(draft, encoding="utf-8")
    (tmp_path / "marked" / "cases" / "some.yaml").write_text(BAD, encoding="utf-8")

    assert clean(run("check", "marked", "--no-proof"))


def test_cases_elsewhere_show_nothing_that_the_policy_asked_for_masks(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "some.yaml").write_text(BAD, encoding="utf-8")

    said = run("test", "--policy", "marked.yaml", "elsewhere/some.yaml")

    assert "some.yaml" in said
    assert clean(said)


def test_what_batch_writes_holds_no_masked_fact(run: Run, tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    records = [facts for seed in range(6) for facts in cases(seed)]
    plain = [r for r in records if all(not isinstance(v, (dict, list, float)) for v in r.values())]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (tmp_path / "in.jsonl").write_text(lines + '{"name": "MARKER"\n', encoding="utf-8")
    columns = {
        name: arrow.array([None if r.get(name) is None else str(r[name]) for r in plain])
        for name in (*SECRET, *OPEN)
    }
    parquet.write_table(arrow.table(columns), tmp_path / "in.parquet")
    csv = ",".join(columns) + "\n"
    for record in plain:
        csv += ",".join(str(record.get(name, "")) for name in columns) + "\n"
    (tmp_path / "in.csv").write_text(csv, encoding="utf-8")
    for source in ("in.jsonl", "in.csv", "in.parquet"):
        for suffix in ("csv", "jsonl", "parquet"):
            said = run(
                "batch", "marked.yaml", source, f"out-{source}.{suffix}", "--keep", "name,note"
            )
            assert "decided" in said
            assert clean(said), (source, suffix)
            if suffix == "parquet":
                found = parquet.read_table(tmp_path / f"out-{source}.parquet").to_pylist()
                assert clean(str(found)), source
                assert {row["one.answer"] for row in found} >= {"a"}


def test_no_comparison_tells_a_masked_fact(run: Run, tmp_path: Path) -> None:
    changed = POLICY.replace("answer: b", "answer: a").replace(
        '{value: "plus(born, week)"}', "{value: born}"
    )
    unmasked = changed.replace("born: {type: datetime, masked: true}", "born: {type: datetime}")
    (tmp_path / "records.jsonl").write_text(
        "".join(json.dumps(facts) + "\n" for seed in range(4) for facts in cases(seed)), "utf-8"
    )
    for new in (changed, unmasked):
        (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
        for form in ("text", "json", "markdown", "html"):
            said = run(
                "compare", "marked.yaml", "new.yaml", "--on", "records.jsonl", "--format", form
            )
            assert "answer" in said
            assert clean(said), form
    assert clean(run("coverage", "marked.yaml", "records.jsonl"))


def test_what_is_wanted_and_verified_tells_no_masked_fact(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("z3")
    facts = {**SECRET, **OPEN, "day": "1987-06-06T00:00:00Z"}
    (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    for form in ("text", "json", "markdown"):
        said = run("decide", "marked.yaml", "facts.json", "--flip", "answer=a", "--format", form)
        assert clean(said.replace("1987-06-06", "")), form
        assert "another value" in said or '"to": {' in said
    (tmp_path / "facts.json").write_text(json.dumps({**SECRET, **OPEN}), encoding="utf-8")
    run("decide", "marked.yaml", "facts.json", "--format", "json", "--output", "receipt.json")
    folder = tmp_path / "all" / "marked"
    folder.mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(POLICY, encoding="utf-8")
    receipt = json.loads((tmp_path / "receipt.json").read_text("utf-8"))
    receipt["facts"]["count"] = 9
    (tmp_path / "other.json").write_text(json.dumps(receipt), encoding="utf-8")
    for name in ("receipt.json", "other.json"):
        assert clean(run("verify", name, "--policies", "all", "--facts", "facts.json"))
    (tmp_path / "facts.json").write_text('{"name": "MARKER" 1}', encoding="utf-8")
    assert clean(run("verify", "receipt.json", "--policies", "all", "--facts", "facts.json"))
