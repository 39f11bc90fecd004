"""No text of a fact or a policy becomes markup, steers a terminal, or tells what is masked."""

import re
from html.parser import HTMLParser
from typing import get_args

import pytest

from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.explanation.explain import Why, explain
from backhaul.report.writing import Form
from explanation.loading import loads

FORMS: tuple[Form, ...] = get_args(Form)
WHYS: tuple[Why, ...] = get_args(Why)
NASTY = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "{x.__class__} {0} {note!r} %s $note",
    "a|b|c",
    "line\nbreak\r\n# heading\n- item",
    "\x1b[31mred\x1b[0m\x07\x00",
    "safe\u202egnp.exe\u2066\u200b",
    "`code` ``` *bold* _soft_ [link](javascript:alert(1)) ~~gone~~ &lt; &amp;",
    "http://example.com www.example.com",
]
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "div",
    "h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "span", "strong", "b", "code", "details",
    "summary",
}  # fmt: skip


def policy_text(words: str) -> str:
    """A policy that shows these words, and the text of a fact, wherever there is room for them."""
    escaped = "".join(f"\\u{ord(c):04x}" for c in words if c.isprintable()) or "x"
    braces = escaped.replace("\\u007b", "\\u007b\\u007b").replace("\\u007d", "\\u007d\\u007d")
    return f"""\
language: 1
policy: small
version: "1.0.0"
title: {{en: "{escaped}"}}
source: {{title: {{en: "{escaped}"}}, clauses: {{C1: {{en: "{escaped}"}}}}}}
facts:
  note: {{type: text, title: {{en: "{escaped}"}}}}
  flag: {{type: boolean, title: {{en: "{escaped}"}}}}
decisions:
  route:
    title: {{en: "{escaped}"}}
    outputs:
      answer: {{type: choice, role: what, choices: {{a: {{en: "{escaped}"}}, b: {{en: b}}}}}}
      who: {{type: boolean, role: bearer, title: {{en: "{escaped}"}}}}
    rules:
      - id: rule
        when: {{all: ["note != 'x'", flag], title: {{en: "{escaped}"}}}}
        then: {{answer: a, who: flag}}
        because: {{en: "{braces} {{note}} ({{note}})"}}
        cites: [C1]
    otherwise: {{then: {{answer: b, who: true}}}}
  hints:
    title: {{en: "{escaped}"}}
    hit: collect
    outputs: {{hint: {{type: choice, choices: {{h: {{en: "{escaped}"}}}}}}}}
    rules:
      - {{id: lead, leads: true, when: flag, then: {{hint: h}}, because: {{en: "{braces} {{note}}"}}}}
      - {{id: hint, when: "note != 'y'", then: {{hint: h}}, because: {{en: "{braces}"}}}}
"""


def evaluations(words: str) -> list[Evaluation]:
    """The nasty words in a policy and in a fact, for a complete and an incomplete case."""
    policy = loads(policy_text(words))
    return [evaluate(policy, facts) for facts in ({"note": words, "flag": True}, {"note": words})]


class Reader(HTMLParser):
    """Notes the tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("why", WHYS)
def test_no_text_becomes_markup_in_html(words: str, why: Why) -> None:
    for evaluation in evaluations(words):
        reader = Reader()
        reader.feed(explain(evaluation, "en", why, "html"))

        assert reader.open == []
        assert set(reader.tags) <= TAGS
        known = {"class", "lang", "charset", "name", "content", "http-equiv", "open", "role"}
        assert reader.attributes <= known | {"aria-hidden"}
        if words.isprintable():
            assert " ".join(words.split()) in reader.text


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("why", WHYS)
def test_no_control_or_hidden_character_leaves_raw(words: str, form: Form, why: Why) -> None:
    for evaluation in evaluations(words):
        said = explain(evaluation, "en", why, form)

        assert all(line.isprintable() for line in said.split("\n"))
        said.encode("utf-8")


def test_no_text_becomes_markup_in_markdown() -> None:
    for words in NASTY:
        for evaluation in evaluations(words):
            said = explain(evaluation, "en", "full", "markdown")
            # what stands in code is never taken for markup
            prose = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", said)

            assert not re.search(r"(?<!\\)[<\[\]~$]", prose)
            assert not re.search(r"(?<!\\)`", prose)
            assert not re.search(r"(?<!\\)://|www\.", prose)
            assert not re.search(r"&(?!amp;)", prose)
            for row in re.findall(r"^\|.*$", prose, re.MULTILINE):
                assert len(re.findall(r"(?<!\\)\|", row)) == 3


def test_a_text_that_looks_like_a_name_is_not_replaced() -> None:
    (evaluation, _) = evaluations("{x.__class__} {0} {note!r} %s $note")

    assert "“{x.__class__} {0} {note!r} %s $note”" in explain(evaluation)


MASKED = """\
language: 1
policy: small
version: "1.0.0"
title: {en: Small}
show_times_at: shift
types: {place: {choices: {here: {en: Heredom}, there: {en: Theredom}, away: {en: Awaydom}}}}
parameters:
  shift: {type: duration, by: home, values: {here: 5 hours, there: 6 hours, away: 11 hours}}
  week: {type: duration, value: 7 days}
facts:
  name: {type: text, masked: true, title: {en: Name}}
  born: {type: datetime, masked: true, title: {en: Birth}}
  home: {type: place, masked: true, title: {en: Home}}
  place: {type: place, title: {en: Place}}
  number: {type: integer, masked: true, optional: true, title: {en: Number}}
  start: {type: datetime, title: {en: Start}}
definitions:
  due: {value: "plus(born, week)", title: {en: Due}}
  doubled: {value: "plus(number, number)", title: {en: Doubled}}
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [near, far, odd], role: what}
      until: {type: datetime, role: until, title: {en: End}}
      twice: {type: integer, optional: true, title: {en: Twice}}
    rules:
      - id: odd
        when: {all: [present(number), "number > `999999`", name == 'Nobody']}
        then: {answer: odd, until: due, twice: doubled}
        because: {en: "{name} {born} {number}"}
      - id: near
        when: {any: [home == place, start < due]}
        then: {answer: near, until: due, twice: doubled}
        because: {en: "{name} was born {born}, lives in {home}, due {due}."}
    otherwise: {then: {answer: far, until: due}, because: {en: "{name} and {due}"}}
"""
SECRET: dict[str, object] = {
    "name": "Annabel-Lee",
    "born": "2001-02-03T04:05:06Z",
    "home": "away",
    "number": 712_345,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", ["here", "there"])
def test_a_masked_fact_is_shown_in_no_form(form: Form, place: str) -> None:
    facts = {**SECRET, "place": place, "start": "2001-02-05T01:00:00Z"}
    bounded = {**facts, "born": {"from": "2001-02-03T04:05:06Z", "before": "2001-02-04T00:00:00Z"}}
    del bounded["number"]
    for given in (facts, bounded):
        said = explain(evaluate(loads(MASKED), given), "en", "full", form)
        told = said.partition("</style>")[2] or said

        assert "masked" in told
        for secret in ("Annabel", "2001-02-03", "2001-02-04", "04:05", "2001-02-10", "Awaydom"):
            assert secret not in told
        assert not re.search(r"712345|1424690|UTC\+|11:|day \d+ of", told)


def test_how_a_masked_value_stands_to_another_is_not_told_by_a_margin() -> None:
    facts = {**SECRET, "place": "here", "start": "2001-02-05T01:00:00Z"}
    said = " ".join(explain(evaluate(loads(MASKED), facts), "en", "full").split())

    assert "Start (2001-02-05 01:00), against Due (masked)" in said
