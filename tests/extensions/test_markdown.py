"""Fenced blocks that Python-Markdown turns into tables and lists."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from commands import DOCUMENTS, MATRICES
from documented_table import ROWS
from permmatrix import MatrixError, UnknownNameError
from permmatrix.errors import PermmatrixError
from sites import attributes, parsed, rows_of, said

TABLE = [
    ["Action", "None", "Viewer", "Editor", "Owner"],
    ["Read a document", "No", "Yes", "Yes", "No"],
    ["Edit a document", "No", "With conditions", "Yes", "No"],
    ["Share a document", "No", "With conditions", "With conditions", "No"],
]
BLOCK = "```permmatrix\nfiles: docs.yaml\n```\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a matrix."""
    (tmp_path / "docs.yaml").write_text(DOCUMENTS, "utf-8")
    return tmp_path


def converted(text: str, folder: Path, *others: str, **settings: Any) -> Any:
    """Convert a page, with other extensions beside ours, and read the HTML."""
    settings = {"permmatrix": {"base_path": str(folder), **settings}}
    extensions = ["permmatrix", *others]
    return parsed(Markdown(extensions=extensions, extension_configs=settings).convert(text))


def cells(page: Any) -> list[list[str]]:
    """Give the words of a page's only table, without the signs beside them."""
    [table] = page.query("table")
    for extra in table.query(".pm-glyph, .pm-refs"):
        extra.parent.remove_child(extra)
    return rows_of(table)


def test_a_block_becomes_a_table(folder: Path) -> None:
    """A fenced block with a path is the matrix, between what stands around it."""
    page = converted(f"Before.\n\n{BLOCK}\nAfter.", folder)

    assert cells(page) == TABLE
    assert said(page.query("p")[0]) == "Before."
    assert said(page.query("p")[-1]) == "After."


def test_every_cell_is_as_documented() -> None:
    """The shipped matrices have the documented words at every level."""
    page = converted("```permmatrix\nfiles: matrices\ntogether: yes\n```", Path(MATRICES).parent)

    heads, *rows = cells(page)
    assert heads[:3] == ["Action", "Matrix", "Level held on"]
    found = {(row[1], row[0]): row[3:7] for row in rows}
    assert len(found) == 44
    for row in ROWS:
        marks = (row.none, row.read_only, row.standard, row.admin)
        words = [{"": "No", "yes": "Yes"}.get(mark, "With conditions") for mark in marks]
        matrix = row.matrix.replace("_", " ").title()
        assert [it.removesuffix(" (in doubt)") for it in found[matrix, row.title]] == words


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("rows: documents.edit", [TABLE[0], TABLE[2]]),
        ("columns: viewer, editor", [[row[0], *row[2:4]] for row in TABLE]),
        (
            "rows: documents.read\nlevels: rows",
            [
                ["Level", "Read a document"],
                *(["None", "No"], ["Viewer", "Yes"], ["Editor", "Yes"], ["Owner", "No"]),
            ],
        ),
        (
            "rows: documents.edit\nrequirements: cells",
            [
                TABLE[0],
                ["Edit a document", "No", "With conditions: author of the document", "Yes", "No"],
            ],
        ),
    ],
)
def test_a_block_shows_what_it_asks_for(folder: Path, keys: str, expected: list[list[str]]) -> None:
    """The keys of a block choose rows, columns and the layout."""
    page = converted(f"```permmatrix\nfiles: docs.yaml\n{keys}\n```", folder)

    assert cells(page) == expected


def test_a_level_is_a_list(folder: Path) -> None:
    """With `may` a block is the list of what a level may do."""
    page = converted("```permmatrix\nfiles: docs.yaml\nmay: editor\n```", folder)

    assert [said(it) for it in page.query(".pm-groups > li > ul > li > bdi")] == [
        "Read a document",
        "Edit a document",
        "Share a document",
    ]


@pytest.mark.parametrize(("key", "kept"), [("", True), ("bare: yes\n", False)])
def test_what_stands_around_a_table_can_be_left_out(folder: Path, key: str, kept: bool) -> None:
    """With `bare` a block has no legend and no source, but its notes."""
    source = DOCUMENTS.replace("tool: documents", "tool: documents\nsource: {title: A page}")
    (folder / "docs.yaml").write_text(source, "utf-8")
    page = converted(f"```permmatrix\nfiles: docs.yaml\n{key}```", folder)

    assert cells(page) == TABLE
    assert len(page.query(".pm-notes li")) == 4
    assert [bool(page.query(it)) for it in (".pm-legend", ".pm-source")] == [kept, kept]


def test_a_title_can_be_left_out(folder: Path) -> None:
    """A block without a caption still names its table for those who listen."""
    page = converted("```permmatrix\nfiles: docs.yaml\ncaption: no\n```", folder)

    caption = page.query_one("table > caption")
    assert (caption.attrs["class"], said(caption)) == ("pm-repeated", "Documents")


@pytest.mark.parametrize(
    ("page", "within"),
    [
        ("- An item:\n\n    ```permmatrix\n    files: docs.yaml\n    ```\n", "li"),
        ("!!! note\n    Here:\n\n    ```permmatrix\n    files: docs.yaml\n    ```\n", "div"),
        ("- ```permmatrix\n  files: docs.yaml\n  ```\n", "li"),
        ("Text.\n> ```permmatrix\n> files: docs.yaml\n> ```\n> More.\n", "blockquote"),
        (">```permmatrix\n>files: docs.yaml\n>```\n", "blockquote"),
        ("> - An item:\n>\n>     ```permmatrix\n>     files: docs.yaml\n>     ```\n", "li"),
        ("- > ```permmatrix\n  > files: docs.yaml\n  > ```\n", "blockquote"),
        (BLOCK.replace("```", "~~~~"), "body"),
        (BLOCK.replace("files: docs.yaml", "\nfiles:   docs.yaml  \n"), "body"),
        (BLOCK.replace("```permmatrix", "``` permmatrix"), "body"),
    ],
)
def test_a_block_may_stand_within_others(folder: Path, page: str, within: str) -> None:
    """Lists, quotes and admonitions hold tables, and either fence makes one."""
    found = converted(page, folder, "fenced_code", "admonition")

    assert cells(found) == TABLE
    assert found.query_one("section.permmatrix").parent.name == within


@pytest.mark.parametrize("others", [(), ("fenced_code",), ("pymdownx.superfences",)])
@pytest.mark.parametrize(
    "page",
    [
        f"````md\n{BLOCK}````\n",
        "    ```permmatrix\n    files: docs.yaml\n    ```\n",
    ],
)
def test_a_block_that_is_shown_as_code_stays_as_written(
    folder: Path, others: tuple[str, ...], page: str
) -> None:
    """A block within another, or in indented code, is what a page says of how to write one."""
    if others == ("pymdownx.superfences",):
        pytest.importorskip("pymdownx", reason="pymdown-extensions is not installed")
    found = converted(page, folder, *others)

    assert found.query("table") == []
    assert "```permmatrix files: docs.yaml ```" in said(found.query_one("code"))


@pytest.mark.parametrize(
    "block",
    [
        "> ```permmatrix\n> files: docs.yaml\n> ```",
        "- ```permmatrix\n  files: docs.yaml\n  ```",
        "    ```permmatrix\n    files: docs.yaml\n    ```",
    ],
)
def test_a_block_in_a_quote_that_is_shown_as_code_stays_as_written(
    folder: Path, block: str
) -> None:
    """The marks of quotes and lists, and the indent, are as they are on the page."""
    page = converted("\n".join(f"    {line}" for line in block.split("\n")), folder)

    assert page.query("table") == []
    assert page.query_one("code").to_text(separator="", strip=False).strip("\n") == block


def test_a_block_that_nothing_ends_is_left_alone(folder: Path) -> None:
    """An open fence is text, as it is without us."""
    assert converted("```permmatrix\nfiles: docs.yaml\n", folder).query("table") == []


def test_nothing_else_changes_the_table(folder: Path) -> None:
    """Extensions that change text, and Markdown's own signs, leave titles as they are printed."""
    title = "'Read' -- *a* _b_ [c](d) `e` <f> & (c) ..."
    (folder / "docs.yaml").write_text(DOCUMENTS.replace("Read a document", title), "utf-8")
    text = DOCUMENTS.replace("title: Read a document", f'title: "{title}"')
    (folder / "docs.yaml").write_text(text, "utf-8")
    page = converted(BLOCK, folder, "smarty", "attr_list", "md_in_html", "abbr", "toc", "tables")

    assert cells(page)[1] == [title, *TABLE[1][1:]]


def test_rows_are_anchors_and_no_id_is_there_twice(folder: Path) -> None:
    """A page with a heading of the matrix's name, two tables and a list has every id once."""
    listed = BLOCK.replace("docs.yaml", "docs.yaml\nmay: editor")
    page = converted(f"# Documents\n\n{listed}\n{BLOCK}\n{BLOCK}", folder, "toc")

    ids = attributes(page, "id")
    assert [id_ for id_, count in Counter(ids).items() if count > 1] == []
    assert page.query_one("h1").attrs["id"] == "documents"
    assert {"documents.read", "again-2-documents.read", "editor-may-matrix"} <= {*ids}


def test_another_page_begins_anew(folder: Path) -> None:
    """Anchors and the style are those of one page, whatever was converted before."""
    settings = {"permmatrix": {"base_path": str(folder)}}
    markdown = Markdown(extensions=["permmatrix"], extension_configs=settings)
    first = markdown.convert(BLOCK)

    assert markdown.reset().convert(BLOCK) == first


@pytest.mark.parametrize(("css", "count"), [(True, 1), (False, 0)])
def test_a_page_has_the_style_once_or_not_at_all(folder: Path, css: bool, count: int) -> None:
    """The first table brings the style, unless the site is to have its own."""
    assert len(converted(f"{BLOCK}\n{BLOCK}", folder, css=css).query("style")) == count
    assert converted("No table.", folder, css=css).query("style") == []


def test_paths_go_from_the_working_folder_unless_it_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a setting a path is that of the folder the site is built in."""
    monkeypatch.chdir(folder)

    assert cells(parsed(Markdown(extensions=["permmatrix"]).convert(BLOCK))) == TABLE


def test_a_broken_matrix_ends_the_build_with_its_place(folder: Path) -> None:
    """The error has file, line, column and code."""
    (folder / "docs.yaml").write_text(DOCUMENTS.replace("not: locked", "not: lokced"), "utf-8")

    with pytest.raises(MatrixError, match=r"(?s)docs\.yaml:14:\d+: PM\d+ .*did you mean `locked`"):
        converted(BLOCK, folder)
    with pytest.raises(MatrixError, match="cannot be read"):
        converted(BLOCK.replace("docs.yaml", "none.yaml"), folder)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("files: docs.yaml\nrows: documents.raed", "did you mean `documents.read` or"),
        ("files: docs.yaml\nmay: edtor", "did you mean `editor`"),
        ("files: docs.yaml\nlevel: rows", "unknown key `level`; did you mean `levels`"),
        ("files: docs.yaml\nlevels: row", "unknown levels `row`; did you mean `rows`"),
        ("files: docs.yaml\ntogether: true", "did you mean `no` or `yes`"),
        ("files: docs.yaml\nfiles: docs.yaml", "`files` stands twice"),
        ("docs.yaml", "`docs.yaml` should be a key, a colon and a value"),
        ("rows:", "`rows:` should be a key, a colon and a value"),
        ("rows: documents.read", "no file is named; begin with `files: ` and a path"),
    ],
)
def test_what_cannot_be_shown_ends_the_build(folder: Path, lines: str, message: str) -> None:
    """The error says what may have been meant, and which block it is about."""
    with pytest.raises(PermmatrixError) as caught:
        converted(f"```permmatrix\n{lines}\n```", folder)

    assert message in str(caught.value)
    assert str(caught.value).endswith(f"in this block:\n```permmatrix\n{lines}\n```")
    assert not isinstance(caught.value, MatrixError | UnknownNameError)
