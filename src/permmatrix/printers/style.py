"""The style sheet of a page of its own: light, dark, on a phone and on paper."""

__all__ = ["STYLE"]

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f6f7f9; --ink: #1b1f24; --soft: #57606a; --line: #d5dae1;
  --link: #0b57b7; --mark: #fff3bf;
  --yes: #11683a; --yes-ground: #e4f5ea;
  --maybe: #7a4b00; --maybe-ground: #fdf1d8;
  --no: #57606a; --doubt: #7d2bb5; --gone: #a3202c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161b; --raised: #1a2027; --ink: #e4e9ef; --soft: #9da7b3; --line: #333c47;
    --link: #79b4ff; --mark: #4a3f10;
    --yes: #6fdd9d; --yes-ground: #123524;
    --maybe: #f3c36b; --maybe-ground: #3a2c10;
    --no: #9da7b3; --doubt: #d3a4f7; --gone: #ff9a9f;
  }
}
* { box-sizing: border-box; }
html { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
body { margin: 0; }
main { max-width: 84rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1.25rem; }
h1, h2, h3, h4, h5, h6, tbody th, li, dd { overflow-wrap: anywhere; }
thead th, td { overflow-wrap: break-word; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 0 0 1.5rem; }
nav li { list-style: none; }
.permmatrix { margin: 0 0 3.5rem; }
.pm-scroll {
  position: relative; overflow: auto; max-height: 88vh;
  border: 1px solid var(--line); border-radius: .6rem;
}
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .925rem; }
caption { text-align: start; padding: .9rem 1rem .8rem; }
caption :is(h1, h2, h3, h4, h5, h6), .pm-title {
  font-size: 1.25rem; font-weight: 650; line-height: 1.3; margin: 0;
}
caption.pm-repeated { padding: 0; }
.pm-repeated > .pm-title {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
th, td {
  padding: .5rem .8rem; text-align: start; vertical-align: top;
  border-top: 1px solid var(--line);
}
td { min-width: 7.5rem; }
thead th {
  position: sticky; top: 0; z-index: 2; background: var(--raised); border-bottom: 1px solid
  var(--line); font-weight: 650; vertical-align: bottom;
}
tbody tr:first-child > * { border-top: 0; }
tbody th {
  position: sticky; left: 0; z-index: 1; background: var(--ground); font-weight: 500;
  min-width: 14rem; max-width: 26rem; border-inline-end: 1px solid var(--line);
  scroll-margin: 4rem 1rem 1rem;
}
thead th:first-child { left: 0; z-index: 3; border-inline-end: 1px solid var(--line); }
tbody tr:hover > :is(th, .pm-no, .pm-text) { background: var(--raised); }
tbody tr:has(:target) > :is(th, td), li:target { background: var(--mark); }
td:not(.pm-text), thead th[id] { padding-inline-start: 2.1rem; }
.pm-glyph {
  display: inline-block; width: 1.1em; margin-inline-start: -1.4em; text-align: center;
  font-weight: 700;
}
del + ins .pm-glyph { margin-inline-start: 0; }
td:is(.pm-yes, .pm-limited) { color: var(--yes); background: var(--yes-ground); }
td.pm-conditions { color: var(--maybe); background: var(--maybe-ground); }
td:is(.pm-yes, .pm-limited, .pm-conditions) .pm-answer { font-weight: 620; }
td:is(.pm-no, .pm-undocumented, .pm-not-applicable, .pm-no-level) { color: var(--no); }
.pm-text { color: var(--soft); }
.pm-in-doubt { color: var(--doubt); font-style: italic; white-space: nowrap; }
.pm-changed { box-shadow: inset 3px 0 var(--doubt); }
.pm-change { font-weight: 650; }
del { color: var(--gone); }
ins { text-decoration-thickness: 2px; text-underline-offset: .2em; }
.pm-refs { font-size: .78em; line-height: 0; white-space: nowrap; }
.pm-refs a { padding: .3em .15em; }
.pm-legend {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
  gap: .35rem 2rem; margin: 1rem 0; font-size: .875rem; color: var(--soft);
}
.pm-legend dt, .pm-legend dd { display: inline; margin: 0; }
.pm-legend dt { font-weight: 650; color: var(--ink); }
.pm-legend dt::after { content: ":"; }
.pm-remarks, .pm-notes { font-size: .9rem; max-width: 60rem; }
.pm-notes { border-top: 1px solid var(--line); margin-top: 1.25rem; padding-top: .5rem; }
.pm-remarks li, .pm-notes li { margin: .3rem 0; padding: .1rem .25rem; }
.pm-head { font-weight: 650; margin: .5rem 0; }
.pm-kind { font-weight: 650; }
.pm-notes a { text-decoration: none; padding: 0 .2em; }
.pm-source { font-size: .875rem; color: var(--soft); }
.pm-groups > li { margin-bottom: 1rem; }
.pm-groups > li > .pm-answer { font-weight: 650; }
.pm-groups > li li { color: var(--ink); }
.pm-groups li li li { color: var(--soft); }
@media (max-width: 40rem) {
  main { padding: 1.25rem .75rem 3rem; }
  h1 { font-size: 1.5rem; }
  th, td { padding: .45rem .55rem; }
  td:not(.pm-text), thead th[id] { padding-inline-start: 1.6rem; }
  td { min-width: 0; }
  tbody th { min-width: 8.5rem; max-width: 45vw; }
}
@media print {
  :root {
    --ground: #fff; --raised: #fff; --ink: #000; --soft: #333; --line: #999; --link: #000;
    --yes: #000; --maybe: #000; --no: #333; --doubt: #000; --gone: #333; --mark: #fff;
  }
  main { max-width: none; padding: 0; }
  nav, [role="doc-backlink"] { display: none; }
  .pm-scroll { overflow: visible; max-height: none; border: 0; }
  thead th, tbody th { position: static; }
  table { font-size: .75rem; }
  th, td { padding: .25rem .4rem; min-width: 0 !important; }
  tr, li { break-inside: avoid; }
  a { text-decoration: none; }
}
"""
"""Its hash stands in the page's policy, so that a browser obeys this one and no other."""
