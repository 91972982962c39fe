"""What the style sheet of a diff page has besides that of every page."""

__all__ = ["STYLE"]

STYLE = """
:root {
  --more: #b3121d; --more-ink: #fff; --more-ground: #ffe9e7;
  --less: #0b5394; --less-ground: #e7f1fb;
  --unknown: #6b2ea0; --unknown-ground: #f4eafc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --more: #ff8f87; --more-ink: #2b0402; --more-ground: #421512;
    --less: #8cc3ff; --less-ground: #10283f;
    --unknown: #d3a4f7; --unknown-ground: #2c1a3b;
  }
}
header { margin-bottom: 2rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .6rem; }
.pm-sides { color: var(--soft); margin: -.75rem 0 1rem; }
.pm-verdict { font-size: 1.15rem; font-weight: 650; margin: 0 0 1rem; }
.pm-counts { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; margin: 0; }
.pm-counts li {
  list-style: none; padding: .45rem .9rem; border: 1px solid var(--line); border-radius: .6rem;
  background: var(--raised);
}
.pm-counts b { font-size: 1.25rem; }
.pm-counts :is(.pm-is-widened, .pm-is-widened-and-narrowed) {
  background: var(--more); color: var(--more-ink); border-color: var(--more);
}
.pm-counts .pm-is-narrowed {
  background: var(--less-ground); color: var(--less); border-color: currentColor;
}
.pm-counts .pm-is-not-settled {
  background: var(--unknown-ground); color: var(--unknown); border: 1px dashed currentColor;
}
.pm-told { margin: 0 0 1.75rem; }
.pm-told:is(.pm-is-widened, .pm-is-narrowed, .pm-is-not-settled) {
  border-inline-start: 3px solid var(--less); padding-inline-start: 1rem;
}
.pm-told.pm-is-widened { border-color: var(--more); border-width: 6px; }
.pm-told.pm-is-not-settled { border-color: var(--unknown); border-style: dashed; }
.pm-told.pm-is-widened h2 { color: var(--more); }
.pm-told.pm-is-narrowed h2 { color: var(--less); }
.pm-told.pm-is-not-settled h2 { color: var(--unknown); }
.pm-told ul { margin: 0; padding-inline-start: 1.25rem; }
.pm-told li { margin: .35rem 0; max-width: 60rem; }
.pm-told li > a { font-weight: 600; }
.pm-who { color: var(--soft); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.pm-matrix { margin: 0 0 2rem; }
.pm-matrix .permmatrix { margin-bottom: 1rem; }
.pm-matrix .pm-scroll { max-height: none; }
.pm-matrix tbody tr:hover > :not(.pm-changed) { background: var(--ground); }
.pm-matrix td:not(.pm-changed) { background: none; color: var(--soft); }
.pm-matrix td:not(.pm-changed) .pm-answer { font-weight: 400; }
.pm-notes a { text-decoration: underline; }
details { margin: .25rem 0; }
summary { cursor: pointer; padding: .35rem .25rem; color: var(--link); width: fit-content; }
details > .permmatrix { margin-top: .5rem; }
.pm-matrix thead th { overflow-wrap: break-word; }
.pm-matrix td { min-width: 5.5rem; }
.pm-matrix td.pm-changed { min-width: 12rem; padding-inline-start: 1rem; color: var(--ink); }
.pm-changed .pm-glyph { margin-inline-start: 0; }
.pm-changed > .pm-change {
  display: inline-block; margin-bottom: .25rem; padding: 0 .5rem;
  border: 1px solid var(--line); border-radius: .35rem; font-size: .92em; font-weight: 700;
}
.pm-matrix .pm-changed:is(.pm-is-widened, .pm-is-widened-and-narrowed) {
  background: var(--more-ground); box-shadow: inset 6px 0 var(--more);
}
.pm-matrix .pm-changed:is(.pm-is-widened, .pm-is-widened-and-narrowed) > .pm-change {
  background: var(--more); color: var(--more-ink); border-color: var(--more);
}
.pm-matrix .pm-changed.pm-is-narrowed {
  background: var(--less-ground); box-shadow: inset 3px 0 var(--less);
}
.pm-changed.pm-is-narrowed > .pm-change { color: var(--less); border-color: currentColor; }
.pm-matrix .pm-changed.pm-is-not-settled {
  background: var(--unknown-ground); box-shadow: inset 3px 0 var(--unknown);
}
.pm-matrix .pm-changed.pm-is-not-settled > .pm-change { color: var(--unknown); border: 1px dashed; }
.pm-matrix .pm-changed:is(.pm-is-reworded, .pm-is-changed) {
  box-shadow: inset 3px 0 var(--line);
}
.pm-changed.pm-is-reworded > .pm-change { color: var(--soft); font-weight: 400; }
.pm-changed > .pm-colon { font-size: 0; }
.pm-changed > :is(del, .pm-now) { display: block; }
.pm-changed del {
  color: var(--soft); text-decoration-thickness: 1px;
  text-decoration-color: color-mix(in srgb, var(--soft) 55%, transparent);
}
.pm-changed ins { color: var(--ink); text-decoration: none; }
.pm-changed .pm-answer { font-weight: 650; }
.pm-shows, .pm-marks { list-style: none; padding: 0; margin: .4rem 0 0; font-size: .92em; }
.pm-shows li, .pm-marks li { margin: .2rem 0; }
.pm-shows { color: var(--ink); padding-top: .3rem; border-top: 1px solid var(--line); }
.pm-marks { font-weight: 400; color: var(--soft); }
.pm-marks .pm-change { font-weight: 700; color: var(--ink); white-space: nowrap; }
.pm-marks .pm-is-widened .pm-change { color: var(--more); }
.pm-marks .pm-is-narrowed .pm-change { color: var(--less); }
.pm-marks .pm-is-not-settled .pm-change { color: var(--unknown); }
.pm-matrix th:has(.pm-is-removed) > bdi { text-decoration: line-through; }
@media (max-width: 40rem), print {
  .pm-matrix :is(table, caption, tbody, tr, tbody th, td) { display: block; }
  .pm-matrix thead {
    display: block; position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%);
  }
  .pm-matrix .pm-scroll { overflow: visible; }
  .pm-matrix tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  .pm-matrix tbody th { position: static; max-width: none; border: 0; font-weight: 650; }
  .pm-matrix td { border: 0; padding: .1rem .55rem; min-width: 0; }
  .pm-matrix td:not(.pm-changed) { display: inline-block; padding-inline-start: .55rem; }
  .pm-matrix td:not(.pm-changed) .pm-glyph { display: none; }
  .pm-matrix td.pm-changed { margin: .35rem .55rem; padding: .5rem .75rem .6rem 1rem; }
  .pm-matrix td::before { content: attr(data-column) ": "; color: var(--soft); font-weight: 600; }
  .pm-matrix td.pm-changed::before { content: attr(data-column) " "; color: var(--ink); }
}
@media print {
  :root {
    --more: #000; --more-ink: #fff; --more-ground: #fff; --less: #000; --less-ground: #fff;
    --unknown: #000; --unknown-ground: #fff;
  }
  .pm-matrix .pm-changed:is(.pm-is-widened, .pm-is-widened-and-narrowed) > .pm-change,
  .pm-counts :is(.pm-is-widened, .pm-is-widened-and-narrowed) { print-color-adjust: exact; }
  h2, caption, summary { break-after: avoid; }
}
"""
"""Widened is what a reviewer must not miss: of the words it alone is filled, on paper too."""
