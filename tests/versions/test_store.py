"""The store serves whole released versions, whatever happens to the files meanwhile."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostics import BackhaulError, PolicyError
from versions import loans

DATE = {"lent_at": "2026-03-02T10:00:00Z"}
#: what the versions say of a book that was away for this long
AWAY = {"lent_at": "2026-03-02T10:00:00Z", "back_at": "2026-03-23T10:00:00Z"}
SAYS = {"1.0.0": "pay", "2.0.0": "free"}
THREADS = 8
ROUNDS = 40


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A version that allows 14 days."""
    loans.release(tmp_path, "1.0.0")
    return tmp_path


def second(root: Path) -> None:
    """Release one that allows 30 days."""
    loans.release(root, "2.0.0", loans.text("2.0.0", allowed="30 days"))


def test_a_new_release_is_served_after_reload_and_not_before(root: Path) -> None:
    store = backhaul.PolicyStore(root)
    before = store.in_force("loans", DATE)
    second(root)
    assert ("1.0.0",) == store.versions("loans")
    assert store.newest("loans").version == "1.0.0"
    assert repr(store) == f"<PolicyStore {root}: released versions: 1, policies: 1>"

    assert store.reload()
    assert ("1.0.0", "2.0.0") == store.versions("loans")
    assert store.newest("loans").version == "2.0.0"
    assert ["2.0.0"] == [policy.version for policy in store.in_force("loans", DATE)]
    assert store.last_error is None
    # what was given out stays what it was
    assert ["1.0.0"] == [policy.version for policy in before]


def test_what_did_not_change_is_not_read_again(root: Path) -> None:
    store = backhaul.PolicyStore(root)
    first = store.policy("loans", "1.0.0")
    second(root)

    assert store.reload()
    assert store.policy("loans", "1.0.0") is first


def spoil_file(root: Path) -> None:
    file = root / "loans" / "2.0.0.yaml"
    file.write_text(file.read_text().replace("30 days", "31 days"))


def halve_file(root: Path) -> None:
    file = root / "loans" / "2.0.0.yaml"
    file.write_bytes(file.read_bytes()[:200])


def halve_lock(root: Path) -> None:
    lock = loans.lock(root)
    lock.write_bytes(lock.read_bytes()[:150])


def drop_file(root: Path) -> None:
    (root / "loans" / "1.0.0.yaml").unlink()


def drop_lock(root: Path) -> None:
    loans.lock(root).unlink()


def drop_release(root: Path) -> None:
    lock = loans.lock(root)
    text = lock.read_text()
    first, last = text.index("    {"), text.index("    {", text.index("    {") + 1)
    lock.write_text(text[:first] + text[last:])


def release_anew(root: Path) -> None:
    loans.lock(root).unlink()
    loans.release(root, "1.0.0", loans.text("1.0.0", allowed="15 days"))
    second(root)


DAMAGE: dict[Callable[[Path], None], str] = {
    spoil_file: "released-changed",
    halve_file: "released-changed",
    halve_lock: "bad-lock",
    drop_file: "released-missing",
    drop_lock: "released-missing",
    drop_release: "released-missing",
    release_anew: "released-changed",
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_reload_that_fails_keeps_the_last_good_state_and_says_why(
    root: Path, damage: Callable[[Path], None]
) -> None:
    second(root)
    store = backhaul.PolicyStore(root)
    before = [store.policy("loans", version) for version in ("1.0.0", "2.0.0")]
    damage(root)

    assert not store.reload()
    assert before == [store.policy("loans", version) for version in ("1.0.0", "2.0.0")]
    assert ["2.0.0"] == [policy.version for policy in store.in_force("loans", DATE)]
    assert store.last_error is not None
    assert DAMAGE[damage] in {d.code for d in store.last_error.diagnostics}


def test_after_a_repair_the_error_is_gone(root: Path) -> None:
    store = backhaul.PolicyStore(root)
    file = root / "loans" / "1.0.0.yaml"
    good = file.read_bytes()
    file.write_bytes(good[:100])
    assert not store.reload()
    file.write_bytes(good)

    assert store.reload()
    assert store.last_error is None


def test_a_store_does_not_begin_with_anything_wrong(root: Path) -> None:
    second(root)
    spoil_file(root)
    drop_file(root)
    with pytest.raises(PolicyError) as caught:
        backhaul.PolicyStore(root)

    codes = {d.code for d in caught.value.diagnostics}
    assert {"released-changed", "released-missing"} == codes
    with pytest.raises(BackhaulError, match="there is no directory"):
        backhaul.PolicyStore(root / "nowhere")


def test_a_directory_in_which_nothing_was_released_serves_nothing(tmp_path: Path) -> None:
    loans.write(tmp_path, "1.0.0")
    store = backhaul.PolicyStore(tmp_path)

    assert not store.ids
    with pytest.raises(PolicyError, match="no version of a policy `loans` was released"):
        store.in_force("loans", DATE)
    loans.release(tmp_path, "1.0.0")
    assert store.reload()
    assert ("loans",) == store.ids


class Desk:
    """One of the threads: it decides until it is told to stop, and notes what it saw."""

    def __init__(self, store: backhaul.PolicyStore, stop: threading.Event) -> None:
        self.store, self.stop = store, stop
        self.seen: set[tuple[str, str, str]] = set()
        self.failure: BaseException | None = None
        self.thread = threading.Thread(target=self.work)

    def work(self) -> None:
        try:
            while not self.stop.is_set():
                (policy,) = self.store.in_force("loans", AWAY)
                answer = policy.decide(AWAY)["fine"]["answer"]
                self.seen.add((policy.version, policy.digest, str(answer)))
                # so that the others and the writer get their turn
                self.stop.wait(0.001)
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test fails by it
            self.failure = error


def test_eight_threads_see_only_whole_released_versions_while_files_alternate(root: Path) -> None:
    first = root / "loans"
    store = backhaul.PolicyStore(root)
    second(root)
    good = {
        name: (first / name).read_bytes() for name in ("1.0.0.yaml", "2.0.0.yaml", "released.lock")
    }
    digests = {version: backhaul.load(first / f"{version}.yaml").digest for version in SAYS}
    broken = loans.text("2.0.0", allowed="1 hours").encode()
    stop = threading.Event()
    desks = [Desk(store, stop) for _ in range(THREADS)]
    for desk in desks:
        desk.thread.start()
    kept = served = 0
    try:
        for round in range(ROUNDS):
            for content in (good["2.0.0.yaml"], broken, good["2.0.0.yaml"][: 70 * round], b""):
                # not in one step on purpose: a reload may meet any half of it
                writer = threading.Thread(target=slowly, args=(first / "2.0.0.yaml", content))
                writer.start()
                results = [store.reload() for _ in range(2)]
                writer.join()
                results.append(store.reload())
                served, kept = served + sum(results), kept + results.count(False)
                assert results[-1] == (content == good["2.0.0.yaml"])
            with suppress(FileNotFoundError):
                (first / "2.0.0.yaml").unlink()
            assert not store.reload()
    finally:
        stop.set()
        for desk in desks:
            desk.thread.join()

    assert [None] * THREADS == [desk.failure for desk in desks]
    seen = set().union(*(desk.seen for desk in desks))
    assert {(version, digests[version], SAYS[version]) for version in SAYS} >= seen
    assert ("2.0.0", digests["2.0.0"], "free") in seen
    assert min(kept, served) >= ROUNDS


def slowly(path: Path, content: bytes) -> None:
    """Write a file in pieces, in place."""
    with path.open("wb", buffering=0) as file:
        for place in range(0, len(content), 100):
            file.write(content[place : place + 100])
