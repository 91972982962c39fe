"""Large matrices: only what may differ is compared, so that it costs less than reading."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from effort import lines_run
from permmatrix.differences.comparing import compare
from permmatrix.differences.sides import load_both

FEW, MANY = 100, 400
GENERATED = Path(__file__).parents[3] / "benchmarks" / "generated.py"


@pytest.fixture(scope="module")
def large() -> ModuleType:
    """Give the module that makes large matrices up, which stands beside the package."""
    spec = importlib.util.spec_from_file_location("generated", GENERATED)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def costs(folder: Path, texts: Callable[[int], tuple[str, str]]) -> list[float]:
    """Give what comparing costs for each of few rows, and for each of many."""
    found = []
    for count in (FEW, MANY):
        for name, it in zip(("old", "new"), texts(count), strict=True):
            (folder / f"{name}.yaml").write_text(it, encoding="utf-8")
        before, after = load_both(folder / "old.yaml", folder / "new.yaml")
        found.append(lines_run(partial(compare, before.matrices, after.matrices)) / count)
    return found


def test_a_thousand_renamed_rows_are_found(large: ModuleType, tmp_path: Path) -> None:
    """With titles that differ a little: the ids, the titles and nothing else are other ones."""
    for name, it in zip(("old", "new"), renamed(large, 1000), strict=True):
        (tmp_path / f"{name}.yaml").write_text(it, encoding="utf-8")
    before, after = load_both(tmp_path / "old.yaml", tmp_path / "new.yaml")

    diff = compare(before.matrices, after.matrices)

    assert diff.changes == ()
    assert len(diff.renames) == 1000
    assert all(it.new == it.old.replace("row_", "line_") for it in diff.renames)


def renamed(large: ModuleType, count: int) -> tuple[str, str]:
    """Give a matrix, and the same with other ids and titles."""
    old = large.generated(count)
    return old, old.replace("row_", "line_").replace(
        " as Described in Line ", " as Written in Line "
    )


def test_renamed_rows_are_not_weighed_each_with_each(large: ModuleType, tmp_path: Path) -> None:
    """Weighing titles for a row's new name costs as much among many as among a quarter of them."""
    few, many = costs(tmp_path, partial(renamed, large))

    assert many < 1.5 * few


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cells: {admin: allow}", "cells: {standard: allow, admin: allow}"),  # one cell
        ("default_level: none", "default_level: read_only"),  # nearly every row
    ],
)
def test_comparing_a_row_costs_no_more_among_many(
    large: ModuleType, tmp_path: Path, old: str, new: str
) -> None:
    """A changed cell is found at once; even where every row may differ, like rows are one."""

    def changed(count: int) -> tuple[str, str]:
        text = large.generated(count)
        return text, text.replace(old, new, 1)

    few, many = costs(tmp_path, changed)

    assert many < 1.5 * few
