"""The style sheet of the HTML page: light and dark, narrow and wide, screen and paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f4f5f7; --ink: #1a1d23; --soft: #5a6270; --line: #dfe3e9;
  --accent: #1f5fbf; --yes: #176b3a; --no: #9a3412; --open: #8a5a00;
  --alert: #fff4e5; --alert-line: #d97706; --tint: #f7f8fa;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1e24; --ground: #121419; --ink: #e8eaee; --soft: #a0a8b6; --line: #333945;
    --accent: #86b4ff; --yes: #6fd39a; --no: #ff9d78; --open: #f2c14e;
    --alert: #33270f; --alert-line: #f2a33c; --tint: #22262e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere;
}
main {
  max-width: 50rem; margin: 0 auto; padding: 2rem 2.25rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px;
}
p { margin: .35rem 0; }
ul { margin: .35rem 0; padding-left: 1.2rem; }
code { font: .85em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--soft); }
.kicker { margin: 0 0 .5rem; color: var(--soft); font-size: .9em; }
h1 { margin: 0; font-size: 1.8rem; line-height: 1.25; letter-spacing: -.01em; }
h1 + h1 { margin-top: .4rem; }
.standing {
  display: inline-block; margin: .75rem 0 0; padding: .1rem .6rem; border: 1px solid;
  border-radius: 1rem; font-size: .85em; font-weight: 600;
}
.decided { color: var(--yes); } .undetermined, .uncovered { color: var(--open); }
.lead {
  margin: 0 0 1.5rem; padding: .8rem 1.1rem; background: var(--alert);
  border-left: 5px solid var(--alert-line); border-radius: 4px;
}
.lead strong { font-size: 1.1em; }
section { margin-top: 1.6rem; }
h2 { margin: 0 0 .4rem; font-size: 1em; color: var(--accent); }
h3 { margin: 1.6rem 0 .5rem; font-size: 1.05em; }
dl { margin: 0; }
dl > div {
  display: flex; gap: 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line);
}
dl > div:last-child { border-bottom: 0; }
dt { flex: 1 1 50%; color: var(--soft); }
dd { flex: 1 1 50%; margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
dd.open { font-weight: 400; }
.step > p:first-of-type { font-size: 1.2em; font-weight: 600; }
.entries { list-style: none; padding: 0; }
.entries > li { margin: .5rem 0; padding-left: .9rem; border-left: 3px solid var(--line); }
.needs .entries > li { border-left-color: var(--alert-line); }
.then { font-weight: 600; }
.note, .intro { color: var(--soft); }
.clauses dt { flex: 0 0 3.2rem; font-weight: 600; }
.clauses dd { flex: 1; font-weight: 400; }
.clauses dl > div { padding: .2rem 0; border: 0; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.clauses summary, .facts summary { font-weight: 600; color: var(--accent); }
.full { margin-top: 2.2rem; padding-top: .4rem; border-top: 2px solid var(--line); }
.full > h2 { margin-top: 1rem; font-size: 1.25em; color: var(--ink); }
.rule { margin: .45rem 0; border: 1px solid var(--line); border-radius: 8px; }
.rule > summary { padding: .45rem .8rem; }
.rule > div { padding: .2rem .9rem .7rem; border-top: 1px solid var(--line); }
.rule.yes { border-color: var(--yes); border-width: 2px; }
.rule.maybe { border-color: var(--open); border-style: dashed; border-width: 2px; }
.rule > summary b { font-weight: 600; }
.rule.no > summary b { font-weight: 500; }
.place { color: var(--soft); font-size: .85em; }
.mark { display: inline-block; width: 1.15em; font-weight: 700; text-align: center; }
.mark.true, .mark.yes { color: var(--yes); }
.mark.false, .mark.no { color: var(--no); }
.mark.cannot-tell, .mark.maybe { color: var(--open); }
.tree, .tree ul { list-style: none; margin: .3rem 0; padding-left: 0; }
.tree ul { margin-left: -.85em; padding-left: .85em; border-left: 1px solid var(--line); }
.tree { padding: .5rem .7rem; background: var(--tint); border-radius: 6px; font-size: .94em; }
.tree li { position: relative; margin: .3em 0; padding-left: 1.4em; }
.tree .mark { position: absolute; left: 0; }
.found, .made-of, .source { display: block; }
.made-of { color: var(--soft); }
.gist { display: block; padding-left: 2.3em; color: var(--soft); font-size: .9em; }
.rule[open] .gist { display: none; }
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
  h1 { font-size: 1.5rem; }
}
@page { margin: 18mm 16mm; }
@media print {
  :root {
    color-scheme: light; --paper: #fff; --ground: #fff; --ink: #000; --soft: #444;
    --line: #bbb; --accent: #000; --yes: #0b5227; --no: #7a2406; --open: #6b4600;
    --alert: #fff; --alert-line: #000; --tint: #fff;
  }
  body { padding: 0; font-size: 10pt; line-height: 1.4; }
  main { max-width: none; padding: 0; border: 0; }
  h1 { font-size: 17pt; }
  section { margin-top: 1rem; }
  h1, h2, h3, summary { break-after: avoid; }
  dl > div, .entries > li, .lead, .tree li > .found { break-inside: avoid; }
  dl > div { padding: .2rem 0; }
  .lead { border: 1px solid #000; border-left-width: 5px; }
  .tree { padding: 0; }
  .gist { display: none; }
  .full { font-size: 9pt; }
  .rule { margin: .3rem 0; break-inside: auto; }
  .rule > summary, .rule > div { padding: .2rem .5rem; }
  summary { list-style: none; }
  summary::-webkit-details-marker { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
