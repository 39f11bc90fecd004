"""The shipped draft is in force nowhere, is nobody's default, and keeps what it claims."""

import shutil
from pathlib import Path

import pytest

import backhaul
from backhaul.evaluation.facts import understand
from backhaul.evaluation.meaning import decide, truth
from backhaul.evaluation.sampling import samples
from cli.calling import HOME, POLICY, Call

DRAFT = backhaul.load(HOME / "2.0.0.yaml")


def test_it_is_a_draft_without_a_date_and_is_not_what_is_opened() -> None:
    assert DRAFT.draft
    assert DRAFT.model.in_force is None
    assert backhaul.open(POLICY).version == "1.0.0"
    assert backhaul.open(POLICY, "2.0.0").digest == DRAFT.digest


def test_no_order_however_late_falls_under_it(tmp_path: Path, call: Call) -> None:
    home = tmp_path / "policies" / POLICY
    shutil.copytree(HOME, home)
    if not (home / "released.lock").exists():
        assert call("release", home, "1.0.0").status == 0
    store = backhaul.PolicyStore(tmp_path / "policies")
    after = {"first_order_created_at": "2027-01-01T00:00:00Z"}

    assert store.versions(POLICY) == ("1.0.0",)
    assert [policy.version for policy in store.in_force(POLICY, after)] == ["1.0.0"]
    assert call("check", home).status == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_answer_says_first_that_it_is_a_draft(language: str) -> None:
    marks = {"en": "! A draft, in force nowhere", "zh": "! 草案，尚未生效"}
    for facts in samples(DRAFT.model, 40):
        leads = DRAFT.decide(facts).explain(language).partition("──")[0]

        assert marks[language] in leads


def test_its_invariants_hold_on_generated_facts() -> None:
    for facts in samples(DRAFT.model, 600):
        _, names = decide(DRAFT.model, understand(DRAFT.model, facts, "refuse"))

        assert [i.id for i in DRAFT.model.invariants if not truth(i.condition, names)] == []


def test_facts_as_they_are_recorded_for_the_first_version_are_never_refused() -> None:
    for facts in samples(backhaul.open(POLICY, "1.0.0").model, 300):
        status = DRAFT.decide(facts).status

        assert status in ("decided", "undetermined")
