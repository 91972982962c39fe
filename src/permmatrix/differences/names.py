"""Which ids of an old policy are the same things by other ids in a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar, final

from attrs import evolve, field, frozen

from permmatrix.compiler import compile_matrices
from permmatrix.differences.alike import closest, title_key
from permmatrix.differences.values import What
from permmatrix.model import Action, MatrixSet, Operation

__all__ = ["Names", "match_declared", "match_rows"]

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


@final
@frozen(kw_only=True)
class Names:
    """
    Old ids to new ones, those that stayed left out.

    A level, a permission or a condition is keyed by what names it, the tool of the first two by its
    new id. `because` says for each rename how it is known, `whole` the rows that have another id
    only because their matrix has.
    """

    matrices: Mapping[str, str] = field(factory=dict)
    tools: Mapping[str, str] = field(factory=dict)
    levels: Mapping[tuple[str, str], str] = field(factory=dict)
    granular: Mapping[tuple[str, str], str] = field(factory=dict)
    conditions: Mapping[str, str] = field(factory=dict)
    obligations: Mapping[str, str] = field(factory=dict)
    platforms: Mapping[str, str] = field(factory=dict)
    actions: Mapping[str, str] = field(factory=dict)
    operations: Mapping[str, str] = field(factory=dict)
    because: Mapping[tuple[What, Hashable], str] = field(factory=dict)
    whole: frozenset[str] = frozenset()

    @property
    def within(self) -> bool:
        """Whether something that rows speak of was renamed, so that they say the same otherwise."""
        return any(
            (
                *(self.tools, self.levels, self.granular),
                *(self.conditions, self.obligations, self.platforms),
            )
        )


def _alone(things: Mapping[Key, Thing], key: Callable[[Thing], Hashable]) -> dict[Hashable, Key]:
    """Give the things that no other has the key of."""
    found: dict[Hashable, list[Key]] = {}
    for id_, thing in things.items():
        found.setdefault(key(thing), []).append(id_)
    return {it: ids[0] for it, ids in found.items() if len(ids) == 1}


def _matched(
    gone: Mapping[Key, Thing], came: Mapping[Key, Thing], key: Callable[[Thing], Hashable]
) -> dict[Key, Key]:
    """Give for what is gone the one thing that came with the same key, where there is just one."""
    if not gone or not came:
        return {}
    before, after = _alone(gone, key), _alone(came, key)
    return {before[it]: after[it] for it in before if it in after}


def _apart(
    old: Mapping[Key, Thing], new: Mapping[Key, Thing]
) -> tuple[dict[Key, Thing], dict[Key, Thing]]:
    """Give what is in the first alone, and what is in the second alone."""
    return (
        {id_: it for id_, it in old.items() if id_ not in new},
        {id_: it for id_, it in new.items() if id_ not in old},
    )


def _by_title(old: Mapping[Key, Any], new: Mapping[Key, Any]) -> dict[Key, Key]:
    gone, came = _apart(old, new)
    return _matched(gone, came, lambda it: title_key(it if isinstance(it, str) else it.title))


def match_declared(old: MatrixSet, new: MatrixSet) -> Names:
    """Match what is declared: tools, levels, permissions, conditions and so on, but no rows."""
    tools = _by_title(old.tools, new.tools)
    levels: dict[tuple[str, str], str] = {}
    for id_, tool in old.tools.items():
        now = new.tools.get(tools.get(id_, id_))
        if now is not None:
            pairs = _by_title(_levels(tool), _levels(now))
            levels |= {(now.id, before): after for before, after in pairs.items()}
    moved = {(tools.get(tool, tool), id_): it for (tool, id_), it in old.granular.items()}
    granular = _matched(*_apart(moved, new.granular), lambda it: (_tool_of(it, tools), _key(it)))
    conditions = _matched(*_apart(old.conditions, new.conditions), lambda it: it.test)
    matrices = _by_title(_matrices(old), _matrices(new))
    found = Names(
        matrices=matrices,
        tools=tools,
        levels=levels,
        granular={before: id_ for before, (_, id_) in granular.items()},
        conditions=conditions,
        obligations=_by_title(_titles(old, "obligations"), _titles(new, "obligations")),
        platforms=_by_title(old.platforms, new.platforms),
    )
    return evolve(found, because=dict(_reasons(found)))


def _levels(tool: Any) -> dict[str, Any]:
    return {level.id: level for level in tool.levels}


def _tool_of(permission: Any, tools: Mapping[str, str]) -> str:
    return tools.get(permission.tool, permission.tool)


def _key(thing: Any) -> str:
    return title_key(thing.title)


def _matrices(policy: MatrixSet) -> dict[str, Any]:
    return {matrix.id: matrix for matrix in policy.matrices}


def _titles(policy: MatrixSet, key: str) -> dict[str, str]:
    return {id_: title for matrix in policy.matrices for id_, title in getattr(matrix, key)}


def _reasons(names: Names) -> Iterable[tuple[tuple[What, Hashable], str]]:
    kinds: tuple[tuple[What, Mapping[Any, str], str], ...] = (
        (What.MATRIX, names.matrices, TITLE),
        (What.TOOL, names.tools, TITLE),
        (What.LEVEL, names.levels, TITLE),
        (What.GRANULAR, names.granular, TITLE),
        (What.CONDITION, names.conditions, "the test is the same"),
        (What.OBLIGATION, names.obligations, TITLE),
        (What.PLATFORM, names.platforms, TITLE),
    )
    for what, renamed, reason in kinds:
        yield from (((what, id_), reason) for id_ in renamed)


TITLE = "the title is the same"
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


def _by_matrix(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> dict[str, str]:
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


Rows = Mapping[str, Action]


def _by_alias(
    gone: Mapping[str, Any], came: Mapping[str, Any], old: MatrixSet, new: MatrixSet
) -> dict[str, str]:
    del old, new
    aliases = {alias: id_ for id_, it in came.items() for alias in it.aliases}
    found = {id_: aliases[id_] for id_ in gone if id_ in aliases}
    claims = Counter(found.values())
    return {id_: now for id_, now in found.items() if claims[now] == 1}


def _by_row_title(gone: Rows, came: Rows, old: MatrixSet, new: MatrixSet) -> dict[str, str]:
    del old, new
    return _matched(gone, came, _key)


def _by_section(gone: Rows, came: Rows, old: MatrixSet, new: MatrixSet) -> dict[str, str]:
    del old, new
    return _matched(gone, came, lambda it: (_key(it), it.section))


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

    ways: tuple[tuple[str, Callable[[Any, Any], dict[str, str]]], ...] = (
        (ALIAS, lambda gone, came: _by_alias(gone, came, old, new)),
        (TITLE, lambda gone, came: _matched(gone, came, _key)),
        (ROWS, lambda gone, came: _matched(gone, came, together)),
    )
    for reason, match in ways:
        more = match(*_left(before, after, found))
        because |= {(What.OPERATION, id_): reason for id_ in more}
        found |= more
    return found


def _operations(policy: MatrixSet) -> dict[str, Operation]:
    return {it.id: it for matrix in policy.matrices for it in matrix.operations}
