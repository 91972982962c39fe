"""What would break an invariant: for each claim, the pairs and single actions to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import assert_never, final

from attrs import frozen

from permmatrix.model import MatrixSet
from permmatrix.promises import (
    Always,
    Chosen,
    Claim,
    DifferentPeople,
    Implies,
    Never,
    People,
    Separate,
)

__all__ = ["Case", "cases", "chosen"]


@final
@frozen
class Case:
    """
    One way to break a claim: a user who can do the one and cannot do the other.

    With `apart`, what can be done is done to two resources, in two contexts.
    """

    can: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    apart: bool = False


def cases(claim: Claim, matrices: MatrixSet, kind: Callable[[str], object]) -> Iterator[Case]:
    """
    Give the ways to break a claim. It holds where none of them can come about.

    What is of one `kind` means the same, so that of pairs one of each kind will do, and two for
    those of one kind.
    """
    match claim:
        case Never(actions):
            for id_ in chosen(actions, matrices):
                yield Case(can=(id_,))
        case Always(actions):
            for id_ in chosen(actions, matrices):
                yield Case(cannot=(id_,))
        case Implies(first, then):
            needed = _of_each(chosen(then, matrices), kind, 1)
            for id_ in _of_each(chosen(first, matrices), kind, 1):
                yield from (Case((id_,), (other,)) for other in needed if other != id_)
        case Separate(actions, apart):
            for pair in combinations(_of_each(chosen(actions, matrices), kind, 2), 2):
                yield Case(can=pair, apart=apart)
        case DifferentPeople() | People():  # which hang on who was given what
            return
        case _:
            assert_never(claim)


def _of_each(ids: Iterable[str], kind: Callable[[str], object], most: int) -> list[str]:
    """Give those that are not preceded by `most` others of their kind."""
    met: Counter[object] = Counter()
    found = []
    for id_ in ids:
        met[kind(id_)] += 1
        if met[kind(id_)] <= most:
            found.append(id_)
    return found


def chosen(actions: Chosen, matrices: MatrixSet) -> tuple[str, ...]:
    """Give the ids of the actions and operations that are meant, in the order of the files."""
    rows = [row.id for matrix in matrices.matrices for row in matrix.actions]
    every = [*rows, *(it.id for matrix in matrices.matrices for it in matrix.operations)]
    meant, but = (
        {id_ for it in names for id_ in it.among(rows if it.several else every)}
        for names in (actions.names, actions.but)
    )
    return tuple(id_ for id_ in every if id_ in meant - but)
