"""Which rows and operations of an old policy are the same by other ids in a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from typing import TypeAlias, TypeVar

from attrs import evolve

from permmatrix.compiler import compile_matrices
from permmatrix.differences.alike import closest, title_key
from permmatrix.differences.names import TITLE, Names, matched
from permmatrix.differences.pairs import Named
from permmatrix.differences.values import What
from permmatrix.model import Action, MatrixSet, Operation

__all__ = ["match_rows"]

Thing = TypeVar("Thing")
Rows: TypeAlias = Mapping[str, Action]
Operations: TypeAlias = Mapping[str, Operation]

ALIAS = "the old id is an alias"
IN_SECTION = "the title is the same, and so is the section"
BEHAVIOUR = "the behaviour is the same, and the title is close"
ROWS = "the actions are the same"


def match_rows(old: MatrixSet, new: MatrixSet, names: Names) -> Names:
    """
    Match rows and operations; `old` speaks by the new names already, except of rows.

    An id that stayed is never matched with another, and what could be two things is neither.
    """
    before, after = _rows(old), _rows(new)
    actions = _by_matrix(before, after, names)
    whole = frozenset(actions)
    because = dict(names.because)
    for reason, match in ROW_MATCHES:
        gone, came = _left(before, after, actions)
        if gone and came:
            found = match(gone, came, old, new)
            because |= {(What.ACTION, id_): reason for id_ in found}
            actions |= found
    operations = _match_operations(old, new, names, actions, because)
    return evolve(names, actions=actions, operations=operations, because=because, whole=whole)


def _rows(policy: MatrixSet) -> dict[str, Action]:
    return {row.id: row for matrix in policy.matrices for row in matrix.actions}


def _by_matrix(before: Iterable[str], after: Container[str], names: Names) -> dict[str, str]:
    """Give the rows, or operations, that keep their own name in a matrix with another."""
    found = {}
    for id_ in before:
        matrix, _, local = id_.partition(".")
        now = f"{names.matrices.get(matrix, matrix)}.{local}"
        if now != id_ and now in after:
            found[id_] = now
    return found


def _left(
    before: Mapping[str, Thing], after: Mapping[str, Thing], actions: Mapping[str, str]
) -> tuple[dict[str, Thing], dict[str, Thing]]:
    taken = set(actions.values())
    gone = {it: row for it, row in before.items() if it not in after and it not in actions}
    came = {it: row for it, row in after.items() if it not in before and it not in taken}
    return gone, came


def _title(it: Named) -> str:
    return title_key(it.title)


def _by_alias(
    gone: Iterable[str], came: Mapping[str, Named], old: MatrixSet, new: MatrixSet
) -> dict[str, str]:
    del old, new
    aliases = {alias: id_ for id_, it in came.items() for alias in it.aliases}
    found = {id_: aliases[id_] for id_ in gone if id_ in aliases}
    claims = Counter(found.values())
    return {id_: now for id_, now in found.items() if claims[now] == 1}


def _by_row_title(gone: Rows, came: Rows, old: MatrixSet, new: MatrixSet) -> dict[str, str]:
    del old, new
    return matched(gone, came, _title)


def _by_section(gone: Rows, came: Rows, old: MatrixSet, new: MatrixSet) -> dict[str, str]:
    del old, new
    return matched(gone, came, lambda it: (_title(it), it.section))


def _by_behaviour(gone: Rows, came: Rows, old: MatrixSet, new: MatrixSet) -> dict[str, str]:
    before, after = _by_digest(old, gone), _by_digest(new, came)
    found: dict[str, str] = {}
    for digest, titles in before.items():
        found |= closest(titles, after.get(digest, {}))
    return found


ROW_MATCHES: tuple[tuple[str, Callable[[Rows, Rows, MatrixSet, MatrixSet], dict[str, str]]], ...]
ROW_MATCHES = (
    (ALIAS, _by_alias),
    (TITLE, _by_row_title),
    (IN_SECTION, _by_section),
    (BEHAVIOUR, _by_behaviour),
)


def _by_digest(policy: MatrixSet, rows: Rows) -> Mapping[str, Mapping[str, str]]:
    """Give the titles of some rows by what the rows do, without working out that of the others."""
    some = [
        evolve(
            matrix,
            actions=tuple(row for row in matrix.actions if row.id in rows),
            operations=(),
            file=None,
        )
        for matrix in policy.matrices
    ]
    digests = compile_matrices(MatrixSet(tuple(some))).digests
    found: dict[str, dict[str, str]] = {}
    for id_, row in rows.items():
        found.setdefault(digests[id_], {})[id_] = row.title
    return found


def _match_operations(
    old: MatrixSet,
    new: MatrixSet,
    names: Names,
    actions: Mapping[str, str],
    because: dict[tuple[What, Hashable], str],
) -> dict[str, str]:
    before, after = _operations(old), _operations(new)
    found = _by_matrix(before, after, names)

    def together(it: Operation) -> frozenset[str]:
        return frozenset(actions.get(id_, id_) for id_ in it.any_of)

    ways: tuple[tuple[str, Callable[[Operations, Operations], dict[str, str]]], ...] = (
        (ALIAS, lambda gone, came: _by_alias(gone, came, old, new)),
        (TITLE, lambda gone, came: matched(gone, came, _title)),
        (ROWS, lambda gone, came: matched(gone, came, together)),
    )
    for reason, match in ways:
        more = match(*_left(before, after, found))
        because |= {(What.OPERATION, id_): reason for id_ in more}
        found |= more
    return found


def _operations(policy: MatrixSet) -> dict[str, Operation]:
    return {it.id: it for matrix in policy.matrices for it in matrix.operations}
