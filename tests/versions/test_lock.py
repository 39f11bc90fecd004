"""The lock is what `backhaul release` wrote, or it is refused with a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backhaul.diagnostics import PolicyError
from backhaul.versions.lock import CompiledForm, Lock, Release, read_lock

DIGEST = "sha256:" + "0" * 64
RELEASES = (
    Release("1.9.0", DIGEST, DIGEST, 0),
    Release("1.10.0", DIGEST, DIGEST, 0, CompiledForm(1, DIGEST)),
    Release("2.0.0", DIGEST, DIGEST, 86_400_000_000),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    folder.mkdir()
    (folder / "released.lock").write_text(Lock("loans", RELEASES).text())
    return folder


def told(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as caught:
        read_lock(folder)
    return [(d.code, d.message) for d in caught.value.diagnostics]


def test_a_lock_is_read_as_it_was_written(folder: Path) -> None:
    lock = read_lock(folder)

    assert Lock("loans", RELEASES) == lock
    assert lock is not None
    assert (folder / "released.lock").read_text() == lock.text()
    assert lock.get("1.10.0") == RELEASES[1]
    assert lock.get("1.1.0") is None


def test_a_from_in_another_offset_and_a_version_that_replaces_another_are_kept(
    tmp_path: Path,
) -> None:
    (tmp_path / "loans").mkdir()
    written = "1970-01-01T08:00:00+08:00"
    later = Release("2.0.0", DIGEST, DIGEST, 0, written=written, replaces="1.9.0")
    lock = Lock("loans", (RELEASES[0], later))
    (tmp_path / "loans" / "released.lock").write_text(lock.text())

    assert f'"from": "{written}",\n      "replaces": "1.9.0"' in lock.text()
    assert lock == read_lock(tmp_path / "loans")


def test_a_release_takes_its_place_by_number_whatever_the_order_of_releasing() -> None:
    lock = Lock("loans", ())
    for release in (RELEASES[1], RELEASES[2], RELEASES[0]):
        lock = lock.with_release(release)

    assert RELEASES == lock.releases


def test_where_there_is_no_lock_nothing_was_released(tmp_path: Path) -> None:
    assert read_lock(tmp_path) is None


def edited(change: Callable[[Any], object]) -> Callable[[str], str]:
    """An edit of the values, in the same layout."""

    def edit(text: str) -> str:
        whole = json.loads(text)
        change(whole)
        return json.dumps(whole, indent=2) + "\n"

    return edit


EDITS: dict[str, tuple[Callable[[str], str], str]] = {
    "no JSON": (lambda text: text[:-5], "cannot be read"),
    "nothing": (lambda text: text[:0], "cannot be read"),
    "a list": (lambda text: "[]" + text[-1:], "`lock`, `policy` and `releases`"),
    "another form": (edited(lambda w: w.update(lock=2)), "its form is not `1`"),
    "another policy": (edited(lambda w: w.update(policy="loan")), "not the lock of `loans`"),
    "one more key": (edited(lambda w: w.update(more=1)), "and nothing else"),
    "a key less": (edited(lambda w: w["releases"][1].pop("bytes")), "entry 2 does not hold"),
    "no version": (
        edited(lambda w: w["releases"][0].update(version="1.9")),
        "entry 1 has no version",
    ),
    "no digest": (
        edited(lambda w: w["releases"][0].update(meaning="sha256:0")),
        "`meaning` of 1.9.0",
    ),
    "a long digest": (
        edited(lambda w: w["releases"][0].update(bytes=DIGEST + "0")),
        "`bytes` of 1.9.0 is not a digest",
    ),
    "capitals": (
        edited(lambda w: w["releases"][0].update(bytes="sha256:" + "A" * 64)),
        "`bytes` of 1.9.0 is not a digest",
    ),
    "another compiler": (
        edited(lambda w: w["releases"][1]["compiled"].update(by="1")),
        "`compiled` of 1.10.0 does not hold `by` and `digest`",
    ),
    "a compiler that is true": (
        edited(lambda w: w["releases"][1]["compiled"].update(by=True)),
        "`compiled` of 1.10.0",
    ),
    "no digest of the compiled form": (
        edited(lambda w: w["releases"][1]["compiled"].update(digest="0")),
        "`compiled` of 1.10.0",
    ),
    "one more key in it": (
        edited(lambda w: w["releases"][1]["compiled"].update(more=1)),
        "`compiled` of 1.10.0",
    ),
    "nothing compiled": (
        edited(lambda w: w["releases"][1].update(compiled=None)),
        "`compiled` of 1.10.0",
    ),
    "another fifth key": (
        edited(lambda w: w["releases"][0].update(more=w["releases"][1]["compiled"])),
        "entry 1 does not hold",
    ),
    "a version that replaces what was not released": (
        edited(lambda w: w["releases"][2].update(replaces="1.8.0")),
        "2.0.0 replaces 1.8.0, which is not before it",
    ),
    "a version that replaces itself": (
        edited(lambda w: w["releases"][2].update(replaces="2.0.0")),
        "2.0.0 replaces 2.0.0, which is not before it",
    ),
    "a version that replaces no version": (
        edited(lambda w: w["releases"][2].update(replaces=True)),
        "the `replaces` of 2.0.0 is no version",
    ),
    "a sixth key": (edited(lambda w: w["releases"][1].update(more=1)), "entry 2 does not hold"),
    "a late instant": (
        edited(lambda w: w["releases"][2].update({"from": "2999-01-01T00:00:00Z"})),
        "`from` of 2.0.0",
    ),
    "no instant": (edited(lambda w: w["releases"][2].update({"from": "soon"})), "`from` of 2.0.0"),
    "a version twice": (
        edited(lambda w: w["releases"].insert(1, w["releases"][1])),
        "1.10.0 stands in it twice",
    ),
    "another order": (edited(lambda w: w["releases"].reverse()), "stands after"),
    "another layout": (lambda text: text.replace("\n  ", "\n "), "as `backhaul release` writes it"),
    "one more line end": (lambda text: text + "\n", "as `backhaul release` writes it"),
    "line ends of Windows": (lambda text: text.replace("\n", "\r\n"), "as `backhaul release`"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_lock_is_refused_with_a_sentence(folder: Path, name: str) -> None:
    edit, sentence = EDITS[name]
    path = folder / "released.lock"
    path.write_bytes(edit(path.read_text()).encode())
    found = told(folder)

    assert {"bad-lock"} == {code for code, _ in found}
    assert any(sentence in message for _, message in found), found


def test_every_edit_of_one_character_is_refused_or_gives_other_releases(folder: Path) -> None:
    path = folder / "released.lock"
    text = path.read_text()
    for place, character in enumerate(text):
        others = [other for other in "x1 " if other != character]
        path.write_text(text[:place] + others[place % len(others)] + text[place + 1 :])
        try:
            lock = read_lock(folder)
        except PolicyError:
            continue
        assert lock is not None
        # well formed, and then no version has the digests, the number or the date of the release
        assert RELEASES != lock.releases


def test_all_mistakes_of_a_lock_are_told_at_once(folder: Path) -> None:
    path = folder / "released.lock"
    path.write_text(path.read_text().replace("sha256:", "sha1:"))

    assert 7 == len(told(folder))


def test_a_version_that_goes_back_is_refused_in_the_lock_too(folder: Path) -> None:
    path = folder / "released.lock"
    path.write_text(path.read_text().replace("1970-01-02T00:00:00Z", "1969-12-31T00:00:00Z"))

    assert ["version-goes-back"] == [code for code, _ in told(folder)]


def test_a_lock_that_is_a_directory_or_a_link_to_nothing_is_refused(folder: Path) -> None:
    path = folder / "released.lock"
    path.unlink()
    path.symlink_to(folder / "nowhere")

    assert ["bad-lock"] == [code for code, _ in told(folder)]
    path.unlink()
    path.mkdir()
    assert ["bad-lock"] == [code for code, _ in told(folder)]
