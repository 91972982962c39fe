"""Residuals as conditions of SQLAlchemy 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement

from permmatrix.conditions import Path
from permmatrix.queries.sqlalchemy.mapped import mapped, typed_as
from permmatrix.queries.sqlalchemy.row import see_one_row, trusted
from permmatrix.queries.sqlalchemy.saying import Saying
from permmatrix.queries.typed import typed
from permmatrix.residual.values import Residual

__all__ = ["condition"]


def condition(residual: Residual, facts: Mapping[Path, Any]) -> ColumnElement[bool]:
    """
    Say a residual in SQLAlchemy, given what each fact is mapped to.

    >>> from sqlalchemy import Boolean, column
    >>> from permmatrix.residual.values import IsTrue, Leaf
    >>> private = Path("resource", ("private",))
    >>> print(condition(Leaf(IsTrue(private)), {private: column("private", Boolean)}))
    private IS NOT NULL AND private

    Raises:
        FilterError: a fact is not mapped, or to what cannot be asked in its place.
    """
    things = {path: mapped(thing, path) for path, thing in facts.items()}
    see_one_row(things)
    sure = trusted(things)
    kinds = {path: typed_as(thing, trusted=path in sure) for path, thing in things.items()}
    return Saying(things).of(typed(residual, kinds))
