"""What the tests of versions share."""

import pytest

from cli.calling import Call


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command line, called in this process."""
    monkeypatch.setenv("COLUMNS", "100")
    return Call(capsys, monkeypatch)
