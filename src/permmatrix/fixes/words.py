"""
Changes in plain English: for whoever can make them, and for whoever needs them.

A condition's title completes «is»: progress claim contact on the purchase order, marked private,
who created the poll.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never, final

from attrs import field, frozen

from permmatrix.fixes.changes import (
    AskInstead,
    AskOn,
    Change,
    DropLevel,
    GrantPermission,
    HoldLevel,
    RevokePermission,
    SetFact,
    TellHeld,
    TellScope,
)
from permmatrix.lowering import test_atom
from permmatrix.model import MatrixSet
from permmatrix.situations.candidates import paths_of
from permmatrix.wording import all_of_words

__all__ = ["Names", "need_words", "sentence_words"]


@final
@frozen
class Names:
    """
    What things are called: a policy's titles, and the ids of who asks and of what about.

    `places` has, by tool, the scope in which something is held on it.
    """

    matrices: MatrixSet
    user: str | None = None
    resource: str | None = None
    places: Mapping[str, str] = field(factory=dict)

    @property
    def who(self) -> str:
        """The one who asks."""
        return self.user or "the user"

    def level(self, tool: str, id_: str) -> str:
        """Give a level's title."""
        return self.matrices.tools[tool].level(id_).title

    def tool(self, id_: str) -> str:
        """Give a tool's title, and where on it something is held."""
        place = f" in {self.places[id_]}" if id_ in self.places else ""
        return f"{self.matrices.tools[id_].title}{place}"

    def permission(self, tool: str, name: str) -> str:
        """Say which granular permission is meant."""
        title = self.matrices.granular[tool, name].title
        return f"the granular permission {title} on {self.tool(tool)}"

    def condition(self, id_: str) -> str:
        """Give a condition's title as it stands after «is»."""
        title = self.matrices.conditions[id_].title
        return f"the one {title}" if title.startswith("who ") else title

    def action(self, id_: str) -> str:
        """Give a row's title."""
        return self.matrices.actions[id_].title

    def is_about_user(self, condition: str) -> bool:
        """Say whether a condition is about the one who asks, be it among others."""
        return "user" in self._roots(condition)

    def about(self, condition: str) -> str:
        """Say what a condition is about that is not about the one who asks."""
        known = self.resource if "resource" in self._roots(condition) else None
        return known or "it"

    def _roots(self, condition: str) -> list[str]:
        atom = test_atom(self.matrices.conditions[condition].test)
        return [path.partition(".")[0] for path in paths_of(atom)]


def sentence_words(changes: Sequence[Change], names: Names) -> str:
    """Say what to do, to whoever can do it, as one sentence."""
    words = all_of_words(_doing(change, names) for change in _by_kind(changes))
    return f"{words[0].upper()}{words[1:]}."


def _by_kind(changes: Sequence[Change]) -> list[Change]:
    """Put first what is asked for, then what is held, then what is so."""
    last = [it for it in changes if isinstance(it, SetFact)]
    first = [it for it in changes if isinstance(it, AskInstead | AskOn)]
    return [*first, *(it for it in changes if it not in last and it not in first), *last]


def _doing(change: Change, names: Names) -> str:
    match change:
        case SetFact(condition, to, was):
            whose = names.who if names.is_about_user(condition) else names.about(condition)
            verb = "let it be known" if was is None else "see"
            return f"{verb} that {whose} is {'' if to else 'not '}{names.condition(condition)}"
        case TellScope(path, value):
            return f"let it be known that {path} is {value}"
        case AskInstead(action):
            return f"ask for «{names.action(action)}» instead"
        case AskOn(platform):
            return f"ask on {names.matrices.platforms[platform]}"
        case _:
            return _giving(change, names)


def _giving(
    change: HoldLevel | DropLevel | GrantPermission | RevokePermission | TellHeld, names: Names
) -> str:
    who = names.who
    match change:
        case HoldLevel(tool, level, was, also):
            held = f"{names.level(tool, level)} on {names.tool(tool)}"
            if was is None and not also:
                return f"let it be known that {who} holds {held}"
            return f"give {who} {held}{_instead(tool, was, names, also=also)}"
        case DropLevel(tool, level):
            return f"take {names.level(tool, level)} on {names.tool(tool)} from {who}"
        case GrantPermission(tool, name, known):
            verb = f"give {who}" if known else f"let it be known that {who} holds"
            return f"{verb} {names.permission(tool, name)}"
        case RevokePermission(tool, name):
            return f"take {names.permission(tool, name)} from {who}"
        case TellHeld(tool, kind):
            what = "level" if kind == "levels" else "granular permissions"
            return f"say which {what} {who} holds on {names.tool(tool)}"
        case _:
            assert_never(change)


def _instead(tool: str, was: tuple[str, ...] | None, names: Names, *, also: bool) -> str:
    if also:
        return " as well"
    return f" in place of {all_of_words(names.level(tool, it) for it in was)}" if was else ""


def need_words(changes: Sequence[Change], names: Names) -> str:
    """
    Say what is needed, to the one who asks, as a phrase for «You need» to stand before.

    What is no property of theirs comes last: «… when it is marked private».
    """
    own = list(_own(changes, names))
    when = [
        f"it is {_wanted(it, names)}"
        for it in changes
        if isinstance(it, SetFact) and not names.is_about_user(it.condition)
    ]
    whole = all_of_words(own) if own else "to ask" if when else "nothing more"
    return f"{whole} when {all_of_words(when)}" if when else whole


def _wanted(change: SetFact, names: Names) -> str:
    words = f"{'' if change.to else 'not '}{names.condition(change.condition)}"
    return f"{words}{NOT_KNOWN}" if change.was is None else words


def _own(changes: Sequence[Change], names: Names) -> Iterator[str]:
    for change in _by_kind(changes):
        match change:
            case SetFact(condition):
                if names.is_about_user(condition):
                    yield f"to be {_wanted(change, names)}"
            case AskInstead(action):
                yield f"to ask for «{names.action(action)}» instead"
            case AskOn(platform):
                yield f"to ask on {names.matrices.platforms[platform]}"
            case _:
                yield _holding(change, names)


def _holding(
    change: HoldLevel | DropLevel | GrantPermission | RevokePermission | TellHeld | TellScope,
    names: Names,
) -> str:
    match change:
        case HoldLevel(tool, level, was, also):
            known = "" if also or was is not None else NOT_KNOWN
            return f"to hold {names.level(tool, level)} on {names.tool(tool)}{known}"
        case DropLevel(tool, level):
            return f"not to hold {names.level(tool, level)} on {names.tool(tool)}"
        case GrantPermission(tool, name, known):
            return f"to hold {names.permission(tool, name)}{'' if known else NOT_KNOWN}"
        case RevokePermission(tool, name):
            return f"not to hold {names.permission(tool, name)}"
        case TellHeld(tool, kind):
            what = "level" if kind == "levels" else "granular permissions"
            return f"it to be known which {what} you hold on {names.tool(tool)}"
        case TellScope(path, value):
            return f"it to be known that {path} is {value}"
        case _:
            assert_never(change)


NOT_KNOWN = " (not known yet)"
