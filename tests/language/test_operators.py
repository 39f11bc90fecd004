"""Every function is one row, and every path takes it: with its column, and without it by another way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

import backhaul
import effort
import small
from analysis.agreement import told
from backhaul.analysis.claims import Prover
from backhaul.diagnostics import BackhaulError, FactError
from backhaul.evaluation.arithmetic import apply
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.known import Known, exactly
from backhaul.evaluation.known import ranges as spans
from backhaul.evaluation.lowering.safe_ranges import safe_ranges_of
from backhaul.frozen import with_fields
from backhaul.language.function import Function
from backhaul.language.kinds import LIMITS, Held
from backhaul.language.operators import FUNCTIONS
from cli.calling import Call
from generated.forms import forms_of, found_by, outcome_by
from language.rows import (
    BARE,
    EXAMPLES,
    MEMBERS,
    ROWS,
    SHIPPED,
    cases,
    is_known,
    operand,
    operand_ranges,
    policies,
    text,
)
from tables.agreement import by_definition, durations_as_numbers, given, table, warehouse_table


@pytest.fixture
def row(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Function:
    """A row that the language has for the length of a test."""
    function: Function = request.param
    monkeypatch.setitem(FUNCTIONS, function.name, (function,))
    return function


def rows(*columns: str) -> pytest.MarkDecorator:
    """Every row as it is, and without each of these columns that it has."""
    ways = [
        pytest.param(
            with_fields(row, **({left_out: None} if left_out else {})), id=f"{name} {left_out}"
        )
        for name, row in ROWS.items()
        for left_out in ("", *(each for each in columns if getattr(row, each) is not None))
    ]
    return pytest.mark.parametrize("row", ways, indirect=True)


bare_rows = pytest.mark.parametrize("row", BARE.values(), ids=BARE, indirect=True)


def may_be(known: Known, value: Held) -> bool:
    if isinstance(known.values, tuple):
        return any(low <= int(value) <= high for low, high in spans(known))
    return known.values is None or value in known.values


def hands_numbers_over(row: Function) -> bool:
    """Whether nothing says that the result lies within the limits of its kind."""
    return row.interval is None and any(result in LIMITS for _, result in row.signatures)


@rows("interval")
def test_no_result_lies_outside_of_what_is_known_of_it(row: Function) -> None:
    random = Random(row.name)
    for takes, result in row.signatures:
        for _ in range(effort.trials(30)):
            operands = [operand(kind, random) for kind in takes]
            known = apply(row, [each for each, _ in operands], result)
            for _ in range(20):
                values = [random.choice(each) for _, each in operands]
                value = row.scalar(*values)
                fits = result not in LIMITS or may_be(Known((LIMITS[result],)), value)
                fits = fits and is_known(row, values, value)
                assert may_be(known, value) or not fits, (operands, values, known)
                one = apply(row, [exactly(each) for each in values], result)
                assert one.one == (value if fits else None)


@rows()
def test_a_result_rules_out_no_operand_that_gives_it(row: Function) -> None:
    random = Random(row.name)
    for takes, _ in row.signatures if row.narrowing else ():
        for _ in range(effort.trials(30)):
            ordered = [kind for kind in takes if kind in LIMITS]
            others = [random.choice(MEMBERS[kind]) for kind in takes if kind not in LIMITS]
            ranges = [*operand_ranges((*ordered,), random), *others]
            values = [random.randint(*each) if isinstance(each, tuple) else each for each in ranges]
            value = row.scalar(*values)
            within = (value - random.randrange(9), value + random.randrange(9))
            narrowed = row.narrowing(within, *ranges)  # type: ignore[misc]
            assert all(a <= each <= b for each, (a, b) in zip(values, narrowed, strict=False))


@rows("interval", "narrowing")
def test_what_is_known_of_a_case_is_true_of_all_its_completions(row: Function) -> None:
    for policy in policies(row):
        for case in cases(policy.model, effort.trials(8)):
            whole = by_definition(policy.model, given(policy.model, case))
            for name in policy.model.facts:
                facts = {
                    key: value for key, value in given(policy.model, case).items() if key != name
                }
                try:
                    partial = evaluate(policy.model, facts)
                except FactError:
                    assert whole["status"] == "refused"
                    continue
                if whole["status"] != "refused":
                    assert whole["route.rule"] in partial_rules(partial)


def partial_rules(evaluation: Any) -> list[str]:
    answer = evaluation.answers["route"]
    return [evaluation.policy.decisions["route"].ladder[each.rule].id for each in answer.rows]


@rows("interval", "python")
def test_a_compiled_function_says_what_the_definition_says(row: Function) -> None:
    decided = 0
    for policy in policies(row, "", ", form: epoch_seconds"):
        forms = forms_of(policy.model)
        for case in cases(policy.model, effort.trials(8)):
            facts = given(policy.model, case)
            try:
                expected = backhaul.Decision.of(evaluate(policy.model, facts))
            except BackhaulError:
                continue
            for form in forms:
                found = found_by(form, facts)
                assert found is None or outcome_by(form, found) == expected.outcome
                decided += found is not None
    assert decided or hands_numbers_over(row)


@rows("interval", "sql")
def test_columns_say_what_the_definition_says(row: Function) -> None:
    for policy in policies(row):
        some = cases(policy.model, effort.trials(8))
        expected = [by_definition(policy.model, given(policy.model, case)) for case in some]
        rows = policy.decide_table(table(policy.model, some)).to_pylist()
        assert [durations_as_numbers(each) for each in rows] == [
            durations_as_numbers(each) for each in expected
        ]
        if safe_ranges_of(policy.model) is None:
            assert hands_numbers_over(row)
            with pytest.raises(BackhaulError, match=f"the result of `{row.name}` may be out of"):
                policy.to_sql("duckdb")
            continue
        query = policy.to_sql("duckdb")
        with duckdb.connect() as connection:
            connection.register("cases", warehouse_table(policy.model, some))
            told = connection.sql(query).to_arrow_table().to_pylist()
        for each, right in zip(told, expected, strict=True):
            if row.sql is None:
                assert (each["status"], bool(each["reason"])) == ("unsettled", True)
            elif each["status"] != "unsettled":
                assert durations_as_numbers(each) == durations_as_numbers(right)


@rows("interval", "z3")
def test_terms_say_what_the_definition_says_or_settle_nothing(row: Function) -> None:
    for policy in policies(row):
        so, never = policy.model.invariants
        assert Prover(policy.model).prove(so).answer == "proved"
        answer = Prover(policy.model, 100_000).prove(never).answer
        assert answer in (("not settled",) if row.z3 is None else ("false", "not settled"))
        if row.z3 is not None:
            assert all(one == other for _, one, other in told(policy.model, cases(policy.model, 8)))


@bare_rows
def test_a_row_without_columns_goes_through_every_command(
    row: Function,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call, (takes, result) = Call(capsys, monkeypatch), row.signatures[0]
    path, other = tmp_path / "small.yaml", tmp_path / "other.yaml"
    path.write_text(
        text(row, takes, result).replace('version: "1.0.0"', 'version: "1.0.0"\ndraft: true')
    )
    other.write_text(path.read_text().replace("{answer: yes, amount", "{answer: no, amount"))
    values = [EXAMPLES[kind][0] for kind in takes]
    least = EXAMPLES[result][1]
    facts = [f"--fact=a{place}={value}" for place, value in enumerate(values)]
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.yaml").write_text(
        f"policy: small\nfacts: {{{', '.join(f'a{i}: {value}' for i, value in enumerate(values))}, bound: {least}, perhaps: null}}\n"
        "cases:\n  - {name: One, expect: {outcome: {route: {answer: 'yes'}}}}\n"
    )
    bound = f"--fact=bound={least}"
    for arguments in (
        ("decide", path, *facts, bound, "--why", "full"),
        ("decide", path, *facts, bound, "--format", "json"),
        ("decide", path, bound),
        ("check", path),
        ("prove", path),
        ("compare", path, other, "--prove"),
        ("cases", path),
        # another process does not have the row
        ("mutate", path, tmp_path / "cases", "--jobs=1"),
        ("ask", path),
    ):
        said = call(*arguments)
        assert said.status in (0, 1, 3), (arguments, said)


@rows("words")
def test_an_explanation_says_it_in_words_or_as_the_policy_does(row: Function) -> None:
    policy = next(policies(row))
    case = next(
        each
        for each in cases(policy.model, 40)
        if by_definition(policy.model, given(policy.model, each))["route.rule"] == "more"
    )
    decision = policy.decide(given(policy.model, case))
    said = decision.explain("en")
    assert (f"{row.name}(a0" in said) == (row.words is None)


@pytest.mark.parametrize("shipped", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_row_has_words_in_both_languages(shipped: Function) -> None:
    assert sorted(shipped.words or ()) == ["en", "zh"]


@pytest.mark.parametrize("shipped", SHIPPED.values(), ids=SHIPPED)
def test_no_other_file_names_a_function(shipped: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    name = shipped.name
    function = with_fields(shipped, name=name[::-1])
    expected = [*everything(shipped)]
    monkeypatch.delitem(FUNCTIONS, name)
    monkeypatch.setitem(FUNCTIONS, function.name, (function,))
    assert [each.replace(function.name, name) for each in everything(function)] == expected


def everything(function: Function) -> Iterator[str]:
    """What each path makes of a function, as text."""
    for policy in policies(function):
        some = cases(policy.model, 4)
        for case in some:
            try:
                decision = policy.decide(given(policy.model, case))
            except BackhaulError as error:
                yield str(error)
                continue
            yield decision.explain("en")
            yield str(decision.to_dict(trace=True)["trace"])
        if function.interval is not None:
            yield policy.to_sql("duckdb")
        yield str(policy.decide_table(table(policy.model, some)).to_pylist())
        yield from (
            Prover(policy.model, 100_000).prove(each).answer for each in policy.model.invariants
        )


@pytest.mark.parametrize("name", ["ends_with", "starts_with", "includes", "plus"])
def test_a_function_between_its_operands_is_to_be_called(name: str) -> None:
    for condition in (f"note {name} 'x'", f"contains(['a' {name} 'b'], note)"):
        with pytest.raises(BackhaulError) as refused:
            backhaul.loads(small.text(condition).encode(), "small.yaml")
        helps = [diagnostic.help for diagnostic in refused.value.diagnostics]
        assert helps == [f"write `{name}(a, b)`"]


def test_a_call_behind_a_condition_is_to_be_joined_with_it() -> None:
    with pytest.raises(BackhaulError) as refused:
        backhaul.loads(small.text("flag starts_with(note, 'x')").encode(), "small.yaml")
    (mistake,) = refused.value.diagnostics
    assert mistake.help == "join conditions with `&&` or `||`"
