"""The published schemas describe the three kinds of file, and say where a document differs."""

import copy
import socket
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backhaul.diagnostics import Diagnostic, as_text
from backhaul.document.checked_shape import check_shape
from backhaul.document.node import Document
from backhaul.document.reader import read
from backhaul.document.schema import Kind, schema

ROOT = Path(__file__).parent.parent.parent
KINDS: tuple[Kind, ...] = ("policy", "source", "cases")
SHAPES = {
    "unknown-key",
    "missing-key",
    "wrong-type",
    "not-allowed",
    "bad-name",
    "too-few",
    "too-long",
}

POLICY = """\
language: 1
policy: small
version: "1.0.0"
title: {en: Small, zh-Hant: 小}
in_force: {by: at, from: "2024-01-01T00:00:00Z"}
source: {title: {en: S}, clauses: {note-1: {en: N, words_only: true}}}
types: {who: {choices: {us: {en: Us}, them: {en: Them}}}}
parameters:
  hold: {type: duration, value: 14 days, cites: [note-1]}
  rate: {type: decimal, value: 0.5}
  local: {type: duration, by: market, values: {TH: 7 hours}}
facts:
  at: {type: datetime, form: epoch_seconds, optional: true, title: {en: At}}
  market: {type: choice, choices: [TH, SG], changeable: true, masked: false}
constraints: [{id: c.1, holds: present(at)}]
definitions:
  d1: present(at)
  d2: {value: "plus(at, hold)"}
  d3: {all: [present(at), {any: [d1, {not: d1, title: {en: T}}]}], title: {en: T}}
decisions:
  route:
    hit: first
    outputs: {way: {type: who, role: what, default: us}}
    rules:
      - {id: r-1, when: d1, then: {way: us}, because: {en: B}, cites: [note-1]}
      - {id: r-2, then: {}}
    otherwise: {id: o, then: {way: them}}
  notes:
    hit: collect
    applies: d1
    outputs: {n: {type: text}}
    rules: [{id: r, then: {n: x}, leads: true}]
invariants: [{id: i, holds: d1}]
"""
SOURCE = """\
language: 1
source: shop
policy: small
tables: {markets: {Thailand: TH, "*": SG}}
facts:
  at: {read: order.at, convert: epoch_seconds, known_if: order, note: as sent}
  market: [{read: m, table: markets}, {read: n, empty_is: SG}]
  then: {between: {from: a, before: b}}
"""
CASES = """\
policy: small
versions: ">=1.0.0 <2.0.0"
title: Cases
facts:
  at: {from: "2024-01-01T00:00:00Z"}
  day: {day: "2026-03-02", offset: "+07:00"}
  n: null
  e: {}
cases:
  - name: One
    facts: {market: TH}
    without: [at]
    expect:
      status: undetermined
      outcome: {route: {way: null}, notes: [x, {n: y}]}
      rules: {route: null, notes: [r], other: r}
      needs: [at]
      possible: {route: {way: [us, them], when: {before: "2024-01-01T00:00:00Z"}}}
      says: {en: [x]}
  - {name: Two, expect: {refused: [naive-instant]}}
"""
TEXTS: dict[Kind, str] = {"policy": POLICY, "source": SOURCE, "cases": CASES}


def shape(text: str, kind: Kind = "policy") -> list[Diagnostic]:
    document, found = read(text, "f")
    assert document is not None, as_text(found)
    return check_shape(document, kind)


def with_change(old: str, new: str, kind: Kind = "policy") -> list[Diagnostic]:
    assert TEXTS[kind].count(old) == 1
    return shape(TEXTS[kind].replace(old, new), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_schemas_and_lead_nowhere(kind: Kind) -> None:
    loaded = schema(kind)
    Draft202012Validator.check_schema(loaded)
    assert loaded["$id"].startswith("urn:backhaul:")
    for reference in _references(loaded):
        assert reference.startswith("#/$defs/")
        assert reference.removeprefix("#/$defs/") in loaded["$defs"]


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [r for value in part.values() for r in _references(value)]
    return [r for value in part for r in _references(value)] if isinstance(part, list) else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_keyword_is_spelt_right(kind: Kind) -> None:
    known = {
        "$schema",
        "$id",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "properties",
        "items",
        "additionalProperties",
        "required",
        "propertyNames",
        "pattern",
        "minLength",
        "maxLength",
        "minItems",
        "minProperties",
        "enum",
        "const",
        "if",
        "then",
        "else",
        "not",
        "anyOf",
        "allOf",
    }
    for part in _schemas(schema(kind)):
        assert set(part) <= known


def _schemas(part: Any) -> list[dict[str, Any]]:
    found = [part]
    for word, value in part.items():
        if word in ("properties", "$defs"):
            found += [s for inner in value.values() for s in _schemas(inner)]
        elif word in ("anyOf", "allOf"):
            found += [s for inner in value for s in _schemas(inner)]
        elif isinstance(value, dict):
            found += _schemas(value)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_the_grammar_is_accepted(kind: Kind) -> None:
    assert as_text(shape(TEXTS[kind], kind)) == ""


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [("*/[0-9]*.yaml", "policy"), ("*/sources/*.yaml", "source"), ("*/cases/*.yaml", "cases")],
)
def test_the_files_of_the_house_have_their_shape(pattern: str, kind: Kind) -> None:
    for path in sorted((ROOT / "policies").glob(pattern)):
        assert as_text(shape(path.read_text(encoding="utf-8"), kind)) == ""


@pytest.mark.parametrize(
    ("old", "new", "code", "underlined", "help"),
    [
        ('version: "1.0.0"', "version: 1.10", "wrong-type", "1.10", 'write "1.10.0"'),
        ('version: "1.0.0"', "version: 1", "wrong-type", "1", 'write "1.0.0"'),
        ('version: "1.0.0"', 'version: "1.00.0"', "bad-name", '"1.00.0"', '"1.0.0"'),
        ('version: "1.0.0"', 'version: "1.0.0\\n"', "bad-name", '"1.0.0\\n"', '"1.0.0"'),
        ("policy: small", "policy: Small", "bad-name", "Small", "`small`"),
        (
            "policy: small",
            "policy: " + "s" * 64,
            "too-long",
            "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss",
            "shorter",
        ),
        ("language: 1", "language: 2", "not-allowed", "2", "write 1"),
        ("language: 1", "language: true", "wrong-type", "true", "write"),
        ("language: 1", 'language: "1"', "wrong-type", '"1"', "without quotes"),
        (
            "title: {en: Small, zh-Hant: 小}",
            "titel: {en: S}",
            "unknown-key",
            "titel",
            "did you mean `title`?",
        ),
        ("optional: true", "optional: yes", "wrong-type", "yes", "write true"),
        ("optional: true", "optional: off", "wrong-type", "off", "write false"),
        (
            "epoch_seconds",
            "epoch_second",
            "not-allowed",
            "epoch_second",
            "did you mean `epoch_seconds`?",
        ),
        (
            "changeable: true",
            "changable: true",
            "unknown-key",
            "changable",
            "did you mean `changeable`?",
        ),
        ("choices: [TH, SG]", "choices: []", "too-few", "choices", "fill it in"),
        ("choices: [TH, SG]", "choices: [TH, S\\G]", "bad-name", "S\\G", "backslash"),
        ("choices: [TH, SG]", "choices: TH", "wrong-type", "TH", "[TH]"),
        ("  d1: present(at)", "  D1: present(at)", "bad-name", "D1", "`d1`"),
        ("  d1: present(at)", "  d1: {al: [x]}", "unknown-key", "al", "did you mean `all`?"),
        ("  d1: present(at)", "  d1: {title: {en: x}}", "missing-key", "d1", "add"),
        ("  d1: present(at)", "  d1: {all: [x], any: [x]}", "not-allowed", "any", "delete"),
        ("  d1: present(at)", "  d1: 5", "wrong-type", "5", 'quote it: "5"'),
        ("value: 14 days", "by: market", "missing-key", "hold", "values"),
        ("value: 14 days", "value: 1, values: {A: 2}", "not-allowed", "values", "delete"),
        ("hit: first", "hit: frist", "not-allowed", "frist", "did you mean `first`?"),
        ("- {id: r-2, then: {}}", "- {id: r-2}", "missing-key", "{", "then"),
        ("- {id: r-2, then: {}}", "- nope", "wrong-type", "nope", "key: value"),
        ("because: {en: B}", "because: B", "wrong-type", "B", "in each language"),
        ("en: N, words_only: true", "en: N, words_only: 1", "wrong-type", "1", "true or false"),
        ("en: N, words_only: true", "en: 5", "wrong-type", "5", 'quote it: "5"'),
        ("way: us}, because", "way: [us]}, because", "wrong-type", "way", "write `us`"),
    ],
)
def test_one_mistake_is_one_diagnostic_at_its_place(
    old: str, new: str, code: str, underlined: str, help: str
) -> None:
    found = with_change(old, new)
    span = found[0].span
    assert span is not None
    line = POLICY.split("\n").index(next(x for x in POLICY.split("\n") if old in x)) + 1
    there = span.text[span.column - 1 :][: span.length]
    assert (found[0].code, span.line, there) == (code, line, underlined)
    assert help in found[0].help
    assert len(found) == 1


@pytest.mark.parametrize(
    ("kind", "old", "new", "code"),
    [
        ("source", "read: order.at, ", "", "missing-key"),
        ("source", "epoch_seconds", "seconds", "not-allowed"),
        ("source", "before: b}}", "before: b}, read: x}", "not-allowed"),
        ("source", ", before: b", "", "missing-key"),
        ("source", "table: markets", "tabel: markets", "unknown-key"),
        ("cases", "status: undetermined", "status: maybe", "not-allowed"),
        ("cases", "name: Two, ", "", "missing-key"),
        ("cases", "name: Two", "name: 2", "wrong-type"),
        ("cases", "refused: [naive-instant]", "refused: naive-instant", "wrong-type"),
        ("cases", "needs: [at]", "neds: [at]", "unknown-key"),
        ("cases", ', offset: "+07:00"', "", "missing-key"),
        ("cases", 'offset: "+07:00"', 'offset: "+07:00", from: x', "not-allowed"),
        ("cases", "without: [at]", "without: [At]", "bad-name"),
    ],
)
def test_source_and_case_files_are_held_to_their_grammar(
    kind: Kind, old: str, new: str, code: str
) -> None:
    assert with_change(old, new, kind)[0].code == code


def test_all_mistakes_of_a_file_come_in_its_order() -> None:
    text = POLICY.replace("language: 1", "language: x").replace("hit: first", "hit: x")
    text = text.replace("policy: small", "policy: X").replace("id: i,", "")
    assert [d.code for d in shape(text)] == ["wrong-type", "bad-name", "not-allowed", "missing-key"]


def test_what_follows_from_a_known_mistake_is_left_out() -> None:
    text = POLICY.replace('version: "1.0.0"', "version:")
    document, found = read(text, "f")
    assert document is not None
    assert [d.code for d in found] == ["missing-value"]
    assert check_shape(document, "policy") == []
    unsuspected = Document(document.name, document.root, document.bytes_digest)
    assert [d.code for d in check_shape(unsuspected, "policy")] == ["wrong-type"]


def test_an_empty_policy_says_all_that_is_missing() -> None:
    names = ["language", "policy", "version", "title", "facts", "decisions"]
    found = shape("annotations: {}\n")
    assert [d.message for d in found] == [f"`{name}` is missing in the file" for name in names]


def test_no_sentence_shows_python_or_the_schema() -> None:
    big = "[" + "x, " * 500 + "x]"
    text = "".join(f"{key}: {big}\n" for key in schema("policy")["properties"])
    for diagnostic in shape(text) + shape("a: 1\n", "cases") + shape("facts: {a: 1}\n", "source"):
        shown = diagnostic.message + diagnostic.help
        assert len(shown) < 400
        assert not any(
            word in shown for word in ("$defs", "Decimal", "None", "True", "dict", "deque")
        )
        assert diagnostic.code in SHAPES


def test_conditions_as_deep_as_a_document_may_be_are_checked() -> None:
    deep = "{not: " * 29 + "{nope: x}" + "}" * 29
    found = with_change("  d1: present(at)", f"  d1: {deep}")
    assert [d.code for d in found] == ["missing-key", "unknown-key"]


def test_checking_touches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", never)
    assert shape(POLICY) == []


def test_a_schema_is_a_copy_of_its_own() -> None:
    before = copy.deepcopy(schema("policy"))
    schema("policy").clear()
    assert schema("policy") == before


@pytest.mark.parametrize("code", sorted(SHAPES))
def test_each_bad_file_has_the_mistake_of_its_name(code: str) -> None:
    text = (ROOT / "tests/diagnostics" / f"{code}.yaml").read_text(encoding="utf-8")
    assert [d.code for d in shape(text)] == [code]
