"""A version decides the cases of the one before it otherwise only where its release says so."""

import json
from pathlib import Path

import pytest

import backhaul
from backhaul import packages
from backhaul.evaluation.known import Known
from backhaul.versions.in_force import Applying, applying
from backhaul.versions.lock import Release, read_lock
from cli.calling import Call
from versions import loans
from versions.refusing import refused

SINCE = "2024-01-01T00:00:00+08:00"
EARLIER = "2023-07-01T00:00:00Z"
DATE = "2025-06-01T00:00:00Z"
HIDDEN = "  lent_at: {type: datetime, masked: true, title"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A version, and one that reads the same rules another way from the same instant."""
    loans.release(tmp_path, "1.0.0", loans.text("1.0.0", SINCE))
    loans.write(tmp_path, "2.0.0", loans.text("2.0.0", SINCE, "20 days"))
    return tmp_path


def explained(root: Path, lent: object, version: str | None = None) -> str:
    store = backhaul.PolicyStore(root)
    policy = store.policy("loans", version) if version else store.newest("loans")
    return policy.decide({"lent_at": lent, "back_at": "2026-03-01T00:00:00Z"}).explain()


@pytest.mark.parametrize("solver", [True, False])
def test_a_version_that_begins_no_later_and_decides_otherwise_is_refused(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, solver: bool
) -> None:
    if not solver:
        monkeypatch.setattr(packages, "find_spec", lambda _: None)
    said = refused(call, root, "2.0.0", "--generated", 500)

    assert "error[reaches-back]" in said
    assert f"2.0.0 is in force from {SINCE}, no later than 1.0.0, and decides a case" in said
    assert "let it begin later, or say `--retroactive`" in said
    assert '{"lent_at": ' in said


def test_it_is_released_as_retroactive_and_the_lock_and_its_answers_say_so(
    call: Call, root: Path
) -> None:
    said = call("release", root / "loans", "2.0.0", "--retroactive")

    assert (said.status, said.err) == (0, "")
    assert f"in force by `lent_at`, from {SINCE}" in said.out
    assert "it replaces 1.0.0 for cases from before this release, too" in said.out
    entry = json.loads(loans.lock(root).read_text())["releases"][1]
    assert (entry["from"], entry["replaces"]) == (SINCE, "1.0.0")
    assert call("check", root).status == 0
    assert f"which replaces 1.0.0 for cases from {SINCE} on" in explained(root, DATE)
    assert "replaces" not in explained(root, DATE, "1.0.0")
    assert "replaces" not in explained(root, EARLIER)
    shown = call("decide", root / "loans", "--version=in-force", f"--fact=lent_at={DATE}")
    assert "which replaces 1.0.0" in shown.out


def test_the_compiled_form_and_the_text_say_the_same_of_it(root: Path, call: Call) -> None:
    call("release", root / "loans", "2.0.0", "--retroactive")
    form = root / "loans" / "2.0.0.compiled.json"
    before = explained(root, DATE)
    form.unlink()

    assert before == explained(root, DATE)


def test_a_released_version_says_it_too_when_it_is_opened_by_its_file(
    root: Path, call: Call
) -> None:
    call("release", root / "loans", "2.0.0", "--retroactive")
    file = root / "loans" / "2.0.0.yaml"
    facts = {"lent_at": DATE, "back_at": "2026-03-01T00:00:00Z"}
    assert explained(root, DATE) == backhaul.load(file).decide(facts).explain()
    file.with_suffix(".compiled.json").unlink()
    assert explained(root, DATE) == backhaul.load(file).decide(facts).explain()

    file.write_text(file.read_text() + "# edited\n")
    assert "replaces" not in backhaul.load(file).decide(facts).explain()


def test_it_may_begin_earlier_then_and_decides_every_case_from_there(
    call: Call, root: Path
) -> None:
    loans.write(root, "2.0.0", loans.text("2.0.0", EARLIER, "20 days"))
    said = refused(call, root, "2.0.0")
    assert f"2.0.0 is in force from {EARLIER}, earlier than 1.0.0 (from {SINCE})" in said
    assert "`--retroactive`" in said

    assert call("release", root / "loans", "2.0.0", "--retroactive").status == 0
    assert call("check", root).status == 0
    store = backhaul.PolicyStore(root)
    for date in ("2023-08-01T00:00:00Z", DATE):
        assert ["2.0.0"] == [p.version for p in store.in_force("loans", {"lent_at": date})]
    assert () == store.in_force("loans", {"lent_at": "2023-06-01T00:00:00Z"})
    date = "--fact=lent_at=2023-06-01T00:00:00Z"
    said = call.refused("decide", root / "loans", "--version", "in-force", date)
    assert f"2.0.0 is in force from {EARLIER}, the first one" in said


def test_a_version_takes_the_place_only_of_those_below_it() -> None:
    starts = (("1.0.0", 10), ("2.0.0", 30), ("3.0.0", 20), ("4.0.0", 40))
    releases = tuple(Release(v, "", "", start) for v, start in starts)

    def on(low: int, high: int) -> Applying:
        return applying(releases, Known(((low, high),)))

    assert Applying(("1.0.0",), sure=True) == on(10, 19)
    assert Applying(("3.0.0",), sure=True) == on(20, 39)
    assert Applying(("1.0.0", "3.0.0", "4.0.0"), sure=True) == on(19, 40)


def test_a_version_that_decides_alike_replaces_nothing(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.write(tmp_path, "2.0.0", loans.text("2.0.0", loans.FROM["1.0.0"]))
    said = call("release", tmp_path / "loans", "2.0.0", "--retroactive")

    assert said.status == 0
    assert "`--retroactive` was not needed" in said.out
    lock = read_lock(tmp_path / "loans")
    assert lock is not None
    assert [None, None] == [release.replaces for release in lock.releases]


def test_a_number_that_lies_is_refused_retroactive_or_not(call: Call, root: Path) -> None:
    loans.write(root, "1.0.1", loans.text("1.0.1", SINCE, "20 days"))
    loans.write(root, "1.1.0", loans.text("1.1.0", SINCE, "20 days"))

    assert "error[patch-decides]" in refused(call, root, "1.0.1", "--retroactive")
    assert "error[minor-decides]" in refused(call, root, "1.1.0", "--retroactive")


def test_a_case_from_before_the_version_is_told_so(root: Path) -> None:
    said = explained(root, "2023-12-01T10:00:00Z")
    assert f"Lent: 2023-12-01 10:00 (UTC). That is before 1.0.0 is in force (from {SINCE})." in said
    said = explained(root, {"before": "2024-02-01T00:00:00Z"})
    assert "That may be before 1.0.0 is in force" in said
    dates: list[object] = [{}, SINCE, DATE]
    for lent in dates:
        assert "in force" not in explained(root, lent)


def test_of_a_masked_date_nothing_is_told(tmp_path: Path) -> None:
    masked = loans.text("1.0.0", SINCE).replace("  lent_at: {type: datetime, title", HIDDEN)
    assert "masked" in masked
    loans.release(tmp_path, "1.0.0", masked)

    assert "before 1.0.0 is in force" not in explained(tmp_path, EARLIER)
