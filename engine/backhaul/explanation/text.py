"""An explanation as plain text for a terminal or a mail: no colours, at most 96 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.explanation.columns import WIDTH, clean, padded, width, wrapped
from backhaul.explanation.content import Branch, Ladder, Node, Tree
from backhaul.explanation.marks import OUTCOMES, VERDICTS
from backhaul.explanation.page import Entry, Page, Pair, Section
from backhaul.explanation.words import Catalogue, fill

_INDENT = "  "


def text(page: Page) -> str:
    """The page as lines; the last one ends, too."""
    lines = [*_head(page)]
    for section in page.sections:
        lines += ["", *_section(section, page.words)]
    if page.tree:
        lines += ["", "", *_tree(page.tree, page.words)]
    lines += ["", *_foot(page)]
    return "\n".join(lines) + "\n"


def _head(page: Page) -> Iterator[str]:
    for lead in page.answer.leads:
        yield from wrapped(lead.label, "! ")
        yield from wrapped(lead.text, _INDENT)
        yield ""
    longest = 0
    for line in page.answer.headline:
        shown = list(wrapped(line))
        longest = max(longest, *map(width, shown))
        yield from shown
    yield "─" * longest
    if page.answer.note:
        yield from wrapped(page.answer.note)


def _foot(page: Page) -> Iterator[str]:
    answer = page.answer
    yield "─" * WIDTH
    yield from wrapped(answer.title)
    version = fill(page.words["version"], {"policy": answer.policy, "version": answer.version})
    yield from wrapped(f"{version} · {answer.standing}")
    if answer.rules:
        rules = page.words["semicolon"].join(answer.rules)
        yield from wrapped(fill(page.words["colon"], {"a": page.words["rules"], "b": rules}))
    if page.tree:
        digest = {"a": page.words["digest"], "b": answer.digest}
        yield from wrapped(fill(page.words["colon"], digest))
    for said in (*answer.dating, answer.zone):
        yield from wrapped(said)


def _section(section: Section, words: Catalogue) -> Iterator[str]:
    yield from wrapped(section.title)
    if section.intro:
        yield from wrapped(section.intro, _INDENT)
    yield from _pairs(section.pairs)
    if section.key == "clauses":
        column = max(width(clean(entry.label)) for entry in section.entries) + 2
        for entry in section.entries:
            yield from wrapped(entry.text, _INDENT + padded(clean(entry.label), column))
        return
    bullet = "- " if _are_listed(section) else ""
    for entry in section.entries:
        yield from _entry(entry, _INDENT + bullet, words)


def _are_listed(section: Section) -> bool:
    return any(entry.label for entry in section.entries) or len(section.entries) > 1


def _pairs(pairs: tuple[Pair, ...], indent: str = _INDENT) -> Iterator[str]:
    """Titles and values in two columns; where they are too wide for that, one below the other."""
    column = max((width(clean(pair.label)) for pair in pairs), default=0) + 2
    values = max((width(clean(pair.value)) for pair in pairs), default=0)
    beside = width(indent) + column + min(values, WIDTH // 2) <= WIDTH
    for pair in pairs:
        if beside:
            yield from wrapped(pair.value, indent + padded(clean(pair.label), column))
        else:
            yield from wrapped(pair.label, indent)
            yield from wrapped(pair.value, indent + _INDENT)


def _entry(entry: Entry, lead: str, words: Catalogue) -> Iterator[str]:
    head = f"{entry.label} → {entry.then}" if entry.then else entry.label
    if entry.name:
        head = fill(words["brackets"], {"a": head, "b": entry.name})
    below = " " * width(lead)
    if head:
        yield from wrapped(head, lead)
        if entry.text:
            yield from wrapped(entry.text, below + _INDENT)
    else:
        yield from wrapped(entry.text, lead)


def _tree(tree: Tree, words: Catalogue) -> Iterator[str]:
    yield from wrapped(words["full"])
    yield "═" * width(words["full"])
    for ladder in tree.ladders:
        yield ""
        yield from _ladder(ladder, words)
    yield ""
    yield from wrapped(words["facts"])
    yield from _pairs(tuple(Pair(title, value) for _, title, value in tree.facts))
    if tree.unchecked:
        yield ""
        yield from wrapped(words["unchecked"])
        for sentence in tree.unchecked:
            yield from wrapped(sentence, _INDENT + "- ")


def _ladder(ladder: Ladder, words: Catalogue) -> Iterator[str]:
    title = fill(words["brackets"], {"a": ladder.title, "b": ladder.name})
    head = f"{title} · {ladder.standing}"
    yield from wrapped(head)
    yield "─" * min(WIDTH, width(clean(head)))
    if ladder.note:
        yield from wrapped(ladder.note)
    if ladder.applies:
        yield from _node(ladder.applies, _INDENT, words)
    for branch in ladder.branches:
        yield from _branch(branch, words)
        yield ""
    if ladder.not_asked:
        yield from wrapped(ladder.not_asked)


def _branch(branch: Branch, words: Catalogue) -> Iterator[str]:
    head = fill(words["colon"], {"a": branch.rule, "b": branch.standing})
    yield from wrapped(head, VERDICTS[branch.verdict] + " ")
    if branch.text:
        yield from wrapped(branch.text, _INDENT)
    yield from _pairs(tuple(Pair(*pair) for pair in branch.gives), _INDENT * 2)
    if branch.reasons:
        yield from wrapped(branch.because, _INDENT)
    for reason in branch.reasons:
        yield from wrapped(reason, _INDENT + "- ")
    if branch.condition:
        yield from _node(branch.condition, _INDENT * 2, words)
    yield from _source(branch, words)


def _source(branch: Branch, words: Catalogue) -> Iterator[str]:
    cites = (f"{words['cites']} {' '.join(branch.clauses)}",) if branch.clauses else ()
    said = " · ".join(part for part in (branch.place, *cites) if part)
    if said:
        yield from wrapped(said, _INDENT)


def _node(node: Node, indent: str, words: Catalogue) -> Iterator[str]:
    # what is nested deeper than a line is wide is no longer moved to the right
    indent = indent if len(indent) < WIDTH // 2 else " " * (WIDTH // 2)
    head = f"{node.title} – {node.above}" if node.above else node.title
    yield from wrapped(head, f"{indent}{OUTCOMES[node.outcome]} ")
    below = indent + _INDENT
    for said in _details(node, words):
        yield from wrapped(said, below)
    for child in node.children:
        yield from _node(child, below, words)


def _details(node: Node, words: Catalogue) -> Iterable[str]:
    if node.found:
        yield node.found
    if node.made_of:
        yield fill(words["made-of"], {"a": words["semicolon"].join(node.made_of)})
    if node.expression:
        yield f"[{node.expression}]"
