"""`backhaul import`: a decision table or graph of another tool as a policy."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import NO, YES

EXAMPLES = """\
examples:
  backhaul import zen pricing.json
  backhaul import zen pricing.json --to policies --tests tests.json
  backhaul import zen table.json --schema input.schema.json

Nothing is written without --to. What the language cannot say is listed with its place; the published tests become cases.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("tool", metavar="zen", choices=("zen",), help="the tool that the file is from: GoRules ZEN")
    add(
        "file",
        metavar="FILE",
        help="a decision graph (JDM), or the content of one decision table, as JSON",
    )
    add("--to", metavar="DIRECTORY", help="write the policy and its cases below this directory")
    add(
        "--tests",
        metavar="FILE",
        help="a JSON list of {input, output} (default: the tests in FILE)",
    )
    add("--schema", metavar="FILE", help="a JSON Schema of the input, for what no test has")
    options.add_color(parser)


def run(given: argparse.Namespace) -> int:
    """Show what is said and what is not, and write the policy where that is asked for."""
    from pathlib import Path

    from backhaul.questions.import_zen import import_zen

    found = import_zen(given.file, given.tests, given.schema)
    lines = [f"{found.name}: {found.tables[0]} of {found.tables[1]} tables"]
    right = sum(not test.missing and not test.otherwise for test in found.tests)
    lines.append(f"published tests: {right} of {len(found.tests)} come out right as a whole")
    lines += [f"not said: {left.place}: {left.why}" for left in found.left]
    lines += [f"worked out before, and given as the fact `{name}`" for name in found.made]
    lines += [
        f"test {t.number}: not said: {', '.join(t.missing)}" for t in found.tests if t.missing
    ]
    lines += [f"test {t.number}: otherwise: {'; '.join(t.otherwise)}" for t in found.wrong]
    if given.to:
        for name, text in found.files.items():
            path = Path(given.to) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            output.write_file(text, str(path))
            lines.append(f"written: {path}")
    output.write(output.safe("\n".join(lines)))
    return NO if found.wrong else YES
