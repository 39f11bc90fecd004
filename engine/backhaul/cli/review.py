"""`backhaul review`: all that is to be read before a release in one document, and the signature that it was read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backhaul.cli import options, output
from backhaul.cli.exit_status import YES
from backhaul.cli.usage import wrong_usage

EXAMPLES = """\
examples:
  backhaul review policies/mine 2.0.0
  backhaul review policies/mine 2.0.0 --format html --output policies/mine/reviews/2.0.0.html
  backhaul review policies/mine 2.0.0 --sign ~/.ssh/id_ed25519
  backhaul review policies/mine 2.0.0 --verify --allowed-signers policies/allowed_signers
  backhaul release policies/mine 2.0.0 --require-review

With --output the files that were read are noted in `reviews`, each with its digest. --sign signs that note after the document was read, and --verify
says whether the signature holds, who signed, and which file was changed since.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("policy", metavar="POLICY", help="a policy's directory, or its name below policies")
    add("version", metavar="VERSION", help="the version, such as 2.0.0")
    help = "the version that it is compared with (default: the newest released one below it)"
    add("--against", metavar="V", help=help)
    facts, changes = options.number("facts"), options.number("changes")
    help = "facts that are made of each version to compare on (default: 500)"
    add("--generated", metavar="N", type=facts, default=500, help=help)
    help = "changes of the policy that are tried on its cases, 0 for none (default: 100)"
    add("--sample", metavar="N", type=changes, default=100, help=help)
    help = "what these are drawn with (default: the digest of the version)"
    add("--seed", metavar="TEXT", help=help)
    options.add_work(parser)
    options.add_jobs(parser)
    signing = parser.add_argument_group("signature")
    one = signing.add_mutually_exclusive_group()
    one.add_argument(
        "--sign", metavar="KEY", help="sign what was read, with the Ed25519 key in this file"
    )
    help = "say who signed the review, or what of it does not hold"
    one.add_argument("--verify", action="store_true", help=help)
    add_allowed_signers(signing)
    options.add_output(parser, "text", "markdown", "html", "json", lang=True)


def add_allowed_signers(parser: argparse._ActionsContainer) -> None:
    """Declare `--allowed-signers`."""
    help = "who may sign, as ssh-keygen takes it (default: allowed_signers beside the policy's versions, or in the folder above)"
    parser.add_argument("--allowed-signers", metavar="FILE", help=help)


def run(given: argparse.Namespace) -> int:
    """Make the document, sign what was read, or verify a signature."""
    if (given.sign or given.verify) and given.output:
        message = "a review is made by one call, read, and signed or verified by another"
        raise wrong_usage(message, "leave `--output` out")
    if given.sign:
        return _sign(given)
    return _verify(given) if given.verify else _make(given)


def _make(given: argparse.Namespace) -> int:
    from backhaul.cli.progress import progress
    from backhaul.questions.review import review

    with progress() as told:
        made = review(
            given.policy,
            given.version,
            against=given.against,
            generated=given.generated,
            sample=given.sample,
            seed=given.seed,
            work=given.work,
            jobs=given.jobs,
            progress=told,
        )
    if given.output:
        from backhaul.questions.review_statement import place_of, statement_of

        place = place_of(made.folder, given.version)
        if Path(given.output).parent.resolve() == place.parent.resolve():
            place.parent.mkdir(exist_ok=True)
    output.write_answer(
        given,
        lambda: made.to_dict(given.lang),
        lambda: made.explain(given.lang, form=given.format),
    )
    if given.output:
        data = Path(given.output).read_bytes()
        other = made.against.version if made.against else None
        statement = statement_of(made.folder, given.version, other, Path(given.output), data)
        place.parent.mkdir(exist_ok=True)
        output.write_file(statement.text(), str(place))
        sign = f"backhaul review {given.policy} {given.version} --sign KEY"
        sys.stderr.write(f"what was read is noted in {place}\nsign it by `{sign}`\n")
    return YES


def _sign(given: argparse.Namespace) -> int:
    from backhaul.questions.releasing import folder_of
    from backhaul.questions.review_signature import sign
    from backhaul.questions.review_statement import signature_of
    from backhaul.questions.reviewed import to_be_signed

    folder = folder_of(given.policy)
    data = to_be_signed(folder, given.version)
    place = signature_of(folder, given.version)
    output.write_file(sign(data, given.sign), str(place))
    output.write(f"signed: {place}")
    return YES


def _verify(given: argparse.Namespace) -> int:
    from backhaul.questions.releasing import folder_of
    from backhaul.questions.reviewed import reviewed

    folder = folder_of(given.policy)
    holds = reviewed(folder, given.version, given.allowed_signers)
    output.write(output.safe(holds.told(given.lang or "en")))
    return YES
