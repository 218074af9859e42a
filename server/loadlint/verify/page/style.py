"""The style sheet: the colors of the system's light or dark theme, which a client can replace, and a form for paper."""

STYLE = """
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --back: #ffffff;
  --card: #f6f8fa; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --link: #0969da; --come: #dafbe1; --gone: #ffebe9;
  --sans: system-ui, sans-serif; --mono: ui-monospace, monospace; --size: 15px; --code: .87em;
  --c0: #4493f8; --c1: #db8b26; --c2: #3fb950; --c3: #ab7df8; --c4: #db61a2; --c5: #6e7681; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --back: #0d1117;
  --card: #151b23; --good: #3fb950; --warn: #d29922; --bad: #f85149; --link: #4493f8; --come: #12361f;
  --gone: #4b1717; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: var(--size)/1.5 var(--sans); }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4em; margin: 0; }
h2 { font-size: 1.15em; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1em; margin: 1rem 0 .25rem; }
header p { margin: .25rem 0 1rem; color: var(--soft); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre { font-family: var(--mono); font-size: var(--code); }
pre { overflow: auto; max-height: 24rem; background: var(--card); border-radius: 6px; padding: .6rem .75rem;
  margin: .5rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
ul, ol { margin: .25rem 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.counts, .tiles { display: flex; flex-wrap: wrap; gap: .75rem; list-style: none; margin: .75rem 0 1rem; padding: 0; }
.counts li, .tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .5rem 1rem; }
.counts li { min-width: 7rem; color: var(--bad); }
.counts strong { display: block; font-size: 1.5em; line-height: 1.2; }
.counts .loaded, .counts .estimated { color: var(--good); }
.counts .problem, .counts .asking, .counts .cancelled, .counts .refused { color: var(--warn); }
.tile { flex: 1 1 11rem; min-width: 0; }
.tile > span, .tile small { display: block; color: var(--soft); font-size: .85em; }
.tile strong { display: block; font-size: 1.25em; line-height: 1.35; overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; margin-bottom: 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.wide table { width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem; border-bottom: 1px solid var(--line); }
.wide .loads th, .wide .loads td { white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--card); color: var(--soft); font-weight: 600; }
tbody th { font-weight: 500; }
.facts { margin-top: 1rem; }
.facts th { color: var(--soft); font-weight: 400; min-width: 6em; white-space: nowrap; }
.facts td, .compare td { overflow-wrap: anywhere; }
.compare .same td, .compare .same th { color: var(--soft); }
.compare .changed th { font-weight: 600; }
.compare .changed td { background: var(--card); }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem;
  font-size: .85em; color: var(--bad); }
.badge.good { color: var(--good); }
.badge.mixed { color: var(--warn); }
.load, .different { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .9rem; margin-bottom: .6rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.load > summary code { color: var(--soft); }
.card { border-left: 4px solid var(--line); border-radius: 0 6px 6px 0; background: var(--card);
  padding: .4rem .9rem; margin: .75rem 0; }
.card.bad { border-color: var(--bad); }
.card.mixed { border-color: var(--warn); }
.card h3, .card p, .lines { margin: .15rem 0; overflow-wrap: anywhere; }
.cure::before { content: "→ "; color: var(--soft); }
.lines { padding-left: 1.2rem; }
svg { display: block; width: 100%; height: 10px; border-radius: 5px; background: var(--line); margin: .25rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0; font-size: .85em; }
.legend li::before, .runs li::before, .modules li::before { content: ""; display: inline-block; width: .65em;
  height: .65em; border-radius: 2px; margin-right: .45em; background: var(--part); }
.legend .apart { color: var(--soft); }
.legend .apart::before { background: var(--line); }
.runs, .modules { list-style: none; padding: 0; }
.modules { columns: 18rem; font-size: .9em; }
rect { fill: var(--part); }
.part-0 { --part: var(--c0); } .part-1 { --part: var(--c1); } .part-2 { --part: var(--c2); }
.part-3 { --part: var(--c3); } .part-4 { --part: var(--c4); } .part-5 { --part: var(--c5); }
.diff { max-height: none; }
ins { background: var(--come); text-decoration: none; }
del { background: var(--gone); }
.top { position: sticky; top: 0; z-index: 1; background: var(--back); padding: .6rem 0; margin-bottom: .5rem;
  border-bottom: 1px solid var(--line); }
.top p { margin: .4rem 0; }
.stale, .running { border-left: 4px solid var(--warn); background: var(--card); padding: .25rem .75rem; }
.running { border-color: var(--link); }
nav { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .5rem; }
@media (max-width: 30rem) { main { padding: .75rem; } .tile { flex-basis: 9rem; } .facts th { white-space: normal; } }
/* Too narrow for two columns: a label stands over its value. */
@media (max-width: 24rem) { .facts tr, .facts th, .facts td { display: block; border: 0; padding: 0; }
  .facts td { padding-bottom: .5rem; } }
@media print { :root { --size: 11px; } main { max-width: none; padding: 0; } .tile, .card, tr { break-inside: avoid; }
  pre { max-height: none; } .top { position: static; } nav { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; } }
"""
