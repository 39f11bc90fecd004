"""The image and the unit say what there is: files that exist, options that the command takes, a path that is answered."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from backhaul.cli.arguments import parse
from backhaul.cli.serve import _check
from service.policies import ROOT

PACKAGING = ROOT / "packaging"
DOCKERFILE = (PACKAGING / "Dockerfile").read_text("utf-8")
UNIT = (PACKAGING / "backhaul.service").read_text("utf-8")


def words_of(instruction: str) -> list[str]:
    """The words of an instruction that is written as a list."""
    [found] = re.findall(rf"^{instruction} \[(.*)\]$", DOCKERFILE, re.MULTILINE)
    return [word.strip().strip('"') for word in found.split('", "')]


def checked(arguments: list[str]) -> None:
    given = parse(arguments)
    assert given is not None
    _check(given)


def test_the_image_is_made_of_files_that_there_are_and_that_are_not_left_out() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    files = [name for line in copied for name in line.split()]
    kept = (PACKAGING / "Dockerfile.dockerignore").read_text("utf-8").splitlines()

    assert all((ROOT / name).exists() for name in files)
    assert {f"!{name}" for name in files} == {line for line in kept if line.startswith("!")}


def test_the_image_and_the_unit_call_the_command_as_it_is() -> None:
    command, more = words_of("ENTRYPOINT"), words_of("CMD")
    assert command[0] == "backhaul"
    checked(command[1:] + more)

    [line] = re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    checked(shlex.split(line)[1:])
    assert re.search(r"^ExecReload=/bin/kill -HUP \$MAINPID$", UNIT, re.MULTILINE)


def test_the_image_has_a_user_of_its_own_and_says_how_it_is() -> None:
    assert re.search(r"^USER backhaul$", DOCKERFILE, re.MULTILINE)
    assert "/healthz" in DOCKERFILE[DOCKERFILE.index("HEALTHCHECK") :].splitlines()[0]


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "backhaul.service"
    unit.write_text(UNIT.replace("/opt/backhaul/bin/backhaul", "/bin/true"), "utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    security = ["systemd-analyze", "security", "--offline=yes", "--threshold=15", str(unit)]
    assert subprocess.run(security, capture_output=True, check=False).returncode == 0
