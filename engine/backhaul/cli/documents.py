"""Source and case files that were found, read and checked, with the policy that they belong to."""

from __future__ import annotations

from pathlib import Path

from backhaul.cases.suite import Suite, check
from backhaul.cli.find_files import Found
from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.language.reading import text
from backhaul.policy import from_text
from backhaul.sources import checker
from backhaul.versions.catalogue import Catalogue, shipped
from backhaul.versions.shapes import read_document


def check_source(file: Found) -> None:
    """Nothing, if the file is right; raises PolicyError with every mistake in it, or in its policy."""
    document, found = read_document(file.data, str(file.path), "source")
    named = document.root.get("policy")
    name = text(named)
    if name is None:
        raise PolicyError(found)
    try:
        policy = catalogue_of(name, file).open(name, None, from_text)
    except PolicyError as error:
        at = [
            d if d.span or named is None else Diagnostic(d.code, d.message, d.help, named.span)
            for d in error.diagnostics
        ]
        raise PolicyError([*found, *at]) from None
    checker.check(document, policy.model, found)


def read_suite(file: Found) -> Suite:
    """The cases of a file; raises PolicyError with every mistake in it."""
    document, found = read_document(file.data, str(file.path), "cases")
    return check(document, found)


def policy_files(suite: Suite, file: Found) -> dict[str, Path]:
    """The files of the versions that the cases of a file are for, lowest first; raises PolicyError for none."""
    catalogue = catalogue_of(suite.policy, file)
    versions = catalogue.versions(suite.policy)
    found = {v: catalogue.file(suite.policy, v) for v in versions if suite.covers(v)}
    if not found:
        message = f"`{suite.policy}` has no version that the cases of `{suite.file}` are for"
        help = "its versions are " + ", ".join(versions)
        raise PolicyError([Diagnostic("unknown-version", message, help)])
    return found


def catalogue_of(policy: str, file: Found) -> Catalogue:
    """The catalogue in which the policy of a file stands: the one around it, else the shipped one."""
    folder = file.policy_folder
    around = Catalogue(folder.parent)
    return around if folder.name == policy and policy in around.ids() else shipped()
