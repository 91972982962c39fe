"""Requirements and cells as plain values, for a program in another language to read."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from permmatrix import model
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement

__all__ = ["Json", "cell_said", "requirement_said"]

Json: TypeAlias = "bool | str | int | list[Json] | dict[str, Json] | None"


def requirement_said(requirement: Requirement | None) -> Json:
    """
    Say a requirement as a list that begins with its kind.

    >>> requirement_said(All((Holds("private"), Not(HasLevel("docs", ("admin",))))))
    ['all', [['is', 'private'], ['not', ['level', 'docs', ['admin']]]]]
    """
    match requirement:
        case None:
            return None
        case HasGranular(tool, name):
            return ["granular", tool, name]
        case Holds(condition):
            return ["is", condition]
        case HasLevel(tool, levels):
            return ["level", tool, list(levels)]
        case All(parts):
            return ["all", [requirement_said(part) for part in parts]]
        case Any(parts):
            return ["any", [requirement_said(part) for part in parts]]
        case Not(part):
            return ["not", requirement_said(part)]
        case _:
            assert_never(requirement)


def cell_said(cell: model.Cell) -> Json:
    """
    Say a cell as a list that begins with its kind; a requirement and obligations follow.

    >>> cell_said(model.When(Holds("private"), ("pdf_only",)))
    ['when', ['is', 'private'], ['pdf_only']]
    """
    match cell:
        case model.Allow():
            return ["allow"]
        case model.Deny():
            return ["deny"]
        case model.Undocumented():
            return ["unknown"]
        case model.NotApplicable():
            return ["not_applicable"]
        case model.When(requirement, obligations):
            return ["when", requirement_said(requirement), list(obligations)]
        case _:
            assert_never(cell)
