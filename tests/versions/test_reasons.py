"""`clauses.yaml` beside the versions: why nothing rests on a clause of a version that was released without saying so."""

from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostics import PolicyError

POLICY = """\
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans, zh: 借阅}
source:
  title: {en: The door, zh: 门}
  clauses:
    D1: {en: A fine is due., zh: 须付罚款。}
    D2: {en: Be kind., zh: 请友善。, words_only: true}
    D3: {en: Doors close., zh: 关门。, not_covered: true, why: {en: Its own., zh: 自己的。}}
facts: {late: {type: boolean}}
decisions:
  fine:
    outputs: {due: {type: boolean}}
    rules: [{id: late, when: late, then: {due: true}, cites: [D1]}]
    otherwise: {then: {due: false}}
"""
REASONS = """\
policy: loans
why:
  D2: {en: It decides nothing., zh: 它不决定什么。}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    folder.mkdir()
    (folder / "1.0.0.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "clauses.yaml").write_text(REASONS, encoding="utf-8")
    return folder


def test_a_reason_beside_the_versions_is_told_of_one_that_has_none(home: Path) -> None:
    policy = backhaul.load(home / "1.0.0.yaml")
    uses = {use.clause.id: use for use in backhaul.clauses(policy).uses}

    assert uses["D1"].why is None
    assert uses["D2"].why == {"en": "It decides nothing.", "zh": "它不决定什么。"}
    assert uses["D3"].why == {"en": "Its own.", "zh": "自己的。"}
    assert "Why: It decides nothing." in backhaul.book(policy)
    assert backhaul.check([str(home)]).diagnostics == ()


def test_the_digest_of_a_version_does_not_depend_on_the_file_beside_it(home: Path) -> None:
    digest = backhaul.load(home / "1.0.0.yaml").digest
    (home / "clauses.yaml").unlink()

    assert backhaul.load(home / "1.0.0.yaml").digest == digest


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("D2:", "D9:", "unknown-clause", 3),
        ("D2:", "D1:", "clause-contradicted", 3),
        (", zh: 它不决定什么。", "", "missing-language", 3),
        ("zh: 它", "fr: 它", "unknown-language", 3),
        ("policy: loans", "policy: loan", "unknown-policy", None),
    ],
)
def test_what_fits_no_version_is_told_by_check(
    home: Path, before: str, after: str, code: str, line: int | None
) -> None:
    path = home / "clauses.yaml"
    path.write_text(REASONS.replace(before, after), encoding="utf-8")
    told = {each.code: each.span for each in backhaul.check([str(home)]).diagnostics}

    assert code in told
    assert line is None or ((span := told[code]) and span.line == line)


def test_a_file_that_cannot_be_read_so_is_refused_with_its_place(home: Path) -> None:
    (home / "clauses.yaml").write_text(REASONS.replace("why:", "whys:"), encoding="utf-8")

    with pytest.raises(PolicyError, match=r"clauses\.yaml:2"):
        backhaul.clauses(backhaul.load(home / "1.0.0.yaml"))


def test_every_clause_of_the_shipped_versions_that_decides_nothing_says_why() -> None:
    for version in ("1.0.0", "2.0.0"):
        policy = backhaul.open("tiktok-shop-sea-failed-delivery", version)
        unsaid = [
            u.clause.id for u in backhaul.clauses(policy).uses if u.state != "decides" and not u.why
        ]
        assert unsaid == []
