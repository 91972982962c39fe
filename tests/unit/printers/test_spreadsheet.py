"""Cells of a CSV that a spreadsheet calculates nothing from."""

from __future__ import annotations

import pytest

from permmatrix.printers.spreadsheet import cell_text


@pytest.mark.parametrize("sign", list("=+-@") + [chr(ord(it) + 0xFEE0) for it in "=+-@"])
def test_a_quote_stands_before_what_begins_a_formula(sign: str) -> None:
    """Also before a wide sign, and where blanks or a line's end stand before it."""
    for before in ("", " ", "\t", "\r\n"):
        assert cell_text(f"{before}{sign}1") == f"'{sign}1"
    assert cell_text(f"a{sign}1") == f"a{sign}1"


def test_a_text_is_one_line_without_what_a_terminal_obeys() -> None:
    """Line ends are blanks, control characters are replaced, and nothing stays nothing."""
    assert cell_text("a\n=b\x1b[31m") == "a =b\ufffd[31m"
    assert cell_text("") == cell_text(" ") == ""
    assert cell_text("\x1b=1") == "\ufffd=1"
