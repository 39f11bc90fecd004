"""Why nothing rests on a clause of a version that was released without saying so: `clauses.yaml` beside the versions.

A released version never changes, so what it left unsaid stands there.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

from backhaul.diagnostics import Diagnostic, PolicyError, listed, nearest
from backhaul.document.files import read_bytes
from backhaul.document.node import Document, MapNode, entries, mapping, text
from backhaul.document.reader import read_document
from backhaul.language.kinds import Words
from backhaul.language.model import Policy
from backhaul.versions.version import MOST_BYTES

FILE = "clauses.yaml"


def reasons_beside(policy: Policy) -> dict[str, Words]:
    """Why nothing rests on clauses, by clause, out of the file beside this version; none where there is none.

    Raises PolicyError with every mistake in it, and BackhaulError where it cannot be read.
    """
    own = next((decision.span.file for decision in policy.decisions.values()), "")
    path = os.path.join(os.path.dirname(os.path.realpath(own)), FILE)
    if not os.path.isfile(own) or not os.path.isfile(path):
        return {}
    document, mistakes = read_document(read_bytes(path, limit=MOST_BYTES), path, "clauses")
    if mistakes:
        raise PolicyError(mistakes)
    if text(document.root.get("policy")) != policy.id:
        return {}
    return {
        name: {language: text(said) or "" for language, _, said in entries(node)}
        for name, _, node in entries(document.root.get("why"))
    }


def misfits(document: Document, policies: Collection[Policy]) -> Iterator[Diagnostic]:
    """What of such a file fits none of the versions beside it."""
    clauses = [clause for policy in policies for clause in policy.clauses.values()]
    languages = dict.fromkeys(name for policy in policies for name in policy.languages)
    for name, key, node in entries(document.root.get("why")):
        if name not in {clause.id for clause in clauses}:
            help = nearest(name, {clause.id for clause in clauses})
            message = f"no version has the clause `{name}`"
            yield Diagnostic("unknown-clause", message, help or "leave it out", key.span)
        elif not any(c.id == name and (c.words_only or c.not_covered) for c in clauses):
            message = f"`why` says why nothing rests on the clause `{name}`, which has no such mark"
            help = "leave it out; a version marks it by `words_only: true` or `not_covered: true`"
            yield Diagnostic("clause-contradicted", message, help, key.span)
        yield from _languages(mapping(node) or MapNode((), key.span), languages)


def _languages(node: MapNode, languages: Collection[str]) -> Iterator[Diagnostic]:
    written = [name for name, _, _ in entries(node)]
    for name, key, _ in entries(node):
        if name not in languages:
            message = f"no version of the policy has the language `{name}`"
            yield Diagnostic("unknown-language", message, "leave it out", key.span)
    missing = [name for name in languages if name not in written]
    if missing:
        message = "the text is missing in " + listed(missing, "`")
        help = "every text has all the languages of the versions"
        yield Diagnostic("missing-language", message, help, node.span)
