"""The strict reader: one meaning or a refusal, every scalar in its place, every mistake at once."""

import hashlib
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Document, ListNode, MapNode, Scalar, plain
from backhaul.document.reader import read

BAD = Path(__file__).parent.parent / "diagnostics"
TRAPS = {
    *("not-utf8", "empty-file", "hidden-character", "tab", "line-too-long"),
    *("too-deep", "yaml-syntax", "anchor", "tag", "merge-key", "directive"),
    *("several-documents", "duplicate-key", "key-not-text", "ambiguous-number", "missing-value"),
    "quote-this",
}


def good(data: bytes | str) -> Document:
    document, found = read(data, "f")
    assert found == []
    assert document is not None
    return document


def values(data: str) -> object:
    return plain(good(data).root)


def found(data: bytes | str) -> list[Diagnostic]:
    return read(data, "f")[1]


def codes(data: bytes | str) -> list[str]:
    return [diagnostic.code for diagnostic in found(data)]


def scalar(data: str, key: str = "a") -> Scalar:
    node = good(data).root.get(key)
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("true", True), ("false", False), ("null", None), ("~", None), ("0", 0), ("-5", -5)),
        *(("1.10", Decimal("1.10")), ("-0.5", Decimal("-0.5")), ("1" * 40, int("1" * 40))),
        *((word, word) for word in ("no", "yes", "on", "off", "NO", "y", "n", "True", "NULL", "=")),
        *((text, text) for text in ("2024-01-01", "2024-02-30", "1.0.0", "14 days", "a@b", "5%")),
        *(("'1'", "1"), ('"\\u00e9\\n"', "é\n"), ("'it''s'", "it's"), ("x # why", "x")),
        ("a == 'b' && !c", "a == 'b' && !c"),
    ],
)
def test_a_scalar_has_one_meaning(written: str, value: object) -> None:
    read_value = values(f"a: {written}\n")
    assert repr(read_value) == repr({"a": value})


@pytest.mark.parametrize(
    "written",
    [
        *("010", "08", "-01", "00.5", "02134", "0x1F", "0o10", "0b11", "1_000", "1,000", "1e3"),
        *("1.0e3", "1.0e+3", "1.0e+400", ".5", "5.", "+5", ".inf", "-.inf", ".nan", "22:22"),
        *(
            "1:30:00",
            "1" * 41,
            "0." + "1" * 40,
            "9" * 4000,
            "٣",
            "−5",
            ":".join(["1"] + ["59"] * 900),
        ),
    ],
)
def test_a_number_in_another_notation_is_refused(written: str) -> None:
    assert codes(f"a: {written}\n") == ["ambiguous-number"]
    assert values(f'a: "{written}"\n') == {"a": written}


def test_the_help_for_a_number_is_the_number() -> None:
    assert (
        found("a: 010\n")[0].help
        == 'write the number as 10, or put quotes around it for a text: "010"'
    )
    assert "as 1000," in found("a: 1_000\n")[0].help


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # bombs and structure
        ("a: &a [x]\nb: &b [*a, *a]\n", ["anchor", "alias", "alias"]),
        ("a: &a {x: y}\n<<: *a\n", ["anchor", "merge-key"]),
        ("a: &a [*a]\n", ["alias"]),
        ("a: " + "[" * 500, ["too-deep"]),
        ("a: " + "[\n" * 30_000, ["too-deep"]),
        ("a: " + "{\n" * 50_000, ["key-not-text", "too-deep"]),
        ("a: " + "[" * 31 + "]" * 31, []),
        ("a: " + "[" * 32 + "]" * 32, ["too-deep"]),
        ("a: " + "x" * 4093, []),
        ("a: " + "x" * 4094, ["line-too-long"]),
        # keys
        ("a: 1\na: 2\n", ["duplicate-key"]),
        ('a: 1\n"a": 2\n"\\x61": 3\n', ["duplicate-key", "duplicate-key"]),
        ("1: a\ntrue: b\n1.0: c\n~: d\n010: e\n", ["key-not-text"] * 5),
        ("on: 1\noff: 2\n", []),
        ("[a]: b\n", ["key-not-text"]),
        ("{a: b}: c\n", ["key-not-text"]),
        ("? a\n: b\n", ["key-not-text"]),
        ("<<: {a: 1}\n", ["merge-key"]),
        ("a:\nb: 1\n", ["missing-value"]),
        ("a: [x]\nb:\n  -\n  - y\n", ["missing-value"]),
        ("a: >\nb: 1\n", ["missing-value"]),
        # tags and directives
        ("a: !!int abc\nb: !!bool maybe\nc: !!timestamp foo\nd: !!int ''\n", ["tag"] * 4),
        ("a: !!python/object/apply:os.system [x]\n", ["tag"]),
        ("a: !!set {b: 1}\n", ["tag"]),
        ("a: !<tag:x> b\n", ["tag"]),
        ("%YAML 1.2\n---\na: 010\n", ["directive", "ambiguous-number"]),
        ("%YAML 1.3\n---\na: b\n", ["directive"]),
        ("%FOO\n---\na: b\n", ["directive"]),
        ("%TAG ! tag:x:\n---\na: b\n", ["directive"]),
        ("a: 1\n---\nb: 2\n", ["several-documents"]),
        ("---\na: 1\n...\n", []),
        # characters
        ("a: 1\t\n", ["tab"]),
        ("a:\t1\n", ["tab"]),
        ("\ta: 1\n", ["tab"]),
        ("a: x # y\u2028  b: z\n", ["hidden-character"]),
        ("a: x # y\u2029  b: z\n", ["hidden-character"]),
        ("a: x # y\x85  b: z\n", ["hidden-character"]),
        ("a: x # y\r  b: z\n", ["hidden-character"]),
        ("a: 1\r\nb: 2\r\n", []),
        ("\ufeffa: 1\n", []),
        ("a: 1\n\ufeffb: 2\n", ["hidden-character"]),
        ("a: x\0\n", ["hidden-character"]),
        ("a: \x1b[31m\n", ["hidden-character"]),
        ("a: x\u200by\n", ["hidden-character"]),
        ("a: \u202exy\n", ["hidden-character"]),
        ("a: x\ud800\n", ["hidden-character"]),
        ('a: "\\0"\n', ["hidden-character"]),
        ('a: "\\e[31m"\n', ["hidden-character"]),
        ('a: "\\ud800"\n', ["hidden-character"]),
        ('a: "\\u202e"\n', ["hidden-character"]),
        ('"\\0": x\n', ["hidden-character"]),
        ('a: "\\t\\n"\n', []),
        ('a: "\\UFFFFFFFF"\n', ["yaml-syntax"]),
        (b"\xff\xfea\x00", ["not-utf8"]),
        (b"a: \xe9\n", ["not-utf8"]),
        (b"a: \xed\xa0\x80\n", ["not-utf8"]),
        # nothing to read
        ("", ["empty-file"]),
        ("# x\n", ["empty-file"]),
        ("---\n", ["empty-file"]),
        ("- a\n", ["wrong-type"]),
        ("a\n", ["wrong-type"]),
        # syntax
        ("a: [b\n", ["yaml-syntax"]),
        ("a: 'b\n", ["yaml-syntax"]),
        ("a: b\n  c: d\n", ["yaml-syntax"]),
        ("a:\n  - b\n c: d\n", ["yaml-syntax"]),
        ("a: - b\n", ["yaml-syntax"]),
        ("a: 1\nb\n", ["yaml-syntax"]),
        ('a: "\\d"\n', ["yaml-syntax"]),
        ("a: ]\n", ["yaml-syntax"]),
        ("[approved referred]: 1\n", ["key-not-text"]),
    ],
)
def test_what_readers_of_yaml_disagree_on_is_refused(
    text: bytes | str, expected: list[str]
) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "written",
    [
        *(
            ">5",
            "> 5",
            ">= 5",
            ">=5",
            ">5 && x",
            "|2",
            "!x",
            "!x && y",
            "!urgent x",
            "&x",
        ),
        *("*x", "*x == 5", "`5` < x", "'a' == b", '"a" == b', "@x", "%x", ", x", "?  x"),
        *(
            "{value: plus(a, b)}",
            "[plus(a, b), c]",
            "{value: f(a, b, c), title: x}",
            "[f(g(a, b), c)]",
        ),
        *("[contains(['a', 'b'], x)]", "{all: [!x]}", "{{ x }}", "{x} was late", "[x] was late"),
        *("Note: it is late", "{en: Note: late}", "Call #5", "x == 'a # b'", "f(a # b", "a && # b"),
        *("{en: Is it late?, zh: x}", "!foo!bar x", "['a' == b, c]"),
    ],
)
def test_a_text_that_yaml_reads_otherwise_is_told_to_be_quoted(written: str) -> None:
    (diagnostic,) = found(f"when: {written}\nb: 1\n")
    assert diagnostic.code == "quote-this"
    assert "quotes" in diagnostic.help
    assert diagnostic.span is not None
    assert diagnostic.span.line == 1


@pytest.mark.parametrize("sign", ["&&", "||"])
def test_a_condition_that_begins_with_a_sign_is_shown_without_it(sign: str) -> None:
    (diagnostic,) = found(f"when: {sign} x\nb: 1\n")
    assert (diagnostic.code, diagnostic.help) == ("yaml-syntax", "write `when: x`")


def test_the_help_is_the_quoted_text() -> None:
    for written in (">5", ">= 5", "!x && y", "*x == 5", "`5` < x", "'a' == b", "@x"):
        (diagnostic,) = found(f"when: {written}\n")
        assert diagnostic.help == f'put it in quotes: `when: "{written}"`'
        assert values(f'when: "{written}"\n') == {"when": written}


@pytest.mark.parametrize(
    "line",
    [
        'version: "1.0.0"                       # always text; 1.10 is not 1.1',
        "when: present(a)   # why",
        "when: contains(['a','b'], x)",
        "en: The provider's warehouse (not the seller's)",
        "a: {en: The provider's, zh: x (y)}",
        "a: [present(x), as_of >= y]",
        "a: {en: a) first}",
        "a: x#y",
        "a: why? because",
        "a: >-\n  folded",
        "a: |\n  kept",
        'a: "price\n  - fee"',
        "a:\n- 'x > price\n  - fee'\n- y",
    ],
)
def test_what_is_not_a_trap_is_left_alone(line: str) -> None:
    assert codes(line + "\n") == []


@pytest.mark.parametrize("lines", ["a: 'x\nb: y'", "a:\n  - 'x\n  - y'"])
def test_a_quote_that_is_not_closed_is_told_where_it_opens(lines: str) -> None:
    (first, *_) = found(lines + "\n")
    assert first.message.startswith("the quote that opens here is not closed before the key")


def test_every_mistake_is_reported_in_file_order_and_reading_goes_on() -> None:
    text = "a: 010\nb: &x 1\na: 2\n7: x\nc:\nd: !!str 5\ne: [1_0, *x]\nf: 'open\n"
    assert [(d.code, d.span and d.span.line) for d in found(text)] == [
        ("ambiguous-number", 1),
        ("duplicate-key", 3),
        ("key-not-text", 4),
        ("missing-value", 5),
        ("tag", 6),
        ("ambiguous-number", 7),
        ("alias", 7),
        ("yaml-syntax", 8),
    ]


def test_a_duplicate_key_names_both_places_and_the_first_one_stays() -> None:
    document, mistakes = read("a: 1\nb: {c: 1,\n  c: 2}\n", "f")
    (mistake,) = mistakes
    assert (str(mistake.span), str(mistake.related[0][1])) == ("f:3:3", "f:2:5")
    assert document is not None
    assert plain(document.root) == {"a": 1, "b": {"c": 1}}


def test_a_tab_does_not_make_the_lines_after_it_wrong() -> None:
    assert codes("a:\n\tb: 1\n  c: 2\n") == ["tab"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: plain text\n", "plain text"),
        ("a: 'quoted text'\n", "quoted text"),
        ('a: "quoted text"\n', "quoted text"),
        ("a: 'it''s and it''s'\n", "it's and it's"),
        ('a: "\\u00e9x \\"y\\" \\\\z"\n', 'éx "y" \\z'),
        ("a: several\n  lines\n\n  of text\n", "several lines\nof text"),
        ("a: 'several\n  lines\n\n\n  of ''text'''\n", "several lines\n\nof 'text'"),
        ('a: "several  \n  lines\\n \\\n   of \\x41 text"\n', "several lines\n of A text"),
        ("a: >\n  folded\n  text\n\n  more\n", "folded text\nmore\n"),
        ("a: >- # why\n\n  folded\n    deeper\n  text\n", "\nfolded\n  deeper\ntext"),
        ("a: |\n  kept\n   text\n\n  more\n", "kept\n text\n\nmore\n"),
        ("a: |+\n  kept\n\n", "kept\n\n"),
        ("é: 日本\na: 日本 語\n", "日本 語"),
        ("b: [x,\n  {a: y}]\na: z\n", "z"),
    ],
)
def test_every_character_of_a_text_keeps_its_place(text: str, value: str) -> None:
    node = scalar(text)
    assert node.value == value
    assert len(node.places) in (0, len(value))
    for offset, character in enumerate(value):
        span = node.place(offset)
        there = span.text[span.column - 1 : span.column]
        assert text.split("\n")[span.line - 1] == span.text
        assert there in (character, "\\") or character in " \n"


def test_places_do_not_stand_still() -> None:
    node = scalar("a: 'it''s'\n")
    assert [node.place(n).column for n in range(4)] == [5, 6, 7, 9]
    assert scalar("a: 'x'\n").span.column == 4
    assert scalar("a: 'x'\n").place(0).column == 5


def test_a_document_has_its_name_digest_and_the_places_of_its_keys() -> None:
    data = "a: 1\r\nb:\r\n  - c\r\n".encode("ascii")
    document = good(data)
    assert (document.name, document.bytes_digest) == ("f", hashlib.sha256(data).hexdigest())
    key = document.root.key("b")
    assert key is not None
    assert (key.span.line, key.span.column, key.span.text) == (2, 1, "b:")
    node = document.root.get("b")
    assert isinstance(node, ListNode)
    assert str(node.items[0].span) == "f:3:5"
    assert isinstance(document.root, MapNode)


@pytest.mark.parametrize("code", sorted(TRAPS))
def test_each_bad_file_has_the_mistake_of_its_name(code: str) -> None:
    assert codes((BAD / f"{code}.yaml").read_bytes()) == [code]


def test_no_sentence_names_the_parser_or_a_python_type() -> None:
    for path in (path for path in BAD.glob("*.yaml") if path.stat().st_size < 50_000):
        for diagnostic in found(path.read_bytes()):
            shown = diagnostic.message + diagnostic.help
            assert not any(
                word in shown for word in ("<block", "Scanner", "Parser", "scalar", "str'")
            )
            assert not diagnostic.message.endswith(".")


def test_a_mebibyte_is_refused_before_anything_is_read() -> None:
    assert codes("# " + "x" * (1 << 23)) == ["file-too-large"]
    assert codes(("# " + "é" * 1000 + "\n") * 4200) == ["file-too-large"]


def test_hostile_files_end_soon() -> None:
    started = time.perf_counter()
    for text in (
        "{\n" * 500_000,
        "a: " + "[\n" * 500_000,
        "- " * 2000 + "\n",
        "\u200b\n" * 100_000,
    ):
        assert found(text)
    assert time.perf_counter() - started < 5


def test_a_node_is_imported_without_a_parser() -> None:
    code = (
        "import sys, backhaul.document.node, backhaul.document.files\n"
        "assert not {'yaml', 'jsonschema'} & set(sys.modules)\n"
        "import backhaul.document.reader, backhaul.document.schema\n"
        "assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
