"""What is packed: whoever has the source distribution can read and test all of it, and the wheel is whole."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from backhaul import packages

ROOT = Path(__file__).parents[1]
FOLDERS = (".ci", "docs", "engine", "policies", "tests")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel."""
    folder = tmp_path_factory.mktemp("packed")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    said = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert said.returncode == 0, said.stderr
    return folder


def _kept() -> set[str]:
    """The files of the project, without what tools leave behind."""
    left = {"__pycache__", ".build", "peers"}
    return {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not left & set(path.parts)
    }


def test_the_source_distribution_holds_the_documentation_and_all_that_tests_read(
    packed: Path,
) -> None:
    (file,) = packed.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert _kept() - names == set()
    pages = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml"}
    assert pages <= names


def test_the_wheel_holds_the_policies_and_the_words_of_the_diagnostics(packed: Path) -> None:
    (file,) = packed.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        (about,) = (name for name in names if name.endswith("/METADATA"))
        metadata = archive.read(about).decode()

    assert {
        "backhaul/py.typed",
        "backhaul/diagnostics.md",
        "backhaul/policies/LANGUAGE.md",
    } <= names
    assert not [name for name in names if name.startswith("tests/")]
    assert "Project-URL: Homepage, https://pypi.org/project/backhaul/" in metadata


def test_every_extra_that_a_hint_names_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    hinted = {"analysis", "tables", "record", "testing"}

    assert hinted <= set(project["optional-dependencies"])


@pytest.mark.parametrize(
    ("python", "pip", "frozen", "command"),
    [
        ("/opt/py/bin/python", True, False, "/opt/py/bin/python -m pip install 'backhaul[cli]'"),
        ("/a b/python", True, False, "'/a b/python' -m pip install 'backhaul[cli]'"),
        ("/opt/python", False, False, "pip --python /opt/python install 'backhaul[cli]'"),
        ("/opt/app", True, True, "pip install 'backhaul[cli]'"),
        ("", True, False, "pip install 'backhaul[cli]'"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="another shell quotes otherwise")
def test_a_hint_installs_for_the_interpreter_that_lacks_something(
    python: str, pip: bool, frozen: bool, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(packages, "find_spec", lambda _: object() if pip else None)

    assert packages.install("cli") == command
