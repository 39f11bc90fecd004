"""Failed cases, grouped: those that failed in the same way stand together, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backhaul.cases.run import Result
from backhaul.explanation.failure_words import FailureWords, Unlike
from backhaul.frozen import frozen
from backhaul.language.model import Policy

Failed = tuple[Policy, Result]


@frozen
class FailureGroup:
    """Cases of one version that failed in the same way."""

    policy: Policy
    #: in which way, with how many: *38 cases: deadlines 4 days earlier*
    headline: str
    #: the word before the names of the others
    likewise: str
    results: tuple[Result, ...]

    def to_dict(self) -> dict[str, object]:
        """The group as JSON holds it."""
        names = [result.case.name for result in self.results]
        return {
            "policy": self.policy.id,
            "version": self.policy.version,
            "failed": self.headline,
            "cases": names,
        }


def failure_groups(
    runs: Sequence[Failed], language: Callable[[Policy], str]
) -> tuple[FailureGroup, ...]:
    """The cases that failed, of each version those that failed in the same way together; the largest groups first."""
    voices: dict[int, FailureWords] = {}
    groups: dict[tuple[int, tuple[str, ...]], list[Failed]] = {}
    for policy, result in runs:
        if not result.passed:
            key = id(policy)
            voice = voices.get(key)
            if voice is None:
                voice = voices[key] = FailureWords(policy, language(policy))
            groups.setdefault((key, voice.way(_unlike(result))), []).append((policy, result))
    made = []
    for (key, way), failed in groups.items():
        voice = voices[key]
        results = tuple(result for _, result in failed)
        headline = voice.headline(len(results), way)
        made.append(FailureGroup(failed[0][0], headline, voice.words["likewise"], results))
    return tuple(sorted(made, key=lambda group: -len(group.results)))


def _unlike(result: Result) -> list[Unlike]:
    return [
        Unlike(each.path, each.expected, each.came, each.diagnostic.message, each.diagnostic.code)
        for each in result.found
    ]
