"""Large tables whose rows are alike: what is compared is looked up, not each with each."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from time import process_time

import pytest

from permmatrix.codes import Code
from permmatrix.lint import lint
from permmatrix.reading import read

HEAD = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {none: None, reader: Reader, admin: Admin}
default_level: none
"""
MANY = 1000


def titled_alike() -> str:
    """Make a table of rows of one title, which all answer the same."""
    return "actions:\n" + "".join(
        f"  act{at}: {{title: Edit the claims of others, cells: {{admin: allow}}}}\n"
        for at in range(MANY)
    )


def never_true() -> str:
    """Make a table each of whose rows asks a permission of its own for what nobody can have."""
    permissions = (f"  may{at}: {{title: May {at}}}\n" for at in range(MANY))
    rows = (
        f"  act{at}: {{title: Act {at}, cells: {{admin: {{all: [may{at}, {{not: may{at}}}]}}}}}}\n"
        for at in range(MANY)
    )
    return "".join(("granular:\n", *permissions, "actions:\n", *rows))


def spelt_alike() -> str:
    """Make a table of permissions whose last words begin and end alike."""
    letters = ("".join(it) for it in product("abcdefghij", repeat=3))
    permissions = (
        f"  may{at}: {{title: Export con{''.join(2 * it for it in word)}ent}}\n"
        for at, word in enumerate(letters)
    )
    rows = (f"  act{at}: {{title: Act {at}, cells: {{admin: may{at}}}}}\n" for at in range(MANY))
    return "".join(("granular:\n", *permissions, "actions:\n", *rows))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (titled_alike(), Code.SUBSUMED_ROW),
        (never_true(), Code.DISTINGUISHES_NOTHING),
        (spelt_alike(), Code.SPELT_TWICE),
    ],
)
def test_a_rule_costs_little_beside_reading(tmp_path: Path, text: str, code: Code) -> None:
    """Comparing each with each other would take ten times as long as reading, and soon more."""
    file = tmp_path / "claims.yaml"
    file.write_text(HEAD + text, encoding="utf-8")

    start = process_time()
    matrices, report = read([file])
    read_in = process_time() - start
    assert matrices is not None, report
    lint(matrices, codes=[code])
    linted = process_time() - start - read_in

    assert linted < 3 * read_in
