"""The one style sheet: light and dark, narrow and wide, screen and paper."""

FONT = """system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif"""
#: the colours by their names, which a picture by itself needs, too
COLOURS = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f4f5f7; --ink: #1a1d23; --soft: #5a6270; --line: #dfe3e9;
  --accent: #1f5fbf; --yes: #176b3a; --no: #9a3412; --open: #8a5a00;
  --alert: #fff4e5; --alert-line: #d97706; --tint: #f7f8fa;
  --same: #8fb8a0; --changed: #d9822b; --unsure: #b9a3d9; --refused: #c4554d;
  --b0: #d9822b; --b1: #4f7fbf; --b2: #7a9e3f; --b3: #a8599c; --off: #9aa2ae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1e24; --ground: #121419; --ink: #e8eaee; --soft: #a0a8b6; --line: #333945;
    --accent: #86b4ff; --yes: #6fd39a; --no: #ff9d78; --open: #f2c14e;
    --alert: #33270f; --alert-line: #f2a33c; --tint: #22262e; --off: #6b7482;
  }
}
"""
_RULES = """\
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 FONT;
  overflow-wrap: anywhere;
}
main {
  max-width: 56rem; margin: 0 auto; padding: 2rem 2.25rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px;
}
h1 { margin: 0 0 .4rem; font-size: 1.7rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 2.2rem 0 .6rem; padding-top: .8rem; border-top: 2px solid var(--line); font-size: 1.25rem; }
h3 { margin: 1.6rem 0 .5rem; font-size: 1.05rem; }
h1 code, h2 code, h3 code { font-size: 1em; color: inherit; }
p { margin: .35rem 0; }
ul { margin: .35rem 0; padding-left: 1.2rem; }
li { margin: .15rem 0; }
li > ul { color: var(--soft); font-size: .92em; }
a { color: inherit; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .88em; }
code { white-space: pre-wrap; }
pre { margin: .5rem 0; padding: .8rem 1rem; background: var(--tint); border-radius: 6px; white-space: pre-wrap; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.note, .intro, .place { color: var(--soft); }
.place, p.note { font-size: .9em; }
.kicker { margin: 0 0 .5rem; color: var(--soft); font-size: .9em; }
.standing {
  display: inline-block; margin: .35rem 0 0; padding: .1rem .6rem; border: 1px solid;
  border-radius: 1rem; font-size: .85em; font-weight: 600;
}
.decided, .standing.yes { color: var(--yes); } .standing.no { color: var(--no); }
.undetermined, .uncovered, .standing.open { color: var(--open); }
.result { margin-top: .6rem; }
.result > p:first-child { font-weight: 600; }
.lead {
  margin: 0 0 1.5rem; padding: .8rem 1.1rem; background: var(--alert);
  border-left: 5px solid var(--alert-line); border-radius: 4px;
}
.lead strong { font-size: 1.1em; }
section { margin-top: 1.6rem; }
section > h2, section > details:not([class]) > summary { color: var(--accent); font-weight: 600; }
section > h2 { margin: 0 0 .4rem; padding: 0; border: 0; font-size: 1em; }
.full { margin-top: 2.2rem; padding-top: .8rem; border-top: 2px solid var(--line); }
.full > h2 { color: var(--ink); font-size: 1.25em; }
.step > p:first-of-type { font-size: 1.2em; font-weight: 600; }
dl { margin: 0; }
dl > div { display: flex; gap: 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); }
dl > div:last-child { border-bottom: 0; }
dt { flex: 1 1 50%; color: var(--soft); }
dd { flex: 1 1 50%; margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
dd.open { font-weight: 400; }
dl.keep > div { padding: .2rem 0; border: 0; }
.keep dt { flex: 0 0 3.2rem; font-weight: 600; }
.keep dd { flex: 1; font-weight: 400; }
.entries { list-style: none; padding: 0; }
.entries > li { margin: .5rem 0; padding-left: .9rem; border-left: 3px solid var(--line); }
.needs .entries > li { border-left-color: var(--alert-line); }
.wide { overflow-x: auto; }
table { min-width: 60%; margin: .6rem 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td {
  padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; overflow-wrap: break-word;
}
thead th { color: var(--soft); font-size: .88em; font-weight: 600; }
tbody th { min-width: 8rem; font-weight: inherit; }
th.n, td.n { text-align: right; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; margin: .6rem 0; }
svg.shares { border-radius: 5px; }
svg.flows { min-width: 36rem; } svg.story { min-width: 46rem; }
svg text { fill: var(--ink); font-size: 13px; }
svg tspan, .end { fill: var(--soft); }
.band { opacity: .6; fill: none; }
.b0 { stroke: var(--b0); } .b1 { stroke: var(--b1); } .b2 { stroke: var(--b2); } .b3 { stroke: var(--b3); }
.part-same { fill: var(--same); background: var(--same); }
.part-changed { fill: var(--changed); background: var(--changed); }
.part-unsure { fill: var(--unsure); background: var(--unsure); }
.part-refused { fill: var(--refused); background: var(--refused); }
svg.flowchart { min-width: 44rem; }
.flowchart text { font-size: 14px; } .flowchart .soft, .flowchart .sign { fill: var(--soft); }
.flowchart .title { font-weight: 700; font-size: 15px; } .flowchart .sign { font-size: 13px; }
.read { fill: none; stroke: var(--line); } .stage { fill: var(--tint); stroke: var(--soft); }
.arrow { fill: none; stroke: var(--soft); stroke-width: 1.5; } .head { fill: var(--soft); }
.identifier { margin-top: -.35rem; color: var(--soft); font-size: .8em; }
.label { margin: .8rem 0 .2rem; color: var(--soft); font-size: .88em; }
.label strong { font-weight: 600; }
.quote { padding-left: .9rem; border-left: 3px solid var(--line); }
.case { margin: .9rem 0 0; padding: .5rem .9rem .7rem; background: var(--tint); border-radius: 8px; font-size: .94em; }
.case > summary { font-weight: 600; }
.terms { list-style: none; padding: 0; } .terms > li { margin: .8rem 0; }
.terms > li > ul { list-style: none; padding-left: .9rem; border-left: 3px solid var(--line); }
.terms > li > code, .clauses code { color: var(--soft); font-size: .8em; }
.clauses .result > p:first-child { font-weight: 400; }
.contents { margin: 1.6rem 0; padding: .6rem 1.2rem 1rem; background: var(--tint); border-radius: 8px; }
.contents h2 { margin: .3rem 0; padding: 0; border: 0; font-size: 1.05rem; }
.contents ul { list-style: none; padding: 0; } .contents ul ul { padding-left: 1.2rem; }
@media (min-width: 44rem) { .contents ul ul { columns: 2; column-gap: 2rem; } }
.contents ul ul li { break-inside: avoid; font-weight: 400; }
.contents > ul > li { margin: .4rem 0; font-weight: 600; }
.contents a { text-decoration: none; } .contents a:hover { text-decoration: underline; }
:is(h3, li, .result):target { scroll-margin-top: 1rem; outline: 2px solid var(--accent); outline-offset: 4px; border-radius: 4px; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: var(--soft); font-size: .9em; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; }
.aside > summary { color: var(--soft); font-size: .9em; }
.rule { margin: .45rem 0; border: 1px solid var(--line); border-radius: 8px; }
.rule > summary { padding: .45rem .8rem; }
.rule > div { padding: .2rem .9rem .7rem; border-top: 1px solid var(--line); }
.rule.yes { border-color: var(--yes); border-width: 2px; }
.rule.maybe { border-color: var(--open); border-style: dashed; border-width: 2px; }
.rule > summary strong { font-weight: 600; }
.rule.no > summary strong { font-weight: 500; }
.gist { display: block; padding-left: 2.3em; color: var(--soft); font-size: .9em; }
[open] > summary > .gist { display: none; }
.mark { display: inline-block; width: 1.15em; font-weight: 700; text-align: center; }
.mark.yes { color: var(--yes); } .mark.no { color: var(--no); } .mark.open { color: var(--open); }
.tree, .tree ul { list-style: none; margin: .3rem 0; padding-left: 0; }
.tree ul { margin-left: -.85em; padding-left: .85em; border-left: 1px solid var(--line); font-size: 1em; color: inherit; }
.tree { padding: .5rem .7rem; background: var(--tint); border-radius: 6px; font-size: .94em; }
.tree li { position: relative; margin: .3em 0; padding-left: 1.4em; }
.tree .mark { position: absolute; left: 0; }
.found, .made-of, .source { display: block; }
.made-of, .source code { color: var(--soft); }
.file { padding: .75rem 0; overflow-x: auto; white-space: pre; overflow-wrap: normal; }
.file span { display: block; padding: 0 .75rem; border-left: 4px solid transparent; }
.file b { font-weight: 400; color: var(--soft); user-select: none; }
.file i { visibility: hidden; }
.file .yes { border-color: var(--yes); } .file .open { border-color: var(--open); }
.file .no { border-color: var(--no); }
.file .missing { background: var(--alert); color: var(--no); }
.sign tbody tr { height: 3rem; }
.sign tbody :is(th, td) { vertical-align: bottom; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
footer {
  margin-top: 2rem; padding-top: .8rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .85em;
}
footer p { margin: .1rem 0; }
@media (max-width: 36rem) {
  body { padding: 0; }
  main { padding: 1.25rem 1.1rem; border: 0; border-radius: 0; }
  dl:not(.keep) > div { flex-direction: column; gap: 0; }
  h1 { font-size: 1.45rem; }
  table { font-size: .9em; }
  td { min-width: 7rem; }
  table:has(.n) :is(th, td) { min-width: 3rem; padding-right: .6rem; overflow-wrap: anywhere; }
}
@page { margin: 16mm 14mm; }
@media print {
  :root {
    color-scheme: light; --paper: #fff; --ground: #fff; --ink: #000; --soft: #444;
    --line: #bbb; --accent: #000; --yes: #0b5227; --no: #7a2406; --open: #6b4600;
    --alert: #fff; --alert-line: #000; --tint: #fff;
  }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { padding: 0; font-size: 10pt; line-height: 1.4; }
  main { max-width: none; padding: 0; border: 0; }
  h1 { font-size: 17pt; }
  section { margin-top: .8rem; }
  p { margin: .2rem 0; } ul { margin: .2rem 0; } li { margin: .05rem 0; } table { margin: .3rem 0; }
  .sign { break-inside: avoid; }
  h1, h2, h3, summary, .label, .identifier, .intro { break-after: avoid; }
  .result, .case, .terms > li, .contents > ul > li { break-inside: avoid; }
  .rules { break-before: page; } .contents { padding: 0; }
  a { text-decoration: none; } .case { padding: .3rem .6rem; border: 1px solid var(--line); }
  .quote, .case { orphans: 3; widows: 3; }
  dl > div, .entries > li, .lead, .tree li > .found, tr, svg { break-inside: avoid; }
  dl > div { padding: .2rem 0; }
  .lead { border: 1px solid #000; border-left-width: 5px; }
  .wide { overflow: visible; }
  thead { display: table-header-group; }
  .tree { padding: 0; }
  th, td { padding: .15rem .7rem .15rem 0; }
  .gist, .aside:not([open]) { display: none; }
  .rule { margin: .3rem 0; break-inside: auto; }
  .rule > summary, .rule > div { padding: .2rem .5rem; }
  summary { list-style: none; }
  summary::-webkit-details-marker { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
""".replace("FONT", FONT)
STYLE = COLOURS + _RULES


def within(selector: str, more: str = "") -> str:
    """The style of a report that is a part of another page: all of it holds below an element alone; *more* rules after it.

    >>> within(".report").splitlines()[0]
    '.report {'
    """
    return f"{selector} {{\n{_RULES}{more}}}\n"
