"""The two models that a difference is of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import final

from attrs import frozen

from permmatrix.differences.names import Names
from permmatrix.model import MatrixSet

__all__ = ["Models"]


@final
@frozen(slots=False)
class Models:
    """
    What was compared.

    Attributes:
        old: the old model, by the new names of everything but matrices, rows and operations.
        new: the new one.
        names: what goes by another id.
    """

    old: MatrixSet
    new: MatrixSet
    names: Names

    @cached_property
    def was(self) -> Mapping[str, str]:
        """New ids of rows to old ones, those that stayed left out."""
        return {new: old for old, new in self.names.actions.items()}
