"""Whole explanations, kept as files; `BACKHAUL_REGENERATE=1 pytest tests/explanation` writes them."""

import os
from pathlib import Path

import pytest

from backhaul.explanation.explain import Why, explain
from backhaul.report.writing import Form
from explanation.loading import explained, parcels

FOLDER = Path(__file__).parent / "golden"
ENDINGS: dict[Form, str] = {"text": "txt", "markdown": "md", "html": "html"}
SHORT: list[tuple[str, Why, Form]] = [(name, "short", "text") for name in parcels()]
OTHERS: list[tuple[str, Why, Form]] = [
    ("returning-without-entitlement", "full", "text"),
    ("arrival-unknown", "full", "text"),
    ("returning-without-entitlement", "short", "markdown"),
    ("arrival-unknown", "full", "markdown"),
    ("held", "short", "html"),
    ("returning-without-entitlement", "full", "html"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "why", "form"), SHORT + OTHERS)
def test_an_explanation_reads_as_it_was_approved(
    name: str, why: Why, form: Form, language: str
) -> None:
    said = explain(explained(name), language, why, form)
    # the style sheet is the same for every report
    said = said.partition("<style>")[0] + said.partition("</style>")[2] if form == "html" else said
    file = FOLDER / f"{name}.{why}.{language}.{ENDINGS[form]}"
    if os.environ.get("BACKHAUL_REGENERATE"):
        file.write_text(said, encoding="utf-8", newline="\n")

    assert file.read_text(encoding="utf-8") == said
