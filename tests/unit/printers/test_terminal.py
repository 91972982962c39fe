"""A terminal as somebody who reads its columns finds it."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from permmatrix.grid import (
    Answer,
    AnswerCell,
    Footnote,
    Grid,
    Heading,
    Kind,
    Line,
    Listing,
    Part,
    TextCell,
    cell_words,
)
from permmatrix.printers.page import Page
from permmatrix.printers.terminal import text_of
from tables import grids, listings
from titles import HOSTILE

GRIDS, LISTINGS = grids(), listings()
PARTS: dict[str, Part] = {**GRIDS, **LISTINGS}
WIDE = 1000
TINY = Grid(
    anchor="t",
    title="Tiny",
    corner="Action",
    columns=(Heading(id="a", title="Read Only"), Heading(id="p", title="Platforms")),
    lines=(
        Line(
            Heading(id="t.x", title="Edit a line", refs=(2,)),
            (AnswerCell(answer=Answer.CONDITIONS, refs=(1,)), TextCell("Web, Android")),
        ),
    ),
    footnotes=(
        Footnote(1, Kind.NEEDS, "the granular permission Edit"),
        Footnote(2, Kind.NOTE, "N"),
    ),
)


def printed(*parts: Part, width: int = WIDE, color: bool = False, unicode: bool = True) -> str:
    """Print parts without a title for all."""
    return text_of(Page(parts=parts, whole=False), width=width, color=color, unicode=unicode)


def columns_of(text: str, line: str = "│") -> list[list[str]]:
    """Give the cells of a drawn table, each row's lines joined."""
    rows: list[list[list[str]]] = [[]]
    for it in text.split("\n"):
        if it.startswith(line):
            rows[-1].append([cell.strip() for cell in it[1:-1].split(line)])
        elif it[:1] in {"├", "+", "╰"}:
            rows.append([])
    return [
        [" ".join(filter(None, cell)) for cell in zip(*row, strict=True)] for row in rows if row
    ]


def words(grid: Grid) -> list[list[str]]:
    """Give what is to stand in the columns, with the numbers of notes."""
    heads = [Heading(id="", title=grid.corner), *grid.columns]
    rows = [[_shown(line.heading), *map(_shown, line.cells)] for line in grid.lines]
    return [[_shown(it) for it in heads], *rows]


def _shown(it: Heading | AnswerCell | TextCell) -> str:
    text = it.title if isinstance(it, Heading) else cell_words(it)
    refs = () if isinstance(it, TextCell) else it.refs
    return " ".join([text, *(f"[{number}]" for number in refs)])


def test_a_table_is_drawn() -> None:
    """With notes below."""
    assert printed(TINY, width=52) == (
        "Tiny\n"
        "╭─────────────────┬─────────────────┬──────────────╮\n"
        "│ Action          │ Read Only       │ Platforms    │\n"
        "├─────────────────┼─────────────────┼──────────────┤\n"
        "│ Edit a line [2] │ With conditions │ Web, Android │\n"
        "│                 │ [1]             │              │\n"
        "╰─────────────────┴─────────────────┴──────────────╯\n"
        "\n"
        "[1] Needs: the granular permission Edit\n"
        "[2] N\n"
    )


def test_a_narrow_terminal_has_a_block_for_each_row() -> None:
    """No column is squeezed to less than its words."""
    assert printed(TINY, width=24, unicode=False) == (
        "Tiny\n"
        "\n"
        "Edit a line [2]\n"
        "- Read Only: With\n"
        "  conditions [1]\n"
        "- Platforms: Web,\n"
        "  Android\n"
        "\n"
        "[1] Needs: the granular\n"
        "    permission Edit\n"
        "[2] N\n"
    )


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize("width", [100, 160, WIDE])
def test_a_table_holds_every_word(grid: Grid, width: int) -> None:
    """Each cell whole and with its notes, whether in columns or in blocks."""
    text = printed(grid, width=width)
    drawn = columns_of(text)
    everything = " ".join(re.sub(r"\s-\s|[│─╭╮╯╰├┤┼┬┴]", " ", text).split())

    if drawn:
        assert [[" ".join(it.split()) for it in row] for row in drawn] == words(grid)
    else:
        heads, *rows = words(grid)
        for row in rows:
            pairs = (f"{head}: {cell}" for head, cell in zip(heads[1:], row[1:], strict=True))
            assert " ".join([row[0], *pairs]) in everything
    for note in grid.footnotes:
        assert f"[{note.number}] {note}" in everything
    assert all(len(line) <= width for line in text.split("\n"))


def test_wide_tables_have_columns() -> None:
    """The shipped ones in 80 columns."""
    assert columns_of(printed(GRIDS["commitments (commitments)"], width=80))
    assert not columns_of(printed(GRIDS["commitments (commitments)"], width=40))


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_list_holds_every_word(listing: Listing) -> None:
    """Groups, actions and what is said of them, a line each."""
    lines = [it.strip().removeprefix("- ") for it in printed(listing).split("\n")]
    wanted = [listing.title]
    for group in listing.groups:
        wanted += [
            group.title,
            *(it for item in group.items for it in (item.heading.title, *item.says)),
        ]

    assert [it for it in lines if it][: len(wanted)] == wanted


@pytest.mark.parametrize("hostile", [it for it in HOSTILE if len(it) < 100])
def test_hostile_text_stays_text(hostile: str) -> None:
    """No mark-up, no pictures by name, and nothing that a terminal obeys."""
    grid = evolve(
        TINY, lines=(Line(Heading(id="x", title=hostile), (TextCell("a"), TextCell("b"))),)
    )
    text = printed(grid)
    shown = " ".join(hostile.split()) or "(empty)"
    spelt = "".join(
        it if it.isprintable() or it in "\u200b\u200d" or ord(it) > 0xE0000 else ascii(it)[1:-1]
        for it in shown
    )

    assert columns_of(text.replace(spelt, "X"))[1][0] == "X"
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    assert printed(grid, unicode=False).isascii()


def test_very_long_titles_are_folded() -> None:
    """Whole, within the width."""
    long = evolve(TINY, lines=(Line(Heading(id="x", title="x" * 5000), TINY.lines[0].cells),))

    for width in (40, 100):
        text = printed(long, width=width)
        assert text.count("x") == 5000
        assert max(map(len, text.split("\n"))) <= width


def test_colors_only_repeat_the_words() -> None:
    """Without them the text is the same."""
    for part in (GRIDS["small (docs)"], LISTINGS["small, may editor (docs-may)"]):
        colored = printed(part, width=120, color=True)

        assert "\x1b[" in colored
        plain = re.sub(r"\x1b\[[\d;]*m", "", colored)
        assert [it.rstrip() for it in plain.split("\n")] == printed(part, width=120).split("\n")


def test_every_answer_can_be_drawn() -> None:
    """With colours and without."""
    for answer in Answer:
        cells = (AnswerCell(answer=answer), TextCell("b"))
        grid = evolve(TINY, lines=(Line(Heading(id="x", title="X"), cells),))

        assert columns_of(printed(grid))[1] == ["X", answer.value, "b"]
        assert answer.value in printed(grid, color=True)


def test_a_change_says_before_and_after() -> None:
    """Also where there is no arrow."""
    cell = AnswerCell(answer=Answer.YES, before="No", change="Widened")
    grid = evolve(TINY, lines=(Line(Heading(id="x", title="X"), (cell, TextCell("b"))),))

    assert "Widened: No → Yes" in printed(grid)
    assert "Widened: No -> Yes" in printed(grid, unicode=False)


def test_what_is_printed_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says, which is asked elsewhere."""
    text = printed(*PARTS.values(), width=100)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "30")

    assert printed(*PARTS.values(), width=100) == text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
