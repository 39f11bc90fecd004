"""What was released stays: every change to a file, its lock or its name is refused with a sentence."""

from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostics import PolicyError
from backhaul.versions.catalogue import Catalogue
from backhaul.versions.compiled_form import entry_of
from cli.calling import Call
from versions import loans


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two released versions, and a draft."""
    loans.release(tmp_path, "1.0.0")
    loans.release(tmp_path, "2.0.0", loans.text("2.0.0", allowed="30 days"))
    loans.write(tmp_path, "3.0.0", loans.text("3.0.0") + "draft: true\n")
    return tmp_path


def opening(root: Path, version: str | None) -> list[tuple[str, str]]:
    """What is said when a version is opened."""
    try:
        Catalogue(root).open("loans", version)
    except PolicyError as error:
        return [(d.code, d.message) for d in error.diagnostics]
    return []


def checked(call: Call, path: Path) -> list[str]:
    """The codes of what `check` says, which fails if it says anything."""
    said = call("check", path)
    codes = [
        line.partition("error[")[2].partition("]")[0]
        for line in said.out.splitlines()
        if "error[" in line
    ]
    assert (said.status == 1) == bool(codes), said.out
    return codes


def edit(root: Path, version: str, old: str, new: str) -> None:
    file = root / "loans" / f"{version}.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


def test_what_was_released_is_right(call: Call, root: Path) -> None:
    assert [] == checked(call, root)
    for version in ("1.0.0", "2.0.0", "3.0.0", None):
        assert [] == opening(root, version)


def test_the_newest_released_version_is_opened_and_not_a_newer_one_that_was_not(root: Path) -> None:
    loans.write(root, "2.1.0")

    assert "2.0.0" == Catalogue(root).open("loans", None).version


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("language: 1\n", "language: 1 # the first\n"),
        ("title: {en: Books that were lent}", 'title: {en: "Books that were lent"}'),
        ("constraints:", "annotations: {owner: desk}\n\nconstraints:"),
        ("constraints:", "draft: true\n\nconstraints:"),
        ("\n\nfacts", "\n\n\nfacts"),
    ],
)
def test_an_edit_without_meaning_is_told_apart_and_refused(
    call: Call, root: Path, old: str, new: str
) -> None:
    edit(root, "1.0.0", old, new)

    assert ["released-rewritten"] == checked(call, root)
    assert ["released-rewritten"] == [code for code, _ in opening(root, "1.0.0")]
    assert [] == opening(root, "2.0.0")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("14 days", "13 days"),
        ("2024-01-01", "2024-01-02"),
        ("It was due", "It was  due"),
        ("id: late", "id: latee"),
    ],
)
def test_an_edit_of_the_meaning_is_refused(call: Call, root: Path, old: str, new: str) -> None:
    edit(root, "1.0.0", old, new)
    message = "1.0.0 was released and its file means something else since"

    assert ["released-changed"] == checked(call, root)
    assert [("released-changed", message)] == opening(root, "1.0.0")


def test_an_edit_that_is_a_mistake_too_is_told_with_it(call: Call, root: Path) -> None:
    edit(root, "1.0.0", "back_at > due_at", "back_at > du_at")

    assert ["released-changed", "unknown-name"] == sorted(checked(call, root))
    assert ["unknown-name", "released-changed"] == [code for code, _ in opening(root, "1.0.0")]


def test_every_edit_of_one_character_of_a_released_file_is_refused(root: Path) -> None:
    file = root / "loans" / "1.0.0.yaml"
    text = file.read_text()
    for place in range(0, len(text), 7):
        file.write_text(text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :])
        assert {code for code, _ in opening(root, "1.0.0")} & {
            "released-changed",
            "released-rewritten",
            "misplaced-policy",
        }


def test_a_missing_file_is_told(call: Call, root: Path) -> None:
    (root / "loans" / "2.0.0.yaml").unlink()

    assert ["released-missing"] == checked(call, root)
    for version in ("2.0.0", None):
        assert ["released-missing"] == [code for code, _ in opening(root, version)]
    assert [] == opening(root, "1.0.0")


def test_a_lock_without_any_file_still_speaks(call: Call, root: Path) -> None:
    for file in (root / "loans").glob("*.yaml"):
        file.unlink()

    assert ["released-missing"] * 2 == checked(call, root)
    assert ["released-missing"] == [code for code, _ in opening(root, None)]


@pytest.mark.parametrize("name", ["1.0.1.yaml", "1.0.0.yml", "one.yaml", "3.1.0.yaml"])
def test_another_name_is_a_missing_version(call: Call, root: Path, name: str) -> None:
    folder = root / "loans"
    (folder / "1.0.0.yaml").rename(folder / name)

    assert "released-missing" in checked(call, root)
    assert ["released-missing"] == [code for code, _ in opening(root, "1.0.0")]


@pytest.mark.parametrize("version", ["1.0.1", "1.5.0", "2.0.1", "3.1.0"])
def test_a_version_that_is_neither_draft_nor_released_is_told(
    call: Call, root: Path, version: str
) -> None:
    start = {"1": "2024-01-01", "2": "2026-01-01", "3": "2027-01-01"}[version[0]]
    file = loans.write(root, version, loans.text(version, start=f"{start}T00:00:00Z"))

    assert ["unreleased-version"] == checked(call, root)
    assert ["unreleased-version"] == checked(call, file)
    file.write_text(file.read_text() + "draft: true\n")
    assert [] == checked(call, root)


def test_where_nothing_was_released_no_version_must_be(call: Call, tmp_path: Path) -> None:
    loans.write(tmp_path, "1.0.0")

    assert [] == checked(call, tmp_path)


def test_a_file_alone_is_held_against_its_own_release_and_not_against_others(
    call: Call, root: Path
) -> None:
    edit(root, "1.0.0", "14 days", "13 days")

    assert ["released-changed"] == checked(call, root / "loans" / "1.0.0.yaml")
    assert [] == checked(call, root / "loans" / "2.0.0.yaml")


def test_the_lock_may_be_checked_by_name(call: Call, root: Path) -> None:
    assert [] == checked(call, loans.lock(root))
    edit(root, "1.0.0", "14 days", "13 days")
    assert ["released-changed"] == checked(call, loans.lock(root))


def test_a_lock_with_another_digest_or_date_does_not_fit_its_file(call: Call, root: Path) -> None:
    lock = loans.lock(root)
    text = lock.read_text()
    for key in ("meaning", "bytes"):
        place = text.index(f'"{key}": "sha256:') + len(f'"{key}": "sha256:')
        other = "0" if text[place] != "0" else "1"
        lock.write_text(text[:place] + other + text[place + 1 :])
        wanted = {"meaning": "bad-lock", "bytes": "released-rewritten"}[key]
        assert [wanted] == checked(call, root)
        assert [wanted] == [code for code, _ in opening(root, "1.0.0")]
    lock.write_text(text.replace("2024-01-01T", "2024-01-02T"))
    assert ["bad-lock"] == checked(call, root)
    assert ["bad-lock"] == [code for code, _ in opening(root, "1.0.0")]


def test_a_lock_that_was_edited_keeps_every_version_shut(call: Call, root: Path) -> None:
    loans.lock(root).write_text("{}")

    assert ["bad-lock"] == checked(call, root)
    for version in ("1.0.0", "2.0.0", "3.0.0", None):
        assert ["bad-lock"] == [code for code, _ in opening(root, version)]


def test_a_version_taken_out_of_the_lock_is_not_released_any_more(call: Call, root: Path) -> None:
    lock = loans.lock(root)
    text = lock.read_text()
    first, second = text.index("    {"), text.index("    {", text.index("    {") + 1)
    lock.write_text(text[:first] + text[second:])

    assert ["unreleased-version"] == checked(call, root)


def test_a_version_that_goes_back_is_told(call: Call, root: Path) -> None:
    lock = loans.lock(root)
    lock.write_text(lock.read_text().replace("2026-01-01T", "2023-01-01T"))

    assert ["version-goes-back"] == checked(call, root)


def test_a_fact_that_chooses_one_version_and_not_the_other_is_told(call: Call, root: Path) -> None:
    # nothing but a hand that edits the lock as well can bring this about
    file = root / "loans" / "2.0.0.yaml"
    before = backhaul.load(file)
    edit(root, "2.0.0", "by: lent_at", "by: back_at")
    after = backhaul.load(file)
    lock = loans.lock(root)
    text = lock.read_text().replace(before.digest, after.digest)
    text = text.replace(entry_of(before.model).digest, entry_of(after.model).digest)
    lock.write_text(text.replace(before.bytes_digest, after.bytes_digest))

    assert ["in-force-changed"] == checked(call, root)


def test_the_command_line_opens_only_what_was_released(call: Call, root: Path) -> None:
    facts = [f"--fact={name}={value}" for name, value in loans.NEXT_DAY.items()]
    folder = root / "loans"
    assert call("decide", folder, *facts).status == 0
    assert call("decide", folder / "2.0.0.yaml", *facts).status == 0
    edit(root, "2.0.0", "30 days", "31 days")

    assert "error[released-changed]" in call.refused("decide", folder, *facts)
    assert "error[released-changed]" in call.refused("decide", folder / "2.0.0.yaml", *facts)
    assert call("decide", folder, "--version", "1.0.0", *facts).status == 0
    assert call("decide", folder, "--version", "3.0.0", *facts).status == 0


def test_a_copy_elsewhere_is_nobodys_release(call: Call, root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "copy.yaml"
    elsewhere.write_text(loans.text("1.0.0", allowed="1 hours"))
    facts = [f"--fact={name}={value}" for name, value in loans.NEXT_DAY.items()]

    assert call("decide", elsewhere, *facts).status == 0
