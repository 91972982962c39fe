"""Paths and addresses of files, wherever they are and whatever they are called."""

from __future__ import annotations

import ntpath
import os

import pytest
from attrs import evolve

from permmatrix.outputs.places import legible, path_of, uri_of
from reports import lines


@pytest.mark.parametrize(
    ("name", "path", "uri"),
    [
        ("a.yaml", "a.yaml", "a.yaml"),
        ("./m/../a.yaml", "a.yaml", "a.yaml"),
        ("/project/m/a.yaml", "m/a.yaml", "m/a.yaml"),
        ("/workshop/a.yaml", "/workshop/a.yaml", "file:///workshop/a.yaml"),
        ("../a.yaml", "/a.yaml", "file:///a.yaml"),
        ("m/é #1?.yaml", "m/é #1?.yaml", "m/%C3%A9%20%231%3F.yaml"),
        ("C:\\m\\a.yaml", "C:\\m\\a.yaml", "C%3A%5Cm%5Ca.yaml"),
        ("50%.yaml", "50%.yaml", "50%25.yaml"),
        ("\udcff.yaml", "\udcff.yaml", "%FF.yaml"),
        ("\ud800.yaml", "\ud800.yaml", "%ED%A0%80.yaml"),
        ("a\n.yaml", "a\n.yaml", "a%0A.yaml"),
        ("-", "-", "-"),
    ],
)
def test_a_file_is_named_from_the_root(name: str, path: str, uri: str) -> None:
    """A file outside of the root has its whole path, and a name is no address before it is one."""
    findings = evolve(lines(), folder="/project", root="/project")

    assert (path_of(name, findings), uri_of(name, findings)) == (path, uri)


def test_a_run_may_start_below_the_root() -> None:
    """A forge wants the whole way from the top of the project."""
    findings = evolve(lines(), folder="/project/sub", root="/project")

    names = ("a.yaml", "../a.yaml", "/project/sub/m/a.yaml", "../../a.yaml", "-")
    assert [path_of(it, findings) for it in names] == [
        "sub/a.yaml",
        "a.yaml",
        "sub/m/a.yaml",
        "/a.yaml",
        "-",
    ]


def test_without_a_root_a_file_keeps_its_name() -> None:
    """Nothing is known of where it lies."""
    assert path_of("m/a.yaml", lines()) == "m/a.yaml"


def test_slashes_lean_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where paths are written with backslashes, reports are not."""
    monkeypatch.setattr(os, "path", ntpath)
    monkeypatch.setattr(os, "sep", "\\")
    findings = evolve(lines(), folder="C:\\work", root="C:\\work")

    assert path_of("m\\a.yaml", findings) == "m/a.yaml"
    assert uri_of("C:\\work\\m\\a b.yaml", findings) == "m/a%20b.yaml"
    assert uri_of("D:\\a.yaml", findings) == "file:///D:/a.yaml"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc é\u00a0\u2028\U0001f600", "a\tb\nc é\u00a0\u2028\U0001f600"),
        ("\x1b[31m\x07\x7f\x85\r", "\ufffd[31m\ufffd\ufffd\ufffd\ufffd"),
        ("\ud800\udfff\ufffe\uffff", "\ufffd\ufffd\ufffd\ufffd"),
    ],
)
def test_what_a_terminal_obeys_is_replaced(text: str, shown: str) -> None:
    """Lines and tabs stay, and so do the letters of any language."""
    assert legible(text) == shown
