"""The same words with colours and a frame, for a terminal; with `rich`, where it is installed.

Only what a line looks like decides how it is painted: the words are made elsewhere and never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

Styles = Sequence[tuple[re.Pattern[str], Sequence[str]]]

_STATUS = {"decided": "green", "undetermined": "yellow", "uncovered": "red"}
_RULE = re.compile("[─═]+")
#: how the groups of the first pattern that a line fits are painted
_EXPLANATION: Styles = (
    (re.compile(r"( *)([─═]+)"), ("", "dim")),
    (re.compile(r"(! .*)"), ("bold yellow",)),
    (re.compile(r"(✓)( [^ :]+:)(.*)"), ("bold green", "bold", "")),
    (re.compile(r"(\?)( [^ :]+:)(.*)"), ("bold yellow", "bold", "")),
    (re.compile(r"(✗)( [^ :]+:)(.*)"), ("red", "", "")),
    (re.compile(r" +(✓)( .*)"), ("green", "")),
    (re.compile(r" +(\?)( .*)"), ("yellow", "")),
    (re.compile(r" +(✗)( .*)"), ("red", "")),
    (re.compile(r" +(\[.+\])"), ("dim",)),
    (re.compile(r" +(\S.*:[0-9]+( · .*)?)"), ("dim",)),
)
_DIAGNOSTICS: Styles = (
    (
        re.compile(r"(\S.*?: )?(error|错误)(\[[a-z-]+\])((?:: |：).*)"),
        ("bold", "bold red", "dim", "bold"),
    ),
    (
        re.compile(r"(\S.*?: )?(warning|警告)(\[[a-z-]+\])((?:: |：).*)"),
        ("bold", "bold yellow", "dim", "bold"),
    ),
    (
        re.compile(r"(\S.*?: )?(note|提示)(\[[a-z-]+\])((?:: |：).*)"),
        ("bold", "bold cyan", "dim", "bold"),
    ),
    (re.compile(r" +(\|) +(\^+)"), ("dim", "bold red")),
    (re.compile(r"( +[0-9]* \|)(.*)"), ("dim", "")),
    (re.compile(r" +(help:|办法：)(.*)"), ("cyan", "")),
    (re.compile(r"(FAILED .*|失败：.*)"), ("bold red",)),
    (
        re.compile(
            r"([0-9]+ files?, no errors, no warnings(?:, [0-9]+ notes?.*)?|[1-9][0-9]* passed, 0 failed"
            r"|[0-9]+ 个文件、没有错误、没有警告(?:、[0-9]+ 条提示.*)?|[1-9][0-9]* 个通过，0 个失败)"
        ),
        ("bold green",),
    ),
    (re.compile(r"([0-9]+ files?, no errors, .*|[0-9]+ 个文件、没有错误、.*)"), ("bold yellow",)),
    (
        re.compile(r"([0-9]+ files?, .*|[0-9]+ passed, .*|[0-9]+ 个文件、.*|[0-9]+ 个通过，.*)"),
        ("bold red",),
    ),
)


def explanation(text: str, status: str) -> str:
    """The text of an explanation, its answer in a frame of the colour of the status."""
    lines = text.rstrip("\n").split("\n")
    return _rendered(_explained(lines, _STATUS.get(status, "")))


def diagnostics(text: str) -> str:
    """The text of diagnostics, of cases that failed, and of the line that counts them."""
    return _rendered((_painted(line, _DIAGNOSTICS) for line in text.split("\n")), wrap=False)


def _explained(lines: Sequence[str], color: str) -> Iterator[RenderableType]:
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    start, foot = 0, rules[-1] if len(rules) > 1 else len(lines)
    if rules:
        # remarks may stand before the answer, with a blank line between
        end = rules[0]
        start = max((n for n in range(end) if not lines[n]), default=-1) + 1
        yield from (_painted(line, _EXPLANATION) for line in lines[:start])
        yield _framed(lines[start:end], color)
        start = end + 1
    for number in range(start, len(lines)):
        line = lines[number]
        if number > foot:
            yield _styled(line, "dim")
        elif line and not line.startswith((" ", "✓", "✗", "?", "─", "═")):
            heads = not lines[number - 1]
            yield _styled(line, f"bold {color}" if heads else "")
        else:
            yield _painted(line, _EXPLANATION)


def _framed(lines: Sequence[str], color: str) -> RenderableType:
    from rich.panel import Panel

    return Panel(_styled("\n".join(lines), f"bold {color}"), border_style=color, expand=False)


def _styled(line: str, style: str) -> Text:
    from rich.text import Text

    return Text(line, style)


def _painted(line: str, styles: Styles) -> Text:
    """One line, painted as the first pattern says that it fits."""
    text = _styled(line, "")
    for pattern, groups in styles:
        if found := pattern.fullmatch(line):
            for number, style in enumerate(groups, 1):
                if style and found[number]:
                    text.stylize(style, *found.span(number))
            break
    return text


def _rendered(parts: Iterable[RenderableType], *, wrap: bool = True) -> str:
    """What a terminal shows so; *wrap*: too wide a line goes on under its own beginning."""
    from shutil import get_terminal_size

    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    width = get_terminal_size().columns
    file = StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        if isinstance(part, Text) and wrap and part.cell_len > width:
            indent = min(len(part.plain) - len(part.plain.lstrip()), width // 2)
            if _RULE.fullmatch(part.plain):
                part.truncate(width)
            console.print(Padding(part[indent:], (0, 0, 0, indent)))
        else:
            console.print(part, soft_wrap=not wrap)
    return file.getvalue()
