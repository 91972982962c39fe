"""The difference of two policies, which can be read."""

from __future__ import annotations

from typing import Any, final

from attrs import field, frozen

from permmatrix.differences.markdown import diff_markdown
from permmatrix.differences.models import Models
from permmatrix.differences.plain import diff_plain
from permmatrix.differences.text import diff_text
from permmatrix.differences.values import Differences

__all__ = ["Diff"]


@final
@frozen(kw_only=True)
class Diff(Differences):
    """
    What two policies answer differently. `str()` of it is plain English.

    Attributes:
        models: the two models that were compared.
    """

    models: Models = field(eq=False, repr=False)

    def __str__(self) -> str:
        return diff_text(self)

    def to_markdown(self) -> str:
        """Give it as Markdown, for a pull request."""
        return diff_markdown(self)

    def to_html(self) -> str:
        """Give it as a page to look at: both versions in one table, what changed marked."""
        from permmatrix.differences.page import diff_page  # noqa: PLC0415  for this form alone

        return diff_page(self, self.models)

    def to_plain(self) -> dict[str, Any]:
        """Give it as plain values, for JSON."""
        return diff_plain(self)
