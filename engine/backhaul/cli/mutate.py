"""`backhaul mutate`: whether the cases of a policy notice every single change of what it means."""

from __future__ import annotations

import argparse
import sys

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, OPEN, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy

EXAMPLES = """\
examples:
  backhaul mutate tiktok-shop-sea-failed-delivery
  backhaul mutate policies/mine/2.0.0.yaml policies/mine/cases --threshold 100
  backhaul mutate policies/mine/2.0.0.yaml --output missing.yaml
  backhaul mutate policies/mine/2.0.0.yaml --sample 200 --seed 7
  backhaul mutate policies/mine/2.0.0.yaml --only "definition in_scope" --format json
  backhaul mutate policies/mine --source platform-api

Every comparison, number, choice and output is changed, every condition dropped, every two rules change places: one
change at a time. A change that no case notices is proved to change no output, or a case to add shows what it changes.
A FILE that ends in .yaml becomes a case file with these cases, and the report is printed all the same.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help=POLICY_HELP)
    add("paths", metavar="PATH", nargs="*", help="case files and directories (default: its own)")
    options.add_version(parser)
    add("--only", metavar="TEXT", default="", help="only the changes whose name holds TEXT")
    help = "change this source, and run the cases whose documents it reads"
    add("--source", metavar="NAME", help=help)
    help = "exit with 1 where fewer of the settled changes that matter are noticed"
    add("--threshold", metavar="PERCENT", help=help)
    changes = options.number("changes", least=1)
    help = "try N changes in the place of all, drawn with the seed"
    add("--sample", metavar="N", type=changes, help=help)
    help = "what the changes of a sample are drawn with (default: 0)"
    add("--seed", metavar="TEXT", default="0", help=help)
    options.add_work(parser)
    options.add_jobs(parser)
    options.add_output(parser, "text", "json", "markdown", "html", "yaml", lang=True)


def run(given: argparse.Namespace) -> int:
    """Try every change and print what no case notices; no below the threshold."""
    from backhaul.cli.progress import progress
    from backhaul.explanation.words import catalogue
    from backhaul.questions.mutate import mutate

    least = options.percentage(given.threshold)
    policy = open_policy(given.policy, given.version)
    language = given.lang or policy.model.spoken
    catalogue(policy.model, language)
    with progress() as told:
        tried = mutate(
            policy,
            given.paths,
            only=given.only,
            source=given.source,
            work=given.work,
            sample=given.sample,
            seed=given.seed,
            jobs=given.jobs,
            progress=told,
        )
    output.write_answer(
        given,
        tried.to_dict,
        lambda: tried.explain(language, form=given.format),
        lambda: tried.case_file(language),
    )
    if given.output:
        sys.stderr.write(tried.summary(language) + "\n")
    if least is not None and tried.is_below(least):
        return NO
    return OPEN if tried.of("not settled") else YES
