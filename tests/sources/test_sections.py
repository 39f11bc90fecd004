"""Sections of a document: what is no answer, what is not understood, and what else is told of them."""

import pickle

import pytest

import small
from backhaul.diagnostics import FactError, PolicyError
from sources.desk import Desk, underlined
from sources.shipped import told

SECTIONS = """\
sections:
  slip:
    answer_if: "type(code) == 'null' || code == `0`"
    shows: "join(' ', [to_string(code), message])"
    understood_if: "slip.events[?look_up('codes', code)]"
  desk: {}
tables: {codes: {A: tried, B: done}}
parts:
  events: "slip.events[*].{at: at, means: look_up('codes', code)}"
  tried: "parts.events[?means == 'tried']"
notes:
  - about: slip
    where: "slip.events[?!(look_up('codes', code))].code"
    says: {en: these codes have no meaning}
"""
READINGS = "  count: {read: 'max(parts.tried[].at)', known_if: parts.tried}\n  colour: {read: desk.colour}\n"


def test_a_section_that_is_no_answer_is_read_as_if_it_were_not_there_and_told(desk: Desk) -> None:
    events = [{"code": "A", "at": 7}]
    slip = {"code": 500, "message": "try again", "events": events}
    found = desk.read({"slip": slip}, READINGS, SECTIONS)

    assert found == {}
    assert [note.words() for note in found.notes] == [
        "slip: this is no answer, so nothing was read from it: `500 try again`"
    ]
    assert desk.read({"slip": {**slip, "code": 0}}, READINGS, SECTIONS) == {"count": 7}


def test_a_section_that_is_there_and_yields_nothing_is_told(desk: Desk) -> None:
    found = desk.read({"slip": {"events": [{"code": "C"}]}, "desk": {}}, READINGS, SECTIONS)

    assert [(note.section, note.code, note.names) for note in found.notes] == [
        ("slip", "nothing-understood", ()),
        ("slip", "remark", ("C",)),
    ]
    assert found.notes[0].words("zh").startswith("slip：")
    assert desk.read({"desk": {"colour": "red"}}, READINGS, SECTIONS).notes == ()


def test_a_document_without_any_section_is_met_with_their_names(desk: Desk) -> None:
    (refusal,) = desk.refused({"code": 0, "data": {}}, READINGS, SECTIONS)

    assert refusal.code == "unreadable-document"
    assert refusal.message == (
        "the source `desk` finds none of its sections in this document: `slip`, `desk`"
    )
    (note,) = desk.read({"desk": {}, "slips": {}}, READINGS, SECTIONS).notes
    assert (note.section, note.code) == ("slips", "unknown-section")


def test_each_fact_has_the_place_where_it_stands_or_what_it_was_concluded_from(desk: Desk) -> None:
    readings = READINGS + "  flag: {read: '`true`', known_if: 'parts.tried'}\n"
    events = [{"code": "B", "at": 9}, {"code": "A", "at": 7}]
    origins = desk.read({"slip": {"events": events}}, readings, SECTIONS).origins

    assert origins["count"].to_dict() == {"read_from": ["slip.events[1].at"]}
    assert origins["flag"].to_dict() == {
        "concluded_from": ["slip.events[].at", "slip.events[].code"]
    }


def test_facts_that_were_read_are_a_plain_dictionary_in_another_process(desk: Desk) -> None:
    found = desk.read({"desk": {"colour": "red"}}, READINGS, SECTIONS)

    assert type(pickle.loads(pickle.dumps(found))) is dict


def test_filter_by_keeps_the_items_whose_key_is_one_of_the_values(desk: Desk) -> None:
    reading = '{read: "length(filter_by(rows, &id, wanted))"}'

    assert desk.told({"rows": [{"id": 1}, {"id": "2"}, {}, 3], "wanted": ["1", 2]}, reading) == 2
    assert desk.told({"rows": [{"id": True}], "wanted": [1]}, reading) == 0


@pytest.mark.parametrize(
    ("expression", "code", "place"),
    [
        ("look_up('cods', a)", "unknown-table", "'cods'"),
        ("look_up(a, b)", "unknown-table", '"look_up(a, b)"'),
        ("!a.b", "expression-syntax", "!"),
        ("parts.typo[0].a", "unknown-name", "typo"),
    ],
)
def test_what_an_expression_cannot_mean_is_refused(
    desk: Desk, expression: str, code: str, place: str
) -> None:
    (mistake,) = desk.wrong(f'  count: {{read: "{expression}"}}\n', SECTIONS)

    assert (mistake.code, underlined(mistake)) == (code, place)


def test_a_note_is_about_a_section_and_speaks_every_language(desk: Desk) -> None:
    notes = "notes: [{about: slop, where: a, says: {zh: 无}}]\nsections: {slip: {}}\n"
    with pytest.raises(PolicyError) as caught:
        desk.read({}, READINGS.splitlines(keepends=True)[1], notes)

    assert {mistake.code for mistake in caught.value.diagnostics} == {
        "unknown-name",
        "missing-language",
    }


def test_the_shipped_source_names_its_six_sections() -> None:
    with pytest.raises(FactError) as caught:
        told({"code": 0, "data": {"tracking": []}})

    for name in ("order", "tracking", "package", "warehouses", "cancellations", "back_office"):
        assert f"`{name}`" in caught.value.diagnostics[0].message


def test_notes_quote_nothing_of_the_document_where_a_fact_is_masked(desk: Desk) -> None:
    facts = small.FACTS.replace("note: {type: text", "note: {masked: true, type: text")
    slip = {"slip": {"code": 500, "message": "secret"}}

    (note,) = desk.read(slip, READINGS, SECTIONS, facts=facts).notes
    assert (note.code, note.names) == ("no-answer", ())
