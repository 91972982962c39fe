"""A matrix as a table that is in no format yet: computed once, printed by many."""

from permmatrix.grid.building import parts
from permmatrix.grid.choice import Choice
from permmatrix.grid.terms import dictionaries
from permmatrix.grid.values import (
    Answer,
    AnswerCell,
    Became,
    Cell,
    Footnote,
    Grid,
    Group,
    Heading,
    Item,
    Kind,
    Line,
    Listing,
    Mark,
    Origin,
    Part,
    Remark,
    TextCell,
    cell_words,
)

__all__ = [
    "Answer",
    "AnswerCell",
    "Became",
    "Cell",
    "Choice",
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
    "dictionaries",
    "parts",
]
