"""What is written apart from what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from permmatrix.scale.finishing import check_apart
from permmatrix.scale.refusal import ScaleError


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("users.parquet", "users.parquet"),
        ("users.parquet/all.parquet", "users.parquet"),
        ("users.parquet", "users.parquet/1.parquet"),
        ("users.parquet/../users.parquet", "users.parquet"),
    ],
)
def test_a_folder_that_is_read_is_left_alone(target: str, place: str, tmp_path: Path) -> None:
    """It is not replaced, nor is what is around it, and nothing is written into it."""
    (tmp_path / "users.parquet").mkdir()
    (tmp_path / "users.parquet" / "1.parquet").touch()

    with pytest.raises(ScaleError, match="it is read as a table"):
        check_apart(tmp_path / target, [str(tmp_path / place)])


@pytest.mark.parametrize("place", ["[ab].csv", "sub/a.csv", "gone.csv"])
def test_a_file_that_is_not_read_may_be_replaced(place: str, tmp_path: Path) -> None:
    """A name is a name: what it would be as a pattern is another file."""
    (tmp_path / "a.csv").touch()

    check_apart(tmp_path / "a.csv", [str(tmp_path / place)])
