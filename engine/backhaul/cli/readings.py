"""`backhaul readings`: for which cases it matters how an ambiguous clause is read."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply

EXAMPLES = """\
examples:
  backhaul readings policies/mine/2.0.0.yaml
  backhaul readings policies/mine --amount refund.sum --lang zh

Every two readings of a parameter with `readings` are compared by proof: they never differ; or for some cases, which are named, with
the smallest of them; or it is not settled, because the bound on work was met.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    help = "a number that is told of the smallest cases: a fact, or an output as DECISION.OUTPUT"
    add("--amount", metavar="NAME", help=help)
    options.add_version(parser)
    options.add_work(parser)
    add_set_argument(parser)
    options.add_output(parser, "text", "json", "markdown", "html", lang=True)


def run(given: argparse.Namespace) -> int:
    """Compare and print; no where two readings differ, open where that is not settled."""
    from backhaul.questions.readings import readings

    policy = apply(open_policy(given.policy, given.version), given.parameters)
    found = readings(policy, amount=given.amount, work=given.work)
    output.write_answer(
        given,
        lambda: found.to_dict(given.lang),
        lambda: found.explain(given.lang, form=given.format),
    )
    return {"alike": YES, "different": NO, "not settled": OPEN}[found.answer]
