"""`backhaul new`: a small policy that works, to be changed into one's own."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from backhaul.cli import options, output
from backhaul.cli.exit_status import YES

EXAMPLES = """\
examples:
  backhaul new late-parcel
  backhaul new late-parcel --directory rules --title "Parcels that come late"

It writes a policy, a source and two cases, each with comments, and beside them the schemas by which editors complete and
underline. Nothing that is there is touched.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("id", metavar="ID", help="the id of the policy: small letters, digits and -")
    help = "the directory of policies in which it is to stand (default: policies)"
    add("--directory", metavar="DIR", default="policies", help=help)
    add("--title", metavar="TEXT", help="its title (default: made of the id)")
    options.add_output(parser, "text", "json")


def run(given: argparse.Namespace) -> int:
    """Write the files of the policy, all or none."""
    import tempfile  # a decision does without it

    from backhaul.questions.beginning import new_policy

    begun = new_policy(given.id, given.directory, title=given.title)
    try:
        for path in begun.schemas:
            path.parent.mkdir(parents=True, exist_ok=True)
        for path, text in begun.schemas.items():
            output.write_file(text, str(path))
        aside = Path(tempfile.mkdtemp(prefix=".new.", dir=begun.folder.parent))
    except OSError as failure:
        raise output.unwritable(
            given.directory, (failure.strerror or "it failed").lower()
        ) from None
    try:
        for name, text in begun.files.items():
            (aside / name).parent.mkdir(exist_ok=True)
            output.write_file(text, str(aside / name))
        mask = os.umask(0)
        os.umask(mask)
        aside.chmod(0o777 & ~mask)
        try:
            aside.rename(begun.folder)
        except OSError as failure:
            reason = (failure.strerror or "it failed").lower()
            raise output.unwritable(str(begun.folder), reason) from None
    finally:
        # gone already if all went well
        shutil.rmtree(aside, ignore_errors=True)
    output.write_answer(given, begun.to_dict, begun.explain)
    return YES
