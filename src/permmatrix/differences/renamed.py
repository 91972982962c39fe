"""Renames as they are told: what had which id, how that is known, and whether it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from permmatrix.differences.declared import declaring_span
from permmatrix.differences.names import Names
from permmatrix.differences.values import Rename, What
from permmatrix.model import MatrixSet
from permmatrix.source import Span

__all__ = ["renames"]


def renames(names: Names, new: MatrixSet) -> Iterator[Rename]:
    """Tell what goes by another id; rows that only follow their matrix are told by it."""
    for what, key, before, after in _each(names):
        yield Rename(
            what=what,
            old=before,
            new=after,
            because=names.because[what, key],
            matters=what is not What.CONDITION,
            span=_span(what, after, new),
        )


def _each(names: Names) -> Iterator[tuple[What, Any, str, str]]:
    flat: tuple[tuple[What, Mapping[str, str]], ...] = (
        (What.MATRIX, names.matrices),
        (What.TOOL, names.tools),
        (What.CONDITION, names.conditions),
        (What.OBLIGATION, names.obligations),
        (What.PLATFORM, names.platforms),
        (What.ACTION, names.actions),
        (What.OPERATION, names.operations),
    )
    held = ((What.LEVEL, names.levels), (What.GRANULAR, names.granular))
    for what, on_tools in held:
        for (tool, before), after in on_tools.items():
            yield what, (tool, before), f"{tool}.{before}", f"{tool}.{after}"
    for what, ids in flat:
        for before, after in ids.items():
            if (what, before) in names.because:
                yield what, before, before, after


def _span(what: What, id_: str, new: MatrixSet) -> Span | None:
    match what:
        case What.MATRIX:
            return next((it.span for it in new.matrices if it.id == id_), None)
        case What.TOOL:
            return new.tools[id_].span
        case What.LEVEL:
            tool, _, level = id_.rpartition(".")
            return new.tools[tool].level(level).span
        case What.GRANULAR:
            tool, _, name = id_.rpartition(".")
            return new.granular[tool, name].span
        case What.CONDITION:
            return new.conditions[id_].span
        case What.ACTION:
            return new.actions[id_].span
        case What.OPERATION:
            return new.operations[id_].span
        case _:
            return declaring_span(new, f"{what}s", id_)
