"""The types that `backhaul stubs` writes: mypy and pyright take what is right, and find what is misspelt."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.typed_policies import BAD, ENGINE, write_stubs

#: what mypy has noted of the library in a run over all of it
KNOWN = ENGINE.parent / ".mypy_cache"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stubs")
    write_stubs(folder)
    return folder


def _wrong_files(folder: Path, *command: str) -> set[str]:
    """The files in which a type checker finds an error."""
    said = subprocess.run(
        [sys.executable, "-m", *command],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "MYPYPATH": os.pathsep.join((str(ENGINE), "."))},
    )
    assert said.returncode == 1, said.stdout + said.stderr
    files = {path.name for path in folder.glob("*.py")}
    lines = [line for line in said.stdout.splitlines() if "error" in line and ":" in line]
    return {name for name in files if any(f"{name}:" in line for line in lines)}


WRONG = {f"bad{number}.py" for number in range(len(BAD))}


def test_mypy_finds_what_is_misspelt_and_nothing_else(written: Path) -> None:
    files = sorted(path.name for path in written.glob("*.py"))
    # what mypy already knows of the library need not be worked out again
    if KNOWN.is_dir():
        shutil.copytree(KNOWN, written / ".cache")

    assert _wrong_files(written, "mypy", "--strict", "--cache-dir=.cache", *files) == WRONG


def test_pyright_finds_what_is_misspelt_and_nothing_else(written: Path) -> None:
    assert _wrong_files(written, "basedpyright", "--pythonpath", sys.executable) == WRONG
