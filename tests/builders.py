"""Small policies made by hand, and the asking of one question in every way there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from permmatrix import Decision, Policy, UnknownNameError, User
from permmatrix.conditions import Condition, Given, Path, Test
from permmatrix.model import (
    Action,
    Allow,
    Cell,
    Deny,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    NotApplicable,
    Operation,
    Tool,
    Undocumented,
    When,
)
from permmatrix.program import Program
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import Requirement
from strategies import Asked, policy_of

__all__ = [
    "ALLOW",
    "DENY",
    "NOT_APPLICABLE",
    "UNKNOWN",
    "Unknown",
    "agreed",
    "column",
    "holder",
    "matrices",
    "operation",
    "path",
    "row",
    "tool",
    "when",
]

ALLOW, DENY, UNKNOWN, NOT_APPLICABLE = Allow(), Deny(), Undocumented(), NotApplicable()


def path(text: str) -> Path:
    """Make a path of its text."""
    root, *segments = text.split(".")
    return Path(root, tuple(segments))


def when(requirement: Requirement | None, *obligations: str) -> When:
    """Make a cell with a requirement or obligations."""
    return When(requirement, obligations)


def column(id_: str, held_when: Requirement | None = None, *, handed_out: bool = False) -> Level:
    """Make a level that follows from facts."""
    return Level(id=id_, title=id_, held_when=held_when, handed_out=handed_out)


def tool(
    *levels: str | Level, id_: str = "docs", default: str | None = None, scope: str | None = None
) -> Tool:
    """Make a tool; a level given by its id alone is a plain one."""
    whole = [it if isinstance(it, Level) else Level(id=it, title=it) for it in levels]
    return Tool(
        id=id_,
        title=id_,
        levels=tuple(whole),
        default_level=default,
        scope=None if scope is None else path(scope),
    )


def row(  # noqa: PLR0913  the parts of a row
    id_: str,
    cells: Mapping[str, Cell],
    *,
    on: str = "docs",
    guard: Requirement | None = None,
    platforms: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Action:
    """Make a row of the matrix `m`."""
    return Action(
        id=f"m.{id_}",
        title=id_,
        tool=on,
        cells=tuple(cells.items()),
        guard=guard,
        platforms=platforms,
        aliases=tuple(f"m.{alias}" for alias in aliases),
    )


def operation(id_: str, *rows: str, aliases: tuple[str, ...] = ()) -> Operation:
    """Make an operation of the matrix `m` over some of its rows."""
    return Operation(
        id=f"m.{id_}",
        title=id_,
        any_of=tuple(f"m.{it}" for it in rows),
        aliases=tuple(f"m.{alias}" for alias in aliases),
    )


def matrices(
    *rows: Action,
    tools: Sequence[Tool],
    conditions: Mapping[str, Test] | Sequence[str] = (),
    granular: Sequence[str] = (),
    platforms: Sequence[str] = (),
    operations: Sequence[Operation] = (),
) -> MatrixSet:
    """Make the policy of one matrix, `m`; conditions without a test are given by the application.

    A granular permission is on the first tool, unless it is written as `tool.permission`.
    """
    if not isinstance(conditions, Mapping):
        conditions = {id_: Given(id_) for id_ in conditions}
    permissions = [it.rpartition(".") for it in granular]
    obligations = sorted(
        {it for line in rows for _, cell in line.cells for it in getattr(cell, "obligations", ())}
    )
    whole = Matrix(
        id="m",
        title="M",
        tool=tools[0].id,
        tools=tuple(tools),
        actions=rows,
        operations=tuple(operations),
        conditions=tuple(
            Condition(id=id_, title=id_, test=test) for id_, test in conditions.items()
        ),
        granular=tuple(
            GranularPermission(id=name, tool=held_on or tools[0].id, title=name)
            for held_on, _, name in permissions
        ),
        obligations=tuple((it, it) for it in obligations),
        platforms=tuple((it, it) for it in platforms),
    )
    return MatrixSet((whole,))


def holder(levels: Any = None, granular: Any = None, **facts: Any) -> User:
    """Make the user ana, who holds this on the tool `docs`; what is left out she does not hold."""
    return User(
        "ana",
        levels={} if levels is None else {"docs": levels},
        granular={} if granular is None else {"docs": granular},
        **facts,
    )


Unknown: TypeAlias = tuple[str, object]
"""What an `UnknownNameError` says: the kind and the name."""


def agreed(found: MatrixSet, name: str, asked: Asked, policy: Policy | None = None) -> Any:
    """
    Ask in every way, hold the answers against each other, and give the one there is.

    It is a `Decision`, or an `Unknown` where the question has an undeclared name in it.
    """
    policy = policy or policy_of(found)
    carried = Policy(Program.from_json(policy.to_json()))
    user, resource, context, platform = asked
    mine = policy.for_user(user)
    expected = _answer(lambda: decide(Question(found, *asked), name))
    told = {
        "can": _answer(lambda: policy.can(user, name, resource, context, platform)),
        "careful": _answer(
            lambda: policy._evaluator.careful(user, name, resource, context, platform)
        ),
        "for_user": _answer(lambda: mine.can(name, resource, context, platform)),
        "carried": _answer(lambda: carried.can(user, name, resource, context, platform)),
    }
    yes = expected.allowed if isinstance(expected, Decision) else expected
    shortly = {
        "allows": _answer(lambda: policy.allows(user, name, resource, context, platform)),
        "for_user": _answer(lambda: mine.allows(name, resource, context, platform)),
    }
    assert told == dict.fromkeys(told, expected)
    assert shortly == dict.fromkeys(shortly, yes)
    rows = _answer(lambda: frozenset(mine.allowed_actions(resource, context, platform)))
    if name in policy.actions and isinstance(rows, frozenset):  # or a level elsewhere is undeclared
        assert (name in rows) is yes
    return expected


def _answer(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except UnknownNameError as error:
        return error.kind, error.name
