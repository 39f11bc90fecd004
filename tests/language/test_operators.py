"""Every function is one row, and every path takes it: with its column, and without it by another way."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

import backhaul
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
from backhaul.language import operators
from backhaul.language.kinds import DAY, LIMITS, SECOND, Kind
from backhaul.language.model import Policy
from backhaul.language.operators import FUNCTIONS, Function, at_corners
from cli.calling import Call
from generated.facts import Domain
from generated.forms import forms_of, found_by, outcome_by
from tables.agreement import by_definition, durations_as_numbers, given, table, warehouse_table

_I, _L = Kind.INTEGER, Kind.DURATION
#: rows as somebody adds them: the name, what it takes, what it does
BARE = {
    "double": Function("double", (((_I,), _I), ((_L,), _L)), lambda a: a * 2),
    "half": Function("half", (((_L,), _L),), lambda a: a // 2),
    "times": Function("times", (((_I, _I), _I),), operator.mul),
}
TIMES = with_fields(
    BARE["times"], interval=at_corners(operator.mul), python="a * b", sql="(a * b)", z3=operator.mul
)
ROWS = {**FUNCTIONS, **BARE, "times with columns": TIMES}
SIZES = {Kind.INTEGER: 40, Kind.DECIMAL: 10**11, Kind.DATETIME: 9 * DAY, Kind.DURATION: 5 * DAY}


@pytest.fixture
def row(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Function:
    """A row that the language has for the length of a test."""
    function: Function = request.param
    monkeypatch.setitem(FUNCTIONS, function.name, function)
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


def text(function: Function, takes: tuple[Kind, ...], result: Kind, form: str = "") -> str:
    """A policy that reads the function in a constraint, a definition, a rule, an output and an invariant."""
    facts = [f"a{place}" for place in range(len(takes))]
    call = f"{function.name}({', '.join(facts)})"
    given = "".join(
        f"  {name}: {{type: {kind.value}{form if kind is Kind.DATETIME else ''}}}\n"
        for name, kind in zip(facts, takes, strict=True)
    )
    return small.text(
        facts=f"facts:\n{given}  bound: {{type: {result.value}{form if result is Kind.DATETIME else ''}}}\n"
        f"  perhaps: {{type: {takes[0].value}, optional: true}}\n",
        constraints=f'constraints:\n  - {{id: limit, holds: "{call} >= bound"}}\n',
        definitions="definitions:\n"
        f'  made: {{value: "{call}"}}\n'
        f'  maybe: {{value: "{function.name}({", ".join(["perhaps", *facts[1:]])})"}}\n',
        decisions="decisions:\n  route:\n    outputs:\n      answer: {type: choice, choices: [yes, no]}\n"
        f"      amount: {{type: {result.value}, optional: true}}\n"
        "    rules:\n"
        f'      - {{id: more, when: "{call} > bound", then: {{answer: yes, amount: "{call}"}}}}\n'
        "    otherwise: {then: {answer: no, amount: maybe}}\n",
        invariants=f"invariants:\n  - {{id: so, holds: \"route.answer == 'no' || {call} > bound\"}}\n"
        f"  - {{id: never, holds: \"route.answer == 'no'\"}}\n",
    )


def policies(function: Function, *forms: str) -> Iterator[backhaul.Policy]:
    for takes, result in function.signatures:
        more = (takes[-1],) if function.variadic else ()
        for form in forms or ("",):
            yield backhaul.loads(
                text(function, (*takes, *more), result, form).encode(), "small.yaml"
            )


def cases(policy: Policy, count: int) -> list[dict[str, Any]]:
    """Cases near zero and on either side of it, of which the policy accepts some."""
    random, domain = Random(count), Domain(policy, Random(count))
    found: list[dict[str, Any]] = [{**domain.whole()} for _ in range(count)]
    for case in found[: count * 3 // 4]:
        for name, fact in policy.facts.items():
            size = SIZES[fact.type.kind]
            case[name] = random.randrange(-size, size)
            if name == "bound":
                case[name] -= size
    for case in found:
        for fact in policy.facts.values():
            if fact.form and case[fact.name] is not None:
                case[fact.name] = case[fact.name] // SECOND * SECOND
    return found


def operand_ranges(kinds: tuple[Kind, ...], random: Random) -> list[tuple[int, int]]:
    points = [[random.randrange(-SIZES[kind], SIZES[kind]) for _ in "ab"] for kind in kinds]
    fixed = random.randrange(len(kinds) + 1)
    return [(min(p), max(p)) if i != fixed else (p[0], p[0]) for i, p in enumerate(points)]


@rows("interval")
def test_no_result_lies_outside_of_what_is_known_of_it(row: Function) -> None:
    random = Random(row.name)
    for takes, result in row.signatures:
        for _ in range(60):
            ranges = operand_ranges(takes, random)
            known = apply(row, [Known((each,)) for each in ranges], result)
            least, most = LIMITS[result]
            for _ in range(20):
                values = [random.choice((*each, random.randint(*each))) for each in ranges]
                value = row.scalar(*values)
                inside = any(low <= value <= high for low, high in spans(known))
                assert inside or not least <= value <= most
                one = apply(row, [exactly(each) for each in values], result)
                assert one.one == (value if least <= value <= most else None)


@rows()
def test_a_result_rules_out_no_operand_that_gives_it(row: Function) -> None:
    random = Random(row.name)
    for takes, _ in row.signatures if row.narrowing else ():
        for _ in range(60):
            ranges = operand_ranges(takes, random)
            values = [random.randint(*each) for each in ranges]
            value = row.scalar(*values)
            within = (value - random.randrange(9), value + random.randrange(9))
            narrowed = row.narrowing(within, *ranges)  # type: ignore[misc]
            assert all(a <= each <= b for each, (a, b) in zip(values, narrowed, strict=False))


@rows("interval", "narrowing")
def test_what_is_known_of_a_case_is_true_of_all_its_completions(row: Function) -> None:
    for policy in policies(row):
        for case in cases(policy.model, 12):
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
        for case in cases(policy.model, 16):
            facts = given(policy.model, case)
            try:
                expected = backhaul.Decision.of(evaluate(policy.model, facts))
            except BackhaulError:
                continue
            for form in forms_of(policy.model):
                found = found_by(form, facts)
                assert found is None or outcome_by(form, found) == expected.outcome
                decided += found is not None
    assert decided or row.interval is None


@rows("interval", "sql")
def test_columns_say_what_the_definition_says(row: Function) -> None:
    for policy in policies(row):
        some = cases(policy.model, 16)
        expected = [by_definition(policy.model, given(policy.model, case)) for case in some]
        rows = policy.decide_table(table(policy.model, some)).to_pylist()
        assert [durations_as_numbers(each) for each in rows] == [
            durations_as_numbers(each) for each in expected
        ]
        if safe_ranges_of(policy.model) is None:
            assert row.interval is None
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
        answer = Prover(policy.model, 2_000_000).prove(never).answer
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
    other.write_text(path.read_text().replace(' > bound", then', ' >= bound", then'))
    value, least = (4, 1) if result is Kind.INTEGER else ("4 days", "1 day")
    facts = [f"--fact=a{place}={value}" for place in range(len(takes))]
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.yaml").write_text(
        f"policy: small\nfacts: {{{', '.join(f'a{i}: {value}' for i in range(len(takes)))}, bound: {least}, perhaps: null}}\n"
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
        ("mutate", path, tmp_path / "cases"),
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
        if by_definition(policy.model, given(policy.model, each))["status"] == "decided"
    )
    decision = policy.decide(given(policy.model, case))
    said = decision.explain("en")
    assert (f"{row.name}(a0" in said) == (row.words is None)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_shipped_row_has_words_in_both_languages(name: str) -> None:
    assert sorted(FUNCTIONS[name].words or ()) == ["en", "zh"]


def test_no_other_file_names_a_function() -> None:
    engine = Path(operators.__file__).parents[1]
    named = [
        (path.name, node.lineno)
        for path in engine.rglob("*.py")
        if path != Path(operators.__file__)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant | ast.MatchValue)
        and getattr(node, "value", None) in FUNCTIONS
    ]
    assert named == []
