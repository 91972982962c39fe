"""
The mutants of a row: the row with one thing about it changed.

Each is a change that somebody might make by mistake: a cell flipped, a requirement widened or
narrowed, a guard lost. A mutant that answers as the row does is no mutant; see `mutation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias, assert_never, final

from attrs import evolve, field, frozen

from permmatrix.model import (
    Action,
    Allow,
    Cell,
    Deny,
    MatrixSet,
    NotApplicable,
    Undocumented,
    When,
)
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.source import Span
from permmatrix.wording import requirement_words

__all__ = [
    "Change",
    "Leaf",
    "Mutant",
    "Wording",
    "changes",
    "mutants",
    "negated",
    "with_cell",
    "with_guard",
]

Leaf: TypeAlias = HasGranular | Holds | HasLevel
Change: TypeAlias = tuple[Requirement, str, Span | None]
"""A requirement with one thing changed, what that was, and where it is written."""


@final
@frozen
class Mutant:
    """A row as it might be by mistake: what is changed, in words, and where that is written."""

    row: Action
    words: str
    span: Span | None = field(eq=False)


def mutants(row: Action, matrices: MatrixSet) -> list[Mutant]:
    """Give the mutants of a row, each once."""
    found: dict[Action, Mutant] = {}
    for mutant in (
        *_cells(row, matrices),
        *_guards(row, matrices),
        *_platforms(row, matrices),
    ):
        if mutant.row != row:
            found.setdefault(mutant.row, mutant)
    return list(found.values())


def with_cell(row: Action, level: str, cell: Cell) -> Action:
    """Give the row with another cell at a level."""
    cells = tuple((id_, cell if id_ == level else old) for id_, old in row.cells)
    return evolve(row, cells=cells)


def with_guard(row: Action, guard: Requirement | None) -> Action:
    """Give the row with another guard."""
    return evolve(row, guard=guard)


def negated(requirement: Requirement, leaf: Leaf) -> Requirement:
    """Give a requirement as if one of its facts were otherwise, wherever it names it."""
    match requirement:
        case All(parts):
            return All(tuple(negated(part, leaf) for part in parts))
        case Any(parts):
            return Any(tuple(negated(part, leaf) for part in parts))
        case Not(part):
            return Not(negated(part, leaf))
        case HasGranular() | Holds() | HasLevel():
            return Not(requirement) if requirement == leaf else requirement
        case _:
            assert_never(requirement)


def _cells(row: Action, matrices: MatrixSet) -> Iterator[Mutant]:
    titles = {level.id: level.title for level in matrices.tools[row.tool].levels}
    for level, cell in row.cells:
        for other, words, span in _other_cells(cell, row, matrices):
            place = span or row.cell_span(level)
            yield Mutant(with_cell(row, level, other), f"{titles[level]}: {words}", place)


def _other_cells(
    cell: Cell, row: Action, matrices: MatrixSet
) -> Iterator[tuple[Cell, str, Span | None]]:
    match cell:
        case Allow():
            yield Deny(), "denied instead of allowed", None
        case Deny() | Undocumented() | NotApplicable():
            yield Allow(), "allowed instead of denied", None
        case When(requirement, obligations):
            yield Deny(), "denied instead of allowed", None
            for limit in obligations:
                rest = tuple(it for it in obligations if it != limit)
                yield _when(requirement, rest), f"without the obligation {limit}", None
            if requirement is not None:
                yield _when(None, obligations), "allowed without the requirement", None
                for other, words, span in changes(requirement, Wording(row.tool, matrices)):
                    yield When(other, obligations), words, span
        case _:
            assert_never(cell)


def _when(requirement: Requirement | None, obligations: tuple[str, ...]) -> Cell:
    return Allow() if requirement is None and not obligations else When(requirement, obligations)


def _guards(row: Action, matrices: MatrixSet) -> Iterator[Mutant]:
    if row.guard is None:
        return
    yield Mutant(with_guard(row, None), "without the guard", row.guard.span or row.span)
    turned = row.guard.part if isinstance(row.guard, Not) else Not(row.guard)
    yield Mutant(with_guard(row, turned), "the guard turned around", row.guard.span or row.span)
    for other, words, span in changes(row.guard, Wording(row.tool, matrices)):
        yield Mutant(with_guard(row, other), f"guard: {words}", span or row.span)


def _platforms(row: Action, matrices: MatrixSet) -> Iterator[Mutant]:
    titles = matrices.platforms
    declared = tuple(titles)
    there = row.platforms or declared
    for platform in declared:
        rest = tuple(it for it in there if it != platform)
        if platform not in there:
            more = tuple(it for it in declared if it in {*there, platform})
            other, words = more, f"available on {titles[platform]} too"
        elif rest:
            other, words = rest, f"not available on {titles[platform]}"
        else:
            other = tuple(it for it in declared if it != platform)
            words = f"not available on {titles[platform]}, but everywhere else"
        if other:
            yield Mutant(evolve(row, platforms=other), words, row.span)


@final
@frozen
class Wording:
    """Says what a requirement is called, on its tool."""

    tool: str
    matrices: MatrixSet

    def of(self, requirement: Requirement) -> str:
        """Give a requirement in words."""
        return f"«{requirement_words(requirement, self.matrices, self.tool)}»"

    def levels(self, tool: str) -> dict[str, str]:
        """Give the titles of the levels of a tool."""
        return {level.id: level.title for level in self.matrices.tools[tool].levels}


def changes(requirement: Requirement, words: Wording) -> Iterator[Change]:
    """Give a requirement with one thing in it changed, in every way there is."""
    match requirement:
        case All(parts) | Any(parts):
            yield from _joined(requirement, parts, words)
        case Not(part):
            yield part, f"{words.of(part)} instead of its opposite", requirement.span
            for other, said, span in changes(part, words):
                if other != Not(part):  # that would be the part again
                    yield Not(other), said, span
        case HasLevel():
            yield Not(requirement), f"not {words.of(requirement)}", requirement.span
            yield from _levels(requirement, words)
        case HasGranular() | Holds():
            yield Not(requirement), f"not {words.of(requirement)}", requirement.span
        case _:
            assert_never(requirement)


def _joined(
    requirement: All | Any, parts: tuple[Requirement, ...], words: Wording
) -> Iterator[Change]:
    here: Callable[[tuple[Requirement, ...]], Requirement]
    there: Callable[[tuple[Requirement, ...]], Requirement]
    here, there, said = All, Any, "any of them is enough"
    if isinstance(requirement, Any):
        here, there, said = Any, All, "all of them are needed"
    if len(parts) > 1:
        yield there(parts), f"{said}: {words.of(requirement)}", requirement.span
    for place, part in enumerate(parts):
        before, after = parts[:place], parts[place + 1 :]
        if before or after:
            rest = before + after
            left = rest[0] if len(rest) == 1 else here(rest)
            yield left, f"without {words.of(part)}", part.span
        for other, told, span in changes(part, words):
            yield here((*before, other, *after)), told, span


def _levels(requirement: HasLevel, words: Wording) -> Iterator[Change]:
    """Widen a requirement by a level it does not name, or narrow it by one it does."""
    titles = words.levels(requirement.tool)
    for level, title in titles.items():
        named = level in requirement.levels
        left = tuple(it for it in titles if (it in requirement.levels) is not (it == level))
        if left:
            said = f"{title} is {'not ' if named else ''}enough for {words.of(requirement)}"
            yield HasLevel(requirement.tool, left), said, requirement.span
