"""Which of a policy's cases come out otherwise with a text that is being written than with another version; told as it is found.

Between two cases the work stands back for whatever else is asked of the text, and it ends when nobody listens any more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from backhaul.cases.documents import facts_of
from backhaul.cases.hiding import name_of
from backhaul.cases.run import run
from backhaul.cases.suite import Case, Suite
from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.trace import trace
from backhaul.explanation.answer import answer
from backhaul.explanation.values import Speaker
from backhaul.frozen import frozen
from backhaul.opening import loads
from backhaul.page.case_files import cases_of
from backhaul.policy import Policy
from backhaul.questions.case_sources import Sources, explain
from backhaul.service.served import Served

Json = dict[str, Any]
#: seconds after which the cases that are left are left out
MOST = 20.0
#: changes that are told with what comes otherwise; of the others it is only told which they are
IN_WORDS = 60
#: seconds between two cases
REST = 0.001
#: how often it is told how far it is, in seconds
OFTEN = 0.1


@frozen
class Came:
    """What comes of one case: its statuses, outcome and rules, or why it is refused."""

    decision: Decision | None
    refused: tuple[str, ...] = ()

    @property
    def plain(self) -> object:
        """What is compared."""
        if self.decision is None:
            return self.refused
        decision = self.decision
        return decision.statuses, decision.outcome, decision.possible, decision.rules


class ChangedCases:
    """The changes of one text; *alone* is held while one case is decided."""

    def __init__(
        self,
        served: Served,
        new: Policy,
        base: tuple[str, bytes],
        language: str,
        alone: AbstractContextManager[Any],
    ) -> None:
        self.served, self.new, self.alone = served, new, alone
        #: the version that it is held against: its number and its text
        self.version, self.text = base
        self.language = language if language in new.languages else new.model.spoken

    def told(self) -> Iterator[Json]:
        """Each change with what it was before, how far it is, and in the end of how many cases."""
        every = list(cases_of(self.served, self.new.id, self.new.version))
        # a case of which much is known is soon decided
        every.sort(key=lambda each: -len(each[2].facts))
        with self.alone:
            base = _base(self.text, str(self.served.folder(self.new.id) / f"{self.version}.yaml"))
        read, done, found, begun, said = Sources(), 0, 0, time.monotonic(), 0.0
        for key, suite, case in every:
            now = time.monotonic()
            if now - begun > MOST:
                break
            with self.alone:
                change = self._change(base, key, suite, case, read, in_words=found < IN_WORDS)
            done += 1
            # who waits for the text comes first; a lock alone would go on to whoever has it
            time.sleep(REST)
            if change:
                found += 1
                yield {"change": change}
            if now - said > OFTEN:
                said = now
                yield {"done": done, "of": len(every)}
        yield {"cases": done, "left": len(every) - done, "base": self.version}

    def _change(
        self,
        base: HeldAgainst,
        key: str,
        suite: Suite,
        case: Case,
        read: Sources,
        *,
        in_words: bool,
    ) -> Json | None:
        before = base.came(key, suite, case)
        after = _came(self.new, case, suite, read)
        if before.plain == after.plain:
            return None
        shown = {"key": key, "name": name_of(case, self.new.model)}
        if not in_words:
            return {**shown, "outputs": [], "fails": False}
        [result] = run(suite.only([case]), self.new.model, explain, read)
        return {**shown, "outputs": self._outputs(before, after), "fails": not result.passed}

    def _outputs(self, before: Came, after: Came) -> list[Json]:
        """What is told otherwise, in words; where that is nothing, the rules."""
        old, new = _words(before, self.language), _words(after, self.language)
        titles = {**old, **new}
        changed = [
            {
                "title": titles[n][0],
                "before": old.get(n, ("", "–"))[1],
                "after": new.get(n, ("", "–"))[1],
            }
            for n in titles
            if old.get(n, ("", ""))[1] != new.get(n, ("", ""))[1]
        ]
        return changed or [{"title": "", "before": _rules(before), "after": _rules(after)}]


class HeldAgainst:
    """What came of each case with the version that a text is held against, as far as it was asked."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self._read = policy, Sources()
        self._known: dict[tuple[str, str], Came] = {}

    def came(self, key: str, suite: Suite, case: Case) -> Came:
        """What comes of a case."""
        place = key, repr((case.facts, case.documents))
        if place not in self._known:
            self._known[place] = _came(self.policy, case, suite, self._read)
        return self._known[place]


@lru_cache(maxsize=4)
def _base(text: bytes, name: str) -> HeldAgainst:
    return HeldAgainst(loads(text, name))


def _came(policy: Policy, case: Case, suite: Suite, read: Sources) -> Came:
    try:
        return Came(policy.decide(facts_of(case, suite, policy.model, read)))
    except BackhaulError as error:
        return Came(None, tuple(each.code for each in error.diagnostics))


def _words(came: Came, language: str) -> Mapping[str, tuple[str, str]]:
    """Each output with its title and value in words, and how the case stands."""
    if came.decision is None:
        return {"": ("", ", ".join(came.refused))}
    evaluation = came.decision.evaluation
    spoken = language if language in evaluation.policy.languages else evaluation.policy.spoken
    speaker = Speaker.of(evaluation, spoken or language)
    said = answer(
        evaluation, trace(evaluation.policy, evaluation.names, evaluation.answers), speaker
    )
    return {"": ("", said.standing), **{line.name: (line.title, line.value) for line in said.lines}}


def _rules(came: Came) -> str:
    if came.decision is None:
        return ", ".join(came.refused)
    return ", ".join(f"{name}.{rule}" for name, rule in came.decision.rules.items())
