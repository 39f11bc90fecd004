"""What the process of a job works on: the policies that it reads, what is asked of them, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from backhaul.frozen import frozen
from backhaul.opening import loads
from backhaul.policy import Policy

Json = dict[str, Any]
#: is told the phase, the share of it that is done (nothing where that is not known), and how many
Told = Callable[[str, float | None, int], None]
#: the languages of the page
LANGUAGES = ("en", "zh")


@frozen
class Task:
    """One job, in its process."""

    folder: Path
    options: Json
    told: Told

    def policy(self, side: str = "new") -> Policy:
        """The policy of a side, as it was when the job was asked for; raises PolicyError with its mistakes."""
        return loads((self.folder / f"{side}.yaml").read_bytes(), self.options[f"{side}_path"])

    @property
    def file(self) -> Path:
        """Where the file of the version stands."""
        return Path(self.options["new_path"])

    def progress(self, phase: str) -> Callable[[float | None, int], None]:
        """What is told how far a phase is."""
        return lambda part, count: self.told(phase, part, count)


def in_languages(policies: Iterable[Policy], told: Callable[[str], Json]) -> Json:
    """What *told* says in each language of the page; a language that a policy does not have is told in one that it has."""
    sides = list(policies)
    made: dict[str, Json] = {}
    texts: Json = {}
    for language in LANGUAGES:
        known = all(language in side.languages for side in sides)
        chosen = language if known else sides[-1].model.spoken
        texts[language] = made[chosen] = made.get(chosen) or told(chosen)
    return texts
