"""`backhaul book`: a policy as one page that people read, sign and keep."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy

EXAMPLES = """\
examples:
  backhaul book tiktok-shop-sea-failed-delivery --output book.html
  backhaul book policies/mine/2.1.0.yaml --lang zh --output book.html

One page of HTML that needs nothing else, for the screen and for paper: what the policy is for, a picture of its decisions, each
clause with what became of it, each rule with a case of `cases/` beside the policy, its terms, and its numbers with their history.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("policy", metavar="POLICY", help=POLICY_HELP)
    options.add_version(parser)
    options.add_output(parser, lang=True)


def run(given: argparse.Namespace) -> int:
    """Write the book."""
    from backhaul.questions.book import book

    policy = open_policy(given.policy, given.version)
    output.write(book(policy, given.lang), given.output)
    return YES
