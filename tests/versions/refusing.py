"""A release that is refused."""

from pathlib import Path

from cli.calling import Call
from versions import loans


def refused(call: Call, root: Path, version: str, *more: object) -> str:
    """What is said of a release that is refused; the lock stays byte for byte."""
    lock = loans.lock(root)
    before = lock.read_bytes() if lock.exists() else None
    said = call.refused("release", root / loans.ID, version, *more)

    assert before == (lock.read_bytes() if lock.exists() else None)
    return said
