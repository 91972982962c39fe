"""A matrix as a table in no format yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from permmatrix import UnknownNameError
from permmatrix.grid import (
    Answer,
    AnswerCell,
    Became,
    Choice,
    Footnote,
    Grid,
    Kind,
    Line,
    Listing,
    TextCell,
    cell_words,
    parts,
)
from permmatrix.model import MatrixSet
from permmatrix.reading import read

MATRIX = """\
format: permmatrix/1
id: docs
title: Documents
description: Who may do what with documents.
language: en
source: {title: Handbook, section: Rights, publisher: Acme, url: "https://example.org/rights"}
tool: docs
levels:
  guest: Guest
  editor: {title: Editor, description: Somebody on the staff.}
  author: {title: Author, held_when: writes, handed_out: false}
default_level: guest
granular: {share: {title: Share Documents}}
conditions: {writes: {title: author of the document, test: {equals: [resource.author, user.id]}}}
obligations: {pdf: PDF only}
platforms: {web: Web, app: App}
sections: {daily: Every day, seldom: Seldom}
actions:
  read:
    title: Read a document
    section: daily
    cells: {guest: {when: allow, with: [pdf]}, editor: allow}
  share:
    title: Share a document
    section: daily
    platforms: [web, app]
    offline: cached
    guard: {not: writes}
    cells:
      editor: {when: {any: [share, {all: [writes, share]}]}, with: [pdf]}
      author: unknown
    notes: [Sharing is logged., {says: Twice a day., cells: [editor]}]
  burn:
    title: Burn a document
    section: seldom
    cells: {guest: not_applicable, editor: share}
    doubts:
      - {why: The mark is faint, cells: [editor], reading: share, alternative: deny}
      - {why: "Burn or shred?", taken: Burn., instead: Shred., answered: Burn it is.}
notes: [{says: Guests sign in first., cells: [guest]}]
advisories: {quiet: {when: writes, says: Keep a copy.}}
terms:
  us: {title: US, language: en-US, words: {document: record, author of the document: owner}}
"""
NOTES = """\
format: permmatrix/1
id: notes
title: Notes
tool: notes
levels: {guest: Guest, owner: Owner}
actions:
  read: {title: Read a note, aliases: [look], cells: {guest: allow, owner: allow}}
"""
SHARED = (
    "the granular permission Share Documents or "
    "(author of the document and the granular permission Share Documents)"
)


@pytest.fixture
def both(tmp_path: Path) -> MatrixSet:
    """Load two small matrices."""
    (tmp_path / "docs.yaml").write_text(MATRIX, "utf-8")
    (tmp_path / "notes.yaml").write_text(NOTES, "utf-8")
    matrices, report = read(tmp_path)
    assert matrices is not None, str(report)
    return matrices


def grid(matrices: MatrixSet, choice: Choice | None = None) -> Grid:
    """Give the first table of a choice."""
    found = parts(matrices, choice or Choice())[0]
    assert isinstance(found, Grid)
    return found


def line(table: Grid, id_: str) -> Line:
    """Give the line of a row."""
    return next(it for it in table.lines if it.heading.id == id_)


def words(table: Grid) -> list[list[str]]:
    """Give the table's cells in words, line by line."""
    return [[cell_words(cell) for cell in it.cells] for it in table.lines]


def test_every_cell_is_a_word(both: MatrixSet) -> None:
    """Blanks, requirements, limits, doubts and what is not said each have words of their own."""
    table = grid(both)

    assert [it.title for it in table.columns] == [
        *("Section", "Guest", "Editor", "Author", "Platforms", "Offline"),
    ]
    assert words(table) == [
        ["Every day", "Yes, with limits", "Yes", "No", "Any", "Not said"],
        [
            *("Every day", "No", "With conditions", "Not documented"),
            *("Web, App", "What was viewed before"),
        ],
        [
            *("Seldom", "Not applicable", "With conditions (in doubt)", "No"),
            *("Any", "Not said"),
        ],
    ]


def test_footnotes_are_numbered_as_a_reader_meets_them(both: MatrixSet) -> None:
    """Columns come first, then each row with its head and its cells; a text has one number."""
    table = grid(both)

    assert table.footnotes == (
        Footnote(1, Kind.DESCRIPTION, "Somebody on the staff."),
        Footnote(2, Kind.HELD, "author of the document; nobody is given it"),
        Footnote(3, Kind.LIMITS, "PDF only"),
        Footnote(4, Kind.GUARD, "not author of the document"),
        Footnote(5, Kind.NOTE, "Sharing is logged."),
        Footnote(
            6,
            Kind.NEEDS,
            SHARED,
        ),
        Footnote(7, Kind.NOTE, "Twice a day."),
        Footnote(
            8,
            Kind.SETTLED,
            "Burn or shred? Taken here: Burn. It could be instead: Shred. Answered: Burn it is.",
        ),
        Footnote(9, Kind.NEEDS, "the granular permission Share Documents"),
        Footnote(
            10,
            Kind.DOUBT,
            "The mark is faint. Read here as: With conditions, the granular permission "
            "Share Documents. It could be: No.",
        ),
    )
    assert [it.refs for it in table.columns] == [(), (), (1,), (2,), (), ()]
    assert line(table, "docs.share").heading.refs == (4, 5)
    assert line(table, "docs.share").cells[2] == AnswerCell(
        answer=Answer.CONDITIONS, refs=(6, 3, 7)
    )
    assert line(table, "docs.burn").cells[2] == AnswerCell(
        answer=Answer.CONDITIONS, in_doubt=True, refs=(9, 10)
    )


def test_the_whole_table_has_remarks_a_legend_and_an_origin(both: MatrixSet) -> None:
    """What is said of no row, what the words mean, and where the table is from are carried."""
    table = grid(both)

    assert list(map(str, table.remarks)) == [
        "About: Who may do what with documents.",
        "Guest: Guests sign in first.",
        "Advice: for author of the document: Keep a copy.",
    ]
    assert [word for word, _ in table.legend] == [
        *("Yes", "Yes, with limits", "With conditions", "No", "Not documented", "Not applicable"),
        *("in doubt", "Levels", "Docs"),
    ]
    assert table.legend[-1][1] == "a user who was given no level holds Guest."
    assert [(it.words, it.url) for it in table.origins] == [
        ("Handbook, Rights, Acme", "https://example.org/rights")
    ]
    assert table.language == "en"


def test_requirements_may_stand_in_the_cells(both: MatrixSet) -> None:
    """What is needed, and the limits, are in the cell itself and not in a footnote."""
    table = grid(both, Choice(requirements="cells", rows=("docs.share", "docs.read")))

    assert [row[1:3] for row in words(table)] == [
        ["Yes, with limits; limits: PDF only", "Yes"],
        [
            "No",
            f"With conditions: {SHARED}; limits: PDF only",
        ],
    ]
    assert Kind.NEEDS not in {it.kind for it in table.footnotes}


def test_levels_may_be_the_rows(both: MatrixSet) -> None:
    """Turned, a table has its levels down the side, and loses nothing."""
    plain, other = grid(both), grid(both, Choice(levels="rows"))

    assert other.corner == "Level"
    assert [it.title for it in other.columns] == [it.heading.title for it in plain.lines]
    assert words(other) == [list(it) for it in zip(*words(plain), strict=True)]
    assert other.footnotes == plain.footnotes


def test_one_table_holds_all_matrices(both: MatrixSet) -> None:
    """Levels of the same name share a column; a level that a tool has not is said to be none."""
    table = grid(both, Choice(together=True))

    assert [it.title for it in table.columns[:7]] == [
        *("Matrix", "Section", "Level held on", "Guest", "Editor", "Author", "Owner"),
    ]
    assert words(table)[3] == [
        *("Notes", "No section", "Notes", "Yes"),
        *("No such level", "No such level", "Yes", "Any", "Not said"),
    ]
    assert words(table)[0][6] == "No such level"
    assert table.title == "Documents, Notes"


def test_rows_and_columns_are_chosen(both: MatrixSet) -> None:
    """Rows are named by id, alias or pattern and keep their order; columns by level or word."""
    first = grid(
        both, Choice(matrices=("docs",), rows=("b*", "docs.read"), columns=("editor", "id"))
    )
    second = grid(both, Choice(rows=("notes.look",), columns=("owner",)))

    assert [it.heading.id for it in first.lines] == ["docs.read", "docs.burn"]
    assert words(first) == [
        ["docs.read", "Yes"],
        ["docs.burn", "With conditions (in doubt)"],
    ]
    assert words(second) == [["Yes"]]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice(matrices=("docz",)), "unknown matrix `docz`; did you mean `docs`?"),
        (Choice(rows=("docs.raed",)), "unknown action `docs.raed`; did you mean `docs.read`"),
        (Choice(rows=("x*",)), "unknown action `x*`"),
        (Choice(columns=("edtor",)), "unknown column `edtor`; did you mean `editor`?"),
        (Choice(may="edtor"), "unknown level `edtor`; did you mean `editor`?"),
        (Choice(terms="uk"), "unknown dictionary of terms `uk`"),
    ],
)
def test_a_name_there_is_not_is_an_error(both: MatrixSet, choice: Choice, message: str) -> None:
    """A misspelt choice never shows less; it is an error with a suggestion."""
    with pytest.raises(UnknownNameError) as raised:
        parts(both, choice)

    assert str(raised.value).startswith(message)


def test_what_a_level_may_do_is_a_list(both: MatrixSet) -> None:
    """A list has what is allowed and what is with conditions, each with what it takes."""
    found = parts(both, Choice(may="editor"))

    assert len(found) == 1
    listing = found[0]
    assert isinstance(listing, Listing)
    assert listing.title == "Documents: what Editor may do"
    assert [
        (group.title, [(it.heading.id, it.says) for it in group.items]) for group in listing.groups
    ] == [
        ("Allowed", [("docs.read", ("Section: Every day",))]),
        (
            "Allowed with conditions",
            [
                (
                    "docs.share",
                    (
                        f"needs {SHARED}",
                        "within limits: PDF only",
                        "applies only when not author of the document",
                        "Sharing is logged.",
                        "Twice a day.",
                        "Section: Every day",
                        "Platforms: Web, App",
                    ),
                ),
                (
                    "docs.burn",
                    (
                        "needs the granular permission Share Documents",
                        "in doubt",
                        "Section: Seldom",
                    ),
                ),
            ],
        ),
    ]


def test_another_dialect_is_said_throughout(both: MatrixSet) -> None:
    """A dictionary's words stand in titles, requirements, notes and remarks; ids stay."""
    table = grid(both, Choice(terms="us", matrices=("docs",)))

    assert table.title == "Records"
    assert line(table, "docs.burn").heading.title == "Burn a record"
    assert table.footnotes[1].text == "owner; nobody is given it"
    assert table.remarks[0].text == "Who may do what with records."
    assert table.lines[0].heading.anchor == "docs.read"
    assert table.language == "en-US"


def test_two_tables_on_a_page_have_anchors_of_their_own(both: MatrixSet) -> None:
    """A prefix goes before every anchor."""
    table = grid(both, Choice(anchor="second", matrices=("docs",)))

    assert table.anchor == "second"
    assert {it.heading.anchor for it in table.lines} == {
        *("second-docs.read", "second-docs.share", "second-docs.burn"),
    }
    assert table.columns[1].anchor == "second-level-guest"


def test_several_tables_with_a_prefix_have_anchors_of_their_own(both: MatrixSet) -> None:
    """A prefix for several tables goes before the id of each matrix."""
    tables = parts(both, Choice(anchor="again"))

    assert [it.anchor for it in tables] == ["again-docs", "again-notes"]


def test_texts_are_one_line_each(both: MatrixSet) -> None:
    """Whatever blanks a text has in the file, in a table it has single ones."""
    cells = [cell for it in grid(both).lines for cell in it.cells]

    assert all(it.text == " ".join(it.text.split()) for it in cells if isinstance(it, TextCell))


def test_a_cell_that_is_different_says_what_it_said() -> None:
    """Whether it is an answer or a text; words that stayed are said once."""
    wider = AnswerCell(answer=Answer.YES, before="No", change=Became.WIDENED)
    same = AnswerCell(answer=Answer.YES, before="Yes", change=Became.NARROWED)
    text = TextCell("Web, iOS", before="Web", change=Became.REWORDED)

    assert [cell_words(it) for it in (wider, same, text)] == [
        "Widened: No → Yes",
        "Narrowed: Yes, as before",
        "Reworded: Web → Web, iOS",
    ]


def test_a_bare_table_has_its_notes_alone(both: MatrixSet) -> None:
    """Remarks, the legend and the source may be left out; footnotes never are."""
    table, whole = grid(both, Choice(bare=True)), grid(both)

    assert (table.remarks, table.legend, table.origins) == ((), (), ())
    assert (table.lines, table.footnotes) == (whole.lines, whole.footnotes)
