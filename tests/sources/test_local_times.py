"""Local times and days: in a zone of the policy, where its clocks are changed, and outside of what it knows."""

import json
from pathlib import Path

import pytest

import backhaul
import small
from backhaul.cli.main import main
from backhaul.diagnostics import Diagnostic
from backhaul.document.reader import read as document_of
from backhaul.sources.checker import check
from backhaul.sources.mutations import mutants
from backhaul.sources.reading import read
from sources.desk import Desk, underlined

POLICY = {
    "zones": """\
zones:
  berlin:
    zone: Europe/Berlin
    from: "2026-01-01T00:00:00+01:00"
    changes: ["2026-03-29T03:00:00+02:00", "2026-10-25T02:00:00+01:00"]
    until: "2027-01-01T00:00:00+01:00"
""",
    "parameters": """\
parameters:
  home: {type: zone, value: berlin}
  east: {type: zone, value: "+08:00"}
  ahead: {type: duration, value: 8 hours}
  by_colour: {type: zone, by: colour, values: {red: berlin, green: "+07:00", blue: "+08:00"}}
""",
    "facts": small.FACTS + "  day: {type: date}\n",
}
TWICE = {"from": "2026-10-25T00:30:00Z", "before": "2026-10-25T01:30:00.000001Z"}


def _told(desk: Desk, fact: str, found: object, rest: str) -> object:
    return desk.read({"a": found}, f"  {fact}: {{read: a, {rest}}}\n", **POLICY)[fact]


def _refused(desk: Desk, fact: str, found: object, rest: str) -> Diagnostic:
    (wrong,) = desk.refused({"a": found}, f"  {fact}: {{read: a, {rest}}}\n", **POLICY)
    assert (wrong.fact, underlined(wrong)) == (fact, "a")
    return wrong


@pytest.mark.parametrize(
    ("found", "instant"),
    [
        ("2026-01-01 00:00:00", "2025-12-31T23:00:00Z"),
        ("2026-03-29 01:59:59", "2026-03-29T00:59:59Z"),
        ("2026-03-29 03:00:00", "2026-03-29T01:00:00Z"),
        ("2026-10-25 01:59:59.5", "2026-10-24T23:59:59.5Z"),
        ("2026-10-25 03:00:00", "2026-10-25T02:00:00Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
        ("2030-10-25T02:30:00Z", "2030-10-25T02:30:00Z"),
    ],
)
@pytest.mark.parametrize("place", ["berlin", "home"])
def test_a_time_without_an_offset_is_that_of_the_clocks_of_a_zone(
    desk: Desk, found: str, instant: str, place: str
) -> None:
    assert _told(desk, "start", found, f"convert: datetime, local: {place}") == instant


def test_a_time_that_the_clocks_show_twice_is_bounds_of_both_and_is_noted(desk: Desk) -> None:
    reading = "  start: {read: a, convert: datetime, local: berlin}\n"
    told = desk.read({"a": "2026-10-25 02:30:00"}, reading, **POLICY)

    assert told == {"start": TWICE}
    assert told.origins["start"].to_dict() == {"read_from": ["a"]}
    (note,) = told.notes
    assert (note.section, note.code, note.names) == ("start", "twice", ("2026-10-25 02:30:00",))
    policy = small.policy("present(end) && start < end", **POLICY)
    for end, status in (
        ("2026-10-25T02:00:00Z", "decided"),
        ("2026-10-25T01:00:00Z", "undetermined"),
    ):
        assert policy.decide({**told, "end": end}).status == status


def test_of_two_ends_the_earlier_from_and_the_later_before_count(desk: Desk) -> None:
    reading = "  start: {between: {from: a, before: a}, convert: datetime, local: berlin}\n"

    told = desk.read({"a": "2026-10-25 02:30:00"}, reading, **POLICY)["start"]

    assert told == {"from": "2026-10-25T00:30:00Z", "before": "2026-10-25T01:30:00Z"}


@pytest.mark.parametrize(
    ("fact", "found", "code", "words"),
    [
        (
            "start",
            "2026-03-29 02:30:00",
            "unreadable-document",
            "`2026-03-29 02:30:00` is shown by no clock of `berlin`: the clocks are put forward over it",
        ),
        (
            "day",
            "2026-03-29 02:00:00",
            "unreadable-document",
            "`2026-03-29 02:00:00` is shown by no clock of `berlin`: the clocks are put forward over it",
        ),
        (
            "start",
            "2027-01-01 00:00:00",
            "outside-table",
            "`berlin` says nothing of `2027-01-01 00:00:00`",
        ),
        (
            "start",
            "2025-12-31 23:59:59",
            "outside-table",
            "`berlin` says nothing of `2025-12-31 23:59:59`",
        ),
        (
            "day",
            "2026-12-31T23:00:00Z",
            "outside-table",
            "`berlin` says nothing of `2026-12-31T23:00:00Z`",
        ),
    ],
)
def test_a_time_that_no_clock_shows_or_that_the_zone_does_not_know_is_refused(
    desk: Desk, fact: str, found: str, code: str, words: str
) -> None:
    convert = {"start": "datetime", "day": "date"}[fact]
    wrong = _refused(desk, fact, found, f"convert: {convert}, local: berlin")

    assert (wrong.code, wrong.message) == (code, f"fact `{fact}`: {words}")
    assert "the document write the offset" in wrong.help or "let it write the offset" in wrong.help


@pytest.mark.parametrize(
    ("found", "local", "day"),
    [
        ("2026-03-02", None, "2026-03-02"),
        (" 2026-03-02 ", "east", "2026-03-02"),
        ("2026-03-02T23:30:00Z", "east", "2026-03-03"),
        ("2026-03-02T23:30:00Z", "ahead", "2026-03-03"),
        ("2026-03-02 23:30:00-08:00", "berlin", "2026-03-03"),
        ("2026-03-02 23:30:00", "berlin", "2026-03-02"),
        ("2026-10-25 02:30:00", "home", "2026-10-25"),
        ("2026-03-02T00:00:00Z", '"Z"', "2026-03-02"),
    ],
)
def test_a_day_is_read_from_its_text_or_from_a_time_where_it_is_counted(
    desk: Desk, found: str, local: str | None, day: str
) -> None:
    rest = f"convert: date, local: {local}" if local else "convert: date"

    assert _told(desk, "day", found, rest) == day


@pytest.mark.parametrize("found", ["2026-03-02T00:00:00Z", "2026-03-02 00:00:00"])
def test_the_day_of_a_time_is_not_guessed(desk: Desk, found: str) -> None:
    wrong = _refused(desk, "day", found, "convert: date")

    assert "does not say where its day is counted" in wrong.message
    assert wrong.help.startswith("say so in the source file")


@pytest.mark.parametrize(
    "found", ["2026-02-30", "2026-3-2", "02.03.2026", "", 20260302, [], "2250-01-01"]
)
def test_what_is_no_day_is_refused(desk: Desk, found: object) -> None:
    assert _refused(desk, "day", found, "convert: date").message.endswith("is no day as text")


def test_days_may_be_the_ends_of_bounds(desk: Desk) -> None:
    reading = "  day: {between: {from: a, before: b}, convert: date, local: east}\n"
    told = desk.read({"a": "2026-03-01", "b": "2026-03-02T20:00:00Z"}, reading, **POLICY)

    assert told["day"] == {"from": "2026-03-01", "before": "2026-03-03"}


@pytest.mark.parametrize(
    ("local", "help"),
    [
        ("by_colour", "name one zone, or write an offset like `+07:00`"),
        ("berlim", "did you mean `berlin`?"),
        (
            "Europe/Berlin",
            "write its changes under `zones`: `backhaul zone Europe/Berlin` prints them",
        ),
    ],
)
def test_a_place_that_the_policy_does_not_know_or_that_varies_is_refused(
    desk: Desk, local: str, help: str
) -> None:
    reading = f"  start: {{read: a, convert: datetime, local: {local}}}\n"
    with pytest.raises(backhaul.PolicyError) as caught:
        desk.read({}, reading, **POLICY)

    (wrong,) = caught.value.diagnostics
    assert (wrong.code, underlined(wrong), wrong.help) == ("unknown-offset", local, help)


def test_a_batch_of_documents_reads_them_so_and_puts_the_refused_ones_by(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "  start: {read: a, convert: datetime, local: berlin}\n"
    facts = "  end: {read: b}\n"
    desk.read({}, source + facts, **POLICY)
    policy, documents, answers = (tmp_path / n for n in ("1.0.0.yaml", "in.jsonl", "out.jsonl"))
    policy.write_text(small.text("present(end) && start < end", **POLICY), encoding="utf-8")
    times = ("2026-10-25 02:30:00", "2026-03-29 02:30:00", "2026-10-25 03:00:00")
    lines = [json.dumps({"a": time, "b": "2026-10-25T01:00:00Z"}) for time in times]
    documents.write_text("\n".join(lines), encoding="utf-8")
    status = main(["batch", *map(str, (policy, documents, answers, "--source", desk.file))])
    told = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]

    assert status == 1
    assert "3 records: 1 decided, 1 undetermined, 1 refused" in capsys.readouterr().out
    assert [each["status"] for each in told] == ["undetermined", "decided"]


def test_a_change_of_the_zone_of_a_reading_reads_another_time(desk: Desk) -> None:
    policy = small.policy(**POLICY)
    reading = "  start: {read: a, convert: datetime, local: berlin}\n"
    desk.read({}, reading, **POLICY)
    document, _ = document_of(desk.file.read_bytes(), "desk.yaml")
    assert document
    source = check(document, policy.model)
    (later,) = [m.changed for m in mutants(source) if m.name.endswith("local: an hour later")]

    assert read(later, policy.model, {"a": "2026-05-01 00:00:00"}) == {
        "start": "2026-04-30T21:00:00Z"
    }
