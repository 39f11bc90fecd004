"""`backhaul schema`: the shape of files, facts and decisions, as JSON Schema."""

from __future__ import annotations

import argparse
from typing import Any

from backhaul.cli import output
from backhaul.cli.exit_status import YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.usage import wrong_usage

EXAMPLES = """\
examples:
  backhaul schema policy
  backhaul schema facts tiktok-shop-sea-failed-delivery --output facts.schema.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    kinds = ("policy", "source", "cases", "clauses", "facts", "decision")
    add(
        "kind",
        choices=kinds,
        metavar="KIND",
        help="policy, source, cases, clauses, facts or decision",
    )
    add(
        "policy",
        metavar="POLICY",
        nargs="?",
        help=f"for facts, and the decisions of one policy: {POLICY_HELP}",
    )
    add("--version", metavar="V", help="the version of the policy")
    add("--output", metavar="FILE", help="write to a file, whole or not at all")


def run(given: argparse.Namespace) -> int:
    """Print the schema."""
    if given.kind == "facts" and given.policy is None:
        message = "every policy has facts of its own, and none is named"
        raise wrong_usage(message, "write `backhaul schema facts POLICY`")
    if given.kind not in {"facts", "decision"} and (given.policy or given.version):
        message = f"`backhaul schema {given.kind}` is the same for every policy"
        raise wrong_usage(message, "leave the policy and the version out")
    if given.version and given.policy is None:
        message = f"the version `{given.version}` of no policy is asked for"
        raise wrong_usage(message, f"write `backhaul schema {given.kind} POLICY --version V`")
    output.write(output.as_json(_schema(given)), given.output)
    return YES


def _schema(given: argparse.Namespace) -> dict[str, Any]:
    if given.kind == "facts":
        from backhaul.language.fact_schema import fact_schema

        return fact_schema(open_policy(given.policy, given.version).model)
    if given.kind == "decision":
        from backhaul.evaluation.decision_schema import decision_schema, every_decision_schema

        if given.policy is None:
            return every_decision_schema()
        return decision_schema(open_policy(given.policy, given.version).model)
    from backhaul.document.schema import schema

    return schema(given.kind)
