"""The style sheet of the page: the colors of the system's light or dark theme, and a form for paper."""

STYLE = """
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --back: #ffffff;
  --card: #f6f8fa; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --link: #0969da; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --back: #0d1117;
  --card: #151b23; --good: #3fb950; --warn: #d29922; --bad: #f85149; --link: #4493f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; }
header p { margin: .25rem 0 1rem; color: var(--soft); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; list-style: none; margin: 0 0 1.25rem; padding: 0; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .5rem 1rem;
  min-width: 7rem; color: var(--bad); }
.tiles strong { display: block; font-size: 1.6rem; line-height: 1.2; }
.tiles .loaded { color: var(--good); }
.tiles .problem, .tiles .asking, .tiles .cancelled, .tiles .refused { color: var(--warn); }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; margin-bottom: 1.25rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--card); color: var(--soft); font-weight: 600; }
tbody th { font-weight: 500; }
.state { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem;
  font-size: .85em; color: var(--bad); }
.state.loaded { color: var(--good); }
.state.problem, .state.asking, .state.cancelled, .state.refused { color: var(--warn); }
details { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .9rem; margin-bottom: .6rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary code { color: var(--soft); }
.reason { margin: .75rem 0 0; font-weight: 600; }
.cure { margin: .25rem 0 0; }
.cure::before { content: "cure: "; color: var(--soft); }
pre { overflow-x: auto; background: var(--card); border-radius: 6px; padding: .75rem; margin: .75rem 0 .25rem; }
figure { margin: .75rem 0 0; display: grid; grid-template-columns: 5rem 1fr; gap: .1rem .75rem; align-items: center; }
figcaption { color: var(--soft); }
svg { width: 100%; height: 10px; border-radius: 5px; background: var(--card); }
.legend { grid-column: 2; display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0;
  font-size: .85em; }
.legend li::before { content: ""; display: inline-block; width: .6em; height: .6em; border-radius: 2px;
  margin-right: .4em; background: var(--part); }
rect { fill: var(--part); }
.part-0 { --part: #4493f8; } .part-1 { --part: #db8b26; } .part-2 { --part: #3fb950; }
.part-3 { --part: #ab7df8; } .part-4 { --part: #db61a2; } .part-5 { --part: #6e7681; }
@media print { body { font-size: 11px; } main { max-width: none; padding: 0; } details { break-inside: avoid; }
  pre { white-space: pre-wrap; } }
"""
