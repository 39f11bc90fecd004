"""The one measure of width, the one wrap, and what is never written raw."""

from random import Random

import pytest

from backhaul.diagnostics import Diagnostic, Span, as_text
from backhaul.report.columns import WIDTH, clean, padded, spaced, visible, width, wrapped

MARKED = "e\u0301"
#: letters of one, two and no columns, blanks, marks that may not begin a line
LETTERS = [
    "a",
    "b",
    " ",
    " ",
    "仓",
    "库",
    "，",
    "。",
    "\u0301",
    "\u0e31",
    "ก",
    "\uff21",
    "📦",
    "-",
    "x.",
]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("plain", 5),
        ("仓库", 4),
        ("Ａ！", 4),
        ("café", 4),
        (f"caf{MARKED}", 4),
        ("กั", 1),  # a mark of class 0, which `combining` does not know
        ("हिन्दी", 5),  # two of its three marks take a place of their own
        ("\u1112\u1161\u11ab", 2),  # one syllable in three letters
        ("📦", 2),
        ("½…“”", 4),
    ],
)
def test_a_mark_takes_no_column_and_a_wide_character_two(text: str, columns: int) -> None:
    assert width(text) == columns
    assert width(padded(text, 12)) == width(padded(text, 12, right=True)) == 12


@pytest.mark.parametrize("seed", range(200))
def test_no_line_is_wider_than_a_terminal_and_nothing_is_lost(seed: int) -> None:
    random = Random(seed)
    text = clean("".join(random.choices(LETTERS, k=random.randrange(400))))
    first, rest = random.choice([("", ""), ("- ", "  "), ("  仓 ", "     ")])
    lines = list(wrapped(text, first, rest))

    assert all(width(line) <= WIDTH for line in lines)
    assert not any(line != line.rstrip() for line in lines)
    assert lines[0].startswith(first.rstrip())
    said = "".join(line[len(first if n == 0 else rest) :] for n, line in enumerate(lines))
    assert said.replace(" ", "") == text.replace(" ", "")
    for line in lines[1:]:
        begins = line[len(rest) : len(rest) + 1]
        assert begins not in ("\u0301", "\u0e31")


def test_a_run_of_chinese_is_broken_anywhere_but_before_its_punctuation() -> None:
    lines = list(wrapped("长" * 49 + "，" + "长" * 49, "- "))

    assert [width(line) for line in lines] == [98, 100, 6]
    assert not any(line.strip().startswith("，") for line in lines)


def test_what_hides_or_steers_is_shown_as_an_escape() -> None:
    assert visible("a\u202eb\x1b[0m\n\u3164") == r"a\u202eb\x1b[0m\n\u3164"
    assert visible(f"{MARKED} 仓库 📦") == f"{MARKED} 仓库 📦"
    assert clean("a\n\n  b\u200b") == r"a b\u200b"
    assert spaced(" a\tb ") == " a b "
    assert spaced("  ") == " "


@pytest.mark.parametrize("lead", ["ab", "仓库", f"caf{MARKED} ", "กั", "a\u200bb"])
def test_the_carets_of_a_diagnostic_stand_below_what_is_wrong(lead: str) -> None:
    line = f"{lead}仓{MARKED}!"
    span = Span("a.yaml", 7, len(lead) + 1, 3, line)
    _, shown, below = as_text([Diagnostic("code", "it is wrong", span=span)]).splitlines()

    assert width(below[: below.index("^")]) == width(shown[: shown.rindex("仓")])
    assert below.count("^") == 3
