"""What a number counts: USD, kg, working days."""

from __future__ import annotations

from backhaul.frozen import apart, frozen
from backhaul.static import Collection, Mapping

NO_WORDS: Mapping[str, Mapping[str, str]] = {}


@frozen
class Unit:
    """What a number counts: one unit, or one for each choice of the fact `by`.

    >>> days = Unit("days", words={"days": {"en": "days", "zh": "天"}})
    >>> days.said("zh"), days.said("fr"), days == Unit("days")
    (('天',), ('days',), True)
    """

    name: str
    by: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    #: by name what it is called in each language, where that differs; not part of the unit
    words: Mapping[str, Mapping[str, str]] = apart(default=NO_WORDS)

    def __str__(self) -> str:
        return self.name or " / ".join(dict.fromkeys(name for _, name in self.names))

    def said(self, language: str, choices: Collection[object] | None = None) -> tuple[str, ...]:
        """What it is called in a language: of these choices, or of all."""
        names = [name for choice, name in self.names if choices is None or choice in choices]
        each = (self.words.get(name, {}).get(language, name) for name in names or [self.name])
        return tuple(dict.fromkeys(each))

    @property
    def data(self) -> list[object]:
        """What JSON holds of it; words where there are any."""
        words = {name: dict(words) for name, words in self.words.items()}
        return [self.name, self.by, dict(self.names), *([words] if words else [])]
