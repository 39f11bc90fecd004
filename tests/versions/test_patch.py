"""The number of a patch: a version that decides anything differently does not get one."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.calling import Call
from versions import loans
from versions.refusing import refused

LATE_RULE = "      - id: late\n        when: back_at > due_at\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("14 days", "13 days", "patch-decides"),
        ("14 days", "13.999999 days", "bad-duration"),
        ("14 days", "1209600.000001 seconds", "patch-decides"),
        ("back_at > due_at", "back_at >= due_at", "patch-decides"),
        ("back_at >= lent_at", "back_at > lent_at", "patch-decides"),
        ("then: {answer: free}", "then: {answer: pay}", "case-failed"),
        ('"plus(lent_at, allowed)"', '"day_end(lent_at, allowed)"', "case-failed"),
    ],
)
def test_the_number_of_a_patch_is_refused_where_a_decision_changes(
    call: Call, tmp_path: Path, old: str, new: str, code: str
) -> None:
    loans.release(tmp_path, "1.0.0")
    patch = loans.text("1.0.1")
    assert old in patch
    loans.write(tmp_path, "1.0.1", patch.replace(old, new))

    assert f"error[{code}]" in refused(call, tmp_path, "1.0.1")


def test_a_difference_is_told_with_its_facts(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.write(
        tmp_path, "1.0.1", loans.text("1.0.1").replace("back_at > due_at", "back_at >= due_at")
    )
    said = refused(call, tmp_path, "1.0.1")

    assert "for generated facts `fine.answer` is `free` in 1.0.0, and `pay` in 1.0.1" in said
    assert "call it 2.0.0, or 1.1.0 if it keeps every decision on facts that were accepted" in said
    assert "; the facts: {" in said


def test_a_patch_may_change_words_ids_and_the_way_to_the_same_decisions(
    call: Call, tmp_path: Path
) -> None:
    loans.release(tmp_path, "1.0.0")
    patch = loans.text("1.0.1").replace("It was due {due_at}.", "It was due at {due_at}.")
    patch = patch.replace("id: late", "id: too-late").replace(
        "type: datetime", "type: datetime, form: epoch_seconds"
    )
    patch = patch.replace("back_at > due_at", '"!(back_at <= plus(allowed, lent_at))"')
    patch = patch.replace('value: "plus(lent_at, allowed)"', 'value: "plus(allowed, lent_at)"')
    loans.write(tmp_path, "1.0.1", patch)
    said = call("release", tmp_path / "loans", "1.0.1", "--generated", 100)

    assert (0, "") == (said.status, said.err)
    assert "it decides as 1.0.0 on the cases, the records given and 200 generated facts" in said.out


def test_a_patch_may_not_ask_for_more_facts(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    more = loans.text("1.0.1").replace("facts:\n", "facts:\n  member: {type: boolean}\n")
    more = more.replace("back_at > due_at", '"back_at > due_at && !member"')
    loans.write(tmp_path, "1.0.1", more)
    cases = tmp_path / "loans" / "cases" / "all.yaml"
    cases.write_text(
        cases.read_text()
        .replace("policy: loans\n", "policy: loans\nversions: '>=1.0.1'\n")
        .replace("facts: {lent_at", "facts: {member: false, lent_at")
    )

    said = refused(call, tmp_path, "1.0.1")
    assert "`fine.answer` is `pay` in 1.0.0, and absent in 1.0.1" in said


def test_records_tell_what_generated_facts_did_not(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    odd = (
        "      - id: odd\n"
        '        when: "lent_at == plus(odd_day, long_since) && back_at == lent_at"\n'
        "        then: {answer: pay}\n"
    )
    parameters = (
        "parameters:\n"
        '  odd_day: {type: datetime, value: "2011-11-11T11:11:11Z"}\n'
        "  long_since: {type: duration, value: 4321 days}\n"
    )
    changed = loans.text("1.0.1").replace(LATE_RULE, odd + LATE_RULE)
    loans.write(tmp_path, "1.0.1", changed.replace("parameters:\n", parameters))
    records = tmp_path / "records.jsonl"
    odd_day = (datetime(2011, 11, 11, 11, 11, 11, tzinfo=UTC) + timedelta(days=4321)).isoformat()
    lines = [loans.NEXT_DAY, {"lent_at": odd_day, "back_at": odd_day}]
    records.write_text("".join(json.dumps(line) + "\n" for line in lines))

    said = refused(call, tmp_path, "1.0.1", "--generated", 0, "--on", records)
    assert f"for line 2 of {records} `fine.answer` is `free` in 1.0.0, and `pay` in 1.0.1" in said
    assert "the facts:" not in said
    # the day is found without records, too
    proved = refused(call, tmp_path, "1.0.1", "--generated", 0)
    assert "error[patch-decides]" in proved
    assert f'; the plainest facts: {{"lent_at": "{odd_day[:19]}Z", "back_at": ' in proved


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"{}\n[1]\n", "line 2 of"), (b'{"a": 1}\n{"a": \n', "line 2 of"), (None, "cannot be read")],
)
def test_records_that_cannot_be_read_are_bad_input(
    call: Call, tmp_path: Path, content: bytes | None, says: str
) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.write(tmp_path, "1.0.1")
    records = tmp_path / "records.jsonl"
    if content is not None:
        records.write_bytes(content)

    assert says in refused(call, tmp_path, "1.0.1", "--on", records)


def test_a_patch_mends_the_version_below_it_and_no_other(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.release(tmp_path, "2.0.0", loans.text("2.0.0", allowed="20 days"))
    loans.write(tmp_path, "2.0.1", loans.text("2.0.1"))
    assert "patch-decides" in refused(call, tmp_path, "2.0.1")
    loans.release(tmp_path, "2.0.1", loans.text("2.0.1", allowed="20 days"))
    # the next major number jumped over: not a patch of what is released
    loans.release(tmp_path, "3.1.2", loans.text("3.1.2", allowed="21 days"))
