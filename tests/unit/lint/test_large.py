"""Large tables whose rows are alike: what is compared is looked up, not each with each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice, product
from pathlib import Path

import pytest

from effort import lines_run
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
FEW, MANY = 100, 400


def titled_alike(count: int) -> str:
    """Make a table of rows of one title, which all answer the same."""
    return "actions:\n" + "".join(
        f"  act{at}: {{title: Edit the claims of others, cells: {{admin: allow}}}}\n"
        for at in range(count)
    )


def never_true(count: int) -> str:
    """Make a table each of whose rows asks a permission of its own for what nobody can have."""
    permissions = (f"  may{at}: {{title: May {at}}}\n" for at in range(count))
    rows = (
        f"  act{at}: {{title: Act {at}, cells: {{admin: {{all: [may{at}, {{not: may{at}}}]}}}}}}\n"
        for at in range(count)
    )
    return "".join(("granular:\n", *permissions, "actions:\n", *rows))


def spelt_alike(count: int) -> str:
    """Make a table of permissions whose last words begin and end alike."""
    letters = ("".join(it) for it in product("abcdefghij", repeat=3))
    permissions = (
        f"  may{at}: {{title: Export con{''.join(2 * it for it in word)}ent}}\n"
        for at, word in enumerate(islice(letters, count))
    )
    rows = (f"  act{at}: {{title: Act {at}, cells: {{admin: may{at}}}}}\n" for at in range(count))
    return "".join(("granular:\n", *permissions, "actions:\n", *rows))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (titled_alike, Code.SUBSUMED_ROW),
        (never_true, Code.DISTINGUISHES_NOTHING),
        (spelt_alike, Code.SPELT_TWICE),
    ],
)
def test_a_rule_costs_no_more_for_each_of_many(
    tmp_path: Path, text: Callable[[int], str], code: Code
) -> None:
    """Comparing each with each other would cost four times as much a row as for a quarter."""
    costs = []
    for count in (FEW, MANY):
        file = tmp_path / "claims.yaml"
        file.write_text(HEAD + text(count), encoding="utf-8")
        matrices, report = read([file])
        assert matrices is not None, report
        costs.append(lines_run(partial(lint, matrices, codes=[code])) / count)

    assert costs[1] < 1.5 * costs[0]
