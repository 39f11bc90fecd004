"""What the tests of reviews share: a policy of two versions, and keys."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = """\
language: 1
source: slip
policy: loans
sections: {slip: {}}
facts:
  lent_at: {read: slip.lent, convert: epoch_seconds}
"""
WITH_DOCUMENT = """\
policy: loans
source: slip
cases:
  - {name: The slip says when it was lent, document: documents/slip.json, expect: {facts: {lent_at: "2025-01-01T02:53:20Z"}}}
"""
OF_TWO = """\
policy: loans
versions: ">=2.0.0"
cases:
  - name: A book of ten days is late
    facts: {lent_at: "2026-03-02T10:00:00Z", back_at: "2026-03-12T10:00:01Z"}
    expect: {outcome: {fine: {answer: pay}}}
"""
OF_THREE = OF_TWO.replace(">=2.0.0", ">=3.0.0")
WORDS = {"Books that were lent": "外借的书", "Lent": "借出时间", "Back": "归还时间"}
FAST = ("--generated", "10", "--sample", "3", "--jobs", "1")
signed = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")


def key(tmp_path: Path, name: str, kind: str = "ed25519") -> Path:
    path = tmp_path / name
    arguments = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(path)]
    subprocess.run(arguments, check=True)
    return path
