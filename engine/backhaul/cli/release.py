"""`backhaul release`: a version is checked whole, and then never changes again."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from typing import TYPE_CHECKING

from backhaul.cli import options, output, review
from backhaul.cli.exit_status import YES
from backhaul.cli.usage import wrong_usage

if TYPE_CHECKING:
    from pathlib import Path

    from backhaul.questions.releasing import Checked

EXAMPLES = """\
examples:
  backhaul release tiktok-shop-sea-failed-delivery 1.0.0 --dry-run
  backhaul release policies/mine 1.1.0
  backhaul release policies/mine 1.1.1 --on last-month.jsonl
  backhaul release policies/mine 2.0.0 --retroactive
  backhaul release policies/mine 2.0.0 --require-review
  backhaul release policies/mine 2.0.0 --prove-again --work 500000000

A version is released by its entry in `released.lock`, beside its file. Both belong in version control. `draft: true` is taken
out of the file.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help="a policy's directory, or its name below policies")
    add("version", metavar="VERSION", help="the version, such as 1.0.0")
    help = "JSON Lines of facts on which a patch must decide as the version before it"
    add("--on", metavar="FILE", action="append", default=[], help=help)
    help = "how many facts to make for that, of each of the two versions (default: 2000)"
    count = options.number("facts", most=10**7)
    add("--generated", metavar="N", type=count, default=2000, help=help)
    options.add_work(parser)
    help = (
        "let it decide the cases of the version before it otherwise, from the same day or earlier"
    )
    add("--retroactive", action="store_true", help=help)
    help = "release it only where a review of it holds that is signed by somebody who may sign"
    add("--require-review", action="store_true", help=help)
    review.add_allowed_signers(parser)
    help = "prove a released version anew, and write the verdicts alone into its entry"
    add("--prove-again", action="store_true", help=help)
    add("--dry-run", action="store_true", help="check everything, and release nothing")
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(given: argparse.Namespace) -> int:
    """Release a version, or raise all that keeps it from being released."""
    from backhaul.cli.exclusive import exclusive
    from backhaul.questions.releasing import Way, check, folder_of

    folder = folder_of(given.policy)
    if given.prove_again:
        if given.on or given.retroactive:
            message = "`--prove-again` releases nothing, so there is nothing to hold it against"
            raise wrong_usage(message, "leave `--on` and `--retroactive` out")
        return _prove_again(folder, given)
    # the lock file is read by the check, so nobody may write it before this is done
    with nullcontext() if given.dry_run else exclusive(folder):
        holds = _review(folder, given)
        way = Way(given.on, given.generated, given.work, given.retroactive)
        checked = check(folder, given.version, way)
        if not given.dry_run:
            _write(checked)
    output.write(output.safe("\n".join([_told(checked, given), *holds])))
    return YES


def _review(folder: Path, given: argparse.Namespace) -> list[str]:
    """Who has read and signed the version, in words; raises BackhaulError where nobody has as it is now."""
    if not given.require_review:
        return []
    from backhaul.questions.reviewed import reviewed

    return [reviewed(folder, given.version, given.allowed_signers, for_release=True).told()]


def _prove_again(folder: Path, given: argparse.Namespace) -> int:
    """Prove a released version anew, and write its entry."""
    from backhaul.cli.exclusive import exclusive
    from backhaul.questions.release_proof import told
    from backhaul.questions.releasing import proved_again
    from backhaul.versions.lock import NAME

    with nullcontext() if given.dry_run else exclusive(folder):
        proved = proved_again(folder, given.version, given.work)
        if not given.dry_run:
            output.write_file(proved.lock.text(), str(folder / NAME))
    done = "is proved anew" if not given.dry_run else "may be proved anew, and was not written"
    lines = [
        f"{proved.policy.id} {proved.policy.version} {done}",
        *told(proved.proofs, proved.policy.model),
    ]
    output.write(output.safe("\n".join(lines)))
    return YES


def _write(checked: Checked) -> None:
    """Write the version without its draft mark, the compiled form, and then the lock file, which makes it count."""
    from backhaul.language.stored import form_of
    from backhaul.versions.candidate import release_of
    from backhaul.versions.compiled_form import beside
    from backhaul.versions.lock import NAME

    release = release_of(checked.policy, checked.proofs, checked.replaces)
    lock = checked.lock.with_release(release)
    form = form_of(checked.policy.model).decode()
    file = checked.folder / f"{checked.policy.version}.yaml"
    if file.read_bytes() != checked.policy.data:
        output.write_file(checked.policy.data.decode(), str(file))
    output.write_file(form, beside(file))
    output.write_file(lock.text(), str(checked.folder / NAME))


def _told(checked: Checked, given: argparse.Namespace) -> str:
    """What was released, and what was checked for it."""
    from backhaul.packages import install
    from backhaul.questions.release_proof import told

    policy = checked.policy
    done = "may be released, and was not: this was a dry run" if given.dry_run else "is released"
    lines = [f"{policy.id} {policy.version} {done}"]
    if dates := policy.model.in_force:
        lines.append(f"in force by `{dates.by}`, from {dates.written}")
    lines += [f"meaning {policy.digest}", f"bytes   {policy.bytes_digest}"]
    lines.append(
        f"{_number(checked.cases, 'case')} passed, {_number(checked.sources, 'source')} checked"
    )
    if checked.warnings:
        passed = _number(checked.warnings, "warning")
        verb = "was" if checked.warnings == 1 else "were"
        lines.append(f"{passed} {verb} passed over: `backhaul check {given.policy}` shows")
    if checked.mends:
        made = f"{2 * given.generated} generated facts"
        lines.append(f"it decides as {checked.mends} on the cases, the records given and {made}")
    if checked.replaces:
        lines.append(f"it replaces {checked.replaces} for cases from before this release, too")
    elif given.retroactive:
        lines.append("`--retroactive` was not needed: no earlier case is decided otherwise")
    lines += told(checked.proofs, policy.model)
    if checked.unproved:
        lines.append(f"nothing was proved of it: for that, `{install('analysis')}`")
    return "\n".join(lines)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
