"""What changed without any effect: words, order, and the spelling of formulas."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, final

import attrs
from attrs import evolve, frozen

from permmatrix.conditions import Condition
from permmatrix.differences.names import Names
from permmatrix.differences.pairs import Named, Pairs
from permmatrix.differences.values import Change, TextChange, What
from permmatrix.model import (
    Action,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    Operation,
    Tool,
)
from permmatrix.promises import Invariant
from permmatrix.source import Span

__all__ = ["PARTS", "as_text", "texts_changed"]


@final
@frozen(kw_only=True)
class Parts:
    """
    What the parts of a thing are to its text; every part is one of these.

    Attributes:
        words: those that only say something; no answer hangs on them.
        decide: those that answers hang on: where the answer is the same, their spelling is new.
        apart: those that are compared one by one, or told as a change.
    """

    words: frozenset[str]
    decide: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset({"id"})


NAMED = frozenset({"title", "also_written", "description"})
GRANTED = frozenset({"granted_by", "revoked_by"})
PARTS: Mapping[type, Parts] = {
    Action: Parts(
        words=NAMED
        | {
            "section",
            "offline",
            "editions",
            "flags",
            "not_cumulative",
            "notes",
            "doubts",
            "source",
        },
        decide=frozenset({"cells", "guard", "tool", "platforms"}),
        apart=frozenset({"id", "aliases"}),
    ),
    Operation: Parts(words=NAMED, decide=frozenset({"any_of"}), apart=frozenset({"id", "aliases"})),
    Tool: Parts(
        words=NAMED | {"granted_by"},
        apart=frozenset({"id", "levels", "chains", "default_level", "scope"}),
    ),
    Level: Parts(words=NAMED, apart=frozenset({"id", "held_when", "handed_out"})),
    GranularPermission: Parts(words=NAMED | GRANTED, apart=frozenset({"id", "tool"})),
    Condition: Parts(words=NAMED | GRANTED, apart=frozenset({"id", "test"})),
    Invariant: Parts(words=frozenset({"says", "claim"})),
    Matrix: Parts(
        words=frozenset(
            {
                *("title", "description", "language", "documented", "advisories", "obligations"),
                *("editions", "flags", "sections", "terms", "notes", "doubts", "suppressions"),
            }
        ),
        apart=frozenset(
            {
                *("id", "tool", "tools", "actions", "operations", "granular", "conditions"),
                *("platforms", "invariants"),
            }
        ),
    ),
}
"""By kind of thing. A part that is named nowhere would be told nowhere."""


def texts_changed(
    old: MatrixSet,
    new: MatrixSet,
    names: Names,
    pairs: Pairs,
    changed: Collection[tuple[What, str]],
) -> Iterator[TextChange]:
    """Tell what reads differently; `changed` are the things whose answers differ."""
    for before, after in [*pairs.rows, *pairs.operations]:
        if before is not None and after is not None and before != after:
            what = What.OPERATION if isinstance(after, Operation) else What.ACTION
            parts = _parts(_by_new_ids(before, names), after, told=(what, after.id) in changed)
            yield from _text(what, after.id, parts, after.span)
    yield from _declared(old, new, names)
    yield from _matrices(old, new, names)


def _by_new_ids(it: Named, names: Names) -> Named:
    """Let an operation ask for rows by their new ids."""
    if not isinstance(it, Operation):
        return it
    return evolve(it, any_of=tuple(names.actions.get(id_, id_) for id_ in it.any_of))


def _granted_by_new_ids(it: Any, names: Names) -> Any:
    """Let what is granted by rows and operations be granted by their new ids."""
    renamed = {**names.actions, **names.operations}
    ways = [way for way in sorted(GRANTED) if getattr(it, way, None)]
    return evolve(
        it, **{way: tuple(renamed.get(id_, id_) for id_ in getattr(it, way)) for way in ways}
    )


def as_text(change: Change) -> TextChange:
    """Tell a change that turned out to have no effect."""
    parts = change.says or (f"{change.how}",)
    return TextChange(what=change.what, id=change.id, parts=parts, span=change.span)


def _text(what: What, id_: str, parts: list[str], span: Span | None) -> Iterator[TextChange]:
    if parts:
        yield TextChange(what=what, id=id_, parts=tuple(parts), span=span)


def _parts(before: Any, after: Any, *, told: bool = False) -> list[str]:
    """Give the parts in which two things of one kind differ, but what is told elsewhere."""
    if type(before) is not type(after):
        return []
    parts = PARTS[type(after)]
    looked_at = parts.words if told else parts.words | parts.decide
    names = [it.name for it in attrs.fields(type(before)) if it.name in looked_at]
    return [
        CALLED.get(name, name.replace("_", " "))
        for name in names
        if getattr(before, name) != getattr(after, name)
        and not (name == "cells" and isinstance(after, Action) and _same_cells(before, after))
    ]


CALLED = {"documented": "source", "any_of": "actions"}
"""What parts are called in a file, where that is another word."""


def _same_cells(row: Action, other: Action) -> bool:
    """Say whether rows have the same cells under the levels that both know."""
    before, after = dict(row.cells), dict(other.cells)
    return all(before[id_] == after[id_] for id_ in before if id_ in after)


def _declared(old: MatrixSet, new: MatrixSet, names: Names) -> Iterator[TextChange]:
    kinds: tuple[tuple[What, dict[Any, Any], dict[Any, Any]], ...] = (
        (What.TOOL, old.tools, new.tools),
        (What.LEVEL, _levels(old), _levels(new)),
        (What.GRANULAR, old.granular, new.granular),
        (What.CONDITION, old.conditions, new.conditions),
        (What.INVARIANT, _invariants(old), _invariants(new)),
    )
    for what, before, after in kinds:
        for key, it in after.items():
            name = ".".join(key) if isinstance(key, tuple) else key
            if key in before:
                was = _granted_by_new_ids(before[key], names)
                yield from _text(what, name, _reads(what, was, it), it.span)
            elif what is not What.LEVEL:
                yield TextChange(what=what, id=name, parts=("declared",), span=it.span)
        for key in before:
            if key not in after and what is not What.LEVEL:
                name = ".".join(key) if isinstance(key, tuple) else key
                yield TextChange(what=what, id=name, parts=("no longer declared",))


def _levels(policy: MatrixSet) -> dict[tuple[str, str], Any]:
    return {(tool.id, it.id): it for tool in policy.tools.values() for it in tool.levels}


def _invariants(policy: MatrixSet) -> dict[str, Any]:
    return {it.id: it for matrix in policy.matrices for it in matrix.invariants}


def _reads(what: What, before: Any, after: Any) -> list[str]:
    """Give what reads differently; what decides is told as a change."""
    parts = _parts(before, after)
    if what is What.TOOL and _order(before, after) != _order(after, before):
        parts.append("order of levels")
    return parts


def _order(tool: Any, other: Any) -> object:
    shared = {it.id for it in tool.levels} & {it.id for it in other.levels}
    return [it.id for it in tool.levels if it.id in shared], [
        [it for it in chain if it in shared] for chain in tool.chains
    ]


def _matrices(old: MatrixSet, new: MatrixSet, names: Names) -> Iterator[TextChange]:
    before = {names.matrices.get(it.id, it.id): it for it in old.matrices}
    for matrix in new.matrices:
        was = before.get(matrix.id)
        if was is not None:
            parts = _parts(was, matrix)
            if _order_of_rows(was, matrix, names) != _order_of_rows(matrix, was, names):
                parts.append("order of actions")
            yield from _text(What.MATRIX, matrix.id, parts, matrix.span)


def _order_of_rows(matrix: Matrix, other: Matrix, names: Names) -> list[str]:
    mine, theirs = (
        [names.actions.get(row.id, row.id) for row in it.actions] for it in (matrix, other)
    )
    shared = set(theirs)
    return [id_ for id_ in mine if id_ in shared]
