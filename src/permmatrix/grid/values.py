"""
What a table says, as frozen values: every cell a word, every footnote a number, no mark-up.

Texts are one line each and otherwise as the matrix has them; making them harmless in a format is
its printer's work.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias, final

from attrs import frozen

__all__ = [
    "Answer",
    "AnswerCell",
    "Became",
    "Cell",
    "Footnote",
    "Grid",
    "Group",
    "Heading",
    "Item",
    "Kind",
    "Line",
    "Listing",
    "Mark",
    "Origin",
    "Part",
    "Remark",
    "TextCell",
    "cell_words",
]


class Answer(StrEnum):
    """What a cell says, as the word a reader sees."""

    YES = "Yes"
    LIMITED = "Yes, with limits"
    CONDITIONS = "With conditions"
    NO = "No"
    UNDOCUMENTED = "Not documented"
    NOT_APPLICABLE = "Not applicable"
    NO_LEVEL = "No such level"
    NOT_THERE = "Not there"
    """The row is gone, in a table that shows a difference."""


class Became(StrEnum):
    """What became of a cell, a row or a column in a newer version, as the word a reader sees."""

    WIDENED = "Widened"
    NARROWED = "Narrowed"
    BOTH = "Widened and narrowed"
    NOT_SETTLED = "Not settled"
    ADDED = "New"
    REMOVED = "Removed"
    RENAMED = "Renamed"
    CHANGED = "Changed"
    REWORDED = "Reworded"
    SAID = "No longer said"
    SAYS = "Newly said"


class Kind(StrEnum):
    """What a footnote or a remark is, as the word it opens with; empty for a plain note."""

    NEEDS = "Needs"
    LIMITS = "Limits"
    GUARD = "Applies only when"
    HELD = "Held when"
    ALSO_HELD = "Also held when"
    NOTE = ""
    GAP = "A higher level allows less"
    DOUBT = "In doubt"
    SETTLED = "Was in doubt"
    ADVICE = "Advice"
    DESCRIPTION = "About"


@final
@frozen(kw_only=True)
class AnswerCell:
    """
    An action at a level. `refs` are the numbers of its footnotes.

    `needs` and `limits` are in words where they stand in the cell and not in a footnote. Where the
    table shows a difference, `before` is what an older version of the cell said, `change` what
    became of it, and `shows` are sentences about who shows it.
    """

    answer: Answer
    needs: str = ""
    limits: str = ""
    in_doubt: bool = False
    refs: tuple[int, ...] = ()
    before: str = ""
    change: str = ""
    shows: tuple[str, ...] = ()


@final
@frozen
class TextCell:
    """A cell that is a text, such as the platforms of a row; `before` and `change` as above."""

    text: str
    before: str = ""
    change: str = ""


Cell: TypeAlias = AnswerCell | TextCell


def cell_words(cell: Cell) -> str:
    """
    Give the whole of a cell but its footnotes in words.

    >>> cell_words(AnswerCell(answer=Answer.CONDITIONS, needs="author", in_doubt=True))
    'With conditions: author (in doubt)'
    """
    words = _words(cell)
    if not cell.change:
        return words
    said = f"{words}, as before" if cell.before == words else f"{cell.before} → {words}"
    return f"{cell.change}: {said}"


def _words(cell: Cell) -> str:
    if isinstance(cell, TextCell):
        return cell.text
    words = cell.answer.value + (f": {cell.needs}" if cell.needs else "")
    words += f"; limits: {cell.limits}" if cell.limits else ""
    return words + (" (in doubt)" if cell.in_doubt else "")


@final
@frozen
class Mark:
    """What became of a line or a column: the word for it, and perhaps a phrase."""

    change: str
    text: str = ""


@final
@frozen(kw_only=True)
class Heading:
    """
    The head of a line or a column. `anchor` is where a link to an action leads.

    `marks` say what became of it, where the table shows a difference.
    """

    id: str
    title: str
    anchor: str = ""
    refs: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()


@final
@frozen
class Line:
    """A line of the table: its head, and a cell for each column."""

    heading: Heading
    cells: tuple[Cell, ...]


@final
@frozen
class Footnote:
    """A numbered note below the table; numbers go from 1 in reading order."""

    number: int
    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}" if self.kind else self.text


@final
@frozen
class Remark:
    """What is said of the whole table."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}" if self.kind else self.text


@final
@frozen
class Origin:
    """Where the table is documented: in words, and perhaps the address of the page."""

    words: str
    url: str = ""


@final
@frozen(kw_only=True)
class Grid:
    """
    A table.

    Attributes:
        anchor: an id for the whole, unique on its page; anchors within begin with it.
        corner: the head of the column of heads.
        legend: the words used in the cells, with what they mean.
    """

    anchor: str
    title: str
    corner: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    footnotes: tuple[Footnote, ...] = ()
    remarks: tuple[Remark, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    origins: tuple[Origin, ...] = ()
    language: str | None = None


@final
@frozen
class Item:
    """An action in a list: its head, and what else there is to say of it, each a phrase."""

    heading: Heading
    says: tuple[str, ...] = ()


@final
@frozen
class Group:
    """The actions of a list that have the same answer."""

    answer: Answer
    title: str
    items: tuple[Item, ...]


@final
@frozen(kw_only=True)
class Listing:
    """What a level may do, as a list. The fields it shares with a grid mean the same."""

    anchor: str
    title: str
    groups: tuple[Group, ...]
    remarks: tuple[Remark, ...] = ()
    origins: tuple[Origin, ...] = ()
    language: str | None = None


Part: TypeAlias = Grid | Listing
