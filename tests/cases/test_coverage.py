"""What cases touch of a policy, counted, placed and never rounded up."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import backhaul
import small
from backhaul.cases.coverage import MEASURES, Coverage, coverage, percent
from backhaul.cases.coverage_report import over_source, page, table
from backhaul.cases.run import Result, run
from backhaul.cases.suite import check
from backhaul.document.reader import read_document
from cases.files import LADDER, POLICY, explain, results

SOURCE = small.text(decisions=LADDER)
HOME = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"


def covered(cases: str) -> Coverage:
    return coverage(POLICY.model, results(cases), explain)


def missed(cases: str, measure: str) -> list[str]:
    """What these cases leave out of a measure."""
    found = covered(cases).missed
    return [f"{item.what} {item.missing}" for item in found if item.measure == measure]


ONE = "  - {name: one, expect: {status: decided}}\n"


def test_a_share_is_never_rounded_up() -> None:
    assert percent(9_997, 10_000) == "99.9"
    assert percent(999_999, 1_000_000) == "99.9"
    assert percent(10_000, 10_000) == "100"
    assert percent(2, 3) == "66.6"
    assert percent(0, 7) == "0.0"


def test_a_rule_counts_when_it_answered() -> None:
    assert missed(ONE, "rules") == [
        "the rule `red` of `route` never answers",
        "the rule `rest` of `route` never answers",
    ]
    assert missed(ONE, "remarks") == []


def test_a_condition_counts_as_it_came_out_where_it_was_looked_at() -> None:
    found = missed(ONE, "conditions")

    # the first rule answered, so the second was not looked at
    assert "the condition `colour == 'red'` is never true" in found
    assert "the condition `colour == 'red'` is never false" in found
    assert "the condition `flag` is never false" in found
    assert "the condition `flag` is never true" not in found


def test_what_nothing_depends_on_any_more_is_not_looked_at() -> None:
    down = "  - {name: down, facts: {flag: false, count: 1}, expect: {status: decided}}\n"
    places = [i for i in covered(down).missed if i.what == "the condition `count > `3``"]
    first = SOURCE.splitlines().index('        when: {all: [flag, "count > `3`"]}') + 1

    # false in the rule of the list, and not looked at in the ladder: there `flag` settled it
    assert [i.missing for i in places if i.span.line == first] == [
        "is never true",
        "is never false",
    ]
    assert [i.missing for i in places if i.span.line != first] == ["is never true"]


def test_what_cannot_be_told_is_neither_true_nor_false() -> None:
    open = "  - {name: open, without: [flag], expect: {status: undetermined}}\n"

    assert {"the condition `flag` is never true", "the condition `flag` is never false"} <= set(
        missed(open, "conditions")
    )


def test_an_output_counts_by_the_values_that_some_rule_gives() -> None:
    found = covered(ONE)

    assert missed(ONE, "outputs") == [
        "the output `route.until` is never absent",
        "the output `route.answer` is never no",
        "the output `route.sure` is never false",
    ]
    assert [note for note, _ in found.notes] == ["no rule gives `route.answer` `perhaps`"]


def test_every_miss_has_the_place_of_what_was_missed() -> None:
    for item in covered(ONE).missed:
        assert item.span.line > 0
        assert item.span.text == SOURCE.splitlines()[item.span.line - 1]


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_shipped_cases_cover_the_shipped_policy(version: str) -> None:
    policy = backhaul.load(HOME / f"{version}.yaml").model
    found: list[Result] = []
    for path in sorted((HOME / "cases").glob("*.yaml")):
        document, mistakes = read_document(path.read_bytes(), str(path), "cases")
        suite = check(document, mistakes)
        found += run(suite, policy, explain) if suite.covers(version) else ()
    whole = coverage(policy, found, explain)

    for measure in MEASURES:
        touched, count = whole.of(measure)
        assert count > 0
        if measure == "conditions":
            assert touched * 100 >= count * 95
        else:
            assert (measure, touched) == (measure, count)
    assert {(i.what, i.missing) for i in whole.missed if i.measure in MEASURES} == {
        (f"the condition `{text}`", "is never false") for text in NEVER_FALSE[version]
    }


#: guards after another that has said the same, and what an earlier rule or a constraint has settled
_IN_BOTH = (
    "present(redelivery_requested_at)",
    "present(return_failure_cause)",
    "return_status == 'not_started'",
    "present(last_failed_attempt_at)",
    "present(act_before)",
    "present(address_saved_at)",
    "present(address_effective_from)",
    "present(return_expected_by)",
    "in_scope",
)
NEVER_FALSE = {
    "1.0.0": (*_IN_BOTH, "present(hold_ends_at)", "seller_has_parcel"),
    "2.0.0": (*_IN_BOTH, "present(hold_ends_latest)", "address_market != market"),
}


def test_a_constraint_is_seen_false_by_facts_that_are_refused_for_it() -> None:
    facts = '  - id: counted\n    holds: "count >= `0`"\n'
    policy = small.policy(decisions=LADDER, constraints=f"constraints:\n{facts}")
    broken = "  - {name: broken, facts: {count: -1}, expect: {refused: [broken-constraint]}}\n"
    whole = "the condition `count >= `0``"

    def never(cases: str) -> list[str]:
        found = coverage(policy.model, results(cases, policy.model), explain)
        return [item.missing for item in found.missed if item.what == whole]

    assert never(ONE) == ["is never false"]
    assert never(ONE + broken) == []


def test_a_clause_that_the_policy_leaves_out_is_no_miss() -> None:
    clauses = (
        "C1: {en: Kept.}, C2: {en: Left out., not_covered: true}, C3: {en: Said., words_only: true}"
    )
    source = f"source: {{title: {{en: Terms}}, clauses: {{{clauses}}}}}\n"
    policy = backhaul.loads(f"{SOURCE}{source}", "small.yaml").model
    whole = coverage(policy, results(ONE), explain)

    assert [i.what for i in whole.missed if i.measure == "clauses"] == ["the clause `C1`"]


def test_the_table_lists_every_measure_and_every_miss() -> None:
    text = table(covered(ONE))

    assert [line.split()[0] for line in text.splitlines()[2:8]] == [*MEASURES, "words"]
    assert "small.yaml:" in text
    assert text.count("never") + text.count("by no case") == len(covered(ONE).missed)


def test_the_source_is_whole_and_has_the_misses_below_its_lines() -> None:
    lines = over_source(covered(ONE), SOURCE).splitlines()
    numbered = [line for line in lines if re.match(r". +\d+ \|", line)]
    below = [line for line in lines if line not in numbered]

    assert [line.partition("| ")[2] for line in numbered] == [
        line.rstrip() for line in SOURCE.splitlines()
    ]
    assert len(below) == len(covered(ONE).missed)
    assert {line[0] for line in numbered} == {" ", "+", "~", "-"}


class Reader(HTMLParser):
    """The tags of a page, all of which must be closed, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert isinstance(attrs, list)
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_fetches_nothing_and_escapes_what_the_source_says() -> None:
    hostile = SOURCE + "# <script>alert('x')</script> & \"quoted\" `tick`\n"
    text = page([(covered(ONE), hostile)])
    reader = Reader()
    reader.feed(text)

    assert reader.open == []
    assert "script" not in reader.tags
    assert not re.search(r"\b(?:src|href)=\"(?!#)", text)
    assert "default-src 'none'" in text
    assert "<script>alert('x')</script>" in reader.text
    assert text.count('class="missing"') == len(covered(ONE).missed)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_counted_is_the_same_in_every_run(measure: str) -> None:
    one, other = covered(ONE), covered(ONE)

    assert one == other
    assert [i.what for i in one.items if i.measure == measure] == [
        i.what for i in other.items if i.measure == measure
    ]
