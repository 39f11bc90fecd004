"""The engine's own words for change notes, one catalogue a language."""

from __future__ import annotations

from backhaul.explanation.note_chinese import CHINESE
from backhaul.explanation.note_english import ENGLISH
from backhaul.explanation.words import Catalogue

_CATALOGUES = {"en": ENGLISH, "zh": CHINESE}


def words(language: str) -> Catalogue:
    """The words for a language, in English where the engine does not speak it."""
    return _CATALOGUES.get(language.partition("-")[0], ENGLISH)
