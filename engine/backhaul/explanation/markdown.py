"""An explanation as Markdown (CommonMark with tables); no text in it can start any markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from backhaul.explanation.columns import clean
from backhaul.explanation.content import Branch, Ladder, Tree
from backhaul.explanation.marks import VERDICTS
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
    yield from (f"{escaped(said)}  " for said in answer.notes)


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
        return "  \n".join(escaped(said) for said in (entry.text, entry.more) if said)
    head = f"**{escaped(entry.label)}**"
    if entry.then:
        head = f"{head} → {escaped(entry.then)}"
    if entry.name:
        head = fill(words["brackets"], {"a": head, "b": code(entry.name)})
    return fill(words["colon"], {"a": head, "b": escaped(entry.text)}) if entry.text else head


def _tree(tree: Tree, words: Catalogue) -> Iterator[str]:
    """What applies of each decision, then all that does not, by what was in its way."""
    if tree.zone:
        yield from ("", escaped(tree.zone))
    for ladder in tree.ladders:
        yield from _ladder(ladder, words)
    yield from ("", f"### {escaped(words['in-the-way'])}", "")
    for group in tree.groups:
        rules = _by_decision(group.rules, words)
        yield f"- {VERDICTS['no']} {escaped(group.because)} – {rules}"
    rest = {ladder.name: ladder.not_asked for ladder in tree.ladders if ladder.not_asked}
    if rest:
        yield from ("", fill(escaped(words["not-asked"]), {"a": _by_decision(rest, words)}))
    yield from ("", f"## {escaped(words['facts'])}", "")
    yield from _table(Pair(title, value) for _, title, value in tree.facts)
    if tree.unchecked:
        yield from ("", f"## {escaped(words['unchecked'])}", "")
        yield from (f"- {escaped(sentence)}" for sentence in tree.unchecked)


def _by_decision(rules: Mapping[str, Sequence[str]], words: Catalogue) -> str:
    """*route: hold, return; deadlines: held*, the rules as code."""
    named = (
        fill(words["colon"], {"a": escaped(name), "b": words["comma"].join(map(code, each))})
        for name, each in rules.items()
    )
    return words["semicolon"].join(named)


def _ladder(ladder: Ladder, words: Catalogue) -> Iterator[str]:
    title = fill(words["brackets"], {"a": escaped(ladder.title), "b": code(ladder.name)})
    yield from ("", f"### {title} · {escaped(ladder.standing)}")
    if ladder.because:
        yield from ("", escaped(fill(words["colon"], {"a": ladder.note, "b": ladder.because})))
    for branch in ladder.branches:
        if branch.verdict != "no":
            yield from ("", *_branch(branch, words))


def _branch(branch: Branch, words: Catalogue) -> Iterator[str]:
    head = fill(words["colon"], {"a": code(branch.rule), "b": escaped(branch.in_short)})
    cites = f"{words['cites']} {' '.join(branch.clauses)}" if branch.clauses else ""
    said = (f"{VERDICTS[branch.verdict]} {head}", code(branch.place), escaped(cites))
    yield " · ".join(part for part in said if part)
    if branch.verdict == "maybe" and branch.text:
        yield from ("", escaped(branch.text))
