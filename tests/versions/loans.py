"""A small policy with several versions, as files: written, released and damaged by the tests here."""

from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from backhaul.cli.main import main

ID = "loans"
TEXT = """\
language: 1
policy: loans
version: "VERSION"
title: {en: Books that were lent}
in_force: {by: lent_at, from: "FROM"}

parameters:
  allowed: {type: duration, value: ALLOWED}

facts:
  lent_at: {type: datetime, title: {en: Lent}}
  back_at: {type: datetime, title: {en: Back}}

constraints:
  - {id: back-after-lent, holds: back_at >= lent_at}

definitions:
  due_at: {value: "plus(lent_at, allowed)"}

decisions:
  fine:
    outputs:
      answer: {type: choice, choices: [pay, free]}
    rules:
      - id: late
        when: back_at > due_at
        then: {answer: pay}
        because: {en: "It was due {due_at}."}
    otherwise: {id: in-time, then: {answer: free}}
"""
CASES = """\
policy: loans
facts: {lent_at: "2026-03-02T10:00:00Z"}
cases:
  - name: A book that comes back the next day costs nothing
    facts: {back_at: "2026-03-03T10:00:00Z"}
    expect: {outcome: {fine: {answer: free}}}
  - name: A book that comes back after two months is paid for
    facts: {back_at: "2026-05-03T10:00:00Z"}
    expect: {outcome: {fine: {answer: pay}}}
"""
#: from when the versions are in force, unless something else is said
FROM = {
    "1.0.0": "2024-01-01T00:00:00Z",
    "2.0.0": "2026-01-01T00:00:00Z",
    "3.0.0": "2027-01-01T00:00:00Z",
}
NEXT_DAY: Mapping[str, object] = {
    "lent_at": "2026-03-02T10:00:00Z",
    "back_at": "2026-03-03T10:00:00Z",
}


def text(version: str, start: str = "", allowed: str = "14 days") -> str:
    """One version."""
    begins = start or FROM[f"{version[0]}.0.0"]
    return TEXT.replace("VERSION", version).replace("FROM", begins).replace("ALLOWED", allowed)


def write(root: Path, version: str, content: str | None = None) -> Path:
    """The file of a version, written below a directory of policies."""
    file = root / ID / f"{version}.yaml"
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text(version) if content is None else content, encoding="utf-8")
    if not (file.parent / "cases").exists():
        (file.parent / "cases").mkdir()
        (file.parent / "cases" / "all.yaml").write_text(CASES, encoding="utf-8")
    return file


def release(root: Path, version: str, content: str | None = None) -> Path:
    """The file of a version, written and released."""
    file = write(root, version, content)
    with redirect_stdout(StringIO()):
        assert 0 == main(["release", str(root / ID), version, "--generated", "50"])
    return file


def lock(root: Path) -> Path:
    """The lock."""
    return root / ID / "released.lock"
