"""What can be wrong with a part of a document, said where it is wrong."""

from __future__ import annotations

import re

from yaml.error import Mark
from yaml.events import CollectionStartEvent, Event, ScalarEvent

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document import characters, yaml_traps
from backhaul.document.node import Node, Scalar
from backhaul.document.scalars import NotOneMeaning, resolve
from backhaul.document.schema import keys
from backhaul.document.stops import no_text_below
from backhaul.static import cast

#: a line that begins with a key or an item of a list
_KEY = re.compile(r"(\s*)(?:- +)?(?:[A-Za-z_][\w.-]*:(?: |$)|(- ))")


class Open:
    """A list or mapping that is not closed yet."""

    def __init__(self, span: Span, *, keyed: bool, flow: bool) -> None:
        self.span = span
        self.keyed = keyed
        self.flow = flow
        self.items: list[Node] = []
        self.entries: list[tuple[Scalar, Node]] = []
        #: the keys so far
        self.keys: dict[str, Scalar] = {}
        #: the key that waits for its value
        self.key: Scalar | None = None
        self.wants_value = False
        #: the key or value that comes is read but not kept
        self.dropped = False
        #: how many mistakes there were before what stands in this collection
        self.before = 0
        #: the first text that opens a round bracket and does not close it
        self.split: Span | None = None
        #: how many diagnostics there were before that text
        self.split_at = 0
        #: the latest key, where it stood here before
        self.latest_twice = ""
        #: a new item of the list began without its dash
        self.again = False
        #: this collection is itself a key
        self.is_key = False


class Mistakes:
    """Collects the mistakes of a file in `found`, in no order."""

    def __init__(self, name: str, lines: tuple[str, ...]) -> None:
        self.name = name
        self.lines = lines
        self.diagnostics: list[Diagnostic] = []
        #: the names given with `&` so far
        self.anchors: dict[str, Diagnostic | None] = {}

    def marks(self, event: ScalarEvent | CollectionStartEvent, span: Span) -> str:
        """Says what is wrong with an anchor or a tag; the text if it was meant to be one."""
        collection = isinstance(event, CollectionStartEvent)
        bare = isinstance(event, ScalarEvent) and event.value == "" and not event.style
        anchor, tag = event.anchor, event.tag
        if anchor is not None:
            self.anchors[anchor] = None
            if bare and tag is None:
                self.diagnostics.append(yaml_traps.begins_with(span))
                return f"&{anchor}"
            help = 'delete it; a text that begins with `&` needs quotes: "&…"'
            self.say("anchor", f"`&{short(anchor)}` names a part of the file", span, help)
            self.anchors[anchor] = self.diagnostics[-1]
        if tag is None:
            return ""
        written = span.text[span.column - 1 :].split(" ")[0]
        if collection or anchor is not None or written.startswith(("!!", "!<")):
            help = 'delete it; a text that begins with `!` needs quotes: "!…"'
            self.say("tag", f"`{short(written)}` is a tag", span, help)
            return ""
        self.diagnostics.append(yaml_traps.begins_with(span))
        return written if bare else ""

    def alias(self, name: str, span: Span) -> None:
        """Says that an alias repeats a part of the file, where that is named; or that a text needs quotes."""
        if name not in self.anchors:
            self.diagnostics.append(yaml_traps.begins_with(span))
            return
        named = self.anchors[name]
        help = 'write the value again; a text that begins with `*` needs quotes: "*…"'
        message = f"`*{name}` repeats another part of the file"
        related = ((f"delete `&{short(name)}` here", named.span),) if named and named.span else ()
        self.diagnostics = [d for d in self.diagnostics if d is not named]
        self.diagnostics.append(Diagnostic("alias", message, help, span, related=related))

    def key(self, event: ScalarEvent, key: Scalar, above: Open) -> bool:
        """Says what is wrong with a key, and whether its entry is to be dropped."""
        text, span = str(key.value), key.span
        dropped = False
        if text == "<<" and not event.style:
            help = "write the entries out"
            self.say("merge-key", "`<<` copies entries from elsewhere", span, help)
            dropped = True
        elif not event.style and not is_text(text):
            shown = f"`{short(text)}` is not a text" if text else "the key is missing"
            help = f'put quotes around it: "{short(text)}"' if text else "write `key: value`"
            self.say("key-not-text", f"a key must be a text: {shown}", span, help)
        if "?" in span.text and span.text[: span.column - 1].rstrip().endswith("?"):
            self.say("key-not-text", "a key is written without `?`", span, "write `key: value`")
        if above.flow and "?" in text and not event.style:
            self.diagnostics.append(yaml_traps.question(span))
        if above.flow and above.split and yaml_traps.opened(text) < 0:
            self.brackets(text, span, above)
            dropped = True
        first = above.keys.setdefault(text, key)
        if first is not key and not dropped:
            message = f"the key `{short(text)}` stands twice"
            related = (("it stood here first", first.span),)
            if above.latest_twice not in ("", text):
                return True
            help = _twice(text, key, above)
            above.latest_twice = text
            above.again = above.again or help.startswith("write `- ")
            duplicate = Diagnostic("duplicate-key", message, help, span, related=related)
            self.diagnostics.append(duplicate)
            dropped = True
        else:
            above.latest_twice = above.latest_twice if above.again else ""
        return dropped

    def missing(self, span: Span, above: Open | None) -> None:
        """Says that a key or an item has no value."""
        if above is None:
            return
        if above.keyed and above.dropped:
            return
        if above.keyed and above.key is not None:
            name = short(str(above.key.value))
            help = "write a value, `null` for none"
            if name in keys() or name in ("en", "zh"):
                help = "write a value, or take the key out"
            elif above.flow and (words := re.fullmatch(r"(en|zh|[a-z_]+) (.+)", name)):
                help = f"write `{words[1]}: {words[2]}`, with a colon"
            if (
                above.flow
                and not above.entries
                and name.isidentifier()
                and above.key.span.text[above.key.span.column :].startswith(f"{name[1:]}}}")
            ):
                help += f", or put the whole text in quotes if `{{{name}}}` is one"
            self.say("missing-value", f"`{name}` has no value", above.key.span, help)
        else:
            help = "write a value, or delete the line"
            self.say("missing-value", "this item of the list has no value", span, help)

    def block(self, event: ScalarEvent, span: Span) -> None:
        """Says what is wrong with the head of a text block, or that nothing stands below it."""
        header = span.text[span.column - 1 :].split("#")[0].strip()
        if any(c.isdigit() for c in header):
            self.diagnostics.append(yaml_traps.block_header(span))
        elif event.value.strip() == "":
            self.diagnostics.append(no_text_below(span, header))

    def quoted(self, event: ScalarEvent, span: Span) -> None:
        """Notes a quoted text that swallows what looks like keys: its closing quote is lost."""
        start, end = marks_of(event)
        line = next(
            (n for n in range(start.line + 1, end.line + 1) if self._begins(n, start.line)), 0
        )
        if line:
            message = f"the quote that opens here is not closed before the key on line {line + 1}"
            self.say("yaml-syntax", message, span, "close it where the text ends")

    def _begins(self, line: int, above: int) -> bool:
        """Whether a line begins with a key, or with an item; one that is set in further may go on with a minus."""
        begins = _KEY.match(self.lines[line])
        if begins is None or not begins[2]:
            return begins is not None
        indent = len(self.lines[above]) - len(self.lines[above].lstrip())
        return len(begins[1]) <= indent

    def stray_quote(self, text: str, span: Span) -> None:
        """Notes a text without quotes that ends in one: its opening quote is lost."""
        if text.endswith('"') and text.count('"') % 2:
            self.diagnostics.append(
                yaml_traps.quote_this("a quote closes that was never opened", span)
            )

    def comment(self, event: ScalarEvent, span: Span) -> None:
        """Says that a comment cuts a text short, where it seems to."""
        _, end = marks_of(event)
        rest = self.lines[end.line][end.column :].lstrip()
        if rest.startswith("#") and yaml_traps.cut_by_comment(event.value, rest):
            self.diagnostics.append(yaml_traps.comment(span))

    def in_brackets(self, text: str, span: Span, above: Open) -> None:
        """Notices what needs quotes in a plain text inside `[ ]` or `{ }`."""
        if "(" in text or ")" in text:
            self.brackets(text, span, above)
        if "?" in text:
            # the parsers differ on it, so it is refused whichever of them reads
            self.diagnostics.append(yaml_traps.question(span))

    def brackets(self, text: str, span: Span, above: Open) -> None:
        """Notices a text that a comma split: one part opens a bracket, a later one closes it."""
        balance = yaml_traps.opened(text)
        if balance > 0 and above.split is None:
            above.split, above.split_at = span, len(self.diagnostics)
        elif balance < 0 and above.split is not None:
            # the parts between were not meant to be keys or items
            self.diagnostics[above.split_at :] = [yaml_traps.split_by_comma(above.split)]
            above.split = None

    def visible(self, node: Scalar) -> Scalar:
        """Refuses what an escape made of characters that nobody sees; what is left can be written."""
        text = str(node.value)
        match = None if text.isprintable() else characters.HIDDEN.search(text)
        if match is None:
            return node
        self.diagnostics.append(characters.hidden(match[0], node.place(match.start())))
        whole = characters.without_halves(text)
        return Scalar(whole, node.span, node.style, node.places, node.lines, node.shift)

    def say(self, code: str, message: str, span: Span, help: str) -> None:
        """Adds a mistake."""
        self.diagnostics.append(Diagnostic(code, message, help, span))

    def at(self, event: Event) -> Span:
        """The first character of an event."""
        start, _ = marks_of(event)
        line, column = start.line, start.column
        text = self.lines[line] if line < len(self.lines) else ""
        return Span(self.name, line + 1, column + 1, 1, text)

    def span(self, event: Event) -> Span:
        """All of an event that is on its first line."""
        start, end = marks_of(event)
        line, column = start.line, start.column
        text = self.lines[line] if line < len(self.lines) else ""
        stop = end.column if end.line == line else len(text)
        return Span(self.name, line + 1, column + 1, max(1, stop - column), text)


def _twice(text: str, key: Scalar, above: Open) -> str:
    """What to do about a key that stands twice."""
    if text in ("when", "holds", "applies"):
        return "join both conditions in one `all`, or delete one"
    if above.keys and next(iter(above.keys)) == text and not above.flow and above.span.column > 1:
        before = above.span.text[: above.span.column - 1]
        if before.strip() == "-":  # an item of a list, and its first key again
            return f"write `- {text}:` if a new item of the list begins here, or delete one"
    if key.span.column == 1:
        return "put what stands under both under one of them"
    return "delete one, or give it another name"


def marks_of(event: Event) -> tuple[Mark, Mark]:
    """The first place of an event and the one after its last; every event of a parser has them."""
    return cast("tuple[Mark, Mark]", (event.start_mark, event.end_mark))


def is_text(text: str) -> bool:
    """Whether a plain scalar is a text."""
    try:
        return text != "" and isinstance(resolve(text), str)
    except NotOneMeaning:
        return False


def short(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= 40 else f"{text[:40]}…"
