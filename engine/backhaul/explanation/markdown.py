"""An explanation as Markdown (CommonMark with tables); no text in it can start any markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backhaul.explanation.columns import clean
from backhaul.explanation.content import Branch, Ladder, Node, Tree
from backhaul.explanation.marks import OUTCOMES, VERDICTS
from backhaul.explanation.page import Entry, Page, Pair, Section
from backhaul.explanation.words import Catalogue, fill

#: what means something within a line, and what does so only where a line begins
_WITHIN = re.compile(r"[\\`*_\[\]<>|~$&]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)]))")


def markdown(page: Page) -> str:
    """The page as Markdown."""
    lines = [*_head(page)]
    for section in page.sections:
        lines += ["", f"## {escaped(section.title)}", "", *_section(section, page.words)]
    if page.tree:
        lines += ["", f"## {escaped(page.words['full'])}", *_tree(page.tree, page.words)]
    return "\n".join([*lines, "", *_foot(page)]) + "\n"


def escaped(text: str) -> str:
    """The text on one line, so that Markdown shows it as it is."""
    shown = _WITHIN.sub(lambda found: "&amp;" if found[0] == "&" else "\\" + found[0], clean(text))
    return _AT_START.sub(_escape_start, shown)


def _escape_start(found: re.Match[str]) -> str:
    return found[0] + "\\" if found[0][0].isdigit() else "\\" + found[0]


def code(text: str) -> str:
    """The text as code; it may hold backticks."""
    shown = clean(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _head(page: Page) -> Iterator[str]:
    for lead in page.answer.leads:
        yield f"> **{escaped(lead.label)}**"
        yield ">"
        yield f"> {escaped(lead.text)}"
        yield ""
    for line in page.answer.headline:
        yield f"# {escaped(line)}"
    if page.answer.note:
        yield ""
        yield f"*{escaped(page.answer.note)}*"


def _foot(page: Page) -> Iterator[str]:
    answer = page.answer
    yield "---"
    yield ""
    yield f"{escaped(answer.title)}  "
    yield f"{code(f'{answer.policy} {answer.version}')} · {escaped(answer.standing)}  "
    for key, said in _traces(page):
        yield fill(page.words["colon"], {"a": escaped(page.words[key]), "b": said}) + "  "
    for said in answer.dating:
        yield escaped(said) + "  "
    yield escaped(answer.zone)


def _traces(page: Page) -> Iterator[tuple[str, str]]:
    if page.answer.rules:
        yield "rules", escaped(page.words["semicolon"].join(page.answer.rules))
    if page.tree:
        yield "digest", code(page.answer.digest)


def _section(section: Section, words: Catalogue) -> Iterator[str]:
    if section.intro:
        yield escaped(section.intro)
        yield ""
    yield from _table(section.pairs)
    if section.pairs and section.entries:
        yield ""
    listed = any(entry.label for entry in section.entries) or len(section.entries) > 1
    for entry in section.entries:
        yield f"- {_entry(entry, words)}" if listed else _entry(entry, words)


def _table(pairs: Iterable[Pair]) -> Iterator[str]:
    rows = [f"| {escaped(pair.label)} | {_bold(pair)} |" for pair in pairs]
    if rows:
        yield from ("| | |", "|---|---|", *rows)


def _bold(pair: Pair) -> str:
    return f"**{escaped(pair.value)}**" if pair.settled else escaped(pair.value)


def _entry(entry: Entry, words: Catalogue) -> str:
    if not entry.label:
        return escaped(entry.text)
    head = f"**{escaped(entry.label)}**"
    if entry.then:
        head = f"{head} → {escaped(entry.then)}"
    if entry.name:
        head = fill(words["brackets"], {"a": head, "b": code(entry.name)})
    return fill(words["colon"], {"a": head, "b": escaped(entry.text)}) if entry.text else head


def _tree(tree: Tree, words: Catalogue) -> Iterator[str]:
    for ladder in tree.ladders:
        yield from _ladder(ladder, words)
    yield from ("", f"## {escaped(words['facts'])}", "")
    yield from _table(Pair(title, value) for _, title, value in tree.facts)
    if tree.unchecked:
        yield from ("", f"## {escaped(words['unchecked'])}", "")
        yield from (f"- {escaped(sentence)}" for sentence in tree.unchecked)


def _ladder(ladder: Ladder, words: Catalogue) -> Iterator[str]:
    title = fill(words["brackets"], {"a": escaped(ladder.title), "b": code(ladder.name)})
    head = f"{title} · {escaped(ladder.standing)}"
    yield from ("", f"### {head}")
    if ladder.note:
        yield from ("", escaped(ladder.note))
    if ladder.applies:
        yield ""
        yield from _node(ladder.applies, "", words)
    for branch in ladder.branches:
        yield ""
        yield from _branch(branch, words)
    if ladder.not_asked:
        yield from ("", escaped(ladder.not_asked))


def _branch(branch: Branch, words: Catalogue) -> Iterator[str]:
    head = fill(words["colon"], {"a": code(branch.rule), "b": escaped(branch.standing)})
    yield f"#### {VERDICTS[branch.verdict]} {head}"
    yield ""
    if branch.text:
        yield from (escaped(branch.text), "")
    gives = [Pair(*pair) for pair in branch.gives]
    yield from _table(gives)
    if gives:
        yield ""
    if branch.reasons:
        yield from (escaped(branch.because), "", *(f"- {escaped(r)}" for r in branch.reasons), "")
    if branch.condition:
        yield from _node(branch.condition, "", words)
        yield ""
    cites = f"{words['cites']} {' '.join(branch.clauses)}" if branch.clauses else ""
    yield " · ".join(part for part in (code(branch.place), escaped(cites)) if part)


def _node(node: Node, indent: str, words: Catalogue) -> Iterator[str]:
    said = [f"{OUTCOMES[node.outcome]} {escaped(node.title)}"]
    if node.above:
        said.append(f"– {escaped(node.above)}")
    if node.found:
        said.append(f"– {escaped(node.found)}")
    if node.made_of:
        made_of = fill(words["made-of"], {"a": words["semicolon"].join(node.made_of)})
        said.append(f"({escaped(made_of)})")
    if node.expression:
        said.append(code(node.expression))
    yield f"{indent}- {' '.join(said)}"
    for child in node.children:
        yield from _node(child, indent + "  ", words)
