"""
Files made to hang or crash a reader, or to slip something past it.

Whatever could hang or crash is read by a process of its own, which has minutes for what takes
seconds: a search of everything for each of thousands of names would take longer.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import permmatrix
from permmatrix import MatrixError
from permmatrix.codes import Code
from permmatrix.diagnostics import MOST_PROBLEMS
from permmatrix.document import MAX_BYTES

SHIPPED = Path(permmatrix.api.shipped_matrices())

HEAD = (
    "format: permmatrix/1\nid: m\ntitle: M\ntool: docs\nlevels: {none: None, admin: Admin}\n"
    "actions:\n  a: {title: A, cells: {admin: allow}}\n"
)
READ = """\
import sys, permmatrix
for path in sys.argv[1:]:
    report = permmatrix.validate(path)
    print(len(report), len(str(report)), *sorted({it.code for it in report}), flush=True)
"""


class Found(NamedTuple):
    """What a process says of a file: how many problems, how long their text is, which codes."""

    problems: int
    length: int
    codes: set[str]


def read(*paths: str | Path, stdin: int = subprocess.DEVNULL) -> list[Found]:
    """Read files one by one in a process of its own, which must end well and in time."""
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, paths)],
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=60 + 10 * len(paths),
        check=False,
    )
    said = [line.split() for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr, len(said)) == (0, "", len(paths))
    return [Found(int(count), int(length), set(codes)) for count, length, *codes in said]


def lines(count: int, line: str) -> str:
    """Give a line many times, numbered."""
    return "".join(line.replace("#", str(number)) + "\n" for number in range(count))


# Nine lists of nine aliases each: 400 million values, if they were ever made.
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

NESTED = {
    "nested lists": "[" * 100_000,
    "nested lists, closed": "[" * 100_000 + "]" * 100_000,
    "nested mappings": "{a: " * 100_000,
    "nested items": "- " * 100_000 + "x",
    "deep blocks": "".join(f"{' ' * n}a:\n" for n in range(2000)),
    "nested keys": "? " * 100_000,
}

MISTAKEN = {
    "duplicate keys": ("a: 1\n" * 200_000, {"PM109", "PM114"}),
    "unknown keys": (HEAD + lines(50_000, "key_#: 1"), {"PM201", "PM114"}),
    "bad ids": (HEAD + lines(50_000, "  A#: x"), {"PM205", "PM114"}),
    "anchors": (lines(100_000, "- &a# x"), {"PM107", "PM114"}),
    "aliases": (f"[{'*a, ' * 100_000}]", {"PM107", "PM114"}),
    "tags": (lines(100_000, "- !a x"), {"PM108"}),
    "numbers for keys": (lines(100_000, "#: x"), {"PM110", "PM114"}),
    "too many values": ("- x\n" * 1_000_000, {"PM103"}),
    "documents": ("---\n" * 200_000, {"PM112"}),
    "levels": (
        HEAD.replace("levels: {", "levels: {" + lines(5000, "l#: L,").replace("\n", " ")),
        {"PM206"},
    ),
    "chains": (HEAD + f"order: [{lines(200, '[none, admin],')}]\n".replace("\n", " "), {"PM206"}),
    "cells": (
        HEAD.replace("levels: {", "levels: {" + lines(98, "l#: L,").replace("\n", " "))
        + lines(2_500, "  b#: {title: B, cells: {}}"),
        {"PM103"},
    ),
    "facts": (
        HEAD.replace("allow", f"{{any: [{lines(8_000, 'c#,')}]}}".replace("\n", " "))
        + "conditions:\n"
        + lines(8_000, "  c#: {title: C, test: {given: c#}}"),
        {"PM504"},
    ),
    "names that are not declared": (
        HEAD
        + lines(8_000, "  b#: {title: B, platforms: [x#], cells: {admin: g#x}}")
        + "platforms:\n"
        + lines(8_000, "  p#: P")
        + "granular:\n"
        + lines(8_000, "  g#: {title: G}"),
        {"PM302", "PM305", "PM114"},
    ),
    "actions of no matrix": (
        HEAD
        + "operations:\n"
        + lines(8_000, "  o#: {title: O, any_of: [other.a#, a]}")
        + "notes: [x]\n",
        {"PM304", "PM114"},
    ),
}

LARGE = {
    "100,000 entries": HEAD + "platforms:\n" + lines(100_000, "  p#: P"),
    "a long word": HEAD.replace("title: M", "title: " + "M" * 1_000_000),
    "a long line": HEAD.replace("title: M", "title: " + "M " * 500_000),
    "many lines in quotes": HEAD + 'description: "' + "a\n" * 500_000 + '"\n',
    "8,000 rows, all different": HEAD
    + lines(8_000, "  b#: {title: B, section: s#, platforms: [p#], cells: {}}")
    + "platforms:\n"
    + lines(8_000, "  p#: P")
    + "sections:\n"
    + lines(8_000, "  s#: S")
    + f"operations: {{o: {{title: O, any_of: [{lines(8_000, 'b#,')}]}}}}\n".replace(",\n", ", "),
}

LONG = {
    "a key too long for YAML": (HEAD + "k" * 1_000_000 + ": x\n", Code.NOT_YAML),
    "a long key": (HEAD + "? " + "k" * 1_000_000 + "\n: x\n", Code.UNKNOWN_KEY),
    "a long id": (HEAD.replace("id: m", "id: " + "M" * 1_000_000), Code.BAD_ID),
    "a long word for another": (
        HEAD.replace("{title: A", "{offline: " + "p" * 1_000_000 + ", title: A"),
        Code.UNKNOWN_WORD,
    ),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """Give what one process says of all these files, by their names."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = {**NESTED, **LARGE, "bomb": BOMB}
    texts |= {name: text for name, (text, _) in (*MISTAKEN.items(), *LONG.items())}
    for number, text in enumerate(texts.values()):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    found = read(*(folder / f"{number}.yaml" for number in range(len(texts))))
    return dict(zip(texts, found, strict=True))


@pytest.mark.parametrize("name", NESTED)
def test_nesting_is_refused(told: dict[str, Found], name: str) -> None:
    """However it is written, depth does not reach what would crash on it."""
    assert (told[name].problems, told[name].codes) == (1, {Code.TOO_DEEP})


def test_an_alias_bomb_does_not_go_off(told: dict[str, Found]) -> None:
    """Aliases are refused before anything is made of them."""
    assert Code.ALIAS in told["bomb"].codes


@pytest.mark.parametrize("name", MISTAKEN)
def test_a_file_with_thousands_of_mistakes_is_soon_told(told: dict[str, Found], name: str) -> None:
    """The first hundred are listed, a remark says there are more, and none costs a whole search."""
    assert MISTAKEN[name][1] <= told[name].codes
    assert told[name].problems <= MOST_PROBLEMS + 1
    assert told[name].length < 100_000


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_without_a_mistake_is_read(told: dict[str, Found], name: str) -> None:
    """Size alone is no mistake, and the linter goes through as much in time."""
    assert all(code.startswith("PM6") for code in told[name].codes)


@pytest.mark.parametrize("name", LONG)
def test_a_megabyte_in_one_piece_does_not_come_back_in_the_message(
    told: dict[str, Found], name: str
) -> None:
    """What somebody wrote is quoted only as far as a reader needs it."""
    assert LONG[name][1] in told[name].codes
    assert told[name].length < 2000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(b"# " + b"x" * 9 * 1024 * 1024, Code.TOO_LARGE, id="nine MiB"),
        pytest.param(b"#" + b"x" * MAX_BYTES, Code.TOO_LARGE, id="one byte too many"),
        pytest.param(b"#" + b"x" * (MAX_BYTES - 1), Code.EMPTY, id="as large as may be"),
        pytest.param(b"\n" * MAX_BYTES, Code.EMPTY, id="nothing but lines"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000),  # noqa: S311  only noise
            Code.NOT_UTF8,
            id="a picture",
        ),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(100), Code.CONTROL_CHARACTER, id="a program"),
        pytest.param(HEAD.encode("utf-16"), Code.NOT_UTF8, id="UTF-16"),
        pytest.param(HEAD.encode("utf-16-le"), Code.CONTROL_CHARACTER, id="UTF-16, no mark"),
        pytest.param(HEAD.encode("utf-32-be"), Code.CONTROL_CHARACTER, id="UTF-32"),
        pytest.param("id: é".encode("latin-1"), Code.NOT_UTF8, id="Latin-1"),
        pytest.param(b"id: \xc0\xaf", Code.NOT_UTF8, id="overlong UTF-8"),
        pytest.param(b"id: \xed\xa0\x80", Code.NOT_UTF8, id="surrogate in UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, text: bytes, code: Code) -> None:
    """One problem says what kind of file it is instead."""
    path = tmp_path / "x.yaml"
    path.write_bytes(text)

    assert [it.code for it in permmatrix.validate(path)] == [code]


def test_a_byte_order_mark_at_the_beginning_is_passed_over(tmp_path: Path) -> None:
    """Editors put it there, and columns do not count it."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())

    assert permmatrix.load(path).actions == ("m.a",)


def test_another_byte_order_mark_is_refused(tmp_path: Path) -> None:
    """Nobody sees it, so nothing would tell two names apart that it makes different."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbf" + HEAD.encode())

    assert [it.code for it in permmatrix.validate(path)] == [Code.CONTROL_CHARACTER]


def halves(path: Path) -> Iterator[bytes]:
    """Give what is left of a file when writing it stops early, every 97 bytes."""
    whole = path.read_bytes()
    yield from (whole[:end] for end in range(0, len(whole), 97))


@pytest.mark.parametrize("name", ["commitments.yaml", "head_contracts.yaml", "invoicing.yaml"])
def test_a_half_written_file_is_a_policy_of_whole_rows_or_an_error(
    tmp_path: Path, name: str
) -> None:
    """A file cut off is refused, unless what is left is a whole matrix with fewer rows."""
    path = tmp_path / name
    whole = permmatrix.load(SHIPPED / name).actions
    refused = 0

    for half in halves(SHIPPED / name):
        path.write_bytes(half)
        try:
            policy = permmatrix.load(path)
        except MatrixError as error:
            refused += 1
            assert len(error.report) > 0  # noqa: PT017  both ways of ending are looked at
        else:
            assert policy.actions == whole[: len(policy.actions)]

    assert refused > 10


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The file is named with the reason."""
    report = permmatrix.validate(tmp_path / "gone.yaml")

    assert [it.code for it in report] == [Code.UNREADABLE]
    assert "no such file" in str(report)


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000, "/dev/null/x.yaml"], ids=ascii)
def test_a_path_that_cannot_be_is_an_error(path: str) -> None:
    """Whatever the system says of a path, it comes as a diagnostic."""
    with pytest.raises(MatrixError) as caught:
        permmatrix.load(path)

    assert caught.value.report.unreadable


@pytest.mark.parametrize("name", ["x.yaml", "x"])
def test_a_folder_without_a_matrix_is_an_error(tmp_path: Path, name: str) -> None:
    """An empty policy is never what somebody asked for, whatever the folder is called."""
    folder = tmp_path / name
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "y.yaml").write_text(HEAD, encoding="utf-8")

    assert [it.code for it in permmatrix.validate(folder)] == [Code.UNREADABLE]


def test_a_folder_among_files_is_gone_into(tmp_path: Path) -> None:
    """A folder named like a file is a folder."""
    folder = tmp_path / "x.yaml"
    folder.mkdir()
    (folder / "y.yaml").write_text(HEAD, encoding="utf-8")

    assert permmatrix.load(tmp_path).actions == ("m.a",)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file"
)
@pytest.mark.parametrize("closed", ["x.yaml", "."], ids=["file", "folder"])
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path, closed: str) -> None:
    """Neither a file without permission nor one in a folder without it raises anything else."""
    inner = tmp_path / "inner"
    inner.mkdir()
    path = inner / "x.yaml"
    path.write_text(HEAD, encoding="utf-8")
    (inner / closed).chmod(0)

    report = permmatrix.validate(path)

    inner.chmod(0o700)
    assert [it.code for it in report] == [Code.UNREADABLE]


def test_a_folder_within_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the files are never taken for the whole."""
    (tmp_path / "x.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)

    assert [it.code for it in permmatrix.validate(tmp_path)] == [Code.UNREADABLE]


def test_links_that_go_round_in_a_circle_are_an_error(tmp_path: Path) -> None:
    """A link to itself, by way of another, leads nowhere."""
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.symlink_to(other)
    other.symlink_to(one)

    assert {it.code for it in permmatrix.validate(one)} == {Code.UNREADABLE}
    assert {it.code for it in permmatrix.validate(tmp_path)} == {Code.UNREADABLE}


def test_a_folder_linked_into_itself_is_read_once(tmp_path: Path) -> None:
    """Links to folders are not followed."""
    (tmp_path / "x.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)

    assert permmatrix.load(tmp_path).actions == ("m.a",)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_a_stream_without_an_end_is_not_waited_for() -> None:
    """Standard input is read as far as a file may be large."""
    endless = os.open("/dev/zero", os.O_RDONLY)
    try:
        [found] = read("-", stdin=endless)
    finally:
        os.close(endless)

    assert found.codes == {Code.TOO_LARGE}


def test_an_empty_standard_input_is_an_error() -> None:
    """Nothing piped in is an empty file."""
    assert read("-")[0].codes == {Code.EMPTY}
