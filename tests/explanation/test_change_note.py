"""A change note as its reader has it: the day, words to read again, whom it touches, examples, lines to sign."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import yaml

import backhaul
from explanation.noted import POLICY, edited, original

TEN_DAYS = ("value: 14 days", "value: 10 days")
KEEP = "then: {what: keep, freight: platform}\n        because"
SELLER = (KEEP, KEEP.replace("platform", "seller"))
FROM = 'from: "2026-01-01T00:00:00+08:00"'
LATER = (FROM, FROM.replace("01-01", "06-01"))
FACTS = {
    "market": "SG",
    "fragile": False,
    "sent": "2026-07-01T00:00:00+08:00",
    "came": None,
    "as_of": "2026-07-13T00:00:00+08:00",
}


def compared(
    *pairs: tuple[str, str], files: Sequence[Path] = (), generated: int = 0, prove: bool = False
) -> backhaul.Compared:
    """The policy beside one with these texts replaced."""
    names = [str(file) for file in files]
    new = edited(*pairs)
    return backhaul.compare(original(), new, names, generated=generated, prove=prove, jobs=1)


def flat(compared: backhaul.Compared, language: str = "en", now: datetime | None = None) -> str:
    """The note as one line."""
    return " ".join(compared.explain(language, now=now).split())


def records(folder: Path, *facts: dict[str, object]) -> Path:
    """A file with these records."""
    file = folder / "parcels.jsonl"
    file.write_text("".join(json.dumps({**FACTS, **each}) + "\n" for each in facts))
    return file


def test_the_headline_says_what_changed_and_from_which_day() -> None:
    both = compared(TEN_DAYS, SELLER, LATER)

    english = flat(both)
    assert english.startswith(
        "What changes from 1.0.0 to 1.1.0 ──────────────────────────────── The changes It holds for "
        "every case of which “Sent” is 2026-06-01 00:00 (UTC+08:00) or later. Earlier cases stay "
        "with 1.0.0. - Time a parcel is kept: 10 days instead of 14 - Freight of a redelivery: “the "
        "seller pays” instead of “the platform pays” where: It came late"
    )
    assert "“寄出时间”不早于2026-06-01 00:00（UTC+08:00）的案件，适用本版。" in flat(both, "zh")


def test_a_day_that_reaches_back_is_said() -> None:
    same, earlier, later = (
        compared(*pairs) for pairs in ((), ((FROM, FROM.replace("2026", "2025")),), (LATER,))
    )
    none = compared(("in_force: {by: sent, " + FROM + "}\n", ""))
    past, coming = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)

    assert "So this version reaches back" in flat(same)
    assert "earlier than the day of 1.0.0 (2026-01-01 00:00 (UTC+08:00))" in flat(earlier)
    assert "reaches back" not in flat(later)
    assert "That day is past" in flat(later, now=past)
    assert "That day is past" not in flat(later, now=coming)
    assert "It names no day any more" in flat(none)


def test_words_that_stayed_are_listed_in_every_language_to_be_read_again() -> None:
    stale = compared(TEN_DAYS, SELLER).note("en").to_dict()["read_again"]

    assert [(text["what"], text["texts"]["zh"]) for text in stale] == [
        ("Clause P1", "包裹保留14天，费用由平台承担。"),
        ("Reason given for “Kept”", "晚到，费用由平台承担。"),
    ]
    assert stale[0]["because_of"] == "Time a parcel is kept: 10 days instead of 14"
    told = flat(compared(TEN_DAYS))
    assert "A parcel is kept 14 days, and the platform pays. 包裹保留14天" in told


def test_of_rules_that_change_alike_the_clauses_that_all_cite_are_read_again() -> None:
    rest = "otherwise: {id: rest, then: {what: keep, freight: platform}"
    cited = ("Nothing else applies., zh: 其他都不适用。}", "Else., zh: 否则。}, cites: [P1, P2]")
    old = edited(cited)
    new = edited(cited, SELLER, (rest, rest.replace("platform", "seller")))
    both = backhaul.compare(old, new, generated=0, jobs=1)
    stale = both.note("en").to_dict()["read_again"]

    assert [text["what"] for text in stale] == [
        "Clause P1",
        *["Reason given for “Kept”"] * 2,
    ]


def test_a_new_rule_makes_no_words_stale() -> None:
    rule = (
        "      - {id: extra, when: fragile, then: {what: destroy, freight: seller}, cites: [P2]}\n"
    )
    note = compared(("    otherwise: {id: rest", rule + "    otherwise: {id: rest")).note("en")

    assert note.to_dict()["read_again"] == []


def test_words_that_changed_with_their_rule_are_not_listed_as_stale() -> None:
    reworded = (
        ("A parcel is kept 14 days, and", "A parcel is kept 10 days, and"),
        ("包裹保留14天", "包裹保留10天"),
    )
    note = compared(TEN_DAYS, *reworded).note("en")

    assert note.to_dict()["read_again"] == []
    assert [sentence["says"] for sentence in note.to_dict()["clauses"]] == [
        "Clause P1 now reads: “A parcel is kept 10 days, and the platform pays.”"
    ]


def test_a_figure_that_still_stands_in_a_text_that_nothing_cites_is_found() -> None:
    text = POLICY.replace("cites: [P1]}\n  near", "cites: [P2]}\n  near")
    old, new = (
        backhaul.loads(text.replace("value: 14", f"value: {days}").encode(), "late.yaml")
        for days in (14, 10)
    )
    stale = backhaul.compare(old, new, generated=0, jobs=1).note("en").to_dict()["read_again"]

    assert [text["what"] for text in stale] == ["Clause P2", "Clause P1"]


def test_whom_it_touches_is_proved_in_sentences() -> None:
    told = flat(compared(TEN_DAYS, prove=True))

    assert (
        "Something under “What happens” changes in every case in which all of this is so:" in told
    )
    assert "All other cases come out as before. This is proved" in told
    assert "What happens “Kept” → “Destroyed”" in told
    assert "Proved never to change: “Remarks”" in told


def test_a_change_that_touches_nobody_is_said_to() -> None:
    told = flat(compared(('"as_of > over"', '"as_of > over && as_of >= over"'), prove=True))

    assert "The rule for “Destroyed”" in told
    assert "Nobody: it is proved that both versions decide every case alike." in told


def test_records_are_counted_and_told_in_local_words_and_times(tmp_path: Path) -> None:
    file = records(
        tmp_path,
        {},
        {"as_of": "2026-07-12T23:00:00+08:00"},
        {"market": "TH"},
        {"as_of": FACTS["sent"]},
    )
    told = flat(compared(TEN_DAYS, files=[file]))

    assert "Of 4 records, decided otherwise: 3; the same: 1." in told
    assert "What happens “Kept” “Destroyed” 3" in told
    # three records that show the same are told once
    assert told.count("Example ") == 1
    assert "Example 1: parcels.jsonl, line 1" in told
    assert "Sent: 2026-07-01 00:00 (UTC+08:00)" in told
    assert "Reason given before: Nothing else applies." in told


def test_worked_cases_are_counted_and_named(tmp_path: Path) -> None:
    file = tmp_path / "late.yaml"
    cases = [{"name": "A parcel: kept long", "expect": {"outcome": {"route": {"what": "keep"}}}}]
    early = {
        "name": "A new one",
        "facts": {"as_of": FACTS["sent"]},
        "expect": {"status": "decided"},
    }
    suite = {"policy": "late", "facts": FACTS, "cases": [*cases, early]}
    file.write_text(yaml.safe_dump(suite))
    both = backhaul.compare(original(), edited(TEN_DAYS, LATER), cases=[str(file)], jobs=1)
    told = flat(both)

    assert "Of 2 worked cases, decided otherwise: 1; the same: 1." in told
    assert "decided by both versions, whichever of the two holds on its day" in told
    made = flat(backhaul.compare(original(), edited(TEN_DAYS, LATER), generated=20, jobs=1))
    assert "decided by both versions, whichever of the two holds on its day" in made
    assert "Example 1: the worked case “A parcel: kept long”" in told
    assert both.to_dict()["records"]["cases"] == 2


def test_an_example_leaves_out_what_is_only_said_otherwise(tmp_path: Path) -> None:
    reworded = ("{soon: {en: Handle soon,", "{soon: {en: Hurry,")
    file = records(tmp_path, {"fragile": True})
    told = flat(compared(TEN_DAYS, reworded, files=[file])).partition("Example 1")[2]

    assert "What happens Kept Destroyed" in told
    assert "Handle soon" not in told.partition("Words that changed")[0]


def test_generated_records_are_called_so_and_never_counted() -> None:
    both = compared(TEN_DAYS, generated=60)
    told = flat(both)

    assert "Whom it touches: shown on generated records" in told
    assert "60 records were generated" in told
    forms: tuple[Literal["text", "markdown", "html"], ...] = ("text", "markdown", "html")
    for form in forms:
        whole = both.explain("en", form=form, details=True)
        body = whole.partition("</head>")[2] or whole
        assert not re.search(r"[0-9] ?%", body)
        assert "shares" not in body
    assert "decided otherwise: " not in told
    assert "影响范围：以生成的记录说明" in flat(both, "zh")


def test_what_differs_in_words_alone_says_so() -> None:
    told = flat(compared(("title: {en: Sent,", "title: {en: Sent out,")))

    assert "Nothing is decided otherwise: only words, clauses or citations differ." in told
    assert "“Sent out”, title (en) now: Sent out before: Sent" in told
    assert "Whom it touches" not in told


def test_the_same_policy_says_that_nothing_changed() -> None:
    same = backhaul.compare(original(), original(), generated=0, jobs=1)

    assert "Nothing: both say the same, word for word." in flat(same)


def test_lines_to_sign_carry_the_digests_of_both_versions() -> None:
    both = compared(TEN_DAYS)
    told = flat(both)

    assert "Prepared by ···" in told
    assert "Read by ···" in told
    assert f"Digest of 1.0.0: {both.old.digest}" in told
    assert f"Digest of 1.1.0: {both.new.digest}" in told


def test_a_reader_of_the_note_meets_no_identifier() -> None:
    told = compared(TEN_DAYS, LATER, prove=True).explain("zh").partition("签字")[0]
    chinese = told.replace("A parcel is kept 14 days, and the platform pays.", "")

    assert set(re.findall("[A-Za-z_]+", chinese)) == {"P", "UTC"}


def test_words_that_changed_have_the_titles_of_what_stands_in_them() -> None:
    reworded = (
        ("It was kept until {over}.", "It was kept up to {over}."),
        ("保留至{over}。", "保留到{over}。"),
    )
    both = compared(*reworded)

    told = flat(both)
    assert "now: It was kept up to [Kept until]. before: It was kept until [Kept until]." in told
    told = flat(both, "zh")
    assert "现为：保留到[保留至]。 原为：保留至[保留至]。" in told.replace("【", "[").replace(
        "】", "]"
    )


def test_masked_facts_are_told_nowhere(tmp_path: Path) -> None:
    text = POLICY.replace("as_of: {type: datetime,", "as_of: {type: datetime, masked: true,")
    old, new = (
        backhaul.loads(text.replace("value: 14", f"value: {days}").encode(), "late.yaml")
        for days in (14, 10)
    )
    file = records(tmp_path, {})
    told = backhaul.compare(old, new, [str(file)], jobs=1).explain("en")

    assert "Time of this decision: masked" in told
    assert "2026-07-13" not in told


def test_json_has_the_sentences_beside_the_changes_that_they_tell() -> None:
    data = compared(TEN_DAYS).to_dict("en")

    (change,) = data["changes"]
    assert (change["part"], change["name"], change["old"], change["new"]) == (
        *("parameter", "kept"),
        *("14 days", "10 days"),
    )
    assert data["note"]["changes"] == [
        {
            "says": "Time a parcel is kept: 10 days instead of 14",
            "below": [],
            "of": ["parameter kept"],
        }
    ]
