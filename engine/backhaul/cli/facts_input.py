"""The facts of one case, put together from a file or a platform's document and from options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, nearest
from backhaul.document.unquoted import unquoted
from backhaul.frozen import frozen

if TYPE_CHECKING:
    from backhaul.policy import Policy
    from backhaul.sources.facts import ReadFacts

#: bytes of facts, or of a platform's document
LIMIT = 1 << 20
AS_OF = "as_of"


def add_facts_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that put the facts of one case together."""
    facts = parser.add_argument_group("facts").add_argument
    facts("--source", metavar="NAME", help="FACTS is a platform's document: read it by this source")
    facts("--fact", metavar="NAME=VALUE", action="append", default=[], help="give or change a fact")
    facts(
        "--without", metavar="NAME", action="append", default=[], help="take a fact away: unknown"
    )
    facts("--as-of", metavar="TIME", help="the instant of the decision: an RFC 3339 time, or now")
    facts(
        "--extra",
        choices=("refuse", "ignore"),
        default="refuse",
        help="names in FACTS that are no facts (default: refuse)",
    )


@frozen
class Given:
    """What the command line says of the facts."""

    #: a path, `-` for standard input, or nothing
    file: str | None
    source: str | None
    #: `name=value` each
    overrides: Sequence[str]
    #: names of facts that become unknown
    without: Sequence[str]
    as_of: str | None


def read_facts(
    policy: Policy, given: Given, read: Callable[[str], object] | None = None
) -> Mapping[str, object]:
    """The facts as `decide` takes them; raises BackhaulError for all that is wrong with them.

    *read* is `read_document`, or one that remembers what it has read.
    """
    overrides = _overrides(policy, given)
    facts: dict[str, object] = {}
    if given.file is not None:
        with quoting_nothing_of(policy):
            document = (read or read_document)(given.file)
        if given.source:
            from backhaul.questions.case_sources import read_by

            return read_by(policy, document, given.source).changed(overrides, given.without)
        facts = as_facts(document)
    for name in given.without:
        facts.pop(name, None)
    return {**facts, **overrides}


@contextmanager
def quoting_nothing_of(policy: Policy) -> Iterator[None]:
    """Meanwhile what is wrong with a file of facts is told without a word of it, where a fact is masked."""
    try:
        yield
    except BackhaulError as error:
        if not policy.model.masks:
            raise
        raise type(error)(unquoted(error.diagnostics)) from None


@contextmanager
def told_in(language: str | None, policy: Policy, facts: Mapping[str, object]) -> Iterator[None]:
    """Meanwhile what is wrong with facts is told in a language of the policy, where one is asked for."""
    try:
        yield
    except FactError as error:
        if language is None:
            raise
        from backhaul.explanation.refusal import refused

        raise refused(policy.model, facts, error, language) from None


def read_document(file: str) -> object:
    """The values of a JSON or YAML file, or of the JSON on standard input (`-`)."""
    from backhaul.document.files import read_bytes
    from backhaul.document.json_reader import read_json

    if file == "-":
        return read_json(_standard_input(), "standard input")
    data = read_bytes(file, limit=LIMIT)
    if file.endswith((".yaml", ".yml")):
        return _from_yaml(data, file)
    return read_json(data, file)


def _from_yaml(data: bytes, name: str) -> object:
    from backhaul.document.node import plain
    from backhaul.document.reader import read

    document, mistakes = read(data, name)
    if document is None or mistakes:
        raise FactError(mistakes)
    return plain(document.root)


def warn(read: ReadFacts, color: str) -> None:
    """Say on standard error what in the document was no answer, and what was not understood."""
    from backhaul.cli import output

    if read.notes:
        output.complain([note.diagnostic() for note in read.notes], color)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise _refused("file-unreadable", "standard input is closed", "give the path of a file")
    if sys.stdin.isatty():
        sys.stderr.write("type the facts as JSON, then Ctrl-D\n")
    try:
        data = sys.stdin.buffer.read(LIMIT + 1)
    except OSError as failure:
        reason = (failure.strerror or "it failed").lower()
        message = f"standard input cannot be read: {reason}"
        raise _refused("file-unreadable", message, "give the path of a file") from None
    if len(data) > LIMIT:
        message = f"standard input is larger than {LIMIT >> 20} MiB"
        raise _refused("file-too-large", message, "give the facts of one case")
    return data


def as_facts(document: object) -> dict[str, object]:
    """The facts of one case, if the document is a mapping."""
    if isinstance(document, dict):
        return document
    message = "the facts of a case are a mapping from names to values"
    help = 'write {"name": value, ...}; a platform\'s own document needs `--source`'
    raise FactError([Diagnostic("wrong-kind", message, help)])


def _overrides(policy: Policy, given: Given) -> dict[str, object]:
    """The values that options give; every mistake in them is told at once."""
    mistakes: list[Diagnostic] = []
    pairs = [_pair(policy, written, mistakes) for written in given.overrides]
    named = [*(name for name, _ in pairs), *given.without]
    if given.as_of is not None:
        pairs.append((AS_OF, _instant(policy, given.as_of, mistakes)))
        named.append(AS_OF)
    mistakes += _unknown(policy, [name for name in named if name != AS_OF or not given.as_of])
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        message = f"the options speak more than once of the fact `{name}`"
        mistakes.append(Diagnostic("usage", message, "say it once", fact=name))
    if mistakes:
        raise FactError(mistakes)
    return dict(pairs)


def _pair(policy: Policy, written: str, mistakes: list[Diagnostic]) -> tuple[str, object]:
    name, equals, text = written.partition("=")
    if equals and text:
        own: list[Diagnostic] = []
        value = _value(text, name, own)
        mistakes += unquoted(own) if policy.model.masks else own
        return name, value
    if policy.model.masks and name not in policy.model.facts:
        # it may be a value, with another sign behind its name
        name = written = "..."
    message = f"`--fact {written}` gives no value"
    help = f"write `--fact {name}=VALUE`; `{name}=null` says that it is absent"
    help += f", `--without {name}` that it is not known"
    mistakes.append(Diagnostic("usage", message, help, fact=name))
    return name, None


def _value(text: str, name: str, mistakes: list[Diagnostic]) -> object:
    """The value as JSON if it is JSON, else the text itself."""
    from backhaul.document.json_reader import read_json

    try:
        return read_json(text.encode("utf-8", "surrogateescape"), f"--fact {name}")
    except BackhaulError as error:
        # what starts like this was meant as JSON, and is no fact's text
        if text.startswith(("{", "[", '"')):
            mistakes += error.diagnostics
        return text


def _instant(policy: Policy, text: str, mistakes: list[Diagnostic]) -> str:
    """The instant that `--as-of` names; *now* is read from the clock here, because a person says so."""
    from backhaul.language.kinds import Refusal
    from backhaul.language.written_values import parse_instant

    if AS_OF not in policy.model.facts:
        message = f"`--as-of` sets the fact `{AS_OF}`, and `{policy.id}` has none"
        mistakes.append(Diagnostic("unknown-fact", message, "leave the option out", fact=AS_OF))
        return text
    if text == "now":
        from datetime import UTC, datetime

        return datetime.now(UTC).isoformat().replace("+00:00", "Z")
    found = parse_instant(text)
    if isinstance(found, Refusal):
        help = found.help or "write it like `2026-03-02T10:00:00+07:00`"
        message = f"`--as-of`: {found.message}"
        mistakes.append(Diagnostic(found.code, message, f"{help}; or `now`", fact=AS_OF))
    return text


def _unknown(policy: Policy, names: Iterable[str]) -> Iterable[Diagnostic]:
    """The names that are no facts: an option that does nothing must not pass for one that does."""
    known = policy.model.facts
    for name in dict.fromkeys(names):
        if name not in known:
            help = nearest(name, known) or f"`backhaul schema facts {policy.id}` shows its facts"
            yield Diagnostic("unknown-fact", f"there is no fact `{name}`", help, fact=name)


def _refused(code: str, message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic(code, message, help)])
