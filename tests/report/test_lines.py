"""Names and expressions within a sentence, between backticks, and out again."""

import pytest

from backhaul.report.lines import Code, parsed, quoted


@pytest.mark.parametrize("text", ["a", "count > `3`", "`", "``a` b``", " a ", "a ` b"])
def test_what_is_quoted_is_found_again(text: str) -> None:
    said = f"drops {quoted(text)}, adds {quoted('b')}"

    assert ("drops ", Code(text), ", adds ", Code("b")) == parsed(said)


def test_a_text_without_backticks_stays() -> None:
    assert ("all of it",) == parsed("all of it")
    assert () == parsed("")
