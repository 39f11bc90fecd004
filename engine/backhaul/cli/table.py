"""`backhaul table`: a decision table out into a spreadsheet, and back into the policy."""

from __future__ import annotations

import argparse

from backhaul.cli import options, output
from backhaul.cli.exit_status import YES
from backhaul.cli.usage import wrong_usage

EXAMPLES = """\
examples:
  backhaul table export policies/mine/2.1.0.yaml fee --to fee.xlsx
  backhaul table import policies/mine/2.1.0.yaml fee fee.xlsx
  backhaul table import policies/mine/2.1.0.yaml fee fee.csv --write

An import shows what changes, row by row, and writes nothing without --write. XLSX needs the extra `sheets`.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add(
        "way",
        metavar="export|import",
        choices=("export", "import"),
        help="out of the policy, or into it",
    )
    add(
        "policy",
        metavar="POLICY",
        help="a policy file, or a directory with versions: the newest of them",
    )
    add("decision", metavar="DECISION", help="the decision whose rules stand in a table")
    add("file", metavar="FILE", nargs="?", help="the CSV or XLSX file to import")
    add("--to", metavar="FILE", help="the CSV or XLSX file to export to")
    add("--write", action="store_true", help="write the changes into the policy")
    options.add_color(parser)


def run(given: argparse.Namespace) -> int:
    """Write the sheet; or show what it changes, and write that where it is asked for."""
    from pathlib import Path

    from backhaul.questions.table_files import export_table, import_table

    if given.way == "export":
        if not given.to or given.file or given.write:
            raise wrong_usage(
                "`table export` writes to one file",
                "name it with `--to FILE.csv` or `--to FILE.xlsx`",
            )
        output.write_file(export_table(given.policy, given.decision, _suffix(given.to)), given.to)
        output.write(output.safe(f"written: {given.to}"))
        return YES
    if not given.file or given.to:
        raise wrong_usage("`table import` reads one file", "name it behind the decision")
    _suffix(given.file)
    found = import_table(given.policy, given.decision, given.file)
    lines = []
    for change in found.changes:
        lines.append(f"{change.kind}: {change.row}")
        lines += [
            f"  {name}: {new}" if not old else f"  {name}: {old} → {new}"
            for name, old, new in change.cells
        ]
    if found.after == found.before:
        lines = ["no change"]
    elif given.write:
        output.write_file(found.after, str(found.path))
        lines.append(f"written: {Path(found.path)}")
    else:
        lines.append("nothing is written without `--write`")
    output.write(output.safe("\n".join(lines)))
    return YES


def _suffix(file: str) -> str:
    """The ending of the name of a sheet."""
    from pathlib import Path

    suffix = Path(file).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise wrong_usage(
            f"`{file}` ends neither in `.csv` nor in `.xlsx`", "name a CSV file or a workbook"
        )
    return suffix
