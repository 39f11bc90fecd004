"""An expression may do so much with a document and no more: in steps and in size, and never by a clock."""

import tracemalloc

import jmespath
import pytest

from backhaul.sources import bounded
from backhaul.sources.numbers import OPTIONS
from sources.desk import Desk, underlined

DOUBLED = "[@, @]"


def _piped(*parts: str) -> str:
    return " | ".join(("slip", *parts))


#: each grows, or goes on, without an end that anybody would see
HOSTILE = {
    "join": _piped(*["join('', [@, @])"] * 40),
    "join by a long text": _piped(
        *["join('', [@, @])"] * 18, *["{t: @, l: [@, @]}"], "join(t, [t, t, t, t][].[@, @][])"
    ),
    "to_string of what is held twice": _piped(*[DOUBLED] * 60, "to_string(@)"),
    "to_string again and again": _piped(*["to_string([@, @])"] * 30),
    "compared": _piped(*[DOUBLED] * 60, "@ == @"),
    "not equal": _piped(*[DOUBLED] * 60, "@ != [@]"),
    "contains": _piped(*[DOUBLED] * 60, "contains(@, @)"),
    "flattened": _piped(*["[@, @][]"] * 40),
    "flattened wide": _piped(*["[" + ", ".join(["@"] * 100) + "][]"] * 6),
    "mapped": _piped(*[DOUBLED] * 30, "[*]" + "[*]" * 30),
    "map": _piped(*["map(&[@, @], [@, @])[]"] * 30),
    "sort_by": _piped(*["[@, @][]"] * 18, "sort_by(@, &to_string(@))"),
    "objects": _piped(*["{a: @, b: @}"] * 60, "to_string(@)"),
    "merged": _piped(*["{a: @, b: @}"] * 30, "merge(@, @)"),
    "sliced": _piped(*["[@, @][]"] * 17, "[:]" * 60),
    "reversed": _piped(*["join('', [@, @])"] * 13, *["reverse(@)"] * 60),
    "the fact itself": _piped(*[DOUBLED] * 60),
    "values of objects": _piped(*["{a: @, b: @}"] * 30, "*" + ".*" * 29),
    "filtered": _piped(*["[@, @][]"] * 18, "[?@ == @]" * 30),
}
IN_FULL = ("join", "to_string again and again", "flattened wide", "sliced")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_has_no_end_is_refused_at_its_place(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name not in IN_FULL:
        # counting what is allocated takes ten times as long as the steps themselves
        monkeypatch.setattr(bounded, "MOST_STEPS", 20_000)
    tracemalloc.start()
    try:
        (wrong,) = desk.refused({"slip": "x"}, f'  note: {{read: "{HOSTILE[name]}"}}\n')
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "too-much-work" == wrong.code
    assert HOSTILE[name] in underlined(wrong)
    assert "a source may take 200000 steps" in wrong.help
    assert peak < 100 << 20


def test_parts_share_what_may_be_done(desk: Desk) -> None:
    doubled = "".join(f'  p{i + 1}: "[parts.p{i}, parts.p{i}]"\n' for i in range(60))
    before = f"parts:\n  p0: slip\n{doubled}"
    (wrong,) = desk.refused(
        {"slip": "x"}, '  note: {read: "to_string(parts.p60)"}\n', before=before
    )

    assert "too-much-work" == wrong.code


def test_the_document_in_a_part_is_weighed_as_it_is_by_then(desk: Desk) -> None:
    again = "".join(f'  p{i}: "to_string(@)"\n' for i in range(40))
    (wrong,) = desk.refused({"slip": "x"}, "  count: {read: slip}\n", before=f"parts:\n{again}")

    assert "too-much-work" == wrong.code


def test_the_work_counts_for_the_whole_document(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "MOST_STEPS", 12)
    monkeypatch.setattr(bounded, "MORE_STEPS", 0)
    assert {"count": 3} == desk.read({"slip": 3}, "  count: {read: slip || a || b || c}\n")
    readings = "".join(
        f"  {fact}: {{read: gone || a || b || c || d}}\n" for fact in ("count", "note")
    )
    (wrong,) = desk.refused({"slip": 3}, readings)

    assert "too-much-work" == wrong.code


def test_a_large_document_may_be_read_with_more_steps_than_a_small_one(desk: Desk) -> None:
    rows = [{"n": n, "name": f"row {n}", "tags": ["a", "b"]} for n in range(30_000)]
    document = {"rows": rows, "slip": 7}
    found = desk.told(document, "{read: \"length(rows[?n != `1` && contains(tags, 'a')])\"}")

    assert len(rows) - 1 == found


EXPRESSIONS = (
    "rows[?n > `1`].name | join(', ', @)",
    "rows[].tags[]",
    "rows[].[n, name][]",
    "rows[-2:].name",
    "rows[0] == rows[0] && rows[0] != rows[1]",
    "rows[?tags == ['a', 'b']].n",
    "map(&to_string(@), rows[].n) | reverse(@)",
    "sort_by(rows, &name)[*].n",
    "max_by(rows, &n).name",
    "{a: rows[*].n | sum(@), b: length(rows), c: keys(rows[0]), d: values(other)}",
    "other.*.deep[] | [0]",
    "not_null(nothing, other.x) || type(rows)",
    "merge(other, {x: `1`})",
    "rows[*].tags | [?contains(@, 'b')] | length(@)",
    "slip[]",
    "rows[].tags[::2]",
    "!nothing && 'text' == 'text'",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_has_an_end_comes_out_as_stock_jmespath_gives_it(expression: str) -> None:
    rows = [{"n": n, "name": f"row {9 - n}", "tags": ["a", "b"][: n % 3]} for n in range(7)]
    document = {"rows": rows, "other": {"x": {"deep": [[1], 2]}, "y": {"deep": []}}, "slip": "x"}
    compiled = jmespath.compile(expression)
    meter = bounded.Meter(document)

    found = bounded.Interpreter(meter).visit(compiled.parsed, document)
    assert compiled.search(document, OPTIONS) == found
    assert bounded.MOST_STEPS > meter.steps > bounded.MOST_STEPS - 3_000


def test_the_bound_is_a_matter_of_the_document_alone() -> None:
    left = set()
    for _ in range(2):
        meter = bounded.Meter({})
        bounded.Interpreter(meter).visit(jmespath.compile("[@, @][].to_string(@)").parsed, {"a": 1})
        left.add(meter.steps)
    assert 1 == len(left)
