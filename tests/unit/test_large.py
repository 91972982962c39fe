"""Large matrices: what holds for a few rows holds for many."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import permmatrix as pm

GENERATED = Path(__file__).parents[2] / "benchmarks" / "generated.py"


@pytest.fixture(scope="module")
def large() -> ModuleType:
    """Give the module that makes large matrices up, which stands beside the package."""
    spec = importlib.util.spec_from_file_location("generated", GENERATED)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("rows", [1, 19, 20, 1000])
def test_a_generated_matrix_is_in_order(large: ModuleType, tmp_path: Path, rows: int) -> None:
    """What is measured is a matrix without a problem, as large as it was meant to be."""
    file = tmp_path / "generated.yaml"
    file.write_text(large.generated(rows), encoding="utf-8")
    policy = pm.load(file)

    assert len(policy.actions) == rows
    assert len(policy.operations) == rows // 20
    assert len({action.title for action in policy.matrices["generated"].actions}) == rows


def test_the_same_numbers_give_the_same_matrix(large: ModuleType) -> None:
    """Two runs of a benchmark measure the same."""
    assert large.generated(50) == large.generated(50)
    assert large.generated(50) != large.generated(50, seed=1)
