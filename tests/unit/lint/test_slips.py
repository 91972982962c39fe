"""Permissions that are spelt alike but for a slip of the pen are found, wherever the slip is."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm

MATRIX = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {none: None, reader: Reader, admin: Admin}
default_level: none
granular:
  one: {title: Export ONE of claims}
  two: {title: Export TWO of claims}
actions:
  view: {title: View a claim, cells: {reader: one, admin: two}}
"""


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("contract", "ontract", 1),
        ("contract", "contrac", 1),
        ("contract", "cointract", 1),
        ("contract", "xontract", 1),
        ("contract", "conxract", 1),
        ("contract", "contracx", 1),
        ("contract", "ocntract", 1),
        ("contract", "contratc", 1),
        ("contract", "cnotratc", 0),
        ("contract", "coxxract", 0),
        ("orders", "order", 1),  # no slip, but a plural
        ("other", "order", 0),
    ],
)
def test_a_slip_is_found_at_any_letter(tmp_path: Path, one: str, two: str, expected: int) -> None:
    """A letter too few, too many, wrong or exchanged, at the beginning and at the end as well."""
    file = tmp_path / "claims.yaml"
    file.write_text(MATRIX.replace("ONE", one).replace("TWO", two), encoding="utf-8")

    assert len(pm.validate(file, select=["PM610"])) == expected
