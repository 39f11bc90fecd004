"""Random policies and facts taken through every path, each held against the definition once.

A long run by hand: `python -m generated.every_path 0 1000 40` takes 1,000 policies from seed 0 with 40 cases each, and
says of every path how many pairs of a policy and facts it answered itself, and each difference.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import duckdb

from analysis.agreement import told
from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.json_form import trace_as_json
from backhaul.evaluation.trace import trace
from backhaul.language.kinds import Held
from backhaul.language.operators import FUNCTIONS
from generated.facts import Domain
from generated.forms import forms_of, found_by, outcome_by
from generated.interpreter import Interpreter, Refused
from generated.outcomes import changed, left_out, python_facts, unforeseen
from generated.policies import Generated, generated
from tables.agreement import (
    durations_as_numbers,
    given,
    in_units,
    laid_out,
    table,
    warehouse_table,
    wholes,
)

Whole = dict[str, Held | None]
#: a case, and whether a path says of it what the definition says; None: it hands it over
Told = Iterator[tuple[Mapping[str, Held | None], bool | None]]
UNKNOWN_TO_Z3 = [row.name for rows in FUNCTIONS.values() for row in rows if row.z3 is None]
#: at most so many cases of a policy go through a path that takes long
FEW = 20


class Cases:
    """Different random cases of one policy with what the definition says of each, worked out once."""

    def __init__(self, made: Generated, count: int) -> None:
        self.made = made
        random = Random(made.seed)
        # some with facts that are not known, most of which the definition alone decides
        some = wholes(made.model, random, min(FEW, count // 5))
        domain = Domain(made.model, random)
        some += [in_units(made.model, domain.whole()) for _ in range(count - len(some))]
        self.wholes: list[Whole] = list({tuple(each.values()): each for each in some}.values())
        self.facts = [given(made.model, whole) for whole in self.wholes]
        self.results = [_result(made, facts) for facts in self.facts]
        self.rows = [laid_out(made.model, result) for result in self.results]
        self.domain = domain

    def complete(self, most: int | None = None) -> Iterator[tuple[Whole, Evaluation | None]]:
        """The cases of which everything is known, the first of them where there are many."""
        every = zip(self.wholes, self.facts, self.results, strict=True)
        known = [
            (whole, result if isinstance(result, Evaluation) else None)
            for whole, facts, result in every
            if facts.keys() == self.made.model.facts.keys()
        ]
        yield from known[:most]


def _result(made: Generated, facts: Mapping[str, object]) -> Evaluation | BackhaulError:
    try:
        return evaluate(made.model, facts)
    except BackhaulError as error:
        return error


def compiled(cases: Cases) -> Told:
    """Outcome, rules, statuses and values by each function of Python, of complete facts."""
    for whole, expected, results in _by_forms(cases):
        same = expected is not None and all(
            _evaluation_is(form.evaluation(found), expected)
            and outcome_by(form, found) == outcome.outcome(expected)
            and form.rules(found) == outcome.rules(expected)
            for form, found in results
        )
        yield whole, same if results else None


def _evaluation_is(found: Evaluation, expected: Evaluation) -> bool:
    return (found.facts, found.answers) == (expected.facts, expected.answers)


def traced(cases: Cases) -> Told:
    """Why and why not, as a text that is written at once."""
    model = cases.made.model
    for whole, expected, results in _by_forms(cases):
        if not results or expected is None:
            yield whole, False if results else None
            continue
        said = trace_as_json(trace(model, expected.names, expected.answers), expected.hidden)
        text = json.dumps(said, separators=(",", ":"))
        yield whole, all(form.trace_text(found) == text for form, found in results)


def _by_forms(cases: Cases) -> Iterator[tuple[Whole, Evaluation | None, list[Any]]]:
    forms = forms_of(cases.made.model)
    for whole, expected in cases.complete():
        facts = cases.domain.given(whole)
        found = [(form, found_by(form, facts)) for form in forms]
        yield whole, expected, [(form, each) for form, each in found if each is not None]


def columns(cases: Cases) -> Told:
    """Many cases at once, in columns; what is left to the definition there counts as well."""
    rows = cases.made.policy.decide_table(table(cases.made.model, cases.wholes)).to_pylist()
    yield from _compared(cases, rows)


def in_duckdb(cases: Cases) -> Told:
    """A query for a warehouse."""
    if not forms_of(cases.made.model):
        return
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("cases", warehouse_table(cases.made.model, cases.wholes))
        query = cases.made.policy.to_sql("duckdb")
        yield from _compared(cases, connection.sql(query).to_arrow_table().to_pylist())


def _compared(cases: Cases, rows: list[dict[str, Any]]) -> Told:
    for whole, row, expected in zip(cases.wholes, rows, cases.rows, strict=True):
        if row["status"] == "unsettled":
            yield whole, None
        else:
            yield whole, durations_as_numbers(row) == durations_as_numbers(expected)


def terms(cases: Cases) -> Told:
    """The policy as terms of Z3, of complete facts."""
    model = cases.made.model
    if any(f"{name}(" in cases.made.text for name in UNKNOWN_TO_Z3):
        return  # what hangs on a function that the solver does not know is not settled
    for whole, expected, found in told(model, (whole for whole, _ in cases.complete(FEW))):
        yield whole, expected == found


def by_hand(cases: Cases) -> Told:
    """A second interpreter, which shares nothing with the engine."""
    model = cases.made.model
    for whole, expected in cases.complete():
        try:
            found = Interpreter(cases.made.by_calls, python_facts(model, whole))
        except Refused:
            yield whole, expected is None
            continue
        if expected is None:
            yield whole, False
            continue
        decision = Decision.of(expected)
        said = (decision.statuses, decision.outcome, decision.rules)
        yield whole, (found.statuses, found.outcome, found.rules) == said


def bounds(cases: Cases) -> Told:
    """Facts of which some are bounded or unknown: what is said of them is so of the whole."""
    random = Random(cases.made.seed)
    for whole, expected in cases.complete(FEW):
        partial = cases.domain.partial(whole, random.choice((0.2, 0.4, 0.8)))
        before = _result(cases.made, partial.given)
        if expected is None or not isinstance(before, Evaluation):
            # what is refused by some facts is refused by all
            yield whole, None if expected is None else False
            continue
        wrong = changed(before, expected) + unforeseen(before, expected)
        yield whole, not wrong + left_out(before, expected)


PATHS = {
    "compiled": compiled,
    "trace as text": traced,
    "columns": columns,
    "SQL in DuckDB": in_duckdb,
    "proof": terms,
    "second interpreter": by_hand,
    "facts with bounds": bounds,
}


def counted(made: Generated, count: int, paths: Mapping[str, Any] = PATHS) -> Counter[str]:
    """By path, the pairs that it answered as the definition does, handed over, or answered otherwise."""
    cases, counts = Cases(made, count), Counter[str]()
    counts["pairs"] = len(cases.wholes)
    for name, path in paths.items():
        try:
            for whole, same in path(cases):
                word = {True: "the same", False: "different", None: "handed over"}[same]
                counts[f"{name}: {word}"] += 1
                if same is False and not counts[f"different: {name}, seed {made.seed}"]:
                    counts[f"different: {name}, seed {made.seed}, {whole}"] += 1
                counts[f"different: {name}, seed {made.seed}"] += same is False
        except Exception as error:  # noqa: BLE001 - a long run goes on, and tells of it
            counts[f"different: {name}, seed {made.seed}: {error!r}"] += 1
    return counts


if __name__ == "__main__":
    first, many, each = map(int, sys.argv[1:])
    total = Counter[str]()
    for seed in range(first, first + many):
        total += counted(generated(seed), each)
        generated.cache_clear()
    for what, number in sorted(total.items()):
        if number:
            print(f"{number:9,} {what}")
