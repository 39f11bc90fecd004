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
    kinds = ("policy", "source", "cases", "facts", "decision")
    add("kind", choices=kinds, metavar="KIND", help="policy, source, cases, facts or decision")
    add("policy", metavar="POLICY", nargs="?", help=f"for facts: {POLICY_HELP}")
    add("--version", metavar="V", help="for facts: the version of the policy")
    add("--output", metavar="FILE", help="write to a file, whole or not at all")


def run(given: argparse.Namespace) -> int:
    """Print the schema."""
    if given.kind == "facts" and given.policy is None:
        message = "every policy has facts of its own, and none is named"
        raise wrong_usage(message, "write `backhaul schema facts POLICY`")
    if given.kind != "facts" and (given.policy or given.version):
        message = f"`backhaul schema {given.kind}` is the same for every policy"
        raise wrong_usage(message, "leave the policy and the version out")
    output.write(output.as_json(_schema(given)), given.output)
    return YES


def _schema(given: argparse.Namespace) -> dict[str, Any]:
    if given.kind == "facts":
        from backhaul.language.fact_schema import fact_schema

        return fact_schema(open_policy(given.policy, given.version).model)
    if given.kind == "decision":
        return _of_decisions()
    from backhaul.document.schema import schema

    return schema(given.kind)


def _of_decisions() -> dict[str, Any]:
    import json
    from importlib.resources import files

    text = files("backhaul.evaluation").joinpath("decision.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
