"""A residual as a Django `Q`, over fields, relations and conditions of a model."""

from __future__ import annotations

from permmatrix.queries.django.given import Members
from permmatrix.queries.django.saying import condition

__all__ = ["Members", "condition"]
