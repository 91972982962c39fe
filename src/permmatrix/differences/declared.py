"""What is declared differently: defaults, scopes, levels, platforms, tests, aliases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from permmatrix.differences.behaviour import Comparing
from permmatrix.differences.names import Names
from permmatrix.differences.pairs import Touched
from permmatrix.differences.values import Change, Direction, How, What, Witness
from permmatrix.model import Action, Level, MatrixSet, Operation, Tool
from permmatrix.source import Span
from permmatrix.wording import finding_words, requirement_words

__all__ = ["aliases_changed", "aliases_moved", "declared_changed", "declaring_span"]


def declared_changed(
    old: MatrixSet, new: MatrixSet, touched: Touched, comparing: Comparing
) -> Iterator[Change]:
    """
    Tell what is declared differently.

    What that comes to is told by the rows and operations, and here only where they cannot: of a
    scope, and of platforms that can be asked about in one of the policies only.
    """
    for id_, tool in new.tools.items():
        if id_ in old.tools:
            yield from _tool(old.tools[id_], tool, old, new)
    for id_ in new.conditions:
        if id_ in touched.conditions:
            yield _condition(id_, old, new)
    yield from _platforms(old, new, comparing)


def _tool(before: Tool, after: Tool, old: MatrixSet, new: MatrixSet) -> Iterator[Change]:
    if before.scope != after.scope:
        yield Change(
            what=What.TOOL,
            how=How.CHANGED,
            id=after.id,
            title=after.title,
            direction=_scope_direction(before, after),
            says=(f"levels are held {_per(after)}, before {_per(before)}",),
            span=after.span,
        )
    if before.default_level != after.default_level:
        yield Change(
            what=What.TOOL,
            how=How.CHANGED,
            id=after.id,
            title=after.title,
            direction=Direction.NEITHER,
            says=(f"who holds no level counts as {_default(after)}, before {_default(before)}",),
            span=after.span,
        )
    yield from _levels(before, after, old, new)


def _scope_direction(before: Tool, after: Tool) -> Direction:
    """Give the way of a scope: a level held in one project counts only where there is one."""
    if before.scope is None:
        return Direction.WIDENS
    return Direction.NARROWS if after.scope is None else Direction.BOTH


def _per(tool: Tool) -> str:
    return "everywhere alike" if tool.scope is None else f"per {tool.scope}"


def _default(tool: Tool) -> str:
    if tool.default_level is None:
        return "nothing"
    return tool.level(tool.default_level).title


def _levels(before: Tool, after: Tool, old: MatrixSet, new: MatrixSet) -> Iterator[Change]:
    levels = {it.id: it for it in before.levels}
    for level in after.levels:
        was = levels.pop(level.id, None)
        says = [] if was is None else list(_level_says(was, level, after, old, new))
        if was is None or says:
            how = How.ADDED if was is None else How.CHANGED
            yield _level(how, level, after, says)
    for level in levels.values():
        yield _level(How.REMOVED, level, before, [])


def _level(how: How, level: Level, tool: Tool, says: list[str]) -> Change:
    return Change(
        what=What.LEVEL,
        how=how,
        id=f"{tool.id}.{level.id}",
        title=f"{level.title} on {tool.title}",
        direction=Direction.NEITHER,
        says=tuple(says),
        span=level.span or tool.span,
    )


def _level_says(
    was: Level, level: Level, tool: Tool, old: MatrixSet, new: MatrixSet
) -> Iterator[str]:
    if was.handed_out != level.handed_out:
        yield f"is {'' if level.handed_out else 'no longer '}handed out"
    if was.held_when != level.held_when:
        after = _follows(level, tool, new)
        yield f"{after}, before it {_follows(was, tool, old)}"


def _follows(level: Level, tool: Tool, policy: MatrixSet) -> str:
    if level.held_when is None:
        return "follows from no facts"
    return f"follows from {requirement_words(level.held_when, policy, tool.id)}"


def _condition(id_: str, old: MatrixSet, new: MatrixSet) -> Change:
    before, after = old.conditions[id_], new.conditions[id_]
    return Change(
        what=What.CONDITION,
        how=How.CHANGED,
        id=id_,
        title=after.title,
        direction=Direction.NEITHER,
        says=(
            f"holds where {finding_words(after.test)}, before where {finding_words(before.test)}",
        ),
        span=after.span,
    )


def _platforms(old: MatrixSet, new: MatrixSet, comparing: Comparing) -> Iterator[Change]:
    for id_ in new.platforms:
        if id_ not in old.platforms:
            yield _platform(How.ADDED, id_, new, comparing.ever(new, id_))
    for id_ in old.platforms:
        if id_ not in new.platforms:
            yield _platform(How.REMOVED, id_, old, comparing.ever(old, id_))


def _platform(how: How, id_: str, policy: MatrixSet, witness: Witness | None) -> Change:
    added = how is How.ADDED
    moved = Direction.WIDENS if added else Direction.NARROWS
    return Change(
        what=What.PLATFORM,
        how=how,
        id=id_,
        title=policy.platforms[id_],
        direction=Direction.NEITHER if witness is None else moved,
        widens=witness if added else None,
        narrows=None if added else witness,
        span=declaring_span(policy, "platforms", id_),
    )


def declaring_span(policy: MatrixSet, key: str, id_: str) -> Span | None:
    """Give the place of a matrix that declares a platform or an obligation."""
    found = (it.span for it in policy.matrices if id_ in dict(getattr(it, key)))
    return next(found, None)


def aliases_moved(old: MatrixSet, new: MatrixSet, names: Names) -> Iterator[tuple[str, str, str]]:
    """Give the aliases that stand for something else, with the ids of that then and now."""
    before, after = _aliases(old), _aliases(new)
    renamed = {**names.actions, **names.operations}
    for alias, id_ in after.items():
        if alias in before and renamed.get(before[alias], before[alias]) != id_:
            yield alias, before[alias], id_


def aliases_changed(old: MatrixSet, new: MatrixSet, names: Names) -> Iterator[Change]:
    """Tell which other names are new or gone, apart from those that only follow their matrix."""
    renamed = {**names.actions, **names.operations}
    before, after = _aliases(old), _aliases(new)
    named: dict[str, Action | Operation] = {**new.actions, **new.operations}
    followed = dict(_followed(before, after, names))
    for alias, id_ in after.items():
        if alias not in before and renamed.get(alias) != id_ and alias not in followed.values():
            yield _alias(How.ADDED, alias, named[id_], f"it stands for `{id_}`")
    for alias, id_ in before.items():
        if alias not in named and alias not in followed:
            there = named.get(renamed.get(id_, id_))
            yield _alias(How.REMOVED, alias, there, f"it stood for `{id_}`")


def _followed(
    before: Mapping[str, str], after: Mapping[str, str], names: Names
) -> Iterator[tuple[str, str]]:
    """Give the aliases of a matrix that goes by another id, as they were and are."""
    renamed = {**names.actions, **names.operations}
    for alias, id_ in before.items():
        matrix, _, local = alias.partition(".")
        now = f"{names.matrices.get(matrix, matrix)}.{local}"
        if now != alias and now not in before and after.get(now) == renamed.get(id_, id_):
            yield alias, now


def _aliases(policy: MatrixSet) -> dict[str, str]:
    named: list[Action | Operation] = []
    for matrix in policy.matrices:
        named += [*matrix.actions, *matrix.operations]
    return {alias: it.id for it in named for alias in it.aliases}


def _alias(how: How, alias: str, named: Action | Operation | None, says: str) -> Change:
    return Change(
        what=What.ALIAS,
        how=how,
        id=alias,
        title="" if named is None else named.title,
        direction=Direction.NEITHER,
        says=(says,),
        span=None if named is None else named.span,
    )
