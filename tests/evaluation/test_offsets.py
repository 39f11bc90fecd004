"""An offset from UTC, with and without its colon: one instant on every path, and nothing that could be two."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

import backhaul
import small
from backhaul.cli.main import main
from backhaul.language.fact_schema import fact_schema
from backhaul.language.kinds import Refusal
from backhaul.language.written_values import parse_instant, parse_offset

DAY = "2026-03-02T10:00:00"
#: each with the same instant in UTC
ALIKE = {
    "+0700": "2026-03-02T03:00:00Z",
    "+07": "2026-03-02T03:00:00Z",
    "-1130": "2026-03-02T21:30:00Z",
    "-00": "2026-03-02T10:00:00Z",
    "+2359": "2026-03-01T10:01:00Z",
}
REFUSED = ("+7", "+070", "+07:0", "+7:00", "+0760", "+24", "+2400", "+070000", "0700", " +0700")
FACTS = "facts:\n  start: {type: datetime}\n  maybe: {type: boolean, optional: true}\n"
DECISIONS = """\
decisions:
  route:
    outputs: {at: {type: datetime}}
    rules: [{id: any, then: {at: start}}]
"""


def policy(**sections: str) -> backhaul.Policy:
    return backhaul.loads(small.text(facts=FACTS, decisions=DECISIONS, **sections).encode(), "p")


@pytest.mark.parametrize("offset", ALIKE)
def test_every_path_reads_the_same_instant(
    offset: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usual, text, read = ALIKE[offset], DAY + offset, policy()
    source = tmp_path / "desk.yaml"
    source.write_text("language: 1\nsource: desk\npolicy: small\nfacts:\n  start: {read: a.b}\n")
    (tmp_path / "policy.yaml").write_text(small.text(facts=FACTS, decisions=DECISIONS))
    cases = [{"start": text}] * 20
    wanted = read.decide({"start": usual}).outcome

    assert read.decide(cases[0]).outcome == wanted
    # the compiled form, too
    assert [*read.outcomes(cases)] == [wanted] * 20
    assert read.decide(read.read({"a": {"b": text}}, source)).outcome == wanted
    columns = [pa.array([text] * 20), pa.array([text] * 20).dictionary_encode()]
    for column in columns:
        table = read.decide_table(pa.table({"start": column}))
        assert set(table["route.at"].to_pylist()) == {wanted["route"]["at"]}
    main(["decide", str(tmp_path / "policy.yaml"), "--fact", f"start={text}", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["outcome"]["route"]["at"] == usual
    day = {"start": {"day": "2026-03-02", "offset": offset}}
    colon = f"{offset[:3]}:{offset[3:] or '00'}"
    there = {"start": {"day": "2026-03-02", "offset": colon}}
    assert read.decide(day).possible == read.decide(there).possible


def test_a_policy_and_its_cases_write_it_so_too() -> None:
    at = f'parameters: {{at: {{type: datetime, value: "{DAY}+0700"}}}}\n'
    decisions = DECISIONS.replace("at: start}", "at: at}")
    text = small.text(facts=FACTS, decisions=decisions, parameters=at)

    outcome: Any = backhaul.loads(text.encode(), "p").decide({}).outcome

    assert outcome["route"]["at"].isoformat() == "2026-03-02T03:00:00+00:00"


@pytest.mark.parametrize("offset", REFUSED)
def test_what_is_no_whole_offset_is_refused_everywhere(offset: str) -> None:
    read = policy()
    codes = []
    for cases in ([DAY + offset], [f"{DAY}Z"] * 20 + [DAY + offset]):
        with pytest.raises(backhaul.FactError) as caught:
            [*read.outcomes({"start": text} for text in cases)]
        codes.append(caught.value.diagnostics[0].code)
    table = read.decide_table(pa.table({"start": [DAY + offset]}))

    assert codes == ["bad-instant"] * 2
    assert table["status"].to_pylist() == ["refused"]
    assert isinstance(parse_instant(DAY + offset), Refusal)
    assert isinstance(parse_offset(offset), Refusal)


def test_the_schema_of_facts_takes_what_is_read_and_no_offset_that_is_refused() -> None:
    schema = fact_schema(policy().model)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

    for offset in (*ALIKE, "+07:00", "Z"):
        assert check.is_valid({"start": DAY + offset})
        assert check.is_valid({"start": {"day": "2026-03-02", "offset": offset}})
    for offset in REFUSED:
        assert not check.is_valid({"start": DAY + offset})
