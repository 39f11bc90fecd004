"""The words in which facts are refused, by language: what is wrong by its code, and what to give by its kind."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.diagnostic_words import translator

ENGLISH: Mapping[str, str] = {
    "of": "{title}: {what}",
    "quoted": "“{value}” – {what}",
    "broken": "this cannot be, because {rule}: {values}",
    "no-case": "no case is like this, because these hold together – {rule} – and here: {values}",
    "mend": "correct one of these, or leave out what is not known",
    "unknown-fact": "there is no fact `{name}`",
    "near": "did you mean `{name}`?",
    "not-here": "`{policy}` knows no such fact",
    "wrong-kind": "that is no such answer",
    "bad-instant": "that is no time, or it cannot be told which day it is",
    "naive-instant": "the offset from UTC is missing",
    "bad-duration": "that is no duration",
    "unknown-choice": "that is none of the choices",
    "number-out-of-range": "that is out of range",
    "not-optional": "there is always one; leave it out if it is not known",
    "empty-bounds": "no time or number lies within these bounds",
    "boolean": "write true or false",
    "boolean-spoken": "answer yes or no",
    "three-spoken": "choose 1, 2 or 3",
    "integer": "give a whole number",
    "decimal": "give a number, such as 12.50",
    "text": "give a text",
    "choice": "the choices are {choices}",
    "choice-spoken": "give a number of the list, or a name in it",
    "date": "write it like 2026-03-02",
    "datetime": "write it like `2026-03-02T10:00:00+07:00`",
    "datetime-spoken": "write it like 2026-03-02 10:00, or 2026-03-02 10:00 (UTC+07:00)",
    "duration": "write it like `14 days`",
}


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language; English where diagnostics are not told in it."""
    speak = translator(language)
    return {key: speak.template(text) for key, text in ENGLISH.items()}
