"""The changes that can turn an answer, as values."""

from __future__ import annotations

from typing import Any, TypeAlias, assert_never, final

from attrs import asdict, frozen

__all__ = [
    "AskInstead",
    "AskOn",
    "Change",
    "DropLevel",
    "GrantPermission",
    "HoldLevel",
    "RevokePermission",
    "SetFact",
    "TellHeld",
    "TellScope",
    "change_plain",
]


@final
@frozen
class HoldLevel:
    """
    The user is given a level on a tool.

    It takes the place of the level held, or (`also`) is held beside those held. `was` are the
    levels held before, the default among them; None where they are not known.
    """

    tool: str
    level: str
    was: tuple[str, ...] | None
    also: bool = False


@final
@frozen
class DropLevel:
    """The user is no longer given a level on a tool; then the default counts, if there is one."""

    tool: str
    level: str


@final
@frozen
class GrantPermission:
    """The user is given a granular permission. `known` is whether those held are known."""

    tool: str
    name: str
    known: bool = True


@final
@frozen
class RevokePermission:
    """A granular permission is taken away from the user."""

    tool: str
    name: str


@final
@frozen
class SetFact:
    """A condition becomes true or false; `was` is None where it is not known."""

    condition: str
    to: bool
    was: bool | None


@final
@frozen
class TellHeld:
    """
    It only has to be known what the user holds on a tool, be it nothing.

    `kind` is levels or granular.
    """

    tool: str
    kind: str


@final
@frozen
class TellScope:
    """It only has to be known in which scope it is asked: what is read at `path`, as text."""

    path: str
    value: str


@final
@frozen
class AskInstead:
    """Another row of the same operation is asked for."""

    action: str


@final
@frozen
class AskOn:
    """It is asked on another platform."""

    platform: str


Change: TypeAlias = (
    HoldLevel
    | DropLevel
    | GrantPermission
    | RevokePermission
    | SetFact
    | TellHeld
    | TellScope
    | AskInstead
    | AskOn
)


def change_plain(change: Change) -> dict[str, Any]:
    """
    Give a change as plain values, for JSON.

    >>> change_plain(SetFact("private", to=False, was=True))
    {'change': 'set_fact', 'condition': 'private', 'to': False, 'was': True}
    """
    return {"change": _word(change), **asdict(change)}


def _word(change: Change) -> str:
    match change:
        case HoldLevel():
            return "hold_level"
        case DropLevel():
            return "drop_level"
        case GrantPermission():
            return "grant_permission"
        case RevokePermission():
            return "revoke_permission"
        case SetFact():
            return "set_fact"
        case TellHeld():
            return "tell_held"
        case TellScope():
            return "tell_scope"
        case AskInstead():
            return "ask_instead"
        case AskOn():
            return "ask_on"
        case _:
            assert_never(change)
