"""
Which cells and facts the tests ask about.

A cell is asked about when an answer hangs on it: some test asks a question that would be answered
otherwise were the cell otherwise. A fact that a cell's requirement, or a guard, names is shown to
matter when an answer that is yes would be no were the fact otherwise there, and an answer that is
no would be yes. What can hang on nothing is not counted: a cell nobody can reach, a fact that makes
no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.model import Action, Allow, Deny, When
from permmatrix.requirements import Requirement, atoms
from permmatrix.source import Span
from permmatrix.suite.mutants import Leaf, negated, with_cell, with_guard
from permmatrix.suite.score import Score
from permmatrix.suite.variants import Variants
from permmatrix.suite.witness import Witness, difference
from permmatrix.wording import requirement_words

__all__ = ["Item", "RowCoverage", "row_coverage"]


@final
@frozen(kw_only=True)
class Item:
    """
    A cell, or a fact in a cell or guard, that tests can ask about.

    Attributes:
        words: what it is, as in «Read Only».
        lacking: what no test shows of it; empty where it is covered.
    """

    words: str
    span: Span | None
    lacking: str = ""

    @property
    def covered(self) -> bool:
        """Whether the tests show all there is to show."""
        return not self.lacking

    def lacking_with(self, other: Item) -> str:
        """Say what no test shows of it where other tests show as much as they do."""
        lacks = self.lacking, other.lacking
        if "" in lacks or set(lacks) == set(LACKING.values()):
            return ""
        return lacks[1] if lacks[0] == NOTHING else lacks[0]


@final
@frozen
class RowCoverage:
    """What the tests ask about a row."""

    row: Action
    cells: tuple[Item, ...]
    facts: tuple[Item, ...]

    @property
    def score(self) -> Score:
        """How many of its cells and facts are covered."""
        items = (*self.cells, *self.facts)
        return Score(sum(it.covered for it in items), len(items))

    @property
    def found(self) -> Iterator[Diagnostic]:
        """Say what is not covered."""
        for item in (*self.cells, *self.facts):
            span = item.span or self.row.span
            if not item.covered and span is not None:
                message = f"`{self.row.id}`: {item.words}: {item.lacking}"
                yield Diagnostic(code=Code.NOT_COVERED, message=message, span=span)


def row_coverage(variants: Variants) -> RowCoverage:
    """Say which cells and facts of a row are asked about."""
    return RowCoverage(variants.row, tuple(_cells(variants)), tuple(_facts(variants)))


def _cells(variants: Variants) -> Iterator[Item]:
    row = variants.row
    for level in variants.matrices.tools[row.tool].levels:
        allowed, denied = with_cell(row, level.id, Allow()), with_cell(row, level.id, Deny())
        if variants.same(allowed, denied):
            continue
        seen = variants.told_apart(allowed, denied)
        if not seen and _never(variants, allowed, denied, (True, False)):
            continue
        lacking = "" if seen else "no test asks this cell"
        yield Item(words=level.title, span=row.cell_span(level.id), lacking=lacking)


def _facts(variants: Variants) -> Iterator[Item]:
    row = variants.row
    if row.guard is not None:
        others = {leaf: with_guard(row, negated(row.guard, leaf)) for leaf in _leaves(row.guard)}
        yield from _shown(variants, "guard", row.guard.span, others)
    for level in variants.matrices.tools[row.tool].levels:
        cell = row.cell(level.id)
        if isinstance(cell, When) and cell.requirement is not None:
            others = {
                leaf: with_cell(
                    row, level.id, When(negated(cell.requirement, leaf), cell.obligations)
                )
                for leaf in _leaves(cell.requirement)
            }
            yield from _shown(variants, level.title, row.cell_span(level.id), others)


def _leaves(requirement: Requirement) -> dict[Leaf, None]:
    """Give the facts that a requirement names, each once."""
    return dict.fromkeys(atoms(requirement))


LACKING = {
    (True, False): "no test's yes hangs on it",
    (False, True): "no test's no hangs on it",
}
NOTHING = "no test's answer hangs on it"


def _lacking(ways: Sequence[tuple[bool, bool]]) -> str:
    if len(ways) == len(LACKING):
        return NOTHING
    return "".join(LACKING[way] for way in ways)


def _shown(
    variants: Variants, where: str, span: Span | None, others: Mapping[Leaf, Action]
) -> Iterator[Item]:
    """Say of each fact whether a yes and a no were seen to hang on it."""
    for leaf, other in others.items():
        if variants.same(variants.row, other):
            continue
        seen = variants.told_apart(variants.row, other)
        lacking = [
            way
            for way in LACKING
            if way not in seen and not _never(variants, variants.row, other, way)
        ]
        if not seen and not lacking:
            continue
        words = requirement_words(leaf, variants.matrices, variants.row.tool)
        yield Item(
            words=f"{where}, «{words}»",
            span=leaf.span or span,
            lacking=_lacking(lacking),
        )


def _never(variants: Variants, one: Action, two: Action, way: tuple[bool, bool]) -> bool:
    """Say whether no situation, everything being known, has these two answers of two variants."""
    found = difference(variants, one, two)
    return isinstance(found, Witness) and not found.has(*way)
