"""Only regular files of a bounded size are read, and whatever else a path leads to is named."""

import os
import stat
from pathlib import Path

import pytest

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.document.files import read_bytes


def refused(path: str | Path, limit: int = 100) -> Diagnostic:
    with pytest.raises(BackhaulError) as caught:
        read_bytes(path, limit=limit)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * 100)
    assert read_bytes(path, limit=100) == b"x" * 100
    path.write_bytes(b"x" * 101)
    assert refused(path).code == "file-too-large"


def test_a_missing_file_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("")
    found = refused(tmp_path / "polcy.yaml")
    assert found.code == "file-not-found"
    assert found.help == "did you mean `policy.yaml`?"
    assert "no directory" in refused(tmp_path / "none" / "policy.yaml").help


def test_a_directory_is_not_a_file(tmp_path: Path) -> None:
    found = refused(tmp_path)
    assert (found.code, "a directory" in found.message) == ("not-a-file", True)


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = refused(tmp_path / "pipe")
    assert (found.code, "a pipe" in found.message) == ("not-a-file", True)


def test_an_endless_device_is_not_read() -> None:
    found = refused("/dev/zero")
    assert (found.code, "a device" in found.message) == ("not-a-file", True)


def test_a_file_that_grows_is_cut_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # files such as those under /proc say that they are empty and are not
    real = os.fstat(os.open(__file__, os.O_RDONLY))
    empty = os.stat_result([real.st_mode, *[0] * 9])
    assert stat.S_ISREG(empty.st_mode)
    monkeypatch.setattr(os, "fstat", lambda _: empty)
    assert refused(__file__, limit=10).code == "file-too-large"


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "\ud800"])
def test_a_path_that_cannot_be_is_one_sentence(path: str) -> None:
    assert refused(path).code in ("file-unreadable", "file-not-found")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    path.chmod(0)
    assert "permission" in refused(path).message
