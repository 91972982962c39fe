"""Sites that are built from pages with our blocks."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from commands import DOCUMENTS, Ran
from sites import dom, program, rows_of, write

PAGES = {
    "matrices/docs.yaml": DOCUMENTS,
    "docs/index.md": "# Rights\n\nSee [reading](more/other.md#documents.read).\n",
    "docs/more/other.md": "# Other\n\n```permmatrix\nfiles: matrices\ncolumns: viewer\n```\n",
}
MKDOCS = """\
site_name: Rights
theme: {name: mkdocs}
markdown_extensions: [permmatrix]
validation: {anchors: warn}
"""
TOML = """\
[project]
site_name = "Rights"
[project.markdown_extensions.permmatrix]
base_path = "matrices"
"""
FOR_ZENSICAL = MKDOCS.replace("theme: {name: mkdocs}\n", "")
"""The same for Zensical, which has themes of its own."""

TABLE = [
    ["Action", "Viewer"],
    ["Read a document", "Yes"],
    ["Edit a document", "With conditions"],
    ["Share a document", "With conditions"],
]


def mkdocs(site: Path) -> Ran:
    """Build with MkDocs, warnings being errors."""
    return program("mkdocs", "build", "--strict", cwd=site)


def zensical(site: Path, *options: str) -> Ran:
    """Build with Zensical."""
    if importlib.util.find_spec("zensical") is None:
        pytest.skip("zensical is not installed")
    return program("zensical", "build", *options, cwd=site)


def cells(site: Path) -> list[list[str]]:
    """Give the words of the table on the page, without the signs beside them."""
    page: Any = dom(site / "site" / "more" / "other" / "index.html")
    [table] = page.query(".permmatrix table")
    for extra in table.query(".pm-glyph, .pm-refs"):
        extra.parent.remove_child(extra)
    return rows_of(table)


def test_mkdocs_has_the_table_and_knows_its_rows(tmp_path: Path) -> None:
    """A page has the cells of the matrix, and a link to a row of another page passes the check."""
    site = write(tmp_path, {**PAGES, "mkdocs.yml": MKDOCS})
    ran = mkdocs(site)

    assert ran.code == 0, ran.err
    assert cells(site) == TABLE


def test_mkdocs_warns_of_a_link_to_no_row(tmp_path: Path) -> None:
    """A link to a row there is not is found by the check of links."""
    site = write(tmp_path, {**PAGES, "mkdocs.yml": MKDOCS})
    write(site, {"docs/index.md": "[reading](more/other.md#documents.raed)\n"})
    ran = mkdocs(site)

    assert ran.code == 1
    assert "does not contain an anchor '#documents.raed'" in ran.err


def test_mkdocs_ends_at_a_broken_matrix(tmp_path: Path) -> None:
    """The build fails and says where."""
    broken = DOCUMENTS.replace("not: locked", "not: lokced")
    site = write(tmp_path, {**PAGES, "mkdocs.yml": MKDOCS, "matrices/docs.yaml": broken})
    ran = mkdocs(site)

    assert ran.code == 1
    assert "matrices/docs.yaml:14:" in ran.err
    assert "did you mean `locked`" in ran.err


@pytest.mark.parametrize(
    ("settings", "path"),
    [({"mkdocs.yml": FOR_ZENSICAL}, "matrices"), ({"zensical.toml": TOML}, "docs.yaml")],
    ids=["mkdocs.yml", "zensical.toml"],
)
def test_zensical_has_the_table(tmp_path: Path, settings: dict[str, str], path: str) -> None:
    """Zensical reads either file of settings, and has the cells of the matrix."""
    site = write(tmp_path, {**PAGES, **settings})
    page = PAGES["docs/more/other.md"].replace("files: matrices", f"files: {path}")
    write(site, {"docs/more/other.md": page})
    ran = zensical(site)

    assert ran.code == 0, ran.err
    assert cells(site) == TABLE


def test_zensical_has_a_changed_matrix_after_a_clean_build(tmp_path: Path) -> None:
    """What Zensical keeps between builds goes away with --clean."""
    site = write(tmp_path, {**PAGES, "mkdocs.yml": FOR_ZENSICAL})
    zensical(site)
    write(site, {"matrices/docs.yaml": DOCUMENTS.replace("Read a document", "Look at one")})
    ran = zensical(site, "--clean")

    assert ran.code == 0, ran.err
    assert cells(site)[1] == ["Look at one", "Yes"]


def test_zensical_ends_at_a_broken_matrix(tmp_path: Path) -> None:
    """The build fails and says where."""
    broken = DOCUMENTS.replace("not: locked", "not: lokced")
    site = write(tmp_path, {**PAGES, "mkdocs.yml": FOR_ZENSICAL, "matrices/docs.yaml": broken})
    ran = zensical(site)

    assert ran.code != 0
    assert "matrices/docs.yaml:14:" in ran.out + ran.err
