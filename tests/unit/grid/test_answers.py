"""What a table says, held against what the evaluator answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import permmatrix as pm
from permmatrix.api import shipped_matrices
from permmatrix.grid import Answer, AnswerCell, Choice, Grid, parts
from permmatrix.model import MatrixSet

OTHERS = sorted((Path(__file__).parents[2] / "matrices").glob("*.yaml"))
FILES = [Path(shipped_matrices()), *OTHERS]


def cells(policy: pm.Policy, choice: Choice) -> Iterator[tuple[str, str, Answer]]:
    """Give the action, the level and the answer of each cell that is one of its row's tool."""
    for grid in parts(MatrixSet(tuple(policy.matrices.values())), choice):
        assert isinstance(grid, Grid)
        for line in grid.lines:
            for heading, cell in zip(grid.columns, line.cells, strict=True):
                if isinstance(cell, AnswerCell) and cell.answer is not Answer.NO_LEVEL:
                    yield line.heading.id, heading.id, cell.answer


@pytest.mark.parametrize("path", FILES, ids=lambda it: it.stem)
@pytest.mark.parametrize("choice", [Choice(), Choice(together=True)], ids=["apart", "together"])
def test_a_cell_says_what_the_level_alone_allows(path: Path, choice: Choice) -> None:
    """Nobody is allowed by a No, and nobody with a plain Yes waits for anything but the guard."""
    policy = pm.load(path)
    actions = {row.id: row for matrix in policy.matrices.values() for row in matrix.actions}
    tools = {it.id: it for matrix in policy.matrices.values() for it in matrix.tools}
    seen: Counter[tuple[Answer, bool]] = Counter()

    for action, level, answer in cells(policy, choice):
        row = actions[action]
        if not tools[row.tool].level(level).handed_out:
            continue
        user = pm.User("ana", levels={row.tool: level})
        found = policy.can(user, action)
        if row.guard is None:
            seen[answer, found.allowed] += 1
            assert not (answer in PLAIN and not found.allowed), (action, level)
        assert not (answer in NEVER and found.allowed), (action, level)

    assert any(allowed for _, allowed in seen)
    assert any(not allowed for _, allowed in seen)


PLAIN = {Answer.YES, Answer.LIMITED}
NEVER = {Answer.NO, Answer.UNDOCUMENTED, Answer.NOT_APPLICABLE}


@pytest.mark.parametrize("path", FILES, ids=lambda it: it.stem)
def test_a_list_has_what_the_table_has(path: Path) -> None:
    """What a level may do is every row with a cell for it that is some kind of yes."""
    policy = pm.load(path)
    whole = MatrixSet(tuple(policy.matrices.values()))
    table = list(cells(policy, Choice()))

    for level in {level for _, level, _ in table}:
        listed = [
            (item.heading.id, group.answer)
            for part in parts(whole, Choice(may=level))
            if not isinstance(part, Grid)
            for group in part.groups
            for item in group.items
        ]
        yes = {*PLAIN, Answer.CONDITIONS}
        printed = [(id_, answer) for id_, of, answer in table if of == level and answer in yes]
        assert sorted(listed) == sorted(printed)
