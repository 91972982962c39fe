"""What a text stands for where a test wants something else."""

from __future__ import annotations

import math
from typing import Any

import pytest

from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.values import worded_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", 100),
        ("100.0", 100.0),
        ("100.00", 100.0),
        ("0.1", 0.1),
        ("-2.50", -2.5),
        ("1e3", 1000.0),
        ("1e-7", 0.0000001),
        ("9007199254740993", 9007199254740993),
        ("inf", math.inf),
    ],
)
def test_numbers(text: str, value: Any) -> None:
    """A number is the one that its digits say."""
    found = worded_value(text, "a number", "size")

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "100.00000000000000000001",
        "99.99999999999999999999",
        "9007199254740993.0",
        "1e400",
        "1e-400",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "9" * 5_000,
    ],
)
def test_numbers_that_would_be_rounded(text: str) -> None:
    """A number that a fraction does not hold is refused, and not taken for its neighbour."""
    with pytest.raises(ScaleError, match=r"the column `size` has .* more than a fraction holds"):
        worded_value(text, "a number", "size")


def test_what_is_no_number() -> None:
    """Words are not numbers."""
    with pytest.raises(ScaleError, match="has 'small', which should be a number"):
        worded_value("small", "a number", "size")
