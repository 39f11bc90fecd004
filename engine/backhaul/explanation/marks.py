"""The signs for how a condition came out and how a rule stands; words always stand beside them."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.explanation.content import Verdict

OUTCOMES: Mapping[bool | None, str] = {True: "✓", False: "✗", None: "?"}
#: the key of the word that says the same
OUTCOME_WORDS: Mapping[bool | None, str] = {True: "true", False: "false", None: "cannot-tell"}
VERDICTS: Mapping[Verdict, str] = {"yes": "✓", "maybe": "?", "no": "✗"}
