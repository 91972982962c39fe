"""
CSV: a line for each row, for spreadsheets and programs.

Texts are kept exactly, also one that begins with = or @ and that a spreadsheet would take for a
formula: a quote put before it would be one more sign for every other reader, and the file could no
longer be read back. Whoever opens a matrix of strangers in a spreadsheet imports it as text.
"""

from __future__ import annotations

import csv
import io

from permmatrix.printers.page import Page

__all__ = ["NO_COLUMN", "text_of"]

NO_COLUMN = "No such column"
"""What stands where a table has no such column, as another table of the file has."""

LISTED = ("Answer", "Action", "Says")


def text_of(page: Page) -> str:
    """
    Print all parts as one table, as RFC 4180 has it but for the line feed alone at a line's end.

    Several parts have the title of theirs in a first column, and the columns of all of them. Notes
    are in the last one, each on a line of its own that begins with its number; a list has an
    answer, an action and what is said of it on each line.
    """
    records = [(part, record) for part in page.parts for record in _records(part)]
    heads = list(dict.fromkeys(head for _, record in records for head in record))
    heads = [*(it for it in heads if it != NOTES), *([NOTES] if NOTES in heads else [])]
    several = len(page.parts) > 1
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow([*(["Matrix"] if several else []), *(title for title, _ in heads)])
    for part, record in records:
        cells = (record.get(head, NO_COLUMN) for head in heads)
        lines.writerow([*([part.title] if several else []), *cells])
    return written.getvalue()
