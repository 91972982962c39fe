"""
Quick tests of facts that are as they should be.

A test takes the three objects of a question and gives True, False, or None where it is not known.
At anything out of the ordinary, a missing attribute or a value of another kind, it raises, and the
evaluator looks again, carefully: a quick test never has to be right about such things, only never
to answer. A part of a requirement that is not known may hide that another settles it, so None means
that a test cannot say yes, and says no more.

The commonest are written out for where their facts are read: a call would cost as much as the rest.
"""

from __future__ import annotations

from sys import intern

from permmatrix.attributes import getter, reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from permmatrix.attributes import Getter
    from permmatrix.program import Atom, Tool
    from permmatrix.truth import Formula

    Test: TypeAlias = Callable[[Any, Any, Any], bool | None]

__all__ = ["Test", "Unsure", "either", "lacking_on", "quick_test"]

if not TYPE_CHECKING:
    Test = object

NOTHING: frozenset[str] = frozenset()


class Unsure(Exception):  # noqa: N818  a signal within the evaluator, never seen outside
    """What a quick test raises where it has nothing to point at."""


def quick_test(formula: Formula, atoms: tuple[Atom, ...], tools: Mapping[str, Tool]) -> Test:
    """Build the test of a formula being true."""

    def build(formula: Formula, wanted: bool, then: Test | None) -> Test:
        """Build the test of its being true or, if not wanted, false; and then of another."""
        if isinstance(formula, bool):
            return _constant(formula is wanted, then)
        word, *parts = formula
        if word == "fact":
            return _atom(atoms[parts[0]], tools, wanted, then)
        if word == "not":
            return build(parts[0], not wanted, then)
        if (word == "all") is wanted:  # all of them is false when any of them is
            for part in reversed(parts):
                then = build(part, wanted, then)
            assert then is not None
            return then
        any_of_them = either([build(part, wanted, None) for part in parts])
        return any_of_them if then is None else _both(any_of_them, then)

    return build(formula, True, None)


def _constant(value: bool, then: Test | None) -> Test:
    if value and then is not None:
        return then
    return lambda user, resource, context: value


def _both(first: Test, then: Test) -> Test:
    return lambda user, resource, context: (
        first(user, resource, context) and then(user, resource, context)
    )


def either(tests: list[Test]) -> Test:
    """Join tests of which one yes is enough; there is at least one."""
    first, *others = dict.fromkeys(tests)
    if not others:
        return first

    def test(user: Any, resource: Any, context: Any) -> bool | None:
        known = first(user, resource, context)
        if known:
            return True
        for other in others:
            answer = other(user, resource, context)
            if answer:
                return True
            if answer is None:
                known = None
        return known

    return test


def _atom(atom: Atom, tools: Mapping[str, Tool], wanted: bool, then: Test | None) -> Test:
    match atom:
        case ("granular", tool, name):
            return _granular(intern(tool), intern(name), tools[tool].scope, wanted, then)
        case ("is_true", path):
            return _truth(path, wanted, then)
        case ("contains", ("path", path), member) if _is_readable(member):
            return _member(path, member, wanted, then)
        case _:
            test = _rarer_atom(atom, tools, wanted)
            return test if then is None else _both(test, then)


def _rarer_atom(atom: Atom, tools: Mapping[str, Tool], wanted: bool) -> Test:
    match atom:
        case ("level", tool, level):
            return _level(intern(tool), level, tools[tool].handed_out, wanted)
        case ("equals", ("path", path), other) if _is_readable(other):
            return _same_text(path, other, wanted)
        case ("one_of", path, literals) if all(isinstance(it[1], str) for it in literals):
            return _text(path, frozenset(it[1] for it in literals), wanted)
        case _:
            return _never_sure


def _is_readable(operand: Atom) -> bool:
    return operand[0] == "path" or isinstance(operand[1], str)


def _never_sure(user: Any, resource: Any, context: Any) -> bool:
    raise Unsure


# Operands.


def _operand(operand: Atom) -> Getter:
    kind, text = operand
    return getter(text) if kind == "path" else lambda user, resource, context: text


def _is_one_step(operand: Atom, root: str) -> bool:
    kind, text = operand
    return bool(kind == "path" and text.split(".")[:-1] == [root])


# Truth values.


def _truth(path: str, wanted: bool, then: Test | None) -> Test:
    root, *names = path.split(".")
    if len(names) == 1 and root != "user":
        at_root = _truth_of_resource if root == "resource" else _truth_of_context
        test: Test = reading(at_root(intern(names[0]), wanted, then), NAME=names[0])
        return test
    get, unwanted = getter(path), not wanted

    def truth(user: Any, resource: Any, context: Any) -> bool | None:
        value = get(user, resource, context)
        if value is wanted:
            return True if then is None else then(user, resource, context)
        if value is unwanted:
            return False
        if value is None:
            return None
        raise Unsure

    return truth


def _truth_of_resource(name: str, wanted: bool, then: Test | None) -> Test:
    unwanted = not wanted

    def truth(user: Any, resource: Any, context: Any) -> bool | None:
        value = resource.get(name) if type(resource) is dict else resource.NAME
        if value is wanted:
            return True if then is None else then(user, resource, context)
        if value is unwanted:
            return False
        if value is None:
            return None
        raise Unsure

    return truth


def _truth_of_context(name: str, wanted: bool, then: Test | None) -> Test:
    unwanted = not wanted

    def truth(user: Any, resource: Any, context: Any) -> bool | None:
        if context is None:
            return None
        value = context.get(name) if type(context) is dict else context.NAME
        if value is wanted:
            return True if then is None else then(user, resource, context)
        if value is unwanted:
            return False
        if value is None:
            return None
        raise Unsure

    return truth


# Membership.


def _member(path: str, member: Atom, wanted: bool, then: Test | None) -> Test:
    if _is_one_step(("path", path), "resource") and _is_one_step(member, "user"):
        collection, one = (intern(it.partition(".")[2]) for it in (path, member[1]))
        return _member_of_resource(collection, one, wanted, then)
    get_members, get_member = getter(path), _operand(member)

    def contains(user: Any, resource: Any, context: Any) -> bool | None:
        members = get_members(user, resource, context)
        answer = _found(get_member(user, resource, context), members, wanted)
        return then(user, resource, context) if answer and then is not None else answer

    return contains


def _member_of_resource(collection: str, one: str, wanted: bool, then: Test | None) -> Test:
    def contains(user: Any, resource: Any, context: Any) -> bool | None:
        members = resource.get(collection) if type(resource) is dict else resource.MEMBERS
        member = user.get(one) if type(user) is dict else user.MEMBER
        if type(members) is set and type(member) is str:
            answer: bool | None = (member in members) is wanted
        else:
            answer = _found(member, members, wanted)
        return then(user, resource, context) if answer and then is not None else answer

    test: Test = reading(contains, MEMBERS=collection, MEMBER=one)
    return test


def _found(member: Any, members: Any, wanted: bool) -> bool | None:
    """Say whether a text is in a collection, as wanted."""
    kind = type(members)  # exactly these: a class of the host's own may answer `in` in its own way
    if type(member) is str:
        if kind is set or kind is frozenset:
            return (member in members) is wanted
        if kind is list or kind is tuple:
            there = member in members
            # what equals everything may stand in a list; a set finds by hash
            if there and type(members[members.index(member)]) is not str:
                raise Unsure
            return there is wanted
    if members is None or member is None:
        return None
    raise Unsure


# Texts.


def _text(path: str, texts: frozenset[str], wanted: bool) -> Test:
    get = getter(path)

    def is_text(user: Any, resource: Any, context: Any) -> bool | None:
        value = get(user, resource, context)
        if type(value) is str:
            return (value in texts) is wanted
        if value is None:
            return None
        raise Unsure

    return is_text


def _same_text(left: str, right: Atom, wanted: bool) -> Test:
    get_left, get_right = getter(left), _operand(right)

    def is_same(user: Any, resource: Any, context: Any) -> bool | None:
        one, other = get_left(user, resource, context), get_right(user, resource, context)
        if type(one) is str and type(other) is str:
            return (one == other) is wanted
        if one is None or other is None:
            return None
        raise Unsure

    return is_same


# What is held on a tool.


def _granular(tool: str, name: str, scope: str | None, wanted: bool, then: Test | None) -> Test:
    where = None if scope is None else getter(scope)

    def granted(user: Any, resource: Any, context: Any) -> bool | None:
        held = user.get("granular") if type(user) is dict else user.granular
        if type(held) is not dict:
            raise Unsure
        names = held.get(tool, NOTHING)
        if type(names) is set:
            answer: bool | None = (name in names) is wanted
        else:
            if type(names) is dict and where is not None:
                names = names.get(_place(where(user, resource, context)), NOTHING)
            answer = _found(name, names, wanted)
        return then(user, resource, context) if answer and then is not None else answer

    return granted


def lacking_on(tool: str, names: frozenset[str], scope: str | None) -> Getter:
    """
    Build the question which of some permissions on a tool are lacking; None where it is unknown.

    What is lacking are our own texts, where what is held would be the host's.
    """
    tool, where = intern(tool), None if scope is None else getter(scope)

    def lacking(user: Any, resource: Any, context: Any) -> frozenset[str] | None:
        held = user.get("granular") if type(user) is dict else user.granular
        if type(held) is dict:
            found = held.get(tool, NOTHING)
            if type(found) is set:
                return names - found
            if type(found) is dict and where is not None:
                found = found.get(_place(where(user, resource, context)), NOTHING)
            if found is None:
                return None
            return frozenset([name for name in names if _found(name, found, False)])
        raise Unsure

    return lacking


def _place(value: Any) -> Any:
    if type(value) is str or type(value) is int:
        return value
    raise Unsure


def _level(tool: str, level: str, handed_out: frozenset[str], wanted: bool) -> Test:
    def holds(user: Any, resource: Any, context: Any) -> bool:
        levels = user.get("levels") if type(user) is dict else user.levels
        if type(levels) is dict:
            held = levels.get(tool)
            if type(held) is str and held in handed_out:
                return (held == level) is wanted
        raise Unsure

    return holds
