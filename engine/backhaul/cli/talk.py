"""An interview as it is led in a terminal, or through a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.ask_words import words_of
from backhaul.diagnostics import FactError
from backhaul.explanation.words import catalogue, fill
from backhaul.language.nodes import Reference
from backhaul.program.program import facts_under, program_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backhaul.analysis.interview import Interview
    from backhaul.cli.answers import Place
    from backhaul.explanation.values import Speaker
    from backhaul.language.kinds import Held
    from backhaul.language.model import Fact
    from backhaul.policy import Policy

STOP = "!"
BACK = ("back", "返回", "上一题")
#: answers that say nothing of a value
_SAID = ("", "?", "？", STOP)
#: bytes of an answer
LONGEST = 4096


class Talk:
    """The interview as it is led in a terminal, or through a pipe."""

    def __init__(self, policy: Policy, language: str, interview: Interview) -> None:
        catalogue(policy.model, language)
        self.policy, self.language, self.interview = policy.model, language, interview
        self.words = words_of(language)
        #: what was said to be certain, before every answer
        self._told: list[set[str]] = [set()]

    def run(self) -> None:
        """Ask until nothing more matters, or nobody answers."""
        title = self.policy.title.get(self.language, self.policy.id)
        named = f"{self.policy.id} {self.policy.version}"
        self._say(fill(self.words["opening"], {"title": title, "policy": named}))
        self._say(self.words["how"])
        self._certain()
        while fact := self.interview.question():
            if not self._ask(fact):
                self._say(f"\n{self.words['stopped']}")
                return
            self._certain()

    def _ask(self, fact: Fact, *, why: str = "") -> bool:
        """Whether the question was answered, be it that it is not known, or that the one before is to be asked again."""
        from backhaul.cli.answers import local_of, may_mean_no

        self._put(fact, why)
        while True:
            text = self._answer(fact)
            if text is None or text.strip() == STOP:
                return False
            if text.strip().lower() in BACK and text.strip() not in fact.type.choices:
                if self._back():
                    return True
                self._say(f"   {self.words['no-back']}")
            elif may_mean_no(fact, text):
                self._say(f"   {self.words['either']}")
            elif local_of(fact, text) and (chooser := self._chooser(fact)):
                if not self._ask(chooser, why=self.words["first-offset"]):
                    return False
                if self._tell(fact, text):
                    return True
                self._put(fact)
            elif self._tell(fact, text):
                return True

    def _back(self) -> bool:
        if not self.interview.back():
            return False
        self._told.pop()
        return True

    def _tell(self, fact: Fact, text: str) -> bool:
        """Whether an answer was taken; why not is said."""
        from backhaul.cli.answers import UNKNOWN, answer, local_of
        from backhaul.explanation.refusal import refused

        place = self._place()
        value: object = text.strip()
        try:
            value = answer(self.policy, fact, text, place)
            if value is UNKNOWN:
                self.interview.pass_over(fact.name)
            else:
                self.interview.tell(fact.name, value)
        except FactError as error:
            facts = {**self.interview.facts, fact.name: value}
            own = refused(self.policy, facts, error, self.language, spoken=True)
            for each in own.diagnostics:
                parts = {"why": each.message, "help": each.help}
                why = fill(self.words["help"], parts) if each.help else each.message
                self._say(f"   {fill(self.words['refused'], {'why': why})}")
            return False
        self._told.append(set(self._told[-1]))
        if place and local_of(fact, text) and not fact.masked:
            self._say(f"   {fill(self.words['taken'], {'value': self._local(place)})}")
        return True

    def _put(self, fact: Fact, why: str = "") -> None:
        """The question, with the answers to choose from."""
        left = self.interview.left - 1
        key = "last" if left <= 0 else "one-after" if left == 1 else "after"
        after = fill(self.words[key], {"count": str(left)})
        number = len(self._told)
        self._say(f"\n{why}" if why else "")
        self._say(f"{number}. {self._title(fact)}" + ("" if why else f" · {after}"))
        for place, choice in enumerate(fact.type.choices, 1):
            label = (fact.type.labels.get(choice) or {}).get(self.language, "")
            self._say(f"   {place:>2}  {choice}{f': {label}' if label else ''}")
        if _is_three(fact):
            said = (fact.absent or {}).get(self.language, self.words["not-said"])
            for place, label in enumerate((self.words["yes"], self.words["no"], said), 1):
                self._say(f"   {place:>2}  {label}")

    def _answer(self, fact: Fact) -> str | None:
        hints = self.words["joint"].join(self._hints(fact))
        sys.stdout.write(f"   {fill(self.words['hints'], {'hints': hints})} > ")
        sys.stdout.flush()
        line = _line()
        if not sys.stdin or not sys.stdin.isatty():
            # what was read stands in no terminal
            self._say("***" if fact.masked and line.strip() not in _SAID else line.strip())
        return line or None

    def _hints(self, fact: Fact) -> Iterator[str]:
        from backhaul.cli.facts_input import AS_OF

        key = "choose" if fact.type.choices else fact.type.kind.value
        key = {"boolean": "three" if _is_three(fact) else "truth"}.get(key, key)
        place = self._place() if key == "datetime" else None
        if place:
            yield fill(self.words["local"], {"place": self._local(place)})
        else:
            yield self.words[key]
        if fact.name == AS_OF:
            yield self.words["now"]
        if fact.optional and not _is_three(fact):
            absent = (fact.absent or {}).get(self.language, self.words["absent"])
            yield fill(self.words["none"], {"absent": absent})
        yield self.words["unknown"]

    def _speaker(self) -> Speaker:
        from backhaul.explanation.values import Speaker

        return Speaker.of(self.interview.evaluation, self.language)

    def _place(self) -> Place | None:
        """The local time of the case, where the policy shows times in one and it is known."""
        from backhaul.cli.answers import Place
        from backhaul.language.kinds import instant_text

        speaker = self._speaker()
        if not speaker.is_local:
            return None
        return Place(instant_text(0, speaker.offset)[19:], speaker.offset)

    def _local(self, place: Place) -> str:
        """*local time (Thailand), UTC+07:00*."""
        fact, offset = self._by(), place.offset.removesuffix("Z")
        if fact is None:
            return fill(self.words["nowhere"], {"offset": offset})
        speaker = self._speaker()
        where = speaker.named(Reference(fact.name, fact.type), speaker.names[fact.name])
        return fill(self.words["place"], {"where": where, "offset": offset})

    def _by(self) -> Fact | None:
        """The fact that chooses the offset, where one does."""
        offset = program_of(self.policy).names.get(self.policy.show_times_at or "")
        read = facts_under(self.policy, *offset.below) if offset else ()
        return self.policy.facts[read[0]] if read else None

    def _chooser(self, fact: Fact) -> Fact | None:
        """The fact to ask for before a local time is understood."""
        by = self._by()
        if by is None or by is fact or self._place() or by.name in self.interview.unasked:
            return None
        return by

    def _certain(self) -> None:
        """Say what has become certain with the last answer."""
        certain = self.interview.certain()
        new = {name: held for name, held in certain.items() if name not in self._told[-1]}
        self._told[-1] |= set(new)
        for name, held in new.items():
            decision, _, output = name.partition(".")
            if held is not None and self.policy.decisions[decision].outputs[output].title:
                what = self._output(name, held)
                self._say(f"   {fill(self.words['certain'], {'what': what})}")

    def _output(self, name: str, held: Held) -> str:
        from backhaul.evaluation.known import exactly

        decision, _, output = name.partition(".")
        declared = self.policy.decisions[decision].outputs[output]
        speaker = self._speaker()
        value = speaker.named(Reference(name, declared.type), exactly(held))
        return speaker.labelled(speaker.title(declared.title, name), value)

    def _title(self, fact: Fact) -> str:
        title = (fact.title or {}).get(self.language)
        return f"{title} ({fact.name})" if title else fact.name

    def _say(self, line: str) -> None:
        output.write(output.safe(line))


def _line() -> str:
    """The next line of standard input, cut where it is longer than any answer; nothing at its end."""
    if sys.stdin is None:
        return ""
    line = rest = sys.stdin.buffer.readline(LONGEST)
    while rest and not rest.endswith(b"\n"):
        rest = sys.stdin.buffer.readline(LONGEST)
    return line.decode("utf-8", "replace")


def _is_three(fact: Fact) -> bool:
    """Whether the answers are yes, no, and that nobody has said."""
    return fact.optional and fact.type.kind.value == "boolean"
