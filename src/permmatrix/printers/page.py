"""What a printer prints: tables and lists, as a page of its own or as a part of another."""

from __future__ import annotations

from typing import final

from attrs import frozen

from permmatrix.grid import Answer, Group, Listing, Part

__all__ = ["Page", "groups_of"]


@final
@frozen(kw_only=True)
class Page:
    """
    Some parts to be printed.

    Attributes:
        whole: a whole file, with a title and what a file of the format begins and ends with; if
            not, a fragment that stands within a page somebody else writes.
        title: the title of a whole file.
        level: the level of the parts' headings, 1 being the highest there is.
        origin: what a comment says of where the text comes from, empty for no comment.
        captioned: whether parts say their title; a page that has a heading above need not.
    """

    parts: tuple[Part, ...]
    whole: bool = True
    title: str = "Permissions"
    level: int = 2
    origin: str = ""
    captioned: bool = True


def groups_of(listing: Listing) -> tuple[Group, ...]:
    """Give the groups of a list, or one that says there are none: no list is empty."""
    return listing.groups or (Group(Answer.NO, "Nothing", ()),)
