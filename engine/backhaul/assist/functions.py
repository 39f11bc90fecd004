"""What each function and operator takes and does, in words, out of the table of operators."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from backhaul.frozen import frozen
from backhaul.language.formulas import ROUND
from backhaul.language.function import LETTERS
from backhaul.language.kinds import Words
from backhaul.language.operators import (
    CONTAINS,
    FUNCTION_NAMES,
    FUNCTIONS,
    NOT_NULL,
    PRESENCE,
    arity,
    takes_in_words,
)

#: functions that are no rows of the table: how each is written, and what it does
_OWN: Mapping[str, tuple[str, Words]] = {
    PRESENCE[0]: ("(x)", {"en": "true when x is there", "zh": "有 x 时为真"}),
    PRESENCE[1]: ("(x)", {"en": "true when x is absent", "zh": "没有 x 时为真"}),
    CONTAINS: (
        "(['a', 'b'], x)",
        {"en": "true when x is one of the texts listed", "zh": "x 是所列文本之一时为真"},
    ),
    NOT_NULL: ("(x, d)", {"en": "x, or d where x is absent", "zh": "x；没有 x 时为 d"}),
    ROUND: (
        "(x, n, 'half_up')",
        {
            "en": "x rounded to n places: 'half_up', 'half_even', 'down', 'up', 'floor' or 'ceiling'",
            "zh": "把 x 舍入到 n 位小数：'half_up'、'half_even'、'down'、'up'、'floor' 或 'ceiling'",
        },
    ),
}


@frozen
class FunctionWords:
    """A function: how it is called, what it does, and what it takes and gives."""

    name: str
    signature: str
    does: Words
    #: what it takes, in English words of the checker; empty where the signature says it
    takes: str

    def to_dict(self, language: str) -> dict[str, Any]:
        """The function as JSON holds it, in a language."""
        does = self.does.get(language, self.does["en"])
        return {"name": self.name, "signature": self.signature, "does": does, "takes": self.takes}


@cache
def functions() -> Mapping[str, FunctionWords]:
    """Every function by its name, in the order of the table.

    >>> plus = functions()["plus"]
    >>> plus.signature, plus.does["en"]
    ('plus(a, b)', 'a plus b')
    """
    return {name: _words(name) for name in FUNCTION_NAMES}


def _words(name: str) -> FunctionWords:
    if name in _OWN:
        signature, does = _OWN[name]
        return FunctionWords(name, name + signature, does, "")
    row, (least, most) = FUNCTIONS[name][0], arity(name)
    letters = [*LETTERS[:least], *(["…"] if most > least else [])]
    of = {letter: letter for letter in LETTERS} | {"all": ", ".join(letters)}
    words = row.words or {"en": f"{name} of {of['all']}", "zh": f"{of['all']}的 {name}"}
    does = {language: text.format(**of) for language, text in words.items()}
    return FunctionWords(name, f"{name}({', '.join(letters)})", does, takes_in_words(name))
