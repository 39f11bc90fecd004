"""`backhaul clauses`: what became of each clause of the text that a policy's rules come from."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy

EXAMPLES = """\
examples:
  backhaul clauses tiktok-shop-sea-failed-delivery
  backhaul clauses policies/mine/2.1.0.yaml --lang zh
  backhaul clauses policies/mine --format json

A clause decides where a rule or a parameter cites it. Otherwise the policy says of it `words_only: true` or
`not_covered: true`, and `why`. The answer is no where a clause has none of these.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("policy", metavar="POLICY", help=POLICY_HELP)
    options.add_version(parser)
    options.add_output(parser, "text", "json", "markdown", "html", lang=True)


def run(given: argparse.Namespace) -> int:
    """Print the clauses; no where one has no state."""
    from backhaul.questions.clauses import clauses

    found = clauses(open_policy(given.policy, given.version))
    output.write_answer(given, found.to_dict, lambda: found.explain(given.lang, form=given.format))
    return NO if found.stateless else YES
