"""`backhaul prove`: what holds of every case that a policy accepts, or a case that shows it does not."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply

EXAMPLES = """\
examples:
  backhaul prove tiktok-shop-sea-failed-delivery
  backhaul prove policies/mine/2.0.0.yaml --format json
  backhaul prove policies/mine --claim "route.disposition != 'redeliver' || !warehouse_ready"

A claim speaks of every case with complete facts that the policy accepts. It is proved; or false, and a plain case
shows it; or not settled, because the bound on work was met, or the solver does not know a function of the policy.
That bound is counted and not timed, so that the answer is the same everywhere.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    help = "a condition in the words of the policy, as often as needed (default: its invariants)"
    add("--claim", metavar="CONDITION", action="append", default=[], dest="claims", help=help)
    options.add_version(parser)
    options.add_work(parser)
    add_set_argument(parser)
    options.add_output(parser, "text", "json", "markdown", "html", lang=True)


def run(given: argparse.Namespace) -> int:
    """Prove and print; no where a claim is false, open where one is not settled."""
    from backhaul.questions.prove import prove

    policy = apply(open_policy(given.policy, given.version), given.parameters)
    proof = prove(policy, *given.claims, work=given.work)
    output.write_answer(
        given,
        lambda: proof.to_dict(given.lang),
        lambda: proof.explain(given.lang, form=given.format),
    )
    return {"proved": YES, "false": NO, "not settled": OPEN}[proof.answer]
