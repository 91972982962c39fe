"""
Which changes of a policy the tests would not notice.

A mutant is noticed when a test that passes would fail. A mutant that no situation tells from the
row is not counted: their digests are equal, or what is left cannot happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.model import Action, Operation, Tool
from permmatrix.suite.mutants import Mutant, mutants
from permmatrix.suite.pasting import Changed, pasted
from permmatrix.suite.score import Score
from permmatrix.suite.shared_mutants import SharedMutant
from permmatrix.suite.variants import Variants
from permmatrix.suite.witness import TooMany, difference

__all__ = ["Mutation", "RowMutation", "Survivor", "missed", "row_mutation"]


Kind = TypeVar("Kind")


@final
@frozen
class Survivor:
    """
    A mutant that no test notices.

    `test` is the YAML of one that would, with an id. It is empty where none could be made, because
    the row hangs on too many facts or they hang together in too many ways.
    """

    mutant: Mutant | SharedMutant[Tool | Operation]
    test: str

    @property
    def id(self) -> str:
        """The id of the test."""
        return self.test.partition(":")[0].strip()


@frozen(kw_only=True)
class Mutation(Generic[Kind]):
    """The mutants of a thing: those noticed, how many are none, and those that survive."""

    noticed: tuple[Kind, ...]
    equivalent: int
    survivors: tuple[Survivor, ...]

    @property
    def killed(self) -> int:
        """How many are noticed."""
        return len(self.noticed)

    @property
    def score(self) -> Score:
        """How many of its mutants are noticed."""
        return Score(self.killed, self.killed + len(self.survivors))


@final
@frozen(kw_only=True)
class RowMutation(Mutation[Mutant]):
    """The mutants of a row."""

    row: Action

    @property
    def found(self) -> Iterator[Diagnostic]:
        """Say what is not noticed."""
        return missed(self.row, self.survivors)


def missed(thing: Action | Operation | Tool, survivors: Iterable[Survivor]) -> Iterator[Diagnostic]:
    """Say of a thing which of its mutants are not noticed."""
    for survivor in survivors:
        span = survivor.mutant.span or thing.span
        if span is not None:
            message = f"`{thing.id}`: no test would notice {survivor.mutant.words}"
            yield Diagnostic(code=Code.SURVIVOR, message=message, span=span)


def row_mutation(variants: Variants) -> RowMutation:
    """Say which mutants of a row the tests notice."""
    row = variants.row
    noticed: list[Mutant] = []
    equivalent = 0
    survivors: list[Survivor] = []
    for mutant in mutants(row, variants.matrices):
        if variants.same(row, mutant.row):
            equivalent += 1
        elif variants.noticed(mutant.row):
            noticed.append(mutant)
        else:
            survivor = _survivor(variants, mutant, {it.id for it in survivors})
            survivors += [] if survivor is None else [survivor]
            equivalent += survivor is None
    return RowMutation(
        row=row, noticed=tuple(noticed), equivalent=equivalent, survivors=tuple(survivors)
    )


def _survivor(variants: Variants, mutant: Mutant, taken: set[str]) -> Survivor | None:
    """Give what would notice a mutant, or None where nothing can."""
    found = difference(variants, variants.row, mutant.row)
    if isinstance(found, TooMany):
        return Survivor(mutant, "")
    situation = found.situation
    if situation is None:
        return None
    before, after = variants.policy(variants.row), variants.policy(mutant.row)
    change = Changed(variants.row.id, mutant.words, before, after)
    text = pasted(change, situation, platform=found.platform, taken=taken)
    return Survivor(mutant, text)
