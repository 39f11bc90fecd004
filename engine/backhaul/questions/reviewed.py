"""Whether a version was reviewed as it is now: by whom, and if not, what is in the way."""

from __future__ import annotations

from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, Span
from backhaul.explanation.review_words import review_words
from backhaul.explanation.words import fill
from backhaul.frozen import frozen
from backhaul.opening import from_text
from backhaul.questions.review_signature import Signer, allowed_signers, verify
from backhaul.questions.review_statement import (
    Statement,
    place_of,
    read_statement,
    signature_of,
    stale,
)
from backhaul.versions import candidate
from backhaul.versions.candidate import undrafted
from backhaul.versions.catalogue import Catalogue
from backhaul.versions.released import inspect


@frozen
class Reviewed:
    """A review that holds: what was read, and who signed it."""

    statement: Statement
    signer: Signer

    def told(self, language: str = "en") -> str:
        """Both in words of a language."""
        words, statement = review_words(language), self.statement
        names = {
            "a": f"{statement.policy} {statement.version}",
            "b": statement.against or "",
            "c": f"{self.signer.name} ({self.signer.fingerprint})",
            "d": str(len(statement.files)),
        }
        return fill(words["signed-beside" if statement.against else "signed-alone"], names)


def to_be_signed(folder: Path, version: str) -> bytes:
    """The statement about a version; raises BackhaulError where there is none, or something was changed since."""
    statement, data = read_statement(folder, version)
    wrong = [*stale(folder, statement)]
    path = folder / f"{version}.yaml"
    if not wrong and undrafted(from_text(path).as_version()).draft:
        message = f"{version} is a draft, and is changed once more when it is none"
        help = "take `draft: true` out of the file, and make the review again"
        wrong.append(Diagnostic("draft-version", message, help, Span(str(path), 1, 1)))
    if wrong:
        raise BackhaulError(wrong)
    return data


def reviewed(
    folder: Path, version: str, allowed: str | None = None, *, for_release: bool = False
) -> Reviewed:
    """The review of a version that holds; raises BackhaulError with all that speaks against it.

    *for_release*: it also has to be against the newest released version below.
    """
    Catalogue(folder.parent).file(folder.resolve().name, version)
    statement, data = read_statement(folder, version)
    wrong: list[Diagnostic] = []
    signer = None
    signature = signature_of(folder, version)
    try:
        signer = _signer(folder, version, data, signature, allowed)
    except BackhaulError as error:
        wrong += error.diagnostics
        if any(each.code == "bad-signature" for each in wrong):
            raise  # nobody has signed what the statement says
    before = candidate.before(inspect(folder).lock, version) if for_release else statement.against
    if before != statement.against:
        message = f"the review is against {statement.against or 'no other version'}, and the newest released version below {version} is {before}"
        help = "make the review again, read it and sign it"
        place = Span(str(place_of(folder, version)), 1, 1)
        wrong.append(Diagnostic("other-review", message, help, place))
    wrong += stale(folder, statement)
    if wrong or signer is None:
        raise BackhaulError(wrong)
    return Reviewed(statement, signer)


def _signer(
    folder: Path, version: str, data: bytes, signature: Path, allowed: str | None
) -> Signer:
    if not signature.is_file():
        message = f"the review of `{folder.resolve().name}` {version} is not signed"
        help = f"read it, and sign it by `backhaul review {folder} {version} --sign KEY`"
        raise BackhaulError([Diagnostic("no-review", message, help, Span(str(signature), 1, 1))])
    return verify(data, signature, allowed_signers(folder, allowed))
