"""`backhaul decide`: what a policy says of one case, and why."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from backhaul.cli import options, output
from backhaul.cli.exit_status import OPEN, YES
from backhaul.cli.facts_input import Given, add_facts_arguments, read_facts, told_in, warn
from backhaul.cli.next_steps import next_steps
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_for
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import wrong_usage
from backhaul.sources.facts import ReadFacts

if TYPE_CHECKING:
    from backhaul.decision import Decision
    from backhaul.flip import Flip
    from backhaul.language.model import Policy as Model
    from backhaul.policy import Policy

_WHOLE = re.compile("-?[0-9]{1,20}")
EXAMPLES = """\
examples:
  backhaul decide tiktok-shop-sea-failed-delivery parcel.json
  backhaul decide tiktok-shop-sea-failed-delivery parcel.json --lang zh --why full
  cat parcel.json | backhaul decide policies/mine - --as-of now --format json
  backhaul decide tiktok-shop-sea-failed-delivery parcel.json --set hold_period="10 days"
  backhaul decide tiktok-shop-sea-failed-delivery parcel.json --flip disposition=return_to_seller
  backhaul decide policies/mine parcel.json --version in-force
  backhaul decide policies/mine/2.0.0.yaml --fact market=TH --fact cross_border=true

A fact that is left out is not known; null says that it is absent. A time that is not known exactly
may be given as {"from": TIME, "before": TIME}, and either may be left out.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add("facts", metavar="FACTS", nargs="?", help="a .json or .yaml file; - reads JSON from a pipe")
    help = "the version, such as 1.0.0, or in-force: the one that the facts fall under"
    add("--version", metavar="V", help=f"{help} (default: the newest released)")
    add_set_argument(parser)
    add_facts_arguments(parser)
    place = parser.add_argument_group("output")
    options.add_form(place, "text", "json", "markdown", "html")
    shown = place.add_argument
    shown("--lang", metavar="LANGUAGE", help="language of the words, such as en or zh")
    help = "what would have given this instead, by what can be influenced; as often as needed"
    shown("--flip", metavar="OUTPUT=VALUE", action="append", default=[], help=help)
    help = "how much of the reasons; with --format json, full is the trace"
    shown("--why", choices=("short", "full"), default="short", help=help)
    help = "decide nothing: print the facts, and from which path of the document each was read"
    shown("--facts-only", action="store_true", help=help)
    shown("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(given: argparse.Namespace) -> int:
    """Decide and print; the status says whether the decision is settled."""
    from backhaul.cli.facts_input import read_document
    from backhaul.cli.facts_only import show_facts

    if given.facts is None and not given.fact:
        help = "name a file, `-`, or `--fact NAME=VALUE`"
        raise wrong_usage("there are no facts to decide on", help)
    if given.facts is None and given.source:
        raise wrong_usage("`--source` reads a document, and none is named", "name a file, or `-`")
    if given.facts_only and (given.flip or given.format not in ("text", "json")):
        raise wrong_usage("`--facts-only` prints facts as text or JSON", "leave the rest out")
    if given.flip and given.format == "html":
        raise wrong_usage("`--flip` is told as text, Markdown or JSON", "choose another `--format`")
    asked = Given(given.facts, given.source, given.fact, given.without, given.as_of)
    # standard input can be read once, and `in-force` may read the facts for two versions
    remembering = cache(read_document)

    def facts_for(policy: Policy) -> Mapping[str, object]:
        with told_in(given.lang, policy, {}):
            return read_facts(policy, asked, remembering)

    opened, facts = open_for(given.policy, given.version, facts_for)
    policy = apply(opened, given.parameters)
    read = facts if isinstance(facts, ReadFacts) else None
    if given.facts_only:
        return show_facts(policy, facts, given)
    with told_in(given.lang, policy, facts):
        decision = policy.decide(facts, extra=given.extra)
    flip = decision.flip(dict(map(_wanted, given.flip))) if given.flip else None
    if given.format == "json":
        receipt = decision.to_dict(trace=given.why == "full")
        found = {**receipt, **({"flip": flip.to_dict()} if flip else {})}
        if read:
            found["read"] = read.to_dict()
            warn(read, given.color)
        output.write(output.as_json(found), given.output)
    else:
        _say(decision, policy, flip, read, given)
    return YES if decision.status == "decided" else OPEN


def _wanted(text: str) -> tuple[str, object]:
    """The output and the value that are wanted, as `decide` takes facts."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise wrong_usage(f"`--flip {text}` names no value", "write `--flip output=value`")
    plain = {"true": True, "false": False, "null": None}
    if value in plain:
        return name, plain[value]
    return name, int(value) if _WHOLE.fullmatch(value) else value


def language(policy: Policy | Model, wanted: str | None) -> str:
    """The language of the words: the one asked for, else English, else the policy's first."""
    if wanted is not None:
        return wanted
    return "en" if "en" in policy.languages else policy.languages[0]


def _say(
    decision: Decision,
    policy: Policy,
    flip: Flip[Decision] | None,
    read: ReadFacts | None,
    given: argparse.Namespace,
) -> None:
    """Write the answer in words; on a terminal with what may come next."""
    spoken = language(policy, given.lang)
    words = decision.explain(spoken, why=given.why, form=given.format, read=read)
    if flip:
        words = f"{words.rstrip()}\n\n{flip.explain(spoken, form=given.format)}\n"
    _show(output.safe(words), decision.status, given)
    if given.format == "text" and given.output is None and sys.stdout.isatty():
        steps = next_steps(given, decision.status, spoken, policy.languages)
        if steps:
            output.write(output.safe(f"\n{steps}"))


def _show(words: str, status: str, given: argparse.Namespace) -> None:
    painted = given.format == "text" and given.output is None
    if painted and output.wants_color(given.color, sys.stdout):
        from backhaul.cli import paint

        words = paint.explanation(words, status)
    output.write(words, given.output)
