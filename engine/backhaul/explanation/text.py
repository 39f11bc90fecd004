"""An explanation as plain text for a terminal or a mail: no colours, at most 96 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backhaul.explanation.columns import WIDTH, clean, padded, width, wrapped
from backhaul.explanation.content import Branch, Ladder, Tree
from backhaul.explanation.marks import VERDICTS
from backhaul.explanation.page import Entry, Page, Pair, Section
from backhaul.explanation.words import Catalogue, fill

_INDENT = "  "


def text(page: Page) -> str:
    """The page as lines; the last one ends, too."""
    lines = [*_head(page)]
    for section in page.sections:
        # the whole why names the clauses beside the rules; the short answer has their words
        if section.key != "clauses" or not page.tree:
            lines += ["", *_section(section, page.words)]
    if page.tree:
        lines += ["", *_tree(page.tree, page.words)]
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
    if answer.rules and not page.tree:
        rules = page.words["semicolon"].join(answer.rules)
        yield from wrapped(fill(page.words["colon"], {"a": page.words["rules"], "b": rules}))
    if page.tree:
        digest = {"a": page.words["digest"], "b": answer.digest}
        yield from wrapped(fill(page.words["colon"], digest))
    for said in answer.notes:
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
    beside = width(indent) + column + min(values, WIDTH // 3) <= WIDTH
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
    if entry.more:
        yield from wrapped(entry.more, below)


def _tree(tree: Tree, words: Catalogue) -> Iterator[str]:
    """What applies of each decision, then all that does not, by what was in its way."""
    full = f"{words['full']} · {tree.zone}" if tree.zone else words["full"]
    yield from wrapped(full)
    for ladder in tree.ladders:
        yield from _ladder(ladder, words)
    if tree.groups:
        yield from wrapped(words["in-the-way"])
    for group in tree.groups:
        yield from wrapped(
            f"{group.because} – {_by_decision(group.rules, words)}", VERDICTS["no"] + " "
        )
    rest = {ladder.name: ladder.not_asked for ladder in tree.ladders if ladder.not_asked}
    if rest:
        yield from wrapped(fill(words["not-asked"], {"a": _by_decision(rest, words)}))
    yield from ("", words["facts"])
    yield from _pairs(tuple(Pair(title, value) for _, title, value in tree.facts))
    if tree.unchecked:
        yield ""
        yield from wrapped(words["unchecked"])
        for sentence in tree.unchecked:
            yield from wrapped(sentence, _INDENT + "- ")


def _by_decision(rules: Mapping[str, Sequence[str]], words: Catalogue) -> str:
    """*route: hold, return; deadlines: held*."""
    named = (_joined(name, words["comma"].join(each), words) for name, each in rules.items())
    return words["semicolon"].join(named)


def _ladder(ladder: Ladder, words: Catalogue) -> Iterator[str]:
    title = fill(words["brackets"], {"a": ladder.title, "b": ladder.name})
    yield from wrapped(f"{title} · {ladder.standing}")
    if ladder.because:
        yield from wrapped(_joined(ladder.note, ladder.because, words), _INDENT)
    for branch in ladder.branches:
        if branch.verdict != "no":
            yield from _branch(branch, words)


def _branch(branch: Branch, words: Catalogue) -> Iterator[str]:
    cites = f"{words['cites']} {' '.join(branch.clauses)}" if branch.clauses else ""
    said = (_joined(branch.rule, branch.in_short, words), branch.place, cites)
    yield from wrapped(" · ".join(part for part in said if part), VERDICTS[branch.verdict] + " ")
    if branch.verdict == "maybe" and branch.text:
        yield from wrapped(branch.text, _INDENT)


def _joined(label: str, said: str, words: Catalogue) -> str:
    return fill(words["colon"], {"a": label, "b": said}) if said else label
