"""Large matrices: only what may differ is compared, so that it costs less than reading."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from time import process_time
from types import ModuleType

import pytest

from permmatrix.differences.comparing import compare
from permmatrix.differences.sides import load_both

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


def test_a_thousand_renamed_rows_are_found_in_the_time_of_reading_them(
    large: ModuleType, tmp_path: Path
) -> None:
    """With titles that differ a little: the ids, the titles and nothing else are other ones."""
    old = large.generated(1000)
    new = old.replace("row_", "line_").replace(" as Described in Line ", " as Written in Line ")
    for name, it in (("old", old), ("new", new)):
        (tmp_path / f"{name}.yaml").write_text(it, encoding="utf-8")

    start = process_time()
    before, after = load_both(tmp_path / "old.yaml", tmp_path / "new.yaml")
    read = process_time() - start
    diff = compare(before.matrices, after.matrices)
    compared = process_time() - start - read

    assert diff.changes == ()
    assert len(diff.renames) == 1000
    assert all(it.new == it.old.replace("row_", "line_") for it in diff.renames)
    assert compared < 2 * read


@pytest.mark.parametrize(
    ("old", "new", "times"),
    [
        ("cells: {admin: allow}", "cells: {standard: allow, admin: allow}", 0.5),  # one cell
        ("default_level: none", "default_level: read_only", 3),  # nearly every row
    ],
)
def test_comparing_a_thousand_rows_costs_little_beside_reading_them(
    large: ModuleType, tmp_path: Path, old: str, new: str, times: float
) -> None:
    """A changed cell is found at once; even where every row may differ, like rows are one."""
    text = large.generated(1000)
    for name, it in (("old", text), ("new", text.replace(old, new, 1))):
        (tmp_path / f"{name}.yaml").write_text(it, encoding="utf-8")

    start = process_time()
    before, after = load_both(tmp_path / "old.yaml", tmp_path / "new.yaml")
    read = process_time() - start
    diff = compare(before.matrices, after.matrices)
    compared = process_time() - start - read

    assert not diff.same
    assert compared < times * read
