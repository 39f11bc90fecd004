"""`backhaul timeline`: how a decision changes as time goes on."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.decide import language
from backhaul.cli.exit_status import OPEN, YES
from backhaul.cli.facts_input import Given, add_facts_arguments, read_facts, told_in
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import wrong_usage

EXAMPLES = """\
examples:
  backhaul timeline tiktok-shop-sea-failed-delivery parcel.json
  backhaul timeline tiktok-shop-sea-failed-delivery parcel.json --lang zh --format svg --output parcel.svg
  backhaul timeline policies/mine document.json --source carrier --by delivered_at --format json

What the facts say of the instant that moves is only a mark on the timeline.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add("facts", metavar="FACTS", nargs="?", help="a .json or .yaml file; - reads JSON from a pipe")
    add("--version", metavar="V", help="the version, such as 1.0.0 (default: the newest released)")
    add("--by", metavar="FACT", default="as_of", help="the instant that moves (default: as_of)")
    add_set_argument(parser)
    add_facts_arguments(parser)
    options.add_output(parser, "text", "json", "markdown", "html", "svg", lang=True)


def run(given: argparse.Namespace) -> int:
    """Print the timeline; the status says whether every interval of it is settled."""
    if given.facts is None and not given.fact:
        help = "name a file, `-`, or `--fact NAME=VALUE`"
        raise wrong_usage("there are no facts to decide on", help)
    if given.facts is None and given.source:
        raise wrong_usage("`--source` reads a document, and none is named", "name a file, or `-`")
    policy = apply(open_policy(given.policy, given.version), given.parameters)
    asked = Given(given.facts, given.source, given.fact, given.without, given.as_of)
    with told_in(given.lang, policy, {}):
        facts = read_facts(policy, asked)
    with told_in(given.lang, policy, facts):
        found = policy.timeline(facts, given.by, extra=given.extra)
    output.write_answer(
        given,
        found.to_dict,
        lambda: found.explain(language(policy, given.lang), form=given.format),
    )
    settled = len(found) > 0 and all(interval.status == "decided" for interval in found)
    return YES if settled else OPEN
