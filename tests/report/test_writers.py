"""Every block in every form: what it looks like, and that no text in it becomes anything else."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from backhaul.report.blocks import (
    Badge,
    Block,
    Callout,
    Chapter,
    Contents,
    Flows,
    Folded,
    Foot,
    Heading,
    Item,
    Items,
    Node,
    Pair,
    Pairs,
    Paragraph,
    Result,
    Section,
    Shares,
    Source,
    SourceLine,
    Story,
    Table,
    Tree,
    Verbatim,
    bullets,
)
from backhaul.report.columns import WIDTH, clean, width
from backhaul.report.contents import contents
from backhaul.report.drawn import Flowchart, Stage
from backhaul.report.lines import Code, Inline, Link, Mark, Name, Strong, bare, filled
from backhaul.report.story import svg
from backhaul.report.style import STYLE
from backhaul.report.writing import Form, written

FORMS: tuple[Form, ...] = get_args(Form)
NASTY = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "{x.__class__} {0} %s $note$",
    "a|b\\|c",
    "line\nbreak\r\n# heading\n- item\n\n---",
    "\x1b[31mred\x1b[0m\x07\x00",
    "safe\u202egnp.exe\u2066\u200b\u3164",
    "`code` ``` *bold* __soft__ _soft_ [link](javascript:alert(1)) ~~gone~~ &lt; &amp;",
    "http://example.com www.example.com",
    "@somebody 1. first + plus =equal= #7",
    "1) one",
    "仓库" * 60,
    "x" * 300,
    "  ",
    "",
]


DRAWN = {"svg", "title", "style", "defs", "pattern", "rect", "path", "circle", "text"}


def every_block(text: str) -> list[Block]:
    """Each kind of block, with this text wherever there is room for one."""
    line: tuple[Inline, ...] = (
        text,
        Code(text),
        " ",
        Name(text),
        " ",
        Strong(text),
        " ",
        " ",
        text,
    )
    mark = Mark("✓", "yes", text)
    node = Node(mark, line, text, text, text, text, (Node(Mark("✗", "no"), text),))
    rule = (Paragraph(text), Pairs((Pair(text, line),)), bullets([text]), Tree((node,)))
    stage = Stage(text, ((text, text), ("2", text)), (text, text), to="a-2")
    return [
        Heading(1, line, (text,), anchor="a-2"),
        Badge(text, "kicker"),
        Callout(text, text),
        Paragraph(line, "note"),
        Pairs((Pair(text, line), Pair(Code(text), text, settled=False))),
        Pairs((Pair(text, text),), joint="："),
        Table((text, "n"), ((line, text), (text, Code(text))), (1,)),
        Table((), ((text, line),)),
        Items((Item(line, (text, line)), Item(text, (text,), ": "))),
        Tree((node,)),
        Shares(((text, 3, "part-same"), ("b", 0, "part-changed"))),
        Flows(text, ((text, "b", 3), ("b", text, 1))),
        Story(text, text, text, text, chapters(text), (text,)),
        Section(line, (Paragraph(text), bullets([text])), "clauses", folded=True),
        Folded((mark, *line), rule, "rule yes", open=True, gist=text),
        Folded(line, (Verbatim(text),), "aside"),
        Result("not settled", "open", line, (Paragraph(text), Verbatim(text, text))),
        Source("a", (SourceLine(text, "+", "yes", ((2, text),)), SourceLine(""))),
        Paragraph((Link(text, "a-1"), ": ", text)),
        Contents(text, ((1, line, "a-1"), (3, text, "a-2"), (2, text, "a-3"), (1, text, "a-1"))),
        Flowchart(text, text, (stage, Stage(text, ((text, text),), (), (0,)))),
        Foot((line, text)),
    ]


def chapters(text: str) -> tuple[Chapter, ...]:
    """One of each look, that has all there is, and no end."""
    said = ((text,), (text, text), (text,), text, text)
    return (
        Chapter(None, 5, "", text, "refused", *said),
        Chapter(6, 9, text, text, "decided", *said),
        Chapter(10, None, text, text, "open", *said),
    )


class Page(HTMLParser):
    """The elements, the attributes and the text of a page, all of whose elements must be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [(name, value or "") for name, value in attrs]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", NASTY)
def test_no_control_or_hidden_character_leaves_raw(text: str, form: Form) -> None:
    said = written(every_block(text), form)

    assert said.endswith("\n")
    assert all(line.isprintable() for line in said.split("\n"))
    assert "\u3164" not in said


@pytest.mark.parametrize("text", NASTY)
def test_a_story_is_a_picture_whose_texts_are_no_markup(text: str) -> None:
    (story,) = (block for block in every_block(text) if isinstance(block, Story))
    drawn = svg(story, "en")
    root = ET.fromstring(drawn)

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= DRAWN
    assert not [name for name in ("<script", "<image", "href=", "@import") if name in drawn]
    Page(written([story], "html"))


@pytest.mark.parametrize("text", NASTY)
def test_html_has_the_same_elements_whatever_the_texts_say(text: str) -> None:
    # an empty text has no mark that is read aloud; a picture has an element for each line of its texts
    plain, page = (
        Page(
            written([b for b in every_block(said) if not isinstance(b, Story | Flowchart)], "html")
        )
        for said in ("plain", text or "plain")
    )

    assert page.tags == plain.tags
    assert {name for name, _ in page.values} == {name for name, _ in plain.values}
    assert not {"src", "onclick", "onerror", "style"} & {name for name, _ in page.values}
    assert all(value.startswith("#") for name, value in page.values if name == "href")
    if text.strip() and text.isprintable():
        # two names of the chart may be cut
        assert page.text.count(clean(text)) >= plain.text.count("plain") - 2


@pytest.mark.parametrize("text", NASTY)
def test_markdown_has_the_same_parts_whatever_the_texts_say(text: str) -> None:
    if not text.strip():
        return
    blocks: list[Block] = [b for b in every_block(text) if not isinstance(b, Source)]
    plain: list[Block] = [b for b in every_block("plain") if not isinstance(b, Source)]

    assert [kind for kind, _ in markdown_parts(blocks)] == [
        kind for kind, _ in markdown_parts(plain)
    ]
    if text.isprintable():
        said = [content for kind, content in markdown_parts(blocks) if kind == "code_inline"]
        assert set(said) == {text}
        words = "".join(content for kind, content in markdown_parts(blocks) if kind == "text")
        assert words.count(clean(text)) > 30


def markdown_parts(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Kind and content of all that a reader of Markdown with tables, HTML and struck-out text makes of it."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in reader.parse(written(blocks, "markdown")):
        # a row of a table without an escape has lost or won a cell
        yield token.type, ""
        merged = ""
        for child in token.children or ():
            if child.type == "text":
                merged += child.content
                continue
            yield from [("text", merged)] if merged else []
            yield child.type, child.content
            merged = ""
        yield from [("text", merged)] if merged else []


@pytest.mark.parametrize("text", NASTY)
def test_markdown_makes_no_link_no_mention_and_no_formula(text: str) -> None:
    said = written(every_block(text), "markdown")
    # what stands in code, is set to the right, or in a line of HTML is never taken for markup
    prose = re.sub(r"(?m)^ {4}.*$|<summary>.*</summary>|(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", said)

    assert not re.search(r"(?<!\\)[\[\]~$@`]", prose)
    assert not re.search(r"(?<!\\)<(?!/?(details|summary)>)", prose)
    assert not re.search(r"(?<!\\)://|www\.", prose)
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#39;|#96;)", prose)


@pytest.mark.parametrize("text", NASTY)
def test_no_line_of_text_is_wider_than_a_terminal_but_what_is_verbatim(text: str) -> None:
    blocks: list[Block] = [
        b for b in every_block(text) if not isinstance(b, Source | Folded | Result)
    ]
    lines = written(blocks, "text").splitlines()

    assert max(map(width, lines)) <= WIDTH
    assert not any(line != line.rstrip() for line in lines)


def test_text_that_needs_no_escape_has_none_in_markdown() -> None:
    said = written(
        [Paragraph("2.0.0 hold_at_warehouse: 14 days (2 of 3), #7 - see C1.")], "markdown"
    )

    assert said == "2.0.0 hold_at_warehouse: 14 days (2 of 3), #7 - see C1.\n"


def test_a_bar_in_code_is_escaped_in_a_table_alone() -> None:
    said = written([Paragraph(Code("a || b")), Table(("n",), ((Code("a || b"),),))], "markdown")

    assert said.splitlines()[0] == "`a || b`"
    assert said.splitlines()[-1] == r"| `a \|\| b` |"


def test_blanks_that_stand_in_a_name_are_kept() -> None:
    for form in FORMS:
        assert "x == 'a  b'" in written([Paragraph(Code("x == 'a  b'"))], form).replace(
            "&#39;", "'"
        )


def test_a_table_says_what_its_heads_are_of() -> None:
    page = written([Table(("from", "records"), (("a", "3"),), (1,))], "html")

    assert '<th scope="col">from</th><th scope="col" class="n">records</th>' in page
    assert '<tr><th scope="row">a</th><td class="n">3</td></tr>' in page


def test_a_page_needs_nothing_else_and_says_its_language() -> None:
    page = written([Heading(1, ("Whether ", Code("a")))], "html", language="zh")

    assert '<html lang="zh">' in page
    assert "<title>Whether a</title>" in page
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r"url\(|@import|@font-face|expression\(", STYLE)
    assert "prefers-color-scheme: dark" in STYLE


def test_a_page_begins_with_a_heading() -> None:
    assert "<h1>small 1.0.0</h1>" in written([Paragraph("x")], "html", "small 1.0.0")
    assert written([Heading(1, "a")], "html", "b").count("<h1>") == 1


def test_a_table_that_is_too_wide_is_told_row_by_row() -> None:
    wide = "长" * 30
    lines = written([Table(("name", "was", "is"), ((wide, wide, "3"),))], "text").splitlines()

    assert lines == [f"  {wide}", f"      was: {wide}", "      is: 3"]
    lines = written([Table(("事项", "原为", "现为"), ((wide, wide, "3"),))], "text").splitlines()
    assert lines == [f"  {wide}", f"      原为：{wide}", "      现为：3"]


def test_columns_are_set_by_what_is_seen() -> None:
    said = written([Table(("名", "n"), (("e\u0301", "10"), ("仓库", "9")), (1,))], "text")

    assert [width(line) for line in said.splitlines()] == [10, 10, 10]


def test_a_note_stands_below_its_column_also_after_wide_letters() -> None:
    source = Source("a", (SourceLine("仓库: x", "~", "open", ((5, "never x"),)),))
    first, below = written([source], "text").splitlines()

    assert width(below[: below.index("^")]) == width(first[: first.index("x")])


def test_a_template_keeps_the_parts_that_it_is_filled_with() -> None:
    line = filled("规则“{a}”（{b}）", {"a": ("x", Strong("y")), "b": Name("r")})

    assert line == ("规则“", "x", Strong("y"), "”（", Name("r"), "）")
    assert bare(line) == "规则“xy”（r）"


def test_contents_lead_to_every_anchor_of_a_page_each_inside_the_one_that_is_less_deep() -> None:
    inner = (Heading(3, ("Rule ", Strong("1")), anchor="rule-1"), Heading(3, "no anchor"))
    blocks = [Section("Rules", inner, anchor="rules"), Section("Facts", (), anchor="facts")]
    table = contents("Contents", blocks)
    page = written([table, *blocks], "html")

    assert table.entries[1] == (2, ("Rule ", Strong("1")), "rule-1")
    assert (
        '<li><a href="#rules">Rules</a>\n<ul>\n<li><a href="#rule-1">Rule 1</a>\n</li></ul>' in page
    )
    assert [page.count(f'id="{anchor}"') for anchor in ("rules", "rule-1", "facts")] == [1, 1, 1]
    assert "  - Rules\n    - Rule 1\n  - Facts\n" in written([table], "text")


def test_stages_are_drawn_with_what_they_read_and_whom_they_follow() -> None:
    first = Stage("Route", (("1", "Held"), ("2–4", "Returned")), ("Saved", "Sent"), to="route")
    picture = Flowchart(
        "How it decides", "Reads", (first, Stage("Times", (("5", "x" * 90),), (), (0,)))
    )
    page = Page(written([picture], "html"))
    drawn = written([picture], "html")

    assert page.tags.count("rect") == 3
    assert drawn.count('marker-end="url(#arrow)"') == 2
    assert '<a href="#route"><text' in drawn
    assert "How it decides: Route (Reads: Saved, Sent): 1 Held, 2–4 Returned; Times" in page.text
    assert written([picture], "text").strip() == written([picture], "markdown").strip() == ""
