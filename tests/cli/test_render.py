"""`permmatrix render`: documentation written, and held against what is there."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import pytest

import permmatrix as pm
from commands import DOCUMENTS, MATRICES, Command
from permmatrix.rendering.words import FORMATS

REGION = "<!-- permmatrix:begin documents.yaml{} -->\n{}<!-- permmatrix:end -->\n"
STALE = REGION.format("", "outdated\n")


def changed(tmp_path: Path) -> None:
    """Let the viewer no longer read documents."""
    text = DOCUMENTS.replace("cells: {viewer: allow, editor: allow}", "cells: {editor: allow}")
    (tmp_path / "documents.yaml").write_text(text, encoding="utf-8")


class TestStandardOutput:
    """Without a place to write to."""

    @pytest.mark.parametrize("name", FORMATS)
    def test_prints_every_format(self, command: Command, name: str) -> None:
        """Each has the actions' titles in it, and is alone on standard output."""
        ran = command(f"render documents.yaml --format {name}")

        assert (ran.code, ran.err) == (0, "")
        assert "Share a document" in ran.out
        assert ran.out.endswith("\n")

    def test_prints_text_if_no_format_is_said(self, command: Command) -> None:
        """A table for people, every cell a word."""
        ran = command("render documents.yaml")

        assert ran == command("render documents.yaml --format text")
        assert "With conditions" in ran.out

    def test_renders_the_shipped_matrices_if_none_are_named(self, command: Command) -> None:
        """There are three of them."""
        ran = command("render --format csv --columns admin")

        assert len(list(csv.reader(io.StringIO(ran.out)))) == 45

    def test_gives_the_same_every_time(self, command: Command) -> None:
        """Neither the time nor the order of anything shows."""
        once, again = (command("render --format html").out for _ in range(2))

        assert once == again

    def test_problems_are_findings(self, command: Command, tmp_path: Path) -> None:
        """They go to standard error, since standard output is the rendering's."""
        (tmp_path / "documents.yaml").write_text(DOCUMENTS.replace("all:", "al:"), "utf-8")

        ran = command("render documents.yaml")

        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("documents.yaml:15:")
        assert command("render nowhere.yaml").code == 2


class TestChoice:
    """What is shown."""

    def test_rows_columns_and_lists_are_chosen(self, command: Command) -> None:
        """The options are those of the table, and may be repeated or have commas between."""
        one = command("render documents.yaml --format csv --rows edit --rows read,share")
        two = command("render documents.yaml --format csv --rows e* --columns viewer,id")
        listed = command("render documents.yaml --format markdown --may viewer")

        titles = [line[0] for line in csv.reader(io.StringIO(one.out))]
        assert titles == ["Action", "Read a document", "Edit a document", "Share a document"]
        heads, row = csv.reader(io.StringIO(two.out))
        assert heads[:3] == ["Action", "Id", "Viewer"]
        assert row[:2] == ["Edit a document", "documents.edit"]
        assert row[2].startswith("With conditions")
        assert "what Viewer may do" in listed.out
        assert "Share a document" in listed.out

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ("--rows documents.raed", "unknown action `documents.raed`; did you mean"),
            ("--columns editr", "unknown column `editr`; did you mean `editor`?"),
            ("--matrix document", "unknown matrix `document`; did you mean `documents`?"),
            ("--may editr", "unknown level `editr`; did you mean `editor`?"),
            ("--terms us", "unknown dictionary of terms `us`"),
            ("--format json --columns editor", "json carries whole rows"),
            ("--format explorer --rows read", "explorer carries whole matrices"),
            ("--check", "--check needs to know what is written"),
            ("-o a.md --in-place", "--output and --in-place both say where to write"),
            ("-o a.doc", "a.doc does not say its format; give --format"),
            ("--output-dir a --together", "--together makes one table; write it to a file"),
            ("--in-place --bare", "--bare belongs into the markers of the pages"),
            ("--in-place --format html", "--format belongs into the markers of the pages"),
            ("--output-format json", "--output-format is for what --check finds; --format is"),
            ("--output-file x.txt", "--output-file is for what --check finds; -o is"),
            ("--rows ''", "a name is empty; leave the option out to show everything"),
            ("--may viewer --columns editor", "a list of what a level may do has no columns"),
            ("--format json --title A", "json carries the matrix, whose title is its own"),
            ("--in-place -", "a page is filled in its place; standard input has none"),
        ],
    )
    def test_a_mistake_is_told(self, command: Command, arguments: str, message: str) -> None:
        """What cannot be done has the exit code 2, and says why."""
        if "in-place -" in arguments:
            ran = command(f"render {arguments}")
        else:
            ran = command(f"render documents.yaml {arguments}")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"permmatrix: {message}")

    def test_a_matrix_is_said_in_another_dialect(self, command: Command) -> None:
        """A dictionary of terms is chosen by its id."""
        ran = command("render --format markdown --terms us --matrix commitments")

        assert "Create an Invoice on Behalf of an Invoice Contact" in ran.out
        assert "progress claim" not in ran.out.casefold()


class TestFiles:
    """Whole files."""

    @pytest.mark.parametrize(
        ("name", "suffix"), [(name, suffix) for name, suffix in FORMATS.items()]
    )
    def test_writes_a_file(self, command: Command, name: str, suffix: str) -> None:
        """The file holds what would be printed, and the second time is up to date."""
        path = f"out{suffix}"

        first = command(f"render documents.yaml --format {name} -o {path}")
        second = command(f"render documents.yaml --format {name} -o {path}")

        assert first == (0, "", f"{path}: written\n")
        assert second == (0, "", f"{path}: is up to date\n")
        printed = command(f"render documents.yaml --format {name}").out
        assert Path(path).read_text(encoding="utf-8") == printed

    @pytest.mark.parametrize(
        ("path", "name"),
        [("a.md", "markdown"), ("a.html", "html"), ("a.JSON", "json"), ("a.adoc", "asciidoc")],
    )
    def test_the_name_of_a_file_says_its_format(
        self, command: Command, path: str, name: str
    ) -> None:
        """The end of the name is enough."""
        command(f"render documents.yaml -o {path}")

        assert (
            Path(path).read_text("utf-8") == command(f"render documents.yaml --format {name}").out
        )

    def test_writes_a_folder(self, command: Command) -> None:
        """Each matrix has a file of its own there."""
        ran = command(f"render {MATRICES} --output-dir docs/rights")

        names = sorted(it.name for it in Path("docs/rights").iterdir())
        assert names == ["commitments.md", "head_contracts.md", "invoicing.md"]
        assert ran.code == 0
        assert command(f"render {MATRICES} --output-dir docs/rights --check").code == 0

    @pytest.mark.parametrize(
        ("options", "names"),
        [
            ("--rows commitments.search,head_contracts.edit_progress_claim", "ch"),
            ("--may standard --terms us", "chi"),
            ("--rows *contact --requirements cells", "c"),
            ("--matrix invoicing", "i"),
        ],
    )
    def test_a_folder_has_what_was_chosen(self, command: Command, options: str, names: str) -> None:
        """A matrix of which nothing is chosen has no file."""
        ran = command(f"render {MATRICES} --output-dir out {options}")

        assert ran.code == 0
        assert "".join(sorted(it.name[0] for it in Path("out").iterdir())) == names
        assert command(f"render {MATRICES} --output-dir out {options} --check").code == 0

    def test_a_folder_that_cannot_be_made_is_told(self, command: Command) -> None:
        """A file is in its place."""
        ran = command("render documents.yaml --output-dir documents.yaml")

        assert ran.code == 2
        assert "documents.yaml" in ran.err
        assert "fault" not in ran.err

    def test_what_cannot_be_written_is_told(self, command: Command) -> None:
        """A folder in the file's place is a mistake, and nothing is left beside it."""
        Path("a.md").mkdir()

        ran = command("render documents.yaml -o a.md")

        assert ran.code == 2
        assert ran.err.startswith("permmatrix: a.md cannot be read: is a directory")
        assert sorted(it.name for it in Path().iterdir()) == ["a.md", "documents.yaml"]

    def test_a_device_is_written_and_not_read(self, command: Command) -> None:
        """It has no end to read to."""
        assert command("render documents.yaml --format csv -o /dev/null").code == 0
        assert command("render documents.yaml --format csv -o /dev/full").code == 2


class TestCheck:
    """Without writing."""

    @pytest.mark.parametrize("name", FORMATS)
    def test_a_stale_file_is_a_finding(self, command: Command, tmp_path: Path, name: str) -> None:
        """The difference is shown, nothing is written, and the exit code is 1."""
        path = tmp_path / f"out{FORMATS[name]}"
        command(f"render documents.yaml --format {name} -o {path.name}")
        before = path.read_bytes()
        changed(tmp_path)

        ran = command(f"render documents.yaml --format {name} -o {path.name} --check")

        assert (ran.code, ran.err) == (1, "")
        assert ran.out.startswith(f"--- {path.name}\n+++ {path.name}\n@@ ")
        assert f"{path.name}:1:1: PM003 the file is not what the matrices say" in ran.out
        assert path.read_bytes() == before

    def test_a_missing_file_is_stale(self, command: Command) -> None:
        """It is all new, and is not made."""
        ran = command("render documents.yaml -o new.md --check")

        assert ran.code == 1
        assert ran.out.startswith("--- /dev/null\n+++ new.md\n")
        assert "new.md:1:1: PM003 the file is not there" in ran.out
        assert not Path("new.md").exists()

    def test_a_file_that_is_up_to_date_is_clean(self, command: Command) -> None:
        """There is nothing to say but that."""
        command("render documents.yaml -o out.md")

        assert command("render documents.yaml -o out.md --check") == (
            0,
            "No problems in 1 file.\n",
            "",
        )

    def test_a_finding_is_written_in_any_format(self, command: Command) -> None:
        """A forge is told the file and the line."""
        ran = command("render documents.yaml -o new.md --check --output-format github")

        assert ran.code == 1
        assert "file=new.md,line=1," in ran.out.splitlines()[0]

    def test_other_line_ends_are_stale(self, command: Command) -> None:
        """What is made is the same to the byte."""
        command("render documents.yaml -o out.md")
        Path("out.md").write_bytes(Path("out.md").read_bytes().replace(b"\n", b"\r\n"))

        assert command("render documents.yaml -o out.md --check").code == 1


class TestInPlace:
    """Regions of pages that people write."""

    def test_fills_a_region_and_leaves_the_rest(self, command: Command) -> None:
        """What stands before and after is the same to the byte."""
        before, after = "# Rights\n\nRead this.  \n\n", "\nAnd *this*.\n\n\n"
        Path("page.md").write_text(before + STALE + after, "utf-8")

        ran = command("render --in-place page.md")

        text = Path("page.md").read_text("utf-8")
        assert ran == (0, "", "page.md: written\n")
        assert text.startswith(before + "<!-- permmatrix:begin documents.yaml -->\n\n")
        assert text.endswith("\n\n<!-- permmatrix:end -->\n" + after)
        assert "Share a document" in text
        assert "outdated" not in text
        assert command("render --in-place page.md") == (0, "", "page.md: is up to date\n")
        assert command("render --in-place page.md --check").code == 0

    def test_a_stale_region_is_a_finding_at_its_place(
        self, command: Command, tmp_path: Path
    ) -> None:
        """The marker of the region is named, and nothing is written."""
        Path("page.md").write_text(f"# A\n\n{STALE}\n{STALE}", "utf-8")
        command("render --in-place page.md")
        text = Path("page.md").read_text("utf-8")
        second = text.count("\n", 0, text.rindex("<!-- permmatrix:begin")) + 1
        changed(tmp_path)

        ran = command("render --in-place page.md --check")

        assert ran.code == 1
        assert "page.md:3:1: PM003 this region is not what the matrices say" in ran.out
        assert f"page.md:{second}:1: PM003" in ran.out
        assert "help: write it: permmatrix render --in-place page.md" in ran.out
        assert Path("page.md").read_text("utf-8") == text

    def test_two_regions_share_no_anchor(self, command: Command) -> None:
        """The same table twice on a page has anchors and footnotes of its own each time."""
        Path("page.md").write_text(STALE + STALE, "utf-8")

        command("render --in-place page.md")

        text = Path("page.md").read_text("utf-8")
        assert text.count('id="documents.read"') == 1
        assert text.count('id="r2-documents.read"') == 1

    def test_options_and_paths_stand_in_the_marker(self, command: Command) -> None:
        """Paths start from the page; the options are those of the command."""
        Path("docs").mkdir()
        marker = "../documents.yaml --rows read --columns 'viewer, editor' --format markdown-html"
        Path("docs/page.md").write_text(
            f"<!-- permmatrix:begin {marker} -->\n<!-- permmatrix:end -->\n", "utf-8"
        )

        assert command("render --in-place docs").code == 0

        text = Path("docs/page.md").read_text("utf-8")
        assert "<table" in text
        assert "Read a document" in text
        assert "Share a document" not in text

    @pytest.mark.parametrize(
        ("name", "begin", "end"),
        [
            ("page.rst", ".. permmatrix:begin documents.yaml", ".. permmatrix:end"),
            ("page.adoc", "// permmatrix:begin documents.yaml", "// permmatrix:end"),
            ("page.html", "<!-- permmatrix:begin documents.yaml -->", "<!-- permmatrix:end -->"),
        ],
    )
    def test_pages_of_other_formats_are_filled(
        self, command: Command, name: str, begin: str, end: str
    ) -> None:
        """The end of the page's name says what is written into it."""
        Path(name).write_text(f"{begin}\n{end}\n", "utf-8")

        assert command(f"render --in-place {name}").code == 0
        assert command(f"render --in-place {name} --check").code == 0
        assert "Share a document" in Path(name).read_text("utf-8")

    def test_lines_end_as_those_of_the_page(self, command: Command) -> None:
        """A page from Windows stays one, its byte order mark too."""
        Path("page.md").write_bytes(b"\xef\xbb\xbf" + STALE.replace("\n", "\r\n").encode())

        command("render --in-place page.md")

        data = Path("page.md").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf<!-- ")
        assert data.count(b"\r\n") == data.count(b"\n") > 9
        assert command("render --in-place page.md --check").code == 0

    def test_lines_of_an_old_machine_end_as_they_did(self, command: Command) -> None:
        """A carriage return alone ends a line too, and is up to date once it is written."""
        Path("page.md").write_bytes(STALE.replace("\n", "\r").encode())

        command("render --in-place page.md")

        assert b"\n" not in Path("page.md").read_bytes()
        assert command("render --in-place page.md --check").code == 0

    def test_a_region_in_a_list_stays_in_it(self, command: Command) -> None:
        """Its lines are indented as its markers are."""
        Path("page.md").write_text("1. One\n\n   " + STALE.replace("\n", "\n   ").rstrip(" "))

        command("render --in-place page.md")

        lines = Path("page.md").read_text("utf-8").splitlines()[2:]
        assert all(line.startswith("   ") for line in lines if line)
        assert command("render --in-place page.md --check").code == 0

    def test_paths_of_a_linked_page_start_where_it_is(self, command: Command) -> None:
        """A link to a page changes nothing about the page."""
        Path("page.md").write_text(STALE, "utf-8")
        Path("docs").mkdir()
        Path("docs/linked.md").symlink_to("../page.md")

        assert command("render --in-place docs/linked.md").code == 0
        assert "Share a document" in Path("page.md").read_text("utf-8")

    def test_a_page_with_a_mistake_is_left_alone(self, command: Command) -> None:
        """Another page is written all the same, and the mistake is told with its place."""
        Path("bad.md").write_text(
            "\n" + REGION.format(" --rows raed", "outdated\n") + STALE, "utf-8"
        )
        Path("good.md").write_text(STALE, "utf-8")

        ran = command("render --in-place bad.md good.md")

        assert ran.code == 1
        assert ran.out.startswith("bad.md:2:1: PM001 unknown action `raed`\n")
        assert "did you mean `documents.read`?" in ran.out
        assert ran.err == "good.md: written\n"
        assert Path("bad.md").read_text("utf-8").count("outdated") == 2

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (" --rwos read", "unknown option --rwos"),
            (" 'x", "no closing quotation"),
            (" nowhere.yaml", "the matrices cannot be read"),
            (" --format explorer", "explorer is no part of such a page, which takes markdown"),
            (" --format csv", "csv is no part of such a page, which takes markdown"),
            (" --levels Rows", "argument --levels: invalid choice: 'Rows'"),
            (" --rows ''", "a name is empty; leave the option out to show everything"),
            (" --format wrod", "unknown format `wrod`"),
        ],
    )
    def test_a_marker_not_understood_is_told(
        self, command: Command, words: str, message: str
    ) -> None:
        """Whatever is wrong with it, the marker is named and nothing is raised."""
        Path("page.md").write_text(REGION.format(words, "outdated\n"), "utf-8")

        ran = command("render --in-place page.md")

        assert ran.code in {1, 2}
        assert f"page.md:1:1: PM001 {message}" in ran.out
        assert "outdated" in Path("page.md").read_text("utf-8")

    def test_an_option_of_a_marker_is_suggested(self, command: Command) -> None:
        """A misspelt one is told with what was probably meant."""
        Path("page.md").write_text(REGION.format(" --colums=editor", ""), "utf-8")

        assert "help: did you mean `--columns`?" in command("render --in-place page.md").out

    def test_the_problems_of_a_matrix_are_told_once(self, command: Command, tmp_path: Path) -> None:
        """Two regions of a broken matrix tell its problems once, with their own places."""
        (tmp_path / "documents.yaml").write_text(DOCUMENTS.replace("all:", "al:"), "utf-8")
        Path("page.md").write_text(STALE + STALE, "utf-8")

        ran = command("render --in-place page.md")

        assert ran.code == 1
        assert ran.out.count("documents.yaml:15:") == 1
        assert ran.out.count("PM001 the matrices cannot be read") == 2

    def test_a_named_page_without_a_region_is_wrong(self, command: Command) -> None:
        """It would never be stale; of a folder such pages are passed over."""
        Path("docs").mkdir()
        Path("docs/plain.md").write_text("# Nothing here\n", "utf-8")
        Path("docs/page.md").write_text(STALE.replace("begin ", "begin ../"), "utf-8")

        named = command("render --in-place docs/plain.md")

        assert named.code == 1
        assert named.out.startswith("docs/plain.md:1:1: PM002 the page has no region to fill")
        assert command("render --in-place docs") == (0, "", "docs/page.md: written\n")

    def test_pages_are_named_by_the_settings(self, command: Command) -> None:
        """A project says once which pages there are."""
        Path("pyproject.toml").write_text('[tool.permmatrix]\npages = ["page.md"]\n', "utf-8")
        Path("page.md").write_text(STALE, "utf-8")

        assert command("render --in-place --check").code == 1
        assert command("render --in-place").err == "page.md: written\n"
        assert command("render --in-place --check").code == 0

    def test_a_folder_without_pages_is_told(self, command: Command) -> None:
        """A pattern that matches nothing must not look like success."""
        Path("docs").mkdir()

        ran = command("render --in-place docs")

        assert ran.code == 2
        assert "the folder holds no page: no .md, .rst, .adoc, .html file" in ran.out
        assert command("render --in-place").err.startswith("permmatrix: say which pages")

    def test_a_page_keeps_its_mode(self, command: Command) -> None:
        """Writing changes the text and nothing else of a file."""
        page = Path("page.md")
        page.write_text(STALE, "utf-8")
        page.chmod(0o640)

        command("render --in-place page.md")

        assert stat.S_IMODE(page.stat().st_mode) == 0o640


def test_json_reads_back_as_the_matrix(command: Command, tmp_path: Path) -> None:
    """What is written as JSON loads, and means the same."""
    command("render documents.yaml -o copy.json")

    assert pm.load(tmp_path / "copy.json").digest == pm.load(tmp_path / "documents.yaml").digest
    assert json.loads((tmp_path / "copy.json").read_text("utf-8"))["format"] == "permmatrix/1"


def test_an_application_renders_as_the_command_does(command: Command, tmp_path: Path) -> None:
    """`pm.render` takes a policy or paths, and what to choose as names."""
    policy = pm.load(tmp_path / "documents.yaml")

    text = pm.render(policy, "csv", rows="documents.read", columns=["viewer"])

    printed = command("render documents.yaml --format csv --rows read --columns viewer").out
    assert text == printed
    assert pm.render(tmp_path / "documents.yaml", "csv") == pm.render(policy, "csv")
    with pytest.raises(ValueError, match="levels is 'sideways', and should be columns or rows"):
        pm.render(policy, "csv", levels="sideways")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(pm.RenderError, match="unknown format `makrdown`; did you mean `markdown`"):
        pm.render(policy, "makrdown")
