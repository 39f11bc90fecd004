"""The arguments of every command; a wrong one is told like every other mistake, with a way out."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from backhaul.cli import (
    ask,
    batch,
    book,
    check,
    clauses,
    compare,
    coverage,
    decide,
    draft,
    fmt,
    import_policy,
    mutate,
    new,
    prove,
    readings,
    release,
    review,
    run_cases,
    schema,
    serve,
    stubs,
    table,
    timeline,
    verify,
    write_cases,
    zone,
)
from backhaul.cli.exit_status import WORDS
from backhaul.cli.usage import wrong_usage
from backhaul.diagnostics import BackhaulError, nearest

_COMMANDS = {
    "decide": (decide, "decide one case, and say why"),
    "ask": (ask, "lead an interview about one case, and decide it"),
    "timeline": (timeline, "show how a decision changes over time"),
    "new": (new, "begin a policy: a small one that works, to be changed"),
    "draft": (draft, "begin the next version of a policy, as a copy of the newest"),
    "check": (check, "find the mistakes in policy, source and case files"),
    "fmt": (fmt, "lay out policy, source and case files in the house style"),
    "table": (table, "bring a decision table into a spreadsheet, and back"),
    "import": (import_policy, "make a policy of a decision table or graph of another tool"),
    "test": (run_cases, "run the worked cases of a policy"),
    "compare": (compare, "write the note of a change: what two versions decide otherwise"),
    "review": (review, "bundle what is to be read before a release, and sign that it was read"),
    "release": (release, "check a version whole, and release it for good"),
    "book": (book, "write a policy as a book that people read and sign"),
    "zone": (zone, "print the changes of a time zone, or check those of a policy"),
    "clauses": (clauses, "show what became of each clause of the source"),
    "prove": (prove, "prove what holds of every case, or show one that breaks it"),
    "readings": (readings, "tell for which cases it matters how an ambiguous clause is read"),
    "cases": (write_cases, "write cases that show what a policy does, for review"),
    "mutate": (mutate, "change a policy in every way, and see which changes its cases notice"),
    "coverage": (coverage, "show what of a policy many records touch"),
    "serve": (
        serve,
        "serve a directory of policies: a page to edit, try and compare, and a service",
    ),
    "batch": (batch, "decide many cases, out of files and into files"),
    "verify": (verify, "decide receipts again, and report every difference"),
    "stubs": (stubs, "write the names of a policy as Python types, for editors"),
    "schema": (schema, "print the JSON Schema of a file, of facts or of a decision"),
}


class _Parser(argparse.ArgumentParser):
    """argparse, but a mistake is raised and not printed."""

    def error(self, message: str) -> NoReturn:
        raise wrong_usage(message, f"`{self.prog} --help` shows what it takes")


def parse(argv: Sequence[str]) -> argparse.Namespace | None:
    """The arguments with their command as `run`; nothing where help or the version was asked for."""
    parser, commands = _parser()
    if argv and not argv[0].startswith("-") and argv[0] not in commands:
        help = nearest(argv[0], commands) or "the commands are " + ", ".join(commands)
        raise wrong_usage(f"there is no command `{argv[0]}`", help)
    try:
        given, rest = parser.parse_known_args(argv)
    except SystemExit:
        return None
    if rest:
        raise _not_recognized(rest[0], commands.get(given.command, parser))
    if given.command is None:
        raise wrong_usage("no command is given", "the commands are " + ", ".join(commands))
    return given


def _not_recognized(argument: str, parser: argparse.ArgumentParser) -> BackhaulError:
    if not argument.startswith("-"):
        message = f"`{argument}` is one argument too many"
        return wrong_usage(message, f"`{parser.prog} --help` shows what it takes")
    name = argument.partition("=")[0]
    options = re.findall("--[a-z-]+", parser.format_help())
    help = nearest(name, options) or f"`{parser.prog} --help` shows its options"
    return wrong_usage(f"there is no option `{name}`", help)


def _parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The whole parser, and that of each command."""
    parser = _Parser(
        prog="backhaul",
        description="Decides what happens to a case by rules that are data, and says why.",
        epilog=WORDS,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, help="print the version of backhaul")
    every = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    commands: dict[str, argparse.ArgumentParser] = {}
    for name, (command, line) in _COMMANDS.items():
        commands[name] = every.add_parser(
            name,
            help=line,
            description=f"{line[0].upper()}{line[1:]}.",
            epilog=f"{command.EXAMPLES}\n{WORDS}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(commands[name])
        commands[name].set_defaults(run=command.run)
    return parser, commands


class _Version(argparse.Action):
    """Prints the version; looked up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        import backhaul

        sys.stdout.write(f"backhaul {backhaul.__version__}\n")
        parser.exit()
