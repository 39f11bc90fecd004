"""A source is named by its name alone; whoever wants another file gives a path."""

from pathlib import Path

import pytest

import backhaul
import small
from sources.desk import HEAD, SLIP

TEXT = HEAD + "facts:\n" + SLIP
DOCUMENT = {"slip": 3}


@pytest.fixture
def policy(tmp_path: Path) -> backhaul.Policy:
    """A policy with one source, beside files that are none of its own."""
    folder = tmp_path / "small"
    (folder / "sources" / "deeper").mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(small.text(), "utf-8")
    for place in (folder / "sources", folder / "sources" / "deeper", folder, tmp_path):
        (place / "desk.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "outside.yaml").write_text(TEXT, "utf-8")
    return backhaul.load(folder / "1.0.0.yaml")


NAMES = [
    "../desk",
    "../../outside",
    "deeper/desk",
    "./desk",
    "desk/",
    "..",
    ".",
    "",
    "desk\0",
    "a" * 5000,
]


@pytest.mark.parametrize("name", [*NAMES, "..\\desk", "%2e%2e/desk"])
def test_a_name_is_no_path(policy: backhaul.Policy, name: str) -> None:
    with pytest.raises(backhaul.PolicyError) as caught:
        policy.read(DOCUMENT, name)

    (wrong,) = caught.value.diagnostics
    assert "unknown-source" == wrong.code
    assert "desk" in wrong.help


def test_an_absolute_path_is_no_name(policy: backhaul.Policy, tmp_path: Path) -> None:
    with pytest.raises(backhaul.PolicyError, match="unknown-source"):
        policy.read(DOCUMENT, str(tmp_path / "outside"))


def test_a_name_and_a_path_of_a_file_are_read(policy: backhaul.Policy, tmp_path: Path) -> None:
    for source in ("desk", tmp_path / "outside.yaml", str(tmp_path / "small" / ".." / "desk.yaml")):
        assert {"count": 3} == policy.read(DOCUMENT, source)


def test_a_link_out_of_the_policys_directory_is_not_followed(
    policy: backhaul.Policy, tmp_path: Path
) -> None:
    sources = tmp_path / "small" / "sources"
    (sources / "away.yaml").symlink_to(tmp_path / "outside.yaml")
    (sources / "round.yaml").symlink_to("round.yaml")
    (sources / "near.yaml").symlink_to(tmp_path / "small" / "desk.yaml")

    with pytest.raises(backhaul.BackhaulError) as caught:
        policy.read(DOCUMENT, "away")
    assert ["file-unreadable"] == [d.code for d in caught.value.diagnostics]
    with pytest.raises(backhaul.BackhaulError, match="file-unreadable"):
        policy.read(DOCUMENT, "round")
    assert {"count": 3} == policy.read(DOCUMENT, "near")
