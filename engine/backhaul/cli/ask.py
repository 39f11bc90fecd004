"""`backhaul ask`: an interview about one case, which asks only what still matters."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.decide import language
from backhaul.cli.exit_status import OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.diagnostics import FactError

if TYPE_CHECKING:
    from backhaul.analysis.interview import Interview
    from backhaul.language.kinds import Held
    from backhaul.language.model import Fact
    from backhaul.policy import Policy

EXAMPLES = """\
examples:
  backhaul ask tiktok-shop-sea-failed-delivery --output parcel.yaml
  backhaul ask tiktok-shop-sea-failed-delivery --lang zh
  backhaul ask policies/mine/2.0.0.yaml --facts half.json

An answer is a value, the number of a choice, `none` where there is none, `?` where it is not known, `!` to stop here.
A time has its offset, as in 2026-03-02 10:00 +07:00; a day with its offset says that only the day is known.
"""
_ENGLISH = {
    "choose": "number or name",
    "truth": "yes or no",
    "integer": "a whole number",
    "decimal": "a number",
    "text": "a text",
    "datetime": "a time, as 2026-03-02 10:00 +07:00, or a day, as 2026-03-02 +07:00",
    "duration": "a duration, as 3 days",
    "none": "none",
    "unknown": "? not known",
    "certain": "Certain now",
    "refused": "That cannot be",
    "stopped": "Stopped. What is known so far:",
}
_CHINESE = {
    "choose": "序号或名称",
    "truth": "是或否（yes/no）",
    "integer": "整数",
    "decimal": "数字",
    "text": "文本",
    "datetime": "时间，如 2026-03-02 10:00 +07:00；只知日期则写 2026-03-02 +07:00",
    "duration": "时长，如 3 days",
    "none": "none 表示没有",
    "unknown": "? 表示不知道",
    "certain": "现在可以确定",
    "refused": "不可能如此",
    "stopped": "到此为止。目前已知：",
}
STOP = "!"
#: answers that say nothing of a value
_SAID = ("", "?", "？", STOP)
#: bytes of an answer
LONGEST = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add("--facts", metavar="FILE", help="what is known already: a .json or .yaml file")
    add("--version", metavar="V", help="the version, such as 1.0.0 (default: the newest released)")
    add_set_argument(parser)
    add("--lang", metavar="LANGUAGE", help="language of the words, such as en or zh")
    add("--output", metavar="FILE", help="write the facts to a .yaml or .json file, at the end")


def run(given: argparse.Namespace) -> int:
    """Ask, then print the decision; the status says whether it is settled."""
    from backhaul.cli.facts_input import as_facts, quoting_nothing_of, read_document

    policy = apply(open_policy(given.policy, given.version), given.parameters)
    spoken = language(policy, given.lang)
    with quoting_nothing_of(policy):
        known = as_facts(read_document(given.facts)) if given.facts else {}
    talk = _Talk(policy, spoken, _interview(policy, known))
    talk.run()
    decision = policy.decide(talk.interview.facts)
    output.write(output.safe(f"\n{decision.explain(spoken)}"))
    if given.output:
        _keep(policy, talk.interview.facts, given.output)
    return YES if decision.status == "decided" else OPEN


def _interview(policy: Policy, known: dict[str, object]) -> Interview:
    from backhaul.packages import install, installed

    asking = None
    if installed("z3"):
        from backhaul.analysis.asking import Asking

        asking = Asking(policy.model)
    else:
        sys.stderr.write(
            f"without the package z3 more may be asked than is needed: `{install('analysis')}`\n"
        )
    from backhaul.analysis.interview import Interview

    return Interview(policy.model, known, asking)


class _Talk:
    """The interview as it is led in a terminal, or through a pipe."""

    def __init__(self, policy: Policy, language: str, interview: Interview) -> None:
        from backhaul.explanation.words import catalogue

        catalogue(policy.model, language)
        self.policy, self.language, self.interview = policy.model, language, interview
        self.words = _CHINESE if language.partition("-")[0] == "zh" else _ENGLISH
        self._told: set[str] = set()

    def run(self) -> None:
        """Ask until nothing more matters, or nobody answers."""
        self._certain()
        number = 0
        while fact := self.interview.question():
            number += 1
            if not self._ask(number, fact):
                self._say(f"\n{self.words['stopped']}")
                return
            self._certain()

    def _ask(self, number: int, fact: Fact) -> bool:
        """Whether the question was answered, be it that it is not known."""
        from backhaul.cli.answers import UNKNOWN, answer, reason

        title = self._title(fact)
        self._say(f"\n{number}. {title}")
        for place, choice in enumerate(fact.type.choices, 1):
            label = (fact.type.labels.get(choice) or {}).get(self.language, "")
            self._say(f"   {place:>2}  {choice}{f': {label}' if label else ''}")
        while True:
            text = self._answer(fact)
            if text is None or text.strip() == STOP:
                return False
            try:
                value = answer(self.policy, fact, text)
                if value is UNKNOWN:
                    self.interview.pass_over(fact.name)
                else:
                    self.interview.tell(fact.name, value)
            except FactError as error:
                self._say(f"   {self.words['refused']}: {reason(error)}")
            else:
                return True

    def _answer(self, fact: Fact) -> str | None:
        key = "choose" if fact.type.choices else fact.type.kind.value
        key = "truth" if key == "boolean" else key
        hints = [self.words[key]]
        hints += [self.words["none"]] if fact.optional else []
        hints.append(self.words["unknown"])
        sys.stdout.write(f"   ({'; '.join(hints)}) > ")
        sys.stdout.flush()
        line = _line()
        if not sys.stdin or not sys.stdin.isatty():
            # what was read stands in no terminal
            self._say("***" if fact.masked and line.strip() not in _SAID else line.strip())
        return line or None

    def _certain(self) -> None:
        """Say what has become certain with the last answer."""
        certain = self.interview.certain()
        new = {name: held for name, held in certain.items() if name not in self._told}
        self._told |= set(new)
        for name, held in new.items():
            decision, _, output = name.partition(".")
            if held is not None and self.policy.decisions[decision].outputs[output].title:
                self._say(f"   {self.words['certain']}: {self._output(name, held)}")

    def _output(self, name: str, held: Held) -> str:
        from backhaul.evaluation.known import exactly
        from backhaul.explanation.values import Speaker
        from backhaul.language.nodes import Reference

        decision, _, output = name.partition(".")
        declared = self.policy.decisions[decision].outputs[output]
        speaker = Speaker.of(self.interview.evaluation, self.language)
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


def _keep(policy: Policy, facts: dict[str, object], path: str) -> None:
    """Write the facts to a file, but those that are masked, of which it is said."""
    masked = [
        name for name in facts if name in policy.model.facts and policy.model.facts[name].masked
    ]
    output.write_file(
        _facts_file({name: facts[name] for name in facts if name not in masked}, path), path
    )
    for name in masked:
        sys.stderr.write(f"`{name}` is masked, so it is not in `{output.safe(path)}`\n")


def _facts_file(facts: dict[str, object], path: str) -> str:
    """The facts as YAML or JSON, by the name of the file."""
    from backhaul.cases.entry import flow

    if path.endswith(".json"):
        return output.as_json(facts)
    return "".join(f"{name}: {flow(value)}\n" for name, value in facts.items())
