"""`backhaul mutate`: whether the cases of a policy notice every single change of what it means."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.cli import output
from backhaul.cli.case_coverage import threshold
from backhaul.cli.exit_status import NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.trying_mutants import suites, survivors
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.analysis.changes_at_all import Difference
    from backhaul.cases.documents import Read
    from backhaul.cases.suite import Suite
    from backhaul.language.mutants import Mutant
    from backhaul.policy import Policy
    from backhaul.report.blocks import Block
    from backhaul.report.lines import Line

EXAMPLES = """\
examples:
  backhaul mutate tiktok-shop-sea-failed-delivery
  backhaul mutate policies/mine/2.0.0.yaml policies/mine/cases --threshold 100
  backhaul mutate policies/mine/2.0.0.yaml --only "definition in_scope" --format json
  backhaul mutate policies/mine --source platform-api

Every comparison, number, choice and output is changed, every condition dropped, every two rules change places: one
change at a time. A change that no case notices is proved to change no output, or a case to add shows what it changes.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add("paths", metavar="PATH", nargs="*", help="case files and directories (default: its own)")
    add("--version", metavar="V", help="the version, such as 1.0.0 (default: the newest released)")
    add("--only", metavar="TEXT", default="", help="only the changes whose name holds TEXT")
    help = "change this source, and run the cases whose documents it reads"
    add("--source", metavar="NAME", help=help)
    help = "exit with 1 where fewer of the changes that matter are noticed"
    add("--threshold", metavar="PERCENT", help=help)
    help = "steps of the solver for each question (default: 50000000)"
    add("--work", metavar="N", type=_count, help=help)
    add("--jobs", metavar="N", type=_count, default=0, help="processes (default: one a core)")
    shown = parser.add_argument_group("output").add_argument
    shown("--format", choices=("text", "json", "markdown", "html"), default="text")
    shown("--output", metavar="FILE", help="write to a file, whole or not at all")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**32:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number")
    return int(text)


@frozen
class Survivor:
    """A change that no case notices; nothing where it is proved to change no output."""

    mutant: Mutant
    change: Difference | None


@frozen
class Tried:
    """What came of all changes."""

    killed: int
    survivors: tuple[Survivor, ...]

    def of(self, answer: str | None) -> list[Survivor]:
        """The survivors of one answer; None: those that are proved to change nothing."""
        return [s for s in self.survivors if (s.change.answer if s.change else None) == answer]

    @property
    def score(self) -> str:
        """The share of the changes that matter which a case notices, in hundredths."""
        from backhaul.cases.coverage import percent

        return percent(self.killed, self.killed + len(self.survivors) - len(self.of(None)))


def run(given: argparse.Namespace) -> int:
    """Try every change and print what no case notices; no below the threshold."""
    if given.source:
        return _run_source(given)
    needed("analysis", "`mutate`", "z3")
    from backhaul.analysis.mutations import mutants
    from backhaul.report.writing import written

    least = threshold(given.threshold)
    policy = open_policy(given.policy, given.version)
    work = Work(policy, given.paths, given.only)
    work()  # mistakes in the cases are told before anything is tried
    every = [m for m in mutants(policy.model) if given.only in m.name]
    if not every:
        message = f"no change of `{policy.id}` is called like `{given.only}`"
        raise BackhaulError([Diagnostic("usage", message, "leave `--only` out to see all of them")])
    alive = survivors(work, every, given.jobs)
    changes = tuple(Survivor(mutant, _change(policy, mutant, given.work)) for mutant in alive)
    tried = Tried(len(every) - len(alive), changes)
    if given.format == "json":
        told = output.as_json(_data(policy, tried))
    else:
        told = written(_blocks(policy, tried), given.format, f"{policy.id} {policy.version}")
    output.write(told, given.output)
    mattering = tried.killed + len(tried.survivors) - len(tried.of(None))
    if least is not None and tried.killed * 100 < least * mattering:
        return NO
    return OPEN if tried.of("not settled") else YES


def _run_source(given: argparse.Namespace) -> int:
    from backhaul.cases.coverage import percent
    from backhaul.cli import mutate_source
    from backhaul.report.writing import written

    least = threshold(given.threshold)
    policy = open_policy(given.policy, given.version)
    work = mutate_source.SourceWork(policy, given.source, given.paths, given.only)
    every, cases = work.every(), len(work.suites())
    if not every or not cases:
        message = f"no change of `{given.source}` is called like `{given.only}`"
        if not cases:
            message = f"no case has a document that `{given.source}` reads"
        help = "write cases with `document` and `source`, or leave `--only` out"
        raise BackhaulError([Diagnostic("usage", message, help)])
    left = survivors(work, every, given.jobs)
    score = percent(len(every) - len(left), len(every))
    if given.format == "json":
        told = output.as_json(mutate_source.data(work, len(every), score, left))
    else:
        blocks = mutate_source.blocks(given.source, cases, len(every), score, left)
        told = written(blocks, given.format, f"{policy.id} {policy.version}")
    output.write(told, given.output)
    noticed = (len(every) - len(left)) * 100
    return NO if least is not None and noticed < least * len(every) else YES


class Work:
    """Makes what tries changes; can be sent to another process."""

    def __init__(self, policy: Policy, paths: Sequence[str], only: str) -> None:
        self.policy, self.paths, self.only = policy, paths, only

    def __call__(self) -> Callable[[range], list[bool]]:
        """What says of some changes, by their numbers, whether a case notices each."""
        from backhaul.analysis.mutations import mutants
        from backhaul.cli.case_sources import read_case

        every = [m for m in mutants(self.policy.model) if self.only in m.name]
        trial = Trial(suites(self.policy, self.paths), read_case)
        return lambda numbers: [trial.notices(every[number].changed) for number in numbers]


class Trial:
    """Runs cases until one fails; that one is run first from then on, since the next change is often like this one."""

    def __init__(self, cases: Sequence[Suite], read: Read) -> None:
        self._read, self._suites = read, list(cases)

    def notices(self, policy: Any) -> bool:
        """Whether a case fails."""
        from backhaul.cases.run import run as run_suite
        from backhaul.cli.run_cases import explain

        for suite in self._suites:
            if any(not result.passed for result in run_suite(suite, policy, explain, self._read)):
                self._suites.remove(suite)
                self._suites.insert(0, suite)
                return True
        return False


def _change(policy: Policy, mutant: Mutant, work: int | None) -> Difference | None:
    from backhaul.analysis.changes_at_all import change_at_all
    from backhaul.analysis.difference import Comparing
    from backhaul.analysis.solving import MOST_WORK

    return change_at_all(Comparing(policy.model, mutant.changed, work or MOST_WORK))


def _case(survivor: Survivor) -> str | None:
    """The case to add: what the policy itself decides where the change decides otherwise."""
    from backhaul.cases.entry import entry
    from backhaul.cases.written_file import expected

    case = survivor.change.case if survivor.change else None
    if case is None:
        return None
    said = case.old
    came = said.evaluation or said.refused[0].code
    return entry(f"notices {survivor.mutant.name}", said.given, expected(came))


def _data(policy: Policy, tried: Tried) -> dict[str, Any]:
    def one(survivor: Survivor) -> dict[str, Any]:
        change = survivor.change
        found: dict[str, Any] = {
            "change": survivor.mutant.name,
            "kind": survivor.mutant.kind,
            "line": survivor.mutant.span.line,
            "answer": "equivalent" if change is None else change.answer.replace(" ", "_"),
        }
        if change and (case := _case(survivor)):
            found |= {"what": change.words, "case": case}
        return found

    return {
        "policy": policy.id,
        "version": policy.version,
        "changes": tried.killed + len(tried.survivors),
        "noticed": tried.killed,
        "equivalent": len(tried.of(None)),
        "score": tried.score,
        "survivors": [one(survivor) for survivor in tried.survivors],
    }


def _blocks(policy: Policy, tried: Tried) -> Iterator[Block]:
    from backhaul.report.blocks import Paragraph, Result

    for survivor in tried.of("possible"):
        yield Result("not noticed", "no", _name(survivor.mutant), tuple(_shown(survivor)))
    for survivor in tried.of("not settled"):
        yield Result("not settled", "open", _name(survivor.mutant))
    for survivor in tried.of(None):
        yield Result("changes no output", "", _name(survivor.mutant))
    parts = [f"{tried.killed + len(tried.survivors):,} changes", f"{tried.killed:,} noticed"]
    for answer, words in (
        ("possible", "not noticed"),
        ("not settled", "not settled"),
        (None, "proved to change no output"),
    ):
        if count := len(tried.of(answer)):
            parts.append(f"{count:,} {words}")
    yield Paragraph(f"{policy.id} {policy.version}: {', '.join(parts)}", "closing")
    yield Paragraph(f"score: {tried.score} percent of the changes that matter")


def _name(mutant: Mutant) -> Line:
    from backhaul.report.lines import parsed

    return parsed(f"{mutant.span}: {mutant.name}")


def _shown(survivor: Survivor) -> Iterator[Block]:
    """What the change does, and a case that notices it."""
    from backhaul.report.blocks import Paragraph, Verbatim
    from backhaul.report.lines import parsed

    if survivor.change:
        yield Paragraph(parsed(survivor.change.words))
    if case := _case(survivor):
        yield Verbatim(case, "A case that notices it:")
