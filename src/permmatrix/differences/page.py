"""A difference as a page of its own, for people who review by looking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from permmatrix.differences.marked import marked, of_lines
from permmatrix.differences.marks import MEANINGS, has_effect, is_marked
from permmatrix.differences.models import Models
from permmatrix.differences.page_parts import folded, opening, summary, told
from permmatrix.differences.page_style import STYLE
from permmatrix.differences.values import Differences
from permmatrix.grid import Grid, Line
from permmatrix.printers.characters import safe_id
from permmatrix.printers.fragment import fragment, legend
from permmatrix.printers.html import document
from permmatrix.printers.html_text import text

__all__ = ["diff_page"]


def diff_page(diff: Differences, models: Models) -> str:
    """
    Say what two policies answer differently as a page in HTML, the verdict first.

    It needs nothing else and runs nothing: what did not change is folded, and not filtered.
    """
    grids = marked(diff, models)
    languages = {it.language for it in grids}
    lines = document(
        f"Permissions compared: {diff.old.name} and {diff.new.name}",
        _body(diff, grids),
        language=languages.pop() if len(languages) == 1 else None,
        style=STYLE,
    )
    return "".join(f"{line}\n" for line in lines)


def _body(diff: Differences, grids: Iterable[Grid]) -> Iterator[str]:
    yield from opening(diff)
    yield from summary(diff)
    words: dict[str, str] = {}
    for grid in grids:
        yield from _matrix(grid)
        words |= grid.legend
    yield from told(diff)
    yield from _legend(words)


def _matrix(grid: Grid) -> Iterator[str]:
    """Give a table in three: rows whose answers change, those that read differently, the rest."""
    changed = [it for it in grid.lines if has_effect(it)]
    reworded = [it for it in grid.lines if is_marked(it) and not has_effect(it)]
    same = [it for it in grid.lines if not is_marked(it)]
    anchor = f"{safe_id(grid.anchor)}-matrix"
    yield f'<section class="pm-matrix" aria-labelledby="{anchor}">'
    yield f'<h2 id="{anchor}">{text(grid.title)}</h2>'
    if changed:
        yield _table(grid, changed, "changed", f"{_rows(len(changed))} that changed")
    for name, lines, one, more in (
        ("reworded", reworded, "that only reads differently", "that only read differently"),
        ("same", same, "without change", "without change"),
    ):
        if lines:
            title = f"{_rows(len(lines))} {one if len(lines) == 1 else more}"
            yield from folded(title, [_table(grid, lines, name, title, captioned=False)])
    yield "</section>"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"


def _table(
    grid: Grid, lines: Iterable[Line], name: str, title: str, *, captioned: bool = True
) -> str:
    part = of_lines(grid, lines, f"{grid.anchor}-{name}")
    return fragment(
        evolve(part, title=f"{grid.title}: {title}"), captioned=captioned, labelled=True
    )


def _legend(words: dict[str, str]) -> Iterator[str]:
    if words:
        yield '<section aria-labelledby="pm-legend">'
        yield '<h2 id="pm-legend">What the words mean</h2>'
        first = [word for word in MEANINGS if word in words]
        yield from legend((word, words[word]) for word in dict.fromkeys([*first, *words]))
        yield "</section>"
