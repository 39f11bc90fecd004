"""The style sheet of the report: light and dark, screen and paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f4f5f7; --ink: #1a1d23; --soft: #5a6270; --line: #dfe3e9;
  --tint: #f7f8fa; --same: #8fb8a0; --changed: #d9822b; --open: #b9a3d9; --refused: #c4554d;
  --b0: #d9822b; --b1: #4f7fbf; --b2: #7a9e3f; --b3: #a8599c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1e24; --ground: #121419; --ink: #e8eaee; --soft: #a0a8b6; --line: #333945;
    --tint: #22262e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: .95rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere;
}
main {
  max-width: 60rem; margin: 0 auto; padding: 2rem 2.25rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px;
}
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.3; }
h2 { margin: 2.2rem 0 .6rem; padding-top: .8rem; border-top: 2px solid var(--line); font-size: 1.2rem; }
h3 { margin: 1.5rem 0 .4rem; font-size: 1rem; }
p { margin: .4rem 0; }
ul { margin: .4rem 0; padding-left: 1.2rem; }
li { margin: .15rem 0; }
li > ul { color: var(--soft); font-size: .9em; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .88em; }
h1 code, h3 code { font-size: 1em; }
pre { margin: .5rem 0; padding: .8rem 1rem; background: var(--tint); border-radius: 6px; white-space: pre-wrap; }
summary { cursor: pointer; color: var(--soft); font-size: .9em; }
.wide { overflow-x: auto; }
table { width: 100%; margin: .6rem 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-size: .85em; font-weight: 600; text-align: left; }
th, td { overflow-wrap: break-word; }
th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { min-width: 8rem; }
.n { text-align: right; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; margin: .6rem 0; }
svg.shares { border-radius: 5px; }
svg text { fill: var(--ink); font-size: 13px; }
svg tspan { fill: var(--soft); }
.end { fill: var(--soft); }
.band { opacity: .6; }
.b0 { fill: var(--b0); } .b1 { fill: var(--b1); } .b2 { fill: var(--b2); } .b3 { fill: var(--b3); }
.same { fill: var(--same); background: var(--same); }
.changed { fill: var(--changed); background: var(--changed); }
.open { fill: var(--open); background: var(--open); }
.refused { fill: var(--refused); background: var(--refused); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: var(--soft); font-size: .9em; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; }
.note { color: var(--soft); font-size: .85em; }
@page { margin: 16mm 14mm; }
@media print {
  :root {
    color-scheme: light; --paper: #fff; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --tint: #fff;
  }
  body { padding: 0; font-size: 9.5pt; }
  main { max-width: none; padding: 0; border: 0; }
  h1, h2, h3, summary { break-after: avoid; }
  tr, svg, li { break-inside: avoid; }
  thead { display: table-header-group; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .wide { overflow: visible; }
  details:not([open]) { display: none; }
}
"""
