"""Many records: counted, added up, in any number of processes alike, in bounded memory."""

import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest

import backhaul
import small
from backhaul.comparison.chunk_judge import Terms
from backhaul.comparison.compare import generated
from backhaul.comparison.labels import OTHERS
from backhaul.comparison.tally import MOST_FLIPS
from backhaul.diagnostics import BackhaulError
from comparison.comparing import compared, flips, lines, standings

RECORD = dict(small.COMPLETE)
OLD, NEW = small.policy("count > `3`"), small.policy("count > `5`")
YES_NO = ("route.answer", "yes", "no")


def counts(*numbers: int) -> list[dict[str, object]]:
    return [{**RECORD, "count": number} for number in numbers]


def test_records_are_counted_by_how_they_stand(tmp_path: Path) -> None:
    unknown = {k: v for k, v in RECORD.items() if k != "count"}
    file = lines(tmp_path / "r.jsonl", *counts(1, 4, 5, 9), unknown, {**RECORD, "count": "x"})

    found = compared(OLD, NEW, file)

    assert {"same": 2, "changed": 2, "cannot_tell": 1, "refused": 1} == standings(found)
    assert {YES_NO: 2} == flips(found)
    assert {"both": 1} == found.tally.refused_by
    assert found.changed


def test_a_log_of_decisions_gives_its_facts(tmp_path: Path) -> None:
    log = lines(tmp_path / "log.jsonl", *(OLD.decide(facts).to_dict() for facts in counts(1, 4)))

    assert {YES_NO: 1} == flips(compared(OLD, NEW, log))


def test_a_masked_fact_of_a_log_is_there_and_not_known(tmp_path: Path) -> None:
    facts = small.FACTS.replace("count: {type: integer}", "count: {type: integer, masked: true}")
    old, new = (small.policy(f"count > `{n}`", facts=facts) for n in (3, 5))
    log = lines(tmp_path / "log.jsonl", *(old.decide(facts).to_dict() for facts in counts(4)))

    found = compared(old, new, log)

    assert {"cannot_tell": 1} == standings(found)
    assert ["count"] == [missing.fact for missing in found.tally.missing]


def test_a_fact_that_one_version_has_is_given_to_that_one(tmp_path: Path) -> None:
    new = small.policy("flag && fresh", facts=small.FACTS + "  fresh: {type: boolean}\n")
    old = small.policy("flag")
    file = lines(tmp_path / "r.jsonl", {**RECORD, "fresh": False}, RECORD)

    found = compared(old, new, file)

    assert (("fresh",), ()) == (found.only_new, found.only_old)
    assert {"changed": 1, "cannot_tell": 1} == standings(found)
    assert [("fresh", "not recorded")] == [(m.fact, m.why) for m in found.tally.missing]


def test_a_name_that_is_no_fact_is_named_once_or_refused(tmp_path: Path) -> None:
    file = lines(tmp_path / "r.jsonl", *({**facts, "order": "x"} for facts in counts(1, 2)))

    assert {"order": 2} == compared(OLD, NEW, file).tally.extra
    refused = compared(OLD, NEW, file, terms=Terms(extra="refuse")).tally
    assert {("old", "unknown-fact", "order"), ("new", "unknown-fact", "order")} == set(
        refused.reasons
    )


def test_money_is_added_up_exactly_and_what_has_none_is_counted(tmp_path: Path) -> None:
    amounts = ["0.10", "0.20", 5, None, "many", "0.000000000000000000000000000001"]
    records = [{**RECORD, "count": 4, "fee": amount} for amount in amounts]
    file = lines(tmp_path / "r.jsonl", *records)

    tally = compared(OLD, NEW, file, terms=Terms(amount="fee")).tally
    cell = next(iter(tally.flips.values()))

    expected = Decimal("5.300000000000000000000000000001")
    assert {"": (expected, expected)} == cell.sums
    assert (6, 2) == (cell.count, cell.without)
    assert tally.extra == {}


def test_money_may_stand_along_a_path(tmp_path: Path) -> None:
    file = lines(tmp_path / "r.jsonl", {**RECORD, "count": 4, "pay": {"fee": "1.5"}})
    tally = compared(OLD, NEW, file, terms=Terms(amount="pay.fee")).tally

    expected = Decimal("1.5")
    assert [{"": (expected, expected)}] == [cell.sums for cell in tally.flips.values()]


def test_a_line_that_is_no_record_is_told_with_its_place_and_the_rest_compared(
    tmp_path: Path,
) -> None:
    file = lines(
        tmp_path / "r.jsonl", *counts(4), "{", "", "[1]", "x" * (1 << 20) + "x", *counts(4)
    )

    found = compared(OLD, NEW, file).tally

    assert {"changed": 2} == standings(compared(OLD, NEW, file))
    assert [2, 4, 5] == [d.span.line for d in found.unreadable if d.span]
    assert {"unreadable-record"} == {d.code for d in found.unreadable}


def test_the_first_examples_of_each_flip_are_kept(tmp_path: Path) -> None:
    file = lines(tmp_path / "r.jsonl", *counts(1, 4, 4, 4))
    cells = compared(OLD, NEW, file, terms=Terms(examples=2)).tally.flips.values()

    assert [[f"{file}:2", f"{file}:3"]] == [[e.place for e in cell.examples] for cell in cells]


@pytest.mark.parametrize("terms", [Terms(), Terms(amount="count", examples=3)])
def test_any_number_of_processes_gives_the_same(tmp_path: Path, terms: Terms) -> None:
    file = lines(tmp_path / "r.jsonl", *counts(*(n % 11 for n in range(1500))), "{", *counts(5))

    alone, crew = (compared(OLD, NEW, file, generated=300, jobs=n, terms=terms) for n in (1, 3))

    def seen(comparison: object) -> object:
        tally = comparison.tally  # type: ignore[attr-defined]
        return {
            name: {k: (c.count, c.sums, c.examples) for k, c in value.items()}
            if name in ("flips", "standings")
            else value
            for name, value in vars(tally).items()
        }

    assert seen(alone) == seen(crew)
    assert alone.tally.records == 1801


def test_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        file = tmp_path / f"{count}.jsonl"
        lines(file, *counts(*range(count)))
        tracemalloc.start()
        compared(OLD, NEW, file)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(200)
    assert peak(2000) < 1.25 * peak(400)


def test_too_many_different_flips_are_counted_together(tmp_path: Path) -> None:
    decisions = """\
decisions:
  sum:
    outputs:
      total: {type: integer}
    otherwise: {then: {total: EXPRESSION}}
    rules: [{id: none, when: "!flag && flag", then: {total: 0}}]
"""
    old = small.policy(decisions=decisions.replace("EXPRESSION", "count"))
    new = small.policy(decisions=decisions.replace("EXPRESSION", "'plus(count, count)'"))
    file = lines(tmp_path / "r.jsonl", *counts(*range(1, MOST_FLIPS + 51)))

    found = flips(compared(old, new, file))

    assert MOST_FLIPS + 1 == len(found)
    assert found["sum.total", OTHERS, OTHERS] == 50


def test_generated_facts_come_from_both_policies() -> None:
    facts = list(generated(OLD.model, NEW.model, 101))

    assert len(facts) == 101
    assert {3, 4, 5, 6} <= {whole["count"] for whole in facts}
    assert {"same", "changed"} == set(standings(compared(OLD, NEW, generated=200)))


def test_a_generated_fact_of_one_side_stands_beside_the_others_by_its_constraints() -> None:
    facts = small.FACTS + "  most: {type: integer}\n"
    rule = "constraints:\n  - {id: at-most, holds: count <= most}\n"
    new = small.policy("count > `5`", facts=facts + rule)
    found = compared(OLD, new, generated=300)

    # of the first ones there may be nothing yet to lend
    assert standings(found).get("refused", 0) <= 3
    assert standings(found)["changed"] > 50


def test_a_policy_compared_with_itself_changes_nothing() -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    found = compared(policy, policy, generated=120)

    assert {"same": 120} == standings(found)
    assert (found.changed, found.changes) == (False, ())


def test_what_only_one_side_answers_is_named_and_is_a_change() -> None:
    more = small.DECISIONS.replace("CONDITION", "flag").replace(
        "choices: [yes, no]}", "choices: [yes, no]}\n      more: {type: boolean, default: false}"
    )
    found = compared(small.policy(), small.policy(decisions=more), generated=50)

    assert {"route.more": "only new"} == dict(found.apart)
    assert found.changed


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackhaulError) as refused:
        compared(OLD, NEW, tmp_path / "none.jsonl")

    assert refused.value.diagnostics[0].code == "file-not-found"
