"""The options that several commands take, each declared once."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import PurePath

from backhaul.cli.usage import wrong_usage

_COLORS = ("auto", "always", "never")


def number(things: str, least: int = 0, most: int = 10**12) -> Callable[[str], int]:
    """What reads a whole number of *things* within these limits."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text[:20]) < most:
            raise argparse.ArgumentTypeError(f"`{text}` is not a number of {things}")
        return int(text)

    return read


def add_version(parser: argparse._ActionsContainer) -> None:
    """Declare `--version`."""
    help = "the version, such as 1.0.0 (default: the newest released)"
    parser.add_argument("--version", metavar="V", help=help)


def add_jobs(parser: argparse._ActionsContainer) -> None:
    """Declare `--jobs`; 0 stands for one a core."""
    processes = number("processes", most=10_000)
    help = "processes (default: one a core)"
    parser.add_argument("--jobs", metavar="N", type=processes, default=0, help=help)


def add_work(parser: argparse._ActionsContainer) -> None:
    """Declare `--work`."""
    help = "steps of the solver for each question (default: 50000000)"
    steps = number("steps", 1, 2**32)
    parser.add_argument("--work", metavar="N", type=steps, help=help)


def add_source(parser: argparse._ActionsContainer) -> None:
    """Declare `--source` of commands that read files of records."""
    help = "the records are a platform's documents: read them by this source"
    parser.add_argument("--source", metavar="NAME", help=help)


class _Unsaid(str):
    """The form that is taken where neither `--format` nor the ending of a file says one."""

    __slots__ = ()


class _Output(argparse.Action):
    """Takes the place to write to; where no form is said, its ending says it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        del parser, option_string
        setattr(namespace, self.dest, values)
        form = self.const.get(PurePath(str(values)).suffix.lower())
        if form and isinstance(namespace.format, _Unsaid):
            namespace.format = form


_ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".json": "json",
    ".svg": "svg",
    ".sarif": "sarif",
}


def add_form(parser: argparse._ActionsContainer, *forms: str) -> None:
    """Declare `--format` with these forms, the first by default, and `--output`, of which the ending may say the form."""
    by_ending = {end: form for end, form in _ENDINGS.items() if form in forms}
    help = "write to a file, whole or not at all"
    if forms:
        parser.add_argument("--format", choices=forms, default=_Unsaid(forms[0]))
        help += ", in the form of its ending where `--format` says none"
    parser.add_argument("--output", metavar="FILE", action=_Output, const=by_ending, help=help)


def add_output(
    parser: argparse.ArgumentParser,
    *forms: str,
    lang: bool = False,
    color: bool = False,
) -> argparse._ArgumentGroup:
    """Declare what `add_form` does, and `--lang` and `--color` where they are wanted."""
    place = parser.add_argument_group("output")
    add_form(place, *forms)
    if lang:
        place.add_argument(
            "--lang", metavar="LANGUAGE", help="language of the words, such as en or zh"
        )
    if color:
        add_color(place)
    return place


def add_color(parser: argparse._ActionsContainer) -> None:
    """Declare `--color`."""
    parser.add_argument("--color", choices=_COLORS, default="auto", help="default: auto")


def percentage(written: str | None, option: str = "--threshold") -> Decimal | None:
    """The percentage that is asked for, if one is."""
    if written is None:
        return None
    try:
        least = Decimal(written)
    except InvalidOperation:
        least = Decimal(-1)
    if not least.is_finite() or not 0 <= least <= 100:
        message = f"`{option} {written}` is no percentage"
        raise wrong_usage(message, "give a number from 0 to 100, such as 95 or 99.5")
    return least
