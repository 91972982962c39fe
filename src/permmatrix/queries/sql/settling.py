"""What a mapping settles: tests that hold in no row, for where it says that facts are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from attrs import astuple

from permmatrix.conditions import Path
from permmatrix.queries.kinds import Typed
from permmatrix.queries.typed import typed
from permmatrix.residual.reading import facts_read
from permmatrix.residual.values import NEVER, All, Any, Known, Leaf, Residual

__all__ = ["settled"]


def settled(residual: Residual, kinds: Mapping[Path, Typed]) -> dict[str, str]:
    """
    Give the facts of which a test holds in no row, whatever stands there, and why.

    >>> from permmatrix.queries.kinds import Column, Kind
    >>> from permmatrix.residual.values import Equals
    >>> owner = Path("resource", ("owner",))
    >>> settled(Leaf(Equals(owner, Known("ana"))), {owner: Column(Kind.UUID)})
    {'resource.owner': 'is mapped to UUIDs, which nothing it is compared with can be'}

    Raises:
        FilterError: as `typed`.
    """
    found: dict[str, str] = {}
    for leaf in _leaves(residual):
        paths = sorted(facts_read(leaf), key=str)
        nowhere = [it for it in paths if it not in kinds]
        found |= {str(it): "is mapped to null, not known of any row" for it in nowhere}
        if not nowhere and typed(leaf, kinds) == NEVER:
            found |= {str(it): _why(leaf, kinds[it]) for it in paths}
    return dict(sorted(found.items()))


def _why(leaf: Leaf, place: Typed) -> str:
    if any(it == Known(()) for it in astuple(leaf.test, recurse=False)):
        return "is compared with a collection that is empty"
    return f"is mapped to {place.kind.value}, which nothing it is compared with can be"


def _leaves(residual: Residual) -> Iterator[Leaf]:
    match residual:
        case Leaf():
            yield residual
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part)
        case _:
            assert_never(residual)
