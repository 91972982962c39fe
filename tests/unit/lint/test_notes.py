"""Which words of a note restrict somebody, so that a plain yes contradicts it."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm

MATRIX = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels:
  none: None
  read_only: LOWEST
  clerk: {title: Clerk, also_written: [Back Office]}
  admin: Admin
default_level: none
actions:
  view:
    title: View a claim
    cells: {clerk: allow, admin: allow}
    notes: [{says: "NOTE", cells: [CELL]}]
"""


def found(folder: Path, note: str, cell: str, lowest: str = "Read Only") -> list[str]:
    """Give what the rule about notes says of one note on one cell."""
    file = folder / "claims.yaml"
    text = MATRIX.replace("NOTE", note).replace("CELL", cell).replace("LOWEST", lowest)
    file.write_text(text, encoding="utf-8")
    return [it.message for it in pm.validate(file, select=["PM605"])]


@pytest.mark.parametrize(
    "note",
    [
        "Only an Admin can do this.",
        "Only admins can do this.",
        "This must be done in the Back-Office.",
        "Read Only users see the summary first.",
        "Opens in a read-only view.",
        "What opens is read only.",
        "There is only one template.",
        "It can be sent only once.",
        "The list has only 20 lines.",
        "Not only for contacts.",
    ],
)
def test_a_note_that_restricts_nobody_contradicts_no_plain_yes(tmp_path: Path, note: str) -> None:
    """Levels are what the columns are, and to count something keeps nobody from it."""
    assert found(tmp_path, note, "admin") == []


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("Only for contacts of the claim.", "only"),
        ("Opens in a read-only view only for contacts.", "only"),
        ("You may read only your own claims.", "only"),
        ("There is only one template, and it must be yours.", "must"),
        ("Only a contact may do this.", "only"),
        ("If you are its contact.", "if you are"),
    ],
)
def test_a_note_that_restricts_contradicts_a_plain_yes(
    tmp_path: Path, note: str, word: str
) -> None:
    """What restricts besides is still told, with its word."""
    says = f"the note says «{word}» of the cell of `admin`, which is a plain `allow`"

    assert found(tmp_path, note, "admin", lowest="Viewer") == [says]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Read Only users see the summary first.", 1),
        ("Opens in a read-only view.", 1),
        ("Only an Admin can do this.", 0),
        ("Read Only users cannot do this.", 0),
    ],
)
def test_a_note_about_a_blank_restricts_or_denies(tmp_path: Path, note: str, expected: int) -> None:
    """That a level is called Read Only does not make a note about its blank cell restrict."""
    assert len(found(tmp_path, note, "read_only")) == expected
