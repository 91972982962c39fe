"""What builds by Sphinx depend on, what they refuse, and how they share work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commands import DOCUMENTS
from sites import CONF, attributes, dom, rows_of, said, sphinx, write

INDEX = """\
Rights
======

.. permmatrix:: docs.yaml
"""
OTHER = """\
format: permmatrix/1
id: other
title: Other
tool: other
levels: {low: Low}
actions:
  read: {title: Read another, cells: {low: allow}}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write a site of one page with one matrix."""
    return write(tmp_path / "source", {"docs.yaml": DOCUMENTS, "index.rst": INDEX})


def captions(page: Path) -> list[str]:
    """Give the captions of a page's tables."""
    return [said(it).removesuffix("¶") for it in dom(page).query("caption")]


def test_a_changed_matrix_is_shown_though_no_page_changed(source: Path) -> None:
    """A build reads the pages of a matrix again that was edited."""
    sphinx(source)
    write(source, {"docs.yaml": DOCUMENTS.replace("Read a document", "Look at one")})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    assert rows_of(dom(out / "index.html").query_one("table"))[1][0] == "Look at one"


def test_an_unchanged_matrix_is_not_read_again(source: Path) -> None:
    """A second build finds nothing to do."""
    write(source, {"index.rst": INDEX.replace("docs.yaml", ".")})
    sphinx(source)
    _, ran = sphinx(source, "-W")

    assert "0 added, 0 changed, 0 removed" in ran.out
    assert "no targets are out of date" in ran.out


def test_a_folder_is_read_again_when_files_come_and_go(tmp_path: Path) -> None:
    """A page of a folder has the matrices that are there now."""
    page = INDEX.replace("docs.yaml", "policy")
    source = write(tmp_path / "source", {"policy/docs.yaml": DOCUMENTS, "index.rst": page})
    sphinx(source)
    write(source, {"policy/more/other.yaml": OTHER})
    out, _ = sphinx(source, "-W")
    assert captions(out / "index.html") == ["Documents", "Other"]

    (source / "policy" / "docs.yaml").unlink()
    out, _ = sphinx(source, "-W")
    assert captions(out / "index.html") == ["Other"]


def test_a_broken_matrix_fails_the_build_with_its_place(source: Path) -> None:
    """With -W a build ends with an error that has page, file, line, column and code."""
    write(source, {"docs.yaml": DOCUMENTS.replace("guard: {not: locked}", "guard: {not: lokced}")})
    out, ran = sphinx(source, "-W", "--keep-going")

    assert ran.code == 1
    assert "index.rst:4: ERROR: source/docs.yaml:14:" in ran.err
    assert "did you mean `locked`" in ran.err
    assert "Traceback" not in ran.err
    assert "There should be a matrix here." in said(dom(out / "index.html").query_one(".error"))


def test_a_matrix_that_was_mended_is_shown_though_no_page_changed(source: Path) -> None:
    """A page whose matrix was broken, or was not there, is read again."""
    (source / "docs.yaml").unlink()
    _, ran = sphinx(source)
    assert "source/docs.yaml:1:1:" in ran.err
    assert "cannot be read" in ran.err

    write(source, {"docs.yaml": "format: permmatrix/1\n"})
    assert "PM" in sphinx(source)[1].err

    write(source, {"docs.yaml": DOCUMENTS})
    out, ran = sphinx(source, "-W")
    assert ran.code == 0, ran.err
    assert captions(out / "index.html") == ["Documents"]


def test_a_broken_matrix_fails_every_build_until_it_is_mended(source: Path) -> None:
    """A build with nothing changed says again what the one before said, and then no more."""
    write(source, {"docs.yaml": DOCUMENTS.replace("not: locked", "not: lokced")})
    sphinx(source)
    _, ran = sphinx(source, "-W")
    assert ran.code == 1
    assert "did you mean `locked`" in ran.err

    write(source, {"docs.yaml": DOCUMENTS})
    sphinx(source, "-W")
    assert "no targets are out of date" in sphinx(source, "-W")[1].out


def test_an_older_matrix_is_a_changed_one(source: Path) -> None:
    """What a file holds counts, and not its time."""
    sphinx(source)
    older = write(source, {"docs.yaml": DOCUMENTS.replace("Read a document", "Look at one")})
    os.utime(older / "docs.yaml", (10**9, 10**9))
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    assert rows_of(dom(out / "index.html").query_one("table"))[1][0] == "Look at one"


def test_a_matrix_that_comes_back_is_shown(source: Path) -> None:
    """A page has a matrix that was away for a build."""
    sphinx(source)
    (source / "docs.yaml").rename(source / "away")
    assert "cannot be read" in sphinx(source)[1].err
    (source / "away").rename(source / "docs.yaml")
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    assert captions(out / "index.html") == ["Documents"]


REFUSED = {
    "permmatrix:: docs.yaml\n   :rows: documents.raed": "did you mean `documents.read` or",
    "permmatrix:: docs.yaml\n   :columns: viewr": "did you mean `viewer`?",
    "permmatrix:: docs.yaml\n   :matrix: document": "did you mean `documents`?",
    "permmatrix:: docs.yaml\n   :levels: diagonal": '"diagonal" unknown',
    "permmatrix-may:: docs.yaml edtor": "did you mean `editor`?",
    "permmatrix-row:: docs.yaml raed": "did you mean `documents.read`",
    "permmatrix::": "name a file or a folder here, or in permmatrix_paths in conf.py",
    "permmatrix-row::": "name an action",
    "permmatrix-may::": "name a level",
    "permmatrix:: 'docs.yaml": "No closing quotation",
}
"""Directives that cannot be carried out, with what is said of them."""


def test_what_cannot_be_chosen_is_refused(source: Path) -> None:
    """A choice of something there is not fails the build, with what was probably meant."""
    pages = {
        f"page{number}.rst": f"Rights\n======\n\n.. {directive}\n"
        for number, directive in enumerate(REFUSED)
    }
    write(source, pages)
    _, ran = sphinx(source, "-W", "--keep-going")

    assert ran.code == 1
    assert "Traceback" not in ran.err
    for number, message in enumerate(REFUSED.values()):
        said_of_it = ran.err.partition(f"page{number}.rst:4: ERROR: ")[2].partition(".rst:")[0]
        assert message in said_of_it


DEAD = {
    "action:`documents.raed`": "unknown action `documents.raed`; did you mean `documents.read` or",
    "action:`read`": "unknown action `read`; did you mean `documents.read` or `other.read`?",
    "matrix:`otter`": "unknown matrix `otter`; did you mean `other`?",
}
"""Roles that lead nowhere, with what is said of them."""


def test_a_link_that_leads_nowhere_is_warned_of(source: Path) -> None:
    """An unknown id, and a short one of two rows, is a warning that says what may be meant."""
    roles = "".join(f"* :permmatrix:{role}\n" for role in DEAD)
    page = f"{INDEX}\n.. permmatrix:: other.yaml\n\n{roles}"
    write(source, {"index.rst": page, "other.yaml": OTHER})
    _, ran = sphinx(source)

    assert ran.code == 0
    for line, message in enumerate(DEAD.values(), start=8):
        [found] = [it for it in ran.err.splitlines() if f"index.rst:{line}: WARNING: " in it]
        assert message in found
        assert found.endswith("[permmatrix.ref]")
    assert sphinx(source, "-E", "-W", "-D", "suppress_warnings=permmatrix.ref")[1].code == 0


LINKED = {
    "index.rst": f"{INDEX}\n.. toctree::\n\n   links\n   list\n",
    "links.rst": "Links\n=====\n\n:permmatrix:action:`documents.read`\n",
    "list.rst": "List\n====\n\n.. permmatrix-may:: other.yaml low\n",
    "other.yaml": OTHER,
}
"""A page with a table, and two that have none."""


def test_a_page_has_the_title_that_a_row_has_now(source: Path) -> None:
    """A link has the new title though its page did not change, and other pages are left alone."""
    sphinx(write(source, LINKED))
    write(source, {"docs.yaml": DOCUMENTS.replace("Read a document", "Look at one")})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    assert said(dom(out / "links.html").query_one("section > p > a")) == "Look at one"
    assert "1 added" not in ran.out
    assert "] list" not in ran.out
    assert "no targets are out of date" in sphinx(source, "-W")[1].out


def test_a_link_to_a_row_that_is_gone_is_warned_of_at_every_build(source: Path) -> None:
    """Links to a row that has another id now fail every build until they are mended."""
    sphinx(write(source, LINKED))
    write(source, {"docs.yaml": DOCUMENTS.replace("  read: {", "  peruse: {")})
    for _ in range(2):
        out, ran = sphinx(source, "-W", "--keep-going")
        assert ran.code == 1
        assert "links.rst:4: WARNING: unknown action `documents.read`" in ran.err
        assert dom(out / "links.html").query("section > p > a") == []

    write(source, {"docs.yaml": DOCUMENTS})
    out, ran = sphinx(source, "-W")
    assert ran.code == 0, ran.err
    assert "#documents.read" in dom(out / "links.html").query_one("section > p > a").attrs["href"]


def test_lists_lead_to_a_table_once_a_page_has_it(source: Path) -> None:
    """The rows in a list are links as long as a page has their table, and words without it."""
    sphinx(write(source, LINKED))
    write(source, {"new.rst": f":orphan:\n\n{INDEX.replace('docs', 'other')}"})
    out, ran = sphinx(source, "-W")
    assert ran.code == 0, ran.err
    assert attributes(dom(out / "list.html").query_one(".pm-rights"), "href") == [
        "new.html#other.read"
    ]

    (source / "new.rst").unlink()
    out, ran = sphinx(source, "-W")
    assert ran.code == 0, ran.err
    assert attributes(dom(out / "list.html").query_one(".pm-rights"), "href") == []


def test_each_builder_writes_what_links_lead_to_now(source: Path) -> None:
    """Builders that share an environment do not take what another wrote for their own."""
    shared = ("-d", "doctrees")
    sphinx(write(source, LINKED), *shared)
    sphinx(source, *shared, builder="text")
    write(source, {"docs.yaml": DOCUMENTS.replace("Read a document", "Look at one")})
    sphinx(source, *shared)
    out, _ = sphinx(source, *shared, builder="text")

    assert "Look at one" in (out / "links.txt").read_text("utf-8")


def test_links_within_lists_are_no_duty(source: Path) -> None:
    """The list of a level stands on its own where no page has the table."""
    write(source, {"index.rst": "Rights\n======\n\n.. permmatrix-may:: docs.yaml viewer\n"})
    out, ran = sphinx(source, "-W", "-n")

    assert ran.code == 0, ran.err
    block = dom(out / "index.html").query_one(".pm-rights")
    assert [said(it) for it in block.query("li")] == [
        "Read a document",
        "Edit a document: needs author of the document; applies only when not locked",
        (
            "Share a document: needs author of the document"
            " and the granular permission Share Documents"
        ),
    ]


TOC = """
.. toctree::

   another
   every
"""


def test_an_excerpt_is_linked_to_only_where_there_is_no_more(source: Path) -> None:
    """Links lead to the whole table rather than to a row of it, and never to what is not to be."""
    row = ".. permmatrix-row:: docs.yaml documents.read\n"
    pages = {
        "another.rst": f"Row\n===\n\n{row}",
        "index.rst": f"Rights\n======\n\n{row}\n:permmatrix:action:`documents.read`\n{TOC}",
        "every.rst": INDEX,
    }
    out, ran = sphinx(write(source, pages), "-W")
    assert ran.code == 0, ran.err
    link = dom(out / "index.html").query_one("section > p > a")
    assert link.attrs["href"] == "every.html#documents.read"

    write(source, {"every.rst": f"{INDEX}   :no-index:\n"})
    out, ran = sphinx(source, "-W", "-a")
    assert ran.code == 0, ran.err
    link = dom(out / "index.html").query_one("section > p > a")
    assert link.attrs["href"] == "another.html#documents.read"


def test_links_go_by_older_names_too(source: Path) -> None:
    """An alias of an action leads to its row."""
    text = DOCUMENTS.replace("{title: Read a", "{aliases: [look], title: Read a")
    write(source, {"docs.yaml": text, "index.rst": f"{INDEX}\n:permmatrix:action:`look`\n"})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    link = dom(out / "index.html").query_one("section > p > a")
    assert (said(link), link.attrs["href"]) == ("Read a document", "#documents.read")


def test_other_projects_can_link_to_rows(source: Path, tmp_path: Path) -> None:
    """The inventory lets a project with intersphinx link to a row by its id and title."""
    out, _ = sphinx(source)
    conf = (
        'extensions = ["permmatrix.sphinx", "sphinx.ext.intersphinx"]\n'
        f'intersphinx_mapping = {{"rights": ("https://example.org/", "{out}/objects.inv")}}\n'
    )
    page = "Other\n=====\n\n:permmatrix:action:`documents.read`\n"
    other = write(tmp_path / "other", {"conf.py": conf, "index.rst": page})
    out, ran = sphinx(other, "-W")

    assert ran.code == 0, ran.err
    link = dom(out / "index.html").query_one("section > p > a")
    assert said(link) == "Read a document"
    assert link.attrs["href"] == "https://example.org/index.html#documents.read"
    assert "no targets are out of date" in sphinx(other, "-W")[1].out


def test_processes_share_a_build(tmp_path: Path) -> None:
    """Several processes build what one does, and links lead to pages that another has read."""
    names = [f"page{number}" for number in range(8)]
    pages = {
        f"{name}.rst": f"{name}\n=====\n\n:permmatrix:action:`documents.read`\n\n"
        f".. permmatrix-row:: policy documents.share\n"
        for name in names
    }
    toc = "".join(f"   {name}\n" for name in [*names, "whole"])
    pages["whole.rst"] = INDEX.replace("docs.yaml", "policy")
    pages["index.rst"] = f"Rights\n======\n\n.. toctree::\n\n{toc}"
    pages["policy/docs.yaml"] = DOCUMENTS
    alone, ran = sphinx(write(tmp_path / "a" / "source", pages), "-W")
    assert ran.code == 0, ran.err
    shared, ran = sphinx(write(tmp_path / "b" / "source", pages), "-W", "-j", "2")
    assert ran.code == 0, ran.err

    assert "index .. page3" in ran.out  # it was read in portions
    for page in ("page3", "whole", "genindex"):
        assert (shared / f"{page}.html").read_text() == (alone / f"{page}.html").read_text()
    write(tmp_path / "b" / "source", {"policy/other.yaml": OTHER})
    _, ran = sphinx(tmp_path / "b" / "source", "-W", "-j", "2")
    assert ran.code == 0, ran.err
    assert captions(shared / "whole.html") == ["Documents", "Other"]


def test_the_pages_of_a_theme_that_wraps_tables_have_each_id_of_ours_once(source: Path) -> None:
    """Furo copies a table's own id to what it wraps it in; the ids to link to are not among it."""
    write(source, {"conf.py": CONF.replace("alabaster", "furo")})
    out, ran = sphinx(source, "-W")

    assert ran.code == 0, ran.err
    page = dom(out / "index.html")
    assert len(page.query('[id="documents"]')) == 1
    assert len(page.query('[id="documents.read"]')) == 1
