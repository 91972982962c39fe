"""
Counts once what several suites measured: the rows of a file that more than one policy has.

What any of the suites shows of such a row, tool or operation counts for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from attrs import evolve

from permmatrix.model import Matrix, Tool
from permmatrix.suite.coverage import Item, RowCoverage
from permmatrix.suite.measured import Measured
from permmatrix.suite.mutation import RowMutation
from permmatrix.suite.shared import SharedMutation
from permmatrix.suite.values import Subject

__all__ = ["joined", "text_of", "texts"]

Part: TypeAlias = RowCoverage | RowMutation | SharedMutation
Mutated = TypeVar("Mutated", RowMutation, SharedMutation)


def texts(subject: Subject) -> set[Hashable]:
    """Give what tells the files of a policy from others: their texts."""
    return {text_of(it) for it in subject.matrices.matrices}


def joined(found: Sequence[Measured]) -> list[Measured]:
    """Give each part to the first that has it, with what all of them show of it."""
    slots: dict[Hashable, list[tuple[int, Part]]] = {}
    order: list[list[tuple[int, Part]]] = []
    for place, measured in enumerate(found):
        for part in (*measured.coverage, *measured.mutated):
            keys = list(_keys(measured.subject, part))
            slot = next((slots[key] for key in keys if key in slots), None)
            if slot is None:
                slot = []
                order.append(slot)
            slot.append((place, part))
            slots.update((key, slot) for key in keys if key not in slots)
    parts = [(slot[0][0], _one([it for _, it in slot])) for slot in order]
    return [
        Measured(
            measured.subject,
            coverage=tuple(it for at, it in parts if at == here and isinstance(it, RowCoverage)),
            mutation=tuple(it for at, it in parts if at == here and isinstance(it, RowMutation)),
            shared=tuple(it for at, it in parts if at == here and isinstance(it, SharedMutation)),
        )
        for here, measured in enumerate(found)
    ]


def text_of(matrix: Matrix) -> Hashable:
    """Give the text of a file; a matrix from no file is one of a kind."""
    return id(matrix) if matrix.file is None else matrix.file.text


def _keys(subject: Subject, part: Part) -> Iterator[Hashable]:
    """Say what a part is: it is the same in two policies if it stands in the same text."""
    matrices = subject.matrices.matrices
    if not isinstance(part, SharedMutation):
        home = next(it for it in matrices if it.id == part.row.id.partition(".")[0])
        yield type(part), text_of(home), part.row.id
    elif isinstance(part.thing, Tool):
        for matrix in matrices:
            if any(it.id == part.thing.id for it in matrix.tools):
                yield part.thing, text_of(matrix)
    else:
        for matrix in matrices:
            if part.thing in matrix.operations:
                yield part.thing, text_of(matrix)


def _one(parts: Sequence[Part]) -> Part:
    first = parts[0]
    if len(parts) == 1:
        return first
    if isinstance(first, RowCoverage):
        rows = [it for it in parts if isinstance(it, RowCoverage)]
        cells, facts = _items(it.cells for it in rows), _items(it.facts for it in rows)
        return RowCoverage(first.row, cells, facts)
    if isinstance(first, RowMutation):
        return _mutated([it for it in parts if isinstance(it, RowMutation)])
    return _mutated([it for it in parts if isinstance(it, SharedMutation)])


def _items(parts: Iterable[Sequence[Item]]) -> tuple[Item, ...]:
    found: dict[Hashable, Item] = {}
    for item in (item for part in parts for item in part):
        key = (item.words, item.span and (item.span.start, item.span.end))
        other = found.setdefault(key, item)
        found[key] = evolve(other, lacking=other.lacking_with(item))
    return tuple(found.values())


def _mutated(parts: Sequence[Mutated]) -> Mutated:
    noticed = tuple(dict.fromkeys(it for part in parts for it in part.noticed))
    left = {it.mutant: it for part in reversed(parts) for it in part.survivors}
    seen = set(noticed)
    survivors = tuple(it for it in left.values() if it.mutant not in seen)
    most = max(len(it.noticed) + len(it.survivors) + it.equivalent for it in parts)
    equivalent = most - len(noticed) - len(survivors)
    return evolve(parts[0], noticed=noticed, equivalent=equivalent, survivors=survivors)
