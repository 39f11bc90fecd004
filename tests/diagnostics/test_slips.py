"""Editing mistakes of operations people, one at a time in a small policy: what is told of each, and that what it shows is right.

`_slips.json` holds the mistakes: what stands in the file, what was written instead, and the codes and lines that are told. Where
`mended` is true, the way out is a whole line: written in place of the wrong one it leaves nothing wrong. After a change,
`EXPECTED=write` writes what is told anew, to be read before it is kept.
"""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostics import Diagnostic, PolicyError

HERE = Path(__file__).parent
SLIPS = json.loads((HERE / "_slips.json").read_text(encoding="utf-8"))
FOLDER = HERE / "_slips" / "late-parcel"
LINE = re.compile(r"(?:write|put it in quotes:) `(.*)`")


def told(file: str, text: str, folder: Path) -> list[Diagnostic]:
    """What is told of a file of the small policy that holds this text."""
    if file == "1.0.0.yaml":
        try:
            return list(backhaul.loads(text, file).warnings)
        except PolicyError as error:
            return list(error.diagnostics)
    path = folder / "late-parcel" / file
    before = path.read_bytes()
    path.write_bytes(text.encode())
    try:
        return list(backhaul.check([str(path)]).diagnostics)
    finally:
        path.write_bytes(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small policy with its source and cases."""
    path = tmp_path_factory.mktemp("slips")
    shutil.copytree(FOLDER, path / "late-parcel")
    return path


def test_the_policy_of_the_slips_has_no_mistake(folder: Path) -> None:
    assert backhaul.check([str(folder)]).diagnostics == ()


def test_every_slip_is_told_at_its_line_and_the_line_that_is_shown_is_right(folder: Path) -> None:
    wrong = []
    for slip in SLIPS:
        text = (FOLDER / slip["file"]).read_text(encoding="utf-8")
        assert slip["find"] in text, slip["slip"]
        text = text.replace(slip["find"], slip["write"], 1)
        mistakes = told(slip["file"], text, folder)
        came = [f"{each.code}:{each.span.line}" for each in mistakes if each.span]
        if os.environ.get("EXPECTED") == "write":
            slip["told"] = came
        if came != slip["told"] or (
            slip["mended"] and not _mends(slip["file"], text, mistakes, folder)
        ):
            wrong.append((slip["slip"], came))
    if os.environ.get("EXPECTED") == "write":
        rows = ",\n".join(json.dumps(slip, ensure_ascii=False) for slip in SLIPS)
        (HERE / "_slips.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")

    assert wrong == []


def test_no_slip_is_silent_but_what_is_right() -> None:
    silent = {slip["slip"] for slip in SLIPS if not slip["told"]}

    assert silent == {slip["slip"] for slip in SLIPS if slip["slip"].endswith("(right)")}


def _mends(file: str, text: str, mistakes: list[Diagnostic], folder: Path) -> bool:
    """Whether the line that is shown, in place of the wrong one, leaves nothing wrong."""
    (mistake,) = mistakes
    shown = LINE.fullmatch(mistake.help)
    assert mistake.span
    assert shown
    lines = text.split("\n")
    old = lines[mistake.span.line - 1]
    lines[mistake.span.line - 1] = old[: len(old) - len(old.lstrip())] + shown[1]
    return not [d for d in told(file, "\n".join(lines), folder) if d.severity == "error"]
