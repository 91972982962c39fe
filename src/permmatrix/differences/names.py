"""Names: all that goes by another id in a new policy, and which declared things do."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar, final

from attrs import evolve, field, frozen

from permmatrix.differences.alike import title_key
from permmatrix.differences.values import What
from permmatrix.model import MatrixSet, Tool

__all__ = ["TITLE", "Names", "match_declared", "matched"]

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


def matched(
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


def _by_title(old: Mapping[Key, str], new: Mapping[Key, str]) -> dict[Key, Key]:
    return matched(*_apart(old, new), title_key)


def match_declared(old: MatrixSet, new: MatrixSet) -> Names:
    """Match what is declared: tools, levels, permissions, conditions and so on, but no rows."""
    tools = _by_title(_tools(old), _tools(new))
    levels: dict[tuple[str, str], str] = {}
    for id_, tool in old.tools.items():
        now = new.tools.get(tools.get(id_, id_))
        if now is not None:
            pairs = _by_title(_levels(tool), _levels(now))
            levels |= {(now.id, before): after for before, after in pairs.items()}
    found = Names(
        matrices=_by_title(_matrices(old), _matrices(new)),
        tools=tools,
        levels=levels,
        granular=_granular(old, new, tools),
        conditions=matched(*_apart(old.conditions, new.conditions), lambda it: it.test),
        obligations=_by_title(_obligations(old), _obligations(new)),
        platforms=_by_title(old.platforms, new.platforms),
    )
    return evolve(found, because=dict(_reasons(found)))


def _granular(
    old: MatrixSet, new: MatrixSet, tools: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    moved = {(tools.get(tool, tool), id_): it for (tool, id_), it in old.granular.items()}
    pairs = matched(
        *_apart(moved, new.granular),
        lambda it: (tools.get(it.tool, it.tool), title_key(it.title)),
    )
    return {before: id_ for before, (_, id_) in pairs.items()}


def _matrices(policy: MatrixSet) -> dict[str, str]:
    return {matrix.id: matrix.title for matrix in policy.matrices}


def _tools(policy: MatrixSet) -> dict[str, str]:
    return {id_: tool.title for id_, tool in policy.tools.items()}


def _levels(tool: Tool) -> dict[str, str]:
    return {level.id: level.title for level in tool.levels}


def _obligations(policy: MatrixSet) -> dict[str, str]:
    return {id_: title for matrix in policy.matrices for id_, title in matrix.obligations}


def _reasons(names: Names) -> Iterable[tuple[tuple[What, Hashable], str]]:
    kinds: tuple[tuple[What, Iterable[Hashable], str], ...] = (
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
"""How a rename is known, where ids are matched by title."""
