"""What the tests of sources share."""

from pathlib import Path

import pytest

from sources.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that reads documents by small sources."""
    return Desk(tmp_path)
