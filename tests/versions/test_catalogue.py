"""Which versions there are, and which one is taken."""

from pathlib import Path
from typing import Any

import pytest

from backhaul.diagnostics import PolicyError
from backhaul.versions.catalogue import Catalogue
from small import text


@pytest.fixture
def root(tmp_path: Path) -> Any:
    folder = tmp_path / "small"
    folder.mkdir()
    for version, extra in (("1.9.0", ""), ("1.10.0", ""), ("2.0.0", "draft: true\n")):
        policy = text().replace('version: "1.0.0"', f'version: "{version}"\n{extra}'.rstrip())
        (folder / f"{version}.yaml").write_text(policy)
    (folder / "notes.yaml").write_text("no version")
    (tmp_path / "empty").mkdir()
    return tmp_path


def test_versions_are_ordered_as_numbers_and_other_files_are_passed_over(root: Path) -> None:
    assert ("1.9.0", "1.10.0", "2.0.0") == Catalogue(root).versions("small")
    assert ("small",) == Catalogue(root).ids()


def test_the_newest_version_that_is_not_a_draft_is_taken(root: Path) -> None:
    assert "1.10.0" == Catalogue(root).open("small", None).version


def test_a_draft_is_taken_when_it_is_named(root: Path) -> None:
    assert Catalogue(root).open("small", "2.0.0").draft


@pytest.mark.parametrize(
    ("policy", "version", "code", "help"),
    [
        ("smal", None, "unknown-policy", "did you mean `small`?"),
        ("../small", None, "unknown-policy", ""),
        ("small", "1.0.0", "unknown-version", "its versions are 1.9.0, 1.10.0, 2.0.0"),
        ("small", "../small/1.9.0", "unknown-version", ""),
    ],
)
def test_an_unknown_policy_or_version_is_refused_with_a_way_out(
    root: Path, policy: Any, version: Any, code: Any, help: Any
) -> None:
    with pytest.raises(PolicyError) as caught:
        Catalogue(root).open(policy, version)

    assert [code] == [d.code for d in caught.value.diagnostics]
    assert help in caught.value.diagnostics[0].help


def test_a_file_that_holds_another_version_than_its_name_says_is_refused(root: Path) -> None:
    (root / "small" / "1.9.0.yaml").write_text(text())
    with pytest.raises(PolicyError, match=r"holds `small` 1\.0\.0") as caught:
        Catalogue(root).open("small", "1.9.0")

    assert ["misplaced-policy"] == [d.code for d in caught.value.diagnostics]


def test_where_every_version_is_a_draft_one_must_be_named(root: Path) -> None:
    for version in ("1.9.0", "1.10.0"):
        (root / "small" / f"{version}.yaml").unlink()
    with pytest.raises(PolicyError, match="every version of `small` is a draft"):
        Catalogue(root).open("small", None)
