"""`backhaul compare`: what two policies decide otherwise, on records and on generated facts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from backhaul.cli import output
from backhaul.cli.exit_status import FAILED, NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.records_input import add_null_argument
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import steps, wrong_usage
from backhaul.diagnostics import PolicyError
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.comparison.bench import Bench, Terms
    from backhaul.comparison.compare import Comparison
    from backhaul.policy import Policy

EXAMPLES = """\
examples:
  backhaul compare policies/mine/1.0.0.yaml policies/mine/2.0.0.yaml --on parcels.jsonl
  backhaul compare mine@1.0.0 mine@2.0.0 --on parcels.csv --amount freight --format html --output report.html
  backhaul compare mine@1.0.0 --set hold_period="10 days" --on decisions.jsonl --expect same
  backhaul compare mine@1.0.0 mine@1.0.1 --prove --expect same

FILE holds one record a line: facts as JSON (.jsonl), or a log of decisions; or a table (.csv, .parquet).
In a table an empty cell is not recorded (see --null), and the text null is absent. Without FILE, generated facts are compared, and with
--prove alone no records at all: it is settled for every case what can change, and shown by the plainest one.
"""
#: generated facts where no records are given
GENERATED = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("old", metavar="OLD", help=POLICY_HELP)
    add("new", metavar="NEW", nargs="?", help="likewise (default: OLD, with what `--set` sets)")
    add_set_argument(parser)
    records_group = parser.add_argument_group("records")
    records = records_group.add_argument
    help = ".jsonl, .csv or .parquet files; - reads JSON Lines from a pipe"
    records("--on", metavar="FILE", nargs="+", action="extend", default=[], help=help)
    help = f"compare N generated facts, too (default: {GENERATED:,} where there is no FILE)"
    records("--generated", metavar="N", type=_count, help=help)
    help = "the records are a platform's documents: read them by this source"
    records("--source", metavar="NAME", help=help)
    add_null_argument(records_group)
    help = "add up the money that the records hold under this name, for each flip"
    records("--amount", metavar="COLUMN", help=help)
    records(
        "--extra",
        choices=("refuse", "ignore"),
        default="ignore",
        help="names in the records that are facts on neither side (default: ignore, and say so)",
    )
    help = "records that are told in full for each flip (default: 2)"
    records("--examples", metavar="N", type=_count, default=2, help=help)
    records("--jobs", metavar="N", type=_count, default=0, help="processes (default: one a core)")
    proof = parser.add_argument_group("proof").add_argument
    proof(
        "--prove", action="store_true", help="prove of every case what can change, and what cannot"
    )
    help = "steps of the solver for each question (default: 50000000)"
    proof("--work", metavar="N", type=steps, help=help)
    shown = parser.add_argument_group("output").add_argument
    shown("--expect", choices=("same",), help="exit with 1 where anything is decided otherwise")
    shown("--format", choices=("text", "json", "markdown", "html"), default="text")
    shown("--lang", metavar="LANGUAGE", help="language of the policies' words, such as en or zh")
    shown("--output", metavar="FILE", help="write to a file, whole or not at all")
    shown("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of things")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """Compare and print; no where something changed that was expected to stay."""
    from backhaul.cli.progress import progress
    from backhaul.comparison.compare import compare
    from backhaul.comparison.page import written
    from backhaul.comparison.report import as_data
    from backhaul.records.files import check_files

    if given.prove:
        needed("analysis", "`--prove`", "z3")
    old, new = _policies(given)
    for policy in (old, new):
        _check_language(policy, given.lang)
    count = given.generated
    if count is None:
        count = 0 if given.on or given.prove else GENERATED
    check_files(given.on)
    make = _make(old, new, given)
    make()
    jobs = given.jobs or os.cpu_count() or 1
    with progress() as told:
        comparison = compare(make, given.on, count, jobs, told)
    data = as_data(comparison, _tell(old, new, given.lang))
    if given.prove:
        data["proof"] = _proof(old, new, given.work)
    if given.format == "json":
        output.write(output.as_json(data), given.output)
    else:
        output.write(output.safe(written(data, given.format)), given.output)
    return _status(comparison, data, given)


def _proof(old: Policy, new: Policy, work: int | None) -> dict[str, Any]:
    from backhaul.analysis.difference import Comparing
    from backhaul.analysis.difference_data import as_data
    from backhaul.analysis.solving import MOST_WORK

    return as_data(Comparing(old.model, new.model, work or MOST_WORK))


def _status(comparison: Comparison, data: dict[str, Any], given: argparse.Namespace) -> int:
    tally = comparison.tally
    if tally.unreadable:
        output.complain(tally.unreadable, given.color)
        return FAILED
    if given.expect != "same":
        return YES
    proved = data["proof"]["verdict"] if given.prove else "alike"
    if comparison.changed or proved == "different":
        return NO
    return YES if proved == "alike" else OPEN


def _policies(given: argparse.Namespace) -> tuple[Policy, Policy]:
    """The two sides; what `--set` sets is set on the new one."""
    if given.new is None and not given.parameters:
        help = "name a second policy, or set a parameter of the first with `--set`"
        raise wrong_usage("one policy is named, and two are compared", help)
    old = open_policy(given.old)
    new = old if given.new is None else open_policy(given.new)
    return old, apply(new, given.parameters)


def _check_language(policy: Policy, language: str | None) -> None:
    if language is not None:
        from backhaul.explanation.words import catalogue

        catalogue(policy.model, language)


def _make(old: Policy, new: Policy, given: argparse.Namespace) -> Making:
    from backhaul.comparison.bench import Terms

    absent = given.null == "absent"
    terms = Terms(given.amount, given.extra, given.examples, null_is_absent=absent)
    return Making(old, new, terms, given.source)


class Making:
    """Makes a bench from what can be sent to another process."""

    def __init__(self, old: Policy, new: Policy, terms: Terms, source: str | None) -> None:
        self.old, self.new, self.terms, self.source = old, new, terms, source

    def __call__(self) -> Bench:
        """The bench of one process."""
        from backhaul.comparison.bench import Bench

        return Bench(self.old.model, self.new.model, self.terms, self._readers())

    def _readers(self) -> tuple[Read, Read] | None:
        if self.source is None:
            return None
        old, new = _reader(self.old, self.source), _reader(self.new, self.source)
        # a source of one version may speak of facts that the other has not
        if isinstance(new, PolicyError):
            if isinstance(old, PolicyError):
                raise new
            return old, _among(self.new, old)
        return _among(self.old, new) if isinstance(old, PolicyError) else old, new


Read = Callable[[object], Mapping[str, Any]]


def _reader(policy: Policy, source: str) -> Read | PolicyError:
    try:
        return policy.reader(source)
    except PolicyError as error:
        return error


def _among(policy: Policy, read: Read) -> Read:
    """What the other side's source reads, as far as this one has such facts."""

    def told(document: object) -> Mapping[str, Any]:
        found = read(document)
        return {name: found[name] for name in policy.model.facts if name in found}

    return told


def _tell(
    old: Policy, new: Policy, language: str | None
) -> Callable[[str, Mapping[str, object]], tuple[dict[str, Any], str]]:
    """What gives the decision of one side once more, as data and in words."""
    from backhaul.cli.decide import language as chosen
    from backhaul.comparison.masking import masked_alike
    from backhaul.decision import Decision
    from backhaul.evaluation.decision import evaluate

    sides = dict(zip(("old", "new"), masked_alike(old.model, new.model), strict=True))
    spoken = {"old": chosen(old, language), "new": chosen(new, language)}

    def tell(side: str, facts: Mapping[str, object]) -> tuple[dict[str, Any], str]:
        decision = Decision.of(evaluate(sides[side], facts))
        return decision.to_dict(trace=True), decision.explain(spoken[side])

    return tell
