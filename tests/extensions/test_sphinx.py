"""Tables, lists and links on pages that Sphinx builds."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from commands import DOCUMENTS, MATRICES
from documented_table import ROWS
from sites import CONF, attributes, dead_links, dom, rows_of, said, sphinx, write

INDEX = """\
Commitments
===========

.. toctree::

   links
   excerpts

.. permmatrix:: matrices
   :matrix: commitments

.. permmatrix:: matrices
   :matrix: invoicing, head_contracts
"""
LINKS = """\
# Links

{permmatrix:action}`commitments.search`

{permmatrix:action}`create_purchase_order`

{permmatrix:action}`to look for one <commitments.search>`

{any}`invoicing.configure_settings`

{permmatrix:matrix}`head_contracts`
"""
EXCERPTS = """\
# Excerpts

Mine.[^1]

```{permmatrix-row} matrices head_contracts.view_private_head_contract
```

```{permmatrix-may} matrices standard
:matrix: commitments
```

```{permmatrix} /matrices
:matrix: commitments
:rows: commitments.search, *purchase_order
:columns: read_only, admin
:levels: rows
:caption: Three rows
:no-legend:
```

[^1]: A note of the page.
"""
WORDS = {"": "No", "yes": "Yes"}


def index_of(page: str) -> str:
    """Give a page that has nothing but one directive."""
    return f"Rights\n======\n\n{page}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the shipped matrices once, warnings being errors."""
    source = tmp_path_factory.mktemp("site") / "source"
    shutil.copytree(MATRICES, source / "matrices")
    conf = CONF.replace("]", ', "myst_parser"]')
    pages = {"index.rst": INDEX, "links.md": LINKS, "excerpts.md": EXCERPTS}
    write(source, {"conf.py": conf, **pages})
    out, ran = sphinx(source, "-W", "--keep-going")
    assert ran.code == 0, ran.err
    return out


def test_every_cell_is_as_documented(site: Path) -> None:
    """The tables hold the documented words of the 44 rows at every level."""
    found = {}
    for table in dom(site / "index.html").query("table.pm-table"):
        heads, *rows = rows_of(table)
        assert heads[:5] == ["Action", "None", "Read Only", "Standard", "Admin"]
        found.update({(said(table.query_one("caption")), row[0]): row for row in rows})

    assert len(found) == 44
    for row in ROWS:
        caption = row.matrix.replace("_", " ").title() + "¶"
        cells = found[caption, row.title]
        marks = (row.none, row.read_only, row.standard, row.admin)
        words = [WORDS.get(mark, "With conditions") for mark in marks]
        assert [it.removesuffix(" (in doubt)") for it in cells[1:5]] == words, row.title
        assert cells[5].replace(",", "").lower() == row.platforms


def test_heads_say_of_what_they_are_the_head(site: Path) -> None:
    """Every head cell has a scope, every row has one head, and no cell is empty."""
    for table in dom(site / "index.html").query("table.pm-table"):
        head, *rows = table.query("tr")

        assert [cell.attrs["scope"] for cell in head.query("th")] == ["col"] * len(head.query("th"))
        assert all([it.attrs["scope"] for it in row.query("th")] == ["row"] for row in rows)
        assert all(said(cell) for row in rows for cell in row.query("th, td"))


def test_notes_are_linked_both_ways(site: Path) -> None:
    """A number in a cell leads to the note with that number, and the note back to the cell."""
    page = dom(site / "index.html")
    by_id = {node.attrs["id"]: node for node in page.query("[id]")}

    links = page.query('a[role="doc-noteref"]')
    assert links
    for link in links:
        item = by_id[link.attrs["href"][1:]].parent.parent
        number = item.parent.query("li").index(item) + 1
        assert said(link) == f"[{number}]"
        back = item.query("a")[-1].attrs["href"][1:]
        assert by_id[back].attrs["href"] == link.attrs["href"]


def test_the_requirement_of_a_cell_is_in_its_note(site: Path) -> None:
    """A cell with conditions leads to the permission it needs."""
    page = dom(site / "index.html")
    row = page.query_one('[id="commitments.create_purchase_order"]').parent.parent.parent
    link = row.query("td")[1].query_one("a")

    note = page.query_one(f'[id="{link.attrs["href"][1:]}"]').parent
    expected = "Needs: the granular permission Create Purchase Order Contract"
    assert said(note).removesuffix(" ↑") == expected


def test_no_link_of_a_site_is_dead(site: Path) -> None:
    """Every link within the site leads to a place there is, in the index as well."""
    assert list(dead_links(site)) == []


@pytest.mark.parametrize("page", ["index", "links", "excerpts"])
def test_no_id_is_on_a_page_twice(site: Path, page: str) -> None:
    """A matrix may have the id of a heading, and stand on a page several times."""
    counts = Counter(attributes(dom(site / f"{page}.html"), "id"))

    assert [id_ for id_, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("place", "text", "target"),
    [
        (0, "Search Commitments", "index.html#commitments.search"),
        (1, "Create a Purchase Order", "index.html#commitments.create_purchase_order"),
        (2, "to look for one", "index.html#commitments.search"),
        (3, "Configure Settings: Invoicing", "index.html#invoicing.configure_settings"),
        (4, "Head Contracts", "index.html#head_contracts"),
    ],
)
def test_links_lead_to_rows_of_other_pages(site: Path, place: int, text: str, target: str) -> None:
    """A role leads to the whole table, with the title as its text unless the page says another."""
    link = dom(site / "links.html").query("section p a")[place]

    assert (said(link), link.attrs["href"]) == (text, target)


LISTED = (
    "With conditions: on the contract's private list"
    " The contract's private list must name the user."
)
DOUBTED = (
    "Yes (in doubt) In doubt: The title speaks of those who were added, yet Admin has a plain mark."
    " Read here as: Yes. It could be: With conditions, on the contract's private list."
)


def test_a_row_says_what_each_level_may(site: Path) -> None:
    """A row is a term, its levels a list, and notes stand where they apply."""
    row = dom(site / "excerpts.html").query_one(".pm-row")
    items = [said(item) for item in row.query("dd > ul.simple > li, dd > ul > li")]

    assert said(row.query_one("dt")) == "View a Private Head Contract You were Added To"
    assert items[:4] == [
        "None: No",
        f"Read Only: {LISTED}",
        f"Standard: {LISTED}",
        f"Admin: {DOUBTED}",
    ]
    assert "Applies only when: marked private" in items


def test_a_levels_rights_are_the_documented_ones(site: Path) -> None:
    """The list of a level has the rows whose mark is no blank, each linked to its table."""
    block = dom(site / "excerpts.html").query_one(".pm-rights")
    plain, conditional = block.query("ul")

    rows = [row for row in ROWS if row.matrix == "commitments"]
    assert [said(it) for it in plain.query("a")] == [
        row.title for row in rows if row.standard == "yes"
    ]
    assert [said(it) for it in conditional.query("a")] == [
        row.title for row in rows if row.standard not in {"", "yes"}
    ]
    assert {str(it.attrs["href"]).partition("#")[0] for it in block.query("li a")} == {"index.html"}


def test_a_table_shows_what_is_chosen(site: Path) -> None:
    """Rows, levels, the layout, the caption and the legend are as the options say."""
    page = dom(site / "excerpts.html")
    table = page.query_one("table.pm-table")

    assert said(table.query_one("caption")) == "Three rows¶"
    assert rows_of(table) == [
        ["Level", "Create a Purchase Order", "Edit a Purchase Order", "Search Commitments"],
        ["Read Only", "With conditions", "No (in doubt)", "Yes"],
        ["Admin", "Yes", "Yes", "Yes"],
    ]
    assert page.query(".pm-legend") == []


def test_notes_of_the_page_keep_their_numbers(site: Path) -> None:
    """A page's own footnotes are counted apart from those of its matrices."""
    [note] = dom(site / "excerpts.html").query("aside.footnote")

    assert said(note) == "[1] A note of the page."


def test_the_general_index_has_rows_below_their_matrix(site: Path) -> None:
    """The index lists a row by its title."""
    text = said(dom(site / "genindex.html").query_one("body"))

    assert "Head Contracts Create a Owner Progress Claims" in text


def test_the_style_comes_with_the_pages(site: Path) -> None:
    """Pages link the style, which is there."""
    links = [it.partition("?")[0] for it in attributes(dom(site / "index.html"), "href")]

    assert "_static/permmatrix.css" in links
    assert (site / "_static" / "permmatrix.css").exists()


def test_words_of_a_dictionary_are_used(tmp_path: Path) -> None:
    """The table is in the dialect that is named."""
    terms = "terms:\n  us: {title: US, words: {document: record}}\n"
    page = index_of(".. permmatrix:: docs.yaml\n   :terms: us\n   :together:")
    source = write(tmp_path / "source", {"docs.yaml": DOCUMENTS + terms, "index.rst": page})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    heads = [row[0] for row in rows_of(dom(out / "index.html").query_one("table"))]
    assert heads == ["Action", "Read a record", "Edit a record", "Share a record"]


def test_requirements_may_stand_in_the_cells(tmp_path: Path) -> None:
    """Cells say what is needed, and no note does."""
    page = index_of(".. permmatrix:: docs.yaml\n   :requirements: cells\n   :rows: documents.share")
    source = write(tmp_path / "source", {"docs.yaml": DOCUMENTS, "index.rst": page})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    assert rows_of(dom(out / "index.html").query_one("table"))[1] == [
        "Share a document",
        "No",
        "With conditions: author of the document and the granular permission Share Documents",
        "With conditions: the granular permission Share Documents",
        "No",
    ]


def test_paths_of_the_settings_are_read_where_a_page_names_none(tmp_path: Path) -> None:
    """`permmatrix_paths` goes from the source folder, and stands for all pages."""
    conf = 'extensions = ["permmatrix.sphinx"]\npermmatrix_paths = ["../policy"]\n'
    page = index_of("* :permmatrix:action:`read`\n\n.. permmatrix-row:: documents.read\n")
    files = {"conf.py": conf, "index.rst": page, "../policy/docs.yaml": DOCUMENTS}
    source = tmp_path / "source"
    source.mkdir()
    out, ran = sphinx(write(source, files), "-W")

    assert ran.code == 0, ran.err
    assert said(dom(out / "index.html").query_one(".pm-row dt")) == "Read a document"


HOSTILE = """\
format: permmatrix/1
id: odd
title: "Odd; <b>one</b> | & 100%"
tool: odd
levels: {low: "Low_ | *x*", high: "`High` $5 {y}"}
actions:
  one:
    title: "<script>alert(1)</script>; a | b\\\\c ``d`` *e* _f_ #g $h ~i ^j & 😀 \u05d0\u05d1"
    cells: {low: allow}
  two: {title: "'Quoted' -- \\"twice\\" ...", cells: {high: allow}, notes: ["[1]_ |x| :ref:`y`"]}
"""


def test_titles_are_carried_as_they_are_printed(tmp_path: Path) -> None:
    """No format takes signs of a title for mark-up, and quotes and dashes stay as they are."""
    page = index_of(".. permmatrix:: odd.yaml\n\n.. permmatrix-may:: odd.yaml high\n")
    source = write(tmp_path / "source", {"odd.yaml": HOSTILE, "index.rst": page})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    found = dom(out / "index.html")
    assert rows_of(found.query_one("table")) == [
        ["Action", "Low_ | *x*", "`High` $5 {y}"],
        ["<script>alert(1)</script>; a | b\\c ``d`` *e* _f_ #g $h ~i ^j & 😀 אב", "Yes", "No"],
        ["'Quoted' -- \"twice\" ...", "No", "Yes"],
    ]
    assert said(found.query_one(".pm-notes")) == "[1]_ |x| :ref:`y` ↑"
    assert said(found.query_one(".pm-rights li")).startswith("'Quoted' -- \"twice\" ...")
    for builder in ("latex", "man", "text"):
        assert sphinx(source, "-W", builder=builder)[1].code == 0


@pytest.mark.parametrize(("option", "kept"), [("", True), ("   :bare:", False)])
def test_what_stands_around_a_table_can_be_left_out(
    tmp_path: Path, option: str, kept: bool
) -> None:
    """With `bare` a table has no legend and no source, but its notes."""
    text = DOCUMENTS.replace("tool: documents", "tool: documents\nsource: {title: A page}")
    page = index_of(f".. permmatrix:: docs.yaml\n{option}")
    source = write(tmp_path / "source", {"docs.yaml": text, "index.rst": page})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    found = dom(out / "index.html")
    assert len(found.query(".pm-notes li")) == 4
    assert [bool(found.query(it)) for it in (".pm-legend", ".pm-source")] == [kept, kept]


def test_text_has_room_for_its_words(tmp_path: Path) -> None:
    """A table of plain text breaks no word."""
    page = index_of(".. permmatrix:: docs.yaml\n   :no-legend:")
    source = write(tmp_path / "source", {"docs.yaml": DOCUMENTS, "index.rst": page})
    out, ran = sphinx(source, "-W", builder="text")

    assert ran.code == 0, ran.err
    lines = (out / "index.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("| ")] == [
        "| Action              | None | Viewer              | Editor              | Owner |",
        "| Read a document     | No   | Yes                 | Yes                 | No    |",
        "| Edit a document [1] | No   | With conditions [2] | Yes                 | No    |",
        "| Share a document    | No   | With conditions [3] | With conditions [4] | No    |",
    ]
    assert "1. **Applies only when:** not locked" in lines


def test_print_links_to_rows(tmp_path: Path) -> None:
    """LaTeX has a label at each row, and a page's link leads to it."""
    page = index_of("See :permmatrix:action:`read`.\n\n.. permmatrix:: docs.yaml\n")
    pages = {
        "index.rst": f"{page}\n.. toctree::\n\n   list\n",
        "list.rst": index_of(".. permmatrix-may:: docs.yaml editor"),
    }
    source = write(tmp_path / "source", {"docs.yaml": DOCUMENTS, **pages})
    out, ran = sphinx(source, "-W", builder="latex")

    assert ran.code == 0, ran.err
    text = (out / "rights.tex").read_text("utf-8")
    assert r"\label{\detokenize{index:documents.read}}Read a document" in text
    assert text.count(r"\hyperref[\detokenize{index:documents.read}]") == 2
