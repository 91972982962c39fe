"""The explorer: one self-contained HTML file in which a reader tries the matrices."""

from __future__ import annotations

from permmatrix.explorer.page import page

__all__ = ["page"]
