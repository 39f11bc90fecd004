"""The parcel's own date chooses the version, and not the day on which somebody asks."""

import json
from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.known import Known
from backhaul.versions.in_force import Applying, applying
from backhaul.versions.lock import Release
from cli.calling import Call
from versions import loans

DATED = tuple(
    Release(v, "", "", start)
    for v, start in (("1.0.0", 10), ("1.0.1", 10), ("2.0.0", 20), ("3.0.0", 30))
)
SECOND = 1_000_000


def between(low: int, high: int) -> Known:
    return Known(((low, high),))


@pytest.mark.parametrize(
    ("low", "high", "versions", "sure"),
    [
        (9, 9, (), False),
        (10, 10, ("1.0.1",), True),
        (19, 19, ("1.0.1",), True),
        (20, 20, ("2.0.0",), True),
        (10**15, 10**15, ("3.0.0",), True),
        (9, 10, ("1.0.1",), False),
        (19, 20, ("1.0.1", "2.0.0"), True),
        (20, 29, ("2.0.0",), True),
        (0, 40, ("1.0.1", "2.0.0", "3.0.0"), False),
        (-5, 5, (), False),
    ],
)
def test_the_highest_version_of_the_latest_date_not_after_the_cases_own_applies(
    low: int, high: int, versions: tuple[str, ...], sure: bool
) -> None:
    assert Applying(versions, sure) == applying(DATED, between(low, high))


def test_a_date_in_one_of_two_spans_leaves_out_what_lies_between() -> None:
    assert ("1.0.1", "3.0.0") == applying(DATED, Known(((11, 12), (35, 36)))).versions


def test_versions_without_dates_give_the_highest_one() -> None:
    undated = tuple(Release(v, "", "", None) for v in ("1.0.0", "1.1.0"))

    assert Applying(("1.1.0",), sure=True) == applying(undated, None)
    assert Applying((), sure=False) == applying((), None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """In force from 2024, from 2026 and, in a draft, from 2027."""
    loans.release(tmp_path, "1.0.0")
    loans.release(tmp_path, "2.0.0", loans.text("2.0.0", allowed="30 days"))
    loans.write(tmp_path, "3.0.0", loans.text("3.0.0") + "draft: true\n")
    return tmp_path


@pytest.mark.parametrize(
    ("date", "versions"),
    [
        ("2023-12-31T23:59:59.999999Z", []),
        ("2024-01-01T00:00:00Z", ["1.0.0"]),
        ("2024-01-01T07:59:59+08:00", []),
        ("2025-12-31T23:59:59.999999Z", ["1.0.0"]),
        ("2026-01-01T00:00:00Z", ["2.0.0"]),
        ("2099-01-01T00:00:00Z", ["2.0.0"]),
        ({"from": "2025-01-01T00:00:00Z", "before": "2026-01-01T00:00:00Z"}, ["1.0.0"]),
        ({"from": "2025-01-01T00:00:00Z"}, ["1.0.0", "2.0.0"]),
        ({"before": "2024-01-01T00:00:00Z"}, []),
        ({"day": "2026-01-01", "offset": "+08:00"}, ["1.0.0", "2.0.0"]),
        ({}, ["1.0.0", "2.0.0"]),
        (..., ["1.0.0", "2.0.0"]),
    ],
)
def test_the_store_gives_every_released_version_that_may_apply_lowest_first(
    root: Path, date: object, versions: list[str]
) -> None:
    facts = {} if date is ... else {"lent_at": date}
    found = backhaul.PolicyStore(root).in_force("loans", facts)

    assert isinstance(found, tuple)
    assert versions == [policy.version for policy in found]


def test_only_the_date_is_read_of_the_facts(root: Path) -> None:
    store = backhaul.PolicyStore(root)
    odd = {"lent_at": "2026-02-01T00:00:00Z", "back_at": 7, "nobody_knows": 1}

    assert ["2.0.0"] == [policy.version for policy in store.in_force("loans", odd)]
    with pytest.raises(FactError, match="is not an instant"):
        store.in_force("loans", {"lent_at": "soon"})


def decide(call: Call, root: Path, *more: str, back: str = "2026-12-01T00:00:00Z") -> str:
    """The version by which a decision was made."""
    said = call(
        "decide",
        root / "loans",
        "--version",
        "in-force",
        "--fact",
        f"back_at={back}",
        *more,
        "--format",
        "json",
    )
    assert (0, "") == (said.status, said.err)
    return str(json.loads(said.out)["version"])


def test_the_command_line_decides_by_the_version_in_force(call: Call, root: Path) -> None:
    assert "1.0.0" == decide(call, root, "--fact", "lent_at=2025-06-01T00:00:00Z")
    assert "2.0.0" == decide(call, root, "--fact", "lent_at=2026-06-01T00:00:00Z")


def test_facts_from_a_pipe_are_read_once_for_both_versions(call: Call, root: Path) -> None:
    facts = {"lent_at": "2025-06-01T00:00:00Z", "back_at": "2025-06-02T00:00:00Z"}
    arguments = ("decide", root / "loans", "-", "--version", "in-force", "--format", "json")
    said = call(*arguments, stdin=json.dumps(facts).encode())

    assert "1.0.0" == json.loads(said.out)["version"]


def test_a_case_of_an_unknown_date_names_the_versions_and_the_fact(call: Call, root: Path) -> None:
    arguments = (
        "decide",
        root / "loans",
        "--version",
        "in-force",
        "--fact",
        "back_at=2026-12-01T00:00:00Z",
    )
    said = call.refused(*arguments)

    assert "error[several-in-force]" in said
    assert "cannot be told: 1.0.0 or 2.0.0 or none; `lent_at` is not known" in said
    assert "2.0.0 is in force from 2026-01-01T00:00:00Z" in said
    bounds = '--fact=lent_at={"from": "2025-12-01T00:00:00Z"}'
    said = call.refused(*arguments, bounds)
    assert "cannot be told: 1.0.0 or 2.0.0; `lent_at` is not before 2025-12-01T00:00:00Z" in said


def test_a_case_from_before_the_first_version_is_refused(call: Call, root: Path) -> None:
    arguments = ("decide", root / "loans", "--version", "in-force")
    said = call.refused(*arguments, "--fact=lent_at=2023-06-01T00:00:00Z")

    assert (
        "error[not-in-force]: no version of `loans` was in force: `lent_at` is 2023-06-01" in said
    )
    assert "1.0.0 is in force from 2024-01-01T00:00:00Z, the first one" in said


def test_where_nothing_was_released_nothing_is_in_force(call: Call, tmp_path: Path) -> None:
    file = loans.write(tmp_path, "1.0.0")
    date = "--fact=lent_at=2025-06-01T00:00:00Z"

    said = call.refused("decide", tmp_path / "loans", "--version", "in-force", date)
    assert "error[nothing-released]" in said
    said = call.refused("decide", file, "--version", "in-force", date)
    assert "name the directory" in said


def test_a_masked_date_stands_in_no_message(call: Call, tmp_path: Path) -> None:
    masked = loans.text("1.0.0").replace(
        "lent_at: {type: datetime,", "lent_at: {type: datetime, masked: true,"
    )
    loans.release(tmp_path, "1.0.0", masked)
    date = "--fact=lent_at=2023-06-01T00:00:00Z"
    said = call.refused("decide", tmp_path / "loans", "--version", "in-force", date)

    assert "`lent_at` is masked" in said
    assert "2023" not in said


def test_an_unknown_version_in_a_store_is_refused_with_a_way_out(root: Path) -> None:
    store = backhaul.PolicyStore(root)

    assert (("loans",), ("1.0.0", "2.0.0")) == (store.ids, store.versions("loans"))
    assert "1.0.0" == store.policy("loans", "1.0.0").version
    with pytest.raises(PolicyError, match=r"the released versions are 1\.0\.0, 2\.0\.0"):
        store.policy("loans", "3.0.0")
    with pytest.raises(PolicyError, match="did you mean `loans`"):
        store.versions("lones")
