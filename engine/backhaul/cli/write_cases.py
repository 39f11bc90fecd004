"""`backhaul cases`: cases that show what a policy does, written for people to review."""

from __future__ import annotations

import argparse
import sys

from backhaul.cli import options, output
from backhaul.cli.exit_status import OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy

EXAMPLES = """\
examples:
  backhaul cases tiktok-shop-sea-failed-delivery --lang zh
  backhaul cases policies/mine/2.0.0.yaml --output review.yaml
  backhaul cases policies/mine/2.0.0.yaml --mcdc
  backhaul cases policies/mine/2.0.0.yaml --pairs --output pairs.yaml

Every case says what the policy decides now: whether that is right is for people to say. Without an option both sides
and the edge of every comparison are shown, and every condition where it alone decides. What no case can show is proved,
and listed at the end. A FILE that ends in .yaml becomes a case file, and the table is printed all the same.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    help = "the edge of every comparison, and both sides of it"
    add("--boundaries", action="store_true", help=help)
    help = "of every condition two cases in which it alone decides: true in one, false in the other"
    add("--mcdc", action="store_true", help=help)
    help = "every two values of two facts in one case"
    add("--pairs", action="store_true", help=help)
    options.add_version(parser)
    options.add_work(parser)
    options.add_output(parser, "text", "markdown", "html", "json", "yaml", lang=True)


def run(given: argparse.Namespace) -> int:
    """Find the cases and write them; open where the bound on work was met."""
    from backhaul.questions.cases import write_cases

    policy = open_policy(given.policy, given.version)
    asked = {"boundaries": given.boundaries, "mcdc": given.mcdc, "pairs": given.pairs}
    shown = write_cases(policy, **asked, work=given.work, language=given.lang)
    output.write_answer(
        given, shown.to_dict, lambda: shown.explain(form=given.format), lambda: shown.text
    )
    if given.output or given.format in ("json", "yaml"):
        sys.stderr.write(shown.summary() + "\n")
    return OPEN if shown.unsettled else YES
