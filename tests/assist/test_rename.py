"""Another name, in all files of a policy: it checks clean and decides alike."""

from __future__ import annotations

from pathlib import Path

import pytest

import backhaul
from assist.marked import CASES, POLICY, before, read
from backhaul.assist import Position, Reading, edited, rename
from backhaul.assist.symbols import occurrences
from backhaul.cases import suite as suites
from backhaul.document.reader import read_document
from backhaul.opening import loads

SHIPPED = Path(__file__).parents[2] / "policies"


def refused(position: Position, new: str, text: str = POLICY) -> backhaul.Diagnostic:
    with pytest.raises(backhaul.PolicyError) as error:
        rename(read(text), position, new)
    return error.value.diagnostics[0]


@pytest.mark.parametrize(
    ("found", "new"),
    [
        ("weight > 20", "mass"),
        ("due_at: {", "promised_for"),
        ("time_allowed)", "time_promised"),
        ("refund:", "money_back"),
        ("answer != 'freight'", "gives"),
        ("was-late", "came-late"),
        ("P1]\n    otherwise", "D-1"),
        ("colour}", "tint"),
        ("only-late", "freight-only-late"),
        ("after-sending", "in-order"),
    ],
)
def test_everything_that_has_a_name_is_renamed_in_the_policy_and_its_cases(
    found: str, new: str
) -> None:
    cases = Reading(CASES, "cases/a.yaml", others=[read()])
    made = rename(Reading(POLICY, "1.0.0.yaml", others=[cases]), before(found), new)
    policy = edited(POLICY, made.edits["1.0.0.yaml"])
    after = read(policy)
    assert after.diagnostics == ()
    other = edited(CASES, made.edits.get("cases/a.yaml", ()))
    assert Reading(other, "cases/a.yaml", others=[after]).diagnostics == ()
    assert made.old not in [o.symbol.own for o in occurrences(after)]
    assert made.to_dict()["new"] == new


def test_a_name_that_is_none_or_is_taken_is_refused() -> None:
    at = before("weight > 20")
    assert refused(at, "Weight!").code == "bad-name"
    assert refused(at, "market").code == "name-taken"
    assert refused(at, "null").code == "bad-name"
    assert refused(Position(1, 1), "other").code == "unknown-name"
    assert refused(at, "mass", POLICY.replace("unt", "", 1).replace("[late,", "[lat,")).code


def test_a_case_file_that_is_for_another_version_too_is_in_the_way() -> None:
    newer = read(POLICY.replace('"1.0.0"', '"2.0.0"'), "2.0.0.yaml")
    policy = Reading(POLICY, "1.0.0.yaml")
    cases = Reading(CASES, "cases/a.yaml", others=[policy, newer])
    with pytest.raises(backhaul.PolicyError, match=r"for 1\.0\.0, too"):
        rename(
            Reading(cases.text, cases.name, others=[policy, newer]), before("weight", CASES), "mass"
        )


def renamed(home: Path, version: str) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of a shipped policy and its cases before, and with every fact, output and definition called otherwise."""
    texts = {str(p): p.read_text("utf-8") for p in sorted(home.glob("cases/*.yaml"))[:1]}
    name = str(home / f"{version}.yaml")
    texts = {name: Path(name).read_text("utf-8"), **texts}
    after = dict(texts)
    names = [o.symbol for o in occurrences(Reading(texts[name], name)) if o.declares]
    for symbol in [s for s in names if s.what in ("name", "output")][::12]:
        policy = Reading(after[name], name)
        files = [Reading(t, n, others=[policy]) for n, t in after.items() if n != name]
        at = next(o.at.start for o in occurrences(policy) if o.declares and o.symbol == symbol)
        made = rename(Reading(after[name], name, others=files), at, f"{symbol.own}_x")
        after |= {n: edited(after[n], edits) for n, edits in made.edits.items()}
    return texts, after


@pytest.mark.parametrize(
    "path",
    [SHIPPED / "usps-imm-766" / "1.0.0.yaml", SHIPPED / "shopee-ph-rts" / "1.0.0.yaml"],
    ids=lambda path: path.parent.name,
)
def test_a_shipped_policy_checks_clean_and_decides_alike_under_other_names(path: Path) -> None:
    texts, after = renamed(path.parent, path.stem)
    assert texts[str(path)] != after[str(path)]
    new, old = (loads(each[str(path)], "1.yaml") for each in (after, texts))
    for name in [name for name in texts if "cases" in name]:
        pair = [
            suites.check(read_document(each[name].encode(), name, "cases")[0]).of(path.stem)
            for each in (texts, after)
        ]
        for one, other in zip(pair[0].cases, pair[1].cases, strict=True):
            try:
                first = old.decide(one.facts)
            except backhaul.BackhaulError:
                with pytest.raises(backhaul.BackhaulError):
                    new.decide(other.facts)
                continue
            second = new.decide(other.facts)
            assert [*first.rules.values()] == [*second.rules.values()]
            assert [
                [*each.values()] for each in first.outcome.values() if isinstance(each, dict)
            ] == [[*each.values()] for each in second.outcome.values() if isinstance(each, dict)]
