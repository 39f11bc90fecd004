"""What the tests of the command line share."""

from pathlib import Path

import pytest

import small
from cli.calling import Call
from comparison.comparing import lines


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command line, called in this process."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return Call(capsys, monkeypatch)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two small policies that differ in one number."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(small.text("count > `3`"))
    new.write_text(small.text("count > `5`").replace("1.0.0", "1.1.0"))
    return old, new


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Ten records, of which two flip; `fee` is money, `order` no fact."""
    rows = ({**small.COMPLETE, "count": n, "fee": f"{n}.25", "order": "x"} for n in range(10))
    return lines(tmp_path / "records.jsonl", *rows)
