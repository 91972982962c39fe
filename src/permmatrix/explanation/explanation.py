"""An explanation: the values, and the ways to read them."""

from __future__ import annotations

from typing import Any, final, get_args

from attrs import frozen

from permmatrix.explanation.lines import WIDTH
from permmatrix.explanation.markdown import markdown_of
from permmatrix.explanation.plain import person_plain, plain_of
from permmatrix.explanation.text import text_of
from permmatrix.explanation.values import Audience, Explained

__all__ = ["Explanation"]


@final
@frozen(kw_only=True)
class Explanation(Explained):
    """
    Why an answer is what it is, and what would change it. `str()` is plain English.

    The facts are read when the question is asked; what is said of them is worked out when it is
    first looked at. `user` and `resource` are their ids, None where they have none.
    """

    def text(self, width: int = WIDTH, audience: Audience = "administrator") -> str:
        """Say it in lines no longer than `width`, where words allow, to one or the other reader."""
        return text_of(self, width, person=_is_person(audience))

    def to_markdown(self, audience: Audience = "administrator") -> str:
        """Say it in Markdown."""
        return markdown_of(self, person=_is_person(audience))

    def to_tree(self, width: int = WIDTH, *, color: bool = False, ascii_only: bool = False) -> str:
        """Draw it as a tree for a terminal."""
        from permmatrix.explanation.tree import tree_of  # noqa: PLC0415  only this needs rich

        return tree_of(self, width, color=color, ascii_only=ascii_only)

    def to_dict(self, audience: Audience = "administrator") -> dict[str, Any]:
        """Give it as plain values, for JSON: all of it, or what the person who asked is told."""
        return person_plain(self) if _is_person(audience) else plain_of(self)

    def __str__(self) -> str:
        return self.text()


def _is_person(audience: str) -> bool:
    """
    Say which reader is meant.

    Raises:
        ValueError: there is no such reader.
    """
    if audience not in get_args(Audience):
        raise ValueError(f"audience is administrator or person, not {audience}")
    return audience == "person"
