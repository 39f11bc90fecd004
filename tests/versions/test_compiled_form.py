"""The compiled form of a released version: taken where the lock vouches for it, else passed over."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

import backhaul
from backhaul.digests import digest_of
from backhaul.language import stored
from backhaul.opening import from_text, wrapped
from backhaul.versions import compiled_form
from backhaul.versions.candidate import release_of
from backhaul.versions.catalogue import Catalogue, shipped
from backhaul.versions.lock import Lock, Release, read_lock
from backhaul.versions.version import parsed
from cli.calling import Call
from versions import loans

Places = dict[str, Path]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of policies with one released version, and a cache directory of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    loans.release(tmp_path / "policies", "1.0.0")
    return tmp_path / "policies"


@pytest.fixture
def places(root: Path) -> Places:
    """Where a compiled form may stand."""
    release = released(root)
    assert release.compiled
    name = release.compiled.digest.removeprefix("sha256:") + ".json"
    return {
        "beside": root / "loans" / "1.0.0.compiled.json",
        "cache": root.parent / "cache" / "backhaul" / name,
    }


def released(root: Path) -> Release:
    lock = read_lock(root / "loans")
    assert lock
    return lock.releases[0]


def opened(root: Path) -> tuple[backhaul.Policy, bool]:
    """The released version, and whether it was read from its text."""
    with mock.patch("backhaul.versions.released.parsed", wraps=parsed) as read:
        version = Catalogue(root).open("loans", None)
    return wrapped(version), read.called


def right(policy: backhaul.Policy, root: Path) -> bool:
    """Whether a policy is the one in the file, and decides as it does."""
    other = from_text(root / "loans" / "1.0.0.yaml")
    decided = policy.decide(loans.NEXT_DAY).to_dict() == other.decide(loans.NEXT_DAY).to_dict()
    return decided and (policy.model, policy.bytes_digest) == (other.model, other.bytes_digest)


def test_the_shipped_form_is_that_of_the_shipped_version() -> None:
    for folder in sorted(path.parent for path in shipped().root.glob("*/released.lock")):
        lock = read_lock(folder)
        assert lock
        for release in lock.releases:
            file = folder / f"{release.version}.yaml"
            form = Path(compiled_form.beside(file))
            policy = from_text(file)
            entry = release_of(policy.as_version(), release.proofs, release.replaces)
            if os.environ.get("BACKHAUL_REGENERATE"):
                # another form by the same compiler would be taken for what it is not
                assert not compiled_form.mistakes(release, policy.model, str(file)), (
                    "let COMPILER rise first"
                )
                form.write_bytes(stored.form_of(policy.model))
                lock = lock.with_release(entry)
                (folder / "released.lock").write_text(lock.text(), encoding="utf-8")

            assert lock.get(release.version) == entry
            assert stored.form_of(policy.model) == form.read_bytes()
            assert policy.model == compiled_form.find(entry, str(file))


def test_a_released_version_is_opened_without_its_text_being_read(root: Path) -> None:
    policy, from_text = opened(root)

    assert not from_text
    assert right(policy, root)
    assert not (root.parent / "cache").exists()


def test_a_form_that_is_not_beside_is_kept_in_the_cache(root: Path, places: Places) -> None:
    form = places["beside"].read_bytes()
    places["beside"].unlink()

    assert [True, False] == [opened(root)[1] for _ in range(2)]
    assert right(opened(root)[0], root)
    assert form == places["cache"].read_bytes()
    assert [places["cache"]] == list(places["cache"].parent.iterdir())


def test_a_cache_that_cannot_be_written_is_done_without(root: Path, places: Places) -> None:
    places["beside"].unlink()
    (root.parent / "cache").write_text("no directory")
    policy, from_text = opened(root)

    assert from_text
    assert right(policy, root)


def test_a_cache_directory_is_named_whole_or_stands_at_home(
    root: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(root.parent / "home"))
    places["beside"].unlink()
    opened(root)

    assert (root.parent / "home" / ".cache" / "backhaul" / places["cache"].name).is_file()


def _other(path: Path) -> None:
    """The form of another policy, whole and right but for its digest."""
    text = loans.text("1.0.0", allowed="90 days")
    path.write_bytes(stored.form_of(backhaul.loads(text.encode(), "other.yaml").model))


def _linked(path: Path) -> None:
    _other(path.with_suffix(".other"))
    path.symlink_to(path.with_suffix(".other"))


def _unreadable(path: Path) -> None:
    _other(path)
    path.chmod(0)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


HOSTILE: dict[str, Callable[[Path], object]] = {
    "another policy": _other,
    "empty": lambda path: path.write_bytes(b""),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "deep": lambda path: path.write_text("[" * 200_000 + "]" * 200_000),
    "huge": _huge,
    "a pipe": os.mkfifo,
    "a directory": Path.mkdir,
    "a link to another": _linked,
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "not to be read": _unreadable,
}


@pytest.mark.parametrize("place", ["beside", "cache"])
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_stands_there_changes_no_decision(
    root: Path, places: Places, name: str, place: str
) -> None:
    places["beside"].unlink()
    places[place].parent.mkdir(parents=True, exist_ok=True)
    HOSTILE[name](places[place])
    policy, from_text = opened(root)

    assert from_text
    assert right(policy, root)


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_truncated_form_is_passed_over(root: Path, places: Places, cut: int) -> None:
    form = places["beside"].read_bytes()
    places["beside"].write_bytes(form[: len(form) - cut])

    assert bool(cut) == opened(root)[1]


def test_a_form_in_the_cache_is_mended_by_the_next_load(root: Path, places: Places) -> None:
    form = places["beside"].read_bytes()
    places["beside"].unlink()
    places["cache"].parent.mkdir(parents=True)
    _other(places["cache"])

    assert [True, False] == [opened(root)[1] for _ in range(2)]
    assert form == places["cache"].read_bytes()


def test_a_form_beside_an_edited_file_is_not_taken(root: Path) -> None:
    loans.write(root, "1.0.0", loans.text("1.0.0", allowed="90 days"))

    with pytest.raises(backhaul.PolicyError) as caught:
        opened(root)
    assert ["released-changed"] == [d.code for d in caught.value.diagnostics]


def test_a_form_of_another_compiler_is_not_taken(
    root: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_form, "COMPILER", stored.COMPILER + 1)
    policy, from_text = opened(root)

    assert from_text
    assert right(policy, root)
    assert not places["cache"].exists()


def test_a_lock_without_compiled_forms_is_read_as_before(root: Path, call: Call) -> None:
    one = released(root)
    bare = Release(one.version, one.meaning, one.bytes, one.start)
    loans.lock(root).write_text(Lock("loans", (bare,)).text())
    policy, from_text = opened(root)

    assert from_text
    assert right(policy, root)
    assert not (root.parent / "cache").exists()
    assert 0 == call("check", root).status


def test_a_lock_that_vouches_for_another_meaning_is_told(
    root: Path, places: Places, call: Call
) -> None:
    before = digest_of(places["beside"].read_bytes())
    _other(places["beside"])
    after = digest_of(places["beside"].read_bytes())
    lock = loans.lock(root)
    lock.write_text(lock.read_text().replace(before, after))
    said = call("check", root, "--format", "json")
    policy, from_text = opened(root)

    assert ["bad-lock"] == [d["code"] for d in json.loads(said.out)["diagnostics"]]
    # the meaning is not the one in the lock either, so the text is read
    assert from_text
    assert right(policy, root)


def test_what_needs_the_text_reads_it_when_asked(root: Path) -> None:
    policy, _ = opened(root)
    other = from_text(root / "loans" / "1.0.0.yaml")

    changed = policy.with_parameters(allowed="90 days")
    assert other.with_parameters(allowed="90 days").model == changed.model
    assert policy.warnings == other.warnings
    assert policy.model.facts["back_at"].span == other.model.facts["back_at"].span


def test_a_store_takes_compiled_forms_and_keeps_what_it_has(root: Path, places: Places) -> None:
    store = backhaul.PolicyStore(root)
    policy = store.policy("loans", "1.0.0")
    places["beside"].unlink()

    assert right(policy, root)
    assert store.reload()
    assert policy is store.policy("loans", "1.0.0")
