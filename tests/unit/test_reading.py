"""Files, folders and standard input to the matrices of a policy."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import permmatrix
from permmatrix import InternalError, MatrixError
from permmatrix.codes import Code
from permmatrix.compiler import compile_matrices
from permmatrix.program import Program
from permmatrix.reading import read, read_carried, read_sources
from permmatrix.source import Source


def matrix(id_: str, more: str = "") -> str:
    """Give a small matrix."""
    return (
        f"format: permmatrix/1\nid: {id_}\ntitle: {id_.title()}\ntool: docs\n"
        f"levels: {{reader: Reader}}\nactions: {{edit: {{title: Edit, cells: {{}}}}}}\n{more}"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with files to read and files to pass over."""
    for name in ("b.yaml", "a.yml", "inner/c.yaml", "inner/deeper/d.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(matrix(path.stem), encoding="utf-8")
    for name in (".x.yaml", ".git/x.yaml", "x.json", "x.permtest.yaml", "x.yaml.bak", "x.YAML"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("not: [a matrix", encoding="utf-8")
    return tmp_path


def ids(*paths: str | Path) -> list[str]:
    """Read files without problems, and give the ids of their matrices."""
    found, report = read(paths)
    assert list(report) == []
    assert found is not None
    return [it.id for it in found.matrices]


def codes(*paths: str | Path) -> list[Code]:
    """Read files, and give the codes of their problems."""
    found, report = read(paths)
    assert found is None
    return [it.code for it in report]


def test_a_folder_is_read_through_in_order_without_what_is_hidden(folder: Path) -> None:
    """Files come by name, then the folders by name; only YAML files that are matrices are read."""
    assert ids(folder) == ["a", "b", "c", "d"]


def test_a_report_names_every_file_that_was_read(folder: Path) -> None:
    """Whoever wants to know what was looked at can tell."""
    _, report = read(folder)

    names = ["a.yml", "b.yaml", "inner/c.yaml", "inner/deeper/d.yaml"]
    assert report.files == tuple(str(folder / name) for name in names)


def test_files_and_folders_are_read_in_the_order_named(folder: Path) -> None:
    """The order of the paths is the order of the policy."""
    assert ids(folder / "b.yaml", folder / "inner") == ["b", "c", "d"]


@pytest.mark.parametrize("again", ["b.yaml", "./b.yaml", "inner/../b.yaml", "linked.yaml"])
def test_a_file_named_twice_is_read_once(folder: Path, again: str) -> None:
    """By another spelling, or through a link, it is the same file."""
    (folder / "linked.yaml").symlink_to(folder / "b.yaml")

    assert ids(folder / "b.yaml", folder / again) == ["b"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(folder: Path) -> None:
    """The endings only choose within folders."""
    (folder / "matrix.txt").write_text(matrix("m"), encoding="utf-8")

    assert ids(folder / "matrix.txt") == ["m"]


def test_one_path_need_not_be_in_a_list(folder: Path) -> None:
    """A text and a path are each one path."""
    for path in (folder / "b.yaml", str(folder / "b.yaml")):
        assert permmatrix.load(path).actions == ("b.edit",)


@pytest.mark.parametrize("paths", [[], (), "", [""]], ids=repr)
def test_no_path_at_all_is_an_error(paths: str | list[str]) -> None:
    """A pattern that matched nothing must not give a policy that denies everything."""
    assert codes(*([paths] if isinstance(paths, str) else paths)) == [Code.UNREADABLE]


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read like a file, and named as it was asked for."""
    data = io.BytesIO(matrix("piped").encode())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=data))

    assert ids("-") == ["piped"]


def test_a_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none, that is said."""
    monkeypatch.setattr(sys, "stdin", None)

    assert codes("-") == [Code.UNREADABLE]


def test_a_byte_that_is_no_utf_8_is_pointed_at(tmp_path: Path) -> None:
    """Characters before it are counted as an editor counts them."""
    path = tmp_path / "x.yaml"
    path.write_bytes("id: é\ntitle: 😀 ".encode() + b"\xe9\n")

    _, report = read(path)

    assert [(it.code, it.span.line, it.span.column) for it in report] == [(Code.NOT_UTF8, 2, 10)]


def test_every_file_is_read_whatever_is_wrong_with_another(folder: Path) -> None:
    """Problems of all files come in one report, by file."""
    (folder / "a.yml").write_text("a: [", encoding="utf-8")
    (folder / "b.yaml").write_bytes(b"\xff")
    (folder / "inner" / "c.yaml").write_text(matrix("c", "zzz: 1\n"), encoding="utf-8")

    _, report = read([folder, folder / "gone.yaml"])

    assert [(Path(it.span.file).name, it.code) for it in report] == [
        ("a.yml", Code.NOT_YAML),
        ("b.yaml", Code.NOT_UTF8),
        ("gone.yaml", Code.UNREADABLE),
        ("c.yaml", Code.UNKNOWN_KEY),
    ]


@pytest.mark.parametrize(
    "data", [b"a: [", b"\xff", b"", None], ids=["bad", "bytes", "empty", "gone"]
)
def test_what_a_lost_file_may_have_had_is_not_missed(tmp_path: Path, data: bytes | None) -> None:
    """An operation on another file's action is no second mistake when that file is not read."""
    uses, lost = tmp_path / "uses.yaml", tmp_path / "lost.yaml"
    uses.write_text(
        matrix("uses", "operations: {o: {title: O, any_of: [edit, lost.edit]}}\n"), encoding="utf-8"
    )
    if data is not None:
        lost.write_bytes(data)

    _, report = read([uses, lost])

    assert {it.span.file for it in report} == {str(lost)}


def test_files_can_be_shown_in_another_folder(folder: Path) -> None:
    """What ships with the package is shown by the name its readers know."""
    _, report = read(folder / "b.yaml", shown_in="matrices")

    assert report.files == ("matrices/b.yaml",)


def test_two_files_with_one_id_are_an_error(tmp_path: Path) -> None:
    """The second is pointed at, and the first named beside it."""
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(matrix("same"), encoding="utf-8")

    _, report = read(tmp_path)

    assert [(Path(it.span.file).name, it.code) for it in report] == [("two.yaml", Code.SAME_MATRIX)]
    assert [Path(it.span.file).name for it in report.diagnostics[0].related] == ["one.yaml"]


def test_too_many_facts_are_looked_for_when_nothing_else_is_wrong() -> None:
    """A row that cannot be settled exactly is a problem like any other."""
    facts = [f"c{n}" for n in range(30)]
    given = "".join(f"  {it}: {{title: C, test: {{given: {it}}}}}\n" for it in facts)
    text = matrix("m", f"conditions:\n{given}").replace(
        "cells: {}", f"cells: {{reader: {{any: [{', '.join(facts)}]}}}}"
    )

    alone = read_sources([Source("x.yaml", text)])[1]
    with_another = read_sources([Source("x.yaml", text + "zzz: 1\n")])[1]

    assert [it.code for it in alone] == [Code.TOO_MANY_FACTS]
    assert [it.code for it in with_another] == [Code.UNKNOWN_KEY]


@pytest.mark.parametrize("count", [99, 100, 101], ids=str)
@pytest.mark.parametrize(
    "more", ["", "format: permmatrix/9\n", "zzz: 1\n"], ids=["", "format", "shape"]
)
def test_every_stage_can_meet_the_problem_that_is_one_too_many(count: int, more: str) -> None:
    """Wherever in reading the limit is reached, what was found until then is reported."""
    text = matrix("m").replace("format: permmatrix/1\n", more or "format: permmatrix/1\n")
    doubles = "".join("id: m\n" for _ in range(count))

    found, report = read_sources([Source("x.yaml", text + doubles)])

    assert found is None
    assert [it.code for it in report].count(Code.DUPLICATE_KEY) == min(count, 100)
    assert len(report) <= 101


def compiled(*texts: str) -> Program:
    """Compile matrices."""
    found, report = read_sources(Source(f"{n}.yaml", it) for n, it in enumerate(texts))
    assert found is not None, report
    return compile_matrices(found)


def test_the_sources_a_program_carries_give_its_matrices() -> None:
    """A compiled policy explains from the very texts it was compiled from."""
    program = Program.from_json(compiled(matrix("a"), matrix("b")).to_json())

    assert [it.id for it in read_carried(program).matrices] == ["a", "b"]


def test_carried_sources_of_another_policy_are_not_trusted() -> None:
    """Explanations from one policy for the decisions of another would be lies."""
    program, other = compiled(matrix("a")), compiled(matrix("b"))
    program.sources = other.sources

    with pytest.raises(InternalError, match="another digest"):
        read_carried(program)


def test_carried_sources_that_are_damaged_are_an_error() -> None:
    """They are read as strictly as files are."""
    program = compiled(matrix("a"))
    program.sources = (("0.yaml", "a: ["),)

    with pytest.raises(MatrixError) as caught:
        read_carried(program)

    assert [it.code for it in caught.value.report] == [Code.NOT_YAML]
