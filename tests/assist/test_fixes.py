"""What mends a mistake: every fix of every bad file takes its diagnostic away and adds no error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assist.marked import POLICY, read
from backhaul.assist import Fix, Position, Reading, edited, fixes, fixes_at
from backhaul.diagnostics import Diagnostic

BAD = Path(__file__).parents[1] / "diagnostics"
FILES = sorted(
    path
    for path in BAD.glob("*.yaml")
    if not path.name.startswith(("_", "call-", "facts-", "proof-"))
)
#: codes that have a mechanical way out, in at least one of their files
FIXED = frozenset(
    [
        "ambiguous-number",
        "anchor",
        "bad-duration",
        "bad-literal",
        "bad-name",
        "bad-placeholder",
        "bad-range",
        "bare-boolean",
        "bare-null",
        "bare-number",
        "choices-misplaced",
        "clause-contradicted",
        "directive",
        "duplicate-id",
        "duplicate-key",
        "expression-syntax",
        "hidden-character",
        "holiday-outside-calendar",
        "key-not-text",
        "may-be-absent",
        "merge-key",
        "misplaced-key",
        "missing-language",
        "missing-output",
        "missing-value",
        "must-be-rounded",
        "naive-instant",
        "name-in-words",
        "name-taken",
        "needless-rest",
        "never-looked-at",
        "not-a-value",
        "not-allowed",
        "nothing-expected",
        "nothing-to-take",
        "quote-this",
        "quoted-name",
        "several-documents",
        "tab",
        "tag",
        "text-or-name",
        "uncited-clause",
        "unknown-calendar",
        "unknown-choice",
        "unknown-clause",
        "unknown-fact",
        "unknown-function",
        "unknown-key",
        "unknown-name",
        "unknown-table",
        "unknown-type",
        "unknown-weekday",
        "unlike-units",
        "unused-calendar",
        "unused-definition",
        "unused-fact",
        "unused-parameter",
        "unused-type",
        "unused-zone",
        "wrong-kind",
        "wrong-language",
        "wrong-type",
        "yaml-syntax",
    ]
)
#: mistakes for which nothing else on their line is told: once they are mended, it is
FIRST_OF_THEIR_LINE = ("ambiguous-number", "bad-literal", "quote-this")


def reading_of(path: Path, text: str) -> Reading:
    others = [Reading((BAD / "_policy.yaml").read_text("utf-8"), "_policy.yaml")]
    if path.name.startswith("cases-"):
        return Reading(text, path.name, kind="cases", others=others)
    if path.name.startswith("source-"):
        return Reading(text, path.name, kind="source", others=others)
    return Reading(text, path.name, kind="policy")


def told(path: Path) -> tuple[str, Reading] | None:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return None  # an editor has a text
    return text, reading_of(path, text)


def check(path: Path, text: str, before: Reading, mistake: Diagnostic, fix: Fix) -> None:
    after = reading_of(path, edited(text, fix.edits))
    counts = [Counter(each.code for each in reading.diagnostics) for reading in (before, after)]
    assert counts[1][mistake.code] < counts[0][mistake.code], (fix, after.diagnostics)
    if before.document is None:
        return  # what else is wrong with it could not be told
    fresh = {
        each.code
        for each in after.diagnostics
        if each.severity == "error"
        and counts[1][each.code] > counts[0][each.code]
        and not (
            mistake.code in FIRST_OF_THEIR_LINE
            and each.span
            and mistake.span
            and each.span.line == mistake.span.line
        )
    }
    assert not fresh, (fix, after.diagnostics)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fix_takes_its_mistake_away_and_adds_no_error(path: Path) -> None:
    if (found := told(path)) is None:
        return
    text, reading = found
    for mistake in reading.diagnostics:
        for fix in fixes(reading, mistake):
            check(path, text, reading, mistake, fix)


def test_the_codes_that_have_a_fix_are_these() -> None:
    mended = {
        mistake.code
        for found in map(told, FILES)
        if found
        for mistake in found[1].diagnostics
        if fixes(found[1], mistake)
    }
    assert mended == FIXED


def mended(old: str, new: str, title: str, language: str = "en", policy: str = POLICY) -> str:
    """The line of a policy with a mistake in it, mended by the fix of a title."""
    text = policy.replace(old, new, 1)
    assert text != policy
    reading = read(text)
    every = {f.title: f for each in reading.diagnostics for f in fixes(reading, each, language)}
    after = edited(text, every[title].edits)
    assert not [each for each in read(after).diagnostics if each.severity == "error"], after
    return after


@pytest.mark.parametrize(
    ("old", "new", "title", "wanted"),
    [
        ("late, weight > 20", "late, wieght > 20", "write `weight`", "any: [late, weight > 20]"),
        ("late, weight > 20", "late, market = 'TH'", "write `market == 'TH'`", "market == 'TH'"),
        ("late, weight > 20", "late, market == 'Thailand'", "write `'TH'`", "market == 'TH'"),
        ("[present(came_at), came_at > due_at]", "[came_at > due_at]", "write `present(came_at)`", "all: [present(came_at) && came_at > due_at]"),
        ("title: {en: Due, zh: 到期}", "title: {en: Due}", "add the missing language (`zh`)", 'title: {en: Due, zh: "TODO: Due"}'),
        ("optional: true", "optional: yes", "write `true`", "optional: true"),
        ("SG: 3 days", "SG: 3d", "write `3 days`", "SG: 3 days"),
        ("cites: [P1]\n    otherwise", "cites: [P2]\n    otherwise", "add `P2`", "P2: {en: TODO, zh: TODO}"),
        ("then: {answer: nothing}", "then: {}", "add `answer: freight`", "then: {answer: freight}"),
        ("    id: in-time\n", "    id: in-time\n\tnote: 1\n", "use spaces", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_mended(old: str, new: str, title: str, wanted: str) -> None:
    if "\t" in new:
        reading = read(POLICY.replace(old, new))
        [mistake] = [each for each in reading.diagnostics if each.code == "tab"]
        [fix] = fixes(reading, mistake)
        assert (fix.title, fix.preferred) == (title, True)
        return
    assert wanted in mended(old, new, title)


def test_a_sentence_that_reads_what_may_be_absent_is_given_its_guard() -> None:
    text = POLICY.replace("{weight}", "{came_at}")
    rule = "when: {any: [late, weight > 20]}"
    text = text.replace(rule, "when: late || weight > 20")
    reading = read(text)
    [fix, *_] = fixes(reading, next(d for d in reading.diagnostics if d.code == "may-be-absent"))
    after = edited(text, fix.edits)
    assert "when: present(came_at) && (late || weight > 20)" in after
    assert not read(after).diagnostics


def test_titles_are_told_in_chinese() -> None:
    text = POLICY.replace("title: {en: Due, zh: 到期}", "title: {en: Due}")
    reading = read(text)
    [(mistake, [fix])] = [(m, fixes(reading, m, "zh")) for m in reading.diagnostics]
    assert (mistake.code, fix.title) == ("missing-language", "补上缺少的语言（`zh`）")
    assert set(fix.to_dict()) == {"title", "edits", "code", "preferred"}


def test_fixes_are_found_at_a_place() -> None:
    text = POLICY.replace("late, weight > 20", "late, wieght > 20")
    line = text.split("\n").index("        when: {any: [late, wieght > 20]}") + 1
    [(mistake, [fix])] = fixes_at(read(text), Position(line, 28))
    assert (mistake.code, fix.edits[0].text) == ("unknown-name", "weight")
    assert fixes_at(read(text), Position(1, 1)) == ()


def test_what_is_taken_out_at_the_end_of_a_text_stays_inside_it() -> None:
    text = POLICY.rstrip("\n").replace("\ninvariants", "\ntypes_of: {}\ninvariants")
    reading = Reading(text + "\nannotations:\n  owner:", "a.yaml")
    [mistake] = [each for each in reading.diagnostics if each.code == "missing-value"]
    [fix] = fixes(reading, mistake)
    assert fix.edits[0].at.end.line <= len(reading.lines)
    assert edited(reading.text, fix.edits).endswith("weight > 20 || cover == 'red'\"}")
