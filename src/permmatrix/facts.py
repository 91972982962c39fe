"""
How the compiled path reads facts from the host's objects, carefully.

A value is True, False or an `Open`, which says what is missing or unusable. Each path is read at
most once for a question. The quick readers for facts as they should be are in `fast_facts`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import MemberDescriptorType

from permmatrix.errors import FactError, UnknownNameError
from permmatrix.names import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from permmatrix.program import Atom, Tool

__all__ = ["ABSENT", "COLLECTIONS", "Open", "Question", "moment"]


class Open:
    """A value that is not known: paths of missing facts, and facts that cannot be used."""

    __slots__ = ("errors", "missing")

    def __init__(self, missing: Iterable[str] = (), errors: Iterable[FactError] = ()) -> None:
        self.missing = frozenset(missing)
        self.errors = frozenset(errors)

    def __or__(self, other: Open) -> Open:
        return Open(self.missing | other.missing, self.errors | other.errors)


COLLECTIONS = (frozenset, set, tuple, list)
ABSENT = object()
IDS = frozenset({"text", "a number", "a UUID"})
ODD = "a single value"


def _wrong(fact: str, expected: str, value: object) -> Open:
    return Open(errors=[FactError.wrong(fact, expected, value)])


class Question:
    """One question's objects and what was read of them so far."""

    __slots__ = ("roots", "seen", "tools")

    def __init__(
        self, user: Any, resource: Any, context: Any, tools: dict[str, Tool] | Any
    ) -> None:
        self.roots = {"user": user, "resource": resource, "context": context}
        self.tools = tools
        self.seen: dict[str, Any] = {}

    def value(self, path: str) -> Any:
        """Give the value at a path, or an `Open`."""
        if path not in self.seen:
            self.seen[path] = self._read(path)
        return self.seen[path]

    def _read(self, path: str) -> Any:
        root, *names = path.split(".")
        value = self.roots[root]
        for name in names:
            if value is None:
                break
            try:
                value = _part(value, name)
            except Exception as error:  # noqa: BLE001  the host's code may raise anything
                return Open(errors=[FactError.raised(path, error)])
        return Open([path]) if value is None else value

    def atom(self, atom: Atom) -> bool | Open:
        """Say whether an atom is true."""
        try:
            return self._atom(atom)
        except Exception as error:  # noqa: BLE001  comparing the host's values may raise anything
            return Open(errors=[FactError.raised(_first_path(atom), error)])

    def _atom(self, atom: Atom) -> bool | Open:
        kind = atom[0]
        if kind == "granular":
            return self._granular(atom[1], atom[2])
        if kind == "level":
            return self._level(atom[1], atom[2])
        if kind == "is_true":
            value = self.value(atom[1])
            # exactly these: a stand-in for False may say that its class is bool, and is no False
            known = value is True or value is False or isinstance(value, Open)
            return value if known else _wrong(atom[1], "true or false", value)
        if kind == "one_of":
            return self._one_of(atom[1], atom[2])
        if kind in {"contains", "overlaps"}:
            return self._members(kind, *atom[1:])
        return self._compare(kind, *atom[1:])

    def on_tool(self, kind: str, id_: str) -> Any:
        """Give what the user holds on a tool: a mapping where it is held in several scopes."""
        key = f"{kind} {id_}"  # no path has a blank in it
        if key not in self.seen:
            by_tool = self.value(f"user.{kind}")
            if isinstance(by_tool, Open):
                self.seen[key] = by_tool
            elif type(by_tool) is dict or isinstance(by_tool, Mapping):  # the first is quicker
                self.seen[key] = _entry(by_tool, id_, f"user.{kind}.{id_}")
            else:
                self.seen[key] = _wrong(f"user.{kind}", "a mapping by tool", by_tool)
        return self.seen[key]

    def held(self, kind: str, id_: str) -> Any:
        """Give what the user holds on a tool, in the scope at hand; ABSENT where it is nothing."""
        path = f"user.{kind}.{id_}"
        value = self.on_tool(kind, id_)
        if type(value) is str or not isinstance(value, Mapping):  # the first is quicker
            return value
        scope = self.tools[id_].scope
        if scope is None:
            return _wrong(path, "held without a scope", value)
        where = self.value(scope)
        if isinstance(where, Open):
            return where
        if kind_of(where) not in IDS or not (isinstance(where, str | int) or _is_uuid(where)):
            return _wrong(scope, "text, a whole number or a UUID", where)
        return _entry(value, where, path)

    def levels(self, id_: str) -> frozenset[str] | Open:
        """
        Give the levels the user was given on a tool, or its default.

        Raises:
            UnknownNameError: the user holds a level that the tool does not have.
        """
        try:
            return self._levels(id_)
        except UnknownNameError:
            raise
        except Exception as error:  # noqa: BLE001  the host's collections may raise anything
            return Open(errors=[FactError.raised(f"user.levels.{id_}", error)])

    def _levels(self, id_: str) -> frozenset[str] | Open:
        tool, path = self.tools[id_], f"user.levels.{id_}"
        value = self.held("levels", id_)
        if isinstance(value, Open):
            return value
        held = () if value is ABSENT else (value,) if isinstance(value, str) else value
        expected = "a level or a collection of levels"
        if not isinstance(held, COLLECTIONS):
            return _wrong(path, expected, held)
        for level in held:
            if not isinstance(level, str):
                return _wrong(path, expected, level)
        held = frozenset(map(str.__str__, held))  # the text, whatever class it is of
        undeclared = sorted(held.difference(tool.levels))
        if undeclared:
            name = undeclared[0]
            raise UnknownNameError("level", name, suggest(name, tool.levels))
        never = sorted(held.difference(tool.handed_out))
        if never:
            return Open(errors=[FactError(path, "a level that is handed out", f"is {never[0]}")])
        return held or frozenset(filter(None, [tool.default]))

    def _level(self, id_: str, level: str) -> bool | Open:
        try:
            held = self.levels(id_)
        except UnknownNameError as error:  # on another tool than the row's: only this fact is lost
            path = f"user.levels.{id_}"
            return Open(errors=[FactError(path, "a declared level", f"is {error.name}")])
        return held if isinstance(held, Open) else level in held

    def _granular(self, id_: str, name: str) -> bool | Open:
        held = self.held("granular", id_)
        if isinstance(held, Open):
            return held
        if held is ABSENT:
            return False
        if not isinstance(held, COLLECTIONS):
            return _wrong(f"user.granular.{id_}", "a collection of permissions", held)
        return _among(name, held)

    def _operand(self, operand: Atom) -> Any:
        return self.value(operand[1]) if operand[0] == "path" else operand[1]

    def _one_of(self, path: str, literals: tuple[Atom, ...]) -> bool | Open:
        value = self.value(path)
        if isinstance(value, Open):
            return value
        kind = kind_of(value)
        kinds = {kind_of(literal) for _, literal in literals}
        if kind not in kinds:
            return _wrong(path, " or ".join(sorted(kinds)), value)
        return any(kind_of(literal) == kind and literal == value for _, literal in literals)

    def _members(self, test: str, left: Atom, right: Atom) -> bool | Open:
        ours, theirs = self._operand(left), self._operand(right)
        waiting = [it for it in (ours, theirs) if isinstance(it, Open)]
        if waiting:
            return waiting[0] | waiting[-1]
        if test == "contains":
            if kind_of(theirs) not in IDS:
                return _wrong(str(right[1]), "text, a number or a UUID", theirs)
            members, sought = ours, (theirs,)
        else:
            if not isinstance(ours, COLLECTIONS):
                return _wrong(left[1], "a collection", ours)
            members, sought = theirs, tuple(it for it in ours if kind_of(it) in IDS)
        if not isinstance(members, COLLECTIONS):
            return _wrong((left if test == "contains" else right)[1], "a collection", members)
        return any(_among(member, members) for member in sought)

    def _compare(self, test: str, left: Atom, right: Atom) -> bool | Open:
        values = [self._operand(left), self._operand(right)]
        waiting = [it for it in values if isinstance(it, Open)]
        if waiting:
            return waiting[0] | waiting[-1]
        read = values if test == "equals" else [moment(value) for value in values]
        usable = ODD if test == "equals" else "a number, a date or a time"
        kinds = [kind_of(value) for value in read]
        unfit = {ODD} if test == "equals" else {ODD, "true or false", "text", "a UUID"}
        for operand, value, kind in zip((left, right), values, kinds, strict=True):
            if kind in unfit:
                return _wrong(str(operand[1]), usable, value)
        if kinds[0] != kinds[1]:
            blamed = 1 if right[0] == "path" else 0
            return _wrong((left, right)[blamed][1], kinds[1 - blamed], values[blamed])
        match test:
            case "equals":
                return bool(read[0] == read[1])
            case "before":
                return bool(read[0] < read[1])
            case "at_or_before":
                return bool(read[0] <= read[1])
            case _:
                raise AssertionError(test)


def _part(thing: Any, name: str) -> Any:
    """Read an attribute, or else a mapping's key. A mapping's methods hide no key."""
    if type(thing) is dict:  # it has methods only
        return thing.get(name)
    found = getattr(thing, name, ABSENT)
    if isinstance(thing, Mapping) and (found is ABSENT or callable(found)):
        return thing.get(name)
    if found is not ABSENT:
        return found
    # tell an attribute that is not there, or a slot left empty, from a property that fails
    owners = [owner for owner in type(thing).__mro__ if name in vars(owner)]
    if owners and not isinstance(vars(owners[0])[name], MemberDescriptorType):
        return getattr(thing, name)  # raises again, and is reported
    return None


def _first_path(atom: Atom) -> str:
    """Give the path that an atom reads first, to name it by."""
    match atom:
        case ("granular", tool, _):
            return f"user.granular.{tool}"
        case ("level", tool, _):
            return f"user.levels.{tool}"
        case (_, str() as path, *_):
            return path
        case (_, *operands):
            return str(next(operand[1] for operand in operands if operand[0] == "path"))
        case _:
            raise AssertionError(atom)


def _entry(mapping: Mapping[Any, Any], key: Any, path: str) -> Any:
    try:
        value = mapping.get(key, ABSENT)
    except Exception as error:  # noqa: BLE001  the host's code may raise anything
        return Open(errors=[FactError.raised(path, error)])
    return Open([path]) if value is None else value


def is_a(module: str, name: str, value: Any) -> bool:
    """Say whether a value is of a standard class, without importing the module it is from."""
    loaded = sys.modules.get(module)  # where it was never imported, no value is of it
    return loaded is not None and isinstance(value, getattr(loaded, name))


def _is_uuid(value: Any) -> bool:
    return is_a("uuid", "UUID", value)


def kind_of(value: Any) -> str:
    """Name what a single value is; only like is compared with like. Anything else is odd."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "a number"
    if isinstance(value, float):
        return "a number" if value - value == 0 else ODD
    if is_a("decimal", "Decimal", value):
        return "a number" if value.is_finite() else ODD
    if is_a("datetime", "datetime", value):
        return "a time" if value.utcoffset() is None else "a time with an offset"
    if is_a("datetime", "date", value):
        return "a date"
    return "a UUID" if _is_uuid(value) else ODD


def moment(value: Any) -> Any:
    """Read text as an ISO 8601 date or time; leave anything else, and text that is none, alone."""
    if not isinstance(value, str):
        return value
    from datetime import date, datetime  # noqa: PLC0415  only policies that compare times pay

    try:
        long = len(value) > len("2026-06-30")
        return datetime.fromisoformat(value) if long else date.fromisoformat(value)
    except ValueError:
        return value


def _among(member: Any, members: Any) -> bool:
    if isinstance(member, str):
        # a set finds by hash, and what hashes and equals like a text means that text
        if isinstance(members, set | frozenset):
            return member in members
        return any(member == other for other in members if isinstance(other, str))
    kind = kind_of(member)
    return any(member == other for other in members if kind_of(other) == kind)
