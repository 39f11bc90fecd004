"""An explanation as one page of HTML that needs nothing else: no scripts, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.explanation.columns import clean
from backhaul.explanation.content import Branch, Ladder, Node, Tree
from backhaul.explanation.marks import OUTCOME_WORDS, OUTCOMES, VERDICTS
from backhaul.explanation.page import Entry, Page, Pair, Section
from backhaul.explanation.style import STYLE
from backhaul.explanation.words import Catalogue, fill

_SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;"}
)

#: the page may use its own style and fetch nothing at all
_FETCHES = "default-src 'none'; style-src 'unsafe-inline'"


def html(page: Page) -> str:
    """The page as an HTML document."""
    answer = page.answer
    title = page.words["comma"].join(answer.headline)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escaped(answer.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_FETCHES}">',
        f"<title>{escaped(title)} – {escaped(answer.title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *_head(page),
        *(line for section in page.sections for line in _section(section, page.words)),
        *(_tree(page.tree, page.words) if page.tree else ()),
        *_foot(page),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text on one line, so that neither a page nor an attribute takes it for markup."""
    return clean(text).translate(_SPECIAL)


def _head(page: Page) -> Iterator[str]:
    answer = page.answer
    yield "<header>"
    yield f'<p class="kicker">{escaped(answer.title)}</p>'
    for lead in answer.leads:
        yield f'<div class="lead" role="note"><strong>{escaped(lead.label)}</strong>'
        yield f"<p>{escaped(lead.text)}</p></div>"
    for line in answer.headline:
        yield f"<h1>{escaped(line)}</h1>"
    yield f'<p class="standing {answer.status}">{escaped(answer.standing)}</p>'
    if answer.note:
        yield f'<p class="note">{escaped(answer.note)}</p>'
    yield "</header>"


def _foot(page: Page) -> Iterator[str]:
    answer, words = page.answer, page.words
    yield "<footer>"
    for said in answer.notes:
        yield f"<p>{escaped(said)}</p>"
    yield f"<p><code>{escaped(f'{answer.policy} {answer.version}')}</code></p>"
    if answer.rules:
        rules = words["semicolon"].join(answer.rules)
        yield f"<p>{escaped(fill(words['colon'], {'a': words['rules'], 'b': rules}))}</p>"
    if page.tree:
        digest = f"<code>{escaped(answer.digest)}</code>"
        yield f"<p>{fill(words['colon'], {'a': escaped(words['digest']), 'b': digest})}</p>"
    yield "</footer>"


def _section(section: Section, words: Catalogue) -> Iterator[str]:
    yield f'<section class="{section.key}">'
    if section.key == "clauses":
        yield f"<details><summary>{escaped(section.title)}</summary>"
    else:
        yield f"<h2>{escaped(section.title)}</h2>"
    if section.intro:
        yield f'<p class="intro">{escaped(section.intro)}</p>'
    yield from _pairs(section.pairs)
    if section.key == "clauses":
        yield from _pairs((Pair(e.label, e.text) for e in section.entries), keep=True)
        yield "</details>"
    elif any(entry.label for entry in section.entries):
        yield '<ul class="entries">'
        yield from (f"<li>{_entry(entry, words)}</li>" for entry in section.entries)
        yield "</ul>"
    else:
        said = (part for e in section.entries for part in (e.text, e.more) if part)
        yield from (f"<p>{escaped(part)}</p>" for part in said)
    yield "</section>"


def _pairs(pairs: Iterable[Pair], *, keep: bool = False) -> Iterator[str]:
    """A list of titles and values; *keep*: side by side on a narrow screen, too."""
    state = {True: "settled", False: "open"}
    rows = [
        f"<div><dt>{escaped(pair.label)}</dt>"
        f'<dd class="{state[pair.settled]}">{escaped(pair.value)}</dd></div>'
        for pair in pairs
    ]
    if rows:
        yield from ('<dl class="keep">' if keep else "<dl>", *rows, "</dl>")


def _entry(entry: Entry, words: Catalogue) -> str:
    head = escaped(entry.label)
    if entry.then:
        head = f'{head} <span class="then">→ {escaped(entry.then)}</span>'
    if entry.name:
        name = f"<code>{escaped(entry.name)}</code>"
        head = fill(words["brackets"], {"a": f"<strong>{head}</strong>", "b": name})
    elif entry.text and not entry.then:
        head = f"<strong>{head}</strong>"
    return f"{head}<p>{escaped(entry.text)}</p>" if entry.text else head


def _tree(tree: Tree, words: Catalogue) -> Iterator[str]:
    yield f'<section class="full"><h2>{escaped(words["full"])}</h2>'
    if tree.zone:
        yield f'<p class="note">{escaped(tree.zone)}</p>'
    for ladder in tree.ladders:
        yield from _ladder(ladder, words)
    yield f'<section class="facts"><details><summary>{escaped(words["facts"])}</summary>'
    yield from _pairs(Pair(title, value) for _, title, value in tree.facts)
    yield "</details></section>"
    if tree.unchecked:
        yield f"<h3>{escaped(words['unchecked'])}</h3><ul>"
        yield from (f"<li>{escaped(sentence)}</li>" for sentence in tree.unchecked)
        yield "</ul>"
    yield "</section>"


def _ladder(ladder: Ladder, words: Catalogue) -> Iterator[str]:
    name = f"<code>{escaped(ladder.name)}</code>"
    title = fill(words["brackets"], {"a": escaped(ladder.title), "b": name})
    yield f"<h3>{title} · {escaped(ladder.standing)}</h3>"
    if ladder.note:
        yield f'<p class="note">{escaped(ladder.note)}</p>'
    if ladder.applies:
        yield f'<ul class="tree">{_node(ladder.applies, words)}</ul>'
    for branch in ladder.branches:
        yield from _branch(branch, words)
    if ladder.not_asked:
        said = fill(words["not-asked"], {"a": words["comma"].join(ladder.not_asked)})
        yield f'<p class="note">{escaped(said)}</p>'


def _branch(branch: Branch, words: Catalogue) -> Iterator[str]:
    opened = "" if branch.verdict == "no" else " open"
    mark = (
        f'<span class="mark {branch.verdict}" aria-hidden="true">{VERDICTS[branch.verdict]}</span>'
    )
    names = {"a": f"<b>{escaped(branch.rule)}</b>", "b": escaped(branch.standing)}
    yield f'<details class="rule {branch.verdict}"{opened}>'
    gist = branch.reasons[0] if branch.reasons else branch.condition and branch.condition.title
    yield f"<summary>{mark} {fill(words['colon'], names)}"
    yield f'<span class="gist">{escaped(gist or "")}</span></summary><div>'
    if branch.text:
        yield f"<p>{escaped(branch.text)}</p>"
    yield from _pairs(Pair(*pair) for pair in branch.gives)
    if branch.reasons:
        yield f'<p class="intro">{escaped(branch.because)}</p><ul>'
        yield from (f"<li>{escaped(reason)}</li>" for reason in branch.reasons)
        yield "</ul>"
    if branch.condition:
        yield f'<ul class="tree">{_node(branch.condition, words)}</ul>'
    cites = f"{words['cites']} {' '.join(branch.clauses)}" if branch.clauses else ""
    place = " · ".join(escaped(part) for part in (branch.place, cites) if part)
    yield f'<p class="place">{place}</p></div></details>'


def _node(node: Node, words: Catalogue) -> str:
    key = OUTCOME_WORDS[node.outcome]
    mark = f'<span class="mark {key}" aria-hidden="true">{OUTCOMES[node.outcome]}</span>'
    aloud = f'<span class="hidden">{escaped(words[key])}: </span>'
    said = [f"<li>{mark}{aloud} {escaped(node.title)}"]
    if node.above:
        said.append(f' <span class="note">– {escaped(node.above)}</span>')
    if node.found:
        said.append(f'<span class="found">{escaped(node.found)}</span>')
    if node.made_of:
        made_of = fill(words["made-of"], {"a": words["semicolon"].join(node.made_of)})
        said.append(f'<span class="made-of">{escaped(made_of)}</span>')
    if node.expression:
        code = f"<code>{escaped(node.expression)}</code>"
        place = f'<span class="place">{escaped(node.place)}</span>'
        said.append(f'<span class="source">{code} {place}</span>')
    if node.children:
        said.append(f"<ul>{''.join(_node(child, words) for child in node.children)}</ul>")
    return "".join((*said, "</li>"))
