"""JSON has one meaning or is refused, with every mistake and its place."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.document.json_mistakes import mistakes
from backhaul.document.json_reader import read_json

BAD = Path(__file__).parent.parent / "diagnostics"


def refused(data: bytes | str, **limits: int) -> tuple[Diagnostic, ...]:
    with pytest.raises(FactError) as caught:
        read_json(data, "facts.json", **limits)
    return caught.value.diagnostics


def codes(data: bytes | str, **limits: int) -> list[str]:
    return [diagnostic.code for diagnostic in refused(data, **limits)]


def test_values_are_exact() -> None:
    data = '{"a": 1, "b": 1.10, "c": [true, null, -0], "d": "\\u00e9\\ud83d\\ude00", "e": 1e2}'
    assert repr(read_json(data, "f")) == repr(
        {
            "a": 1,
            "b": Decimal("1.10"),
            "c": [True, None, 0],
            "d": "é😀",
            "e": Decimal("1E+2"),
        }
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"r":"user","r":"admin"}', ["duplicate-key"]),
        ('{"a":{"b":1,"b":2}}', ["duplicate-key"]),
        ('{"a":1,"\\u0061":2}', ["duplicate-key"]),
        ("NaN", ["json-number"]),
        ("[Infinity, -Infinity]", ["json-number"] * 2),
        ("1e400", ["json-number"]),
        ("1e9999999", ["json-number"]),
        ("1e" + "9" * 5000, ["json-number"]),
        ("1" * 41, ["json-number"]),
        ("1" * 5000, ["json-number"]),
        ("0." + "0" * 50 + "1", ["json-number"]),
        ("01", ["json-number"]),
        ("+1", ["json-number"]),
        (".5", ["json-number"]),
        ("5.", ["json-number"]),
        ("0x1F", ["json-number"]),
        ("1_000", ["json-number"]),
        ('"\\ud800"', ["hidden-character"]),
        ('"\\udc00\\ud800"', ["hidden-character"] * 2),
        ('{"\\ud800": 1}', ["hidden-character"]),
        ('"\ud800"', ["hidden-character"]),
        ("[" * 1000, ["too-deep"]),
        ("[" * 100_000, ["too-deep"]),
        ("[" * 33 + "]" * 33, ["too-deep"]),
        ('{"a":' * 33 + "1" + "}" * 33, ["too-deep"]),
        (b'\xff\xfe{\x00"\x00', ["not-utf8"]),
        (b'"\xe9"', ["not-utf8"]),
        (b'"\xed\xa0\x80"', ["not-utf8"]),
        ("", ["empty-file"]),
        (" \n", ["empty-file"]),
        ("{'a': 1}", ["json-syntax"]),
        ("[1,]", ["json-syntax"]),
        ('{"a":1,}', ["json-syntax"]),
        ('{"a" 1}', ["json-syntax"]),
        ("{a: 1}", ["json-syntax"]),
        ("[1 2]", ["json-syntax"]),
        ("[1", ["json-syntax"]),
        ("]", ["json-syntax"]),
        ("1 2", ["json-syntax"]),
        ("{} // x", ["json-syntax"]),
        ('"\\q"', ["json-syntax"]),
        ('"a\tb"', ["json-syntax"]),
        ('"a\nb"', ["json-syntax"]),
        ('"a\0b"', ["json-syntax"]),
        ("[True, None, undefined]", ["json-syntax"] * 3),
        ("\ufeff\ufeff1", ["json-syntax"]),
        ("\xa01", ["json-syntax"]),
    ],
)
def test_what_json_readers_disagree_on_is_refused(data: bytes | str, expected: list[str]) -> None:
    assert codes(data) == expected


def test_every_mistake_is_reported_in_file_order_with_its_place() -> None:
    found = refused('{\n  "a": 1e400,\n  "b": 1, "b": 2,\n  "é": NaN\n}')
    assert [(d.code, str(d.span)) for d in found] == [
        ("json-number", "facts.json:2:8"),
        ("duplicate-key", "facts.json:3:11"),
        ("json-number", "facts.json:4:8"),
    ]
    assert [str(span) for _, span in found[1].related] == ["facts.json:3:3"]


def test_depth_and_size_may_be_given() -> None:
    assert read_json("[" * 32 + "]" * 32, "f")
    assert read_json("[[1], [[2]]]", "f", depth=3) == [[1], [[2]]]
    assert codes("[[1], [[2]]]", depth=2) == ["too-deep"]
    many = "[" + "[]," * 100 + "[]]"
    assert len(str(read_json(many, "f", depth=2))) > 100
    assert codes(many, depth=1) == ["too-deep"]
    assert read_json('"' + "x" * 98 + '"', "f", limit=100)
    assert codes('"' + "x" * 99 + '"', limit=100) == ["file-too-large"]
    assert codes('"' + "é" * 50 + '"', limit=100) == ["file-too-large"]


def test_a_byte_order_mark_at_the_start_and_crlf_are_accepted() -> None:
    assert read_json(b'\xef\xbb\xbf{"a":\r\n1}', "f") == {"a": 1}
    assert read_json('\ufeff{"a": 1}', "f") == {"a": 1}


@pytest.mark.parametrize("path", sorted(BAD.glob("json-*.json")), ids=lambda path: path.stem)
def test_each_bad_file_has_the_mistake_of_its_name(path: Path) -> None:
    code = path.stem
    assert codes(path.read_bytes()) in ([code], [code.removeprefix("json-")])


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**39), 10**39)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_what_json_writes_is_read_back_and_nothing_is_wrong_with_it(
    value: object, ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert read_json(text, "f") == value
    assert [] == mistakes(text, "f", 32)


@given(st.text('{}[]:,"\\ \n01.eE-+tfnu\ud800é', max_size=30) | st.binary(max_size=30))
def test_any_input_is_a_value_or_a_refusal_and_what_is_read_has_no_mistake(
    data: str | bytes,
) -> None:
    try:
        value = read_json(data, "f")
    except FactError as error:
        assert error.diagnostics  # noqa: PT017
    else:
        text = (data if isinstance(data, str) else data.decode()).removeprefix("\ufeff")
        assert [] == mistakes(text, "f", 32)
        assert repr(value) == repr(json.loads(text, parse_float=Decimal))
