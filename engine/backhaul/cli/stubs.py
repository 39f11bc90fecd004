"""`backhaul stubs`: the names of a policy as types, for editors and type checkers."""

from __future__ import annotations

import argparse

from backhaul.cli import output
from backhaul.cli.exit_status import YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy

EXAMPLES = """\
examples:
  backhaul stubs tiktok-shop-sea-failed-delivery --output delivery.py
  backhaul stubs policies/mine/2.0.0.yaml
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("policy", metavar="POLICY", help=POLICY_HELP)
    parser.add_argument("--version", metavar="V", help="the version of the policy")
    parser.add_argument("--output", metavar="FILE", help="write to a file, whole or not at all")


def run(given: argparse.Namespace) -> int:
    """Print the module, or write it."""
    from backhaul.language.stubs import stubs

    policy = open_policy(given.policy, given.version)
    output.write(stubs(policy.model), given.output)
    return YES
