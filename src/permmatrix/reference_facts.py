"""
How the reference reads facts from the host's objects: what users hold, and the tests of conditions.

A fact that is absent or null is missing; one of the wrong kind is an error and never guessed at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import MemberDescriptorType
from typing import Any, TypeAlias, assert_never, final
from uuid import UUID

from attrs import field, frozen

from permmatrix import conditions as tests
from permmatrix import model
from permmatrix.errors import FactError, UnknownNameError
from permmatrix.names import suggest

__all__ = [
    "GRANTED",
    "Question",
    "Value",
    "Waiting",
    "fact",
    "has_granular",
    "levels_given",
    "levels_said",
    "once",
    "passes",
    "settled",
]


@final
@frozen
class Question:
    """
    Who asks, about what, in which circumstances, on which platform.

    `seen` keeps what was read and what came of it, so that the host's objects are asked once
    however often the question looks at a fact.
    """

    matrices: model.MatrixSet
    user: Any
    resource: Any = None
    context: Any = None
    platform: str | None = None
    seen: dict[object, Any] = field(factory=dict, init=False, eq=False, repr=False)


@final
class Waiting(Exception):  # noqa: N818  it is also a value: what an unsettled fact is
    """Not known: the facts that are missing and those that cannot be used."""

    def __init__(self, missing: Iterable[str] = (), errors: Iterable[FactError] = ()) -> None:
        super().__init__()
        self.missing, self.errors = frozenset(missing), frozenset(errors)


Value: TypeAlias = bool | Waiting


def settled(ask: Callable[[], Any]) -> Any:
    """Ask for something that may turn out to be waiting on facts."""
    try:
        return ask()
    except Waiting as waiting:
        return waiting
    except FactError as error:
        return Waiting(errors=[error])


def once(question: Question, key: object, ask: Callable[[], Any]) -> Any:
    """Ask for something the first time only, and then give or raise the same again."""
    if key not in question.seen:
        try:
            question.seen[key] = settled(ask)
        except UnknownNameError as error:
            question.seen[key] = error
    found = question.seen[key]
    if isinstance(found, (Waiting, UnknownNameError)):
        raise found
    return found


def fact(question: Question, path: tests.Path) -> Any:
    """Read an attribute path from the user, the resource or the context; null is not known."""
    return once(question, str(path), partial(_read, question, path))


def _read(question: Question, path: tests.Path) -> Any:
    thing, name = getattr(question, path.root), str(path)
    for segment in path.segments:
        if thing is not None:
            thing = _part(thing, segment, name)
    if thing is None:
        raise Waiting([name])
    return thing


def _part(thing: Any, name: str, path: str) -> Any:
    """Read an attribute, or a key of a mapping that has no such attribute but a method."""
    try:
        found = getattr(thing, name)
        keys = callable(found) and isinstance(thing, Mapping)
        if not keys:
            return found
    except AttributeError as error:
        keys = isinstance(thing, Mapping)
        there = [vars(it)[name] for it in type(thing).__mro__ if name in vars(it)]
        empty_slot = there and isinstance(there[0], MemberDescriptorType)
        if there and not empty_slot and not keys:  # it is there, and it failed
            raise FactError.raised(path, error) from error
    except Exception as error:  # the host's code may raise anything
        raise FactError.raised(path, error) from error
    return _entry(thing, name, path, None) if keys else None


@final
@frozen
class Said:
    """The levels that a user was given on a tool, and whether in a collection of them."""

    levels: frozenset[str]
    several: bool


def levels_given(question: Question, tool: model.Tool) -> frozenset[str]:
    """Give the levels the user was given on a tool, or else its default level."""
    default = [tool.default_level] if tool.default_level is not None else []
    return levels_said(question, tool).levels or frozenset(default)


def levels_said(question: Question, tool: model.Tool) -> Said:
    """Give the levels the user was given on a tool, as the host says it."""
    said: Said = once(question, ("levels", tool.id), partial(_levels_said, question, tool))
    return said


def _levels_said(question: Question, tool: model.Tool) -> Said:
    try:
        return _checked(question, tool)
    except (Waiting, FactError, UnknownNameError):
        raise
    except Exception as error:  # the host's collections may raise anything
        raise FactError.raised(f"user.levels.{tool.id}", error) from error


def _checked(question: Question, tool: model.Tool) -> Said:
    path, known = f"user.levels.{tool.id}", [level.id for level in tool.levels]
    value = _held(question, tool, "levels")
    levels = [value] if isinstance(value, str) else value
    if not isinstance(levels, list | tuple | set | frozenset):
        raise FactError.wrong(path, "a level or a collection of levels", value)
    for level in levels:
        if not isinstance(level, str):
            raise FactError.wrong(path, "a level or a collection of levels", level)
    levels = sorted(str.__str__(level) for level in levels)  # the text, whatever class it is of
    for level in levels:
        if level not in known:
            raise UnknownNameError("level", level, suggest(level, known))
    for level in levels:
        if not tool.level(level).handed_out:
            raise FactError(path, "a level that is handed out", f"is {level}")
    alone = isinstance(value, str) or (type(value) is tuple and not levels)
    return Said(frozenset(levels), several=not alone)


GRANTED = "granted"
"""With a tool's id, where `seen` has the permissions held on it."""


def has_granular(question: Question, tool: model.Tool, name: str) -> bool:
    """Say whether the user holds a granular permission on a tool."""
    held = once(question, (GRANTED, tool.id), partial(_granular, question, tool))
    if type(held) is tuple or type(held) is frozenset:
        return _is_held(held, name, tool)
    key = ("granular", tool.id, name)  # a host's own collection, which may answer as it likes
    return bool(once(question, key, partial(_is_held, held, name, tool)))


def _granular(question: Question, tool: model.Tool) -> Any:
    """Give the permissions held on a tool, as they are now."""
    value = _held(question, tool, "granular")
    if type(value) is set or type(value) is frozenset:
        return frozenset(value)
    if type(value) is list or type(value) is tuple:
        return tuple(value)
    if isinstance(value, list | tuple | set | frozenset):
        return value
    raise FactError.wrong(f"user.granular.{tool.id}", "a collection of permissions", value)


def _is_held(held: Any, name: str, tool: model.Tool) -> bool:
    try:
        return _among(name, held)
    except Exception as error:  # the host's collections may raise anything
        raise FactError.raised(f"user.granular.{tool.id}", error) from error


def _held(question: Question, tool: model.Tool, kind: str) -> Any:
    """Give what the user holds on a tool, in the scope at hand; nothing held is an empty tuple."""
    path = f"user.{kind}.{tool.id}"
    held = fact(question, tests.Path("user", (kind,)))
    if not isinstance(held, Mapping):
        raise FactError.wrong(f"user.{kind}", "a mapping by tool", held)
    value = _entry(held, tool.id, path)
    if isinstance(value, Mapping):
        if tool.scope is None:
            raise FactError.wrong(path, "held without a scope", value)
        where = fact(question, tool.scope)
        if isinstance(where, bool) or not isinstance(where, str | int | UUID):
            raise FactError.wrong(str(tool.scope), "text, a whole number or a UUID", where)
        value = _entry(value, where, path)
    return value


def _entry(mapping: Mapping[Any, Any], key: Any, path: str, otherwise: Any = ()) -> Any:
    try:
        value = mapping.get(key, otherwise)
    except Exception as error:  # the host's code may raise anything
        raise FactError.raised(path, error) from error
    if value is None:
        raise Waiting([path])
    return value


def passes(question: Question, test: tests.Test) -> bool:
    """Say whether a condition's test is true."""
    try:
        return _passes(question, test)
    except (Waiting, FactError):
        raise
    except Exception as error:  # comparing the host's values may raise anything
        raise FactError.raised(_first_path(test), error) from error


def _first_path(test: tests.Test) -> str:
    match test:
        case tests.Given(name):
            return f"context.{name}"
        case tests.IsTrue(path) | tests.OneOf(path) | tests.Contains(path):
            return str(path)
        case _:
            return str(test.left if isinstance(test.left, tests.Path) else test.right)


def _passes(question: Question, test: tests.Test) -> bool:
    match test:
        case tests.Given(name):
            return _truth(question, tests.Path("context", (name,)))
        case tests.IsTrue(path):
            return _truth(question, path)
        case tests.Equals(left, right):
            ours, theirs = _alike(question, left, right, _single)
            return bool(ours == theirs)
        case tests.OneOf(path, literals):
            return _one_of(question, path, [literal.value for literal in literals])
        case tests.Contains(path, operand):
            members, member = _facts(question, path, operand)
            if _kind(member) not in IDS:
                raise FactError.wrong(str(operand), "text, a number or a UUID", member)
            return _among(member, _collection(path, members))
        case tests.Overlaps(left, right):
            ours, theirs = _facts(question, left, right)
            ours, theirs = _collection(left, ours), _collection(right, theirs)
            return any(_among(member, theirs) for member in ours if _kind(member) in IDS)
        case tests.Before(left, right):
            first, second = _alike(question, left, right, _moment)
            return bool(first < second)
        case tests.AtOrBefore(left, right):
            first, second = _alike(question, left, right, _moment)
            return bool(first <= second)
        case _:
            assert_never(test)


def _facts(question: Question, *operands: tests.Operand) -> list[Any]:
    """Read several operands, so that all that are missing are named together."""
    read = []
    missing: set[str] = set()
    errors: set[FactError] = set()
    for operand in operands:
        if isinstance(operand, tests.Literal):
            read.append(operand.value)
            continue
        value = settled(partial(fact, question, operand))
        read.append(value)
        if isinstance(value, Waiting):
            missing |= value.missing
            errors |= value.errors
    if missing or errors:
        raise Waiting(missing, errors)
    return read


def _truth(question: Question, path: tests.Path) -> bool:
    value = fact(question, path)
    if type(value) is not bool:  # an object that stands in for one says that its class is bool
        raise FactError.wrong(str(path), "true or false", value)
    return value


def _kind(value: Any) -> str:
    """Name what a single value is, so that only like is compared with like."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case int():
            return "a number"
        case float() if math.isfinite(value):
            return "a number"
        case Decimal() if value.is_finite():
            return "a number"
        case datetime():
            return "a time with an offset" if value.utcoffset() is not None else "a time"
        case date():
            return "a date"
        case UUID():
            return "a UUID"
        case _:
            return "a single value"


IDS = ("text", "a number", "a UUID")


def _single(value: Any) -> tuple[str, Any]:
    return _kind(value), value


def _moment(value: Any) -> tuple[str, Any]:
    """Read a number, a date or a time; text is read as ISO 8601."""
    if isinstance(value, str):
        try:
            long = len(value) > len("2026-06-30")
            value = datetime.fromisoformat(value) if long else date.fromisoformat(value)
        except ValueError:
            return "a single value", value
    kind = _kind(value)
    return ("a single value" if kind in ("true or false", "a UUID") else kind), value


def _alike(
    question: Question,
    left: tests.Operand,
    right: tests.Operand,
    read: Callable[[Any], tuple[str, Any]],
) -> tuple[Any, Any]:
    """Give two values of one kind; where they are not, the later path is the one at fault."""
    ours, theirs = _facts(question, left, right)
    (kind, first), (other, second) = read(ours), read(theirs)
    usable = "a number, a date or a time" if read is _moment else "a single value"
    for operand, value, found in ((left, ours, kind), (right, theirs, other)):
        if found == "a single value":
            raise FactError.wrong(str(operand), usable, value)
    if kind != other:
        if isinstance(right, tests.Path):
            raise FactError.wrong(str(right), kind, theirs)
        raise FactError.wrong(str(left), other, ours)
    return first, second


def _one_of(question: Question, path: tests.Path, literals: list[Any]) -> bool:
    value = fact(question, path)
    kinds = sorted({_kind(literal) for literal in literals})
    if _kind(value) not in kinds:
        raise FactError.wrong(str(path), " or ".join(kinds), value)
    return any(_single(value) == _single(literal) for literal in literals)


def _collection(path: tests.Path, value: Any) -> Any:
    if not isinstance(value, list | tuple | set | frozenset):
        raise FactError.wrong(str(path), "a collection", value)
    return value


def _among(member: Any, members: Iterable[Any]) -> bool:
    """A text is in a set if the set says so; otherwise members are compared like with like."""
    if isinstance(member, str) and isinstance(members, set | frozenset):
        return member in members
    return any(_single(member) == _single(other) for other in members)
