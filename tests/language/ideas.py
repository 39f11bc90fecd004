"""The ideas of the language, each a file of its own: a policy, facts, and what comes of them on every path.

A file has these keys:

    idea      a sentence
    policy    the sections of a policy that shows it; the head is written by the tests
    facts     facts that all cases share, as in a case file
    cases     cases, as in a case file: this is the definition's word
    accepted  conditions, or values as `{value: …}`, that the checker takes as a definition of this policy
    refused   those that it refuses, under the code for which it does
    not_by    the paths that hand every case of this file to the definition, with the reason
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import backhaul
from backhaul.cases.run import run
from backhaul.cases.suite import Suite, check
from backhaul.document.checked_shape import check_shape
from backhaul.document.node import plain
from backhaul.document.reader import read
from backhaul.evaluation.decision import Evaluation
from backhaul.questions.case_sources import explain

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
KEYS = {"idea", "policy", "facts", "cases", "accepted", "refused", "not_by"}


@dataclass(frozen=True)
class Shown:
    """One case: its facts, the diagnostics of what differs from what is expected, and what the definition says."""

    name: str
    facts: dict[str, Any]
    problems: tuple[Any, ...]
    #: nothing where the facts are refused
    evaluation: Evaluation | None


@dataclass(frozen=True)
class Idea:
    """What stands in one file."""

    name: str
    says: dict[str, Any]

    @cached_property
    def policy(self) -> backhaul.Policy:
        """The policy that shows it."""
        return self.loaded()

    def loaded(self, **definitions: object) -> backhaul.Policy:
        """The policy with more definitions; raises PolicyError where one is refused."""
        head = {"language": 1, "policy": self.name, "version": "1.0.0"}
        policy: dict[str, Any] = {**head, "title": {"en": self.says["idea"]}, **self.says["policy"]}
        if definitions:
            own: dict[str, object] = policy.get("definitions", {})
            policy["definitions"] = {**own, **definitions}
        return backhaul.loads(_text(policy), f"{self.name}.yaml")

    @cached_property
    def cases(self) -> tuple[Shown, ...]:
        """Its cases, run."""
        results = run(self._suite(), self.policy.model, explain)
        return tuple(
            Shown(each.case.name, dict(each.case.facts), each.problems, each.evaluation)
            for each in results
        )

    def _suite(self) -> Suite:
        suite = {name: says for name, says in self.says.items() if name in ("facts", "cases")}
        suite["policy"] = self.name
        document, mistakes = read(_text(suite), f"{self.name}.yaml")
        assert document is not None
        return check(document, [*mistakes, *check_shape(document, "cases")])

    def __str__(self) -> str:
        return self.name


def _text(value: object) -> str:
    return json.dumps(value, default=float, ensure_ascii=False, indent=1)


def ideas() -> list[Idea]:
    """Every file, read."""
    return [Idea(path.stem, _read(path)) for path in FILES]


def _read(path: Path) -> dict[str, Any]:
    document, mistakes = read(path.read_bytes(), path.name)
    assert document is not None
    assert not mistakes, mistakes
    says: Any = plain(document.root)
    assert says.keys() <= KEYS, path
    return dict(says)
