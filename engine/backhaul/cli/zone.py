"""`backhaul zone`: the changes of the clocks of a place, as a policy writes them; or whether those of a policy are up to date."""

from __future__ import annotations

import argparse
import re
from datetime import date

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, YES
from backhaul.cli.policy_input import open_policy

EXAMPLES = """\
examples:
  backhaul zone America/Los_Angeles --from 2020 --until 2036
  backhaul zone policies/mine/2.0.0.yaml

It prints a section `zones` out of the package `tzdata`, known from the first instant of one day on and until that of
another: a year stands for its first day. Of a policy it says which of its zones differ from the package; a policy
never changes by itself, so that is a remark and no error. The answer is no where one differs.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "zone", metavar="ZONE|POLICY", help="a name such as Asia/Manila, or a policy"
    )
    parser.add_argument(
        "--from",
        dest="start",
        type=_day,
        metavar="DAY",
        help="the first day that is known",
        default=date(2020, 1, 1),
    )
    parser.add_argument(
        "--until",
        type=_day,
        metavar="DAY",
        help="the first day of which nothing is known",
        default=date(2036, 1, 1),
    )
    parser.add_argument("--version", metavar="V", help="the version of the policy")
    options.add_color(parser)


def _day(text: str) -> date:
    """A day, or the first of a year."""
    try:
        return date(int(text), 1, 1) if re.fullmatch("[0-9]{4}", text) else date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is neither a day nor a year") from None


def run(given: argparse.Namespace) -> int:
    """Print the section, or what differs."""
    from backhaul.questions.zones import check_zones, is_zone, zone_section

    if is_zone(given.zone) or not _is_policy(given.zone):
        output.write(zone_section(given.zone, given.start, given.until))
        return YES
    found = check_zones(open_policy(given.zone, given.version))
    output.complain(found, given.color)
    return NO if found else YES


def _is_policy(named: str) -> bool:
    from pathlib import Path

    return named.endswith((".yaml", ".yml")) or Path(named).exists() or "/" not in named
