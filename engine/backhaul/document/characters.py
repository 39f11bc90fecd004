"""The characters of a file: UTF-8, none that hides, no line longer than a person reads.

A comment that ends at a line break no editor shows can hide a rule, and a bidirectional control can
show one in another order than it runs. Both are refused, also when an escape makes them.
"""

from __future__ import annotations

import re
import unicodedata

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.files import too_large

#: bytes of a document
SIZE = 1 << 20
#: characters of a line
LINE = 4096
#: lines with a hidden character that are reported
REPORTED = 100

#: control characters but the line feed and the tab, line breaks that editors do not show, marks
#: without width, controls of direction, halves of surrogate pairs, and what is no character
_HIDDEN = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f"
    "\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\ufffe\\uffff"
    "\\ud800-\\udfff\\U000e0000-\\U000e007f"
)
HIDDEN = re.compile(f"[{_HIDDEN}]")
_HIDDEN_OR_TAB = re.compile(f"[{_HIDDEN}\\t]")
#: spaces that look like plain ones, where they indent a key or an item of a list; a text may begin with some
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INDENT = re.compile(f"^ *([{_SPACES}])[ {_SPACES}]*(?=- |[A-Za-z_][\\w.-]*:(?: |$))", re.MULTILINE)
_SPACE_NAMES = {"\xa0": "a no-break space", "\u3000": "a Chinese space"}
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?: .*)?$")

_NAMES = {
    "\r": "a carriage return without a line feed",
    "\x1b": "an escape character",
    "\x85": "a line break that editors do not show",
    "\xad": "a soft hyphen",
    "\u2028": "a line break that editors do not show",
    "\u2029": "a line break that editors do not show",
    "\ufeff": "a byte order mark",
}
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def decode(data: bytes | str, name: str, limit: int = SIZE) -> tuple[str, list[Diagnostic]]:
    """The text with plain line feeds and no byte order mark, or why it cannot be read."""
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > limit:
        return "", [Diagnostic("file-too-large", too_large(limit), "split it", Span(name, 1, 1))]
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as failure:
            return "", [_not_utf8(data, name, failure.start)]
    else:
        text = data
    return text.removeprefix("\ufeff").replace("\r\n", "\n"), []


def clean(text: str, lines: tuple[str, ...], name: str) -> tuple[str, list[Diagnostic]]:
    """The text with a blank for every hidden character and tab, and a diagnostic per such line."""
    indented = _INDENT.search(text)
    if not indented and not _HIDDEN_OR_TAB.search(text):
        return text, []
    hidden_characters: list[Diagnostic] = []
    for number, line in enumerate(lines, 1):
        match, indent = _HIDDEN_OR_TAB.search(line), indented and _INDENT.match(line)
        if len(hidden_characters) >= REPORTED:
            break
        if indent:
            span = Span(name, number, indent.start(1) + 1, 1, line)
            hidden_characters.append(_space(indent[1], span))
        elif match:
            span = Span(name, number, match.start() + 1, 1, line)
            hidden_characters.append(_tab(span) if match[0] == "\t" else hidden(match[0], span))
    text = _INDENT.sub(lambda match: " " * len(match[0]), text)
    return _HIDDEN_OR_TAB.sub(" ", text), hidden_characters


def conflict(lines: tuple[str, ...], name: str) -> list[Diagnostic]:
    """That two versions of a part stand one after the other, as git leaves them where it cannot merge."""
    marks = [(n, line) for n, line in enumerate(lines, 1) if _CONFLICT.match(line)]
    if not marks:
        return []
    spans = [Span(name, number, 1, len(line), line) for number, line in marks]
    message = "two versions of this part stand here, marked by git: they were not merged"
    help = "keep one version, and delete the other and the lines with the marks"
    related = tuple(("a mark of the same kind", span) for span in spans[1:REPORTED])
    return [Diagnostic("conflict-marker", message, help, spans[0], related=related)]


_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")


def joined(text: str) -> str:
    """The text with one character for two halves of it, which escapes may be written as.

    >>> joined("a " + chr(0xD83D) + chr(0xDCE6))
    'a 📦'
    """
    return _PAIR.sub(lambda two: two[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def without_halves(text: str) -> str:
    """The text with the usual mark for every half of a character that stands alone.

    >>> without_halves("a " + chr(0xD83D)) == "a " + chr(0xFFFD)
    True
    """
    return _HALF.sub("\ufffd", text)


def too_long(lines: tuple[str, ...], name: str) -> list[Diagnostic]:
    """One diagnostic for every line above the limit, at the first character that is too much."""
    message = f"the line is longer than {LINE} characters"
    help = "break the line: YAML joins the lines of a text"
    return [
        Diagnostic("line-too-long", message, help, Span(name, number, LINE + 1, 1, line))
        for number, line in enumerate(lines, 1)
        if len(line) > LINE
    ][:REPORTED]


def hidden(character: str, span: Span) -> Diagnostic:
    """The diagnostic for a character that nobody sees."""
    if _DIRECTION.match(character):
        what = "a mark that changes the direction of text"
    elif "\ud800" <= character <= "\udfff":
        what = "half of a character"
    elif ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0:
        what = _NAMES.get(character, "a control character")
    else:
        what = _NAMES.get(character, "a character without width")
    message = f"{what} (U+{ord(character):04X}) stands here"
    return Diagnostic("hidden-character", message, "delete it, or type the text again", span)


def _tab(span: Span) -> Diagnostic:
    return Diagnostic("tab", "a tab stands here", "use spaces", span)


def _space(character: str, span: Span) -> Diagnostic:
    name = _SPACE_NAMES.get(character, "a space that is not the plain one")
    message = f"{name} (U+{ord(character):04X}) indents this line"
    return Diagnostic("hidden-character", message, "type plain spaces in its place", span)


def _not_utf8(data: bytes, name: str, start: int) -> Diagnostic:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Diagnostic("not-utf8", "the file is UTF-16", "save it as UTF-8", Span(name, 1, 1))
    before = data[:start].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    column = len(before) - before.rfind("\n")
    line = before[before.rfind("\n") + 1 :]
    message = f"the byte 0x{data[start]:02X} is not UTF-8 text"
    span = Span(name, before.count("\n") + 1, column, 1, line)
    return Diagnostic("not-utf8", message, "save the file as UTF-8", span)


def other_script(name: str) -> str:
    """The script of the first letter of a name that looks like a Latin one and is not; nothing where all are plain.

    >>> other_script("\u041213"), other_script("R13")
    ('Cyrillic', '')
    """
    scripts = (unicodedata.name(letter, "").partition(" ")[0] for letter in name)
    return next((script.title() for script in scripts if script in ("CYRILLIC", "GREEK")), "")
