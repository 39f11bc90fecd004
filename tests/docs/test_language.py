"""LANGUAGE.md tells the truth: every block and table of it is run."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import backhaul
from backhaul.cases.run import run
from backhaul.cases.suite import check
from backhaul.diagnostics import BackhaulError, PolicyError
from backhaul.document.checked_shape import check_shape
from backhaul.document.node import plain
from backhaul.document.reader import read
from backhaul.document.schema import schema
from backhaul.language.function import Function
from backhaul.language.kinds import Kind
from backhaul.language.measures import product
from backhaul.language.operators import COMPARISONS, FUNCTION_NAMES, FUNCTIONS
from backhaul.sources.checker import CONVERTS
from docs.pages import LANGUAGE, Block, blocks, code, table

HEAD = """\
language: 1
policy: page
version: "1.0.0"
title: {en: A part of the page}
"""
PARTS = {
    "source": "source: {title: {en: A text}, clauses: {P1: {en: First.}, P2: {en: Second.}}}\n",
    "calendars": """\
calendars:
  opening_days: {weekend: [sunday], from: "2026-01-01", until: "2026-12-31"}
""",
    "parameters": """\
parameters:
  promised_time: {type: duration, value: 3 days}
  cheapest: {type: decimal, value: 2.50}
  shop_zone: {type: zone, value: "+08:00"}
""",
    "facts": """\
facts:
  market: {type: choice, choices: [SG, TH, MY]}
  shipped_at: {type: datetime}
  arrived_at: {type: datetime, optional: true}
  as_of: {type: datetime}
  sent_on: {type: date}
  weight: {type: integer}
  price: {type: decimal}
  name: {type: text}
  fragile: {type: boolean}
  express: {type: boolean}
""",
    "decisions": """\
decisions:
  route:
    outputs:
      way: {type: text}
    rules:
      - {id: always, then: {way: out}}
""",
}
DUE = 'definitions:\n  due_at: {value: "plus(shipped_at, promised_time)"}\n'
BLOCKS = [block for block in blocks(LANGUAGE) if block.kind == "yaml"]


def part(text: str) -> str:
    """A whole policy with some sections as given and the others as usual."""
    given = set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))
    rest = [section for name, section in PARTS.items() if name not in given]
    return HEAD + "".join(rest) + text


def codes_of(text: str) -> list[str]:
    """The codes for which a policy is refused."""
    try:
        backhaul.loads(text.encode(), "page.yaml")
    except PolicyError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


def block_of(test: str) -> Block:
    """The one block that is tested so."""
    (block,) = [block for block in BLOCKS if block.test == (test,)]
    return block


def the_policy() -> backhaul.Policy:
    """The whole policy that the page begins with."""
    return backhaul.loads(block_of("policy").text.encode(), "late-parcel.yaml")


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_of_the_language_page_does_what_its_comment_says(
    block: Block, tmp_path: Path
) -> None:
    match block.test:
        case ("policy",):
            assert the_policy().warnings == ()
        case ("part",):
            assert codes_of(part(block.text)) == []
        case ("part", "refused", code):
            assert set(codes_of(part(block.text))) == {code}
        case ("facts", status, *names):
            run_facts(block.text, status, names)
        case ("source",):
            run_source(block.text, tmp_path)
        case ("source", "noted"):
            run_notes(block.text, tmp_path)
        case ("cases",):
            run_cases(block.text, tmp_path)
        case _:
            pytest.fail(f"no comment says how this block is tested: {block.test}")


def values(text: str) -> dict[str, object]:
    """The facts in a text of YAML."""
    document, mistakes = read(text, "facts.yaml")
    assert document is not None
    assert not mistakes
    found = plain(document.root)
    assert isinstance(found, dict)
    return found


def decided(facts: dict[str, object]) -> backhaul.Decision | backhaul.FactError:
    """The decision of the policy of the page, or why the facts are refused."""
    try:
        return the_policy().decide(facts)
    except backhaul.FactError as error:
        return error


def run_facts(text: str, status: str, names: list[str]) -> None:
    found = decided(values(text))
    if isinstance(found, backhaul.FactError):
        assert status == "refused"
        assert names == [diagnostic.code for diagnostic in found.diagnostics]
    else:
        assert status == found.status
        assert tuple(names) == found.needs


def run_notes(text: str, folder: Path) -> None:
    path = folder / "carrier.yaml"
    path.write_text(text, encoding="utf-8")
    found = the_policy().read(
        {"parcel": {"code": 7}, "events": [{"code": "LOST"}], "event": 1}, path
    )

    assert [(note.section, note.code, note.names) for note in found.notes] == [
        ("event", "unknown-section", ()),
        ("parcel", "no-answer", ("7",)),
        ("events", "nothing-understood", ()),
        ("events", "remark", ("LOST",)),
    ]


def run_source(text: str, folder: Path) -> None:
    path = folder / "carrier.yaml"
    path.write_text(text, encoding="utf-8")
    document = {
        "parcel": {"country": "singapore", "sent": 1772416800},
        "events": [{"code": "ARRIVED", "at": 1772762400000}],
    }
    expected = {
        "market": "SG",
        "shipped_at": "2026-03-02T02:00:00Z",
        "arrived_at": "2026-03-06T02:00:00Z",
    }

    assert expected == the_policy().read(document, path)
    assert the_policy().read({"events": []}, path) == {"arrived_at": None}
    assert the_policy().read({"parcel": {"is_there": True, "sent": 0, "looked_up": 60}}, path) == {
        "shipped_at": "1970-01-01T00:00:00Z",
        "arrived_at": {"from": "1970-01-01T00:00:00Z", "before": "1970-01-01T00:01:00Z"},
    }


def run_cases(text: str, folder: Path) -> None:
    path = folder / "carrier.yaml"
    (source,) = [block.text for block in BLOCKS if block.test == ("source",)]
    path.write_text(source, encoding="utf-8")
    document, mistakes = read(text, "cases.yaml")
    assert document is not None
    suite = check(document, [*mistakes, *check_shape(document, "cases")])
    results = list(
        run(
            suite,
            the_policy().model,
            lambda evaluation, words: backhaul.Decision.of(evaluation).explain(words),
            lambda _, name, whole: the_policy().read(whole, folder / f"{name}.yaml"),
        )
    )

    assert suite.covers(the_policy().version)
    assert results
    assert not [problem for result in results for problem in result.problems]


def test_every_operator_has_one_line() -> None:
    written = [_operator(code(row[0])) for row in table(LANGUAGE, "operators")]

    assert sorted([*COMPARISONS, "&&", "||", "!", *FUNCTION_NAMES]) == sorted(written)


def _operator(written: str) -> str:
    """The name of a function, or the sign between its operands."""
    function = re.match(r"(\w+)\(", written)
    return function[1] if function else re.sub(r"[a-z\s]", "", written)


def test_every_section_of_a_policy_has_one_line() -> None:
    whole = schema("policy")
    rows = table(LANGUAGE, "sections")

    assert list(whole["properties"]) == [code(row[0]) for row in rows]
    assert set(whole["required"]) == {code(row[0]) for row in rows if row[1] == "yes"}


@pytest.mark.parametrize("row", table(LANGUAGE, "operators"), ids=lambda row: row[0])
def test_every_operator_is_written_as_it_says(row: list[str]) -> None:
    letters = {"a": "weight", "b": "weight", "p": "fragile", "q": "express"}
    nodes_of_their_own = {
        "present": ["present(arrived_at)"],
        "not_present": ["not_present(arrived_at)"],
        "contains": ["contains(['SG', 'TH'], market)"],
        "not_null": ["not_null(arrived_at, as_of) > shipped_at"],
        "round": ["round(weight * 2, 0, 'half_up') > 3", "round(price / 3, 2, 'floor') > 0.50"],
    }
    name = _operator(code(row[0]))
    if name in FUNCTIONS:
        expressions = [call for row in FUNCTIONS[name] for call in _calls(row)]
    else:
        usual = re.sub(r"\b[abpq]\b", lambda m: letters[m[0]], code(row[0]))
        expressions = nodes_of_their_own.get(name, [usual])

    assert expressions
    for expression in expressions:
        assert codes_of(part(f"definitions:\n  it: >-\n    {expression}\n")) == []


def _calls(function: Function) -> Iterator[str]:
    """A condition that calls the function, for every choice of kinds that it takes."""
    names = {
        Kind.BOOLEAN: "fragile",
        Kind.INTEGER: "weight",
        Kind.DECIMAL: "price",
        Kind.TEXT: "name",
        Kind.DATETIME: "as_of",
        Kind.DATE: "sent_on",
        Kind.CALENDAR: "opening_days",
        Kind.ZONE: "shop_zone",
        Kind.DURATION: "promised_time",
    }
    for takes, result in function.signatures:
        if function.typed is product and takes.count(Kind.DECIMAL) > 1:
            continue  # decimals of nine places are not multiplied
        more = takes[-1:] if function.variadic else ()
        call = f"{function.name}({', '.join(names[kind] for kind in (*takes, *more))})"
        yield call if result is Kind.BOOLEAN else f"{call} == {names[result]}"


@pytest.mark.parametrize("row", table(LANGUAGE, "in place"), ids=lambda row: row[0])
def test_every_value_in_place_is_taken_beside_one_of_its_kind(row: list[str]) -> None:
    beside = {"5": "weight", "99": "price", "3 ": "promised_time", "'T": "market", "'2": "as_of"}
    beside |= {"-3": "weight", "-0": "price", "36": "promised_time"}
    for value in re.findall(r"`(.*?)`", row[0]):
        condition = f"{beside[value[:2]]} == {value}"
        assert codes_of(part(f"definitions:\n  it: >-\n    {condition}\n")) == []


@pytest.mark.parametrize("row", table(LANGUAGE, "refused"), ids=lambda row: row[0])
def test_what_is_refused_is_refused_and_what_to_write_instead_is_not(row: list[str]) -> None:
    refused, because, instead = row
    names = {"a": "weight", "b": "weight", "c": "weight"}
    expression = re.sub(r"\b[abc]\b", lambda m: names[m[0]], code(refused))

    assert codes_of(part(f"{DUE}  it: >-\n    {expression}\n")) == [because]
    if instead.startswith("`"):
        assert codes_of(part(f"{DUE}  it: >-\n    {code(instead)}\n")) == []


@pytest.mark.parametrize("row", table(LANGUAGE, "scalars"), ids=lambda row: row[0])
def test_every_plain_scalar_is_what_the_table_says(row: list[str]) -> None:
    kinds = {"str": "text", "bool": "boolean", "int": "integer", "Decimal": "decimal"}
    for written in re.findall(r"`(.*?)`", row[1]):
        document, mistakes = read(f"it: {written}\n", "it.yaml")
        assert document is not None
        found = plain(document.root)
        assert isinstance(found, dict)
        kind = "refused" if mistakes else kinds.get(type(found["it"]).__name__, "null")

        assert row[0] == kind, written


def test_every_function_is_in_the_table_of_paths_with_what_its_row_has() -> None:
    said: dict[str, list[tuple[str, str, str, str, str]]] = {}
    for cell, *does in table(LANGUAGE, "paths"):
        for name in re.findall(r"`(\w+)`", cell):
            said.setdefault(name, []).append(tuple(does))  # type: ignore[arg-type]
    says = (
        ("once the texts are known", "does it"),
        ("says nothing", "does it"),
        ("calls it", "in place"),
        ("hands over", "does it"),
        ("not settled", "does it"),
    )
    for name, rows in FUNCTIONS.items():
        has = {
            tuple(
                words[column is not None]
                for words, column in zip(
                    says, (r.interval, r.narrowing, r.python, r.sql, r.z3), strict=True
                )
            )
            for r in rows
        }
        assert {*said.pop(name)} == has, name
    assert [*said] == ["round"]


def test_every_converter_takes_what_the_table_says(tmp_path: Path) -> None:
    assert [code(row[0]) for row in table(LANGUAGE, "converters")] == [*CONVERTS]
    for convert, _, example in table(LANGUAGE, "converters"):
        kind = CONVERTS[code(convert)][0]
        policy = part(f"facts:\n  it: {{type: {kind}}}\n").encode()
        file = tmp_path / "page.yaml"
        reading = f"it: {{read: a, convert: {code(convert)}}}"
        file.write_text(f"language: 1\nsource: page\npolicy: page\nfacts:\n  {reading}\n")

        assert "it" in backhaul.loads(policy, "page.yaml").read({"a": code(example)}, file)


@pytest.mark.parametrize("row", table(LANGUAGE, "given"), ids=lambda row: row[0])
def test_every_way_to_give_a_fact_means_what_the_table_says(row: list[str]) -> None:
    given, _, present, status = row
    (block,) = [block for block in BLOCKS if block.test[0] == "facts"]
    facts = values(block.text)
    del facts["arrived_at"]
    if given != "(left out)":
        facts |= values(f"arrived_at: {code(given)}\n")
    found = decided(facts)
    if isinstance(found, backhaul.FactError):
        assert [status] == [diagnostic.code for diagnostic in found.diagnostics]
        return

    assert status == found.status
    assert present == presence(facts)


def presence(facts: dict[str, object]) -> str:
    """What `present(arrived_at)` comes to, asked as the only condition of the policy of the page."""
    rules = "any: [came_late, late_by_now]"
    asked = block_of("policy").text.replace(rules, "all: [present(arrived_at)]")
    decision = backhaul.loads(asked.encode(), "page.yaml").decide(facts)
    answers = {"late": "true", "in-time": "false", None: "cannot tell"}
    return answers[decision.rules["refund"]]


def fact(type: str, value: object) -> Callable[[], object]:
    """A decision on one fact of this type."""
    text = part(f"facts:\n  it: {{type: {type}}}\n").replace(PARTS["parameters"], "")
    return lambda: backhaul.loads(text.encode(), "page.yaml").decide({"it": value})


def file(text: str) -> Callable[[], object]:
    """The reading of a text."""

    def reading() -> object:
        document, mistakes = read(text, "it.yaml")
        if mistakes:
            raise PolicyError(mistakes)
        return document

    return reading


def condition(expression: str) -> Callable[[], object]:
    """The reading of a policy with this condition."""
    lines = expression.replace(" || ", " ||\n    ")
    text = part(f"definitions:\n  it: >-\n    {lines}\n")
    return lambda: backhaul.loads(text.encode(), "page.yaml")


def padded(size: int) -> str:
    """A mapping in a text of this size."""
    lines, rest = divmod(size - 6, 100)
    return "it: 1\n" + ("#" + "x" * 98 + "\n") * lines + "#" * rest


LIMITS: dict[str, Callable[[int], Callable[[], object]]] = {
    "bytes of a YAML file": lambda n: file(padded(n)),
    "characters of a line": lambda n: file("it: " + "x" * (n - 4)),
    "values in a file": lambda n: file("it:\n" + "- x\n" * (n - 3)),
    "lists and mappings inside one another": lambda n: file("it: " + "[" * (n - 1) + "]" * (n - 1)),
    "characters of a name": lambda n: (
        lambda: backhaul.loads(part(f"definitions:\n  {'x' * n}: fragile\n").encode(), "page.yaml")
    ),
    "digits of a number in YAML": lambda n: file("it: " + "1" * n),
    "characters of an expression": lambda n: condition(
        " || ".join(["fragile == express"] * 100) + " || 'x' == '" + "x" * (n - 2209) + "'"
    ),
    "words and signs of an expression": lambda n: condition(
        "!" * (1 - n % 2) + " || ".join(["fragile"] * ((n + 1) // 2))
    ),
    "brackets inside one another in an expression": lambda n: condition(
        "(" * n + "fragile" + ")" * n
    ),
    "signs of arithmetic in one sum": lambda n: condition(
        f"{' + '.join(['weight'] * (n + 1))} > 0"
    ),
    "arguments of `min_of` and `max_of`": lambda n: condition(
        f"min_of({', '.join(['as_of'] * n)}) == as_of"
    ),
    "greatest integer": lambda n: fact("integer", n),
    "smallest integer": lambda n: fact("integer", n),
    "digits of a decimal before the point": lambda n: fact("decimal", "9" * n),
    "digits of a decimal after the point": lambda n: fact("decimal", "0." + "9" * n),
    "digits of a second": lambda n: fact("datetime", f"2026-03-02T10:00:00.{'1' * n}Z"),
    "first year of an instant (UTC)": lambda n: fact("datetime", f"{n}-01-01T00:00:00Z"),
    "last year of an instant (UTC)": lambda n: fact("datetime", f"{n}-12-31T23:59:59.999999Z"),
    "days of a duration, either way": lambda n: fact("duration", f"-{n} days"),
    "characters of a text fact": lambda n: fact("text", "x" * n),
}


@pytest.mark.parametrize("row", table(LANGUAGE, "limits"), ids=lambda row: row[0])
def test_every_limit_is_where_the_table_says(row: list[str]) -> None:
    name, allowed, refused = row

    assert LIMITS[name](int(allowed))()
    with pytest.raises(BackhaulError):
        LIMITS[name](int(refused))()


def test_every_limit_stands_in_the_table() -> None:
    assert sorted(LIMITS) == sorted(row[0] for row in table(LANGUAGE, "limits"))


def test_the_words_of_the_glossary_stand_once_and_in_order() -> None:
    glossary = LANGUAGE.read_text(encoding="utf-8").partition("## Glossary")[2]
    words = re.findall(r"^\| ([a-z]+) \| ", glossary, re.MULTILINE)[1:]

    assert sorted(set(words)) == words
