"""Every command on the pages runs as it is written, from the root of a clone, those of a page one after the other."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from docs.pages import PAGES, README, ROOT, blocks

#: the answer is yes, no, or not settled; 2 is a mistake of the page
ANSWERS = ("0", "1", "3")
#: of these pages every command does what it is there for
ALL_DONE = ("releases", "review")
#: what makes the environment, which is there
ENVIRONMENT = re.compile(r"^python3 -m venv .*pip install [^&]*'\.\[\w+\]' && ")
#: they make an environment, or measure or test for many minutes
NOT_HERE = re.compile(
    r"(python3\S* |\S*/?pip |\S*/python tests/bench|\S*python -m pytest -n|\.ci/run)"
)
#: the policy that the README begins stands on all pages
SMALL = "late-parcel"
#: and so does the first policy that is shipped
FIRST = "tiktok-shop-sea-failed-delivery"


def lines(page: Path) -> list[str]:
    """The commands of a page; a line that ends in a backslash goes on in the next."""
    shell = [
        block.text for block in blocks(page) if block.kind == "sh" and block.test != ("shown",)
    ]
    text = "".join(shell).replace("\\\n", "")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def run(
    commands: list[str], folder: Path
) -> tuple[dict[str, str], subprocess.CompletedProcess[str]]:
    """The exit status of each command, and what all of them printed; one that fails is followed by the next."""
    script = "\n".join(f"{line}\necho $? >> statuses" for line in commands)
    (folder / "statuses").write_text("")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    statuses = (folder / "statuses").read_text().split()
    return dict(zip(commands, statuses, strict=True)), said


def commands(page: Path) -> list[str]:
    """The commands of a page that are tried."""
    text = [ENVIRONMENT.sub("", line) for line in lines(page)]
    return [line for line in text if not NOT_HERE.match(line)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policies of a clone, and the small one, as the README leaves it."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "policies", folder / "policies")
    run([line for line in commands(README) if SMALL in line], folder)
    return folder


def not_named(text: str) -> Callable[[str, list[str]], list[str]]:
    """Leaves out the further policies that are shipped and that a page does not name."""
    others = {path.name for path in (ROOT / "policies").iterdir() if path.is_dir()} - {FIRST}
    return lambda _, names: [name for name in names if name in others and name not in text]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem
)
def test_every_command_of_a_page_runs(page: Path, clone: Path, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "policies" if page == README else clone / "policies",
        tmp_path / "policies",
        ignore=not_named(page.read_text("utf-8")),
    )
    for shown in ("readings", "refunds"):
        shutil.copytree(ROOT / "docs" / shown, tmp_path / "docs" / shown)

    statuses, said = run(commands(page), tmp_path)

    right = ("0",) if page.stem in ALL_DONE else ANSWERS
    assert [line for line, status in statuses.items() if status not in right] == [], said.stderr
    assert "Traceback" not in said.stderr
    for block in blocks(page):
        assert block.test != ("printed",) or block.text in said.stdout
