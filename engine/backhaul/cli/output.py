"""Where a command's words go: standard output, a file that is whole or not there, standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from backhaul.diagnostic_words import text_in
from backhaul.diagnostics import Diagnostic
from backhaul.document.writing import unwritable, write_file

__all__ = ["abandon_stdout", "as_json", "complain", "decimal_as_text", "safe", "unwritable"]
__all__ += ["wants_color", "write", "write_answer", "write_file"]


def write(text: str, path: str | None = None) -> None:
    """Write a text to standard output, or to a file in one step; raises BackhaulError if it cannot."""
    text = text if text.endswith("\n") else text + "\n"
    if path is not None:
        write_file(text, path)
        return
    if sys.stdout is None:
        raise unwritable("standard output", "it is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as failure:
        abandon_stdout()
        raise unwritable("standard output", (failure.strerror or "it failed").lower()) from None


def abandon_stdout() -> None:
    """Send what is left to nowhere, or the interpreter complains once more when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def wants_color(color: str, stream: TextIO | None) -> bool:
    """Whether what goes to this stream is to be painted; *color*: `auto`, `always` or `never`."""
    if color == "never" or stream is None:
        return False
    if color == "auto":
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        if plain or not stream.isatty():
            return False
    from importlib.util import find_spec

    return find_spec("rich") is not None


def safe(text: str) -> str:
    """The text with every character that hides, or moves a terminal's cursor, shown as an escape."""
    from backhaul.document.characters import HIDDEN

    return HIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def decimal_as_text(value: object) -> str:
    """A decimal with all its digits, as a fact may be given; raises TypeError for what else JSON has no word for."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(value)


def as_json(value: object) -> str:
    """The value as indented JSON; characters that hide are escaped as JSON escapes them."""
    import json

    from backhaul.document.characters import HIDDEN

    text = json.dumps(value, ensure_ascii=False, indent=2, default=decimal_as_text)
    return HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def write_answer(
    given: argparse.Namespace,
    data: Callable[[], object],
    words: Callable[[], str],
    cases: Callable[[], str] | None = None,
) -> None:
    """Write an answer in the form and to the place that were asked for: its data as JSON, its words, or as a case file.

    Where *cases* makes a case file, `--output` may name it by its ending in place of `--format yaml`; the words are then printed.
    """
    if cases and given.format == "yaml":
        write(cases(), given.output)
        return
    place = given.output
    if cases and place and place.lower().endswith((".yaml", ".yml")):
        write(cases(), place)
        place = None
    write(as_json(data()) if given.format == "json" else safe(words()), place)


def complain(
    diagnostics: Sequence[Diagnostic], color: str = "auto", language: str | None = None
) -> None:
    """Say on standard error what is wrong, in the language that is asked for where diagnostics are told in it."""
    text = safe(text_in(diagnostics, language))
    if wants_color(color, sys.stderr):
        from backhaul.cli import paint

        text = paint.diagnostics(text).rstrip("\n")
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
