"""A case says for which versions it is, within those of its file."""

import pytest

from backhaul.cases.ranges import Range, read_range
from backhaul.cases.suite import Suite, check
from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.checked_shape import check_shape
from backhaul.document.node import Scalar
from backhaul.document.reader import read
from cases.files import refused

OF_TWO = """\
policy: small
versions: ">=1.0.0"
facts: {flag: true, count: 4, colour: red}
cases:
  - {name: Always, expect: {status: decided}}
  - {name: Changed, versions: "<2.0.0", expect: {rules: {route: rule}}}
  - {name: Changed, versions: ">=2.0.0", expect: {rules: {route: other}}}
  - name: In rows
    versions: ">=1.1.0"
    expect: {status: decided}
    table:
      columns: [count, versions]
      rows:
        - [1, "<3.0.0"]
        - [2, ...]
"""


def suite(text: str) -> Suite:
    document, mistakes = read(text, "cases.yaml")
    assert document is not None
    return check(document, [*mistakes, *check_shape(document, "cases")])


def written(text: str) -> Range:
    mistakes: list[Diagnostic] = []
    found = read_range(Scalar(text, Span("cases.yaml", 1, 1)), mistakes)
    assert not mistakes
    return found


def test_each_version_has_the_cases_that_are_for_it() -> None:
    whole = suite(OF_TWO)
    counted = {v: len(whole.of(v).cases) for v in ("0.9.0", "1.0.0", "1.1.0", "2.0.0", "3.0.0")}

    assert counted == {"0.9.0": 0, "1.0.0": 2, "1.1.0": 4, "2.0.0": 4, "3.0.0": 3}
    assert not whole.covers("0.9.0")


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        ("<2.0.0", ">=2.0.0", []),
        ("<=2.0.0", ">=2.0.0", ["duplicate-id"]),
        ("1.0.0", "new", ["bad-range"]),
    ],
)
def test_one_name_stands_for_one_case_of_each_version(
    one: str, other: str, codes: list[str]
) -> None:
    cases = "".join(
        f'  - {{name: A, versions: "{versions}", expect: {{status: decided}}}}\n'
        for versions in (one, other)
    )
    assert refused(cases)[:1] == codes


@pytest.mark.parametrize(
    ("text", "again"),
    [
        (">=1.0.0 <2.0.0", ">=1.0.0 <2.0.0"),
        (">1.0.0 <=2.0.0", ">=1.0.1 <=2.0.0"),
        ("1.0.0", "==1.0.0"),
        ("<2.0.0", "<2.0.0"),
        (">=0.0.0", ">=0.0.0"),
    ],
)
def test_a_range_is_written_as_it_is_read(text: str, again: str) -> None:
    assert str(written(text)) == again
    assert written(again) == written(text)
