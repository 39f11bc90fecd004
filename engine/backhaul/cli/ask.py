"""`backhaul ask`: an interview about one case, which asks only what still matters."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from backhaul.cli import options, output
from backhaul.cli.exit_status import OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.explanation.words import fill

if TYPE_CHECKING:
    from backhaul.language.model import Fact

EXAMPLES = """\
examples:
  backhaul ask tiktok-shop-sea-failed-delivery --output parcel.yaml
  backhaul ask tiktok-shop-sea-failed-delivery --lang zh
  backhaul ask policies/mine/2.0.0.yaml --facts half.json

An answer is a value, the number of a choice, `none` where there is none, `?` where it is not known. `back` returns to
the question before, `!` stops here. A time is a local one, as 2026-03-02 10:00, or has its offset; a day alone says
that only the day is known, and `now` is the time of the clock.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add("--facts", metavar="FILE", help="what is known already: a .json or .yaml file")
    options.add_version(parser)
    add_set_argument(parser)
    add("--lang", metavar="LANGUAGE", help="language of the words, such as en or zh")
    add("--output", metavar="FILE", help="write the facts to a .yaml or .json file, at the end")


def run(given: argparse.Namespace) -> int:
    """Ask, then print the decision; the status says whether it is settled."""
    from backhaul.cli.facts_input import as_facts, quoting_nothing_of, read_document
    from backhaul.cli.talk import Talk
    from backhaul.packages import install, installed
    from backhaul.questions.interview import interview

    policy = apply(open_policy(given.policy, given.version), given.parameters)
    spoken = given.lang or policy.model.spoken
    with quoting_nothing_of(policy):
        known = as_facts(read_document(given.facts)) if given.facts else {}
    if not installed("z3"):
        sys.stderr.write(
            f"without the package z3 more may be asked than is needed: `{install('analysis')}`\n"
        )
    talk = Talk(policy, spoken, interview(policy, known))
    talk.run()
    decision = policy.decide(talk.interview.facts)
    output.write(output.safe(f"\n{decision.explain(spoken)}"))
    if given.output:
        masked = _keep(talk.interview.facts, policy.model.facts, given.output)
        names = {"file": given.output, "policy": given.policy}
        output.write(output.safe(fill(talk.words["kept"], names)))
        for name in masked:
            said = fill(talk.words["masked"], {**names, "name": name})
            sys.stderr.write(f"{output.safe(said)}\n")
    return YES if decision.status == "decided" else OPEN


def _keep(facts: dict[str, object], declared: Mapping[str, Fact], path: str) -> list[str]:
    """Write the facts to a file, but those that are masked, whose names it gives."""
    masked = [name for name in facts if name in declared and declared[name].masked]
    kept = {name: facts[name] for name in facts if name not in masked}
    output.write_file(_facts_file(kept, path), path)
    return masked


def _facts_file(facts: dict[str, object], path: str) -> str:
    """The facts as YAML or JSON, by the name of the file."""
    from backhaul.cases.entry import flow

    if path.endswith(".json"):
        return output.as_json(facts)
    return "".join(f"{name}: {flow(value)}\n" for name, value in facts.items())
