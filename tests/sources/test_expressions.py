"""JMESPath in sources: what is refused when the source is read, and what when a document comes."""

import traceback
from decimal import Decimal
from typing import Any

import pytest

import small
from backhaul.diagnostics import FactError, PolicyError
from sources.desk import Desk, underlined

APPLIED = "the expression cannot be applied to what the document holds"


def nested(depth: int, value: object, *, key: str | None = None) -> Any:
    for _ in range(depth):
        value = [value] if key is None else {key: value}
    return value


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("length(a)", 5),
        ("keys(a)", [1]),
        ("sum(a)", "x"),
        ("contains(a, `1`)", {"1": 1}),
        ("contains(a, `1`)", "1"),
        ("starts_with(a, 'x')", 7),
        ("a < `1`", "x"),
        ("sum(a)", [Decimal("1e500"), Decimal("NaN"), Decimal("sNaN")]),
        ("a[0] < `1.5`", [float("nan")]),
        ("to_string(a)", [10**5000]),
        ("a[0].n | abs(@)", [{"n": "é中"}]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_does_not_fit_is_a_mistake_of_the_fact_at_its_expression(
    desk: Desk, expression: str, found: object
) -> None:
    (refusal,) = desk.refused(
        {"a": found}, f'  flag: {{read: b}}\n  count: {{read: "{expression}"}}\n'
    )

    assert refusal.code == "unreadable-document"
    assert refusal.message == f"fact `count`: {APPLIED}"
    assert (refusal.fact, underlined(refusal)) == ("count", f'"{expression}"')


@pytest.mark.parametrize(
    ("expression", "elements", "words"),
    [
        ("sort(a)", [1, 2.5, "x"], "3 of the list is the text `x`, and `sort` cannot put it beside the first, which is the integer `1`"),
        ("sort(a)", [None], "1 of the list is null, and `sort` takes numbers or texts alone"),
        ("max(a)", ["x", {}], "2 of the list is a mapping, and `max` takes numbers or texts alone"),
        ("sum(a)", [1, True], "2 of the list is the boolean `true`, and `sum` takes numbers alone"),
        ("avg(a)", [1, "2"], "2 of the list is the text `2`, and `avg` takes numbers alone"),
        ("join(',', a)", ["x", ["x"]], "2 of the list is a list, and `join` takes texts alone"),
        ("sort_by(a, &n)", [{"n": 1}, {"n": "1"}], "2 of the list is the text `1`, and `sort_by` cannot put it beside the first, which is the integer `1`"),
        ("sort_by(a, &n)", [1], "1 of the list is null, and `sort_by` takes numbers or texts alone"),
        ("min_by(a, &n)", [{}], "1 of the list is null, and `min_by` takes numbers or texts alone"),
        ("max_by(a, &n)", [{"n": "x"}, {"n": 1}], "2 of the list is the integer `1`, and `max_by` cannot put it beside the first, which is the text `x`"),
    ],
)  # fmt: skip
def test_a_list_of_mixed_kinds_says_which_element(
    desk: Desk, expression: str, elements: list[object], words: str
) -> None:
    (refusal,) = desk.refused({"a": elements}, f'  count: {{read: "{expression}"}}\n')
    (part,) = desk.refused(
        {"a": elements}, "  count: {read: a}\n", f'parts: {{one: "{expression}"}}\n'
    )

    assert refusal.message == f"fact `count`: element {words}"
    assert part.message == f"part `one`: element {words}"


def test_a_refusal_shows_nothing_of_what_went_wrong_inside(desk: Desk) -> None:
    document = {"a": ["s3cret"]}
    for parts in ("", "parts: {one: keys(a)}\n"):
        with pytest.raises(FactError) as caught:
            desk.read(document, "  count: {read: keys(a)}\n", parts)

        assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("key", ["known_if", "from", "before"])
def test_the_place_is_that_of_the_very_expression(desk: Desk, key: str) -> None:
    readings = {
        "known_if": "{read: a, known_if: length(a)}",
        "from": "{between: {from: length(a), before: a}}",
        "before": "{between: {from: a, before: length(a)}}",
    }
    (refusal,) = desk.refused({"a": 1}, f"  count: {readings[key]}\n")

    assert underlined(refusal) == "length(a)"
    assert refusal.help == "guard it with `known_if`"


@pytest.mark.parametrize(
    "found", [None, 5, 10**30, "x", "é中🚚", True, [], [[]], {}, Decimal("1.50"), nested(32, 1)]
)
@pytest.mark.parametrize("expression", ["a.b", "a[0]", "a[?b].c", "a.*.b", "a[].b[]", "a[1:].b"])
def test_plain_paths_find_nothing_where_the_document_holds_something_else(
    desk: Desk, expression: str, found: object
) -> None:
    told = desk.told({"a": found}, f'"{expression}"'.join(("{read: ", "}")))

    assert told in (..., [], found, nested(31, 1), nested(30, 1))


def test_deep_documents_are_read_to_their_bottom(desk: Desk) -> None:
    path = ".".join("a" * 32)

    assert desk.told(nested(32, 7, key="a"), f"{{read: {path}}}") == 7


def test_decimals_and_other_letters_come_out_as_they_went_in(desk: Desk) -> None:
    document = {"größe": {"价": Decimal("1.50")}, "note": "é中🚚"}

    assert desk.told(document, """{read: '"größe"."价"'}""", "price") == Decimal("1.50")
    assert desk.told(document, "{read: note}", "note") == "é中🚚"


@pytest.mark.parametrize("document", [None, [], [1], "x", 5, True])
def test_without_parts_a_document_of_any_kind_can_be_read(desk: Desk, document: object) -> None:
    assert desk.told(document, "{read: a}") is ...
    assert desk.told([7], '{read: "[0]"}') == 7


@pytest.mark.parametrize(
    ("facts", "before", "code", "there", "message"),
    [
        (
            '  count: {read: "lenght(a)"}\n',
            "",
            "unknown-function",
            "lenght",
            "no function `lenght`",
        ),
        ('  count: {read: "b || sizeof(a)"}\n', "", "unknown-function", "sizeof", "`sizeof`"),
        ('  count: {read: "a[?f(@)].abs(b, c)"}\n', "", "unknown-function", "f", "no function `f`"),
        (
            '  count: {read: "length(a, b)"}\n',
            "",
            "wrong-arguments",
            "length",
            "takes 1 and is given 2",
        ),
        ('  count: {read: "not_null()"}\n', "", "wrong-arguments", "not_null", "takes at least 1"),
        ('  count: {read: "a[?"}\n', "", "expression-syntax", '"', "not JMESPath from here on"),
        ('  count: {read: "a ++ b"}\n', "", "expression-syntax", "+", "not JMESPath from here on"),
        ('  count: {read: "a", known_if: "`x`"}\n', "", "bad-literal", "`x`", "not JSON"),
        ('  count: {read: "`NaN`"}\n', "", "bad-literal", "`NaN`", "not JSON"),
        ("  cuont: {read: a}\n", "", "unknown-fact", "cuont", "no fact `cuont`"),
        ("  colour: {read: a, table: nope}\n", "", "unknown-table", "nope", "no table `nope`"),
        (
            "  colour: {read: a, table: t}\n",
            "tables: {t: {R: rde}}\n",
            "unknown-choice",
            "rde",
            "`rde` is not one of the choices",
        ),
        (
            "  colour: {read: a, table: t}\n",
            "tables: {t: {R: null}}\n",
            "wrong-kind",
            "null",
            "fact `colour`: null stands",
        ),
        (
            "  colour: {read: a, known_if: b, empty_is: rde}\n",
            "",
            "unknown-choice",
            "rde",
            "`rde` is not one of the choices",
        ),
        ("  count: {read: parts.x}\n", "", "unknown-name", "x", "no part `x`"),
        (
            '  count: {read: "a && parts . on"}\n',
            "parts: {one: a}\n",
            "unknown-name",
            "on",
            "no part `on`",
        ),
        (
            "  count: {read: a}\n",
            "parts: {one: parts.two, two: a}\n",
            "unknown-name",
            "two",
            "no part `two` here",
        ),
        (
            "  count: {read: a}\n",
            "parts: {one: parts.one}\n",
            "unknown-name",
            "one",
            "no part `one` here",
        ),
        ("  count: {read: a}\n", "parts: {one: f(a)}\n", "unknown-function", "f", "`f`"),
        ("  count: {read: a}\n", "parts: {One: a}\n", "bad-name", "One", "`One`"),
        ("  count: {read: a}\n", "parts: {one: 5}\n", "wrong-type", "5", "text"),
        ("  count: {read: a}\n", "parts: [a]\n", "wrong-type", "parts", "parts"),
    ],
)
def test_a_mistake_in_a_source_is_told_at_its_place(
    desk: Desk, facts: str, before: str, code: str, there: str, message: str
) -> None:
    found = desk.wrong(facts, before)

    assert [mistake.code for mistake in found][:1] == [code]
    assert message in found[0].message
    assert underlined(found[0]) == there
    assert found[0].span is not None
    assert found[0].span.file == str(desk.file)


def test_a_source_for_another_policy_is_refused(desk: Desk) -> None:
    desk.file.write_text("language: 1\nsource: desk\npolicy: large\nfacts: {count: {read: a}}\n")
    with pytest.raises(PolicyError) as caught:
        small.policy().read({}, desk.file)
    (mistake,) = caught.value.diagnostics
    assert (mistake.code, underlined(mistake)) == ("wrong-policy", "large")


def test_all_mistakes_of_a_source_come_in_the_order_of_the_file(desk: Desk) -> None:
    found = desk.wrong(
        '  nope: {read: "f(a)"}\n  colour: {read: "a.", table: t}\n', "parts: {one: parts.two}\n"
    )

    assert [mistake.code for mistake in found] == [
        "unknown-name",
        "unknown-fact",
        "unknown-function",
        "expression-syntax",
        "unknown-table",
    ]


@pytest.mark.parametrize(
    "expression",
    ["a " * 2049, "(" * 2000 + "a" + ")" * 2000, " || ".join("a" * 200), "!" * 2000 + "a"],
    ids=["long", "brackets", "chain", "negations"],
)
def test_an_expression_too_long_or_too_deep_is_refused(desk: Desk, expression: str) -> None:
    (mistake,) = desk.wrong("  count:\n    read: >-\n      " + expression.replace(" ", "\n      "))

    assert mistake.code == "expression-too-long"


def test_an_expression_as_deep_as_allowed_is_applied(desk: Desk) -> None:
    chain = " || ".join("b" * 98 + "a")

    assert desk.told({"a": 7}, f'{{read: "{chain}"}}') == 7
