"""Texts as cells of a CSV that somebody opens in a spreadsheet, and that nothing reads back."""

from __future__ import annotations

from permmatrix.printers.characters import shown

__all__ = ["cell_text"]

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  the wide ones begin one too


def cell_text(text: str) -> str:
    r"""
    Keep a spreadsheet from taking a text for a formula: a quote stands before what would be.

    It is on one line, with a replacement for what a terminal would obey.

    >>> cell_text("=cmd"), cell_text(" +1\n"), cell_text("ana"), cell_text("")
    ("'=cmd", "'+1", 'ana', '')
    """
    line = shown(text) if text.strip() else ""
    return f"'{line}" if line.startswith(FORMULA) else line
