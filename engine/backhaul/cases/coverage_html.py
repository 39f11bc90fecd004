"""Coverage as one page of HTML that needs nothing else: no scripts, nothing fetched."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from backhaul.cases.coverage import Coverage, Item, percent
from backhaul.cases.coverage_text import standings
from backhaul.document.characters import HIDDEN

_FETCHES = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1d23; --soft: #5a6270; --line: #dfe3e9;
  --all: #176b3a; --part: #8a5a00; --none: #b3261e; --alert: #fdecea; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1e24; --ink: #e8eaee; --soft: #a0a8b6;
  --line: #333945; --all: #6fd39a; --part: #f2c14e; --none: #ff8a80; --alert: #3a1f1d; } }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; }
table { border-collapse: collapse; } th, td { padding: .25rem 1.25rem .25rem 0; text-align: right;
  border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; }
code, pre { font: .85rem/1.45 ui-monospace, Menlo, Consolas, monospace; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; padding: .75rem 0; }
pre span { display: block; padding: 0 .75rem; border-left: 4px solid transparent; }
pre b { font-weight: 400; color: var(--soft); user-select: none; }
pre .all { border-color: var(--all); } pre .part { border-color: var(--part); }
pre .none { border-color: var(--none); }
pre .missing { background: var(--alert); color: var(--none); }
.all > td:last-child { color: var(--all); } .part > td:last-child { color: var(--part); }
a { color: inherit; }
"""


def page(coverages: Iterable[tuple[Coverage, str]]) -> str:
    """A page of the coverage of policies, each with its source."""
    body = [line for coverage, source in coverages for line in _policy(coverage, source)]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_FETCHES}">',
            "<title>Coverage</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _policy(coverage: Coverage, source: str) -> Iterator[str]:
    name = f"{coverage.policy}-{coverage.version}"
    yield f"<h1>{_escaped(coverage.policy)} {_escaped(coverage.version)}</h1>"
    yield f"<p>{coverage.cases} cases, <code>{_escaped(coverage.file)}</code></p>"
    yield "<table><thead><tr><th>measure</th><th>covered</th><th>of</th><th>percent</th></tr></thead>"
    yield "<tbody>"
    for measure in coverage.measures:
        touched, count = coverage.of(measure)
        share = percent(touched, count) if count else "none"
        cells = f"<th>{measure}</th><td>{touched}</td><td>{count}</td><td>{share}</td>"
        yield f'<tr class="{"all" if touched == count else "part"}">{cells}</tr>'
    yield "</tbody></table>"
    if coverage.missed:
        yield "<h2>Not covered</h2><ul>"
        for item in coverage.missed:
            link = f'<a href="#{_escaped(name)}-{item.span.line}">line {item.span.line}</a>'
            yield f"<li>{link}: {_escaped(_words(item))}</li>"
        yield "</ul>"
    if coverage.notes:
        yield "<h2>Nothing to cover</h2><ul>"
        yield from (f"<li>line {span.line}: {_escaped(note)}</li>" for note, span in coverage.notes)
        yield "</ul>"
    yield "<h2>Source</h2>"
    yield f"<pre>{''.join(_lines(coverage, source, name))}</pre>"


def _lines(coverage: Coverage, source: str, name: str) -> Iterator[str]:
    """The lines of the source, and below each what no case has touched of it."""
    standing = standings(coverage)
    lines = source.splitlines()
    width = len(str(len(lines)))
    for number, text in enumerate(lines, 1):
        head = f"<b>{number:>{width}}</b>  "
        at = f'id="{_escaped(name)}-{number}" class="{standing.get(number, "")}"'
        yield f"<span {at}>{head}{_escaped(text)}</span>"
        for item in coverage.missed:
            if item.span.line == number:
                shift = " " * (width + 2 + item.span.column - 1)
                yield f'<span class="missing">{shift}^ {_escaped(_words(item))}</span>'


def _words(item: Item) -> str:
    return f"{item.what} {item.missing}"


def _escaped(text: str) -> str:
    """The text so that no page takes it for markup; characters that hide are shown as escapes."""
    seen = HIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return html.escape(seen, quote=True).replace("`", "&#96;")
