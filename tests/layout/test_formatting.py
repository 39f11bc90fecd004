"""The house style, one idea at a time."""

from __future__ import annotations

from textwrap import dedent

import pytest

from backhaul.diagnostics import PolicyError
from backhaul.document.schema import Kind
from backhaul.layout.formatting import formatted

#: what is done, the text before and after
CHANGES = {
    "lists and mappings are indented by two": (
        """\
        a:
        - b:
              c: 1
        -    d:   2
        """,
        """\
        a:
          - b:
              c: 1
          - d: 2
        """,
    ),
    "brackets have no blanks inside and one behind a comma": (
        "a: { b : [1,2 ,  3], c:   {} , d: [ ]}\n",
        "a: {b: [1, 2, 3], c: {}, d: []}\n",
    ),
    "single quotes become double ones where nothing has to be escaped": (
        "a: 'it''s'\nb: 'say \"so\"'\nc: 'back\\slash'\n'd e': plain\n",
        'a: "it\'s"\nb: \'say "so"\'\nc: \'back\\slash\'\n"d e": plain\n',
    ),
    "brackets over several lines become one line where that fits": (
        "a: [\n  one,\n  two\n]\n",
        "a: [one, two]\n",
    ),
    "brackets over several lines that do not fit become a line for each": (
        f"a: [\n  {'x' * 60},\n  {'y' * 60}]\n",
        f"a:\n  - {'x' * 60}\n  - {'y' * 60}\n",
    ),
    "brackets with comments become a line for each": (
        "a: {  # which\n  b: 1,  # first\n  # between\n  c: [2,\n  # last\n  ]\n}  # end\n",
        "a:  # which\n  b: 1  # first\n  # between\n  c:\n    - 2\n    # last\n  # end\n",
    ),
    "comments stand two blanks behind a value": (
        "a: 1 # one\nb:    2      #two\n",
        "a: 1  # one\nb: 2  #two\n",
    ),
    "a comment is indented like what comes after it": (
        "a:\n  b: 1\n # of c\nc: 2\n",
        "a:\n  b: 1\n# of c\nc: 2\n",
    ),
    "a comment at the end of a list stays in it": (
        "a:\n    - b: 1\n      # of the mapping\n    # of the list\n# of c\nc: 2\n",
        "a:\n  - b: 1\n    # of the mapping\n  # of the list\n# of c\nc: 2\n",
    ),
    "a comment between a key and its value stands above the key": (
        "a:\n  # why\n  value\nb: # beside\n  value # and this\n",
        "# why\na: value\n# beside\nb: value  # and this\n",
    ),
    "a comment behind a dash stands above it": (
        "a:\n  -  # first\n    b: 1\n",
        "a:\n  # first\n  - b: 1\n",
    ),
    "one empty line is kept, none at the beginning and the end": (
        "\n\na:\n\n  b: 1\n\n\n  c: 2\n\n\n",
        "a:\n  b: 1\n\n  c: 2\n",
    ),
    "texts over several lines keep their lines": (
        'a: >-\n      one\n      two\n\nb: "one\n     two"\nc: one\n      two\n',
        'a: >-\n  one\n  two\n\nb: "one\n  two"\nc: one\n  two\n',
    ),
    "the blanks and empty lines of a text stay": (
        "a: |+\n    one  \n      two\n\nb: |\n   three\n\n\n\nc: 1\n",
        "a: |+\n  one  \n    two\n\nb: |\n  three\n\nc: 1\n",
    ),
    "a text at the end of a file without a line break stays without": (
        "a: |\n  one",
        "a: |-\n  one\n",
    ),
    "the cells of a table stand in columns, wide characters too": (
        "a:\n  - [on the dot, 市场, 1]\n  - [late,  no, 22]\n  - [a,  no, 3]  # c\n",
        "a:\n  - [on the dot, 市场, 1]\n  - [late,       no,   22]\n  - [a,          no,   3]  # c\n",
    ),
    "a row too wide for columns is left": (
        f"a:\n  - [{'x' * 200}, 1]\n  - [y,   2]\n",
        f"a:\n  - [{'x' * 200}, 1]\n  - [y, 2]\n",
    ),
    "line breaks of Windows and the mark of a file's order of bytes go": (
        "\ufeffa: 1\r\nb: |\r\n  two\r\n",
        "a: 1\nb: |\n  two\n",
    ),
    "marks of a document go, and comments beside them stay": (
        "# first\n--- # second\na: 1\n... # third\n",
        "# first\n# second\na: 1\n# third\n",
    ),
    "keys have no quotes where they need none": (
        '"a": 1\n\'b-c.d\': 2\n"no": 3\n"1": 4\n',
        'a: 1\nb-c.d: 2\n"no": 3\n"1": 4\n',
    ),
    "JSON becomes YAML": (
        '{"a": 1,\n "b": {"c": true}}',
        "a: 1\nb: {c: true}\n",
    ),
}
RULES = """\
decisions:
  route:
    # how it is decided
    rules:
      # of the first
      - when: a

        cites: [R1]
        # why
        because: {en: b}
        then: {x: y}
        id: one
      - id: two
        then: {x: z}
    title: {en: Route}
    otherwise:
      then: {x: w}
      id: three
policy: p
"""
RULES_AFTER = """\
policy: p

decisions:
  route:
    title: {en: Route}
    # how it is decided
    rules:
      # of the first
      - id: one
        when: a
        then: {x: y}
        # why
        because: {en: b}

        cites: [R1]

      - id: two
        then: {x: z}

    otherwise:
      id: three
      then: {x: w}
"""


def pretty(text: str, kind: Kind = "source") -> str:
    return formatted(text.encode(), "mine.yaml", kind)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_house_style(change: tuple[str, str]) -> None:
    before, after = map(dedent, change)

    assert after == pretty(before)
    assert after == pretty(after)


def test_keys_stand_in_the_order_of_the_schema_with_their_comments() -> None:
    assert RULES_AFTER == pretty(RULES, "policy")
    assert RULES_AFTER == pretty(RULES_AFTER, "policy")


def test_names_that_a_file_gives_stay_in_their_order() -> None:
    text = "facts:\n  z: {type: text}\n  a: {type: text}\n\ndecisions: {late: {}, early: {}}\n"

    assert text == pretty(text, "policy")


def test_the_comment_at_the_top_of_a_file_stays_there() -> None:
    head = "# yaml-language-server: $schema=case.schema.json\n"

    assert f"{head}policy: p\ntitle: t\n" == pretty(f"{head}title: t\npolicy: p\n", "cases")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\n", "anchor"),
        ("a:\t1\n", "tab"),
        ("a: [\n", "yaml-syntax"),
        ("a: 1\na: 2\n", "duplicate-key"),
    ],
)
def test_a_text_with_mistakes_is_refused_as_the_reader_refuses_it(text: str, code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        pretty(text)

    assert code in {mistake.code for mistake in refused.value.diagnostics}


def test_a_line_that_would_come_to_be_too_long_is_told() -> None:
    with pytest.raises(PolicyError) as refused:
        pretty(f"a:\n {'x' * 4095}\n")

    assert ["line-too-long"] == [mistake.code for mistake in refused.value.diagnostics]
