"""What happens where an engine cannot be had."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import NoReturn

import pytest

__all__ = ["lacking", "needs"]


def lacking(reason: str) -> NoReturn:
    """Skip for a reason, or fail for it where the engines are required."""
    if os.environ.get("PERMMATRIX_ENGINES") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def needs(*modules: str) -> None:
    """See that modules can be imported, without importing them."""
    for name in modules:
        if find_spec(name) is None:
            lacking(f"{name} is not installed")
