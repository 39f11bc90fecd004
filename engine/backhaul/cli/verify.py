"""`backhaul verify`: whether receipts come out the same again."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import FAILED, NO, OPEN, YES
from backhaul.cli.usage import wrong_usage
from backhaul.cli.verify_chain import verify_chain
from backhaul.diagnostics import BackhaulError, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backhaul.policy import Policy
    from backhaul.receipts.verify import Verdict

EXAMPLES = """\
examples:
  backhaul decide tiktok-shop-sea-failed-delivery parcel.json --format json > receipt.json
  backhaul verify receipt.json
  backhaul verify decisions.jsonl --policies policies
  backhaul verify receipt.json --facts parcel.json     the masked facts stand in parcel.json
  backhaul verify decisions.jsonl.1 decisions.jsonl --chain     missing, reordered, torn lines

A file holds one receipt, a list of them, or one on each line (JSON Lines); - reads a pipe.
Status 1: at least one differs; else 2: one could not be read, or a policy is not as it was released; else 3: one
cannot be verified. Every policy is read from its text, and its compiled form is made again and compared.
"""

#: receipts that are told of one by one
MOST_TOLD = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    add("receipts", metavar="RECEIPT", nargs="+", help="a .json or .jsonl file; - reads a pipe")
    add("--policies", metavar="DIR", help="the directory of policies (default: those shipped)")
    add("--facts", metavar="FILE", help="a .json or .yaml file with the masked facts")
    help = "decide nothing, but tell whether lines of a log are missing, reordered, torn or changed"
    add("--chain", action="store_true", help=f"{help}; the oldest file first")
    help = "with --chain: what it printed earlier as JSON; the chains go on from there"
    add("--since", metavar="FILE", help=help)
    add("--format", choices=("text", "json"), default="text")


def run(given: argparse.Namespace) -> int:
    """Decide every receipt again; the status says whether all came out the same."""
    from backhaul.cli.receipts_input import receipts

    if given.chain:
        if given.policies or given.facts:
            message = "`--policies` and `--facts` are for deciding again, which `--chain` does not"
            raise wrong_usage(message, "ask both questions one after the other")
        return verify_chain(given.receipts, given.format, given.since)
    if given.since:
        raise wrong_usage("`--since` is for `--chain`", "add `--chain`, or leave it out")
    finder = _Finder(given.policies)
    tally = Tally(cache(finder.find), _supplied(given.facts), finder.mistakes)
    for name in given.receipts:
        try:
            for place, receipt in receipts(name):
                tally.add(place, receipt)
        except BackhaulError as error:
            if len(given.receipts) == 1:
                raise
            # the others are verified all the same
            tally.add(name, error)
    if tally.count == 0:
        help = "name a file with what `backhaul decide --format json` prints"
        raise BackhaulError([Diagnostic("not-a-receipt", "there is no receipt", help)])
    shown = output.as_json(tally.as_json()) if given.format == "json" else tally.as_text()
    output.write(output.safe(shown))
    if finder.mistakes:
        output.complain(finder.mistakes)
    return tally.status


class Tally:
    """What became of the receipts so far: how many of each, and the first that are worth a word."""

    def __init__(
        self,
        find: Callable[[str, str], Policy],
        supplied: Mapping[str, object],
        mistakes: Sequence[Diagnostic] = (),
    ) -> None:
        self.find, self.supplied = find, supplied
        #: what is wrong with the releases that the receipts name
        self.mistakes = mistakes
        self.found = {"same": 0, "differs": 0, "cannot verify": 0, "unreadable": 0}
        self.told: list[tuple[str, str, list[str]]] = []

    @property
    def count(self) -> int:
        """How many receipts there were."""
        return sum(self.found.values())

    def add(self, place: str, receipt: object) -> None:
        """Verify one receipt; what cannot be read comes as the error that says so."""
        from backhaul.receipts.verify import verify

        if isinstance(receipt, BackhaulError):
            self._note(place, "unreadable", [d.message for d in receipt.diagnostics])
            return
        try:
            verdict = verify(receipt, self.find, self.supplied)
        except BackhaulError as error:
            self._note(place, "unreadable", [d.message for d in error.diagnostics])
        else:
            self._note(place, verdict.finding, _sentences(verdict))

    def _note(self, place: str, finding: str, sentences: list[str]) -> None:
        self.found[finding] += 1
        if finding != "same" and len(self.told) < MOST_TOLD:
            self.told.append((place, finding, sentences))

    @property
    def status(self) -> int:
        """The exit status: a difference outweighs what could not be read or verified."""
        if self.found["differs"]:
            return NO
        if self.found["unreadable"] or self.mistakes:
            return FAILED
        return OPEN if self.found["cannot verify"] else YES

    def as_text(self) -> str:
        """A paragraph for each receipt that is not the same, and a line of counts."""
        lines: list[str] = []
        for place, finding, sentences in self.told:
            lines.append(f"{place}: {finding}")
            lines += (f"  {sentence}" for sentence in sentences)
        left = self.count - self.found["same"] - len(self.told)
        if left:
            lines.append(f"and {left} more that are not the same")
        counted = ", ".join(f"{n} {_WORDS[finding]}" for finding, n in self.found.items() if n)
        lines.append(f"{self.count} {'receipt' if self.count == 1 else 'receipts'}: {counted}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        told = [
            {"receipt": place, "finding": finding, "because": sentences}
            for place, finding, sentences in self.told
        ]
        releases = [d.message for d in self.mistakes]
        return {"receipts": self.count, "found": self.found, "told": told, "releases": releases}


_WORDS = {
    "same": "the same",
    "differs": "different",
    "cannot verify": "cannot be verified",
    "unreadable": "not readable",
}


def _sentences(verdict: Verdict) -> list[str]:
    return [*verdict.reasons, *(str(difference) for difference in verdict.differences)]


class _Finder:
    """Finds policies by their id and version, always from their text."""

    def __init__(self, folder: str | None) -> None:
        from backhaul.versions.catalogue import Catalogue, shipped

        if folder is not None and not Path(folder).is_dir():
            message = f"there is no directory `{folder}`"
            raise BackhaulError(
                [Diagnostic("file-not-found", message, "name the directory of policies")]
            )
        self.catalogue = shipped() if folder is None else Catalogue(Path(folder))
        #: where the lock gives a version another compiled form than its text has
        self.mistakes: list[Diagnostic] = []

    def find(self, policy: str, version: str) -> Policy:
        """The policy; raises PolicyError where there is none, or it is not what was released."""
        from backhaul.opening import wrapped
        from backhaul.versions.released import recompiled

        lock = self.catalogue.lock(policy) if policy in self.catalogue.ids() else None
        if release := lock.get(version) if lock else None:
            folder = self.catalogue.root / policy
            found, mistakes = recompiled(folder, release)
            self.mistakes += (d for d in mistakes if d.severity == "error")
            return wrapped(found)
        return wrapped(self.catalogue.open(policy, version, text=True))


def _supplied(file: str | None) -> Mapping[str, object]:
    if file is None:
        return {}
    from backhaul.cli.facts_input import as_facts, read_document
    from backhaul.document.unquoted import unquoted

    try:
        return as_facts(read_document(file))
    except BackhaulError as error:
        # it is a file of masked facts
        raise BackhaulError(unquoted(error.diagnostics)) from None
